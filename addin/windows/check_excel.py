"""Which Excel is here, and what it can do."""

from collections.abc import Iterator

from addin.windows.excel import PROCESS, STORE, Excel
from addin.windows.findings import Finding, fine, note, problem
from addin.windows.machine import Machine


def check_excels(machine: Machine, excels: list[Excel]) -> Iterator[Finding]:
    """Kind, version and bitness of each; how many of them run."""
    if not excels:
        yield problem("excel_none")
    for one in excels:
        yield from _check_excel(one)
    if len(excels) > 1:
        yield note("excel_several", versions=", ".join(one.version for one in excels))
    running = [name.upper() for name in machine.processes()].count(PROCESS)
    if running > 1:
        yield note("excel_hidden", count=str(running))


def _check_excel(one: Excel) -> Iterator[Finding]:
    if one.kind == STORE:
        yield problem("excel_store")
    elif one.is_too_old:
        yield problem("excel_too_old", version=one.version)
    else:
        yield fine("excel_found", version=one.version, kind=one.kind, bits=one.bits or "?")
        if one.bits == "ARM":
            yield note("excel_arm")
        if not one.spills:
            yield note("excel_no_spill", version=one.version)
