"""The workbook of one customer's open documents, sent with a reminder: one sheet, nothing hidden, texts stay texts."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from receivables.money import minor_digits
from workbooks.cells import amount, looks_like_formula, safe_text, serial_day
from workbooks.styles import GREY, LINE, NAVY

SHEET = ("Relevé", "Statement")
#: (key, French, English, width)
COLUMNS = (
    ("kind", "Nature", "Kind", 22), ("number", "Numéro", "Number", 20), ("document_day", "Date", "Date", 12),
    ("due_day", "Échéance", "Due", 12), ("amount", "Montant TTC", "Amount incl. VAT", 16),
    ("paid", "Réglé ou crédité", "Paid or credited", 16), ("open", "Reste dû", "Outstanding", 16),
    ("disputed", "dont contesté", "of which contested", 16), ("status", "Situation", "Status", 18),
    ("debtor", "Débiteur", "Debtor", 30),
)  # fmt: skip
_TITLE = ("Relevé de compte au {day}", "Statement of account at {day}")
_TOTAL = ("Solde", "Balance")
_FIRST_ROW = 5
_DAYS, _MONEY = ("document_day", "due_day"), ("amount", "paid", "open", "disputed")


@dataclass(frozen=True)
class StatementRow:
    """A document, or a payment or credit note not allocated (`open` negative); days and minor units.

    disputed: the part of `open` that is contested; debtor: who owes it, where another is written to.
    """

    kind: str
    number: str
    document_day: int
    due_day: int
    amount: int
    paid: int
    open: int
    status: str
    disputed: int = 0
    debtor: str = ""


@dataclass(frozen=True)
class Statement:
    """Whose account, at what day. day_text: as written on the letter."""

    company: str
    customer: str
    account: str
    currency: str
    day_text: str
    reference: str
    rows: Sequence[StatementRow]

    @property
    def balance(self) -> int:
        """What all rows together leave open."""
        return sum(row.open for row in self.rows)


def customer_statement(statement: Statement, lang: str) -> bytes:
    """The bytes of the .xlsx, in 'fr' or 'en'; the same for the same statement."""
    place, target = int(lang == "en"), io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        title = _TITLE[place].format(day=safe_text(statement.day_text))
        book.set_properties(
            {"title": title, "author": safe_text(statement.company), "created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
        )
        sheet = book.add_worksheet(SHEET[place])
        _head(book, sheet, statement, title)
        styles = _styles(book, statement.currency)
        _rows(sheet, statement, styles, place)
        _set_up(sheet, statement)
    return target.getvalue()


def _head(book: Workbook, sheet: Worksheet, statement: Statement, title: str) -> None:
    strong = book.add_format({"bold": True, "font_size": 16, "font_color": NAVY})
    plain = book.add_format({"font_color": GREY, "num_format": "@"})
    sheet.write_string(0, 0, title, strong)
    sheet.write_string(1, 0, safe_text(statement.company), plain)
    sheet.write_string(2, 0, f"{safe_text(statement.customer)} · {safe_text(statement.account)}", plain)
    sheet.write_string(3, 0, safe_text(statement.reference), plain)


def _styles(book: Workbook, currency: str) -> dict[str, Format]:
    row = {"bottom": 1, "bottom_color": LINE}
    digits = minor_digits(currency)
    figure = f'#,##0{"." + "0" * digits if digits else ""} "{_code(currency)}"'
    money = {"num_format": f"{figure};[Red]-{figure}"}
    strong = {"bold": True, "top": 2, "top_color": NAVY}
    return {
        "header": book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "text_wrap": True}),
        "text": book.add_format({**row, "num_format": "@"}),
        "quoted": book.add_format({**row, "num_format": "@", "quote_prefix": True}),
        "day": book.add_format({**row, "num_format": "dd/mm/yyyy", "align": "center"}),
        "money": book.add_format({**row, **money}),
        "sum": book.add_format({**strong, **money}),
        "sum_text": book.add_format(strong),
    }


def _code(currency: str) -> str:
    return "".join(char for char in currency if char.isascii() and char.isalpha())[:3]


def _columns(statement: Statement) -> Sequence[tuple[str, str, str, int]]:
    """The debtor is told only where somebody pays for others."""
    return COLUMNS if any(row.debtor for row in statement.rows) else COLUMNS[:-1]


def _rows(sheet: Worksheet, statement: Statement, styles: dict[str, Format], place: int) -> None:
    columns = _columns(statement)
    for column, (_, french, english, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(_FIRST_ROW - 1, column, english if place else french, styles["header"])
    for at, row in enumerate(statement.rows, _FIRST_ROW):
        for column, (key, *_) in enumerate(columns):
            _cell(sheet, at, column, key, getattr(row, key), statement.currency, styles)
    last = _FIRST_ROW + len(statement.rows)
    for column, (key, *_) in enumerate(columns):
        if key == "open":
            sheet.write_number(last, column, amount(statement.balance, statement.currency) or 0.0, styles["sum"])
        else:
            sheet.write_string(last, column, _TOTAL[place] if not column else "", styles["sum_text"])


def _cell(
    sheet: Worksheet, at: int, column: int, key: str, value: int | str, currency: str, styles: dict[str, Format]
) -> None:
    if isinstance(value, str):
        text = safe_text(value)
        sheet.write_string(at, column, text, styles["quoted" if looks_like_formula(text) else "text"])
    elif key in _DAYS:
        serial = serial_day(value)
        if serial is None:
            sheet.write_blank(at, column, None, styles["day"])
        else:
            sheet.write_number(at, column, serial, styles["day"])
    elif value or key != "disputed":
        sheet.write_number(at, column, amount(value, currency) or 0.0, styles["money"])
    else:
        sheet.write_blank(at, column, None, styles["money"])


def _set_up(sheet: Worksheet, statement: Statement) -> None:
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST_ROW - 1)
    sheet.hide_gridlines(2)
    if statement.rows:
        sheet.autofilter(_FIRST_ROW - 1, 0, _FIRST_ROW + len(statement.rows) - 1, len(_columns(statement)) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
