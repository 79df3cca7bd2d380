"""Signing in to the pages: with a password, or at an identity provider; and signing out."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from server import oidc as provider_flow
from server import passwords
from server.api import limits, signed_in
from server.api.context import store
from server.api.limits import Buckets
from server.api.page_texts import TEXTS
from server.api.pages import language, page
from server.api.peers import address
from server.clock import instant
from server.errors import UserError
from server.oidc import Provider
from server.store import audit
from server.store import users as user_store
from server.store.database import reading, sharing

login = Blueprint("login", __name__)

_FLOW, _FLOW_S = "relance-oidc", 600
_TRIED = Buckets(limits.OF_PASSWORD)


@login.get("/login")
def form() -> Response:
    """The page to sign in."""
    return _form(next_page=_inside(request.args.get("next", "/")))


@login.post("/login")
def sign_in() -> BaseResponse:
    """With name and password. An unknown name takes as long as a wrong password, and is answered the same."""
    name, password = request.form.get("name", "")[:200], request.form.get("password", "")
    after = _inside(request.form.get("next", "/"))
    if max(_TRIED.wait(f"a {address()}"), _TRIED.wait(f"n {name.casefold()}")):
        return _form("too_many", 429, after)
    with reading(store()) as connection:
        row = user_store.find(connection, name)
    if not passwords.is_right(password, row.password if row and row.is_active else "") or row is None:
        _note(name if row else "", "sign_in_refused")
        return _form("wrong", 401, after)
    return _begun(row, after)


@login.post("/logout")
def sign_out() -> BaseResponse:
    """The session ends here, not in the browser alone."""
    with sharing(store()) as connection:
        user_store.end_sessions(connection, instant(), g.session.kept)
    response = redirect("/login", 303)
    response.delete_cookie(signed_in.cookie_name(), secure=signed_in.is_secure(), httponly=True, samesite="Lax")
    return response


@login.get("/login/oidc")
def oidc() -> BaseResponse:
    """To the identity provider."""
    try:
        url, held = provider_flow.start(_provider(), _back())
    except UserError:
        return _form("provider_failed", 502)
    response = redirect(url, 303)
    response.set_cookie(
        _FLOW, _signer().dumps(held), max_age=_FLOW_S, path="/login/oidc", secure=signed_in.is_secure(), httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return response


@login.get("/login/oidc/back")
def oidc_back() -> BaseResponse:
    """Back from it: whoever it says this is, where we know them by that word."""
    try:
        held = _signer().loads(request.cookies.get(_FLOW, ""), max_age=_FLOW_S)
        subject = provider_flow.subject(_provider(), _back(), held, request.url)
    except (BadSignature, UserError):
        return _form("provider_failed", 401)
    with reading(store()) as connection:
        row = user_store.find_subject(connection, subject)
    response = _form("no_person", 403) if row is None else _begun(row, "/")
    response.delete_cookie(_FLOW, path="/login/oidc")
    return response


def _begun(row: user_store.UserRow, after: str) -> BaseResponse:
    """Signed in; the cookie is a new one each time. The browser goes on by itself: a redirection from another site's
    answer would not send a strict cookie, and Lax does."""
    secret = signed_in.begin(row)
    _note(row.name, "signed_in")
    response = redirect(after, 303)
    response.set_cookie(
        signed_in.cookie_name(), secret, max_age=int(signed_in.LIFE.total_seconds()), path="/",
        secure=signed_in.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def _form(trouble: str = "", status: int = 200, next_page: str = "/") -> Response:
    provider: Provider | None = current_app.extensions["relance.oidc"]
    told = TEXTS[language()][trouble] if trouble else ""
    label = provider.label if provider else ""
    return make_response(page("login.html", status, trouble=told, next=next_page, provider=label))


def _inside(path: str) -> str:
    """A page of ours to go on to, never another site's (`//evil`, `/\\evil`)."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours and len(path) < 500 else "/"


def _provider() -> Provider:
    provider: Provider | None = current_app.extensions["relance.oidc"]
    if provider is None:
        raise NotFound
    return provider


def _back() -> str:
    return f"{current_app.config['RELANCE_SCHEME']}://{request.host}/login/oidc/back"


def _signer() -> Any:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_FLOW, serializer=json)


def _note(name: str, what: str) -> None:
    with sharing(store()) as connection:
        audit.append(connection, instant(), name, what, "", {"address": address()})
