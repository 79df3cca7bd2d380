"""A home of one or more small companies for tests of campaigns through the real commands."""

import csv
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from addin.wire import Edit
from receivables.dunning.procedure import Level, Procedure
from server.rights import User
from server.store import shared_accounts as shared_store
from server.store.cells import load_cells
from server.store.database import open_engine, sharing
from server.store.sync import locked_clock
from server.sync.edits import apply_edits
from server.sync.parts import Sender
from tests.command import Command
from tests.fec_builder import Dialect, Entry, sale, write_fec
from workbooks.procedures import procedures_workbook

COMPANY = "732829320"
HEADER = ("Compte", "Nom", "Adresse", "SIREN", "SIRET", "Nature", "Payeur", "Groupe", "Conditions", "Moyen de paiement",
          "Langue", "Contact", "Fonction", "Téléphone", "Courriel", "Commercial")  # fmt: skip
#: Everybody pays by transfer, can be reached, and is a company.
CUSTOMER = {"Adresse": "1 rue Haute, 75001 Paris", "Nature": "société", "Moyen de paiement": "virement",
            "Contact": "B. Payeur", "Téléphone": "0199000001"}  # fmt: skip
TEST = {"RELANCE_ENV": "test"}
SETTINGS = {
    "identity": {"name": "Ateliers Corsanne", "address": ["12 rue des Tilleuls", "69003 Lyon"], "legal_form": "SAS",
                 "siren": COMPANY, "registry": "RCS Lyon", "phone": "01 99 00 10 10",
                 "email": "compta@corsanne.example.com"},
    "signatory": {"name": "Sophie Maurec", "quality": "Responsable crédit"},
    "sender": {"name": "Ateliers Corsanne", "email": "credit@corsanne.example.com"},
    "clerk": {"name": "Camille Delvane", "phone": "01 99 00 10 11", "email": "camille@corsanne.example.com"},
    "bank": {"holder": "Ateliers Corsanne", "iban": "FR7600000000100000000001596"},
}  # fmt: skip


def day(text: str, later: int = 0) -> str:
    """An ISO date so many days later."""
    return (dt.date.fromisoformat(text) + dt.timedelta(days=later)).isoformat()


def invoice(account: str, number: str, cents: int, due: str, **told: Any) -> Entry:
    """An invoice of thirty days before its due day."""
    return sale(day(due, -30), account, number, cents, due=due, **told)


@dataclass(frozen=True)
class CampaignHome:
    """`relance` on one home, for tests (--now is understood)."""

    relance: Command
    folder: Path
    url: str = ""

    def __call__(self, *args: str | Path, env: Mapping[str, str] | None = None, code: int = 0) -> dict[str, Any]:
        """The answer to a command with --json."""
        where = ["--database", self.url] if self.url else []
        return self.relance.json(*args, *where, env={**TEST, **(env or {})}, code=code)

    def refused(self, *args: str | Path) -> str:
        """The sentence of a command that is refused."""
        where = ["--database", self.url] if self.url else []
        done = self.relance(*args, *where, env=TEST)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        return done.stderr

    def ledger(self, entries: Sequence[Entry], company: str = COMPANY, year: str = "2026") -> None:
        """Import a FEC with due dates, in the place of what it was before."""
        path = self.folder / f"{company}FEC{year}1231.txt"
        write_fec(path, entries, Dialect(due_column="DateEcheance"))
        self("import", path)

    def customers(self, rows: Mapping[str, Mapping[str, str]], company: str = COMPANY) -> None:
        """Import a customers file: account -> columns of HEADER that are not as in CUSTOMER."""
        path = self.folder / f"clients-{company}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADER, delimiter=";")
            writer.writeheader()
            for account, told in rows.items():
                mail = {"Compte": account, "Nom": f"Client {account}", "Courriel": f"{account.lower()}@client.example"}
                writer.writerow({**CUSTOMER, **mail, **told})
        self("import", path, "--company", company)

    def settings(self, company: str = COMPANY) -> None:
        """Company settings with bank details two people agreed on."""
        path = self.folder / "company.json"
        path.write_text(json.dumps(SETTINGS), encoding="utf-8")
        self("company", "set", path, "--by", "Camille", "--company", company)
        self("company", "bank", "approve", "--by", "Sophie", "--company", company)

    def procedures(self, *told: Procedure) -> None:
        """Load procedures from a workbook."""
        path = self.folder / "scenarios.xlsx"
        path.write_bytes(procedures_workbook(list(told), "fr"))
        self("campaign", "procedure", "load", path)

    def note(self, account: str, kind: str, on: str, **data: Any) -> None:
        """Add an event of an account."""
        self("event", "add", "--account", account, "--kind", kind, "--data", json.dumps(data), "--date", on)

    def fields(self, account: str, who: str = "Anna", base: str = "", **values: str) -> None:
        """Change shared fields of an account, as a workbook does; base: what the workbook last saw there."""
        engine = open_engine(self.relance.home, self.url or None)
        with sharing(engine) as connection:
            locked_clock(connection)
            shared_store.ensure_accounts(connection)
            table = shared_store.load_accounts(connection)
            uid = str(table[table["account"] == account]["uid"].iloc[0])
            version = max((cell.seq for cell in load_cells(connection, [uid]).values()), default=0) if base else 0
            edits = [Edit(op=f"{account}-{who}-{key}", acc=uid, field=key, base=base, base_ver=version, new=value)
                     for key, value in values.items()]  # fmt: skip
            apply_edits(connection, Sender(User(who, "admin"), "", "2026-06-01T08:00:00+00:00"), edits)
        engine.dispose()

    def plan(self, on: str, *more: str) -> dict[str, Any]:
        """Propose."""
        return self("campaign", "plan", "--on", on, *more)

    def approve(self, run: int, on: str, *more: str, by: Sequence[str] = ("alice", "bob")) -> None:
        """Everybody approves; what needs one person only is approved by the first."""
        told = self("campaign", "approve", str(run), "--by", by[0], "--now", f"{on} 10:00", *more)
        assert not told["failed"], told
        if told["waiting_for_second"]:
            self("campaign", "approve", str(run), "--by", by[1], "--now", f"{on} 10:00", *more)

    def send(self, run: int, on: str, *more: str | Path) -> dict[str, Any]:
        """Send at ten o'clock into a folder of drafts; the books."""
        return self(
            "campaign", "run", str(run), "--drafts", self.folder / f"drafts-{run}", "--now", f"{on} 10:00", *more
        )

    def morning(self, on: str, *more: str) -> dict[str, Any]:
        """Plan, approve and send a day; the plan."""
        told = self.plan(on, *more)
        if told["proposed"]:
            self.approve(told["run"], on)
            books = self.send(told["run"], on)
            assert books["planned"] == len({one["message"] for one in told["proposed"]})
        return told


def levels(plan: Mapping[str, Any]) -> dict[str, str]:
    """account -> level proposed."""
    return {one["account"]: one["level"] for one in plan["proposed"]}


def reasons(plan: Mapping[str, Any]) -> dict[str, set[str]]:
    """account -> reasons it is stopped for."""
    found: dict[str, set[str]] = {}
    for one in plan["stopped"]:
        found.setdefault(one["account"], set()).add(one["reason"])
    return found


def mails(*days: int, codes: Sequence[str] = ("r1", "r2", "r3"), quiet_days: int = 1, **told: Any) -> Procedure:
    """A procedure of e-mails on these days."""
    levels = tuple(Level(code, one, channels=("email",), **told) for code, one in zip(codes, days, strict=False))
    return Procedure("mails", "business", levels, quiet_days=quiet_days)
