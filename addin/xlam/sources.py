"""What the add-in takes from the installed xlwings: its VBA, its version, its licence."""

from importlib import metadata, util
from pathlib import Path

from receivables.errors import ReceivablesError

_PACKAGE = "xlwings"
_MODULE = "xlwings.bas"
_LICENCE = "LICENSE.txt"
#: xlwings' VBA is ASCII but for a name in a comment.
_ENCODING = "cp1252"


class XlwingsError(ReceivablesError):
    """xlwings is missing here, or is not as this version of Relance knows it."""


def xlwings_version() -> str:
    """Version of the installed xlwings, which the add-in's libraries are named by. Raises XlwingsError."""
    try:
        return metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise XlwingsError("xlwings is not installed in this Python: install Relance again.") from error


def xlwings_vba() -> str:
    """Text of xlwings' own module. Raises XlwingsError."""
    found = util.find_spec(_PACKAGE)
    path = Path(found.origin).parent / _MODULE if found and found.origin else Path(_MODULE)
    try:
        text = path.read_bytes().decode(_ENCODING)
    except OSError as error:
        raise XlwingsError(f"xlwings lacks its file {_MODULE}: an antivirus may hold it; install it again.") from error
    if f'XLWINGS_VERSION As String = "{xlwings_version()}"' not in text:
        raise XlwingsError(f"xlwings' file {_MODULE} is of another version than xlwings: install it again.")
    return text


def xlwings_licence() -> str:
    """xlwings' BSD licence. Raises XlwingsError."""
    for path in metadata.files(_PACKAGE) or []:
        if path.name == _LICENCE:
            return path.read_text(encoding="utf-8")
    raise XlwingsError("xlwings came without its licence: install it again.")
