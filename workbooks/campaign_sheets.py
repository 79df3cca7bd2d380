"""Sheets Proposition, Envois, Scénarios, Objections: reminder campaigns as people approve and follow them."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.campaign_report import CampaignReport
from receivables.days import NO_DAY, date_of
from receivables.dunning.objections import KNOW, OBJECTIONS, Objection
from receivables.dunning.sentences import level_name
from receivables.dunning.words import CHANNELS, OUTCOMES, STATES, reason_word, word
from workbooks.book import Book
from workbooks.cells import safe_text, serial_day, serial_days
from workbooks.columns import Column, Columns
from workbooks.procedures import write_levels
from workbooks.tables import write_table

#: What a tick may be chosen as; other texts are understood too (`server.campaigns.ticks_file`).
TICK = "☑"
#: Row of the headings of sheet Envois, from 0.
SENT_HEADER_ROW = 3
PLANNED, UNCERTAIN, _TWO = "planned", "uncertain", "two"
#: States to do something about, and of what went wrong.
_BAD, _DOUBT = ("failed", "bounced", UNCERTAIN), ("rendered", "printed", "open")
_WHY_WIDTH, _ITEMS_WIDTH, _NAME_WIDTH, _STATE_WIDTH, _EVIDENCE_WIDTH = 56.0, 24.0, 26.0, 26.0, 40.0
_SAID_WIDTH, _ANSWER_WIDTH = 24.0, 70.0
#: What a sentence of freshness says -> its column of `runs`.
_DAYS = {"receipt": "last_receipt", "last_day": "last_day", "until": "fresh_until"}


def write_proposal(book: Book, report: CampaignReport) -> None:
    """One row for each message proposed, to be ticked, then one for each reason something is held back."""
    sheet = book.add_sheet("proposal")
    rows = report.proposal
    runs = " ".join(dict.fromkeys(report.runs["run"].astype(str))) or "N"
    top = book.write_heading(sheet, "proposal", book.words("intro.proposal", runs=runs))
    if report.runs.empty:
        sheet.write_string(top, 0, book.words("proposal.none"), book.styles.of("note"))
        return
    top = _write_freshness(book, sheet, top, report) + 1
    own = rows.merge(report.runs[["run", "company", "last_receipt", "last_day", "is_stale"]], on=["run", "company"])
    columns = _proposal_columns(book, own)
    end = write_table(book, sheet, top, "Proposal", columns)
    sheet.freeze_panes(top + 1, 6)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, end - 1, len(columns) - 2)
    sheet.set_zoom(85)
    ticks = {
        "validate": "list", "source": [TICK], "error_type": "information", "input_title": book.words("col.approve"),
        "input_message": book.words("proposal.tick_help"),
    }  # fmt: skip
    for row in _spans((own["state"] == PLANNED).tolist()):
        sheet.data_validation(top + 1 + row[0], 0, top + 1 + row[1], 0, ticks)


def _spans(marked: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last place of each unbroken run of marks."""
    found: list[tuple[int, int]] = []
    for place in (at for at, is_marked in enumerate(marked) if is_marked):
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _write_freshness(book: Book, sheet: Worksheet, top: int, report: CampaignReport) -> int:
    """Of each company its run, and how fresh its money is: in red where it is too old."""
    words = book.words
    for row in report.runs.to_dict("records"):
        run, company = row["run"], row["company"]
        own = report.proposal[(report.proposal["run"] == run) & (report.proposal["company"] == company)]
        is_message = own["message"] != ""
        told = words(
            "proposal.run", run=run, on=_day(book, row["on"]), company=company, count=int(is_message.sum()),
            waiting=int((own["state"] == PLANNED).sum()), stopped=int((~is_message).sum()),
        )  # fmt: skip
        key = "proposal.stale" if row["is_stale"] else "proposal.fresh"
        days = {name: _day(book, row[column]) for name, column in _DAYS.items()}
        sheet.write_string(top, 0, told, book.styles.of("bold"))
        sheet.write_string(top + 1, 0, words(key, **days), book.styles.of("bad" if row["is_stale"] else "note"))
        _redden(book, sheet, top + 1, row["fresh_until"])
        top += 2
        if changed := row[f"changed_{words.lang}"]:
            sheet.write_string(top, 0, f"{safe_text(company)} · {safe_text(changed)}", book.styles.of("doubt"))
            top += 1
    return top


def _redden(book: Book, sheet: Worksheet, row: int, until: int) -> None:
    """The line in red once the last working day of whoever looks is later: the workbook grows old with its money."""
    if until != NO_DAY:
        late = f"=WORKDAY(TODAY()+1,-1)>{serial_day(until)}"
        rule = {"type": "formula", "criteria": late, "format": book.styles.conditional("bad")}
        sheet.conditional_format(row, 0, row, 0, rule)


def _day(book: Book, day: int) -> str:
    date = date_of(day)
    return book.words("proposal.unknown_day") if date is None else book.words.day(date)


def _proposal_columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    make, words, lang = Columns(book), book.words, book.words.lang
    is_planned = (rows["state"] == PLANNED).tolist()
    row, box = book.styles.of("row"), book.styles.of("input", "center", font_size=12)
    tick = Column(words("col.approve"), [None] * len(rows), [box if one else row for one in is_planned], 11.0)
    return [
        tick,
        _receipt_column(book, rows),
        make.day(words("col.import_day"), rows["last_day"]),
        make.prose(words("col.company"), rows["company"], 14.0),
        make.linked(words("col.account"), rows["account"], _card_links(book, rows)),
        make.prose(words("col.name"), rows["name"], _NAME_WIDTH),
        make.label(words("col.level"), _levels(rows, lang)),
        make.label(words("col.channel"), _worded(rows["channel"], CHANNELS, lang)),
        make.amount(words("col.asked"), rows["amount"], rows["currency"]),
        make.text(words("col.currency"), rows["currency"]),
        make.prose(words("col.campaign_why"), rows[f"reasons_{lang}"], _WHY_WIDTH),
        make.prose(words("col.documents"), rows["items"], _ITEMS_WIDTH),
        make.amount(words("col.campaign_interest"), rows["interest"], rows["currency"]),
        make.amount(words("col.campaign_fixed"), rows["compensation"], rows["currency"]),
        make.label(words("col.campaign_state"), [_state(book, one) for one in rows["state"]]),
        make.prose(words("col.approver"), pd.Series(_approvals(book, rows), dtype="str"), _STATE_WIDTH),
        make.count(words("col.run"), rows["run"].tolist(), "center"),
        make.key(words("col.message"), rows["message"]),
    ]


def _receipt_column(book: Book, rows: pd.DataFrame) -> Column:
    """The last bank receipt, in red where nothing may leave on it."""
    fresh, stale = book.styles.of("row", "day"), book.styles.of("row", "day", "bad")
    styles = [stale if one else fresh for one in rows["is_stale"].tolist()]
    return Column(book.words("col.bank_day"), serial_days(rows["last_receipt"]), styles, 13.0)


def _card_links(book: Book, rows: pd.DataFrame) -> list[str | None]:
    """To the first open item of the account, whatever collective it stands in."""
    first = {(key[0], key[1], key[3]): link for key, link in reversed(list(book.anchors.items()))}
    keys = zip(rows["company"], rows["account"], rows["currency"], strict=True)
    return [first.get(key) for key in keys]


def _levels(rows: pd.DataFrame, lang: str) -> list[str]:
    return [level_name(code, lang) if code else "" for code in rows["level"]]


def _worded(codes: pd.Series, table: dict[str, tuple[str, str]], lang: str) -> list[str]:
    return [word(table, code, lang) for code in codes.tolist()]


def _state(book: Book, code: str) -> str:
    return word(STATES, code, book.words.lang) if code else book.words("proposal.stopped")


def _approvals(book: Book, rows: pd.DataFrame) -> list[str]:
    """Who approved; of what waits how many people it takes."""
    found = []
    for state, approver, who in zip(rows["state"], rows["approver"], rows["approved_by"], strict=True):
        if not state or (state != PLANNED and not who):
            found.append("")
        elif state != PLANNED:
            found.append(str(who))
        elif approver == _TWO:
            found.append(book.words("proposal.second_waits", who=who) if who else book.words("proposal.second"))
        else:
            found.append(book.words("proposal.one"))
    return found


# -- what was sent -------------------------------------------------------------------------------------------------


def write_sent(book: Book, report: CampaignReport) -> None:
    """One row for each message that was approved; what is in doubt first, in red."""
    sheet = book.add_sheet("sent")
    book.write_heading(sheet, "sent", book.words("intro.sent"))
    top, columns = SENT_HEADER_ROW, sent_columns(book, report.sent)
    end = write_table(book, sheet, top, "Messages", columns)
    sheet.freeze_panes(top + 1, 5)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, end - 1, len(columns) - 1)
    sheet.set_zoom(85)


def sent_columns(book: Book, rows: pd.DataFrame) -> list[Column]:
    """The columns of the sheet; the number of the account's card is the last."""
    make, words, lang = Columns(book), book.words, book.words.lang
    return [
        make.day(words("col.sent_day"), rows["day"]),
        make.prose(words("col.company"), rows["company"], 14.0),
        make.linked(words("col.account"), rows["account"], _card_links(book, rows)),
        make.prose(words("col.name"), rows["name"], _NAME_WIDTH),
        make.label(words("col.level"), _levels(rows, lang)),
        make.label(words("col.channel"), _worded(rows["channel"], CHANNELS, lang)),
        _state_column(book, rows),
        make.amount(words("col.asked"), rows["amount"], rows["currency"]),
        make.text(words("col.currency"), rows["currency"]),
        make.prose(words("col.documents"), rows["items"], _ITEMS_WIDTH),
        make.prose(words("col.evidence"), rows["evidence"], _EVIDENCE_WIDTH),
        make.text(words("col.recipient"), rows["recipient"]),
        make.text(words("col.registered_number"), rows["number"]),
        make.day(words("col.posted_day"), rows["posted_day"]),
        make.day(words("col.presented_day"), rows["presented_day"]),
        make.label(words("col.outcome"), _worded(rows["outcome"], OUTCOMES, lang)),
        *make.card(rows),
    ]


def _state_column(book: Book, rows: pd.DataFrame) -> Column:
    """The state in words, with the reason where there is one; red for what went wrong, amber for what is to be done."""
    lang, texts, styles = book.words.lang, [], []
    for state, reason in zip(rows["state"], rows["reason"], strict=True):
        told = reason_word(reason, lang) if reason else ""
        texts.append(f"{word(STATES, state, lang)}{f' ({told})' if told else ''}")
        mark = ["bad"] if state in _BAD else ["doubt"] if state in _DOUBT else []
        styles.append(book.styles.of("row", "wrapped", *mark))
    width = min(max(map(len, texts), default=0) + 1.5, _STATE_WIDTH)
    return Column(book.words("col.campaign_state"), texts, styles, width, is_centered=False, is_wrapped=True)


# -- procedures and objections ----------------------------------------------------------------------------------------


def write_procedures(book: Book, report: CampaignReport) -> None:
    """The procedures in force, in cells to be edited and loaded back."""
    sheet = book.add_sheet("procedures")
    top = book.write_heading(sheet, "procedures", book.words("intro.procedures"))
    header = book.styles.of("header")
    write_levels(sheet, report.procedures, book.words.lang, top, header, book.styles.of("input", "data"))
    sheet.set_zoom(85)


def write_objections(book: Book) -> None:
    """What customers say, what to answer; and what to know of each kind of debtor."""
    words, make = book.words, Columns(book)
    sheet = book.add_sheet("objections")
    top = book.write_heading(sheet, "objections", words("intro.objections"))
    known = [Objection(kind, text, ("", ""), source) for kind, (text, source) in KNOW.items()]
    told: dict[str, list[str]] = {
        "objection": [*(words.one_of(one.label) for one in OBJECTIONS.values()),
                      *(words.code("debtor", one.reason) for one in known)],
        **{name: [words.one_of(getattr(one, field)) for one in (*OBJECTIONS.values(), *known)]
           for name, field in (("answer", "answer"), ("ask", "ask"), ("law", "source"))},
    }  # fmt: skip
    widths = {"objection": _SAID_WIDTH, "answer": _ANSWER_WIDTH, "ask": 40.0, "law": 34.0}
    columns = [make.prose(words(f"col.{name}"), pd.Series(texts, dtype="str"), widths[name])
               for name, texts in told.items()]  # fmt: skip
    write_table(book, sheet, top, "Objections", [replace(one, is_centered=False) for one in columns])
    sheet.freeze_panes(top + 1, 1)
