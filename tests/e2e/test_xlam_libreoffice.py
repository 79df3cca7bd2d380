"""relance.xlam opened by LibreOffice, whose reader of VBA projects and sheets is a third one."""

import re
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest

from addin.catalogue import CATALOGUE
from addin.vba import stub_modules
from addin.xlam import write_addin

pytestmark = pytest.mark.libreoffice

TIMEOUT_S = 120
_CODE = "{http://openoffice.org/2000/script}module"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of what LibreOffice made of it."""
    folder = tmp_path_factory.mktemp("xlam")
    addin, *_ = write_addin(folder)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--infilter=Calc MS Excel 2007 VBA XML",
         "--convert-to", "ods", "--outdir", str(folder), str(addin)],
        check=True, capture_output=True, timeout=TIMEOUT_S,
    )  # fmt: skip
    with zipfile.ZipFile(folder / "relance.ods") as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def _code(opened: dict[str, bytes], module: str) -> str:
    """Source of a module. A document type stands before the element; ElementTree reads no external one."""
    element = ElementTree.fromstring(opened[f"Basic/Relance/{module}.xml"])  # noqa: S314 - LibreOffice wrote it
    assert element.tag == _CODE
    return element.text or ""


def test_all_modules_are_read(opened: dict[str, bytes]) -> None:
    """The project under its name, with the class and the modules of the workbook."""
    found = {name.removeprefix("Basic/Relance/") for name in opened if name.startswith("Basic/Relance/")}
    ours = {name.removesuffix(".bas") for name in stub_modules()} | {
        "ThisWorkbook",
        "Sheet1",
        "XlwingsServer",
        "RelancePython",
    }
    assert {f"{name}.xml" for name in ours} <= found


def test_every_function_is_there(opened: dict[str, bytes]) -> None:
    code = _code(opened, "RelanceFunctions")
    assert set(re.findall(r"(?m)^(?:Rem )?Public Function (\w+)\(", code)) == {one.name for one in CATALOGUE}


def test_accents_came_through(opened: dict[str, bytes]) -> None:
    """The project's code page is Windows-1252, and its texts are French."""
    assert "Python n'a pas démarré : lancez « relance addin doctor »" in _code(opened, "RelanceServer")


def test_the_settings_are_a_sheet(opened: dict[str, bytes]) -> None:
    text = opened["content.xml"].decode()
    assert 'table:name="relance.conf"' in text
    assert "<text:p>addin.udfs</text:p>" in text
