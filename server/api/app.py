"""The application: one factory."""

import secrets

from flask import Flask

from server.api.anchors import anchor_after
from server.api.call_page import call_page
from server.api.campaigns import campaigns
from server.api.campaigns_page import campaigns_page
from server.api.conflicts_page import conflicts_page
from server.api.documents import documents
from server.api.faults import answer_faults
from server.api.functions import functions
from server.api.guard import guard
from server.api.home import home
from server.api.imports_page import imports_page
from server.api.login import login
from server.api.office import office
from server.api.opened import OpenedStore
from server.api.pages import pages
from server.api.people_page import people_page
from server.api.settings import ServiceSettings
from server.api.sync import sync
from server.api.ticker import Ticker
from server.api.uploads import uploads
from server.api.watched_page import watched_page
from server.api.workbook import workbook
from server.overview import AgedBalances


def create_app(
    settings: ServiceSettings, store: OpenedStore | None = None, ticker: Ticker | None = None
) -> Flask:  # fmt: skip
    """The service as a WSGI application; without a store it computes functions, and the rest answers 503."""
    app = Flask("relance", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.most_bytes
    app.config["RELANCE_SCHEME"] = settings.scheme
    app.secret_key = secrets.token_bytes(32)  # signs what a browser brings back from the identity provider, no more
    app.extensions["relance.store"] = store or OpenedStore(None)
    app.extensions["relance.oidc"] = settings.oidc
    app.extensions["relance.ticker"] = ticker
    app.extensions["relance.aged"] = AgedBalances()
    guard(app, settings)
    answer_faults(app)
    anchor_after(app)
    for one in (functions, office, documents, pages, login, sync, workbook, uploads, campaigns):
        app.register_blueprint(one)
    for one in (home, imports_page, conflicts_page, campaigns_page, call_page, people_page, watched_page):
        app.register_blueprint(one)
    return app
