"""`relance serve --https` before real TLS clients: certificates trusted or not, slow and broken clients."""

import datetime as dt
import json
import os
import socket
import ssl
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from flask import Flask
from waitress.server import create_server

from server.api.certificates import FILE_NAME, home_certificate, make_certificate
from server.api.listening import beside, bound
from server.api.tls import given_encryption
from server.errors import UserError
from server.home_files import HTTPS_KEY
from tests import https_service
from tests.conftest import Command
from tests.https_service import HttpsService

pytestmark = pytest.mark.costly

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
CALL = json.dumps({"calls": [{"function": "AR_DAYS_OVERDUE", "arguments": [46053, 46060]}]})


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsService]:
    """A service on loopback with a certificate of its own."""
    with https_service.running(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def client(service: HttpsService) -> Iterator[HTTPSConnection]:
    """A program that trusts that certificate and nothing else."""
    with service.client() as connection:
        yield connection


def _post(client: HTTPSConnection, body: str = CALL) -> list[dict[str, object]]:
    client.request("POST", "/v1/functions", body, {"Content-Type": "application/json"})
    reply = client.getresponse()
    assert reply.status == 200
    found: list[dict[str, object]] = json.loads(reply.read())["results"]
    return found


# -- encrypted ---------------------------------------------------------------------------------------------------------


def test_a_client_that_trusts_the_certificate_is_answered(client: HTTPSConnection) -> None:
    """Several times on one connection, over TLS 1.2 or newer."""
    for _ in range(3):
        assert _post(client) == [{"value": 7.0, "message": ""}]
    assert client.sock.version() in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_certificate_is_for_this_machine_alone(service: HttpsService, host: str) -> None:
    """By name and by number; for another name it is refused."""
    context = service.trusting()
    with socket.create_connection(service.address) as plain, \
            context.wrap_socket(plain, server_hostname=host) as held:  # fmt: skip
        assert held.getpeercert()
    with socket.create_connection(service.address) as plain, \
            pytest.raises(ssl.SSLCertVerificationError):  # fmt: skip
        context.wrap_socket(plain, server_hostname="relance.example.com")


def test_nobody_trusts_it_unasked(service: HttpsService) -> None:
    """Trust is the user's to give."""
    with socket.create_connection(service.address) as plain, \
            pytest.raises(ssl.SSLCertVerificationError):  # fmt: skip
        ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")


def test_a_client_that_says_nothing_stops_nobody(service: HttpsService, client: HTTPSConnection) -> None:
    """Connected, no handshake; one that speaks plain HTTP; one that goes away in the middle."""
    with socket.create_connection(service.address), socket.create_connection(service.address) as plain:
        plain.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        half = service.trusting().wrap_socket(socket.create_connection(service.address), server_hostname="localhost")
        half.sendall(b"POST /v1/functions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        half.close()
        assert _post(client) == [{"value": 7.0, "message": ""}]


def test_long_columns_go_through_both_ways(client: HTTPSConnection) -> None:
    """200,000 cells: more than a piece, more than a buffer."""
    column = [[46053 - at % 500] for at in range(200_000)]
    body = json.dumps({"calls": [{"function": "AR_DAYS_OVERDUE", "arguments": [column, 46053]}]})
    (result,) = _post(client, body)
    assert result["value"] == [[at % 500] for at in range(200_000)]


def test_a_connection_that_asks_to_be_closed_is_closed(service: HttpsService) -> None:
    """After the whole answer."""
    with socket.create_connection(service.address) as plain, \
            service.trusting().wrap_socket(plain, server_hostname="localhost") as held:  # fmt: skip
        host = service.url.removeprefix("https://")
        held.sendall(f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: held.recv(4096), b""))
    assert json.loads(received.partition(b"\r\n\r\n")[2])["status"] == "ok"


def test_it_ends_well_while_clients_are_there(tmp_path: Path) -> None:
    """Ctrl-C: exit code 0, nothing on standard error (`running` checks both)."""
    with https_service.running(tmp_path / "home") as service, \
            socket.create_connection(service.address), \
            service.trusting().wrap_socket(
                socket.create_connection(service.address), server_hostname="localhost"
            ) as held:  # fmt: skip
        assert held.version()


# -- certificates ------------------------------------------------------------------------------------------------------


def test_the_same_certificate_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    """Trusted once, trusted at the next start."""
    certificate, key, is_new = home_certificate(tmp_path, (), NOW)
    held = certificate.read_bytes(), key.read_bytes()
    assert is_new
    assert home_certificate(tmp_path, ("localhost",), NOW + dt.timedelta(days=700)) == (certificate, key, False)
    assert (certificate.read_bytes(), key.read_bytes()) == held
    if os.name == "posix":
        assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("names", "days"), [((), 771), (("10.0.0.5",), 0), (("compta.example.com",), 0)])
def test_a_new_one_is_made_when_it_runs_out_or_names_too_few(tmp_path: Path, names: tuple[str, ...], days: int) -> None:
    """800 days, less 30."""
    home_certificate(tmp_path, (), NOW)
    path, _, is_new = home_certificate(tmp_path, names, NOW + dt.timedelta(days=days))
    named = x509.load_pem_x509_certificate(path.read_bytes()).extensions
    told = {str(name.value) for name in named.get_extension_for_class(x509.SubjectAlternativeName).value}
    assert is_new
    assert told == {"localhost", "127.0.0.1", "::1", *names}


def test_it_can_sign_no_other_and_lives_as_long_as_apple_allows() -> None:
    """Stolen, it is this service and nothing else; 825 days at most."""
    certificate, _ = make_certificate(["localhost"], NOW)
    held = x509.load_pem_x509_certificate(certificate)
    assert not held.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not held.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    assert held.not_valid_after_utc - held.not_valid_before_utc <= dt.timedelta(days=825)


def test_a_file_that_is_no_certificate_is_left_alone(tmp_path: Path) -> None:
    """One sentence, nothing overwritten."""
    home_certificate(tmp_path, (), NOW)
    (tmp_path / FILE_NAME).write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="holds no certificate"):
        home_certificate(tmp_path, (), NOW)
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("is_one_file", [True, False])
def test_a_given_certificate_is_shown(tmp_path: Path, is_one_file: bool) -> None:
    """Of the company's own authority; nothing is made in the home."""
    certificate, key, _ = home_certificate(tmp_path, (), dt.datetime.now(dt.UTC))
    both = tmp_path / "both.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    options = ("--certificate", both) if is_one_file else ("--certificate", certificate, "--key", key)
    with https_service.running(tmp_path / "home", *map(str, options)) as service, service.client() as client:
        assert _post(client)
    assert not (tmp_path / "home" / HTTPS_KEY).exists()


def test_files_that_do_not_serve_are_refused_in_a_sentence(tmp_path: Path) -> None:
    """Missing, no PEM, without its key, another's key, a key with a password (nobody is asked for it), a folder."""
    (tmp_path / "other").mkdir()
    certificate, key, _ = home_certificate(tmp_path, (), NOW)
    _, other, _ = home_certificate(tmp_path / "other", (), NOW)
    locked = tmp_path / "locked.pem"
    secret = load_pem_private_key(key.read_bytes(), None)
    locked.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))
    given = [(tmp_path / "no.pem", None), (key, None), (certificate, None), (certificate, other), (certificate, locked),
             (tmp_path, None)]  # fmt: skip
    for pair in given:
        with pytest.raises(UserError, match="cannot be used for HTTPS"):
            given_encryption(*pair)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--https", "--certificate", "no.pem"), "cannot be used for HTTPS"),
        (("--certificate", "no.pem"), "goes with --https"),
        (("--https", "--key", "no.pem"), "goes with --https"),
    ],
)
def test_the_command_ends_with_one_sentence(relance: Command, options: tuple[str, ...], sentence: str) -> None:
    """Exit code 2, and the port is not kept."""
    done = relance("serve", "--port", "0", *options)
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1)
    assert sentence in done.stderr


def test_what_answers_beside_ends_in_its_own_thread() -> None:
    """Closed from another, one in ten failed over a socket that was gone (a thread's fault fails this test)."""
    for number in range(60):
        (inner,) = bound("127.0.0.1", 0)
        place = inner.getsockname()
        with beside(create_server(Flask("empty"), sockets=[inner], threads=1)):
            callers = [socket.create_connection(place, 5) for _ in range(3)]
            for one in callers:
                one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.002 * (number % 5))
            for one in callers:
                one.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(place, 5)
