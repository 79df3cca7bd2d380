"""relance addin build, install, doctor, uninstall: the Excel add-in of Windows. Other hosts have their own modules."""

import shutil
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from addin.version import version
from addin.windows import Finding, Level, Machine, examine
from addin.windows import install as install_addin
from addin.windows import uninstall as uninstall_addin
from addin.windows.findings import fine, note, problem
from addin.xlam import build_xlam, write_addin
from addin.xlam.sources import XlwingsError, xlwings_version
from server.commands.options import FILE, for_all_option, language_option
from server.console import Settings, answer, command, end
from server.errors import UserError

_MARKS = {Level.FINE: "[green]ok[/]", Level.NOTE: "[yellow]! [/]", Level.PROBLEM: "[red]no[/]"}
_WINDOWS_ONLY = (
    "relance.xlam is for Excel on Windows: run this there. Here: `relance addin libreoffice` for LibreOffice, "
    "`relance addin office` for Excel on Mac and on the web."
)


@click.group("addin")
def addin_group() -> None:
    """The AR functions in the cells of Excel and LibreOffice."""


@addin_group.command("build")
@click.option("--out", type=FILE, required=True, metavar="DIR", help="Folder to write into.")
@language_option("fr")
@for_all_option
@command()
def build_command(settings: Settings, out: Path, lang: str) -> None:
    """Make relance.xlam for Excel on Windows, without Excel; `install` does it by itself."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file; --out needs a folder.")
    paths = write_addin(out, lang)
    told = {"files": [str(path) for path in paths], "version": version(), "xlwings": xlwings_version()}
    answer(settings, told, _show_built)


@addin_group.command("install")
@click.option("--served-outside", "is_outside", is_flag=True, help="Python is started by hand, not by Excel.")
@language_option("fr")
@for_all_option
@command()
def install_command(settings: Settings, is_outside: bool, lang: str) -> None:
    """Excel on Windows, for you alone: put the add-in where Excel opens it."""
    done = install_addin(_this_machine(), lang, is_outside)
    told = {
        "file": done.file,
        "excel": [one.version for one in done.excels],
        "interpreter": done.interpreter,
        "served_outside": is_outside,
        "version": version(),
    }
    answer(settings, told, _show_installed)


@addin_group.command("doctor")
@language_option("en")
@for_all_option
@command("a problem is found")
def doctor_command(settings: Settings, lang: str) -> None:
    """Look for what keeps the functions from working: one sentence each, with what to do."""
    found = examine(_this_machine()) if sys.platform == "win32" else _examined_elsewhere()
    problems = sum(one.level is Level.PROBLEM for one in found)
    findings = [{"code": one.code, "level": one.level, "sentence": one.sentence(lang)} for one in found]
    answer(settings, {"findings": findings, "problems": problems}, _show_findings)
    end(settings, problems)


@addin_group.command("uninstall")
@for_all_option
@command()
def uninstall_command(settings: Settings) -> None:
    """Excel on Windows: take the add-in away and put back what was there before."""
    answer(settings, {"given_back": uninstall_addin(_this_machine())}, _show_uninstalled)


def _this_machine() -> Machine:
    if sys.platform == "win32":
        from addin.windows.here import ThisMachine  # noqa: PLC0415 - its registry is on Windows only

        return ThisMachine()
    raise UserError(_WINDOWS_ONLY)


def _examined_elsewhere() -> list[Finding]:
    """What can be seen without Windows."""
    try:
        build_xlam()
        built = fine("elsewhere_build", xlwings=xlwings_version())
    except XlwingsError as error:
        built = problem("elsewhere_no_build", why=str(error))
    office = shutil.which("soffice")
    libreoffice = fine("elsewhere_libreoffice", path=office) if office else note("elsewhere_no_libreoffice")
    return [note("elsewhere_excel"), built, libreoffice]


def _show_built(console: Console, result: dict[str, Any]) -> None:
    for path in result["files"]:
        console.print(f"Written: {escape(path)}")
    console.print(f"Relance {result['version']}, xlwings {result['xlwings']}. On Windows: relance addin install.")


def _show_installed(console: Console, result: dict[str, Any]) -> None:
    console.print(f"Installed: {escape(result['file'])}, for Excel {', '.join(result['excel'])}.")
    if result["served_outside"]:
        program = result["interpreter"].replace("pythonw.exe", "python.exe")
        console.print(f'Before Excel, start: {escape(program)} -c "import xlwings; xlwings.serve()"')
    console.print("Next: start Excel and type =AR_VERSION() into a cell; anything wrong: relance addin doctor.")


def _show_findings(console: Console, result: dict[str, Any]) -> None:
    for one in result["findings"]:
        console.print(f"{_MARKS[one['level']]} {escape(one['sentence'])}")
    count = result["problems"]
    console.print("No problem found." if not count else f"{count} problem{'s' if count > 1 else ''} found.")


def _show_uninstalled(console: Console, result: dict[str, Any]) -> None:
    for what in result["given_back"]:
        console.print(f"Given back: {escape(what)}")
    console.print("Uninstalled." if result["given_back"] else "The add-in was not installed; nothing was changed.")
