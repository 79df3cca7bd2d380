"""Conflicts on pages: both values, and a person's decision."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from addin.protocol import OTHER
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError
from receivables.fields import DAY
from server.api.context import store, user
from server.api.page_words import day
from server.api.pages import language, page, told
from server.clock import instant
from server.errors import UserError
from server.store.database import sharing, snapshot
from server.sync.conflicts import open_conflicts, settle_conflict

conflicts_page = Blueprint("conflicts_page", __name__)

_SHOWN = 200


@conflicts_page.get("/conflicts")
def show() -> Response:
    """The open conflicts one sees, oldest first."""
    return _list(done=told())


@conflicts_page.post("/conflicts/<conflict>")
def settle(conflict: str) -> BaseResponse:
    """Carry out a decision; where something else stands by now, show it anew."""
    form = request.form
    choice = form.get("choice", "")
    try:
        with sharing(store()) as connection:
            settle_conflict(
                connection, user(), conflict, choice, form.get("seen", ""), instant(),
                form.get("other", "") if choice == OTHER else "",
            )  # fmt: skip
    except (UserError, ReceivablesError) as error:
        return _list(str(error), 409)
    return redirect("/conflicts?done=settled", 303)


def _list(sentence: str = "", status: int = 200, done: str = "") -> Response:
    with snapshot(store()) as connection:
        found = open_conflicts(connection, user(), instant())
    lang = language()
    rows = [_shown(one, lang) for one in found[:_SHOWN]]
    return page(
        "conflicts.html", status, conflicts=rows, is_cut=len(found) > _SHOWN, head="", sentence=sentence, done=done
    )


def _shown(one: dict[str, Any], lang: str) -> dict[str, Any]:
    field = ACCOUNT_FIELDS.get(one["field"])
    is_own = user().name in (one["who"], one["their_author"])
    choices = [(code, both[lang == "en"]) for code, both in field.choices.items()] if field else []
    return {
        **one, "label": (field.label_en if lang == "en" else field.label_fr) if field else one["field"],
        "base": _value(one["field"], one["base"], lang), "mine_shown": _value(one["field"], one["mine"], lang),
        "stands_shown": _value(one["field"], one["stands"], lang), "choices": choices,
        "is_day": bool(field and field.holds == DAY), "most": field.most if field else 200,
        "may_settle": user().may("write") and (user().may("settle") or is_own),
    }  # fmt: skip


def _value(key: str, canonical: str, lang: str) -> str:
    field = ACCOUNT_FIELDS.get(key)
    if field is None or not canonical:
        return canonical
    return day(canonical, lang) if field.holds == DAY else field.shown(canonical, lang)
