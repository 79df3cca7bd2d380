"""A real `relance serve` with customers and people, and clerks who sync with it over HTTP."""

import contextlib
import http.client
import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text

from addin import sync_client
from addin.shared_state import SharedBook, Sheet
from server.store.database import open_engine, reading, sharing
from server.users import add_user, new_token
from tests.service import Service, serving
from tests.sync_fuzz import FIELDS
from tests.sync_world import add_customers

Json = dict[str, Any]
AT = "2026-01-05T08:00:00.000+00:00"
Key = tuple[str, str]


@dataclass
class SyncOffice:
    """The home, where its store is, and people's tokens."""

    home: Path
    database: str | None
    tokens: list[str]

    def serving(self) -> contextlib.AbstractContextManager[Service]:
        """The real service, on a free port."""
        options = [] if self.database is None else ["--database", self.database]
        return serving(self.home, *options)

    def rows(self, query: str) -> list[Any]:
        """What the store says, asked beside the service."""
        engine = open_engine(self.home, self.database)
        try:
            with reading(engine) as connection:
                return list(connection.execute(text(query)))
        finally:
            engine.dispose()


def sync_office(home: Path, database: str | None = None, people: int = 4, customers: int = 30) -> SyncOffice:
    """A home with customers and clerks."""
    engine = open_engine(home, database)
    add_customers(engine, customers)
    tokens = []
    with sharing(engine) as connection:
        for number in range(people):
            name = f"clerk{number}"
            add_user(
                connection, name, "clerk", portfolio=None, company=None, password=None, subject="", at=AT, who="test"
            )
            tokens.append(new_token(connection, name, "", AT, "test")["token"])
    engine.dispose()
    return SyncOffice(home, database, tokens)


@dataclass
class Wire:
    """One way to a server: 127.0.0.1 and a port, for a token; every call is a connection of its own."""

    port: int
    token: str
    host: str
    timeout_s: float = 10.0

    def call(self, method: str, path: str, body: Json | None = None) -> Json | None:
        """The answer; None where there was none, or none with 200."""
        status, told = self.answer(method, path, body)
        return told if status == 200 else None

    def answer(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json | None]:
        """Status and answer; 0 where the line broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout_s)
        headers = {"Authorization": f"Bearer {self.token}", "Host": self.host, "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()


def wire_to(service: Service, token: str, port: int = 0) -> Wire:
    """The way to a service, or through a proxy in front of it."""
    there = urlsplit(service.url)
    assert there.port
    return Wire(port or there.port, token, there.netloc)


@dataclass
class Clerk:
    """A workbook and whoever works in it."""

    name: str
    wire: Wire
    draw: random.Random
    book: SharedBook = field(init=False)
    sheet: Sheet = field(default_factory=Sheet)
    made: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.book = SharedBook(workbook=self.name)
        self._numbers = itertools.count()

    def id(self) -> str:
        """A random id."""
        return f"{self.draw.getrandbits(128):032x}"

    def type(self, key: Key) -> None:
        """Something new into a cell; what was not told yet is given up."""
        before = self.sheet.values.get(key, "")
        if before != self.book.known(key).value:
            self.over.add(before)
        value = f"{self.name}-{next(self._numbers)}"
        self.made.add(value)
        self.sheet.values[key] = value

    def push(self) -> bool:
        """Whether nothing is left to send."""
        told = sync_client.freeze(self.book, self.sheet, self.id)
        if told is None:
            return True
        answer = self.wire.call("POST", "/v1/push", told)
        if answer is not None:
            pairs = zip(told["edits"], answer["results"], strict=answer["status"] == "done")
            self.acknowledged |= {edit["new"] for edit, one in pairs if one["r"] != "rejected"}
            sync_client.push_answered(self.book, self.sheet, answer)
        return False

    def pull(self) -> bool:
        """Whether all was read."""
        for _ in range(50):
            path = f"/v1/pull?cursor={self.book.cursor}&epoch={self.book.epoch}&workbook={self.name}"
            answer = self.wire.call("GET", path)
            if answer is None:
                return False
            sync_client.pulled(self.book, self.sheet, answer)
            if answer["status"] == "ok" and not answer["more"]:
                return True
        return False

    def decide(self, choices: Sequence[str]) -> None:
        """On every conflict there is."""
        for name in sorted(self.book.conflicts):
            if name not in self.book.conflicts:
                continue
            conflict, choice = self.book.conflicts[name], self.draw.choice(choices)
            own = self.sheet.values.get(conflict.key, "")
            if sync_client.resolve(self.book, self.sheet, name, choice) and choice == "theirs":
                self.over |= {own, conflict.mine}

    def sync(self, choices: Sequence[str] = ("mine", "theirs"), most: int = 4) -> bool:
        """Push until nothing is left, pull, decide; whether all went through."""
        for _ in range(most):
            if self.push() and self.pull():
                if not self.book.conflicts:
                    return True
                self.decide(choices)
        return False

    def keys(self) -> list[Key]:
        """Cells there are to type into."""
        return [(uid, name) for uid in sorted(self.book.accounts) for name in FIELDS]


def values_kept(office: SyncOffice) -> tuple[set[str], dict[Key, str]]:
    """Every value the store ever had or holds in a conflict, and what stands now."""
    kept = {row[0] for row in office.rows("SELECT new FROM cell_changes UNION SELECT mine FROM conflicts")}
    cells = office.rows("SELECT uid, field, value FROM account_cells WHERE value <> ''")
    return kept, {(uid, name): value for uid, name, value in cells}
