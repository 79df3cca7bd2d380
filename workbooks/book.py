"""What every sheet needs at hand: workbook, report, words, styles, links to items; and sheets set up alike."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from receivables.report import BalanceReport
from workbooks.cards import CardNumbers
from workbooks.cells import Value, looks_like_formula, safe_text
from workbooks.figures import ITEM_KEY
from workbooks.styles import NAVY, Styles
from workbooks.words import Words

#: Excel's limit of links on one sheet.
MAX_LINKS = 65_530
_A4 = 9
#: Where the first item of each account stands: (company, account, collective, currency) -> internal link.
Anchors = dict[tuple[str, ...], str]


@dataclass(frozen=True)
class Book:
    """One workbook being built from one report in one language; `cards` are the accounts of the sheet Fiche compte.

    is_shared: its rows are found again by keys, to be renewed in place, and nothing stands below a table.
    """

    workbook: Workbook
    report: BalanceReport
    words: Words
    styles: Styles
    anchors: Anchors
    cards: CardNumbers = field(default_factory=dict)
    is_shared: bool = False

    @property
    def currencies(self) -> list[str]:
        """Currencies of the report; EUR where it is empty."""
        return self.report.currencies or ["EUR"]

    def links_of(self, accounts: pd.DataFrame) -> list[str | None]:
        """Link to the first item of each account; None for an account without items."""
        keys = zip(*(accounts[name].astype(str) for name in ITEM_KEY), strict=True)
        return [self.anchors.get(key) for key in keys]

    def add_sheet(self, key: str, tag: str = "", landscape: bool = True) -> Worksheet:
        """New sheet with the print set-up of the house: A4, one page wide, footer with page number and day."""
        sheet = self.workbook.add_worksheet(self.words.sheet(key, tag))
        pages = f"{self.words('page')} &P {self.words('of_pages')} &N"
        set_up_print(sheet, f"&L&8{self.title(key)} · {self.day}&R&8{pages}", landscape)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # account numbers are meant to be texts
        return sheet

    def title(self, key: str) -> str:
        """Title shown on top of a sheet."""
        return self.words(f"title.{key}")

    @property
    def day(self) -> str:
        """The day of the balance, in words."""
        return self.words("as_of", day=self.words.day(self.report.as_of))

    def write_heading(self, sheet: Worksheet, key: str, *sentences: str) -> int:
        """Title, day and sentences on top of a sheet, and the way back; returns the first free row."""
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, self.title(key), self.styles.of("title"))
        sheet.write_string(1, 0, " · ".join([self.day, *sentences]), self.styles.of("subtitle"))
        self.write_link(sheet, 2, 0, f"internal:'{self.words.sheet('summary')}'!A1", self.words("back"))
        return 3

    def write_link(self, sheet: Worksheet, row: int, column: int, link: str, text: str) -> None:
        """A text that leads to another place of the workbook."""
        sheet.write_url(row, column, link, self.styles.of("link"), text)


def set_up_print(sheet: Worksheet, footer: str, landscape: bool = True) -> None:
    """The print set-up of the house: A4, one page wide, no grid; the house's colour on the tab."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.set_footer(footer)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(NAVY)


def write_cell(sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """One cell by the kind of its value, never by what its text looks like; the text is safe already."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def data_text(book: Book, value: object, *names: str, **extra: Any) -> tuple[str, Format]:
    """Text of a ledger with a style that keeps it text, also when somebody edits the cell."""
    text = safe_text(value)
    return text, book.styles.of(*names, "quoted" if looks_like_formula(text) else "data", **extra)


def currency_tags(currencies: Iterable[str]) -> dict[str, str]:
    """Currency -> letters fit for names of sheets and tables, each once."""
    tags: dict[str, str] = {}
    for code in currencies:
        plain = re.sub(r"[^A-Za-z0-9]", "", code)[:8].upper() or "X"
        tags[code] = plain if plain not in tags.values() else f"{plain}_{len(tags)}"
    return tags
