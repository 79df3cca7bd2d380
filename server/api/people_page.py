"""People on pages: added, changed, given tokens, by an administrator."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from server import users
from server.api.context import store, user
from server.api.pages import page, told
from server.clock import instant
from server.errors import UserError
from server.rights import ROLES
from server.store.database import sharing, snapshot

people_page = Blueprint("people_page", __name__)

_MOST_LABEL = 80
_Form = Mapping[str, str]


@people_page.get("/users")
def show() -> Response:
    """Everybody, with their tokens."""
    return _list(done=told())


@people_page.post("/users")
def add() -> BaseResponse:
    """Add a person."""
    form = request.form
    if not _says_which(form):
        return _list("people.which", status=422)
    return _changed("saved", lambda connection: users.add_user(
        connection, form.get("name", ""), form.get("role", ""), portfolio=_numbers(form), company=_company(form),
        password=form.get("password") or None, subject="", at=instant(), who=user().name,
    ))  # fmt: skip


@people_page.post("/users/change")
def change() -> BaseResponse:
    """Role, accounts, password, disable or enable: what the button of the form says."""
    form = request.form
    act, name = form.get("act", ""), form.get("name", "")
    if act in ("role", "disable") and name == user().name:
        return _list("people.oneself", status=409)
    if act == "portfolio" and not _says_which(form):
        return _list("people.which", status=422)
    made = _ACTS.get(act)
    return _list(status=422) if made is None else _changed("saved", lambda connection: made(connection, name, form))


@people_page.post("/users/token")
def new_token() -> BaseResponse:
    """A token, shown on this answer alone."""
    label = " ".join(request.form.get("label", "").split())[:_MOST_LABEL]
    try:
        if not label.isprintable():
            raise UserError("What a token is for is written on one line.")
        with sharing(store()) as connection:
            given = users.new_token(connection, request.form.get("name", ""), label, instant(), user().name)
    except UserError as error:
        return _list(sentence=str(error), status=422)
    return _list(token=given)


@people_page.post("/users/revoke")
def revoke() -> BaseResponse:
    """End a token."""
    number = request.form.get("token", "")
    token = int(number) if number.isdecimal() and len(number) < 10 else -1
    return _changed("revoked", lambda connection: users.revoke_token(connection, token, instant(), user().name))


def _changed(done: str, make: Callable[[Connection], object]) -> BaseResponse:
    try:
        with sharing(store()) as connection:
            make(connection)
    except UserError as error:
        return _list(sentence=str(error), status=422)
    return redirect(f"/users?done={done}", 303)


def _list(
    head: str = "", sentence: str = "", status: int = 200, done: str = "", token: dict[str, Any] | None = None
) -> Response:
    with snapshot(store()) as connection:
        people, tokens = users.user_rows(connection), users.token_rows(connection, None)
    living: dict[str, list[dict[str, Any]]] = {one["name"]: [] for one in people}
    for one in tokens:
        if not one["is_revoked"]:
            living[one["user"]].append(one)
    return page(
        "people.html", status, people=people, tokens=living, roles=list(ROLES), head=head, sentence=sentence, done=done,
        token=token,
    )  # fmt: skip


def _numbers(form: _Form) -> list[str] | None:
    return [line.strip() for line in form.get("accounts", "").splitlines() if line.strip()] or None


def _says_which(form: _Form) -> bool:
    """Whether a form names accounts, or says that all are meant: a form left empty is not to open every account."""
    return (_numbers(form) is None) == (form.get("all") == "yes")


def _company(form: _Form) -> str | None:
    return form.get("company", "").strip() or None


#: What the button of a form says -> what is done to a person.
_ACTS: dict[str, Callable[[Connection, str, _Form], object]] = {
    "role": lambda to, name, form: users.set_role(to, name, form.get("role", ""), instant(), user().name),
    "disable": lambda to, name, _: users.set_active(to, name, False, instant(), user().name),
    "enable": lambda to, name, _: users.set_active(to, name, True, instant(), user().name),
    "password": lambda to, name, form: users.set_password(to, name, form.get("password", ""), instant(), user().name),
    "portfolio": lambda to, name, form: users.set_portfolio(
        to, name, _numbers(form), _company(form), instant(), user().name
    ),
}
