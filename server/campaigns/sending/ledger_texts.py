"""Reading send ledgers: what each transmission came to, and what people said of letters and calls."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.campaigns.sending.ledger import ACK, BEGIN, SAID, SUFFIX
from server.errors import UserError


@dataclass(frozen=True)
class Transmission:
    """One hand-over as a ledger tells it. end: ack, nak, '' where nobody knows | told: the `begin` line"""

    message: str
    tries: int
    end: str
    told: dict[str, Any]


@dataclass(frozen=True)
class LedgerText:
    """What a ledger says. server: whose store it is of | said: message -> what people said of it last
    faults: numbers of lines that cannot be read | size: bytes up to its last whole line"""

    worker: str
    server: str
    transmissions: dict[tuple[str, int], Transmission] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: tuple[int, ...] = ()
    size: int = 0


def read_ledger(path: Path, after: int = 0) -> LedgerText:
    """What a ledger says after so many bytes (of all of it where they are not the end of a line).

    Raises UserError where the file cannot be read.
    """
    try:
        content, after = _content(path, after)
    except OSError as error:
        raise UserError(f"The send ledger {path} cannot be read: {error.strerror}.") from error
    lines = content.split(b"\n")
    server, faults = "", []
    found, said = dict[tuple[str, int], Transmission](), dict[str, dict[str, Any]]()
    for number, line in enumerate(lines, 1):
        told = _line(line)
        if told is None:
            if line and number < len(lines):  # the last one may have been cut short: then nothing left
                faults.append(number)
        elif told["do"] == "ledger":
            server = str(told.get("server", ""))
        elif told["do"] == SAID:
            said[told["message"]] = told
        else:
            _note(found, told)
    return LedgerText(path.stem, server, found, said, tuple(faults), after + content.rfind(b"\n") + 1)


def _content(path: Path, after: int) -> tuple[bytes, int]:
    with path.open("rb") as file:
        if after:
            file.seek(after - 1)
            if file.read(1) == b"\n":
                return file.read(), after
        file.seek(0)
        return file.read(), 0


def _line(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
        if told["do"] != "ledger":
            told = told | {"message": str(told["message"]), "tries": int(told["tries"])}
    except (ValueError, KeyError, TypeError):
        return None
    return told if isinstance(told, dict) else None


def _note(found: dict[tuple[str, int], Transmission], told: dict[str, Any]) -> None:
    key = told["message"], told["tries"]
    if told["do"] == BEGIN:
        found[key] = Transmission(*key, "", told)
    elif key in found and found[key].end != ACK:
        found[key] = Transmission(*key, told["do"], found[key].told)


def ledgers_in(folder: Path, server: str) -> list[LedgerText]:
    """The ledgers of a store in a folder, by name."""
    if not folder.is_dir():
        return []
    found = (read_ledger(path) for path in sorted(folder.glob(f"*{SUFFIX}")))
    return [text for text in found if text.server == server]


def transmissions(ledgers: Iterable[LedgerText]) -> dict[tuple[str, int], Transmission]:
    """What all of them tell; no two tell of the same transmission."""
    return {key: one for text in ledgers for key, one in text.transmissions.items()}


def all_said(ledgers: Iterable[LedgerText]) -> dict[str, dict[str, Any]]:
    """Message -> what people said of it last, in whichever ledger."""
    found: dict[str, dict[str, Any]] = {}
    for told in (told for text in ledgers for told in text.said.values()):
        known = found.get(told["message"])
        if known is None or str(known.get("at", "")) <= str(told.get("at", "")):
            found[told["message"]] = told
    return found
