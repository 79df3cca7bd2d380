"""relance addin office: the Office.js add-in for Excel on Mac, the web and locked-down PCs, and how to get it in."""

import shlex
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from addin.office.build import DEFAULT_URL, PACKAGE, checked_url, office_files, package
from server.api.certificates import FILE_NAME
from server.commands.options import FILE, for_all_option, language_option
from server.console import Settings, answer, command
from server.errors import UserError

#: Where Excel on a Mac looks for manifests (Microsoft's instructions to sideload).
_MAC_FOLDER = "~/Library/Containers/com.microsoft.Excel/Data/Documents/wef"
_STEPS = (
    ("Start the server", ("relance serve --https",)),
    ("Trust its certificate once", (
        "Mac:      security add-trusted-cert -p ssl -k ~/Library/Keychains/login.keychain-db {certificate}",
        "Windows:  certutil -user -addstore Root {certificate}",
        "Then {url}/office/taskpane.html opens in a browser without a warning.",
    )),
    ("Give Excel the manifest", (
        f"Mac:      copy {{manifest}} into {_MAC_FOLDER} (make the folder), restart Excel, Home > Add-ins.",
        "Web:      Home > Add-ins > More add-ins > Upload My Add-in: {manifest}",
        "Windows:  put it in a shared folder named in File > Options > Trust Center > Trusted Add-in Catalogs.",
        "Company:  Microsoft 365 admin centre > Integrated apps > Upload custom apps.",
    )),
    ("Type a formula", ("=AR.PENALTY(1000, DATE(2026,1,31), TODAY())",)),
)  # fmt: skip


@click.command("office")
@click.option("--out", type=FILE, required=True, metavar="DIR", help="Folder to write into.")
@click.option("--url", default=DEFAULT_URL, show_default=True, metavar="URL", help="Where `relance serve` answers.")
@language_option("fr")
@for_all_option
@command()
def office_command(settings: Settings, out: Path, url: str, lang: str) -> None:
    """Excel on Mac, the web and locked-down PCs: write the Office.js add-in and say how to load it."""
    address = checked_url(url)
    files = office_files(address, lang)
    _write(out, files | {PACKAGE: package(files)})
    told = {
        "out": str(out),
        "url": address,
        "manifest": str(out / "manifest.xml"),
        "unified_manifest": str(out / PACKAGE),
        "certificate": str(settings.home / FILE_NAME),
        "files": sorted((*files, PACKAGE)),
    }
    answer(settings, told, _show)


def _write(out: Path, files: dict[str, bytes]) -> None:
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file; --out needs a folder.")
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)


def _show(console: Console, result: dict[str, Any]) -> None:
    console.print(f"Written: {escape(result['manifest'])} and {len(result['files']) - 1} files beside it.")
    places = {name: shlex.quote(result[name]) for name in ("manifest", "certificate")}
    for number, (step, lines) in enumerate(_STEPS, 1):
        console.print(f"\n{number}. {step}")
        for line in lines:
            console.print(f"   {escape(line.format(url=result['url'], **places))}")
    console.print("\nMore: docs/office-addin.md")
