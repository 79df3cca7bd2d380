"""Sheet Pénalités par compte: what may be claimed of each account, what was given up or invoiced, what is doubtful."""

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.report import PenaltyReport
from workbooks.book import Anchors, Book, currency_tags
from workbooks.columns import Column, Columns
from workbooks.penalty_notes import meanings, write_notes
from workbooks.tables import write_table

#: Column of the sentences under the tables: a remark runs over the three before it.
_SENTENCE_PLACE = 3


def write_penalty_accounts(book: Book, report: PenaltyReport, anchors: Anchors) -> None:
    """One table per currency; below them who gave up or invoiced what, and why."""
    words = book.words
    sheet = book.add_sheet("penalty_accounts")
    row = book.write_heading(sheet, "penalty_accounts", words("intro.penalty_accounts"))
    row = write_notes(book, sheet, row, report) + 1
    sheet.set_zoom(90)
    for currency, tag in currency_tags(sorted(set(report.accounts["currency"]))).items():
        own = report.accounts[report.accounts["currency"] == currency]
        own = own.sort_values(["claimable", "uncertain"], ascending=False, kind="stable")
        sheet.write_string(row, 0, words("amounts_in", currency=currency), book.styles.of("subtitle", "bold"))
        row = write_table(book, sheet, row + 1, f"PenaltyAccounts_{tag}", _columns(book, report, own, anchors)) + 1
    if report.accounts.empty:
        sheet.write_string(row, 0, words("none"), book.styles.of("note"))
    row = _write_decisions(book, sheet, row + 1, report.decisions)
    _write_meanings(book, sheet, row, report)


def _columns(book: Book, report: PenaltyReport, rows: pd.DataFrame, anchors: Anchors) -> list[Column]:
    make, doubtful, words = Columns(book), Columns(book, "estimated"), book.words
    names = ["interest", "compensation"]
    if report.paid_since is not None:
        names += ["paid_late_interest", "paid_late_compensation"]
    names += ["waived", "invoiced", "claimable"]
    return [
        make.text(words("col.company"), rows["company"]),
        make.linked(words("col.account"), rows["account"], _links(rows, anchors)),
        make.text(words("col.name"), rows["name"]),
        make.label(words("col.debtor"), make.codes("debtor", rows["debtor"])),
        make.label(words("col.interest_name"), _interest_names(book, rows["debtor"])),
        *(make.amount(words(f"col.{name}"), rows[name], rows["currency"], with_total=True) for name in names),
        make.amount(words("col.unallocated"), rows["unallocated"], rows["currency"], with_total=True),
        doubtful.amount(words("col.uncertain"), rows["uncertain"], rows["currency"], with_total=True),
    ]


def _links(rows: pd.DataFrame, anchors: Anchors) -> list[str | None]:
    """To the first line of each account."""
    return [anchors.get(key) for key in zip(rows["company"], rows["account"], rows["currency"], strict=True)]


def _interest_names(book: Book, debtors: pd.Series) -> list[str]:
    """What the law calls the interest of each debtor: `intérêts moratoires` of a public buyer."""
    return [book.words("interest.public" if kind == "public" else "interest.other") for kind in debtors.tolist()]


def _write_decisions(book: Book, sheet: Worksheet, row: int, decisions: pd.DataFrame) -> int:
    """Who gave up or invoiced what, when and why; nothing where nobody did."""
    if decisions.empty:
        return row
    make, words = Columns(book), book.words
    sheet.write_string(row, 0, words("block.decisions"), book.styles.of("subtitle", "bold"))
    columns = [
        make.text(words("col.company"), decisions["company"]),
        make.text(words("col.account"), decisions["account"]),
        make.text(words("col.why"), decisions["why"]),
        make.label(words("col.decision"), make.codes("decision", decisions["kind"])),
        make.text(words("col.who"), decisions["who"]),
        make.maybe_amount(words("col.decided_amount"), decisions["amount"], decisions["currency"]),
        make.day(words("col.day"), decisions["day"]),
        make.count(words("col.decision_number"), decisions["id"].tolist()),
        make.text(words("col.item"), decisions["item"]),
    ]
    return write_table(book, sheet, row + 1, "PenaltyDecisions", columns, with_widths=False) + 1


def _write_meanings(book: Book, sheet: Worksheet, row: int, report: PenaltyReport) -> None:
    """What each remark of the lines means, and the article it rests on."""
    told = meanings(book.words, report)
    if told:
        sheet.write_string(row, 0, book.words("block.meanings"), book.styles.of("subtitle", "bold"))
    for place, (remark, sentence) in enumerate(told, row + 1):
        sheet.write_string(place, 0, remark, book.styles.of("bold"))
        sheet.write_string(place, _SENTENCE_PLACE, sentence, book.styles.of())
