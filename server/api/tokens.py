"""The secret that programs of other machines send; it lies in the home, for its owner's eyes."""

import os
import secrets
from pathlib import Path

from server.errors import UserError
from server.home_files import SERVICE_TOKEN

_FEWEST = 20


def home_token(home: Path) -> str:
    """The token of a home, made at the first call. Raises UserError where others can read it or it is too short."""
    path = home / SERVICE_TOKEN
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(token := secrets.token_urlsafe(32))
    return token


def _read(path: Path) -> str:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise UserError(f"Others can read {path}: run chmod 600 on it, or delete it for a new token.")
    token = path.read_text(encoding="utf-8").strip()
    if len(token) < _FEWEST or not (token.isascii() and token.isprintable()) or " " in token:
        raise UserError(f"{path} holds no token of {_FEWEST} signs or more; delete it for a new one.")
    return token
