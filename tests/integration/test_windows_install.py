"""install and uninstall on a Windows PC played in memory: what is changed, what is refused, what comes back."""

import pytest

from addin.windows import InstallError, Value, install, uninstall
from addin.windows.machine import NUMBER, Machine
from addin.xlam import read_settings
from tests.windows_pc import ADDIN, OPTIONS, PYTHONW, RECORD, ROAMING, VENV, WindowsPC

OTHERS = {"OPEN": Value('/R "C:\\Tools\\budget.xlam"'), "OPEN1": Value('"Solver.xlam"'), "Font": Value("Calibri,11")}
OLD = r"HKCU\Software\Microsoft\Office\15.0\Excel\Options"


@pytest.fixture
def pc() -> WindowsPC:
    """An Excel of Microsoft 365 with two add-ins of others."""
    pc = WindowsPC()
    pc.put_excel()
    pc.put_key(OPTIONS, OTHERS)
    return pc


def test_the_played_pc_is_a_machine() -> None:
    """The type checker compares its methods with those asked for."""
    machine: Machine = WindowsPC()
    assert machine.processes()


def test_excel_opens_the_add_in_behind_the_others(pc: WindowsPC) -> None:
    done = install(pc)
    assert pc.values(OPTIONS) == {**OTHERS, "OPEN2": Value(f'"{ADDIN}"')}
    assert (done.file, [one.version for one in done.excels], done.interpreter) == (ADDIN, ["16.0"], PYTHONW)


def test_the_add_in_starts_this_python_without_a_window(pc: WindowsPC) -> None:
    """Its full path, and the folder of this Relance before any other."""
    install(pc)
    settings = read_settings(pc.read(ADDIN))
    assert (settings["INTERPRETER_WIN"], settings["PYTHONPATH"]) == (PYTHONW, rf"{VENV}\Lib\site-packages")
    assert settings["DEBUG UDFS"] == "0"
    install(pc, is_served_outside=True)
    assert read_settings(pc.read(ADDIN))["DEBUG UDFS"] == "-1"


def test_uninstall_gives_back_exactly_what_was_there(pc: WindowsPC) -> None:
    """Registry, files and folders, to the last value; a second time there is nothing to do."""
    before = pc.state()
    install(pc)
    install(pc, lang="en")
    assert pc.state() != before
    assert uninstall(pc) == [OPTIONS, ADDIN]
    assert pc.state() == before
    assert uninstall(pc) == []
    assert pc.state() == before


def test_keys_of_an_excel_never_started_are_made_and_taken_away(pc: WindowsPC) -> None:
    for key in (OPTIONS, OPTIONS.removesuffix(r"\Options")):
        pc.delete_key(key)
    before = pc.state()
    install(pc)
    assert pc.values(OPTIONS) == {"OPEN": Value(f'"{ADDIN}"')}
    uninstall(pc)
    assert pc.state() == before


def test_keys_that_excel_filled_since_stay(pc: WindowsPC) -> None:
    pc.delete_key(OPTIONS)
    install(pc)
    pc.set_value(OPTIONS, "FirstRun", Value(0, NUMBER))
    uninstall(pc)
    assert pc.values(OPTIONS) == {"FirstRun": Value(0, NUMBER)}


def test_every_excel_gets_it_and_loses_it(pc: WindowsPC) -> None:
    """Two Excels side by side: one file, two lists; one too old is left alone."""
    pc.put_excel("32", path=r"C:\Program Files (x86)\Office15\EXCEL.EXE", version="15.0", products=None)
    pc.put_excel("32", path=r"C:\Program Files (x86)\Office12\EXCEL.EXE", version="12.0", products=None)
    before = pc.state()
    assert [one.version for one in install(pc).excels] == ["16.0", "15.0"]
    assert pc.values(OLD) == {"OPEN": Value(f'"{ADDIN}"')}
    uninstall(pc)
    assert pc.state() == before


def test_another_file_of_that_name_is_kept_and_comes_back(pc: WindowsPC) -> None:
    pc.put(ADDIN, b"the add-in of somebody else")
    before = pc.state()
    install(pc)
    install(pc)
    assert pc.read(ADDIN) != b"the add-in of somebody else"
    uninstall(pc)
    assert pc.state() == before


def test_a_copy_put_there_by_hand_is_taken_over(pc: WindowsPC) -> None:
    """Ours of before, without a record: it goes with the new one, and the entry made in Excel's dialog too."""
    install(pc)
    pc.remove(RECORD)
    pc.set_value(OPTIONS, "OPEN2", Value('"relance.xlam"'))
    assert uninstall(pc) == [OPTIONS, ADDIN]
    assert pc.values(OPTIONS) == OTHERS


@pytest.mark.parametrize(
    "record", [b"", b"{", b"[]", b'{"file": 1}', b'{"file":"x","kept":"","folders":[],"opens":5,"keys":[]}']
)
def test_a_damaged_record_stops_nothing(pc: WindowsPC, record: bytes) -> None:
    install(pc)
    pc.write(RECORD, record)
    assert uninstall(pc) == [OPTIONS, ADDIN]
    assert (pc.values(OPTIONS), pc.is_file(RECORD)) == (OTHERS, False)


def test_what_another_add_in_did_since_stays(pc: WindowsPC) -> None:
    """Excel rewrote the list: ours in the middle, a new one behind."""
    install(pc)
    pc.set_value(OPTIONS, "OPEN1", Value('"relance.xlam"'))
    pc.set_value(OPTIONS, "OPEN2", Value('"Solver.xlam"'))
    pc.set_value(OPTIONS, "OPEN3", Value('"new.xlam"'))
    uninstall(pc)
    assert pc.values(OPTIONS) == {**OTHERS, "OPEN2": Value('"new.xlam"')}


def test_an_install_that_broke_off_is_taken_back(pc: WindowsPC, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record is on the disk before anything is changed."""
    before = pc.state()

    def refuse(key: str, name: str, value: Value) -> None:
        raise PermissionError(5, "Access is denied")

    with monkeypatch.context() as patch:
        patch.setattr(pc, "set_value", refuse)
        with pytest.raises(PermissionError):
            install(pc)
    uninstall(pc)
    assert pc.state() == before


@pytest.mark.parametrize("act", [install, uninstall])
def test_a_running_excel_is_refused(pc: WindowsPC, act: object) -> None:
    """It would overwrite its list of add-ins when it ends."""
    pc.running.append("Excel.exe")
    before = pc.state()
    with pytest.raises(InstallError, match="Excel is running"):
        act(pc)  # type: ignore[operator]
    assert pc.state() == before


def test_without_an_excel_that_can_take_it_nothing_is_done() -> None:
    """None at all, or one of the Store, whose sandbox starts no Python."""
    pc = WindowsPC()
    before = pc.state()
    with pytest.raises(InstallError, match="relance addin libreoffice"):
        install(pc)
    pc.put_excel(
        path=r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel_16\Office16\EXCEL.EXE", products=None
    )
    with pytest.raises(InstallError, match="No Excel that can take"):
        install(pc)
    assert not pc.is_file(ADDIN)
    assert before[2] <= pc.state()[2]


def test_a_python_without_windowless_program_is_refused(pc: WindowsPC) -> None:
    pc.remove(PYTHONW)
    before = pc.state()
    with pytest.raises(InstallError, match=r"There is no .*pythonw\.exe"):
        install(pc)
    assert pc.state() == before


def test_the_folder_of_add_ins_is_made_and_taken_away_when_empty(pc: WindowsPC) -> None:
    assert not pc.is_folder(rf"{ROAMING}\Microsoft")
    install(pc)
    pc.put(rf"{ROAMING}\Microsoft\AddIns\other.xlam", b"PK")
    uninstall(pc)
    assert pc.is_folder(rf"{ROAMING}\Microsoft\AddIns")
    assert not pc.is_folder(RECORD.rpartition("\\")[0])
