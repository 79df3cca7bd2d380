"""Synthèse, below the currencies: control lines, quality of matching, accounts apart, the month's bridge."""

from xlsxwriter.worksheet import Worksheet

from receivables.report import Bridge, MatchingQuality
from workbooks.book import Book
from workbooks.figures import ControlLine, control_lines
from workbooks.panel import Cell, Cells, Heading, write_panel, write_section


def write_control(book: Book, sheet: Worksheet, row: int) -> int:
    """One line per company and collective account: ledger, open items, difference, tick."""
    words = book.words
    lines = control_lines(book.report)
    if not lines:
        return row
    row = write_section(book, sheet, row, words("block.control"))
    headings = [
        Heading(words("col.company"), 3, False),
        Heading(words("col.collective"), 1, False),
        Heading(words("col.label"), 2, False),
        Heading(words("col.currency"), 1, False),
        Heading(words("col.ledger")),
        Heading(words("col.open_total")),
        Heading(words("col.difference")),
        Heading(words("col.verdict"), 2),
    ]
    return write_panel(book, sheet, row, headings, [_control_row(book, line) for line in lines]) + 1


def _control_row(book: Book, line: ControlLine) -> list[Cell]:
    cells, words = Cells(book), book.words
    state, style = {None: ("unknown", "note"), 0: ("ok", "good")}.get(line.difference, ("differs", "bad"))
    return [
        cells.text(line.company),
        cells.text(line.collective),
        cells.text(words.collective(line.label)),
        cells.text(line.currency),
        cells.amount(line.ledger_balance, line.currency),
        cells.amount(line.open_total, line.currency),
        cells.amount(line.difference, line.currency, style),
        cells.label(words(f"control.{state}"), style, "right"),
    ]


def write_matching(book: Book, sheet: Worksheet, row: int) -> int:
    """How far each company's credits are matched, and whether its ages can be relied upon."""
    words = book.words
    if not book.report.matching:
        return row
    row = write_section(book, sheet, row, words("block.matching"))
    headings = [
        Heading(words("col.company"), 3, False),
        Heading(words("col.matched_share")),
        Heading(words("col.oldest_credit"), 3),
        Heading("", 1, False),
        Heading(words("col.opinion"), 4, False),
    ]
    rows = [_matching_row(book, quality) for quality in book.report.matching]
    return write_panel(book, sheet, row, headings, rows) + 1


def _matching_row(book: Book, quality: MatchingQuality) -> list[Cell]:
    cells = Cells(book)
    state, style = ("reliable", "good") if quality.is_reliable else ("unreliable", "bad")
    return [
        cells.text(quality.company),
        cells.share(quality.credits_matched_share),
        cells.count(quality.oldest_unallocated_days),
        cells.label(""),
        cells.label(book.words(f"matching.{state}"), style),
    ]


def write_apart(book: Book, sheet: Worksheet, row: int) -> int:
    """Totals of the accounts outside the balance, by company and collective account."""
    words, cells, apart = book.words, Cells(book), book.report.apart
    if apart.empty:
        return row
    row = write_section(book, sheet, row, words("block.apart"))
    headings = [
        Heading(words("col.company"), 3, False),
        Heading(words("col.collective"), 1, False),
        Heading(words("col.label"), 3, False),
        Heading(words("col.currency"), 1, False),
        Heading(words("col.accounts"), 2),
        Heading(words("col.total"), 2),
    ]
    sums = apart.groupby(["company", "collective", "currency"], as_index=False).agg(
        accounts=("account", "size"), total=("total", "sum")
    )
    rows = [
        [
            cells.text(line["company"]),
            cells.text(line["collective"]),
            cells.text(_apart_label(book, line["collective"])),
            cells.text(line["currency"]),
            cells.count(int(line["accounts"])),
            cells.amount(int(line["total"]), line["currency"]),
        ]
        for line in sums.to_dict("records")
    ]
    return write_panel(book, sheet, row, headings, rows) + 1


def _apart_label(book: Book, collective: str) -> str:
    """Label of a collective account, as on its control line."""
    labels = {line.collective: line.label for line in control_lines(book.report)}
    return book.words.collective(labels.get(collective, ""))


def write_bridges(book: Book, sheet: Worksheet, row: int) -> int:
    """Each company's month, from opening to closing."""
    words = book.words
    if not book.report.bridges:
        return row
    row = write_section(book, sheet, row, words("block.bridge"))
    names = ("opening", "billed", "cash", "credit_notes", "losses", "other", "closing")
    headings = [
        Heading(words("col.company"), 3, False),
        Heading(words("col.month"), 1, False),
        Heading(words("col.currency"), 1, False),
        *(Heading(words(f"col.{name}")) for name in names),
    ]
    rows = [_bridge_row(Cells(book), bridge, names) for bridge in book.report.bridges]
    return write_panel(book, sheet, row, headings, rows) + 1


def _bridge_row(cells: Cells, bridge: Bridge, names: tuple[str, ...]) -> list[Cell]:
    amounts = [cells.amount(getattr(bridge, name), bridge.currency) for name in names]
    return [cells.text(bridge.company), cells.text(bridge.month), cells.text(bridge.currency), *amounts]
