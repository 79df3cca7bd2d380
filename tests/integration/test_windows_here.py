"""The rim to a real Windows PC, over a winreg of our own making and real files."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import pytest

from addin.windows import Machine, Value
from addin.windows.machine import BINARY, NUMBER, TEXT

KEY = r"HKCU\Software\Relance\Deep"


class _Handle:
    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> "_Handle":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.Close()

    def Close(self) -> None:  # noqa: N802 - winreg's own name
        """Nothing is held."""


class _Winreg(ModuleType):
    """As much of winreg as is called, with its errors; every call must name the 64-bit view."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "user", "machine"
    KEY_READ, KEY_WRITE, KEY_SET_VALUE, KEY_WOW64_64KEY = 0x20019, 0x20006, 0x2, 0x100
    HKEYType = _Handle

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, tuple[Any, int]]] = {"user\\Software": {}}

    def OpenKey(self, root: str, path: str, reserved: int, access: int) -> _Handle:  # noqa: N802
        assert (reserved, access & self.KEY_WOW64_64KEY) == (0, self.KEY_WOW64_64KEY)
        if f"{root}\\{path}" not in self.keys:
            raise FileNotFoundError(2, "no such key")
        return _Handle(f"{root}\\{path}")

    def CreateKeyEx(self, root: str, path: str, reserved: int, access: int) -> _Handle:  # noqa: N802
        assert (reserved, access) == (0, self.KEY_WRITE | self.KEY_WOW64_64KEY)
        parts = path.split("\\")
        for count in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join([root, *parts[:count]]), {})
        return _Handle(f"{root}\\{path}")

    def DeleteKeyEx(self, root: str, path: str, access: int, reserved: int) -> None:  # noqa: N802
        assert (reserved, access) == (0, self.KEY_WOW64_64KEY)
        del self.keys[f"{root}\\{path}"]

    def QueryInfoKey(self, key: _Handle) -> tuple[int, int, int]:  # noqa: N802
        return len(self._below(key)), len(self.keys[key.path]), 0

    def EnumKey(self, key: _Handle, place: int) -> str:  # noqa: N802
        return self._below(key)[place]

    def EnumValue(self, key: _Handle, place: int) -> tuple[str, Any, int]:  # noqa: N802
        name, (data, kind) = list(self.keys[key.path].items())[place]
        return name, data, kind

    def SetValueEx(self, key: _Handle, name: str, reserved: int, kind: int, data: Any) -> None:  # noqa: N802
        assert reserved == 0
        self.keys[key.path][name] = (data, kind)

    def DeleteValue(self, key: _Handle, name: str) -> None:  # noqa: N802
        del self.keys[key.path][name]

    def _below(self, key: _Handle) -> list[str]:
        above = key.path + "\\"
        return [
            one.removeprefix(above)
            for one in self.keys
            if one.startswith(above) and "\\" not in one.removeprefix(above)
        ]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """The machine this would be, were it Windows."""
    monkeypatch.setitem(sys.modules, "winreg", _Winreg())
    monkeypatch.delitem(sys.modules, "addin.windows.here", raising=False)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        module = importlib.import_module("addin.windows.here")
    machine: Machine = module.ThisMachine()
    yield machine
    sys.modules.pop("addin.windows.here", None)


def test_values_are_written_and_read_with_their_kind(here: Machine) -> None:
    assert (here.has_key(KEY), here.values(KEY), here.subkeys(KEY)) == (False, {}, [])
    values = {"OPEN": Value('"a.xlam"', TEXT), "n": Value(7, NUMBER), "b": Value(b"\0\1", BINARY)}
    for name, value in values.items():
        here.set_value(KEY, name, value)
    assert (here.has_key(KEY), here.values(KEY)) == (True, values)
    assert here.subkeys(r"HKCU\Software\Relance") == ["Deep"]
    here.delete_value(KEY, "n")
    assert set(here.values(KEY)) == {"OPEN", "b"}
    here.delete_key(KEY)
    assert not here.has_key(KEY)


def test_the_machine_s_keys_are_another_root(here: Machine) -> None:
    here.set_value(r"HKLM\SOFTWARE\X", "", Value("v"))
    assert here.values(r"HKLM\SOFTWARE\X") == {"": Value("v")}
    assert not here.has_key(r"HKCU\SOFTWARE\X")


def test_files(here: Machine, tmp_path: Path) -> None:
    """A file is written whole: nothing is left beside it."""
    folder, file = str(tmp_path / "new"), str(tmp_path / "new" / "file")
    here.make_folder(folder)
    here.write(file, b"one")
    here.write(file, b"another")
    assert (here.is_folder(folder), here.is_file(folder), here.is_file(file)) == (True, False, True)
    assert (here.read(file), here.read(file, 3), here.names(folder)) == (b"another", b"ano", ["file"])
    here.move(file, file + "2")
    assert here.names(folder) == ["file2"]
    here.remove(file + "2")
    here.remove_folder(folder)
    assert not here.is_folder(folder)


def test_processes_are_those_the_system_lists(here: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the full path of the system's own program: one in the current folder is never run."""
    program = tmp_path / "System32" / "tasklist.exe"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nprintf \'"EXCEL.EXE","123","Console","1","10 K"\\r\\n"a ""b"".exe","4","","0","1 K"\\r\\n\'\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    assert here.processes() == ["EXCEL.EXE", 'a "b".exe']


def test_this_python(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert here.python.executable == sys.executable
    assert (Path(here.python.packages) / "addin" / "windows" / "here.py").is_file()
    assert here.python.xlwings
    monkeypatch.setenv("APPDATA", "C:\\x")
    assert (here.variable("APPDATA"), here.variable("NO_SUCH_VARIABLE")) == ("C:\\x", "")
