"""Columns people fill in together: yellow cells that hold texts, days, choices; their lists, checks and names."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from receivables.days import parse_day
from receivables.fields import AMOUNT, CHOICE, DAY, Field
from workbooks.book import Book
from workbooks.cells import looks_like_formula, serial_day
from workbooks.columns import Column
from workbooks.lists import PEOPLE, Lists, choice_key, list_name

_WIDTHS = {DAY: 13.0, AMOUNT: 13.0, CHOICE: 20.0}
_FIELD_WIDTHS = {
    "next_action": 24.0, "comment": 36.0, "hold_reason": 24.0, "email": 26.0, "items": 22.0, "language": 11.0,
    "hold": 11.0, "currency": 8.0, "acceleration": 14.0, "waives_penalties": 14.0, "lines": 44.0,
}  # fmt: skip
_TEXT_WIDTH = 18.0
_FIRST_DAY, _LAST_DAY = "=36526", "=73050"  # 2000 to 2099


def shown_cell(one: Field, canonical: str, lang: str) -> Any:
    """What a cell holds for a canonical value; None for an empty one."""
    if not canonical:
        return None
    if one.holds == DAY:
        return serial_day(parse_day(canonical))
    return float(canonical) if one.holds == AMOUNT else one.shown(canonical, lang)


def width_of(one: Field) -> float:
    """How wide its column is."""
    return _FIELD_WIDTHS.get(one.key, _WIDTHS.get(one.holds, _TEXT_WIDTH))


def cell_style(book: Book, one: Field, value: Any, *names: str) -> Format:
    """Texts stay texts whatever is typed; what looks like a formula is quoted."""
    if one.holds == DAY:
        return book.styles.of(*names, "day")
    if one.holds == AMOUNT:
        return book.styles.of(*names, "amount_value")
    is_formula = isinstance(value, str) and looks_like_formula(value)
    return book.styles.of(*names, "quoted" if is_formula else "data")


def account_column(
    book: Book, one: Field, ids: Sequence[str], is_further: Sequence[bool], cells: Mapping[tuple[str, str], str],
    *, tells: bool = False,
) -> Column:  # fmt: skip
    """A shared field of accounts. ids: of each row, '' where it does not carry the cells; such a row is grey.

    is_further: rows of an account whose cells stand in another row; tells: this column says so there.
    """
    lang = book.words.lang
    values = [shown_cell(one, cells.get((uid, one.key), ""), lang) if uid else None for uid in ids]
    if tells:
        told = book.words("shared.other_row")
        values = [told if flag else value for value, flag in zip(values, is_further, strict=True)]
    grey = book.styles.of("row", "estimated")
    styles = [cell_style(book, one, value, "input") if uid else grey for uid, value in zip(ids, values, strict=True)]
    return Column(label(book, one), values, styles, width_of(one), is_centered=False)


def label(book: Book, one: Field) -> str:
    """The heading of a field."""
    return book.words.one_of((one.label_fr, one.label_en))


def add_check(
    book: Book, sheet: Worksheet, lists: Lists, owner: str, one: Field, rows: tuple[int, int], place: int
) -> None:  # fmt: skip
    """The list or check of a field's cells."""
    words = book.words
    rule: dict[str, Any] | None = None
    if one.holds == CHOICE:
        rule = list_rule(book, list_name(choice_key(owner, one)), words("shared.list_help"))
    elif one.key == "owner" and lists.values[PEOPLE]:
        rule = list_rule(book, list_name(PEOPLE), words("shared.list_or_text"), is_strict=False)
    elif one.holds == DAY:
        rule = day_rule(book)
    elif one.holds == AMOUNT:
        text = words("shared.amount_help")
        rule = {"validate": "decimal", "criteria": ">=", "value": 0, **_told(book, text)}
    if rule is not None:
        sheet.data_validation(rows[0], place, rows[1], place, rule)


def list_rule(book: Book, source: str, text: str, *, is_strict: bool = True) -> dict[str, Any]:
    """A list to choose from; something else is refused, or may be typed."""
    told = _told(book, text)
    return {"validate": "list", "source": f"={source}", **told, "error_type": "stop" if is_strict else "information"}


def day_rule(book: Book) -> dict[str, Any]:
    """Days that are days."""
    told = _told(book, book.words("shared.day_help"))
    return {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY, **told}


def _told(book: Book, text: str) -> dict[str, Any]:
    return {"error_title": book.words("shared.refused"), "error_message": text, "input_message": text}
