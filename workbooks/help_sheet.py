"""Sheet Aide: what each sheet and column is, and how things are counted, in plain words."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.book import Book
from workbooks.words import WORDS
from workbooks.words_help import HELP

SHEETS = (
    "summary", "agenda", "balance", "items", "card", "penalty_accounts", "penalties", "uncertain", "committee", "terms",
    "metrics", "anomalies", "proposals", "criteria", "rates", "imports", "help",
)  # fmt: skip
#: Those of the campaigns, which a workbook of the morning may have too, each after another sheet.
CAMPAIGN_SHEETS = (("agenda", "proposal"), ("proposal", "sent"), ("metrics", "objections"), ("criteria", "procedures"))
#: Those of a workbook without the parts of a morning.
BALANCE_SHEETS = ("summary", "balance", "items", "committee", "terms", "anomalies", "proposals", "imports", "help")
#: Those of a workbook several people fill in together.
SHARED_SHEETS = (
    "summary", "agenda", "call", "promise", "dispute", "plan", "conflicts", "balance", "items", "card", "penalties",
    "uncertain", "anomalies", "proposals", "control", "imports", "help",
)  # fmt: skip
_TERM_WIDTH, _TEXT_WIDTH = 26, 115
_LINE_HEIGHT, _LINE_LENGTH = 16, 135


def with_campaigns(sheets: Sequence[str]) -> list[str]:
    """The sheets with those of the campaigns in their places."""
    found = list(sheets)
    for before, key in CAMPAIGN_SHEETS:
        found.insert(found.index(before) + 1, key)
    return found


def write_help(book: Book, sheets: Sequence[str] = BALANCE_SHEETS) -> None:
    """Three lists of terms and explanations: the sheets there are, their columns, the rules."""
    sheet = book.add_sheet("help", landscape=False)
    sheet.set_column(0, 0, _TERM_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    row = book.write_heading(sheet, "help") + 1
    told = {"summary": "shared_summary"} if book.is_shared else {}
    named = [(book.words.sheet(key), book.words(f"help.sheet.{told.get(key, key)}")) for key in sheets]
    row = _write_section(book, sheet, row, "sheets", named)
    row = _write_section(book, sheet, row, "columns", _column_terms(book))
    _write_section(book, sheet, row, "conventions", _rule_terms(book))


def _column_terms(book: Book) -> list[tuple[str, str]]:
    keys = [key.removeprefix("help.col.") for key in WORDS if key.startswith("help.col.")]
    headings = {"days": f"col.days.{book.report.basis}"}
    return [(book.words(headings.get(key, f"col.{key}")), book.words(f"help.col.{key}")) for key in keys]


def _rule_terms(book: Book) -> list[tuple[str, str]]:
    keys = [key for key in HELP if key.startswith("help.rule.") and not key.endswith(".text")]
    keys += ["help.shared.campaigns"] if book.is_shared else []
    return [(book.words(key), book.words(f"{key}.text")) for key in keys]


def _write_section(book: Book, sheet: Worksheet, row: int, key: str, terms: list[tuple[str, str]]) -> int:
    for column in (0, 1):
        sheet.write_string(
            row, column, book.words(f"help.section.{key}") if not column else "", book.styles.of("section")
        )
    for offset, (term, text) in enumerate(terms, 1):
        sheet.write_string(row + offset, 0, term, book.styles.of("paragraph", "row", "bold"))
        sheet.write_string(row + offset, 1, text, book.styles.of("paragraph", "row"))
        sheet.set_row(row + offset, _LINE_HEIGHT * (1 + len(text) // _LINE_LENGTH))
    return row + len(terms) + 2
