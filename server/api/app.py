"""The application: one factory."""

from flask import Flask

from server.api.faults import answer_faults
from server.api.functions import functions
from server.api.guard import guard
from server.api.office import office
from server.api.settings import ServiceSettings


def create_app(settings: ServiceSettings) -> Flask:
    """The service as a WSGI application; it holds no state."""
    app = Flask("relance", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.most_bytes
    guard(app, settings)
    answer_faults(app)
    app.register_blueprint(functions)
    app.register_blueprint(office)
    return app
