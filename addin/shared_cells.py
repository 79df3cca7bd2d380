"""One shared cell: what a person typed -> its canonical text, and back; what cannot be read for certain is refused.

A number where a text belongs is taken for its digits only where the cell shows just those: a spreadsheet takes the
first zero of a telephone number away, turns 12/5 into a day and 1E5 into a number, and nobody sees it.
"""

import datetime as dt
import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from addin.choice_words import code_of
from addin.patched_cell import Value
from addin.read_sheet import Held, Raw, Shown
from addin.serial_days import DAY_0, DAYS_TO_1904
from receivables.days import NO_DAY, iso, parse_day
from receivables.errors import ReceivablesError
from receivables.fields import AMOUNT, CHOICE, DAY, TEXT, Field
from receivables.money import parse_amount
from receivables.texts import shortened

LINES = "lines"
#: Serial numbers of days a person may mean: 1 January 2000 to 31 December 2100.
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_415
_BREAKS = re.compile("[\t\r\n]+")
_LINE = re.compile(r"(\S+)\s*[:=]?\s+(.+)")
_MOST_DIGITS = 15


def canonical_cell(one: Field, raw: Raw, known: Collection[str] = (), *, is_1904: bool = False) -> str:
    """The canonical text of a cell. Raises ReceivablesError with a sentence.

    known: texts that are there already, whatever they begin with; a person may not type what looks like a formula.
    """
    if raw.held is Held.BLANK:
        return ""
    if raw.held is Held.FORMULA:
        raise ReceivablesError("A formula stands where a value is shared: type the value.")
    if raw.held is Held.ERROR:
        raise ReceivablesError(f"The error {raw.text[:20]} stands where a value is shared.")
    if raw.held is Held.BOOLEAN:
        raise ReceivablesError(f"« {one.label_fr} » holds true or false: type a text.")
    if raw.held is Held.NUMBER:
        return _of_number(one, raw, is_1904)
    text = _BREAKS.sub(" ", raw.text)
    if text in known:
        return text
    if one.holds == DAY:
        number = parse_day(text)
        return "" if number == NO_DAY else str(iso(number))
    if one.holds == AMOUNT:
        return one.canonical(_plain(parse_amount(text))) if text.strip() else ""
    if one.holds == TEXT and text.lstrip().startswith("="):
        raise ReceivablesError(f"« {one.label_fr} » begins with = as a formula does: type it in another way.")
    return one.canonical(code_of(one, text) if one.holds == CHOICE else text)


def cell_value(one: Field, canonical: str, lang: str = "fr") -> Value:
    """What to write: a text always as a text, a day as a day, an amount as a number."""
    if canonical == "":
        return None
    if one.holds == DAY:
        return dt.date.fromisoformat(canonical)
    if one.holds == AMOUNT:
        return Decimal(canonical)
    return one.shown(canonical, lang)


def lines_of(raw: Raw) -> list[dict[str, str]]:
    """`31/12/2026 500; 31/01/2027 500,50` -> the lines of a plan. Raises ReceivablesError."""
    if raw.held is Held.BLANK:
        return []
    if raw.held is not Held.TEXT:
        raise ReceivablesError("The lines of the plan are a text: « 31/12/2026 500; 31/01/2027 500 ».")
    return [_line(one.strip()) for one in re.split("[;\n]", raw.text) if one.strip()]


def shown_lines(lines: Collection[dict[str, str]]) -> str:
    """The lines of a plan as a cell shows them."""
    days = [dt.date.fromisoformat(one["by"]).strftime("%d/%m/%Y") for one in lines]
    return "; ".join(f"{day} {one['amount']}" for day, one in zip(days, lines, strict=True))


def same_number(raw: Raw, number: str) -> bool:
    """Whether a cell shows an account number; a spreadsheet may have made a number of it."""
    text = shown_number(raw)
    return text == number or (raw.held is Held.NUMBER and text == number.lstrip("0") != "")


def shown_number(raw: Raw) -> str:
    """The account number a cell shows; '' where it shows none."""
    return (_digits(raw) or "") if raw.held is Held.NUMBER else raw.text.strip()


def _of_number(one: Field, raw: Raw, is_1904: bool) -> str:
    number = _number(raw)
    if one.holds == DAY:
        if number != int(number):
            raise ReceivablesError(f"« {one.label_fr} » takes a day without an hour.")
        serial = int(number) + (DAYS_TO_1904 if is_1904 else 0)
        if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
            raise ReceivablesError(f"The number {shortened(raw.text, 20)} is no day for « {one.label_fr} ».")
        return (DAY_0.date() + dt.timedelta(days=serial)).isoformat()
    if one.holds == AMOUNT:
        if raw.shown is Shown.DAY:
            raise ReceivablesError(f"A day stands where « {one.label_fr} » is an amount.")
        return one.canonical(_plain(round(number, 3)))
    digits = _digits(raw)
    if one.key == "phone":
        raise ReceivablesError("The telephone number was made a number, which has no zero at its front: type '06…")
    if digits is None or one.holds != TEXT:
        raise ReceivablesError(f"« {one.label_fr} » holds the number {shortened(raw.text, 20)}: type it as a text.")
    return one.canonical(digits)


def _digits(raw: Raw) -> str | None:
    """The digits of a whole number that shows as just these; None where it shows in another way."""
    number = _number(raw)
    is_shown = raw.shown is Shown.PLAIN and number == int(number) and len(str(int(abs(number)))) <= _MOST_DIGITS
    return str(int(number)) if is_shown and number >= 0 else None


def _number(raw: Raw) -> Decimal:
    """The number as the spreadsheet means it: its double, printed as short as can be."""
    try:
        number = Decimal(repr(float(raw.text)))
    except (ValueError, InvalidOperation) as error:
        raise ReceivablesError("The workbook is damaged: a number of it is none.") from error
    if not number.is_finite() or abs(number) >= 10**15:
        raise ReceivablesError(f"The number {shortened(raw.text, 20)} is too large for a cell that is shared.")
    return number


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _line(text: str) -> dict[str, str]:
    found = _LINE.fullmatch(text)
    if found is None:
        raise ReceivablesError(f"The line « {shortened(text, 40)} » of the plan needs a day and an amount.")
    return {"by": str(iso(parse_day(found[1].rstrip(":=")))), "amount": _plain(parse_amount(found[2]))}
