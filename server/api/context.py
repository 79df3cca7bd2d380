"""What a route asks of the service around it: the store, who asks, what they sent, what time it is."""

from typing import TypeVar, cast

from flask import current_app, g
from pydantic import BaseModel
from sqlalchemy import Engine

from server.api.opened import OpenedStore
from server.rights import User

_Model = TypeVar("_Model", bound=BaseModel)


def store() -> Engine:
    """The store; answers 503 where it cannot be opened."""
    return opened_store().engine()


def opened_store() -> OpenedStore:
    """The store as the service holds it."""
    return cast("OpenedStore", current_app.extensions["relance.store"])


def user() -> User:
    """Who asks; only where the guard let somebody in (any operation with a right)."""
    return cast("User", g.user)


def sent(model: type[_Model]) -> _Model:
    """The body, or the query of a GET, as the operation's model: the guard has checked it."""
    if not isinstance(g.sent, model):
        raise TypeError(f"the operation takes no {model.__name__}")
    return g.sent
