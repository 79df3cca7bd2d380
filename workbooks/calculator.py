"""The calculator: a workbook of live formulas, one sheet a topic, for one host. The same host, the same bytes."""

import datetime as dt
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook

from addin.formula_names import HOSTS
from receivables.errors import ReceivablesError
from workbooks.book import set_up_print
from workbooks.calculator_cells import Calculator
from workbooks.calculator_guide import write_guide
from workbooks.calculator_page import Page
from workbooks.calculator_topics import write_aged, write_due, write_match, write_penalty, write_plan, write_priority
from workbooks.styles import Styles
from workbooks.words import Words

GUIDE = "calc.guide"
TOPICS = {
    "calc.due": write_due, "calc.penalty": write_penalty, "calc.plan": write_plan, "calc.aged": write_aged,
    "calc.match": write_match, "calc.priority": write_priority,
}  # fmt: skip
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: The file's own date: a clock would change the bytes.
_CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def write_calculator(out: Path | BinaryIO, host: str, lang: str) -> list[str]:
    """Write the workbook to a path or an open binary file; names of its sheets. host: one of `HOSTS`; lang: fr or en.

    Raises ReceivablesError for another host or language.
    """
    if host not in HOSTS:
        raise ReceivablesError(f"The host « {host} » is not known: {', '.join(HOSTS)}.")
    words = Words(lang)
    workbook = Workbook(str(out) if isinstance(out, Path) else out, _OPTIONS)
    book = Calculator(workbook, words, Styles(workbook, lang), host)
    workbook.set_properties({"title": book.title(GUIDE), "author": "Relance", "created": _CREATED})
    workbook.set_size(2400, 1600)
    pages = {key: _page(book, key) for key in (GUIDE, *TOPICS)}
    write_guide(pages[GUIDE], list(TOPICS))
    for key, write in TOPICS.items():
        write(pages[key])
    workbook.close()
    return [words.sheet(key) for key in pages]


def _page(book: Calculator, key: str) -> Page:
    """A sheet with its title, what it answers, and the way back to the guide."""
    words, styles = book.words, book.styles
    sheet = book.workbook.add_worksheet(words.sheet(key))
    set_up_print(sheet, f"&L&8{book.title(key)}&R&8{words('page')} &P {words('of_pages')} &N")
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, book.title(key), styles.of("title"))
    sheet.write_string(1, 0, words(f"intro.{key}"), styles.of("subtitle"))
    if key != GUIDE:
        guide = words.sheet(GUIDE).replace("'", "''")
        sheet.write_url(2, 0, f"internal:'{guide}'!A1", styles.of("link"), words("calc.back"))
    return Page(book, key, sheet)
