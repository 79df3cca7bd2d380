"""The spool of the running service: where files wait between their summary and a person's decision."""

from typing import cast

from flask import current_app
from werkzeug.exceptions import ServiceUnavailable

from server.api.context import opened_store
from server.imports.spool import Spool


def spool() -> Spool:
    """The home's; answers 503 where the service has no home to keep files in."""
    home = opened_store().home
    if home is None:
        raise ServiceUnavailable("This service has no folder to keep files in.")
    return cast("Spool", current_app.extensions.setdefault("relance.spool", Spool(home)))
