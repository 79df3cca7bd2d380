"""relance serve: the shared office over HTTP, and the worksheet functions of LibreOffice and Office.js."""

import datetime as dt
import logging
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from server.api.app import create_app
from server.api.listening import bound, close, is_loopback, serve
from server.api.opened import OpenedStore
from server.api.settings import DEFAULT_PORT, ServiceSettings
from server.api.ticker import Ticker
from server.api.tls import Encryption, given_encryption, own_encryption, serve_tls
from server.api.tokens import home_token
from server.commands.options import FILE, for_all_option
from server.configuration import read_configuration
from server.console import LOG_NAME, Settings, answer, command
from server.errors import UserError
from server.home_files import SERVICE_TOKEN

_HOW_TO_TRUST = "relance addin office tells how"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: a free one.")
@click.option(
    "--https", "--tls", "is_https", is_flag=True, help="Encrypt: Excel takes its Office.js add-in in no other way."
)
@click.option("--certificate", type=FILE, metavar="FILE", help="PEM, for --https (default: one made in the home).")
@click.option("--key", type=FILE, metavar="FILE", help="PEM, the private key (default: in the certificate's file).")
@for_all_option
@command()
def serve_command(
    settings: Settings, host: str, port: int, is_https: bool, certificate: Path | None, key: Path | None
) -> None:
    """Serve the shared accounts to workbooks, pages to people, functions to LibreOffice and Office.js, until Ctrl-C.

    The first line is `ready URL`, once it answers.
    """
    if not host.strip():
        raise UserError("--host needs an address, such as 127.0.0.1.")
    if (certificate or key) and not (is_https and certificate):
        raise UserError("--certificate goes with --https, and --key with --certificate.")
    sockets = bound(host.strip(), port)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        encryption = _encryption(settings, host.strip(), certificate, key) if is_https else None
        service, told = _service(settings, host.strip(), sockets, encryption)
        store = _store(settings)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        app = create_app(service, store, _ticker(settings, store))
        answer(settings, told | {"store": store.trouble or "ok"}, _show)
        if encryption:
            serve_tls(app, sockets, service.most_bytes, encryption.context)
        else:
            serve(app, sockets, service.most_bytes)
    except KeyboardInterrupt:
        pass
    finally:
        close(sockets)


def _store(settings: Settings) -> OpenedStore:
    """The store, opened; where it cannot be, functions are computed all the same."""
    store = OpenedStore(settings.home, settings.database_url, anchors=read_configuration(settings.home).anchors)
    click.get_current_context().call_on_close(store.close)
    store.answers()
    return store


def _ticker(settings: Settings, store: OpenedStore) -> Ticker | None:
    """What looks into the watched folder every minute; None where no folder is watched."""
    watched = read_configuration(settings.home).watched
    if watched is None:
        return None
    ticker = Ticker(store, settings.home, watched)
    ticker.start()
    return ticker


def _encryption(settings: Settings, host: str, certificate: Path | None, key: Path | None) -> Encryption:
    if certificate:
        return given_encryption(certificate, key)
    return own_encryption(settings.home, host, dt.datetime.now(dt.UTC))


def _service(
    settings: Settings, host: str, sockets: list[Any], encryption: Encryption | None
) -> tuple[ServiceSettings, dict[str, Any]]:
    """What the service is told, and what is told to the user."""
    _log_into(settings)
    port = sockets[0].getsockname()[1]
    scheme = "https" if encryption else "http"
    shown = f"[{host}]" if ":" in host else host
    told = {"url": f"{scheme}://{shown}:{port}", "host": host, "port": port, "token_file": None, **_told(encryption)}
    service = ServiceSettings(port, scheme=scheme, oidc=read_configuration(settings.home).oidc)
    if is_loopback(sockets):
        return replace(service, names=tuple(dict.fromkeys((*service.names, shown.lower())))), told
    token = home_token(settings.home)
    return replace(service, names=(), token=token), {**told, "token_file": str(settings.home / SERVICE_TOKEN)}


def _told(encryption: Encryption | None) -> dict[str, Any]:
    if encryption is None:
        return {"certificate": None, "is_own_certificate": False, "is_new_certificate": False}
    return {
        "certificate": str(encryption.certificate),
        "is_own_certificate": encryption.is_own,
        "is_new_certificate": encryption.is_new,
    }


def _log_into(settings: Settings) -> None:
    """Faults of the service go to the home's log; never what a request holds."""
    handler = logging.FileHandler(settings.home / LOG_NAME, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _show(console: Console, result: dict[str, Any]) -> None:
    console.print(f"ready {result['url']}", markup=False)
    console.print(f"Relance serves its workbooks and pages at {escape(result['url'])} (Ctrl-C ends it).")
    if result["store"] != "ok":
        console.print(f"Only worksheet functions for now: {escape(result['store'])}")
    if result["token_file"]:
        console.print(f"Other machines send the token kept in {escape(result['token_file'])}.")
        if not result["certificate"]:
            console.print("It is not encrypted on its way: add --https outside your own network.")
    if result["certificate"]:
        console.print(f"The Excel add-in is at {escape(result['url'])}/office/manifest.xml")
    if result["is_own_certificate"]:
        console.print(f"Its certificate {escape(result['certificate'])} must be trusted once: {_HOW_TO_TRUST}.")
    if result["is_new_certificate"]:
        console.print("That certificate is new.")
