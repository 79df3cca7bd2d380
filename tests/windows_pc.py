"""A Windows PC played in memory, at the rim the add-in asks: registry, files, variables, processes."""

import struct
from pathlib import PureWindowsPath

from addin.windows import PythonFacts, Value

ROAMING, LOCAL = r"C:\Users\Zoé\AppData\Roaming", r"C:\Users\Zoé\AppData\Local"
ADDIN = rf"{ROAMING}\Microsoft\AddIns\relance.xlam"
RECORD = rf"{LOCAL}\relance\addin-install.json"
VENV = r"C:\Relance\venv"
PYTHONW = rf"{VENV}\Scripts\pythonw.exe"
OPTIONS = r"HKCU\Software\Microsoft\Office\16.0\Excel\Options"
SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_OFFICE_FOLDER = r"C:\Program Files\Microsoft Office"
EXCEL = rf"{_OFFICE_FOLDER}\root\Office16\EXCEL.EXE"
_MACHINES = {"32": 0x14C, "64": 0x8664, "ARM": 0xAA64}


class WindowsPC:
    """Empty but for Windows itself, and Relance in an environment of its own."""

    def __init__(self) -> None:
        self.python = PythonFacts(
            rf"{VENV}\Scripts\python.exe", VENV, r"C:\Python312", rf"{VENV}\Lib\site-packages", "0.1.0", "0.37.8", True
        )
        self.variables = {"APPDATA": ROAMING, "LOCALAPPDATA": LOCAL, "OneDrive": r"C:\Users\Zoé\OneDrive"}
        self.keys: dict[str, dict[str, Value]] = {}
        self.files: dict[str, bytes] = {}
        self.folders: set[str] = set()
        self.running = ["explorer.exe"]
        self._names: dict[str, str] = {}
        self.put_key(r"HKCU\Software\Microsoft", {})
        self.put_key(r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage", {"ACP": Value("1252")})
        self.put(PYTHONW, b"MZ")
        self.put(rf"{VENV}\xlwings64-0.37.8.dll", b"MZ")
        self.put(rf"{VENV}\xlwings32-0.37.8.dll", b"MZ")
        for folder in (ROAMING, LOCAL):
            self._make_all(folder)

    # -- setting the scene --

    def put(self, path: str, content: bytes) -> None:
        """A file with the folders above it."""
        self._make_all(self._parent(path))
        self.files[self._folded(path)] = content

    def put_key(self, key: str, values: dict[str, Value]) -> None:
        """A key with the keys above it."""
        parts = key.split("\\")
        for count in range(1, len(parts) + 1):
            above = "\\".join(parts[:count])
            self._names.setdefault(above.lower(), above)
            self.keys.setdefault(above.lower(), {})
        for name, value in values.items():
            self.set_value(key, name, value)

    def put_excel(
        self, bits: str = "64", *, path: str = EXCEL, version: str = "16.0", products: str | None = "O365ProPlusRetail"
    ) -> None:
        """An Excel; products None: by an installer package, not Click-to-Run."""
        header = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80)
        self.put(path, header.ljust(0x80, b"\0") + struct.pack("<4sH", b"PE\0\0", _MACHINES[bits]))
        office = rf"HKLM\SOFTWARE\Microsoft\Office\{version}\Excel\InstallRoot"
        self.put_key(office, {"Path": Value(str(PureWindowsPath(path).parent) + "\\")})
        if products is not None:
            told = {"InstallationPath": Value(_OFFICE_FOLDER), "ProductReleaseIds": Value(products)}
            self.put_key(CLICK_TO_RUN, told)

    def state(self) -> tuple[dict[str, dict[str, Value]], dict[str, bytes], set[str]]:
        """All there is, to be compared."""
        return {key: dict(values) for key, values in self.keys.items()}, dict(self.files), set(self.folders)

    # -- what is asked of a machine --

    def variable(self, name: str) -> str:
        return self.variables.get(name, "")

    def has_key(self, key: str) -> bool:
        return key.lower() in self.keys

    def subkeys(self, key: str) -> list[str]:
        above = key.lower() + "\\"
        below = (
            name[len(above) :] for known, name in self._names.items() if known.startswith(above) and known in self.keys
        )
        return [name for name in below if "\\" not in name]

    def values(self, key: str) -> dict[str, Value]:
        return dict(self.keys.get(key.lower(), {}))

    def set_value(self, key: str, name: str, value: Value) -> None:
        if key.lower() not in self.keys:
            self.put_key(key, {})
        self.keys[key.lower()][self._known(key, name)] = value

    def delete_value(self, key: str, name: str) -> None:
        if self._known(key, name) not in self.keys[key.lower()]:
            raise FileNotFoundError(2, "no such value", name)
        del self.keys[key.lower()][self._known(key, name)]

    def delete_key(self, key: str) -> None:
        if self.subkeys(key):
            raise PermissionError(5, "the key has subkeys", key)
        del self.keys[key.lower()]

    def is_file(self, path: str) -> bool:
        return self._folded(path) in self.files

    def is_folder(self, path: str) -> bool:
        return self._folded(path) in self.folders

    def names(self, folder: str) -> list[str]:
        above = self._folded(folder)
        return [one for one in (*self.files, *self.folders) if one != above and self._parent(one) == above]

    def read(self, path: str, size: int = -1) -> bytes:
        if not self.is_file(path):
            raise FileNotFoundError(2, "no such file", path)
        content = self.files[self._folded(path)]
        return content if size < 0 else content[:size]

    def write(self, path: str, content: bytes) -> None:
        if self._parent(path) not in self.folders:
            raise FileNotFoundError(3, "no such folder", path)
        self.files[self._folded(path)] = content
        self.files.pop(f"{self._folded(path)}:zone.identifier", None)

    def make_folder(self, path: str) -> None:
        if self._parent(path) not in self.folders:
            raise FileNotFoundError(3, "no such folder", path)
        self.folders.add(self._folded(path))

    def move(self, path: str, target: str) -> None:
        self.write(target, self.read(path))
        self.remove(path)

    def remove(self, path: str) -> None:
        del self.files[self._folded(path)]

    def remove_folder(self, path: str) -> None:
        if self.names(path):
            raise OSError(145, "the folder is not empty", path)
        self.folders.remove(self._folded(path))

    def processes(self) -> list[str]:
        return list(self.running)

    # -- names: Windows keeps their case and does not tell it --

    def _known(self, key: str, name: str) -> str:
        return next((one for one in self.keys[key.lower()] if one.lower() == name.lower()), name)

    def _make_all(self, folder: str) -> None:
        self.folders |= {self._folded(str(one)) for one in (PureWindowsPath(folder), *PureWindowsPath(folder).parents)}

    def _folded(self, path: str) -> str:
        return str(PureWindowsPath(path)).lower()

    def _parent(self, path: str) -> str:
        return self._folded(str(PureWindowsPath(path).parent))
