"""The client inside LibreOffice, without a network: what it makes of arguments and results."""

import math
import struct
from dataclasses import dataclass

import pytest

from addin.cells import ERROR_CODES
from addin.libreoffice.inside.pythonpath.relance_client import Client, cells, error_value, rows_of, trimmed
from server.api.settings import DEFAULT_PORT

HEIGHT = 1_048_576


@dataclass
class _Day:
    Year: int
    Month: int
    Day: int


class _Document:
    """The settings Calc hands over."""

    def __init__(self, *day: int) -> None:
        self.day = _Day(*day)

    def getPropertyValue(self, name: str) -> _Day:  # noqa: N802
        assert name == "NullDate"
        return self.day


def _code(value: float) -> int:
    """Calc's error number in a double that is none."""
    assert math.isnan(value)
    return int(struct.unpack("<Q", struct.pack("<d", value))[0]) & 0xFFFF_FFFF


def test_every_error_of_a_cell_has_calc_s_number() -> None:
    """Figures of LibreOffice's own table of error codes."""
    numbers = {"#NULL!": 521, "#DIV/0!": 532, "#VALUE!": 519, "#REF!": 524, "#NAME?": 525, "#NUM!": 503, "#N/A": 32767}
    assert {code: _code(error_value(code)) for code in ERROR_CODES} == numbers


def test_results_are_doubles_texts_and_errors() -> None:
    """Booleans and whole numbers would be lost or refused on their way; an error stands where it stands."""
    ((first, second, third, fourth), plain) = cells([[True, 3, None, {"error": "#N/A", "message": "x"}], [1.5, "a"]])
    assert (first, second, third, _code(fourth)) == (1.0, 3.0, "", 32767)
    assert [type(one) for one in (first, second)] == [float, float]
    assert plain == (1.5, "a")
    assert rows_of(cells("x")) == (("x",),)
    assert rows_of(cells([])) == (("",),)


def test_whole_columns_end_together_at_the_last_row_used() -> None:
    """Rows of two columns keep facing each other; a range that is no whole column keeps its empty rows."""
    amounts = tuple(("",) if row != 4 else (7.0,) for row in range(HEIGHT))
    days = tuple(("",) if row != 1 else (9.0,) for row in range(HEIGHT))
    short = ((1.0,), ("",), ("",))
    first, second, third, day = trimmed((amounts, days, short, 45_000.0))
    assert (len(first), len(second), third, day) == (5, 5, short, 45_000.0)
    assert (first[4], second[1]) == ((7.0,), (9.0,))
    assert trimmed(((("",),) * HEIGHT,)) == [(("",),)]


def test_a_workbook_of_1904_is_refused() -> None:
    """Its serial numbers mean days four years later: amounts would be wrong without a sign."""
    client = Client("http://127.0.0.1:9")
    ((value,),) = client.call("AR_PENALTY", (_Document(1904, 1, 1), 1000.0, 45_000.0))
    assert _code(value) == 519
    assert "30/12/1899" in client.last_error


def test_an_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """RELANCE_URL is typed by people."""
    for url in ("http://127.0.0.1:port", "nonsense", "http://[::1", "ftp://127.0.0.1:9"):
        client = Client(url)
        ((value,),) = client.call("AR_PENALTY", (_Document(1899, 12, 30), 1000.0))
        assert _code(value) in (32767, 519), url
        assert client.last_error


def test_without_being_told_it_asks_where_relance_serve_listens() -> None:
    """The two commands of the README know nothing of each other."""
    assert Client().url == f"http://127.0.0.1:{DEFAULT_PORT}"
