"""What the service is told when it starts."""

from dataclasses import dataclass

from server.oidc import Provider

#: A sheet of 50,000 invoices is about 2 MB.
MOST_BYTES = 64 * 1024 * 1024
#: A form around a file of `uploads.MOST_BYTES`; waitress takes twice MOST_BYTES.
MOST_UPLOAD = 101_000_000
DEFAULT_PORT = 8765


@dataclass(frozen=True)
class ServiceSettings:
    """Where the service answers, and whom.

    names: hosts a request may name, without their port; none are checked where it is empty
    token: what a program must bear to compute functions; None on loopback | most_bytes: the largest body read
    oidc: where people of the page may sign in, beside their password
    """

    port: int
    names: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    token: str | None = None
    scheme: str = "http"
    most_bytes: int = MOST_BYTES
    oidc: Provider | None = None
