"""All files of the Office.js add-in, made from the catalogue: for the same address and language, the same bytes."""

import io
import re
import zipfile
from functools import lru_cache

from addin.batch import version
from addin.office.icons import SIZES, color_icon, outline_icon
from addin.office.manifests import manifest_json, manifest_xml
from addin.office.metadata import functions_js, functions_json
from addin.office.page import static, task_pane
from receivables.errors import ReceivablesError

DEFAULT_URL = "https://localhost:8765"
PACKAGE = "relance-office.zip"
#: What a zip entry is dated where nothing should depend on the clock.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_MAX_URL = 200
_ADDRESS = re.compile(r"https://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?(/[a-z0-9._~%-]+)*", re.IGNORECASE)


def checked_url(text: str) -> str:
    """The address of a server as the manifests want it: https, a host, a port or none, nothing but a path behind it.

    Raises ReceivablesError for anything else.
    """
    address = text.strip().rstrip("/")
    if len(address) > _MAX_URL or not _ADDRESS.fullmatch(address):
        raise ReceivablesError(f"The address must be like {DEFAULT_URL}: Excel loads an add-in over https alone.")
    return address


@lru_cache(maxsize=4)
def office_files(url: str = DEFAULT_URL, lang: str = "fr") -> dict[str, bytes]:
    """File name -> content. url: where the server answers, as `checked_url` gives it; lang: of the function wizard."""
    files = {
        "functions.js": functions_js(),
        "functions.json": functions_json(url, lang),
        "manifest.json": manifest_json(url, version()),
        "manifest.xml": manifest_xml(url, version()),
        "outline.png": outline_icon(),
        "taskpane.css": static("taskpane.css").encode(),
        "taskpane.html": task_pane(version(), lang),
        "taskpane.js": static("taskpane.js").encode(),
    }
    return files | {f"icon-{size}.png": color_icon(size) for size in SIZES}


def package(files: dict[str, bytes]) -> bytes:
    """The archive that the unified manifest is installed from: itself and its two icons."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("manifest.json", "icon-192.png", "outline.png"):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, files[name])
    return buffer.getvalue()
