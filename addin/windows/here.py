"""The PC this runs on. Windows alone: the calls of its registry and its task list stand here and nowhere else."""

import csv
import importlib.util
import os
import subprocess
import sys
import winreg
from importlib import metadata
from pathlib import Path

import addin
from addin.version import version
from addin.windows.machine import PythonFacts, Value

assert sys.platform == "win32"  # noqa: S101 - tells the type checker

_ROOTS = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}
_VIEW = winreg.KEY_WOW64_64KEY


class ThisMachine:
    """The `Machine` of this PC."""

    def __init__(self) -> None:
        self.python = PythonFacts(
            executable=sys.executable,
            prefix=sys.prefix,
            base_prefix=sys.base_prefix,
            packages=str(Path(addin.__file__).resolve().parents[1]),
            relance=version(),
            xlwings=_version("xlwings"),
            has_pywin32=importlib.util.find_spec("win32api") is not None,
        )

    def variable(self, name: str) -> str:
        return os.environ.get(name, "")

    # -- registry --

    def has_key(self, key: str) -> bool:
        try:
            _open(key).Close()
        except FileNotFoundError:
            return False
        return True

    def subkeys(self, key: str) -> list[str]:
        try:
            with _open(key) as handle:
                return [winreg.EnumKey(handle, place) for place in range(winreg.QueryInfoKey(handle)[0])]
        except FileNotFoundError:
            return []

    def values(self, key: str) -> dict[str, Value]:
        try:
            with _open(key) as handle:
                read = (winreg.EnumValue(handle, place) for place in range(winreg.QueryInfoKey(handle)[1]))
                return {name: Value(data, kind) for name, data, kind in read}
        except FileNotFoundError:
            return {}

    def set_value(self, key: str, name: str, value: Value) -> None:
        root, path = key.split("\\", 1)
        with winreg.CreateKeyEx(_ROOTS[root], path, 0, winreg.KEY_WRITE | _VIEW) as handle:
            winreg.SetValueEx(handle, name, 0, value.kind, value.data)

    def delete_value(self, key: str, name: str) -> None:
        with _open(key, winreg.KEY_SET_VALUE) as handle:
            winreg.DeleteValue(handle, name)

    def delete_key(self, key: str) -> None:
        root, path = key.split("\\", 1)
        winreg.DeleteKeyEx(_ROOTS[root], path, _VIEW, 0)

    # -- files --

    def is_file(self, path: str) -> bool:
        return Path(path).is_file()

    def is_folder(self, path: str) -> bool:
        return Path(path).is_dir()

    def names(self, folder: str) -> list[str]:
        return [one.name for one in Path(folder).iterdir()]

    def read(self, path: str, size: int = -1) -> bytes:
        with Path(path).open("rb") as file:
            return file.read(size)

    def write(self, path: str, content: bytes) -> None:
        beside = Path(f"{path}.new")
        beside.write_bytes(content)
        beside.replace(path)

    def make_folder(self, path: str) -> None:
        Path(path).mkdir()

    def move(self, path: str, target: str) -> None:
        Path(path).replace(target)

    def remove(self, path: str) -> None:
        Path(path).unlink()

    def remove_folder(self, path: str) -> None:
        Path(path).rmdir()

    # -- processes --

    def processes(self) -> list[str]:
        program = str(Path(os.environ["SYSTEMROOT"]) / "System32" / "tasklist.exe")
        command = [program, "/FO", "CSV", "/NH"]
        listed = subprocess.run(command, capture_output=True, text=True, errors="replace", check=True)  # noqa: S603
        return [row[0] for row in csv.reader(listed.stdout.splitlines()) if row]


def _open(key: str, access: int = winreg.KEY_READ) -> winreg.HKEYType:
    root, path = key.split("\\", 1)
    return winreg.OpenKey(_ROOTS[root], path, 0, access | _VIEW)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
