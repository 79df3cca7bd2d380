"""Adding the extension to the LibreOffice of the user who asks, by LibreOffice's own `unopkg`."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from addin.libreoffice.package import FILE_NAME
from receivables.errors import ReceivablesError

TIMEOUT_S = 120
#: Where LibreOffice lies when it is not on the path: a folder and what to look for in it.
_PLACES = (
    ("/usr/lib", "libreoffice/program/unopkg"),
    ("/usr/lib64", "libreoffice/program/unopkg"),
    ("/opt", "libreoffice*/program/unopkg"),
    ("/Applications", "LibreOffice.app/Contents/MacOS/unopkg"),
    ("C:/Program Files", "LibreOffice/program/unopkg.com"),
    ("C:/Program Files (x86)", "LibreOffice/program/unopkg.com"),
)


class LibreOfficeError(ReceivablesError):
    """LibreOffice is not there, or did not take the extension."""


def install(content: bytes) -> Path:
    """Add the extension, or replace the one that is there; the `unopkg` that did it. Raises LibreOfficeError."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        raise LibreOfficeError(
            "LibreOffice takes extensions for the user who works in it, not for root: run this command as that user, "
            "or write the file with --out and add it in Tools, Extensions."
        )
    program = unopkg()
    _check_python(program)
    with tempfile.TemporaryDirectory(prefix="relance-") as folder:
        file = Path(folder) / FILE_NAME
        file.write_bytes(content)
        _run(program, "add", "--force", str(file))
    return program


def unopkg() -> Path:
    """LibreOffice's program for extensions. Raises LibreOfficeError where there is none."""
    on_path = shutil.which("unopkg")
    if on_path:
        return Path(on_path)
    found = [place for folder, pattern in _PLACES for place in Path(folder).glob(pattern)]
    if not found:
        raise LibreOfficeError(
            "LibreOffice is not found here (its program unopkg); write the file with --out and add it in LibreOffice: "
            "Tools, Extensions."
        )
    return max(found, key=_release)


def _release(place: Path) -> list[int]:
    """`/opt/libreoffice24.8` is newer than `/opt/libreoffice7.4`."""
    return [int(number) for number in re.findall(r"\d+", str(place))]


def _check_python(program: Path) -> None:
    """Linux packages LibreOffice's Python apart; without it the functions would all be #NAME?."""
    office = Path(shutil.which("soffice") or program).resolve().parent
    if (office / "soffice.bin").exists() and not (office / "pythonloader.py").exists():
        raise LibreOfficeError(
            "This LibreOffice runs no Python: install its package python3-uno (Debian, Ubuntu) or libreoffice-pyuno "
            "(Fedora), then run this command again."
        )


def _run(program: Path, *arguments: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # a program of this machine's LibreOffice
            [program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
            timeout=TIMEOUT_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise LibreOfficeError(f"{program} takes over {TIMEOUT_S} s: close LibreOffice and try again.") from error
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        told = next((line for line in lines if "ERROR" in line), lines[0] if lines else f"exit {done.returncode}")
        raise LibreOfficeError(f"LibreOffice did not take the extension: {told.removeprefix('ERROR:').strip()}")
