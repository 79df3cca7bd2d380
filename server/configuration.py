"""What the owner of a home may set in its file `relance.toml`; without one, nothing is needed.

[audit]
anchors = "/media/audit/anchors"     # where the audit's head is anchored (default: in the home)

[watched]
folder = "/srv/exports"              # the ledger's nightly export, imported by itself while `relance serve` runs
company = "Ma société"               # whose it is (default: the SIREN of the file's name)
default_terms = "30 net"             # where a customer has none

[oidc]
issuer = "https://login.example.org"
client_id = "relance"
client_secret_file = "oidc-secret"   # beside this file, for its owner's eyes
label = "Example"                    # on the page where one signs in

[smtp]
url = "smtp://relance@mail.example.org:587"   # where reminders are handed over, as RELANCE_SMTP_URL tells it
password_file = "smtp-password"      # beside this file, for its owner's eyes; never in the address
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from receivables.errors import ReceivablesError
from receivables.terms import parse_terms
from server.audit import FILE_NAME as ANCHORS_NAME
from server.errors import UserError
from server.imports.watch import Watched
from server.oidc import Provider

FILE_NAME = "relance.toml"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_KNOWN = {
    "audit": {"anchors"},
    "watched": {"folder", "company", "default_terms"},
    "oidc": {"issuer", "client_id", "client_secret_file", "label"},
    "smtp": {"url", "password_file"},
}


@dataclass(frozen=True)
class MailServer:
    """url: where reminders are handed over, '' where no server is told
    password_file: its password's, read when the server is opened and not before: most commands and people need none"""

    url: str = field(default="", repr=False)
    password_file: Path | None = None

    def address(self) -> str:
        """The address with the password of the file put in. Raises UserError."""
        if self.password_file is None:
            return self.url
        secret = _secret("smtp", self.password_file)
        if not secret:
            raise UserError(f"The secret of [smtp] in {self.password_file} is empty: write the password there.")
        parts = urlsplit(self.url)
        user, _, place = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user}:{quote(secret, safe='')}@{place}"))


@dataclass(frozen=True)
class Configuration:
    """anchors: the file of the audit's anchors | oidc: where people may sign in, None where with a password alone
    watched: the folder imports come from by themselves, None where there is none
    smtp: the mail server"""

    anchors: Path
    oidc: Provider | None = None
    watched: Watched | None = None
    smtp: MailServer = field(default_factory=MailServer)


def read_configuration(home: Path) -> Configuration:
    """The settings of a home. Raises UserError."""
    told = _told(home / FILE_NAME)
    anchors = home / told.get("audit", {}).get("anchors", ANCHORS_NAME)
    return Configuration(
        anchors,
        _provider(home, told["oidc"]) if "oidc" in told else None,
        _watched(home, told["watched"]) if "watched" in told else None,
        _mail_server(home, told["smtp"]) if "smtp" in told else MailServer(),
    )


def mail_server(home: Path, url: str) -> MailServer:
    """The server named on the command line, else that of the home's settings. Raises UserError."""
    return MailServer(url) if url else read_configuration(home).smtp


def _watched(home: Path, told: dict[str, str]) -> Watched:
    if "folder" not in told:
        raise UserError(f"{home / FILE_NAME}: [watched] needs folder.")
    terms = told.get("default_terms", "")
    try:
        if terms:
            parse_terms(terms)
    except ReceivablesError as error:
        raise UserError(f"{home / FILE_NAME}: {error}") from error
    return Watched(home / told["folder"], told.get("company", ""), terms)


def _told(path: Path) -> dict[str, dict[str, str]]:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error
    for name, table in told.items():
        _check(path, name, table)
    return told


def _check(path: Path, name: str, table: Any) -> None:
    if name not in _KNOWN or not isinstance(table, dict):
        raise UserError(f"{path}: [{name}] is not known; there are {', '.join(f'[{one}]' for one in _KNOWN)}.")
    for key, value in table.items():
        if key not in _KNOWN[name]:
            raise UserError(f"{path}: {key} is not known in [{name}]; there are {', '.join(sorted(_KNOWN[name]))}.")
        if not isinstance(value, str) or not value.strip():
            raise UserError(f"{path}: {key} in [{name}] needs a text.")


def _is_private(issuer: str) -> bool:
    """Whether nobody on the way reads what is sent to an address: HTTPS, or this machine itself."""
    try:
        told = urlsplit(issuer)
    except ValueError:
        return False
    is_own = told.scheme == "http" and told.hostname in _LOOPBACK
    return bool(told.hostname) and (told.scheme == "https" or is_own)


def _provider(home: Path, told: dict[str, str]) -> Provider:
    missing = sorted({"issuer", "client_id", "client_secret_file"} - told.keys())
    if missing:
        raise UserError(f"{home / FILE_NAME}: [oidc] needs {', '.join(missing)}.")
    if not _is_private(told["issuer"]):
        raise UserError(
            f"{home / FILE_NAME}: issuer in [oidc] needs an address that begins with https:// (http:// on this machine "
            "alone): the secret is sent there."
        )
    secret = _secret("oidc", home / told["client_secret_file"])
    return Provider(told["issuer"].rstrip("/"), told["client_id"], secret, told.get("label", "OIDC"))


def _mail_server(home: Path, told: dict[str, str]) -> MailServer:
    if "url" not in told:
        raise UserError(f"{home / FILE_NAME}: [smtp] needs url.")
    try:
        parts = urlsplit(told["url"])
        has_password = parts.password is not None
    except ValueError as error:
        raise UserError(f"{home / FILE_NAME}: url in [smtp] is not understood.") from error
    if has_password:
        raise UserError(f"{home / FILE_NAME}: the password of [smtp] goes into a file of its own, password_file.")
    if "password_file" not in told:
        return MailServer(told["url"])
    if "@" not in parts.netloc:
        raise UserError(f"{home / FILE_NAME}: url in [smtp] needs a user, smtp://user@host:587, for its password.")
    return MailServer(told["url"], home / told["password_file"])


def _secret(section: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The secret of [{section}] cannot be read from {path}.") from error
