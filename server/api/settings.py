"""What the service is told when it starts."""

from dataclasses import dataclass

#: A sheet of 50,000 invoices is about 2 MB.
MOST_BYTES = 64 * 1024 * 1024
DEFAULT_PORT = 8765


@dataclass(frozen=True)
class ServiceSettings:
    """Where the service answers, and whom.

    names: hosts a request may name, without their port; none are checked where it is empty
    token: what a request must bear; None on loopback | most_bytes: the largest body read
    """

    port: int
    names: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    token: str | None = None
    scheme: str = "http"
    most_bytes: int = MOST_BYTES

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers that are this service: names with the port, which is left out where it is the scheme's."""
        usual = {"http": 80, "https": 443}[self.scheme]
        bare = self.names if self.port == usual else ()
        return frozenset({*(f"{name}:{self.port}" for name in self.names), *bare})
