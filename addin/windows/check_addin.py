"""The add-in itself: its file, what it starts, and whether Excel opens it."""

from collections.abc import Iterator
from pathlib import PureWindowsPath

from addin.windows.excel import OFFICE, STORE, Excel
from addin.windows.findings import Finding, fine, note, problem
from addin.windows.machine import Machine, same_file
from addin.windows.opens import has_gap, opens_of, ours, path_of
from addin.windows.places import BAD_SIGNS, Places, faults, places, zone_stream
from addin.xlam import FILE_NAME, read_settings
from addin.xlam.settings import DEBUG, INTERPRETER, RELANCE_VERSION, XLWINGS_VERSION, YES


def check_addin(machine: Machine, excels: list[Excel]) -> Iterator[Finding]:
    """The file, then each Excel's list of add-ins."""
    where = places(machine)
    settings = read_settings(machine.read(where.addin)) if machine.is_file(where.addin) else {}
    if settings:
        yield fine("addin_found", path=where.addin)
        yield from _check_file(machine, where.addin)
        yield from _check_settings(machine, settings)
    elif machine.is_file(where.addin):
        yield problem("addin_foreign", path=where.addin)
    elif machine.is_file(where.record):
        yield problem("addin_gone", path=where.addin)
    else:
        yield problem("addin_not_installed")
    yield from _check_copies(machine, where, excels)
    for one in excels:
        if settings and one.kind != STORE and not one.is_too_old:
            yield from _check_opens(machine, one, where.addin)
        yield from _check_disabled(machine, one)


def check_place(machine: Machine, path: str) -> Iterator[Finding]:
    """What a place has against it."""
    for fault in faults(machine, path):
        if fault == "signs":
            yield problem("place_signs", path=path, signs=" ".join(BAD_SIGNS))
        else:
            yield (problem if fault == "letters" else note)(f"place_{fault}", path=path)


def _check_file(machine: Machine, path: str) -> Iterator[Finding]:
    if machine.is_file(zone_stream(path)):
        yield problem("addin_marked", path=path)
    yield from check_place(machine, path)


def _check_settings(machine: Machine, settings: dict[str, str]) -> Iterator[Finding]:
    """Built for this Relance and this xlwings; what it starts is there."""
    python, interpreter = machine.python, settings.get(INTERPRETER, "")
    versions = (("Relance", RELANCE_VERSION, python.relance), ("xlwings", XLWINGS_VERSION, python.xlwings))
    for what, name, present in versions:
        built = settings.get(name, "")
        if present and built != present:
            yield problem("addin_other_version", what=what, addin=built, python=present)
    if not machine.is_file(interpreter):
        yield problem("addin_no_python", path=interpreter)
    elif not same_file(interpreter, python.windowless):
        yield note("addin_other_python", path=interpreter)
    yield from check_place(machine, interpreter)
    if settings.get(DEBUG) == YES:
        yield note("addin_outside", python=python.executable)


def _check_copies(machine: Machine, where: Places, excels: list[Excel]) -> Iterator[Finding]:
    """What lies in a start folder is opened whatever the list says."""
    folders = [where.start_folder, *(str(PureWindowsPath(one.path).parent / "XLSTART") for one in excels if one.path)]
    for path in (str(PureWindowsPath(folder) / FILE_NAME) for folder in folders):
        if machine.is_file(path):
            yield problem("start_folder", path=path)


def _check_opens(machine: Machine, one: Excel, path: str) -> Iterator[Finding]:
    opens = opens_of(machine.values(one.options_key))
    names = ours(opens, FILE_NAME)
    if not names:
        yield problem("open_missing", version=one.version)
    if len(names) > 1:
        yield problem("open_twice", version=one.version, count=str(len(names)))
    for opened in (path_of(opens[name]) for name in names):
        # A bare name is how Excel itself writes a file of its own folder of add-ins.
        if "\\" in opened and not same_file(opened, path):
            yield problem("open_elsewhere", version=one.version, path=opened)
    if has_gap(opens):
        yield note("open_gap", version=one.version, key=one.options_key)


def _check_disabled(machine: Machine, one: Excel) -> Iterator[Finding]:
    """Excel keeps the path in UTF-16 within a binary value."""
    mark = FILE_NAME.encode("utf-16-le")
    for value in machine.values(rf"{OFFICE}\{one.version}\Excel\Resiliency\DisabledItems").values():
        if isinstance(value.data, bytes) and mark in value.data.lower():
            yield problem("disabled", version=one.version)
            return
