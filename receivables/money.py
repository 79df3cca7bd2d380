"""Money: an integer number of minor units beside its ISO currency; rounding happens here and nowhere else."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from receivables.errors import OutOfRangeError, ReceivablesError

#: Minor units per unit of currency, where it is not 100 (ISO 4217).
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
                "TND": 3, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3}
#: Sums of a million items stay exact in 64 bits below this.
MAX_MINOR = 10**15

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?")
_CURRENCY = re.compile(r"^(eur|€|usd|\$|gbp|£|chf)|(eur|€|usd|\$|gbp|£|chf)$")


def minor_digits(currency: str) -> int:
    """Number of decimals of a currency (2 unless ISO 4217 says otherwise)."""
    return MINOR_DIGITS.get(currency, 2)


def round_half_up(value: Decimal, digits: int = 0) -> Decimal:
    """Round half away from zero to `digits` decimals: the one rounding of the house."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def to_minor(value: Decimal | int | str, currency: str = "EUR") -> int:
    """Decimal amount in units -> integer minor units, half-up. Raises OutOfRangeError past 10^15 minor units."""
    minor = int(round_half_up(Decimal(value).scaleb(minor_digits(currency))))
    if abs(minor) > MAX_MINOR:
        raise OutOfRangeError(f"The amount {value} is larger than any ledger holds.")
    return minor


def to_decimal(minor: int, currency: str = "EUR") -> Decimal:
    """Integer minor units -> Decimal in units, with the currency's own number of digits."""
    return Decimal(int(minor)).scaleb(-minor_digits(currency))


def to_text(minor: int, currency: str = "EUR") -> str:
    """Integer minor units -> '1234.50': decimal string of the command contract (at least two digits)."""
    return f"{to_decimal(minor, currency):.{max(2, minor_digits(currency))}f}"


def parse_amount(text: str) -> Decimal:
    """Text of a cell -> Decimal: `777,18`, `+000000069,40`, `1 234,56`, `1.234,56`, `(12.50)`, `12,50-`, `€ 5`.

    The last of `.` and `,` is the decimal mark where both stand; a single mark followed by exactly three digits is
    read as a decimal mark, never guessed to be a thousands mark. Raises ReceivablesError with a sentence.
    """
    body = _CURRENCY.sub("", _SPACES.sub("", text).lower())
    negative = body.startswith("(") and body.endswith(")")
    body = body[1:-1] if negative else body
    if body.endswith("-"):
        negative, body = not negative, body[:-1]
    body = _decimal_mark(body)
    if not _PLAIN.fullmatch(body):
        raise ReceivablesError(f"The amount « {text.strip()} » cannot be read.")
    try:
        value = Decimal(body)
    except InvalidOperation as error:
        raise ReceivablesError(f"The amount « {text.strip()} » cannot be read.") from error
    return -value if negative else value


def _decimal_mark(body: str) -> str:
    """Make `.` the decimal mark and drop thousands marks."""
    comma, point = body.rfind(","), body.rfind(".")
    if comma >= 0 and point >= 0:
        thousands, mark = (".", ",") if comma > point else (",", ".")
        return body.replace(thousands, "").replace(mark, ".") if body.count(mark) == 1 else body
    mark = "," if comma >= 0 else "."
    if body.count(mark) > 1:  # 1.234.567: only thousands marks can repeat
        head, *groups = body.lstrip("+-").split(mark)
        return body.replace(mark, "") if head and all(len(group) == 3 for group in groups) else body
    return body.replace(",", ".")
