"""A certificate of this machine's own, for HTTPS where none is given: kept in the home, trusted once by its user.

It names this machine alone and cannot sign others (it is no authority): whoever steals its key can pretend to be this
service, and nothing else. Apple's systems take no server certificate valid for longer than 825 days.
"""

import datetime as dt
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.errors import UserError
from server.home_files import HTTPS_KEY

FILE_NAME = "https-certificate.pem"
_LIFE = dt.timedelta(days=800)
_RENEWED_BEFORE = dt.timedelta(days=30)
#: Clocks of two machines differ.
_BACK = dt.timedelta(days=1)
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def home_certificate(home: Path, names: Sequence[str], now: dt.datetime) -> tuple[Path, Path, bool]:
    """Certificate and key of a home, and whether they are new: made at the first call, when they run out, or when they
    name too few of `names`. Raises UserError where the one that lies there cannot be read."""
    paths = home / FILE_NAME, home / HTTPS_KEY
    wanted = tuple(dict.fromkeys((*LOCAL_NAMES, *names)))
    if all(path.exists() for path in paths) and _is_good(paths[0], wanted, now):
        return *paths, False
    for path, content in zip(paths, make_certificate(wanted, now), strict=True):
        _write(path, content)
    return *paths, True


def make_certificate(names: Sequence[str], now: dt.datetime) -> tuple[bytes, bytes]:
    """A certificate for names and addresses, signed by itself, and its private key; both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Relance ({names[0]})")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACK)
        .not_valid_after(now + _LIFE)
    )
    for extension, is_critical in _extensions(names):
        builder = builder.add_extension(extension, is_critical)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8
    return certificate, key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _extensions(names: Sequence[str]) -> list[tuple[x509.ExtensionType, bool]]:
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    return [
        (x509.SubjectAlternativeName([_general_name(name) for name in names]), False),
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.KeyUsage(digital_signature=True, **usage), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
    ]


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _is_good(path: Path, names: Sequence[str], now: dt.datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
        named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound) as error:
        raise UserError(f"{path} holds no certificate of Relance; delete it for a new one.") from error
    return now + _RENEWED_BEFORE < found.not_valid_after_utc and {_general_name(name) for name in names} <= set(named)


def _write(path: Path, content: bytes) -> None:
    """For its owner's eyes, in one step."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    beside.replace(path)
