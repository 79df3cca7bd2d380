"""The generated VBA, run by an interpreter of VBA with Excel's object model, down to xlwings' real CallUDF.

Cells stand on sheets of a workbook, one sheet an argument, so that the stubs read true ranges. COM between VBA and
Python is stood in for by `_to_com` and `_from_com`.
"""

import datetime as dt
import re
import traceback
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._model import Application, Range, Workbook
from pyopenvba.interpreter import EMPTY, MISSING, NOTHING, VBAArray, VBAErrorValue, VBAObject, member, method
from pyopenvba.interpreter._objects import MemberSpec
from pyopenvba.interpreter._values import error

from addin.cells import ErrorCell
from addin.vba import ON_ACTION, stub_modules
from tests import xlhost

#: What VBA gets from a process that is gone, and from a Python that raised.
RPC_SERVER_UNAVAILABLE = -2147023174
UNEXPECTED_PYTHON_ERROR = -2147467259
#: No range of a test is larger; a whole column is.
MAX_CELLS = 500_000
_EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
_CODES = {number: code for code, number in xlhost.CVERR.items()}

#: What xlwings' own module gives the stubs.
_XLWINGS = """
Public Function XLPy() As Object
    Set XLPy = PythonProcess.Start()
End Function
Public Sub KillPy()
    PythonProcess.Kill
End Sub
"""


class CommandBar(VBAObject):
    """A bar whose commands Excel disables together, and any of its commands."""

    vba_type_name = "CommandBar"

    def __init__(self, is_enabled: bool) -> None:
        self.is_enabled = is_enabled

    @method(name="Controls")
    def controls(self, _: object) -> object:
        """A command by its number."""
        return self

    @member(name="Enabled")
    def enabled(self) -> object:
        """Whether it can be used."""
        return self.is_enabled


def _add_members() -> None:
    """Members of Excel that the stubs use and the interpreter has no answer for."""

    def macro_options(app: Any, macro: str, text: str, category: str, arguments: Any) -> None:
        if vars(app).get("is_addin_hidden", True):
            raise error(1004, "Impossible de modifier une macro d'un classeur masqué.")
        if macro in vars(app).get("refused_macros", ()):
            raise error(1004, "La macro est refusée.")
        texts = () if arguments is MISSING else tuple(arguments.items)
        app.described = [*vars(app).get("described", []), (macro, text, category, texts)]

    def count_full(app: Any) -> None:
        app.full_calculations = vars(app).get("full_calculations", 0) + 1

    def show(book: Any, is_addin: object) -> None:
        book.application.is_addin_hidden = bool(is_addin)

    def add(kind: type[VBAObject], name: str, *parameters: str, **accessors: Any) -> None:
        kind.vba_add_member(MemberSpec(name, "property", parameters=parameters, **accessors))

    def command_bars(app: Any, _: str) -> object:
        if vars(app).get("is_wizard_open", False) is None:
            raise error(5, "Argument ou appel de procédure incorrect.")
        return CommandBar(is_enabled=not vars(app).get("is_wizard_open", False))

    def picked(app: Any, *_: object) -> object:
        """What the person chose in the file picker; False where they closed it."""
        return vars(app).get("picked", False)

    options = ("Macro", "Description", "Category", "ArgumentDescriptions")
    add(Application, "Caller", getter=lambda app: vars(app).get("caller", EMPTY))
    add(Application, "CommandBars", "Name", getter=command_bars)
    add(Application, "GetOpenFilename", "FileFilter", "FilterIndex", "Title", getter=picked)
    add(Application, "CalculateFull", getter=count_full)
    add(Application, "MacroOptions", *options, getter=macro_options)
    add(Workbook, "Date1904", getter=lambda book: vars(book).get("is_1904", False))
    add(Workbook, "IsAddin", getter=lambda _: True, setter=show)


def _whole_value2(cells: Range) -> Any:
    """Range.Value2 as Excel has it, empty cells included: the interpreter stops at the used ones by itself."""
    found, area = cells._values(raw=True), cells.first
    if cells.single:
        return found
    assert area.rows * area.columns <= MAX_CELLS, "a whole column would cross to Python"
    height, width = (upper for _, upper in found.bounds)
    columns = [found.items[at * height : (at + 1) * height] + [EMPTY] * (area.rows - height) for at in range(width)]
    columns += [[EMPTY] * area.rows] * (area.columns - width)
    return VBAArray([(1, area.rows), (1, area.columns)], items=[cell for column in columns for cell in column])


_add_members()
Range._vba_members["value2"].getter = _whole_value2


class Process(VBAObject):
    """What starts and ends Python, for the stubs."""

    vba_type_name = "PythonProcess"

    def __init__(self, host: "VbaHost") -> None:
        self.host = host

    @method(name="Start")
    def start(self) -> object:
        """A new process, and its server object."""
        self.host.tried_starts += 1
        if self.host.start_error:
            raise error(1000, self.host.start_error)
        self.host.servers.append(Server(self.host))
        return self.host.servers[-1]

    @method(name="Kill")
    def kill(self) -> None:
        """End it."""
        self.host.kill()


class Button(VBAObject):
    """The button of the ribbon that was pressed."""

    vba_type_name = "IRibbonControl"

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier

    @member(name="ID")
    def id(self) -> object:
        """Which one."""
        return self.identifier


class ProcessDiedError(Exception):
    """What an `answer` of a test raises to end Python in the middle of a call."""


class Server(VBAObject):
    """The object XLPy gives: alive until its process is killed."""

    vba_type_name = "XLPython"

    def __init__(self, host: "VbaHost") -> None:
        self.host = host
        self.is_alive = True

    @method(name="CallUDF")
    def call_udf(self, module: object, name: object, arguments: object) -> object:
        """CallUDF of xlwings' COM server."""
        assert isinstance(arguments, VBAArray)
        if not self.is_alive:
            raise error(RPC_SERVER_UNAVAILABLE, "Le serveur RPC n'est pas disponible.")
        if (module, name) == (xlhost.MACRO_MODULE, "run_macro"):
            return self._run_macro([None if one is NOTHING else one for one in arguments.items])
        assert module == xlhost.UDF_MODULE
        sent = tuple(_to_com(one) for one in arguments.items)
        self.host.calls.append((str(name), sent))
        try:
            return _from_com(self.host.answer(str(name), sent))
        except ProcessDiedError:
            self.host.kill()
            raise error(RPC_SERVER_UNAVAILABLE, "Le serveur RPC n'est pas disponible.") from None
        except Exception:
            text = f"Unexpected Python Error: {traceback.format_exc()}\r\n"
            raise error(UNEXPECTED_PYTHON_ERROR, text) from None

    def _run_macro(self, arguments: list[Any]) -> object:
        try:
            return _from_com(self.host.macro(*arguments))
        except Exception:
            raise error(UNEXPECTED_PYTHON_ERROR, f"Unexpected Python Error: {traceback.format_exc()}\r\n") from None


def _no_macro(*_: Any) -> list[str]:
    raise AssertionError("no button of the shared workbook was expected")


class VbaHost:
    """An Excel with the add-in loaded. `calls` is what reached Python, `starts` how often Python was started."""

    def __init__(self) -> None:
        self.app = ExcelApplication()
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.servers: list[Server] = []
        self.answer = xlhost.call_udf
        #: What answers a button: name, workbook, reply, memo, language -> kind, text, memo.
        self.macro: Callable[..., list[str]] = _no_macro
        self.start_error = ""
        self.tried_starts = 0
        self.app.add_workbook()
        for name, text in stub_modules().items():
            # The editor takes the attributes of procedures out of the code, too, when it imports a file.
            code = "\r\n".join(line for line in text.splitlines() if not re.match(r"Attribute \w+\.", line))
            self.app.add_module(code, name=name.removesuffix(".bas"))
        self.app.add_module(_XLWINGS, name="RelancePython")
        bridge, process = self.app.interpreter.host, Process(self)
        globals_of_excel = bridge.global_object
        bridge.global_object = lambda name: process if name == "pythonprocess" else globals_of_excel(name)

    @property
    def starts(self) -> int:
        """How often Python was started."""
        return len(self.servers)

    def kill(self) -> None:
        """End the Python process behind Excel's back."""
        for one in self.servers:
            one.is_alive = False

    def call(self, name: str, *raw: Any) -> Any:
        """What the cell shows for `=NAME(raw)`: a value, or rows; an error is its text."""
        return _shown(self.run(name, *raw))

    def run(self, name: str, *raw: Any) -> Any:
        """The result of a function of the stubs, as VBA has it; `raw` stands in cells of a new workbook."""
        book = self.app.add_workbook()
        for _ in raw:
            book.vba_get("Worksheets").vba_get("Add", [], {})
        arguments = [_argument(sheet, one) for sheet, one in zip(book.sheets_, raw, strict=False)]
        try:
            return self.app.interpreter.run(name, arguments)
        finally:
            book.vba_get("Close", [False], {})

    def press(self, button: str) -> str:
        """Press a button of the ribbon; what it says ('' for nothing)."""
        said = len(self.app.dialogs)
        self.app.interpreter.run(ON_ACTION, [Button(button)])
        return "".join(text for _, text, _, _ in self.app.dialogs[said:])


def _argument(sheet: VBAObject, value: Any) -> Any:
    """What the formula hands over: a range of the sheet with the value in it, or the typed value."""
    if isinstance(value, xlhost.Typed):
        return _vba_value(value.value)
    if isinstance(value, int) and value == xlhost.MISSING:
        return MISSING
    whole = isinstance(value, xlhost.WholeColumns)
    rows = value.rows if whole else value if isinstance(value, (list, tuple)) else [[value]]
    cells = sheet.vba_get("Range", ["A1"], {}).vba_get("Resize", [len(rows), len(rows[0])], {})
    cells.vba_set("Value2", _grid(rows), [], {})
    return cells.vba_get("EntireColumn") if whole else cells


def _grid(rows: Sequence[Sequence[Any]]) -> VBAArray:
    height, width = len(rows), len(rows[0])
    items = [_vba_value(rows[row][column]) for column in range(width) for row in range(height)]
    return VBAArray([(1, height), (1, width)], items=items)


def _vba_value(value: Any) -> Any:
    """A cell's value as VBA's Value2 has it."""
    if value is None:
        return EMPTY
    if isinstance(value, ErrorCell):
        return VBAErrorValue(xlhost.CVERR[value.code])
    if isinstance(value, dt.date):
        return (xlhost.com_value(value) - _EPOCH) / dt.timedelta(days=1)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return float(value)
    return value


def _to_com(value: Any) -> Any:
    """A Variant as Python gets it."""
    if value in (EMPTY, NOTHING):
        return None
    if value is MISSING:
        return xlhost.MISSING
    if isinstance(value, VBAErrorValue):
        return xlhost.ERROR_BASE + value.number
    if isinstance(value, VBAArray):
        rows, columns = (range(lower, upper + 1) for lower, upper in value.bounds)
        return tuple(tuple(_to_com(value.get([row, column])) for column in columns) for row in rows)
    assert isinstance(value, (bool, float, str)), f"Excel sends no {type(value).__name__}"
    return value


def _from_com(value: Any) -> Any:
    """What Python returns as a Variant: lists become arrays from 0."""
    if not isinstance(value, (list, tuple)):
        return value
    if not isinstance(value[0], (list, tuple)):
        return VBAArray([(0, len(value) - 1)], items=list(value))
    height, width = len(value), len(value[0])
    items = [value[row][column] for column in range(width) for row in range(height)]
    return VBAArray([(0, height - 1), (0, width - 1)], items=items)


def _shown(value: Any) -> Any:
    if isinstance(value, VBAErrorValue):
        return _CODES[value.number]
    if not isinstance(value, VBAArray):
        assert value not in _CODES.values(), f"a text that only looks like an error: {value}"
        return value
    if value.dimensions == 1:
        return [[_shown(one) for one in value.items]]
    rows = range(value.bounds[0][0], value.bounds[0][1] + 1)
    columns = range(value.bounds[1][0], value.bounds[1][1] + 1)
    return [[_shown(value.get([row, column])) for column in columns] for row in rows]


@cache
def shared_host() -> VbaHost:
    """One Excel for calls that leave nothing behind."""
    return VbaHost()
