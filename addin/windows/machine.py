"""What is asked of a Windows PC: its registry, files, variables and processes. The tests play one."""

from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import Protocol

#: Kinds of registry values, as Windows numbers them.
TEXT, EXPANDED_TEXT, BINARY, NUMBER = 1, 2, 3, 4


@dataclass(frozen=True)
class Value:
    """A value of the registry with its kind, so that it is put back as it was."""

    data: str | int | bytes | list[str] | None
    kind: int = TEXT

    @property
    def text(self) -> str:
        """The text of a text value; '' of any other."""
        return self.data if isinstance(self.data, str) else ""


@dataclass(frozen=True)
class PythonFacts:
    """The Python that runs Relance here.

    packages: the folder that holds the package `addin` | xlwings: its version, '' where it is missing
    """

    executable: str
    prefix: str
    base_prefix: str
    packages: str
    relance: str
    xlwings: str
    has_pywin32: bool

    @property
    def windowless(self) -> str:
        """Its pythonw.exe, which opens no console window."""
        return str(PureWindowsPath(self.executable).with_name("pythonw.exe"))


class Machine(Protocol):
    """A key is written `HKCU\\Software\\…` or `HKLM\\…`, in the 64-bit view. Raises OSError as the system does."""

    python: PythonFacts

    def variable(self, name: str) -> str:
        """A variable of the environment, '' where it is not set."""

    def has_key(self, key: str) -> bool:
        """Is the key there?"""

    def subkeys(self, key: str) -> list[str]:
        """Names of its subkeys; none where the key is missing."""

    def values(self, key: str) -> dict[str, Value]:
        """Its values by name ('' is the default one); none where the key is missing."""

    def set_value(self, key: str, name: str, value: Value) -> None:
        """Write a value, making the key where it is missing."""

    def delete_value(self, key: str, name: str) -> None:
        """Delete a value that is there."""

    def delete_key(self, key: str) -> None:
        """Delete a key that is there and has no subkeys."""

    def is_file(self, path: str) -> bool:
        """Is there a file (or, as `file:name`, a stream of one)?"""

    def is_folder(self, path: str) -> bool:
        """Is there a folder?"""

    def names(self, folder: str) -> list[str]:
        """What a folder holds."""

    def read(self, path: str, size: int = -1) -> bytes:
        """The first `size` bytes of a file, or all of it."""

    def write(self, path: str, content: bytes) -> None:
        """Write a file whole or not at all; its folder is there."""

    def make_folder(self, path: str) -> None:
        """Make one folder in another that is there."""

    def move(self, path: str, target: str) -> None:
        """Rename a file, over another one if need be."""

    def remove(self, path: str) -> None:
        """Delete a file."""

    def remove_folder(self, path: str) -> None:
        """Delete an empty folder."""

    def processes(self) -> list[str]:
        """Names of what runs, such as `EXCEL.EXE`, once for each."""


def same_file(one: str, other: str) -> bool:
    """Do two paths mean the same place? Windows does not tell case."""
    return PureWindowsPath(one) == PureWindowsPath(other)
