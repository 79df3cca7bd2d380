"""The buttons of the ribbon as xlwings serves them to Excel on Windows: one function, which runs a macro by its name.

VBA calls it through the same server object as the functions, shows what it answers, and asks again where that was a
question. Nothing is remembered between two calls: what a macro has to know again travels in the answer's memo. No
button works while Excel saves, and none is called by an event.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import xlwings as xw

from addin.event_entry import go_to, open_entry
from addin.known_servers import folder, remember
from addin.ledger_import import ServerLedgers
from addin.live_book import LiveBook
from addin.live_refresh import refresh_live
from addin.macro_log import log, unforeseen
from addin.macro_press import DONE, MOST_SHOWN, WARN, YES, Answer, Press, Question
from addin.macro_server import ledgers_of, server_for
from addin.macro_texts import in_words
from addin.macro_told import ask_to_import, told_outcome
from addin.read_sheet import Held
from addin.shared_state import SharedBook, from_json
from addin.sheet_names import CONFLICT_ID, conflict_name
from addin.synchronise import Outcome, synchronise
from receivables.errors import ReceivablesError
from receivables.texts import shortened


@xw.func
@xw.arg("name", "raw")
@xw.arg("book", "raw")
@xw.arg("reply", "raw")
@xw.arg("memo", "raw")
@xw.arg("lang", "raw")
def run_macro(name, book, reply, memo, lang):  # type: ignore[no-untyped-def]  # xlwings would convert by annotations
    """Kind, text and memo of the answer of a macro; whatever happens is told in a sentence."""
    try:
        press = Press(_opened(book), reply or "", json.loads(memo) if memo else {}, lang)
        answer = MACROS[name](press)
    except Question as question:
        answer = question.answer
    except ReceivablesError as error:
        answer = Answer(WARN, in_words(lang, str(error)))
    except Exception as error:
        answer = Answer(WARN, unforeseen(lang, error))
    return [answer.kind, shortened(answer.text, MOST_SHOWN), answer.memo]


# -- the macros --------------------------------------------------------------------------------------------------------


def _sync(press: Press) -> Answer:
    outcome = _synchronised(press)
    return told_outcome(press, outcome, _conflict_sheet(press.book)[0])


def _refresh(press: Press) -> Answer:
    book = _writable(press)
    state = _state(book)
    line = server_for(press, state.server)
    press.progress("asking")
    lang = state.marks.get("lang", press.lang)
    sheets = refresh_live(book, lambda _: line.download(f"/v1/workbook?lang={lang}"), press.progress)
    remember(state.server, line.url, folder())
    if not sheets:
        return Answer(DONE, press.say("refreshed_nothing"))
    as_of = _state(book).marks.get("figures", {}).get("as_of", "?")
    return Answer(DONE, press.say("refreshed", as_of=as_of, sheets=", ".join(dict.fromkeys(sheets))))


def _conflicts(press: Press) -> Answer:
    """To the sheet of conflicts; where choices stand in it already, they are carried out first."""
    book = _writable(press)
    sheet, choices, place = _conflict_sheet(book)
    if not sheet:
        return Answer(WARN, press.say("no_conflict_sheet"))
    if choices:
        answer = told_outcome(press, _synchronised(press), sheet)
        if _state(book).conflicts:
            go_to(book, sheet, place)
        return answer
    count = len(_state(book).conflicts)
    if not count:
        return Answer(DONE, press.say("no_conflict"))
    go_to(book, sheet, place)
    return Answer(DONE, press.say("conflicts", count=count, sheet=sheet))


def _event(kind: str) -> Callable[[Press], Answer]:
    """The macro that opens a row of one kind."""

    def macro(press: Press) -> Answer:
        book = _book(press)
        entry = open_entry(book, _state(book), kind, dt.date.today(), str(book.app.api.UserName))
        return Answer(DONE, "" if entry.account else press.say("which_account"))

    return macro


def _import(press: Press) -> Answer:
    if "file" not in press.memo:  # the first call: the reply is what the file picker chose
        press = replace(press, reply="", memo={"file": press.reply})
    ledgers, press = ledgers_of(press)
    waiting = press.memo.get("id")
    if waiting is None:
        press.progress("reading")
        preview = ledgers.preview(Path(press.memo["file"]))
        if isinstance(ledgers, ServerLedgers) and press.memo["server"]:
            remember(press.memo["server"], press.memo["url"], folder())
        return ask_to_import(press, preview)
    if press.reply != YES:
        ledgers.discard(waiting)
        return Answer(DONE, press.say("discarded"))
    press.progress("storing")
    newer = ledgers.accept(waiting)
    return Answer(DONE, press.say("imported")) if newer is None else ask_to_import(press, newer, press.say("changed"))


MACROS: Mapping[str, Callable[[Press], Answer]] = {
    "import": _import,
    "refresh": _refresh,
    "sync": _sync,
    "conflicts": _conflicts,
    "call": _event("call"),
    "promise": _event("promise"),
    "dispute": _event("dispute"),
    "plan": _event("plan"),
}


# -- the workbook ------------------------------------------------------------------------------------------------------


class _OpenBook(LiveBook):
    """A workbook in Excel. One of OneDrive lies at an address: xlwings would look for its folder here."""

    @property
    def place(self) -> str:
        return str(self._book.api.FullName)


def _opened(book: Any) -> Any:
    """COM's workbook as xlwings'."""
    return None if book is None else xw.Book(impl=import_module("xlwings._xlwindows").Book(xl=book))


def _book(press: Press) -> Any:
    if press.book is None:
        raise ReceivablesError(press.say("no_book"))
    return press.book


def _writable(press: Press) -> Any:
    """The workbook, where it can be saved in its place."""
    book = _book(press)
    if not str(book.api.Path):
        raise ReceivablesError(press.say("not_saved"))
    if book.api.ReadOnly:
        raise ReceivablesError(press.say("read_only"))
    return book


def _state(book: Any) -> SharedBook:
    return from_json(LiveBook(book).state())


def _conflict_sheet(book: Any) -> tuple[str, int, tuple[int, int]]:
    """Its name ('' where there is none), how many choices stand in it, the cell of the first one to make."""
    choice = conflict_name("choice")
    for table in LiveBook(book).tables():
        if CONFLICT_ID in table.columns and choice in table.columns and not table.fault:
            chosen = [row for row in table.rows() if table.raw(row, choice).held is not Held.BLANK]
            return table.sheet, len(chosen), (table.first, table.columns[choice])
    return "", 0, (1, 1)


def _synchronised(press: Press) -> Outcome:
    book = _writable(press)
    line = server_for(press, _state(book).server)
    outcome = synchronise(_OpenBook(book), line, progress=press.progress)
    remember(_state(book).server, line.url, folder())
    for one in outcome.rejected:
        log().warning("%s: %s: %s", book.name, one.cell, one.why)
    for notice in outcome.notices:
        log().info("%s: %s", book.name, notice)
    return outcome
