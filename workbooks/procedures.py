"""The workbook of dunning procedures: one row a level, in yellow cells that `relance campaign procedure load` reads;
with the settings of sending beside them."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from receivables.dunning.procedure import APPROVERS, BASES, SEGMENTS, TONES, Procedure
from receivables.dunning.procedure_rows import COLUMNS, to_rows
from workbooks.sending import write_sending

#: Name of the sheet.
SHEET = ("Scénarios", "Procedures")
_INTRO = (
    "Une ligne par niveau. Modifiez, enregistrez, puis : relance campaign procedure load CLASSEUR.xlsx.",
    "One row a level. Edit, save, then: relance campaign procedure load WORKBOOK.xlsx.",
)
_CHOICES = {"segment": SEGMENTS, "basis": BASES, "tone": TONES, "approver": APPROVERS, "sales_copy": ("yes", "no")}
_HEADER_ROW, _MOST_ROWS = 2, 500
_CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_NARROWEST, _WIDTH, _HEADING_HEIGHT = 9.0, 34.0, 46


def procedures_workbook(procedures: Sequence[Procedure], lang: str, sending: Mapping[str, Any] | None = None) -> bytes:
    """The bytes of the .xlsx, in 'fr' or 'en': the same for the same procedures and settings. sending: the settings as
    `server.campaigns.settings.as_written` gives them, None to leave their sheet out."""
    place, target = int(lang == "en"), io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": SHEET[place], "author": "Relance", "created": _CREATED})
        sheet = book.add_worksheet(SHEET[place])
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        yellow = book.add_format({"bg_color": "#FFF8D6", "border": 1, "border_color": "#D9D9D9", "num_format": "@"})
        sheet.write_string(0, 0, _INTRO[place])
        write_levels(sheet, procedures, lang, _HEADER_ROW, bold, yellow)
        if sending is not None:
            write_sending(book, sending, lang)
    return target.getvalue()


def write_levels(
    sheet: Worksheet, procedures: Sequence[Procedure], lang: str, top: int, heading: Format, cell: Format
) -> None:
    """Headings at row `top`, one row a level under them, with lists to choose from; the first column stays in view."""
    place, rows = int(lang == "en"), to_rows(procedures)
    for column, (key, labels) in enumerate(COLUMNS.items()):
        widest = max([*(len(row[key]) for row in rows), *map(len, labels[place].split())], default=0)
        sheet.set_column(column, column, min(max(widest + 3.0, _NARROWEST), _WIDTH))
        sheet.write_string(top, column, labels[place], heading)
        if key in _CHOICES:
            choice = {"validate": "list", "source": list(_CHOICES[key])}
            sheet.data_validation(top + 1, column, top + _MOST_ROWS, column, choice)
    for row, level in enumerate(rows, top + 1):
        for column, key in enumerate(COLUMNS):
            sheet.write_string(row, column, level[key], cell)
    sheet.set_row(top, _HEADING_HEIGHT)
    sheet.freeze_panes(top + 1, 1)
