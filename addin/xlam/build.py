"""relance.xlam, byte for byte the same for the same settings, wherever it is built."""

import hashlib
import io
import zipfile
from functools import cache
from importlib import resources
from pathlib import Path

from addin.vba import stub_modules
from addin.version import version
from addin.xlam.package import parts
from addin.xlam.server_class import CLASS_NAME, server_class
from addin.xlam.settings import AddinSettings
from addin.xlam.sources import XlwingsError, xlwings_licence, xlwings_vba, xlwings_version

FILE_NAME = "relance.xlam"
HASH_NAME = f"{FILE_NAME}.sha256"
LICENCE_NAME = f"{FILE_NAME}.licence-xlwings.txt"
_START_MODULE = "RelancePython.bas"
_PROJECT_PART = "xl/vbaProject.bin"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_xlam(lang: str = "fr", settings: AddinSettings | None = None) -> bytes:
    """The file. Without settings it names no machine. Raises XlwingsError."""
    rows = (settings or AddinSettings()).rows(version(), xlwings_version())
    texts = parts(rows, lang)
    content = {name: text.encode() for name, text in texts.items()}
    return _zipped({**content, _PROJECT_PART: _project(lang)})


def write_addin(folder: Path, lang: str = "fr") -> list[Path]:
    """Write the file, its SHA-256 and xlwings' licence into a folder; their paths. Raises XlwingsError, OSError."""
    content = build_xlam(lang)
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        FILE_NAME: content,
        HASH_NAME: f"{hashlib.sha256(content).hexdigest()} *{FILE_NAME}\n".encode(),
        LICENCE_NAME: xlwings_licence().encode(),
    }
    for name, data in written.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in written]


@cache
def _project(lang: str) -> bytes:
    from addin.xlam.project import vba_project  # noqa: PLC0415 - takes a while to load, and few commands need it

    start = resources.files("addin.xlam").joinpath(_START_MODULE).read_text(encoding="utf-8")
    modules = {**stub_modules(lang), _START_MODULE: start.replace("\n", "\r\n")}
    return vba_project(modules, {CLASS_NAME: _class()})


def _class() -> str:
    try:
        return server_class(xlwings_vba())
    except ValueError as error:
        raise XlwingsError(f"This Relance does not know xlwings {xlwings_version()}: {error}.") from error


def _zipped(content: dict[str, bytes]) -> bytes:
    """Stored, not deflated: compressors differ from one Python to the next, and the file is small."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            archive.writestr(entry, data)
    return out.getvalue()
