"""The Python that Excel is to start."""

from collections.abc import Iterator
from pathlib import PureWindowsPath

from addin.windows.excel import Excel, is_store
from addin.windows.findings import Finding, fine, note, problem
from addin.windows.machine import Machine, same_file


def check_python(machine: Machine, excels: list[Excel]) -> Iterator[Finding]:
    """Where it comes from, and whether all that Excel loads of it is there."""
    python = machine.python
    if not python.xlwings:
        yield problem("xlwings_missing")
        return
    yield fine("python_found", path=python.executable, xlwings=python.xlwings)
    if is_store(python.base_prefix):
        yield problem("python_store")
    elif not machine.is_file(python.windowless):
        yield problem("python_windowless", path=python.windowless)
    if any(machine.is_folder(str(PureWindowsPath(prefix) / "conda-meta")) for prefix in _prefixes(machine)):
        yield note("python_conda")
    if not python.has_pywin32:
        yield problem("pywin32_missing", python=python.executable)
    for bits in sorted({one.bits or "64" for one in excels}):
        yield from _check_library(machine, "32" if bits == "32" else "64")


def _check_library(machine: Machine, bits: str) -> Iterator[Finding]:
    """Beside the interpreter or one folder higher, where xlwings' VBA looks. It is of Excel's bitness, not Python's."""
    name = f"xlwings{bits}-{machine.python.xlwings}.dll"
    folders = list(PureWindowsPath(machine.python.executable).parents)[:2]
    if not any(machine.is_file(str(folder / name)) for folder in folders):
        told = ", ".join(str(folder) for folder in folders)
        yield problem("library_missing", name=name, folders=told, xlwings=machine.python.xlwings)


def _prefixes(machine: Machine) -> list[str]:
    prefix, base = machine.python.prefix, machine.python.base_prefix
    return [prefix] if same_file(prefix, base) else [prefix, base]
