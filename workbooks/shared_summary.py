"""Sheets Synthèse and Contrôle of a shared workbook: tables alone, whose rows are found again at each refresh."""

import pandas as pd

from workbooks.book import Book
from workbooks.columns import Column, Columns
from workbooks.figures import control_lines, overdue_of
from workbooks.tables import write_table

_KEY = ["company", "currency"]


def write_shared_summary(book: Book) -> None:
    """The balance of each company in each currency, by days overdue."""
    words, report = book.words, book.report
    sheet = book.add_sheet("summary")
    sheet.write_string(0, 0, words("title.summary"), book.styles.of("title"))
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, f"{book.day} · {words('intro.shared_summary')}", book.styles.of("subtitle"))
    rows = report.balance.assign(overdue=overdue_of(report, report.balance), accounts=1)
    names = [*report.columns, "total", "overdue", "collectible", "accounts"]
    sums = rows.groupby(_KEY, as_index=False)[names].sum()
    write_table(book, sheet, 3, "SharedSummary", _columns(book, sums), row_key=("col.company", "col.currency"))
    sheet.freeze_panes(4, 1)
    sheet.activate()


def _columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    make, words, report = Columns(book), book.words, book.report
    return [
        make.text(words("col.company"), rows["company"]),
        make.text(words("col.currency"), rows["currency"]),
        *(make.amount(words.bucket(name, report.basis), rows[name], rows["currency"]) for name in report.columns),
        make.amount(words("col.total"), rows["total"], rows["currency"]),
        make.amount(words(f"col.of_which_overdue.{report.basis}"), rows["overdue"], rows["currency"]),
        make.amount(words("col.collectible"), rows["collectible"], rows["currency"]),
        make.count(words("col.accounts"), rows["accounts"].tolist()),
    ]


def write_control(book: Book) -> None:
    """The ledger's collective accounts against the open items."""
    sheet = book.add_sheet("control")
    top = book.write_heading(sheet, "control", book.words("intro.control"))
    make, words, lines = Columns(book), book.words, control_lines(book.report)
    names = ("company", "collective", "currency", "ledger_balance", "open_total", "difference")
    rows = pd.DataFrame([{name: getattr(one, name) for name in names} for one in lines], columns=list(names))
    labels = [words.one_of(one.labels) for one in lines]
    columns = [
        make.text(words("col.company"), rows["company"]),
        make.text(words("col.collective"), rows["collective"]),
        make.text(words("col.control_label"), pd.Series(labels, dtype="str")),
        make.text(words("col.currency"), rows["currency"]),
        *(
            make.maybe_amount(words(f"col.{name}"), rows[name].astype(object), rows["currency"])
            for name in ("ledger_balance", "open_total", "difference")
        ),
    ]
    key = ("col.company", "col.collective", "col.currency")
    write_table(book, sheet, top, "SharedControl", columns, row_key=key)
    sheet.freeze_panes(top + 1, 0)
