"""relance addin libreoffice: the functions in LibreOffice Calc, as a file or added at once."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from addin.libreoffice.install import install
from addin.libreoffice.package import FILE_NAME, build_oxt
from addin.version import version
from server.commands.options import FILE, for_all_option
from server.console import Settings, answer, command
from server.errors import UserError
from server.outputs import write_file


@click.command("libreoffice")
@click.option("--out", type=FILE, metavar=FILE_NAME, help="Write the extension, to be added in Tools, Extensions.")
@click.option("--install", "is_installed", is_flag=True, help="Add it to your LibreOffice.")
@for_all_option
@command()
def libreoffice_command(settings: Settings, out: Path | None, is_installed: bool) -> None:
    """The functions in LibreOffice Calc, French and English; `relance serve` computes them."""
    if out is None and not is_installed:
        raise UserError(f"Say where the extension goes: --install adds it to LibreOffice, --out {FILE_NAME} writes it.")
    if out is not None and out.suffix.lower() != ".oxt":
        raise UserError(f"The extension's name ends in .oxt; {out.name} does not.")
    content = build_oxt()
    if out is not None:
        write_file(out, content)
    told = {
        "extension": str(out) if out is not None else None,
        "version": version(),
        "installed_by": str(install(content)) if is_installed else None,
    }
    answer(settings, told, _show)


def _show(console: Console, result: dict[str, Any]) -> None:
    if result["extension"]:
        console.print(f"Written: {escape(result['extension'])}")
    if result["installed_by"]:
        console.print(f"Added to LibreOffice by {escape(result['installed_by'])}; restart LibreOffice if it is open.")
    else:
        console.print("Add it in LibreOffice: Tools, Extensions, Add; then restart LibreOffice.")
    console.print("Next: relance serve, and type =AR.VERSION() into a cell.")
