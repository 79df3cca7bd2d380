"""Passwords (argon2id) and secrets (256 random bits, of which only the SHA-256 is kept)."""

import functools
import hashlib
import re
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.errors import UserError

FEWEST_SIGNS, MOST_SIGNS = 12, 256
#: A token says whose it is, so that it can be found where it must not be (a cell, a log, a repository).
_PREFIX = "relance_"
_TOKEN = re.compile(rf"{_PREFIX}[A-Za-z0-9_-]{{43}}")
#: Each check takes 64 MiB: two at a time, whoever asks.
_ROOM = threading.Semaphore(2)


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """A token for an API: a secret with a name at its head."""
    return _PREFIX + new_secret()


def is_token(text: str) -> bool:
    """Whether a text has the shape of a token."""
    return _TOKEN.fullmatch(text) is not None


def kept(secret: str) -> str:
    """What is kept of a secret. It is random: nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hashed(password: str) -> str:
    """argon2id of a password. Raises UserError where it is too short or too long."""
    if not FEWEST_SIGNS <= len(password) <= MOST_SIGNS:
        raise UserError(f"A password has {FEWEST_SIGNS} signs or more (at most {MOST_SIGNS}).")
    with _ROOM:
        return _hasher().hash(password)


def is_right(password: str, known: str) -> bool:
    """Whether it is the password of a hash; without one ('') it takes as long, and is not."""
    with _ROOM:
        try:
            return _hasher().verify(known or _nobodys(), password[: MOST_SIGNS + 1]) and bool(known)
        except (VerificationError, InvalidHashError):
            return False


@functools.cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)


@functools.cache
def _nobodys() -> str:
    return _hasher().hash(new_secret())
