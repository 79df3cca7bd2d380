"""Sheet Fiche compte: choose an account and see its position, contacts, history, items and penalties.

Plain formulas (INDEX, MATCH, IF, IFERROR) over a hidden sheet of accounts and the sheets of items and penalties, so
that Excel 2016 and LibreOffice compute them; rows are found by the number of the card, also after somebody sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from receivables.account_fields import ACCOUNT_FIELDS
from receivables.fields import DAY
from receivables.morning import MorningReport
from workbooks import shared_columns
from workbooks.book import Book, data_text
from workbooks.card_data import CardData, write_card_data
from workbooks.card_rows import COLUMNS, HELPER, items_of_card, penalties_of_card, sent_of_card, write_listing
from workbooks.cards import CONTACT, DEFAULT_RATE, MOST_CLOSES, MOST_CONTACTS, PENALTIES, close_months
from workbooks.cells import safe_text
from workbooks.lists import list_name
from workbooks.panel import write_section
from workbooks.shared_agenda import SharedAgenda
from workbooks.styles import GREY

_WIDTH = 15.5
#: The choice stands over some columns of the page.
_CHOICE_SPAN = 5
_CHOICE_ROW = 4
#: Name of the list of the accounts that have a card, which a refresh may make longer.
CARDS = list_name("cards")
#: First and last grid column of the two fields of a line.
_SIDES = ((0, 4), (5, COLUMNS - 1))


def write_account_card(
    book: Book, morning: MorningReport, items: pd.DataFrame, penalties: pd.DataFrame,
    agenda: SharedAgenda | None = None,
) -> None:  # fmt: skip
    """The sheet, shown for the account of the first call; and the hidden sheet behind it.

    items: `sorted_items` of the report; penalties: the rows of the sheet Pénalités; agenda: of a shared workbook, whose
    shared cells are shown here by formula and changed there: what is typed here would stay when another account is
    chosen.
    """
    sheet = book.add_sheet("card")
    book.write_heading(sheet, "card", book.words("intro.card"))
    if not book.cards:
        sheet.write_string(_CHOICE_ROW, 0, book.words("none"), book.styles.of("note"))
        return
    sheet.set_column(0, COLUMNS - 1, _WIDTH)
    sheet.set_column(HELPER, HELPER, None, None, {"hidden": True})
    sheet.print_area(0, 0, 200, COLUMNS - 1)
    card = _Card(book, sheet, write_card_data(book, morning, agenda.row_ids if agenda else None))
    row = card.write_choice(_CHOICE_ROW)
    row = card.write_account(row, morning, agenda if agenda and agenda.ids else None)
    shown = card.data.shown
    listings = [items_of_card(book, items, shown), penalties_of_card(book, penalties, shown)]
    if morning.campaigns is not None and not book.is_shared:
        listings.append(sent_of_card(book, morning.campaigns.sent, shown))
    for listing in listings:
        row = write_listing(book, sheet, row, listing, card.number_cell)


@dataclass(frozen=True)
class _Card:
    """The upper part of the sheet: cells that look their value up in the hidden sheet."""

    book: Book
    sheet: Worksheet
    data: CardData

    @property
    def number_cell(self) -> str:
        """Where the number of the chosen card is computed."""
        return str(xl_rowcol_to_cell(_CHOICE_ROW, HELPER, row_abs=True, col_abs=True))

    def write_choice(self, row: int) -> int:
        """The yellow cell with the list of accounts; an account's number may be typed too."""
        words, sheet = self.book.words, self.sheet
        sheet.set_row(row, 26)
        sheet.write_string(row, 0, words("card.choose"), self.book.styles.of("bold"))
        label = str(self.data.table["label"].iloc[self.data.shown - 1])
        text, style = data_text(self.book, label, "bold", "input", font_size=12)
        sheet.merge_range(row, 1, row, _CHOICE_SPAN, "", style)
        sheet.write_string(row, 1, text, style)
        source = "=" + self.data.range_of("label")
        if self.book.is_shared:
            self.book.workbook.define_name(CARDS, source)
            source = f"={CARDS}"
        rule = {"validate": "list", "source": source, "error_type": "information", "error_title": words("card.unknown"),
                "error_message": words("card.help"), "input_message": words("card.help")}  # fmt: skip
        sheet.data_validation(row, 1, row, 1, rule)
        chosen = xl_rowcol_to_cell(row, 1, row_abs=True, col_abs=True)
        found = ",".join(f"IFERROR(MATCH({chosen},{self.data.range_of(name)},0)" for name in ("label", "account"))
        sheet.write_formula(row, HELPER, f"={found},0))", self.book.styles.of("note"), self.data.shown)
        unknown = f'=IF({self.number_cell}=0,"{words("card.unknown")}","")'
        sheet.write_formula(row, _CHOICE_SPAN + 1, unknown, self.book.styles.of("bad"), "")
        return row + 2

    def write_account(self, row: int, morning: MorningReport, agenda: SharedAgenda | None) -> int:
        """What is known of the account itself; returns the row of the lists."""
        words, report = self.book.words, self.book.report
        row = self._section(row, "card")
        for name in ("company", "name", "currency"):
            row = self._line(row, words(f"col.{name}"), name)
        row = self._line(row, words("col.score"), "score")
        row = self._line(row, words("col.suggested_action" if agenda else "col.next_action"), "action")
        row = self._line(row, words("card.reasons"), "reasons", lines=3)
        if agenda is not None:
            row = self._shared(self._section(row + 1, "shared"), agenda) - 1
        balance = [(words.bucket(name, report.basis), name) for name in report.columns]
        balance += [(words("col.total"), "total"), (words(f"col.of_which_overdue.{report.basis}"), "overdue")]
        row = self._figures(self._section(row + 1, "position"), [*balance, (words("col.collectible"), "collectible")])
        row = self._contacts(self._section(row, "contacts"))
        names = [(words(f"col.{name}"), name) for name in PENALTIES]
        row = self._figures(self._penalty_section(row), names)
        months: list[str] = close_months(morning)
        if self.book.is_shared:  # each thing keeps its place from one refresh to the next
            months = [*months, *[""] * (MOST_CLOSES - len(months))]
        if months:
            row = self._figures(self._section(row, "history"), [(month, month) for month in months])
        return row

    def _section(self, row: int, key: str) -> int:
        title = self.book.words(f"card.{key}")
        return write_section(self.book, self.sheet, row, title, column=0, span=COLUMNS)

    def _penalty_section(self, row: int) -> int:
        """The heading says to check the terms where the chosen account has no clause."""
        below, words = self._section(row, "penalties"), self.book.words
        plain, default = words("card.penalties"), words("card.penalties_default")
        mark = f"INDEX({self.data.range_of(DEFAULT_RATE)},{self.number_cell})"
        formula = f'=IF({self.number_cell}=0,"{plain}",IF({mark}="","{plain}","{default}"))'
        shown = default if self.data.shown_value(DEFAULT_RATE, is_amount=False) else plain
        self.sheet.write_formula(row, 0, formula, self.book.styles.of("section"), shown)
        return below

    def _line(self, row: int, label: str, name: str, lines: int = 1) -> int:
        """A label and a text over the page."""
        style = self.book.styles.of("row", "wrapped", align="left")
        self.sheet.write_string(row, 0, label, self.book.styles.of("row", font_color=GREY))
        self.sheet.merge_range(row, 1, row, COLUMNS - 1, "", style)
        self._write(row, 1, name, style)
        if lines > 1:
            self.sheet.set_row(row, 15 * lines)
        return row + 1

    def _figures(self, row: int, named: Sequence[tuple[str, str]]) -> int:
        """Headings, and an amount under each; returns the row after an empty one."""
        heading = self.book.styles.of("panel_header", "right", "wrapped")
        style = self.book.styles.of("row", "right", num_format='#,##0.00;[Red]-#,##0.00;"–"')
        self.sheet.set_row(row, 30)
        for place, (label, name) in enumerate(named):
            self.sheet.write_string(row, place, safe_text(label), heading)
            if name:
                self._write(row + 1, place, name, style, is_amount=True)
        return row + 3

    def _contacts(self, row: int) -> int:
        """Name, role, telephone, e-mail of the first people known."""
        spans = {"contact": (0, 2), "role": (3, 5), "phone": (6, 6), "email": (7, COLUMNS - 1)}
        heading, style = self.book.styles.of("panel_header"), self.book.styles.of("row")
        for place in range(MOST_CONTACTS + 1):
            for name in CONTACT:
                first, last = spans[name]
                for column in range(first, last + 1):
                    self.sheet.write_blank(row + place, column, None, style if place else heading)
                if place:
                    self._write(row + place, first, f"{name}_{place - 1}", style)
                else:
                    self.sheet.write_string(row, first, self.book.words(f"col.{name}"), heading)
        return row + MOST_CONTACTS + 2

    def _shared(self, row: int, agenda: SharedAgenda) -> int:
        """What stands in the shared cells of the account's row, and the way there."""
        helper = xl_rowcol_to_cell(row, HELPER, row_abs=True, col_abs=True)
        uid = f"INDEX({self.data.range_of('shared_id')},{self.number_cell})"
        ids = agenda.range_of("id")
        known = agenda.ids.index(self.data.table["shared_id"].iloc[self.data.shown - 1])
        found = f"=IF({self.number_cell}=0,0,IFERROR(MATCH({uid},{ids},0),0))"
        self.sheet.write_formula(row, HELPER, found, self.book.styles.of("note"), known + 1)
        for place, (key, one) in enumerate(ACCOUNT_FIELDS.items()):
            at, side = row + place // 2, _SIDES[place % 2]
            style = self.book.styles.of("row", "day" if one.holds == DAY else "wrapped", align="left")
            grey = self.book.styles.of("row", font_color=GREY)
            self.sheet.merge_range(at, side[0], at, side[0] + 1, shared_columns.label(self.book, one), grey)
            self.sheet.merge_range(at, side[0] + 2, at, side[1], "", style)
            cell = f"INDEX({agenda.range_of(key)},{helper})"
            formula = f'=IF({helper}=0,"",IF({cell}="","",{cell}))'
            value = agenda.value_at(key, known)
            self.sheet.write_formula(at, side[0] + 2, formula, style, "" if value is None else value)
        at = row + (len(ACCOUNT_FIELDS) + 1) // 2
        words, target = self.book.words("card.edit"), self.book.words.sheet("agenda")
        link = f'HYPERLINK("#\'{target}\'!A"&ROW(INDEX({ids},{helper})),"{words}")'
        self.sheet.write_formula(at, 0, f'=IF({helper}=0,"",{link})', self.book.styles.of("link"), words)
        return at + 2

    def _write(self, row: int, column: int, name: str, style: Format, *, is_amount: bool = False) -> None:
        """The chosen account's value of a column of the hidden sheet; blank where it has none."""
        found = f"INDEX({self.data.range_of(name)},{self.number_cell})"
        shown = f'IF({found}="","",{found})'
        formula = f'=IF({self.number_cell}=0,"",{shown})'
        self.sheet.write_formula(row, column, formula, style, self.data.shown_value(name, is_amount=is_amount))
