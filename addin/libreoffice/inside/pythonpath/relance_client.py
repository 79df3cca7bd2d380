"""The client of the function service inside LibreOffice: one request a call, standard library only, Python 3.8 on.

It runs in LibreOffice's own Python, on the thread that calculates: it never waits long, and never raises.
"""

from __future__ import annotations

import http.client
import json
import os
import struct
import time
from typing import Any
from urllib.parse import urlsplit

DEFAULT_URL = "http://127.0.0.1:8765"
CONNECT_TIMEOUT_S, ANSWER_TIMEOUT_S = 3.0, 30.0
#: After a failure the next cells are told at once, without asking again, for so long.
PAUSE_S = 2.0
#: Errors as Calc keeps them: a number that is none, with the code in its lower half.
ERRORS = {"#NULL!": 521, "#DIV/0!": 532, "#VALUE!": 519, "#REF!": 524, "#NAME?": 525, "#NUM!": 503, "#N/A": 32767}
_NAN = 0x7FF8_0000_0000_0000
#: Rows of a sheet: a range of so many is a whole column.
_HEIGHTS = frozenset({65_536, 1_048_576, 16_777_216})
_FIRST_DAY = (1899, 12, 30)
_NOT_1899 = (
    "Ce classeur ne compte pas les jours depuis le 30/12/1899 : le régler dans Outils, Options, Calc, Calcul, Date."
)


class ServiceError(Exception):
    """The service gave no answer; a sentence."""


def error_value(code: str) -> float:
    """The double Calc shows as an error, alone or inside an array."""
    return float(struct.unpack("<d", struct.pack("<Q", _NAN | ERRORS.get(code, ERRORS["#VALUE!"])))[0])


class Client:
    """Asks the service; keeps its connection, and the last sentence for AR.LASTERROR."""

    def __init__(self, url: str = "", token: str = "") -> None:
        self.url = (url or DEFAULT_URL).rstrip("/")
        self.last_error = ""
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = "Bearer " + token
        self._connection: http.client.HTTPConnection | None = None
        self._silent_until = 0.0

    def call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """One function with what Calc hands over: the document's settings, then the arguments.

        Gives rows of cells; a single value for a function without arguments.
        """
        try:
            if arguments and _first_day(arguments[0]) != _FIRST_DAY:
                value = self._failed("#VALUE!", _NOT_1899)
            else:
                value = self._asked(name, trimmed(arguments[1:]))
        except ServiceError as error:
            value = self._failed("#N/A", str(error))
        except Exception as error:  # whatever it is, a cell shows an error and the others go on
            value = self._failed("#VALUE!", f"Le complément Relance a rencontré une erreur : {type(error).__name__}.")
        return value if not arguments else rows_of(value)

    def _failed(self, code: str, sentence: str) -> Any:
        self.last_error = sentence
        return error_value(code)

    def _asked(self, name: str, arguments: list[Any]) -> Any:
        if time.monotonic() < self._silent_until:
            raise ServiceError(self._silence())
        call = {"function": name, "arguments": arguments}
        text = json.dumps({"calls": [call]}, check_circular=False, separators=(",", ":"))
        value, message = self._answered(text.encode("ascii"))
        self.last_error = message or self.last_error
        return cells(value)

    def _answered(self, body: bytes) -> tuple[Any, str]:
        """Value and sentence of the only call of a request."""
        try:
            status, answer = self._posted(body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            self._silent_until = time.monotonic() + PAUSE_S
            raise ServiceError(self._silence()) from error
        try:
            told = json.loads(answer)
            if status == 200:
                (result,) = told["results"]
                return result["value"], str(result["message"])
            raise ServiceError(f"Le service Relance refuse la demande : {told['error']}")
        except (ValueError, LookupError, TypeError) as error:
            raise ServiceError(f"Ce qui répond sur {self.url} n'est pas le service Relance.") from error

    def _posted(self, body: bytes) -> tuple[int, bytes]:
        """Once more where a kept connection was closed by the other side: a service that was started anew."""
        is_kept = self._connection is not None
        try:
            return self._exchange(body)
        except (ConnectionError, http.client.HTTPException):
            self.close()
            if not is_kept:
                raise
            return self._exchange(body)

    def _exchange(self, body: bytes) -> tuple[int, bytes]:
        connection = self._connection or self._connected()
        connection.request("POST", "/v1/functions", body, self._headers)
        response = connection.getresponse()
        return response.status, response.read()

    def _connected(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        try:
            connection = kind(parts.hostname or "", parts.port, timeout=CONNECT_TIMEOUT_S)
        except ValueError as error:
            raise http.client.InvalidURL(self.url) from error
        connection.connect()
        connection.sock.settimeout(ANSWER_TIMEOUT_S)
        self._connection = connection
        return connection

    def close(self) -> None:
        """Leave the connection; the next call makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _silence(self) -> str:
        return (
            f"Le service Relance ne répond pas sur {self.url} : lancer « relance serve », puis recalculer tout "
            "(Ctrl+Maj+F9)."
        )


def trimmed(arguments: tuple[Any, ...]) -> list[Any]:
    """Whole columns end at the last row that any of them uses: a million empty cells are not sent."""
    tall = [one for one in arguments if _is_tall(one)]
    last = max(map(_used_rows, tall), default=0)
    return [one[: max(last, 1)] if _is_tall(one) else one for one in arguments]


def _is_tall(argument: Any) -> bool:
    return isinstance(argument, tuple) and len(argument) in _HEIGHTS


def _used_rows(rows: tuple[tuple[Any, ...], ...]) -> int:
    blank = ("",) * len(rows[0])
    last = len(rows)
    while last and rows[last - 1] == blank:
        last -= 1
    return last


def cells(value: Any) -> Any:
    """A result as Calc takes it: doubles, texts, errors; rows as tuples."""
    if not isinstance(value, list):
        return _cell(value)
    return tuple([_row(row) for row in value])


def rows_of(value: Any) -> tuple[tuple[Any, ...], ...]:
    """A single value as a range of one cell."""
    if not isinstance(value, tuple):
        return ((value,),)
    return value or (("",),)


def _row(row: list[Any]) -> tuple[Any, ...]:
    if set(map(type, row)) <= {float, str}:
        return tuple(row)
    return tuple([_cell(cell) for cell in row])


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return error_value(value["error"])
    if value is None:
        return ""
    return value if isinstance(value, str) else float(value)


def _first_day(document: Any) -> tuple[int, int, int]:
    """The day 0 of the document's serial numbers; Calc's own where it does not say."""
    try:
        day = document.getPropertyValue("NullDate")
    except Exception:  # another program that calls the function may hand over nothing
        return _FIRST_DAY
    return (day.Year, day.Month, day.Day)


CLIENT = Client(os.environ.get("RELANCE_URL", "").strip(), os.environ.get("RELANCE_TOKEN", "").strip())
