"""The audit's rows: appended, never changed; texts lie apart, so that one can go without breaking the chain."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, text

from server.store.people_tables import audit, audit_texts

#: (what, object, text) of one entry: the act, what it was done to (an id, never a person's data), and what was
#: written, which may be personal and is kept apart.
Entry = tuple[str, str, Any]
_LOCK = 727_003
_START = "0" * 64


@dataclass(frozen=True)
class Row:
    """One entry as the database has it; `salt` and `text` are None where the text is gone."""

    seq: int
    at: str
    who: str
    what: str
    object: str
    digest: str
    previous: str
    hash: str
    salt: str | None
    text: str | None


def append(connection: Connection, at: str, who: str, what: str, object: str, text: Any) -> None:
    """Add an entry in the caller's transaction; `text` is any JSON value. Several at once: `append_all`."""
    append_all(connection, at, who, [(what, object, text)])


def append_all(connection: Connection, at: str, who: str, entries: Sequence[Entry]) -> None:
    """Add entries in order, in the caller's transaction (three statements, however many).

    Call it last: other writers of the audit wait from here to the end of the transaction.
    """
    if not entries:
        return
    seq, previous = _locked_head(connection)
    rows, texts = [], []
    for what, object_, told in entries:
        seq, salt, written = seq + 1, secrets.token_hex(16), json.dumps(told, ensure_ascii=False, sort_keys=True)
        row = {"seq": seq, "at": at, "who": who, "what": what, "object": object_, "digest": digest(salt, written),
               "previous": previous}  # fmt: skip
        previous = row_hash(row)
        rows.append({**row, "hash": previous})
        texts.append({"seq": seq, "salt": salt, "text": written})
    connection.execute(insert(audit), rows)
    connection.execute(insert(audit_texts), texts)


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; (0, zeros) where there is none."""
    found = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    return (0, _START) if found is None else (int(found[0]), str(found[1]))


def rows(connection: Connection, after: int = 0) -> Iterator[Row]:
    """The entries after a number, in order, with their texts."""
    query = select(audit, audit_texts.c.salt, audit_texts.c.text).join(audit_texts, isouter=True)
    for row in connection.execute(query.where(audit.c.seq > after).order_by(audit.c.seq)).mappings():
        yield Row(**row)


def last_rows(connection: Connection, count: int, who: str | None = None, what: str | None = None) -> list[Row]:
    """The newest entries, newest first."""
    query = select(audit, audit_texts.c.salt, audit_texts.c.text).join(audit_texts, isouter=True)
    for column, wanted in ((audit.c.who, who), (audit.c.what, what)):
        query = query if wanted is None else query.where(column == wanted)
    return [Row(**row) for row in connection.execute(query.order_by(audit.c.seq.desc()).limit(count)).mappings()]


def texts_before(connection: Connection, at: str, whats: Sequence[str]) -> list[int]:
    """Numbers of the entries older than an instant whose text is still there, those of `whats` left out."""
    query = select(audit.c.seq).join(audit_texts).where(audit.c.at < at, audit.c.what.not_in(whats))
    return list(connection.scalars(query.order_by(audit.c.seq)))


def texts(connection: Connection) -> Iterator[tuple[int, str, str]]:
    """Number, object and text of every entry whose text is still there."""
    query = select(audit.c.seq, audit.c.object, audit_texts.c.text).join(audit_texts).order_by(audit.c.seq)
    for seq, object_, written in connection.execute(query):
        yield int(seq), str(object_), str(written)


def drop_texts(connection: Connection, seqs: Iterable[int]) -> None:
    """Take texts away, with their salts: what was written cannot even be guessed at any more."""
    gone = [{"gone": seq} for seq in seqs]
    if gone:
        connection.execute(text("DELETE FROM audit_texts WHERE seq = :gone"), gone)


def digest(salt: str, written: str) -> str:
    """What the chain holds of a text."""
    return hashlib.sha256((salt + written).encode()).hexdigest()


def row_hash(row: Any) -> str:
    """Hash of an entry over the one before."""
    told = [row[name] for name in ("seq", "at", "who", "what", "object", "digest", "previous")]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _locked_head(connection: Connection) -> tuple[int, str]:
    """The last entry, kept last until the transaction ends (SQLite has one writer anyway)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    return head(connection)
