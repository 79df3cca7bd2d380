"""Who may ask: this machine's own programs without more, others with a token; never a page of another site."""

import hmac

from flask import Flask, request
from werkzeug.exceptions import Forbidden, Unauthorized

from server.api.settings import ServiceSettings

#: Endpoints and blueprints that are answered without a token: they tell nothing of anybody.
PUBLIC = frozenset({"functions.health", "office"})


def guard(app: Flask, settings: ServiceSettings) -> None:
    """Check every request before it is read."""

    @app.before_request
    def check() -> None:
        _check_host(settings)
        _check_origin(settings)
        if settings.token is not None and not {request.endpoint, request.blueprint} & PUBLIC:
            _check_token(settings.token)


def _check_host(settings: ServiceSettings) -> None:
    """A site that points its own name at this machine (DNS rebinding) still sends that name."""
    if settings.names and request.headers.get("Host", "").lower() not in settings.hosts:
        raise Forbidden("This service answers to its own address only.")


def _check_origin(settings: ServiceSettings) -> None:
    """A browser says which page asks; programs that are none say nothing."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"{settings.scheme}://{request.headers.get('Host', '').lower()}":
        raise Forbidden("This service answers no page of another site.")


def _check_token(token: str) -> None:
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    is_right = hmac.compare_digest(told.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not is_right:
        raise Unauthorized("This service asks for its token: Authorization: Bearer TOKEN.")
