"""Excel on Windows without Windows: xlwings' own code between a cell and Python, with only COM itself stood in for.

`call_xlwings("AR_PENALTY", 1000.0, date(2024, 1, 1), ...)` goes through the real `XLPython.CallUDF`, `udfs.call_udf`
and the cleaning of `_xlwindows`; `call_vba` starts one step earlier, in the generated VBA (see tests/vba_host.py).
Arguments are what cells hold; `Typed` marks a value typed into the formula itself, `MISSING` an argument left out,
`WholeColumns` a reference like A:C.
"""

import ctypes
import datetime as dt
import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

from addin.catalogue import by_name
from addin.cells import ErrorCell

#: What VBA hands over for an omitted optional argument (DISP_E_PARAMNOTFOUND).
MISSING = -2147352572
#: An error cell as COM hands it over: 0x800A0000 and the number that CVErr takes.
ERROR_BASE = -2146828288
CVERR = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#SPILL!": 2045,
    "#CALC!": 2050,
}
UDF_MODULE, MACRO_MODULE = "addin.udfs", "addin.macros"
_RANGE_INTERFACE = "{00020846-0000-0000-C000-000000000046}"
_STUBS = (
    *("pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone"),
    *("win32com", "win32com.client", "win32com.server", "win32com.server.util", "win32com.server.policy"),
    "win32com.server.dispatcher",
)


class PyTime(dt.datetime):
    """A date as pywin32 hands it over: a datetime of its own type, in UTC."""


@dataclass(frozen=True)
class Typed:
    """A value typed into the formula, not read from a cell: a date is a serial number there."""

    value: Any


@dataclass(frozen=True)
class WholeColumns:
    """Rows that stand at the top of columns the formula names whole (A:C)."""

    rows: Sequence[Sequence[Any]]


class CellRange:
    """What xlwings sees of a COM Range: rows of values, or the value of a single cell."""

    CLSID = None

    def __init__(self, value: Any) -> None:
        self.Value = value
        rows = value if isinstance(value, tuple) else ((value,),)
        self.Row = self.Column = 1
        self.Rows, self.Columns = SimpleNamespace(Count=len(rows)), SimpleNamespace(Count=len(rows[0]))
        self.Count = len(rows) * len(rows[0])
        app = SimpleNamespace(Hwnd=1, Name="Microsoft Excel")
        book = SimpleNamespace(Name="book.xlsx", FullName="C:\\book.xlsx", Application=app)
        self.Worksheet = SimpleNamespace(Name="Sheet1", Parent=book, Application=app)

    @property
    def _oleobj_(self) -> Any:
        attributes = SimpleNamespace(iid=_RANGE_INTERFACE)
        return SimpleNamespace(GetTypeInfo=lambda: SimpleNamespace(GetTypeAttr=lambda: attributes))


def com_value(value: Any) -> Any:
    """A cell's value as COM hands it over."""
    if isinstance(value, ErrorCell):
        return ERROR_BASE + CVERR[value.code]
    if isinstance(value, PyTime):
        return value
    if isinstance(value, dt.datetime):
        return PyTime(*value.timetuple()[:6], tzinfo=dt.UTC)
    if isinstance(value, dt.date):
        return PyTime(value.year, value.month, value.day, tzinfo=dt.UTC)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def call_xlwings(name: str, *raw: Any) -> Any:
    """What the stub gets back from Python for `=NAME(raw)`: a value, or rows; an error is its text."""
    arguments = [_argument(one) for one in raw]
    count = len(by_name(name).arguments)
    return shown(call_udf(name, [*arguments, *[MISSING] * (count - len(arguments))]))


def call_udf(name: str, arguments: Sequence[Any]) -> Any:
    """The result of CallUDF for arguments in COM's own form. Raises what Python raises."""
    return server().CallUDF(UDF_MODULE, name, tuple(arguments))


def call_macro(name: str, book: Any, reply: str = "", memo: str = "", lang: str = "fr") -> list[str]:
    """Kind, text and memo of what a button's macro answers."""
    return list(server().CallUDF(MACRO_MODULE, "run_macro", (name, book, reply, memo, lang)))


def call_vba(name: str, *raw: Any) -> Any:
    """What the cell shows for `=NAME(raw)`: a value, or rows; an error is its text."""
    from tests.vba_host import shared_host  # noqa: PLC0415  # it builds on this module

    return shared_host().call(name, *raw)


def shown(result: Any) -> Any:
    """A result as rows, or as the one value it is: COM and xlwings flatten a single row."""
    if isinstance(result, (list, tuple)):
        return [list(row) for row in result] if isinstance(result[0], (list, tuple)) else [list(result)]
    return result


def _argument(value: Any) -> Any:
    if isinstance(value, Typed):
        return _serial(com_value(value.value))
    if isinstance(value, int) and value == MISSING:
        return MISSING
    if isinstance(value, WholeColumns):
        value = value.rows
    if isinstance(value, (list, tuple)):
        rows = tuple(tuple(com_value(cell) for cell in row) for row in value)
        return CellRange(rows[0][0] if len(rows) == len(rows[0]) == 1 else rows)
    return CellRange(com_value(value))


def _serial(value: Any) -> Any:
    if not isinstance(value, dt.datetime):
        return value
    return (value - dt.datetime(1899, 12, 30, tzinfo=dt.UTC)) / dt.timedelta(days=1)


@cache
def server() -> Any:
    """xlwings' server object, with our functions decorated by xlwings' real decorators."""
    with _stubbed_windows():
        import xlwings  # noqa: PLC0415  # the stubs have to stand first
        from xlwings import _xlwindows, com_server, udfs  # noqa: PLC0415

    xlwings._xlwindows = _xlwindows
    _xlwindows.get_excel_hwnds = lambda: iter(())
    xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
    with mock.patch.multiple(xlwings, func=udfs.xlfunc, arg=udfs.xlarg, ret=udfs.xlret):
        modules = [importlib.reload(importlib.import_module(name)) for name in (UDF_MODULE, MACRO_MODULE)]
    # Written down beforehand: xlwings asks for the time of a file name in lower case, which only Windows finds.
    for module in modules:
        udfs.udf_modules[module.__name__] = {"filename": module.__file__, "filetime": None, "module": module}
    return com_server.XLPython()


@contextmanager
def _stubbed_windows() -> Iterator[None]:
    """The modules of pywin32 and the parts of ctypes that xlwings imports on Windows, while it imports them."""
    stubs = {name: ModuleType(name) for name in _STUBS}
    for name, module in stubs.items():
        if "." in name:
            setattr(stubs[name.rpartition(".")[0]], name.rpartition(".")[2], module)
    _fill(stubs)
    sys.modules.update(stubs)
    try:
        loaders = {name: mock.MagicMock() for name in ("PyDLL", "windll", "oledll")}
        with mock.patch.multiple(ctypes, create=True, **loaders):
            yield
    finally:
        for name in stubs:
            del sys.modules[name]


def _fill(stubs: dict[str, ModuleType]) -> None:
    com, types, client = stubs["pythoncom"], stubs["pywintypes"], stubs["win32com.client"]
    com.__file__ = "pythoncom"
    com.CoInitialize = lambda *_: None
    com.IID_IDispatch = "IDispatch"
    com.TypeIIDs = {"IDispatch": type("PyIDispatch", (), {})}
    types.com_error = type("com_error", (Exception,), {})
    types.TimeType, types.IID = PyTime, str
    stubs["win32timezone"].TimeZoneInfo = SimpleNamespace(utc=lambda: dt.UTC)
    stubs["win32process"].GetWindowThreadProcessId = lambda _: (0, 1)
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(client, name, type(name, (), {}))
    client.Dispatch = client.DispatchEx = lambda thing, *_, **__: thing
    stubs["win32com.server.util"].unwrap = mock.Mock(side_effect=TypeError("not an object of ours"))
