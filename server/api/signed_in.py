"""Who somebody is: by a token's or a session's secret, of which the store has only the SHA-256."""

import datetime as dt
import hmac
from dataclasses import dataclass

from flask import current_app, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import Forbidden

from server import passwords
from server.api.context import store
from server.clock import instant
from server.rights import User
from server.store import users as user_store
from server.store.database import reading, sharing

LIFE = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Session:
    """Somebody signed in on a page. csrf: what every form of theirs sends along; kept: SHA-256 of the secret."""

    user: User
    csrf: str
    kept: str


def bearer(told: str) -> User | None:
    """The person of a token; None where it is unknown, revoked, or its person no longer active: the same to all."""
    found = owner(told)
    if found is None:
        return None
    token_id, used_on, person = found
    today = instant()[:10]
    if used_on != today:
        _note_use(token_id, today)
    return person


def owner(told: str) -> tuple[int, str, User] | None:
    """Of a token that lives: its id, the day of its last use, its person."""
    if not passwords.is_token(told):
        return None
    with reading(store()) as connection:
        found = user_store.token_owner(connection, passwords.kept(told))
        return None if found is None else (found[0], found[1], user_store.as_user(connection, found[2]))


def current() -> Session | None:
    """The session of the request's cookie."""
    secret = request.cookies.get(cookie_name(), "")
    if not secret:
        return None
    kept = passwords.kept(secret)
    with reading(store()) as connection:
        found = user_store.session_owner(connection, kept, instant())
        return None if found is None else Session(user_store.as_user(connection, found[1]), found[0], kept)


def begin(row: user_store.UserRow) -> str:
    """A new session; its secret, for the cookie."""
    secret, now = passwords.new_secret(), dt.datetime.now(dt.UTC)
    with sharing(store()) as connection:
        user_store.end_sessions(connection, instant())
        until = (now + LIFE).isoformat(timespec="milliseconds")
        user_store.add_session(connection, passwords.kept(secret), row.id, passwords.new_secret(), until)
    return secret


def check_form(session: Session) -> None:
    """A form another site made does not know the session's word."""
    told = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(told.encode(), session.csrf.encode()):
        raise Forbidden("This form is too old: go back, load the page again, and send it once more.")


def is_secure() -> bool:
    """Whether browsers reach the service over HTTPS."""
    return bool(current_app.config["RELANCE_SCHEME"] == "https")


def cookie_name() -> str:
    """`__Host-`: no other name of the domain can set it."""
    return "__Host-relance" if is_secure() else "relance-session"


def _note_use(token_id: int, day: str) -> None:
    """Once a day; a store that is busy just now is no reason to refuse."""
    try:
        with sharing(store()) as connection:
            user_store.token_used(connection, token_id, day)
    except DBAPIError:
        return
