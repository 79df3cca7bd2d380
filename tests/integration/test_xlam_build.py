"""relance.xlam read back by other tools: oletools for its VBA, openpyxl for its cells, pyOpenVBA for its coherence."""

import hashlib
import io
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from pyopenvba import ExcelFile, check_file

from addin.catalogue import CATALOGUE
from addin.vba import ON_ACTION, RIBBON_BUTTONS, stub_modules
from addin.xlam import AddinSettings, build_xlam, read_settings, write_addin
from addin.xlam.sources import xlwings_version
from tests.vba_start import Starter

pytestmark = pytest.mark.costly

SETTINGS = AddinSettings(r"C:\Relance & fils\venv\Scripts\pythonw.exe", r"C:\Relance & fils\venv\Lib\site-packages")
LIBRARY = rf"C:\Relance & fils\venv\xlwings64-{xlwings_version()}.dll"
MODULES = {
    "ThisWorkbook",
    "Sheet1",
    "XlwingsServer",
    "RelancePython",
    *(name.removesuffix(".bas") for name in stub_modules()),
}
_RIBBON = "{http://schemas.microsoft.com/office/2006/01/customui}"


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in as `relance addin build` writes it."""
    return write_addin(tmp_path_factory.mktemp("addin"))[0]


@pytest.fixture(scope="module")
def sources(addin: Path) -> Mapping[str, str]:
    """Module name -> source, as oletools reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a library that oletools itself uses
        from oletools.olevba import VBA_Parser  # noqa: PLC0415

        parser = VBA_Parser(str(addin))
        found = {Path(name).stem: text for _, _, name, text in parser.extract_macros()}
        parser.close()
    return found


def _installed(folder: Path, **more: bool) -> Path:
    path = folder / "relance.xlam"
    path.write_bytes(build_xlam("fr", AddinSettings(SETTINGS.interpreter, SETTINGS.python_path, **more)))
    return path


# -- the VBA project --------------------------------------------------------------------------------------------------


def test_every_function_is_in_it(sources: Mapping[str, str]) -> None:
    """oletools, which shares no code with the writer, finds the modules whole and every function of the catalogue."""
    assert set(sources) == MODULES
    for name, text in stub_modules().items():
        assert sources[name.removesuffix(".bas")].strip() == text.strip()
    for one in CATALOGUE:
        assert re.search(rf"(?m)^Public Function {one.name}\(", sources["RelanceFunctions"]), one.name


def test_the_project_is_coherent_and_named(addin: Path) -> None:
    with ExcelFile(addin) as book:
        assert (book.validate(), book.vba_project().name) == ([], "Relance")
        assert [one.name for one in book.references()] == ["stdole", "Office"]
    report = check_file(addin)
    assert (report.issues, report.complete) == ((), True)


def test_cells_reach_nothing_of_xlwings(sources: Mapping[str, str]) -> None:
    """A hostile workbook finds the AR functions and two procedures without arguments; it calls no member of a class."""
    standard = {name: text for name, text in sources.items() if name not in ("ThisWorkbook", "Sheet1", "XlwingsServer")}
    public = {
        found[1]
        for name, text in standard.items()
        if "Option Private Module" not in text
        for found in re.finditer(r"(?m)^(?:Public )?(?:Function|Sub) (\w+)", text)
    }
    assert public == {one.name for one in CATALOGUE} | {ON_ACTION, "Auto_Open"}
    assert re.findall(r"(?m)^Public (?:Function|Sub) (\w+)\((.*?)\)", sources["RelancePython"]) == [
        ("XLPy", ""),
        ("KillPy", ""),
    ]
    assert not [text for text in standard.values() if re.search(r"(?i)\bdeclare\b", text)]


def test_the_class_is_xlwings_own_text_and_keeps_its_licence(sources: Mapping[str, str]) -> None:
    """Nothing but scopes and the name of the settings is changed; what runs Python text or files is not there."""
    text = sources["XlwingsServer"]
    assert "'xlwings is distributed under a BSD 3-clause license." in text
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in text
    original = {_scopeless(line) for line in _original().splitlines()}
    added = {_scopeless(line) for line in text.splitlines()} - original
    assert {line for line in added if not line.startswith("Attribute VB_")} == {
        'Const PROJECT_NAME As String = "relance"'
    }
    for name in (
        "RunPython",
        "RunFrozenPython",
        "ReadFile",
        "SaveConfigToFile",
        "ImportPythonUDFs",
        "ActiveWorkbook",
        "sql",
    ):
        assert not re.search(rf"\b{name}\b", text), name


def _scopeless(line: str) -> str:
    return re.sub(r"^(Public|Private) ", "", line.strip())


def _original() -> str:
    (path,) = [one for one in metadata.files("xlwings") or [] if one.name == "xlwings.bas"]
    return path.read_text(encoding="cp1252")


# -- the rest of the file ---------------------------------------------------------------------------------------------


def test_the_settings_name_no_machine(addin: Path, tmp_path: Path) -> None:
    """Built for nobody in particular: neither folders of this machine nor its user stand in the file."""
    content = addin.read_bytes()
    assert set(read_settings(content)) == {
        "UDF MODULES", "ADD_WORKBOOK_TO_PYTHONPATH", "DEBUG UDFS", "SHOW CONSOLE", "RELANCE_VERSION", "XLWINGS_VERSION",
    }  # fmt: skip
    with zipfile.ZipFile(addin) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    for folder in (str(Path.cwd()), str(Path.home()), str(addin.parent), sys.prefix):
        assert folder.encode() not in everything
        assert folder.encode("utf-16-le") not in everything


def test_the_sheet_is_read_by_another_tool(tmp_path: Path) -> None:
    path = _installed(tmp_path).rename(tmp_path / "relance.xlsm")  # openpyxl refuses the name, not the content
    with zipfile.ZipFile(path) as parts:
        kinds = {name: parts.read(name) for name in parts.namelist()}
    kinds["[Content_Types].xml"] = kinds["[Content_Types].xml"].replace(b".addin.macroEnabled", b".sheet.macroEnabled")
    with zipfile.ZipFile(path, "w") as parts:
        for name, content in kinds.items():
            parts.writestr(name, content)
    (sheet,) = load_workbook(path).worksheets
    rows = dict(sheet.iter_rows(values_only=True))
    assert sheet.title == "relance.conf"
    assert (rows["INTERPRETER_WIN"], rows["PYTHONPATH"]) == (SETTINGS.interpreter, SETTINGS.python_path)
    assert (rows["ADD_WORKBOOK_TO_PYTHONPATH"], rows["UDF MODULES"]) == ("False", "addin.udfs")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_ribbon_has_the_buttons_the_vba_answers(lang: str, sources: Mapping[str, str]) -> None:
    with zipfile.ZipFile(io.BytesIO(build_xlam(lang))) as parts:
        ribbon = ElementTree.fromstring(parts.read("customUI/customUI.xml"))  # noqa: S314 - our own bytes
    buttons = list(ribbon.iter(f"{_RIBBON}button"))
    assert [one.get("id") for one in buttons] == [one.id for one in RIBBON_BUTTONS]
    assert [one.get("label") for one in buttons] == [one.label(lang) for one in RIBBON_BUTTONS]
    assert {one.get("onAction") for one in buttons} == {ON_ACTION}
    assert f"Public Sub {ON_ACTION}(control As IRibbonControl)" in sources["RelanceRibbon"]
    for one in buttons:
        assert f'Case "{one.get("id")}"' in sources["RelanceRibbon"]


def test_two_builds_are_the_same_bytes(addin: Path) -> None:
    """Also under another order of hashes, in another process, at another time."""
    code = "import sys; from addin.xlam import build_xlam; sys.stdout.buffer.write(build_xlam())"
    for seed in ("1", "2"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True,
                              env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"})  # fmt: skip
        assert done.stdout == addin.read_bytes()


def test_hash_and_licence_lie_beside(addin: Path) -> None:
    digest, name = addin.with_name("relance.xlam.sha256").read_text().split(" *")
    assert (digest, name.strip()) == (hashlib.sha256(addin.read_bytes()).hexdigest(), "relance.xlam")
    assert "Redistributions in binary form" in addin.with_name("relance.xlam.licence-xlwings.txt").read_text()


# -- how it starts Python ---------------------------------------------------------------------------------------------


def test_the_vba_starts_the_interpreter_of_the_sheet(tmp_path: Path) -> None:
    """Run by a VBA interpreter: library, command line, and no module from Excel's current folder."""
    excel = Starter(_installed(tmp_path), LIBRARY)
    assert excel.run("XLPy") is excel.library
    assert excel.library.loaded == [rf"C:\Relance & fils\venv\Scripts\xlwings64-{xlwings_version()}.dll", LIBRARY]
    ((command, mode, variables),) = excel.library.asked
    assert command.startswith('cmd.exe  /K ""C:\\Relance & fils\\venv\\Scripts\\pythonw.exe" -B -c "')
    assert (mode, variables, excel.environment.variables) == (1, {"PYTHONSAFEPATH": "1"}, {})


def test_the_command_looks_for_modules_in_our_folder_only(tmp_path: Path) -> None:
    """Its Python text, run for real in a folder with hostile modules."""
    for name in ("xlwings.py", "addin.py", "numpy.py"):
        (tmp_path / name).write_text("raise SystemExit('hostile code ran')")
    excel = Starter(_installed(tmp_path), LIBRARY)
    excel.run("XLPy")
    ((command, _, variables),) = excel.library.asked
    text = command[command.index('-c "') + 4 : -2].replace('\\"', '"').replace("^&", "&")
    text = text.replace(
        "import xlwings; xlwings.serve('$(CLSID)')", "import addin; print(sys.path[0]); print(sys.path[1])"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=tmp_path, env={**os.environ, **variables},
                          capture_output=True, text=True, check=False)  # fmt: skip
    first, second = done.stdout.splitlines()
    assert (first, done.stderr) == (SETTINGS.python_path, "")
    assert second not in ("", str(tmp_path))


def test_a_python_that_is_gone_is_told_in_one_line_and_the_variables_come_back(tmp_path: Path) -> None:
    excel = Starter(_installed(tmp_path), "nothing")
    excel.environment.variables["PYTHONSAFEPATH"] = "as before"
    with pytest.raises(
        Exception, match=r"Could not load xlwings64.* from either of the following folders: +C:.*venv'?$"
    ):
        excel.run("XLPy")
    assert excel.environment.variables == {"PYTHONSAFEPATH": "as before"}


def test_a_server_started_outside_is_only_connected_to(tmp_path: Path) -> None:
    excel = Starter(_installed(tmp_path, is_served_outside=True), LIBRARY)
    excel.run("XLPy")
    excel.run("KillPy")
    assert [(command, mode) for command, mode, _ in excel.library.asked] == [
        ("{506e67c3-55b5-48c3-a035-eed5deea7d6d}", 1),
        ("{506e67c3-55b5-48c3-a035-eed5deea7d6d}", -1),
    ]
