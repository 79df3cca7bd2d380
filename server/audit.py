"""Who did what: the chain of its entries, its head kept outside the database, and what may be forgotten in it.

The chain alone shows that an entry was changed, added or taken out; not that the last ones were cut, nor that all
was written anew. So the head is written, after every act, into a file that only grows (`audit-anchors` in the home, or
where the settings say): one line `at epoch seq hash`.
"""

import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.errors import UserError
from server.store import audit as store

FILE_NAME = "audit-anchors"
#: Acts whose `object` lists the entries whose text they took away, as 1-5,9.
FORGETTING = ("texts_erased", "texts_purged")
RESTORED = "restored"
_LINE = re.compile(r"(\S+) (\S+) (\d{1,18}) ([0-9a-f]{64})")
_RANGE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
_COUNT = re.compile(r"([0-9]{1,18}) entries")
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Anchor:
    """What the chain's head was, told outside the database."""

    at: str
    epoch: str
    seq: int
    hash: str


def anchored(path: Path, at: str, epoch: str, head: tuple[int, str]) -> None:
    """Add the head to the file of anchors, on the disk when this returns; nothing where the last line says it already.

    Raises UserError where the file cannot be written.
    """
    seq, digest = head
    line = f"{epoch} {seq} {digest}\n"
    try:
        with _LOCK:
            if not seq or _last_line(path).endswith(line):
                return
            handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "a", encoding="ascii") as file:
                file.write(f"{at} {line}")
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise UserError(f"The audit's anchor cannot be written into {path}: {error.strerror}.") from error


def anchors(path: Path) -> tuple[list[Anchor], list[str]]:
    """The anchors of a file, and a sentence for each line that is none; a last line cut short is no fault."""
    found, faults = [], []
    try:
        lines = path.read_text(encoding="ascii", errors="replace").split("\n")
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines[:-1], 1):
        match = _LINE.fullmatch(line)
        if match:
            found.append(Anchor(match[1], match[2], int(match[3]), match[4]))
        else:
            faults.append(f"Line {number} of {path.name} is no anchor.")
    return found, faults


def verified(connection: Connection, path: Path) -> dict[str, Any]:
    """Whether the chain is whole: `{"entries", "anchors", "head", "ok", "faults": [sentences]}`."""
    known, faults = anchors(path)
    chain = _Chain()
    for row in store.rows(connection):
        chain.add(row)
    faults += chain.faults()
    faults += _against(known, chain)
    if chain.seq and not known:
        faults.append(f"There is no anchor in {path}: whether the last entries were cut cannot be told.")
    return {"entries": chain.count, "anchors": len(known), "head": chain.hash, "ok": not faults, "faults": faults}


class _Chain:
    """The entries as they are read, in order."""

    def __init__(self) -> None:
        self.seq, self.count, self.hash = 0, 0, "0" * 64
        self.hashes: dict[int, str] = {}
        self.restored: list[tuple[int, int]] = []  # number of the entry, last entry of the backup
        self._broken: list[str] = []
        self._without_text: list[int] = []
        self._forgotten: set[int] = set()

    def add(self, row: store.Row) -> None:
        """One more entry."""
        if row.seq != self.seq + 1:
            self._broken.append(f"Entry {self.seq + 1} is missing.")
        if row.previous != self.hash or row.hash != store.row_hash(vars(row)):
            self._broken.append(f"Entry {row.seq} was changed.")
        if row.text is None or row.salt is None:
            self._without_text.append(row.seq)
        elif store.digest(row.salt, row.text) != row.digest:
            self._broken.append(f"The text of entry {row.seq} was changed.")
        try:
            if row.what in FORGETTING:
                self._forgotten |= set(numbers(row.object, row.seq))
            if row.what == RESTORED:
                self.restored.append((row.seq, _entry_count(row.object)))
        except ValueError:
            self._broken.append(f"Entry {row.seq} does not tell which entries it speaks of.")
        self.seq, self.hash, self.count = row.seq, row.hash, self.count + 1
        self.hashes[row.seq] = row.hash

    def faults(self) -> list[str]:
        """What is wrong with the chain itself."""
        gone = [seq for seq in self._without_text if seq not in self._forgotten]
        return self._broken + [f"The text of entry {seq} is gone, and no erasure tells of it." for seq in gone]


def _against(known: Sequence[Anchor], chain: _Chain) -> list[str]:
    """Anchors the chain does not have. What came after a backup that was restored later is not looked for."""
    faults = []
    for position, anchor in enumerate(known):
        if chain.hashes.get(anchor.seq) == anchor.hash or _was_restored(known[position:], anchor, chain):
            continue
        if anchor.seq > chain.seq:
            faults.append(f"Entries up to {anchor.seq} were there on {anchor.at}; the last one now is {chain.seq}.")
        else:
            faults.append(f"Entry {anchor.seq} is not what it was on {anchor.at}.")
    return list(dict.fromkeys(faults))


def _was_restored(later: Sequence[Anchor], anchor: Anchor, chain: _Chain) -> bool:
    """Whether a restore explains it: the entry it makes stands in the chain, was anchored later, and goes on from an
    entry before this one."""
    told = {one.seq: one for one in later if one.epoch != anchor.epoch}
    return any(
        backup < anchor.seq and seq in told and chain.hashes[seq] == told[seq].hash for seq, backup in chain.restored
    )


def purge(connection: Connection, before: str, at: str, who: str) -> int:
    """Take away the texts of entries older than an instant, by rule; how many. The chain stays whole."""
    seqs = store.texts_before(connection, before, (*FORGETTING, RESTORED))
    forget(connection, seqs, at, who, "texts_purged", {"before": before})
    return len(seqs)


def forget(connection: Connection, seqs: Sequence[int], at: str, who: str, what: str, told: Any) -> None:
    """Take away the texts of these entries, and say so in the chain. what: of FORGETTING"""
    if seqs:
        store.drop_texts(connection, seqs)
        store.append(connection, at, who, what, ranges(seqs), told)


def ranges(seqs: Iterable[int]) -> str:
    """1, 2, 3, 9 -> 1-3,9."""
    parts: list[list[int]] = []
    for seq in sorted(seqs):
        if parts and seq == parts[-1][1] + 1:
            parts[-1][1] = seq
        else:
            parts.append([seq, seq])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def numbers(text: str, before: int) -> Iterator[int]:
    """1-3,9 -> 1, 2, 3, 9. Raises ValueError for what `ranges` does not write of entries earlier than `before`."""
    done = 0
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not done < first <= last < before:
            raise ValueError("no earlier entries")
        yield from range(first, last + 1)
        done = last


def _entry_count(text: str) -> int:
    """`12 entries` -> 12. Raises ValueError."""
    match = _COUNT.fullmatch(text)
    if match is None:
        raise ValueError("no count of entries")
    return int(match[1])


def _last_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 400))
            return file.read().decode("ascii", "replace")
    except FileNotFoundError:
        return ""
