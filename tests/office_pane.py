"""The task pane of a running service in a real Chromium; only Microsoft's office.js is played, under its address."""

import base64
import contextlib
import datetime as dt
import functools
import hashlib
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.api.certificates import make_certificate
from tests import browser
from tests.browser import Browser
from tests.https_service import HttpsService
from tests.office_host import SCRIPTS

MICROSOFT = "appsforoffice.microsoft.com"
#: As wide as Excel opens a task pane.
WIDTH, HEIGHT = 360, 900


@contextlib.contextmanager
def opened(service: HttpsService, room: Path) -> Iterator[Browser]:
    """The page as Excel opens it; the browser trusts the service's certificate and knows no other address."""
    with _microsoft(room / "microsoft") as (port, certificate):
        trusted = ",".join(map(_fingerprint, (service.certificate, certificate)))
        rules = f"MAP {MICROSOFT}:443 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
        flags = (f"--ignore-certificate-errors-spki-list={trusted}", f"--host-resolver-rules={rules}")
        with browser.running(room / "profile", *flags) as window:
            window.resize(WIDTH, HEIGHT)
            window.open(f"{service.url}/office/taskpane.html")
            yield window


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def _microsoft(folder: Path) -> Iterator[tuple[int, Path]]:
    """Port and certificate of a server that has one file, our office.js, under Microsoft's name."""
    hosted = folder / "lib" / "1" / "hosted"
    hosted.mkdir(parents=True)
    (hosted / "office.js").write_bytes((SCRIPTS / "office.js").read_bytes())
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    for path, content in zip((certificate, key), make_certificate([MICROSOFT], dt.datetime.now(dt.UTC)), strict=True):
        path.write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder))) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], certificate
        finally:
            server.shutdown()
            thread.join()


def _fingerprint(path: Path) -> str:
    """What Chromium knows a certificate by: the hash of its public key."""
    key = x509.load_pem_x509_certificate(path.read_bytes()).public_key()
    told = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(told).digest()).decode()
