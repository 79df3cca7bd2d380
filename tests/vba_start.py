"""The VBA that starts Python, run by an interpreter of VBA with the add-in's own sheet of settings.

Stood in for: the library of xlwings, the shell, the user's folder, and GetAttr, which finds no file.
"""

import re
from pathlib import Path

from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAObject, method
from pyopenvba.interpreter._objects import MemberSpec
from pyopenvba.interpreter._values import error

_LIBRARY = """
Public Function LoadLibrary(ByVal path As String) As Long
    LoadLibrary = Library.Load(path)
End Function
Public Function XLPyDLLActivateAuto(ByRef result As Variant, ByVal config As String, ByVal mode As Long) As Long
    Set result = Library.Activate(config, mode)
End Function
"""


class Environment(VBAObject):
    """The variables of Excel's process."""

    vba_type_name = "WshEnvironment"

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}

    @method(name="Remove")
    def remove(self, name: str) -> None:
        """Unset one that is set."""
        del self.variables[name]


def _set(environment: Environment, name: str, value: str) -> None:
    environment.variables[name] = value


Environment.vba_add_member(
    MemberSpec(
        "Item", "property", parameters=("Name",), getter=lambda one, name: one.variables.get(name, ""), setter=_set
    )
)


class Shell(VBAObject):
    """WScript.Shell."""

    vba_type_name = "WshShell"

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    @method(name="Environment")
    def of(self, kind: str) -> Environment:
        """The variables of the process."""
        assert kind == "Process"
        return self.environment

    @method(name="ExpandEnvironmentStrings")
    def expand(self, text: str) -> str:
        """Nothing to expand."""
        return text


class Library(VBAObject):
    """The library of xlwings: what is loaded and asked of it."""

    vba_type_name = "Library"

    def __init__(self, environment: Environment, present: str) -> None:
        self.environment, self.present = environment, present
        self.loaded: list[str] = []
        self.asked: list[tuple[str, int, dict[str, str]]] = []
        self.is_broken = False

    @method(name="Load")
    def load(self, path: str) -> int:
        """A handle, or 0 where there is no such file."""
        self.loaded.append(path)
        return int(path == self.present)

    @method(name="Activate")
    def activate(self, config: str, mode: int) -> VBAObject:
        """The server's object."""
        self.asked.append((config, mode, dict(self.environment.variables)))
        if self.is_broken:
            raise error(1000, "Could not activate Python COM server")
        return self


class Starter:
    """An Excel that has opened the add-in file."""

    def __init__(self, addin: Path, library: str) -> None:
        self.environment = Environment()
        self.library = Library(self.environment, library)
        self.app = ExcelApplication.open(addin, with_vba=False)
        with ExcelFile(addin) as book:
            for name in ("XlwingsServer", "RelancePython"):
                self.app.add_module(_playable(book.get_module(name)), name=name, kind=_kind(name))
        self.app.add_module(_LIBRARY, name="Declares")
        bridge, shell = self.app.interpreter.host, Shell(self.environment)
        globals_of_excel = bridge.global_object
        bridge.global_object = lambda name: self.library if name == "library" else globals_of_excel(name)
        bridge.create = lambda name: shell if name == "WScript.Shell" else None

    def run(self, name: str) -> object:
        """Call a procedure of the add-in."""
        return self.app.interpreter.run(name, [])


def _kind(name: str) -> str:
    return "class" if name == "XlwingsServer" else "standard"


def _playable(code: str) -> str:
    code = re.sub(r"(?m)^ *Private Declare .*$", "", code)
    return code.replace("Attr = GetAttr(FileSpec)", "Err.Raise 53").replace(
        'Environ("USERPROFILE")', '"C:\\Users\\Zoé"'
    )
