"""Cell values in and out: one cleaning rule for each declared type, shared by all hosts.

A date cell, a serial number, an ISO or French text date are the same day; a currency cell is exact; an error cell is
refused, never read as empty. What leaves is a float, a text, a boolean, '' (empty) or an `ErrorCell`.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from addin.day_order import day_order_doubts
from addin.serial_days import DAY_0
from addin.signature import Kind
from receivables.days import NO_DAY, Days, day_number, parse_day
from receivables.errors import OutOfRangeError, ReceivablesError
from receivables.late_payment.rate_clauses import RateClause, RateKind
from receivables.late_payment.rate_words import read_rate_clause
from receivables.late_payment.rates import MAX_UNITS, PERCENT
from receivables.money import MAX_MINOR, parse_amount, round_half_up
from receivables.sums import Ints
from receivables.texts import shortened, without_accents

ERROR_CODES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
VALUE, NUM, NOT_KNOWN = "#VALUE!", "#NUM!", "#N/A"
#: Longer texts cross no array of every Excel.
MAX_TEXT = 255
_NUMBER_TYPES = {int, float}
#: Day 0 of a serial number, and the first and last day a cell may mean.
_SERIAL_0 = day_number(DAY_0.date())
_FIRST, _LAST = day_number(dt.date(1970, 1, 1)), day_number(dt.date(2100, 12, 31))
_SHOWN = 40
#: A double is this near to the whole number of cents it stands for, up to the largest amount.
_NEAR = 1e-3
#: One mark before exactly three digits: thousands or decimals.
_THREE_DIGITS = re.compile(r"[-+(€]?\s*[1-9]\d{0,2}[.,]\d{3}\s*(?:€|eur)?\)?", re.IGNORECASE)
_EXPONENT = re.compile(r"\d\s*e\s*[+-]?\d", re.IGNORECASE)
_FOREIGN = re.compile(r"[$£]|\b(?:usd|gbp|chf)\b", re.IGNORECASE)
_MAX_COUNT = 1_000_000
_NUMBERS = (int, float, Decimal)
_WITHOUT_ZERO = (Kind.DAY, Kind.DEBTOR, Kind.RATE, Kind.TEXT, Kind.BUCKETS, Kind.TABLE)
_CODES = {"VALUE": VALUE, "NUM": NUM, "NA": NOT_KNOWN}

DEBTORS = {
    "business": ("business", "professionnel", "pro", "entreprise", "commercant", "societe", "b2b"),
    "consumer": ("consumer", "consommateur", "particulier", "b2c"),
    "public": ("public", "acheteur public", "personne publique", "administration", "b2g"),
    "unknown": ("unknown", "inconnu", "inconnue"),
}
_DEBTOR_OF = {word: debtor for debtor, words in DEBTORS.items() for word in words}


@dataclass(frozen=True)
class ErrorCell:
    """A true error of the spreadsheet, with the sentence a user may ask for."""

    code: str
    message: str = ""


Scalar = None | bool | int | float | Decimal | str | dt.date | ErrorCell
Cell = float | str | bool | ErrorCell
Faults = dict[int, ErrorCell]


def error_of(error: ReceivablesError) -> ErrorCell:
    """An error of the rules, as a cell shows it."""
    return ErrorCell(_CODES[error.code], shortened(str(error), MAX_TEXT - 1))


def is_blank(value: Scalar) -> bool:
    """An empty cell, or a text of white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def without_zeros(kind: Kind, values: Sequence[Scalar]) -> Sequence[Scalar]:
    """Cells with None for the number 0 where their kind has no such value.

    It is how Calc hands over a single empty cell, and Excel any empty cell to Office.js: day 0 is no date, 0 is no
    debtor and no terms, and a rate of 0 is written `0 %` by whoever means it.
    """
    if kind not in _WITHOUT_ZERO or 0 not in values:
        return values
    return [None if type(value) in _NUMBERS and value == 0 else value for value in values]


def first_blank(cells: Sequence[Scalar]) -> int | None:
    """The place of the first empty cell; columns of numbers or of texts are seen through without a call for each."""
    kinds = set(map(type, cells))
    if kinds <= _NUMBER_TYPES or (kinds == {str} and all(map(str.strip, cells))):  # type: ignore[arg-type]
        return None
    return next((at for at, cell in enumerate(cells) if is_blank(cell)), None)


def read(kind: Kind, values: Sequence[Scalar], what: str) -> tuple[Any, Faults]:
    """Cells of one column -> its domain values (a column of equal length) and what could not be read, by position.

    AMOUNT int64 minor units (0 where empty) | DAY int32 (NO_DAY where empty) | COUNT int64 | NUMBER float64 | PERCENT
    int64 rate units | TEXT, KEY, DEBTOR, RATE: objects ('' or None where empty). `what` names the column in sentences.
    """
    fast = _all_texts(values) if kind in (Kind.TEXT, Kind.KEY) else _all_numbers(kind, values)
    if fast is not None:
        return fast, {}
    reader, blank, dtype = _READERS[kind]
    found = np.full(len(values), blank, dtype=dtype)
    doubts = day_order_doubts(values) if kind is Kind.DAY else {}
    faults: Faults = {row: ErrorCell(VALUE, f"{told} ({what})") for row, told in doubts.items()}
    for row, value in enumerate(values):
        if isinstance(value, ErrorCell):
            faults[row] = ErrorCell(VALUE, f"Erreur {value.code} dans une cellule lue ({what}) : à corriger d'abord.")
        elif row not in doubts and not is_blank(value):
            try:
                found[row] = reader(value)
            except ReceivablesError as error:
                faults[row] = ErrorCell(_CODES[error.code], shortened(f"{error} ({what})", MAX_TEXT - 1))
    return found, faults


def serial(number: int) -> float:
    """Day number -> the spreadsheet's serial number."""
    return float(number - _SERIAL_0)


def euros(minor: int) -> float:
    """Minor units -> the double a cell holds."""
    return minor / 100


def text_cell(text: str) -> str:
    """A text as a cell takes it: not longer than arrays of every Excel carry."""
    return shortened(text, MAX_TEXT - 1)


# -- columns of plain numbers, without a Python call for each ----------------------------------------------------------


def _all_texts(values: Sequence[Scalar]) -> Any:
    """Texts that are all texts; None where the long way must look at each."""
    if set(map(type, values)) != {str}:
        return None
    found = np.empty(len(values), dtype=object)
    found[:] = [text.strip() for text in values]  # type: ignore[union-attr]
    return found


def _all_numbers(kind: Kind, values: Sequence[Scalar]) -> Ints | Days | None:
    """Amounts or days that are all plain numbers in range; None where the long way must look at each."""
    if kind not in (Kind.AMOUNT, Kind.DAY) or not set(map(type, values)) <= {float, int}:
        return None
    numbers = np.array(values, dtype=np.float64)
    if kind is Kind.DAY:
        days = np.floor(numbers) + _SERIAL_0
        return days.astype(np.int32) if bool(((days >= _FIRST) & (days <= _LAST)).all()) else None
    cents = numbers * 100
    # `rint` and half-up differ at half a cent alone, where a double may stand on either side of it.
    is_plain = (np.abs(cents) <= MAX_MINOR) & (np.abs(np.abs(cents % 1) - 0.5) > _NEAR)
    return np.rint(cents).astype(np.int64) if bool(is_plain.all()) else None


# -- one cell ----------------------------------------------------------------------------------------------------------


def _amount(value: Scalar) -> int:
    exact = round_half_up(_number(value, "Le montant"), 2)
    minor = int(exact.scaleb(2))
    if abs(minor) > MAX_MINOR:
        raise OutOfRangeError(f"Le montant {_shown(value)} dépasse ce qu'un grand livre peut contenir.")
    return minor


def _day(value: Scalar) -> int:
    """A date (its hours are left out), a serial number, or a text date."""
    if isinstance(value, dt.date):
        number = day_number(value.date() if isinstance(value, dt.datetime) else value)
    elif isinstance(value, str):
        try:
            number = parse_day(value)
        except ReceivablesError as error:
            raise ReceivablesError(f"La date « {_shown(value)} » n'est pas lisible.") from error
    else:
        number = math.floor(_number(value, "La date")) + _SERIAL_0
    if not _FIRST <= number <= _LAST:
        raise OutOfRangeError(f"La date {_shown(value)} n'est pas entre 1970 et 2100.")
    return number


def _count(value: Scalar) -> int:
    exact = _number(value, "Le nombre")
    if exact != exact.to_integral_value() or abs(exact) > _MAX_COUNT:
        raise OutOfRangeError(f"{_shown(value)} n'est pas un nombre entier raisonnable.")
    return int(exact)


def _float(value: Scalar) -> float:
    return float(_number(value, "Le nombre"))


def _percent(value: Scalar) -> int:
    """Rate units of `12 %`, of 0.12 (how a sheet holds 12 %) or of 12: without a sign, from 1 on it counts percents."""
    is_percent = isinstance(value, str) and "%" in value
    exact = _number(value.replace("%", "") if isinstance(value, str) else value, "Le taux")
    if not is_percent and abs(exact) < 1:
        exact *= 100
    units = exact * PERCENT
    if not 0 <= units <= MAX_UNITS:
        raise OutOfRangeError(f"Le taux {_shown(value)} n'est pas entre 0 et 1000 %.")
    return int(round_half_up(units))


def _rate(value: Scalar) -> RateClause:
    """A clause in the words of `read_rate_clause`, or a number: a fixed rate."""
    if isinstance(value, str) and not _is_number(value):
        try:
            return read_rate_clause(value)
        except ReceivablesError as error:
            raise ReceivablesError(
                f"Le taux « {_shown(value)} » n'est pas compris : écrire 12 %, 3 x légal, BCE + 10, plancher ou légal."
            ) from error
    return RateClause(RateKind.FIXED, units=_percent(value))


def _debtor(value: Scalar) -> str:
    word = without_accents(str(value)).strip().lower()
    if word not in _DEBTOR_OF:
        raise ReceivablesError(
            f"Le débiteur « {_shown(value)} » n'est pas compris : écrire professionnel, consommateur ou public."
        )
    return _DEBTOR_OF[word]


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value).strip()


def _number(value: Scalar, what: str) -> Decimal:
    """The exact number of a cell: a double is the shortest decimal that is printed for it."""
    if isinstance(value, str):
        _refuse_doubtful(value, what)
        try:
            return parse_amount(value)
        except ReceivablesError as error:
            raise ReceivablesError(f"{what} « {_shown(value)} » n'est pas lisible.") from error
    if isinstance(value, (bool, dt.date, ErrorCell)) or value is None:
        raise ReceivablesError(f"{what} « {_shown(value)} » n'est pas un nombre.")
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        raise OutOfRangeError(f"{what} n'est pas un nombre fini.")
    return exact


def _refuse_doubtful(text: str, what: str) -> None:
    """What a person may have meant otherwise: `1.500` (a thousand and more, or one and a half), `12e3`, dollars."""
    if _THREE_DIGITS.fullmatch(text.strip()):
        raise ReceivablesError(f"{what} « {_shown(text)} » a deux lectures : écrire {_two_readings(text)}.")
    if _EXPONENT.search(text) or _FOREIGN.search(text):
        raise ReceivablesError(f"{what} « {_shown(text)} » n'est pas un montant en euros.")


def _two_readings(text: str) -> str:
    digits = re.sub(r"[^\d]", "", text)
    return f"{digits[:-3]} {digits[-3:]} ou {digits[:-3]},{digits[-3:]}0"


def _is_number(text: str) -> bool:
    try:
        parse_amount(text.replace("%", ""))
    except ReceivablesError:
        return False
    return True


def _shown(value: Scalar) -> str:
    return shortened(_text(value), _SHOWN)


_READERS: dict[Kind, tuple[Callable[[Scalar], Any], Any, Any]] = {
    Kind.AMOUNT: (_amount, 0, np.int64),
    Kind.DAY: (_day, NO_DAY, np.int32),
    Kind.COUNT: (_count, 0, np.int64),
    Kind.NUMBER: (_float, 0.0, np.float64),
    Kind.PERCENT: (_percent, 0, np.int64),
    Kind.TEXT: (_text, "", object),
    Kind.KEY: (_text, "", object),
    Kind.DEBTOR: (_debtor, "", object),
    Kind.RATE: (_rate, None, object),
}

# -- results -----------------------------------------------------------------------------------------------------------


def write(kind: Kind, value: Any) -> Cell:
    """One result of a rule -> a cell. NO_DAY and None are empty; a percent is a share, as sheets hold it."""
    if isinstance(value, ErrorCell):
        return value
    if value is None or (kind is Kind.DAY and value == NO_DAY):
        return ""
    return _WRITERS.get(kind, _plain)(value)


def _plain(value: Any) -> Cell:
    """What a table row may hold: numbers, texts, dates."""
    if isinstance(value, (str, np.str_)):
        return text_cell(str(value))
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return float(value)


_WRITERS: dict[Kind, Callable[[Any], Cell]] = {
    Kind.AMOUNT: lambda minor: euros(int(minor)),
    Kind.DAY: lambda number: serial(int(number)),
    Kind.PERCENT: lambda units: int(units) / (100 * PERCENT),
}
