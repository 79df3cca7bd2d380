"""The doctor on a Windows PC played in memory: each trap is set, found, and told with what to do."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from addin.windows import Level, Value, examine, install
from addin.windows.machine import BINARY, NUMBER
from addin.windows.sentences import SENTENCES
from addin.xlam import AddinSettings, build_xlam
from addin.xlam.settings import read_settings
from tests.windows_pc import (
    ADDIN,
    CLICK_TO_RUN,
    EXCEL,
    OPTIONS,
    POLICY,
    PYTHONW,
    RECORD,
    ROAMING,
    SECURITY,
    VENV,
    WindowsPC,
)

DEFENDER = r"HKLM\SOFTWARE\{}Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
CHILD, CALLS = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A", "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B"
RESILIENCY = r"HKCU\Software\{}Microsoft\Office\16.0\Excel\Resiliency"
STORE_PACKAGE = (
    r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
    r"\Microsoft.Office.Desktop_16051.1_x86__8wekyb3d8bbwe"
)
WELL = {"python_found", "excel_found", "trust_not_needed", "addin_found"}
CONTENT = build_xlam("fr", AddinSettings(PYTHONW, rf"{VENV}\Lib\site-packages"))
Trap = Callable[[WindowsPC], object]


@pytest.fixture
def pc() -> WindowsPC:
    """A PC on which all is well."""
    pc = WindowsPC()
    pc.put_excel()
    install(pc)
    return pc


def _codes(pc: WindowsPC) -> set[str]:
    return {one.code for one in examine(pc)}


def _python(**facts: object) -> Trap:
    def set_trap(pc: WindowsPC) -> None:
        pc.python = replace(pc.python, **facts)  # type: ignore[arg-type]

    return set_trap


def _value(key: str, name: str, data: object, kind: int = NUMBER) -> Trap:
    return lambda pc: pc.put_key(key, {name: Value(data, kind)})  # type: ignore[arg-type]


def _settings(**settings: object) -> Trap:
    return lambda pc: pc.write(ADDIN, build_xlam("fr", AddinSettings(**settings)))  # type: ignore[arg-type]


def _other_excel(bits: str = "64", **more: str | None) -> Trap:
    def set_trap(pc: WindowsPC) -> None:
        pc.keys.pop(CLICK_TO_RUN.lower())
        pc.remove(EXCEL)
        pc.put_excel(bits, **more)  # type: ignore[arg-type]

    return set_trap


def _disabled(pc: WindowsPC) -> None:
    """As Excel writes it: a number, two lengths, path and title in UTF-16."""
    path, title = (text.encode("utf-16-le") + b"\0\0" for text in (ADDIN.lower(), "relance.xlam"))
    lengths = b"".join(len(text).to_bytes(4, "little") for text in (path, title))
    _value(rf"{RESILIENCY.format('')}\DisabledItems", "63CB962", b"\2\0\0\0" + lengths + path + title, BINARY)(pc)


def _made_by_other_relance(pc: WindowsPC) -> None:
    pc.python = replace(pc.python, relance="0.2.0")


TRAPS: list[tuple[str, Trap]] = [
    # Python
    ("xlwings_missing", _python(xlwings="")),
    ("pywin32_missing", _python(has_pywin32=False)),
    ("python_store", _python(base_prefix=r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12")),
    ("python_windowless", lambda pc: pc.remove(PYTHONW)),
    ("python_conda", lambda pc: pc.make_folder(rf"{VENV}\conda-meta")),
    ("library_missing", lambda pc: pc.remove(rf"{VENV}\xlwings64-0.37.8.dll")),
    # Excel
    ("excel_none", lambda pc: pc.remove(EXCEL)),
    ("excel_store", lambda pc: (pc.remove(EXCEL), pc.put_key(STORE_PACKAGE, {}))),
    ("excel_store", _other_excel(path=r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel\EXCEL.EXE")),
    ("excel_too_old", _other_excel("32", path=r"C:\Office12\EXCEL.EXE", version="12.0", products=None)),
    ("excel_arm", _other_excel("ARM")),
    ("excel_several", lambda pc: pc.put_excel("32", path=r"C:\Office15\EXCEL.EXE", version="15.0", products=None)),
    ("excel_no_spill", _other_excel(products="ProPlus2019Retail")),
    ("excel_no_spill", _other_excel(path=r"C:\Office16\EXCEL.EXE", products=None)),
    ("excel_hidden", lambda pc: pc.running.extend(["EXCEL.EXE", "Excel.exe"])),
    # what is allowed
    ("trust_open", _value(SECURITY, "AccessVBOM", 1)),
    ("macros_off", _value(SECURITY, "VBAWarnings", 4)),
    ("macros_off", _value(POLICY, "vbawarnings", 3)),
    ("by_policy", _value(POLICY, "vbawarnings", 3)),
    ("addins_off", _value(SECURITY, "DisableAllAddins", 1)),
    ("addins_signed", _value(POLICY, "requireaddinsig", 1)),
    ("addins_listed", _value(RESILIENCY.format("Policies\\"), "restricttolist", 1)),
    ("vba_off", _value(r"HKCU\Software\Policies\Microsoft\Office\16.0\Common", "vbaoff", 1)),
    ("defender_child", _value(DEFENDER.format("Policies\\"), CHILD, "1", 1)),
    ("defender_child", _value(DEFENDER.format(""), CHILD.lower(), 1)),
    ("defender_calls", _value(r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager", "ASRRules",
                              f"{CHILD}=2|{CALLS}=1", 1)),
    # the add-in
    ("addin_gone", lambda pc: pc.remove(ADDIN)),
    ("addin_not_installed", lambda pc: (pc.remove(ADDIN), pc.remove(RECORD))),
    ("addin_foreign", lambda pc: pc.write(ADDIN, b"PK not ours")),
    ("addin_marked", lambda pc: pc.put(f"{ADDIN}:Zone.Identifier", b"[ZoneTransfer]\r\nZoneId=3")),
    ("addin_other_version", _made_by_other_relance),
    ("addin_other_version", _python(xlwings="0.40.0")),
    ("addin_no_python", _settings(interpreter=r"C:\gone\pythonw.exe")),
    ("addin_no_python", _settings()),
    ("addin_other_python", _settings(interpreter=rf"{VENV}\xlwings32-0.37.8.dll")),
    ("addin_outside", _settings(interpreter=PYTHONW, is_served_outside=True)),
    ("open_missing", lambda pc: pc.delete_value(OPTIONS, "OPEN")),
    ("open_elsewhere", _value(OPTIONS, "OPEN", r'/R "D:\old\relance.xlam"', 1)),
    ("open_twice", _value(OPTIONS, "OPEN1", r'"relance.xlam"', 1)),
    ("open_gap", _value(OPTIONS, "OPEN5", r'"other.xlam"', 1)),
    ("start_folder", lambda pc: pc.put(rf"{ROAMING}\Microsoft\Excel\XLSTART\relance.xlam", CONTENT)),
    ("start_folder", lambda pc: pc.put(EXCEL.replace("EXCEL.EXE", r"XLSTART\relance.xlam"), CONTENT)),
    ("disabled", _disabled),
    # places
    ("place_network", _python(executable=r"\\server\tools\venv\Scripts\python.exe")),
    ("place_network", lambda pc: (pc.put_key(r"HKCU\Network\p", {}), _python(executable=r"P:\venv\python.exe")(pc))),
    ("place_onedrive", _python(executable=r"C:\Users\Zoé\OneDrive\venv\Scripts\python.exe")),
    ("place_signs", _python(executable=r"C:\R&D\venv\Scripts\python.exe")),
    ("place_letters", _python(executable=r"C:\Users\Ζωή\venv\Scripts\python.exe")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "trap"), TRAPS, ids=[f"{code}-{place}" for place, (code, _) in enumerate(TRAPS)])
def test_a_trap_is_found(pc: WindowsPC, code: str, trap: Trap) -> None:
    """And was not found before it was set."""
    assert code not in _codes(pc)
    trap(pc)
    assert code in _codes(pc)


def test_every_sentence_is_tried() -> None:
    told_elsewhere = {code for code in SENTENCES if code.startswith("elsewhere_")}
    assert {code for code, _ in TRAPS} | WELL | told_elsewhere == set(SENTENCES)


def test_all_is_well(pc: WindowsPC) -> None:
    """Nothing but what is as it should be, each thing once."""
    found = examine(pc)
    assert {one.level for one in found} == {Level.FINE}
    assert [one.code for one in found] == ["python_found", "excel_found", "trust_not_needed", "addin_found"]
    assert found[1].sentence() == "Excel 16.0 (Click-to-Run, 64 bits)."


@pytest.mark.parametrize("data", [2, 0])
def test_a_rule_that_only_watches_is_no_problem(pc: WindowsPC, data: int) -> None:
    _value(DEFENDER.format(""), CHILD, data)(pc)
    assert _codes(pc) == WELL


def test_a_policy_counts_before_the_user_s_own_choice(pc: WindowsPC) -> None:
    _value(SECURITY, "VBAWarnings", 4)(pc)
    _value(POLICY, "vbawarnings", 1)(pc)
    assert _codes(pc) == WELL


def test_a_listed_add_in_is_let_in(pc: WindowsPC) -> None:
    _value(RESILIENCY.format("Policies\\"), "RestrictToList", 1)(pc)
    _value(rf"{RESILIENCY.format('Policies' + chr(92))}\AddinList", "Relance.xlam", "1", 1)(pc)
    assert _codes(pc) == WELL


def test_the_library_is_of_excel_s_bitness_not_of_python_s(pc: WindowsPC) -> None:
    """A 32-bit Excel works with a 64-bit Python: they are two processes."""
    _other_excel("32")(pc)
    assert _codes(pc) == WELL
    pc.remove(rf"{VENV}\xlwings32-0.37.8.dll")
    (missing,) = [one for one in examine(pc) if one.level is Level.PROBLEM]
    assert "xlwings32-0.37.8.dll" in missing.sentence()


def test_excel_s_own_short_form_of_the_entry_is_fine(pc: WindowsPC) -> None:
    pc.set_value(OPTIONS, "OPEN", Value('"relance.xlam"'))
    assert _codes(pc) == WELL


def test_a_program_that_cannot_be_read_keeps_the_rest(pc: WindowsPC) -> None:
    for content in (b"", b"MZ", b"MZ".ljust(64, b"\xff")):
        pc.files[EXCEL.lower()] = content
        assert _codes(pc) == WELL


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_sentence_is_one_line_with_what_to_do(pc: WindowsPC, lang: str) -> None:
    """Every sentence is filled, ends as one, and a problem names a way out."""
    for _, trap in TRAPS:
        other = WindowsPC()
        other.put_excel()
        other.write(install(other).file, CONTENT)
        trap(other)
        for one in examine(other):
            sentence = one.sentence(lang)
            assert re.fullmatch(r"[^\n{}]{12,400}\.", sentence), sentence
            if one.level is Level.PROBLEM:
                assert re.search(r": |; | ; ", sentence), sentence


def test_the_settings_are_read_as_written() -> None:
    assert read_settings(CONTENT)["INTERPRETER_WIN"] == PYTHONW
    assert read_settings(b"") == read_settings(b"PK\3\4") == {}
