"""relance addin rewrite: a workbook's AR functions given the names of another spreadsheet."""

import shutil
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from addin.closed_file import read_closed, write_beside
from addin.formula_names import HOSTS
from addin.rewrite import rewrite
from server.commands.options import FILE, for_all_option
from server.console import Settings, answer, command, progress
from server.errors import UserError

_NAMES = "named formulas"


@click.command("rewrite")
@click.argument("file", type=FILE)
@click.option("--host", type=click.Choice(HOSTS), required=True, help="Where the workbook will be opened.")
@click.option("--out", type=FILE, help="Write there; without it FILE is changed, and a copy kept beside it.")
@for_all_option
@command()
def rewrite_command(settings: Settings, file: Path, host: str, out: Path | None) -> None:
    """Change the names of the AR functions in an .xlsx, .xlsm or .ods for another spreadsheet.

    Broken paths to relance.xlam before them go. Texts, sheet names, macros and all other parts stay as they are.
    """
    if out is not None and out.exists():
        raise UserError(f"{out} is there already; choose a name that is not.")
    with progress(settings, "Rewriting…"):
        done = rewrite(read_closed(file), host)
        backup = _backup(file) if out is None and done.counts else None
        if out is not None or done.counts:
            write_beside(out or file.resolve(), done.content)
    told = {
        "file": str(out or file), "host": host, "formulas": sum(done.counts.values()),
        "sheets": {place or _NAMES: count for place, count in done.counts.items()},
        "dropped_links": done.dropped_links, "backup": str(backup) if backup else None,
    }  # fmt: skip
    answer(settings, told, _show)


def _backup(file: Path) -> Path:
    """A copy beside the file, under a name nothing has yet."""
    names = (file.with_name(f"{file.stem}.before{number or ''}{file.suffix}") for number in range(1000))
    free = next((path for path in names if not path.exists()), None)
    if free is None:
        raise UserError(f"There are too many copies of {file.name} beside it: move some away, or use --out.")
    try:
        shutil.copy2(file, free)
    except OSError as error:
        raise UserError(f"No copy of {file} can be kept beside it: {error.strerror}; use --out.") from error
    return free


def _show(console: Console, result: dict[str, Any]) -> None:
    if not result["formulas"]:
        console.print(f"{escape(result['file'])}: no formula needed a change for {result['host']}.")
        return
    console.print(f"{escape(result['file'])}: {result['formulas']} formulas now for {result['host']}.")
    for place, count in result["sheets"].items():
        console.print(f"  {escape(place)}: {count}")
    if result["dropped_links"]:
        console.print("The broken link to the add-in's file is gone.")
    if result["backup"]:
        console.print(f"The workbook as it was: {escape(result['backup'])}")
