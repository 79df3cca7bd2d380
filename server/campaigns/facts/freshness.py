"""How fresh a company's money is now, and whether its books changed since a proposal was made of them: what whoever
approves has to see."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, iso, parse_day
from receivables.dunning.groups import are_stale, fresh_until
from receivables.wording import day_text
from server.balance import OPEN_ITEMS, speaking_imports
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import Window, local_day
from server.followup_books import holidays_around
from server.records import records
from server.store import imports as import_store
from server.store.campaign_runs import Run
from server.store.lines import last_payment_day

_CHANGED = (
    "Proposée sur les livres au {last_day} ; depuis, import de {file}{until} : refaites la proposition.",
    "Proposed on the books of {last_day}, since then an import of {file}{until}: plan again.",
)
_UNDONE = (
    "Proposée sur les livres au {last_day} ; depuis, un import a été annulé : refaites la proposition.",
    "Proposed on the books of {last_day}, since then an import was taken back: plan again.",
)
_UNTIL = (" (jusqu'au {day})", " (up to {day})")


@dataclass(frozen=True)
class Freshness:
    """Of one company on a day (`on`). last_receipt, last_day: the last bank receipt posted, the last day of the books
    fresh_until: the last working day on which that receipt lets messages leave | is_stale: nothing leaves that
    day | changed: (French, English) that the books are not those of the proposal, None while they are"""

    on: int = NO_DAY
    last_receipt: int = NO_DAY
    last_day: int = NO_DAY
    fresh_until: int = NO_DAY
    is_stale: bool = False
    changed: tuple[str, str] | None = None

    def told(self, lang: str) -> dict[str, Any]:
        """As programs are told it: ISO dates; changed: a sentence or None."""
        days = {name: iso(getattr(self, name)) for name in ("on", "last_receipt", "last_day", "fresh_until")}
        return days | {"is_stale": self.is_stale, "changed": self.changed and self.changed[lang == "en"]}


def last_receipts(connection: Connection, speaking: pd.DataFrame, on: int) -> dict[str, int]:
    """Company -> the last bank receipt posted up to a day, of the imports that speak for it; a list posts none, it is
    as fresh as its day."""
    found: dict[str, int] = {}
    window = load_sending(connection).window
    for row in records(speaking):
        day = _list_day(row, window, on) if row["kind"] == OPEN_ITEMS else NO_DAY
        posted = last_payment_day(connection, int(row["first_line"]), int(row["last_line"]), on)
        found[row["company"]] = max(day, posted, found.get(row["company"], NO_DAY))
    return found


def _list_day(row: Mapping[str, Any], window: Window, on: int) -> int:
    """How far the money of a list of open items is known on a day: up to the day it prints, else that of its import,
    for its newest document may be old."""
    is_dated = json.loads(row["options"] or "{}").get("is_dated", False)
    came = int(row["last_day"]) if is_dated else local_day(window, str(row["imported_at"]))
    return min(max(int(row["last_day"]), came), on)


def last_day(imports: pd.DataFrame, company: str) -> int:
    """The day up to which a company's books are known, NO_DAY where nothing was imported."""
    own = _own(imports, company)
    return int(own["last_day"].max()) if len(own) else NO_DAY


def newest_import(imports: pd.DataFrame, company: str) -> dict[str, Any]:
    """What a run keeps of the books it was made of: id and instant of the company's newest import in force."""
    own = _own(imports, company)
    return {"id": int(own["id"].iloc[-1]), "at": str(own["imported_at"].iloc[-1])} if len(own) else {}


def freshness_now(connection: Connection, run: Run, on: int) -> dict[str, Freshness]:
    """Of each company of a run, on a day."""
    imports, kept = import_store.load_imports(connection), json.loads(run.freshness)
    receipts = last_receipts(connection, speaking_imports(imports, on), on)
    holidays = holidays_around(on)
    found = {}
    for company, told in kept.items():
        last = np.array([receipts.get(company, NO_DAY)], dtype=np.int32)
        found[company] = Freshness(
            on, int(last[0]), last_day(imports, company), int(fresh_until(last, holidays)[0]),
            bool(are_stale(last, on, holidays)[0]), _changed(imports, company, told),
        )  # fmt: skip
    return found


def books_changed(connection: Connection, run: Run) -> dict[str, tuple[str, str]]:
    """Company -> (French, English) that its books are not those the run was made of, where they are not."""
    imports = import_store.load_imports(connection)
    told = {company: _changed(imports, company, one) for company, one in json.loads(run.freshness).items()}
    return {company: both for company, both in told.items() if both is not None}


def _changed(imports: pd.DataFrame, company: str, told: dict[str, Any]) -> tuple[str, str] | None:
    """A sentence in both languages; None for a run of before this was kept, too."""
    kept = told.get("newest_import")
    if not kept:
        return None
    own = _own(imports, company)
    later = own[(own["id"] > kept["id"]) | (own["imported_at"] > kept["at"])]
    if len(later):
        return _sentences(_CHANGED, told, records(later)[-1])
    is_there = ((own["id"] == kept["id"]) & (own["imported_at"] == kept["at"])).any()
    return None if is_there else _sentences(_UNDONE, told, {})


def _sentences(both: tuple[str, str], told: dict[str, Any], row: dict[str, Any]) -> tuple[str, str]:
    day = parse_day(told.get("last_day") or "")
    end = int(row.get("last_day", NO_DAY))

    def filled(place: int) -> str:
        lang = ("fr", "en")[place]
        until = "" if end == NO_DAY else _UNTIL[place].format(day=day_text(end, lang))
        return both[place].format(last_day=day_text(day, lang), file=row.get("file_name", ""), until=until)

    return filled(0), filled(1)


def _own(imports: pd.DataFrame, company: str) -> pd.DataFrame:
    return imports[(imports["company"] == company) & imports["is_active"]]
