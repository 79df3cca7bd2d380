"""Money: an integer number of minor units beside its ISO currency; rounding happens here and nowhere else."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from receivables.errors import OutOfRangeError, ReceivablesError
from receivables.texts import shortened

#: Decimals of a currency, where they are not 2 (ISO 4217).
MINOR_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
#: No document is larger; nine thousand of this size still add up in 64 bits, and `sums` refuses more.
MAX_MINOR = 10**15
_MAX_DIGITS = 18
_SHOWN_LENGTH = 40

_SPACE = r"[\s\u00a0\u202f'’]"
_GROUPED = re.compile(rf"^\d{{1,3}}(?:{_SPACE}\d{{3}})+(?=[.,]|$)")
_THOUSANDS = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{2,3}})*{re.escape(mark)}\d{{3}}") for mark in ".,"}
_PLAIN = re.compile(r"(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?")
_CURRENCY = r"(?:eur|€|usd|\$|gbp|£|chf)"
_LEADING, _TRAILING = re.compile(rf"^([(+-]?)\s*{_CURRENCY}\s*"), re.compile(rf"\s*{_CURRENCY}\s*([)+-]?)$")


def minor_digits(currency: str) -> int:
    """Number of decimals of a currency (2 unless ISO 4217 says otherwise)."""
    return MINOR_DIGITS.get(currency, 2)


def round_half_up(value: Decimal, digits: int = 0) -> Decimal:
    """Round half away from zero to `digits` decimals: the one rounding of the house.

    Raises OutOfRangeError for what is no number or has more than 18 digits before the point.
    """
    if not value.is_finite() or value.adjusted() >= _MAX_DIGITS:
        raise OutOfRangeError(f"The amount {shortened(str(value), _SHOWN_LENGTH)} is more than a ledger can hold.")
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def to_minor(value: Decimal | int | str, currency: str = "EUR") -> int:
    """Decimal amount in units -> integer minor units, half-up.

    Raises OutOfRangeError past 10^15 minor units, ReceivablesError for text that is no number.
    """
    try:
        exact = Decimal(value)
    except InvalidOperation as error:
        raise ReceivablesError(f"The amount « {shortened(str(value), _SHOWN_LENGTH)} » cannot be read.") from error
    digits = minor_digits(currency)
    minor = int(round_half_up(exact, digits).scaleb(digits))
    if abs(minor) > MAX_MINOR:
        raise OutOfRangeError(f"The amount {shortened(str(value), _SHOWN_LENGTH)} is more than a ledger can hold.")
    return minor


def to_decimal(minor: int, currency: str = "EUR") -> Decimal:
    """Integer minor units -> Decimal in units, with the currency's own number of digits."""
    return Decimal(int(minor)).scaleb(-minor_digits(currency))


def to_text(minor: int, currency: str = "EUR") -> str:
    """Integer minor units -> '1234.50': decimal string of the command contract (at least two digits)."""
    digits = minor_digits(currency)
    units, rest = divmod(abs(int(minor)), 10**digits)
    decimals = str(rest).zfill(digits) if digits else "00"
    return f"{'-' if minor < 0 else ''}{units}.{decimals}"


def parse_amount(text: str) -> Decimal:
    """Text of a cell -> Decimal: `777,18`, `+000000069,40`, `1 234,56`, `1.234,56`, `(12.50)`, `12,50-`, `-€5`.

    The last of `.` and `,` is the decimal mark where both stand; a single mark followed by exactly three digits is
    read as a decimal mark, never guessed to be a thousands mark. Thousands stand in groups of three (`12,34,567.00`
    is read too), and there is one sign: `12 50` and `(-5)` are refused. Raises ReceivablesError with a sentence.
    """
    body = text.strip().lower().replace("\u2212", "-")
    body = _TRAILING.sub(r"\1", _LEADING.sub(r"\1", body))
    is_negative, body = _without_sign(body)
    body = _GROUPED.sub(lambda found: re.sub(_SPACE, "", found.group()), body)
    body = _decimal_mark(body)
    if not _PLAIN.fullmatch(body):
        raise ReceivablesError(f"The amount « {shortened(text.strip(), _SHOWN_LENGTH)} » cannot be read.")
    return -Decimal(body) if is_negative else Decimal(body)


def _without_sign(body: str) -> tuple[bool, str]:
    """(whether negative, the rest) of `-5`, `5-`, `(5)`; a second sign stays and is refused as no digit."""
    if body.startswith("(") and body.endswith(")"):
        return True, body[1:-1].strip()
    if body[:1] in ("+", "-"):
        return body[0] == "-", body[1:].strip()
    return (True, body[:-1].strip()) if body.endswith("-") else (False, body)


def _decimal_mark(body: str) -> str:
    """Make `.` the decimal mark and drop thousands marks; what is neither stays as it is, and is refused."""
    comma, point = body.rfind(","), body.rfind(".")
    if comma < 0 and point < 0:
        return body
    mark = "," if comma > point else "."
    other = "." if mark == "," else ","
    if body.count(mark) > 1:  # 1.234.567: only thousands marks can repeat
        return body.replace(mark, "") if _THOUSANDS[mark].fullmatch(body) else body
    whole, _, decimals = body.partition(mark)
    if other in whole:
        whole = whole.replace(other, "") if _THOUSANDS[other].fullmatch(whole) else whole
    return f"{whole}.{decimals}"
