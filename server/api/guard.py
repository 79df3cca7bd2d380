"""Who may ask what: every request is checked before its body is read.

This machine's own programs compute functions without more; everything else below /v1 needs a person's token, a page
needs a session. Never answered: a page of another site.
"""

import hmac
import re
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Forbidden, ServiceUnavailable, TooManyRequests, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from server import passwords
from server.api import limits, signed_in
from server.api.limits import Buckets
from server.api.operations import LOCAL, OPERATIONS, PUBLIC, Operation
from server.api.peers import address
from server.api.reading import read
from server.api.settings import ServiceSettings
from server.rights import User

FUNCTIONS_RULE = OPERATIONS["functions.answer_functions"].rule
_MOST_KNOWN = 10_000
_PORT = re.compile(r":\d{1,5}\Z")


class Guard:
    """The checks of one application, with what it counts."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._addresses, self._tokens = Buckets(limits.OF_ADDRESS), Buckets(limits.OF_TOKEN)
        self._known: set[str] = set()  # SHA-256 of tokens that were good: their bodies are read without asking first

    def check(self) -> BaseResponse | None:
        """Let a request through, with `g.user` and `g.sent`; or send a browser to the page where one signs in."""
        _check_host(self._settings)
        _check_origin(self._settings)
        _within(self._addresses, address())
        operation = OPERATIONS.get(request.endpoint or "")
        if request.endpoint is not None and operation is None:
            raise Forbidden("This address answers nobody.")  # a route nobody declared
        if operation is not None and operation.is_page:
            return self._check_page(operation)
        self._check_token(operation)
        if operation is not None:
            request.max_content_length = min(operation.most_bytes, self._settings.most_bytes)
            if operation.takes and not operation.reads_itself:
                g.sent = read(operation, operation.takes)
        return None

    def refuses_unread(self, path: str, authorization: str) -> bool:
        """Whether a request will be refused for want of a token, whatever its body: asked before that is read."""
        is_functions = path == FUNCTIONS_RULE
        if not path.startswith("/v1/") or (is_functions and self._settings.token is None):
            return False
        told = _bearer(authorization)
        if is_functions and self._is_home_token(told):
            return False
        try:
            return passwords.kept(told) not in self._known and signed_in.owner(told) is None
        except (ServiceUnavailable, SQLAlchemyError):
            return False  # the application says it better

    def _check_page(self, operation: Operation) -> BaseResponse | None:
        request.max_content_length = min(operation.most_bytes, self._settings.most_bytes)
        session = signed_in.current()
        if session is None:
            if operation.right == PUBLIC:
                return None
            if request.method == "GET":
                return redirect(f"/login?next={quote(request.path)}", 303)
            raise Unauthorized("Sign in first.")
        g.session, g.user = session, session.user
        if operation.right == PUBLIC:
            return None
        _check_right(session.user, operation.right)
        if request.method != "GET":
            signed_in.check_form(session)
        return None

    def _check_token(self, operation: Operation | None) -> None:
        """No operation: an address or a method there is not, which below /v1 is nobody's to know without a token."""
        is_local = self._settings.token is None
        right = operation.right if operation else ""
        if right == PUBLIC or (right == LOCAL and is_local):
            return
        if operation is None and is_local and (request.path == FUNCTIONS_RULE or not request.path.startswith("/v1/")):
            return
        told = _bearer(request.headers.get("Authorization", ""))
        if right in (LOCAL, "") and self._is_home_token(told):
            return
        user = signed_in.bearer(told)
        if user is None:
            self._known.discard(passwords.kept(told))
            raise Unauthorized("This service asks for its token: Authorization: Bearer TOKEN.")
        _within(self._tokens, passwords.kept(told))
        if len(self._known) < _MOST_KNOWN:
            self._known.add(passwords.kept(told))
        g.user = user
        if right:
            _check_right(user, "functions" if right == LOCAL else right)

    def _is_home_token(self, told: str) -> bool:
        known = self._settings.token
        return known is not None and hmac.compare_digest(told.encode(), known.encode())


def guard(app: Flask, settings: ServiceSettings) -> None:
    """Check every request of an application; let no answer be kept, framed or taken for something else."""
    app.extensions["relance.guard"] = one = Guard(settings)
    app.before_request(one.check)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _bearer(authorization: str) -> str:
    scheme, _, told = authorization.partition(" ")
    return told.strip() if scheme.lower() == "bearer" else ""


def _check_host(settings: ServiceSettings) -> None:
    """A site that points its own name at this machine (DNS rebinding) still sends that name.

    The port is not looked at: behind a forwarded port it is another, and no name of ours is a site's.
    """
    name = _PORT.sub("", request.headers.get("Host", "").lower())
    if settings.names and name not in settings.names:
        raise Forbidden("This service answers to its own address only.")


def _check_origin(settings: ServiceSettings) -> None:
    """A browser says which page asks; programs that are none say nothing."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"{settings.scheme}://{request.headers.get('Host', '').lower()}":
        raise Forbidden("This service answers no page of another site.")


def _check_right(user: User, right: str) -> None:
    if not user.may(right):
        raise Forbidden(f"The role {user.role} may not do this.")


def _within(buckets: Buckets, key: str) -> None:
    wait = buckets.wait(key)
    if wait:
        raise TooManyRequests("Too many requests: wait a little.", retry_after=max(1, round(wait)))
