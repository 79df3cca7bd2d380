"""Whether a home is for production or for tests: in a test the clock may be told, and mail leaves for nobody real.

The first campaign command of a home keeps RELANCE_ENV in its file `environment` (the demo writes `test` there); from
then on the file decides, and another RELANCE_ENV is refused: no test ever mails customers, and no history of a
production home is written under a clock that was told.
"""

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from server.errors import UserError

FILE_NAME = "environment"
PRODUCTION, TEST = "production", "test"
VARIABLE, ALLOW_VARIABLE = "RELANCE_ENV", "RELANCE_MAIL_ALLOW"
#: Domains nobody owns (RFC 2606, RFC 6761).
RESERVED = ("example.com", "example.net", "example.org", "example", "test", "invalid", "localhost")
#: What an instant told without a zone is in.
_ZONE = ZoneInfo("Europe/Paris")
#: Of a day told without an hour: the middle of the working morning.
_MORNING = dt.time(10)
_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Environment:
    """What a home is for: PRODUCTION or TEST; `allowed`: in a test, the domains and addresses mail may go to."""

    name: str
    allowed: tuple[str, ...] = RESERVED

    @property
    def is_test(self) -> bool:
        """Whether nothing here is meant for real customers."""
        return self.name == TEST

    def may_receive(self, address: str) -> bool:
        """Whether mail may leave for an address: in production for all, in a test for those allowed and their
        subdomains."""
        if not self.is_test:
            return True
        folded = address.strip().casefold()
        domain = folded.rpartition("@")[2]
        return any(one in (folded, domain) or domain.endswith(f".{one}") for one in self.allowed)

    def clock(self, told: str | None) -> Callable[[], str]:
        """The clock of a command: the machine's, or the instant told by `--now`. Raises UserError in production."""
        if told is None:
            return present
        if not self.is_test:
            raise UserError("--now is for test homes (RELANCE_ENV=test): in production the clock is the machine's.")
        fixed = parse_instant(told)
        return lambda: fixed


def environment_of(home: Path, variables: Mapping[str, str] = os.environ) -> Environment:
    """What a home is for; a home that says nothing yet keeps RELANCE_ENV (production where it is not set).

    Raises UserError where RELANCE_ENV contradicts the home.
    """
    wanted = variables.get(VARIABLE, "").strip().lower()
    if wanted not in ("", PRODUCTION, TEST):
        raise UserError(f"{VARIABLE} is production or test, not « {wanted[:40]} ».")
    kept = _kept(home)
    if kept is None:
        keep(home, wanted or PRODUCTION)
    elif wanted and wanted != kept:
        raise UserError(f"The home {home} is for {kept}, and {VARIABLE} says {wanted}: use another home.")
    return Environment(kept or wanted or PRODUCTION, _allowed(variables.get(ALLOW_VARIABLE, "")))


def keep(home: Path, name: str) -> None:
    """Write down what a new home is for; nothing where it is known. Raises UserError."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (home / FILE_NAME).open("x", encoding="ascii") as file:
            file.write(f"{name}\n")
    except FileExistsError:
        return
    except OSError as error:
        raise UserError(f"{home / FILE_NAME} cannot be written: {error.strerror}.") from error


def _kept(home: Path) -> str | None:
    path = home / FILE_NAME
    try:
        name = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error
    if name not in (PRODUCTION, TEST):
        raise UserError(f"{path} says neither production nor test.")
    return name


def _allowed(told: str) -> tuple[str, ...]:
    names = tuple(one.strip().removeprefix("@").casefold() for one in told.replace(";", ",").split(",") if one.strip())
    return names or RESERVED


def present() -> str:
    """Now, as campaigns write instants."""
    return dt.datetime.now(dt.UTC).strftime(_FORM)


def parse_instant(told: str) -> str:
    """`2026-11-22T09:30:00+01:00`, `2026-11-22T08:30:00Z`, `2026-11-22 09:30` (Paris), `2026-11-22` (10:00, Paris)
    -> UTC. Raises UserError."""
    try:
        found = dt.datetime.fromisoformat(told.strip())
    except ValueError as error:
        raise UserError(f"« {told[:40]} » is no instant; write 2026-11-22T08:30:00Z.") from error
    if len(told.strip()) <= len("2026-11-22"):
        found = dt.datetime.combine(found.date(), _MORNING)
    if found.tzinfo is None:
        found = found.replace(tzinfo=_ZONE)
    return found.astimezone(dt.UTC).strftime(_FORM)
