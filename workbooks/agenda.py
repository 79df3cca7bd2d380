"""Sheet Agenda: the calls of the morning in their order, why, whom to ask for, and room for what was said."""

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.priority import sentences as priority_sentences
from receivables.priority.order import Stage
from receivables.report import WorklistReport
from workbooks.book import Book
from workbooks.columns import Column, Columns
from workbooks.styles import AMBER_BAR, add_bars
from workbooks.tables import write_table

_LABELS = 4
#: What a call needs is narrow enough to be read on a printed page, which holds these columns alone.
_COMPANY_WIDTH, _NAME_WIDTH, _ACTION_WIDTH, _REASONS_WIDTH, _CONTACT_WIDTH = 14.0, 22.0, 24.0, 46.0, 16.0
_EMAIL_WIDTH = 32.0


def write_agenda(book: Book, report: WorklistReport) -> None:
    """The Pareto sentence and the version of the criteria on top, then one row an account."""
    words, rows = book.words, report.rows
    sheet = book.add_sheet("agenda")
    top = book.write_heading(sheet, "agenda", words("intro.agenda"))
    pareto = words("agenda.pareto", pareto=priority_sentences.pareto_line(report.pareto, words.lang))
    sheet.write_string(top, 0, pareto, book.styles.of("title", font_size=14))
    sheet.set_row(top, 22)
    version = words("criteria.version", version=report.criteria_version)
    sheet.write_string(top + 1, 0, f"{words('agenda.order')} {version}", book.styles.of("note"))
    top += 3
    call, rest = _call_columns(book, report), _other_columns(book, report)
    end = write_table(book, sheet, top, "Agenda", [*call, *rest])
    sheet.freeze_panes(top + 1, _LABELS)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, end - 1, len(call) - 1)
    sheet.set_zoom(85)
    if len(rows):
        add_bars(sheet, len(call), top + 1, top + len(rows), AMBER_BAR)
        _add_results(book, sheet, (top + 1, top + len(rows)), len(call) - 2)


def _call_columns(book: Book, report: WorklistReport) -> list[Column]:
    """What whoever calls needs, and room for what was said: the columns that are printed."""
    make, words, rows = Columns(book), book.words, report.rows
    reasons = [" · ".join(each) for each in priority_sentences.reasons(rows, report.criteria, words.lang)]
    actions = priority_sentences.next_actions(rows, words.lang)
    return [
        make.count(words("col.rank"), rows["rank"].tolist(), "center"),
        make.prose(words("col.company"), rows["company"], _COMPANY_WIDTH),
        make.linked(words("col.account"), rows["account"], book.links_of(rows)),
        make.prose(words("col.name"), rows["name"], _NAME_WIDTH),
        make.prose(words("col.next_action"), pd.Series(actions, dtype="str"), _ACTION_WIDTH),
        make.prose(words("col.reasons"), pd.Series(reasons, dtype="str"), _REASONS_WIDTH),
        make.amount(words("col.collectible"), rows["collectible"], rows["currency"], with_total=True),
        make.text(words("col.currency"), rows["currency"]),
        make.prose(words("col.contact"), rows["contact"], _CONTACT_WIDTH),
        make.text(words("col.phone"), rows["phone"]),
        make.input(words("col.result"), len(rows), 20),
        make.input(words("col.next_date"), len(rows), 12, "day"),
    ]


def _other_columns(book: Book, report: WorklistReport) -> list[Column]:
    """What else the screen shows, on the right."""
    make, words, rows = Columns(book), book.words, report.rows
    oldest = rows["oldest_days"].where(rows["oldest_days"] > 0, rows["oldest_overdue"])
    return [
        make.count(words("col.score"), rows["score"].tolist()),
        make.amount(words("col.overdue"), rows["overdue"], rows["currency"], with_total=True),
        make.count(words("col.oldest"), oldest.tolist()),
        make.prose(words("col.email"), rows["email"], _EMAIL_WIDTH),
        make.label(words("col.is_new"), [words("agenda.new") if flag else "" for flag in rows["is_new"].tolist()]),
        make.share(words("col.cumulated"), _shares(rows)),
    ]


def _shares(rows: pd.DataFrame) -> list[float | None]:
    """What the calls bring so far; blank for what others treat."""
    pairs = zip(rows["stage"].tolist(), rows["cumulated_share"].tolist(), strict=True)
    return [None if stage == Stage.OTHERS else float(share) for stage, share in pairs]


def _add_results(book: Book, sheet: Worksheet, rows: tuple[int, int], place: int) -> None:
    """A list of what came of a call to choose from, something else may be typed; and days that are days."""
    results = {"validate": "list", "source": book.words("agenda.results").split("|"), "error_type": "information"}
    sheet.data_validation(rows[0], place, rows[1], place, results)
    text = book.words("agenda.day_help")
    days = {
        "validate": "date", "criteria": ">=", "value": book.report.as_of, "input_message": text,
        "error_title": book.words("agenda.day_refused"), "error_message": text, "error_type": "warning",
    }  # fmt: skip
    sheet.data_validation(rows[0], place + 1, rows[1], place + 1, days)
