"""The server over HTTP: one request, one answer that holds to the contract, or one sentence.

The token goes in a header, never over an unencrypted line to another machine, and to no other address than the one
that was named: redirections and proxies are not followed.
"""

import ipaddress
import json
import os
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from pydantic import ValidationError

from addin.shared_state import Json
from addin.wire import PullAnswer, PushAnswer
from receivables.errors import ReceivablesError
from receivables.texts import shortened

KEYRING_SERVICE, TOKEN_VARIABLE = "relance", "RELANCE_TOKEN"
TIMEOUT_S = 30.0
_TRIES, _LONGEST_WAIT_S = 4, 10.0
_MOST_BYTES = 256 * 1024 * 1024


class ServerError(ReceivablesError):
    """The server cannot be asked, or refuses; a sentence."""


class BatchReusedError(ServerError):
    """The server knows the batch, and it was another one."""


@dataclass(frozen=True)
class Server:
    """Where the server answers, and how to be let in."""

    url: str
    token: str
    ca: Path | None = None
    timeout_s: float = TIMEOUT_S

    def pull(self, cursor: int, epoch: str, workbook: str) -> Json:
        """GET /v1/pull. Raises ServerError."""
        asked = urlencode({"cursor": cursor, "epoch": epoch, "workbook": workbook})
        return self._checked(PullAnswer, self._asked(f"/v1/pull?{asked}", None))

    def push(self, batch: Json) -> Json:
        """POST /v1/push. Raises ServerError, BatchReusedError."""
        return self._checked(PushAnswer, self._asked("/v1/push", json.dumps(batch).encode()))

    def download(self, path: str) -> bytes:
        """Any other address of the server: what it answers. Raises ServerError."""
        return self._asked(path, None)

    def post(self, path: str, body: bytes, kind: str = "application/json") -> Json:
        """What an address of the server answers to a body. Raises ServerError."""
        text = self._asked(path, body, kind)
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise ServerError(f"What answers at {self.url} is no Relance server of this kind.")
        return answer

    def _checked(self, model: type[PullAnswer] | type[PushAnswer], text: bytes) -> Json:
        try:
            answer = model.model_validate_json(text).model_dump()
        except ValidationError as error:
            raise ServerError(f"What answers at {self.url} is no Relance server of this kind.") from error
        if answer["status"] == "upgrade":
            raise ServerError("The server is older than this Relance: have the server brought up to date.")
        return answer

    def _asked(self, path: str, body: bytes | None, kind: str = "application/json") -> bytes:
        """The bytes of the answer; a busy server is asked again a few times."""
        opener = self._opener()
        for left in reversed(range(_TRIES)):
            request = urllib.request.Request(  # noqa: S310 - `server_at` lets http and https through alone
                checked_url(self.url) + path, body, {"Authorization": f"Bearer {self.token}"}
            )
            if body is not None:
                request.add_header("Content-Type", kind)
            try:
                with opener.open(request, timeout=self.timeout_s) as response:
                    return self._read(response)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code != 503 or not left:
                        raise self._refused(error, body is not None) from error
                    time.sleep(_wait(error))
            except (OSError, HTTPException) as error:
                raise self._unreachable(error) from error
        raise AssertionError("unreachable")

    def _read(self, response: Any) -> bytes:
        text = bytes(response.read(_MOST_BYTES + 1))
        if len(text) > _MOST_BYTES:
            raise ServerError(f"The answer of {self.url} is too large.")
        return text

    def _opener(self) -> urllib.request.OpenerDirector:
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except OSError as error:
            raise ServerError(f"The certificate {self.ca} cannot be read.") from error
        handlers = urllib.request.HTTPSHandler(context=context)
        return urllib.request.build_opener(handlers, urllib.request.ProxyHandler({}), _NoRedirect())

    def _refused(self, error: urllib.error.HTTPError, is_push: bool) -> ServerError:
        sentence = _sentence(error)
        if error.code == 401:
            return ServerError(f"The server at {self.url} does not take the token: ask for a new one.")
        if error.code == 409 and is_push:
            return BatchReusedError(sentence or "The server knows this batch as another one.")
        if error.code == 426:
            return ServerError("This Relance is too old for the server: bring it up to date.")
        if error.code in (403, 404, 409, 503, 413, 429) and sentence:
            return ServerError(f"The server at {self.url} refuses: {sentence}")
        return ServerError(f"The server at {self.url} answers with error {error.code}; is it a Relance server?")

    def _unreachable(self, error: Exception) -> ServerError:
        cause = getattr(error, "reason", error)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ServerError(f"The certificate of {self.url} is not known here: name its authority with --ca.")
        if isinstance(cause, ssl.SSLError):
            return ServerError(f"No encrypted line to {self.url} could be made; is it https?")
        told = getattr(cause, "strerror", None) or shortened(str(cause), 80) or type(cause).__name__
        return ServerError(f"The server at {self.url} does not answer: {str(told).rstrip('.')}.")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer like another: the token goes nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def server_at(url: str, token_file: Path | None = None, ca: Path | None = None) -> Server:
    """The server at a URL, with the token of a file, of RELANCE_TOKEN, or of the system's keyring, in this order.

    Raises ServerError.
    """
    url = checked_url(url)
    token = _of_file(token_file) if token_file else os.environ.get(TOKEN_VARIABLE, "").strip() or _of_keyring(url)
    if not token:
        raise ServerError(
            f"There is no token for {url}: keep one with « relance token keep », or set {TOKEN_VARIABLE}."
        )
    return Server(url, checked_token(token), ca)


def checked_url(url: str) -> str:
    """The URL in one way. Raises ServerError where the token would go over an open line, or nowhere."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ServerError(f"« {shortened(url, 80)} » is no address of a server.") from error
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or parts.query or parts.fragment:
        raise ServerError(f"« {shortened(url, 80)} » is no address of a server, such as https://office:8765.")
    if parts.scheme == "http" and not _is_here(host):
        raise ServerError("The token would go over an open line: the server needs https.")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def checked_token(token: str) -> str:
    """A token without line ends nor blanks. Raises ServerError."""
    token = token.strip()
    if not (token.isascii() and token.isprintable() and 8 <= len(token) <= 500 and " " not in token):
        raise ServerError("The token is none: it is one word of letters and digits.")
    return token


def has_token(url: str) -> bool:
    """Whether a token for a URL is to be found here. Raises ServerError."""
    return bool(os.environ.get(TOKEN_VARIABLE, "").strip() or _of_keyring(checked_url(url)))


def keep_token(url: str, token: str) -> None:
    """Put a token into the system's keyring. Raises ServerError."""
    import keyring  # noqa: PLC0415 - it looks for back ends at import
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        keyring.set_password(KEYRING_SERVICE, checked_url(url), checked_token(token))
    except KeyringError as error:
        raise ServerError(f"This system has no keyring that takes the token: use --token-file ({error}).") from error


def _of_keyring(url: str) -> str:
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(KEYRING_SERVICE, url) or ""
    except (KeyringError, RuntimeError):
        return ""


def _of_file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as lines:
            return lines.readline(2_000)
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(f"The token file {path} cannot be read.") from error


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        told = json.loads(error.read(100_000))["error"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return shortened(str(told), 300)


def _wait(error: urllib.error.HTTPError) -> float:
    told = error.headers.get("Retry-After", "1")
    return min(float(told), _LONGEST_WAIT_S) if told.isdecimal() else 1.0
