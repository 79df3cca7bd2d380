"""Synthèse, below the currencies: control lines, quality of matching, accounts apart, the month's bridge."""

from xlsxwriter.worksheet import Worksheet

from receivables.report import Bridge, MatchingQuality
from workbooks.book import Book
from workbooks.figures import ControlLine, control_lines
from workbooks.panel import Cell, Cells, Heading, write_block

#: The figures of a bridge in the order of its sum.
_BRIDGE = ("opening", "backdated", "billed", "cash", "credit_notes", "losses", "other", "closing")


def write_control(book: Book, sheet: Worksheet, row: int) -> int:
    """One line per company and collective account: ledger, open items, difference, tick."""
    words = book.words
    headings = [
        *_collective_headings(book, label_span=2),
        Heading(words("col.ledger")),
        Heading(words("col.open_total")),
        Heading(words("col.difference")),
        Heading(words("col.verdict"), 2),
    ]
    return write_block(
        book, sheet, row, "control", headings, [_control_row(book, one) for one in control_lines(book.report)]
    )


def _collective_headings(book: Book, label_span: int) -> list[Heading]:
    """What a row is about, where it is about a collective account of a company."""
    words = book.words
    return [
        Heading(words("col.company"), 3, False),
        Heading(words("col.collective"), 1, False),
        Heading(words("col.label"), label_span, False),
        Heading(words("col.currency"), 1, False),
    ]


def _collective_cells(book: Book, company: str, collective: str, labels: tuple[str, str], currency: str) -> list[Cell]:
    """The cells under `_collective_headings`."""
    return [Cells(book).text(text) for text in (company, collective, book.words.one_of(labels), currency)]


def _control_row(book: Book, line: ControlLine) -> list[Cell]:
    cells = Cells(book)
    state, style = {None: ("unknown", "note"), 0: ("ok", "good")}.get(line.difference, ("differs", "bad"))
    return [
        *_collective_cells(book, line.company, line.collective, line.labels, line.currency),
        cells.amount(line.ledger_balance, line.currency),
        cells.amount(line.open_total, line.currency),
        cells.amount(line.difference, line.currency, style),
        cells.label(book.words(f"control.{state}"), style, "right"),
    ]


def write_matching(book: Book, sheet: Worksheet, row: int) -> int:
    """How far each company's credits are matched, and whether its ages can be relied upon."""
    words = book.words
    headings = [
        Heading(words("col.company"), 3, False),
        Heading(words("col.matched_share")),
        Heading(words("col.oldest_credit"), 3),
        Heading("", 1, False),
        Heading(words("col.opinion"), 4, False),
    ]
    return write_block(
        book, sheet, row, "matching", headings, [_matching_row(book, one) for one in book.report.matching]
    )


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
    """Totals of the accounts outside the balance, by control line: how many accounts, and their sum."""
    words, cells = book.words, Cells(book)
    headings = [
        *_collective_headings(book, label_span=3), Heading(words("col.accounts"), 2), Heading(words("col.total"), 2)
    ]  # fmt: skip
    labels = {line.collective: line.labels for line in control_lines(book.report)}
    sums = book.report.apart.groupby(["company", "collective", "currency"])["total"].agg(["size", "sum"])
    rows = [
        [
            *_collective_cells(book, company, collective, labels.get(collective, ("", "")), currency),
            cells.count(int(count)),
            cells.amount(int(total), currency),
        ]
        for (company, collective, currency), count, total in sums.itertuples()
    ]
    return write_block(book, sheet, row, "apart", headings, rows)


def write_bridges(book: Book, sheet: Worksheet, row: int) -> int:
    """Each company's month, from opening to closing."""
    words = book.words
    headings = [
        Heading(words("col.company"), 2, False),
        Heading(words("col.month"), 1, False),
        Heading(words("col.currency"), 1, False),
        *(Heading(words(f"col.{name}")) for name in _BRIDGE),
    ]
    return write_block(book, sheet, row, "bridge", headings, [_bridge_row(book, one) for one in book.report.bridges])


def _bridge_row(book: Book, bridge: Bridge) -> list[Cell]:
    cells = Cells(book)
    amounts = [cells.amount(getattr(bridge, name), bridge.currency) for name in _BRIDGE]
    return [cells.text(bridge.company), cells.text(bridge.month), cells.text(bridge.currency), *amounts]
