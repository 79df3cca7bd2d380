"""Files sent to the server: a summary first, stored when a person accepts exactly that summary, or forgotten."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine

from receivables.errors import ReceivablesError
from server.errors import UserError
from server.imports.run import KINDS, ImportOptions, import_into, preview_files, read_mapping
from server.imports.spool import Spool, Waiting
from server.imports.undo import undo_last
from server.store import audit
from server.store import imports as import_store
from server.store.database import writing

#: Larger files are for `relance import` and the watched folder, which read them from the disk.
MOST_BYTES = 100_000_000
_MOST_TEXT = 200

Results = list[dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """What a person says beside a file, as `relance import` has it; mapping: texts `field=column`."""

    kind: str = "auto"
    company: str = ""
    default_terms: str = ""
    accept_vanished: bool = False
    listed_only: bool = False
    mapping: Sequence[str] = ()


@dataclass(frozen=True)
class Summary:
    """What an import would change. id: of the file that waits for a decision"""

    id: str
    file: str
    results: Results


class OtherFiguresError(Exception):
    """Since the summary something else was stored: what would happen now is another thing, and nothing was stored."""

    def __init__(self, summary: Summary) -> None:
        super().__init__("The figures have changed since the summary: read it again, then decide.")
        self.summary = summary


def take_in(
    engine: Engine, spool: Spool, file: tuple[IO[bytes], str], told: Told, who: str, at: str
) -> Summary:  # fmt: skip
    """Keep a file (content, name) and say what importing it would change. Raises UserError, and keeps nothing then."""
    _check(told)
    waiting = spool.keep(file[0], file[1], who, at, MOST_BYTES)
    try:
        results = preview_files(engine, [waiting.path], _options(told, at))
    except ReceivablesError as error:
        spool.drop(waiting.id)
        raise UserError(str(error)) from error
    except BaseException:
        spool.drop(waiting.id)
        raise
    return _kept(spool, waiting, told, results)


def summary(spool: Spool, one: str, who: str) -> Summary | None:
    """The summary of a file of theirs that waits."""
    waiting = spool.find(one, who)
    return None if waiting is None or "results" not in waiting.about else _summary(waiting)


def accept(engine: Engine, spool: Spool, one: str, who: str, at: str) -> Results | None:
    """Store a file as its summary said; None where it does not wait any more.

    Raises OtherFiguresError where the summary does not hold any more, UserError where the file is refused by now.
    """
    waiting = spool.find(one, who)
    if waiting is None or "results" not in waiting.about:
        return None
    told = Told(**waiting.about["told"])
    try:
        with writing(engine) as connection:
            results = import_into(connection, [waiting.path], _options(told, at))
            if _as_kept(results) != waiting.about["results"]:
                raise OtherFiguresError(_kept(spool, waiting, told, results))
            note_import(connection, waiting.path, results, who, at)
    except ReceivablesError as error:
        raise UserError(str(error)) from error
    spool.drop(one)
    return results


def discard(spool: Spool, one: str, who: str) -> bool:
    """Forget a file of theirs; whether there was one."""
    waiting = spool.find(one, who)
    if waiting is not None:
        spool.drop(one)
    return waiting is not None


def undo(engine: Engine, import_id: int, who: str, at: str) -> dict[str, Any]:
    """Take the last file back, which is the one they saw. Raises UserError."""
    with writing(engine) as connection:
        imports = import_store.load_imports(connection)
        if imports.empty or int(imports["id"].iloc[-1]) != import_id:
            raise UserError("Another file was imported or taken back meanwhile: look again, then decide.")
        told = undo_last(connection, at=at)
        audit.append(connection, at, who, "import_undone", f"import {import_id}", {"file": told["undone"]})
    return told


def note_import(connection: Connection, path: Path, results: Results, who: str, at: str) -> None:
    """Leave the trace of an import in the audit."""
    companies = sorted({name for one in results for name in one.get("companies", ())})
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    audit.append(connection, at, who, "imported", f"file {digest[:16]}", {"file": path.name, "companies": companies})


def _kept(spool: Spool, waiting: Waiting, told: Told, results: Results) -> Summary:
    noted = spool.note(waiting, {"told": asdict(replace(told, mapping=list(told.mapping))), "results": results})
    return _summary(replace(noted, about={**noted.about, "results": _as_kept(results)}))


def _summary(waiting: Waiting) -> Summary:
    return Summary(waiting.id, waiting.path.name, list(waiting.about["results"]))


def _as_kept(results: Results) -> Any:
    """As JSON gives it back: a tuple is a list."""
    return json.loads(json.dumps(results))


def _options(told: Told, at: str) -> ImportOptions:
    return ImportOptions(
        at=at, kind=told.kind, company=told.company.strip() or None, mapping=read_mapping(told.mapping),
        default_terms=told.default_terms.strip() or None, accept_vanished=told.accept_vanished,
        listed_only=told.listed_only, max_bytes=MOST_BYTES,
    )  # fmt: skip


def _check(told: Told) -> None:
    if told.kind not in KINDS:
        raise UserError(f"« {told.kind[:40]} » is no kind of file; there are {', '.join(KINDS)}.")
    for text in (told.company, told.default_terms, *told.mapping):
        if len(text) > _MOST_TEXT or not text.isprintable():
            raise UserError(f"What is said beside a file is at most {_MOST_TEXT} signs on one line.")
    read_mapping(told.mapping)
