"""The pages as one person's browser sees them, without a browser; ledgers and conflicts to look at."""

import io
import re
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from addin.wire import Push
from server.rights import User
from server.store.database import sharing, snapshot
from server.store.shared_accounts import load_accounts
from server.store.sync import read_clock
from server.sync.pull import prepare
from server.sync.push import push
from tests.fec_builder import receipt, sale, write_fec
from tests.office_people import Staff

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
SIREN = "123456789"


def ledger(folder: Path, *, is_paid: bool = False) -> Path:
    """Two invoices of two customers; is_paid: a later export, where the first one is paid and a third one is there."""
    folder.mkdir(parents=True, exist_ok=True)
    letter = "AA" if is_paid else ""
    entries = [sale("2026-01-10", "C1", "F1", 120_000, letter=letter), sale("2026-02-10", "C2", "F2", 45_000)]
    if is_paid:
        entries += [receipt("2026-03-02", "C1", 120_000, reference="F1", letter=letter),
                    sale("2026-03-10", "C2", "F3", 30_050)]  # fmt: skip
    return write_fec(folder / f"{SIREN}FEC20261231.txt", entries)


def meet(engine: Engine, field: str, values: tuple[str, str], at: str, number: int = 0) -> str:
    """Sophie and Karim fill in the same field of C1; the id of their conflict."""
    prepare(engine)
    with snapshot(engine) as connection:
        clock, accounts = read_clock(connection), load_accounts(connection)
    assert clock
    uid = accounts.loc[accounts["account"] == "C1", "uid"].iloc[0]
    for at_number, (who, value) in enumerate(zip(("Sophie", "Karim"), values, strict=True)):
        name = f"{number:030d}{at_number:02d}"
        edit = {"op": name, "acc": uid, "field": field, "base": "", "base_ver": 0, "new": value}
        envelope = Push.model_validate({
            "protocol": 1, "server": clock.server, "epoch": clock.epoch, "workbook": who, "batch": name, "edits": [edit]
        })  # fmt: skip
        with sharing(engine) as connection:
            result = push(connection, User(who, "clerk"), envelope, at).results[0]
    assert result.r == "conflict"
    return name


class Person:
    """Somebody signed in."""

    def __init__(self, staff: Staff, name: str, lang: str = "fr") -> None:
        self.client: FlaskClient = staff.client()
        self.headers = {"Accept": "text/html", "Accept-Language": lang}
        answer = self.client.post("/login", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, **fields: object) -> TestResponse:
        """A form, with the session's word."""
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.get("/").text)
        assert csrf
        return self.client.post(path, data={"csrf": csrf[1], **fields}, headers=self.headers)

    def upload(self, file: Path, name: str = "", **fields: str) -> TestResponse:
        """A file, under its own name or another."""
        return self.post("/imports", file=(io.BytesIO(file.read_bytes()), name or file.name), **fields)


def joined(staff: Staff, name: str, role: str, lang: str = "fr") -> Person:
    """Somebody new, signed in."""
    staff.add(name, role, password=PASSWORD)
    return Person(staff, name, lang)
