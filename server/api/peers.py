"""Which machine asks: where TLS ends in front of the service, the connection itself is always this machine's."""

from flask import request

#: Port of the inner connection -> address of the client, kept by `tls` as long as the connection lives.
PEERS: dict[int, str] = {}


def address() -> str:
    """Address of whoever asks."""
    near = request.remote_addr or ""
    port = request.environ.get("REMOTE_PORT", "")
    return PEERS.get(int(port), near) if str(port).isdigit() else near
