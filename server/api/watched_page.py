"""GET /watched: the folder the nightly export comes into, and what became of its files."""

from flask import Blueprint, Response, current_app

from server.api.context import store
from server.api.pages import page
from server.api.ticker import Ticker
from server.store import watched as watched_store
from server.store.database import snapshot

watched_page = Blueprint("watched_page", __name__)

_SHOWN = 50


@watched_page.get("/watched")
def show() -> Response:
    """The settings, the last look, the files taken or refused."""
    ticker: Ticker | None = current_app.extensions["relance.ticker"]
    with snapshot(store()) as connection:
        files = watched_store.last(connection, _SHOWN)
    return page(
        "watched.html", files=files, watched=ticker.watched if ticker else None,
        looked=ticker.looked if ticker else None,
    )  # fmt: skip
