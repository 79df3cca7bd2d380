"""How a button finds the server: asked of the person once, found again by the workbook's server id."""

import json
from dataclasses import replace
from typing import NoReturn

from addin.known_servers import LAST, address_of, folder
from addin.ledger_import import Ledgers, OwnLedgers, ServerLedgers
from addin.live_book import LiveBook
from addin.macro_press import ENTER, Answer, Press, Question
from addin.server_client import Server, checked_url, has_token, keep_token, server_at
from addin.shared_state import Json, from_json
from receivables.errors import ReceivablesError

_URL, _TOKEN = "url", "token"


def server_for(press: Press, server: str) -> Server:
    """The server of a workbook. Raises Question for what is not known of it, ServerError."""
    asks = press.memo.get("asks", "")
    memo = {name: value for name, value in press.memo.items() if name != "asks"}
    url = checked_url(press.reply) if asks == _URL else press.memo.get("url") or address_of(server, folder())
    if not url:
        _ask(press.say("ask_url"), {**memo, "asks": _URL})
    if asks == _TOKEN:
        keep_token(url, press.reply)
    if not has_token(url):
        _ask(press.say("ask_token", url=url), {**memo, "url": url, "asks": _TOKEN})
    return server_at(url)


def ledgers_of(press: Press) -> tuple[Ledgers, Press]:
    """Where a file goes: to the open workbook's server, else the last one, else into this machine's own store.

    The press then remembers it. Raises Question, ServerError.
    """
    memo = press.memo
    if "server" not in memo:
        server = _server_of(press)
        memo = {**memo, "server": server, "own": not server and not address_of(LAST, folder())}
    press = replace(press, memo=memo)
    if memo["own"]:
        return OwnLedgers(), press
    line = server_for(press, memo["server"])
    told = {name: value for name, value in memo.items() if name != "asks"}
    return ServerLedgers(line), replace(press, memo={**told, "url": line.url})


def _server_of(press: Press) -> str:
    """The id of the open workbook's server; '' where it is not shared."""
    try:
        return from_json(LiveBook(press.book).state()).server if press.book is not None else ""
    except ReceivablesError:
        return ""


def _ask(text: str, memo: Json) -> NoReturn:
    raise Question(Answer(ENTER, text, json.dumps(memo)))
