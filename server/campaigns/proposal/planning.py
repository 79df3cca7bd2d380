"""`relance campaign plan`: the proposal of a day out of the store, kept as a run."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from receivables.days import iso
from receivables.dunning.groups import is_stale
from receivables.dunning.procedure import Procedure
from receivables.dunning.proposal import Proposal, propose
from receivables.dunning.sentences import message_reasons, stop_sentences
from receivables.dunning.stops import Reason
from server.campaigns.facts.day import Facts, load_facts, load_ledger
from server.campaigns.facts.freshness import last_day, newest_import
from server.campaigns.facts.places import load_places
from server.campaigns.proposal.ahead import Ahead, computed
from server.campaigns.proposal.details import Part
from server.campaigns.proposal.invoice_copies import CopiesToCome
from server.campaigns.proposal.penalty_findings import penalty_sentences
from server.campaigns.proposal.penalty_sums import NO_FIGURES, Figures, penalty_figures
from server.campaigns.proposal.runs import put_down, take_back
from server.campaigns.proposal.sales import Contacts, sales_contacts, sales_of
from server.campaigns.settings.procedures import load_procedures, procedure_named
from server.errors import UserError
from server.records import records
from server.store import audit, companies
from server.store import campaign_messages as message_store
from server.store import campaign_runs as run_store
from server.store import campaign_states as states
from server.store import imports as import_store
from server.store.campaign_messages import Draft
from server.store.campaign_runs import Stop

_LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Planned:
    """A proposal with the facts it stands on, before it is stored."""

    facts: Facts
    proposal: Proposal
    procedures: Sequence[Procedure]


def planned(connection: Connection, on: int, procedure: str | None = None, company: str | None = None) -> Planned:
    """What would be proposed on a day: nothing is stored. Raises UserError.

    procedure: the one that every account follows instead of its own
    """
    facts = load_facts(connection, load_ledger(connection, on, company))
    _, procedures = load_procedures(connection)
    if procedure is not None:
        chosen = procedure_named(procedures, procedure)
        ground = facts.ground
        everyone = ground.accounts.assign(procedure=chosen.name)
        facts = replace(facts, ground=replace(ground, accounts=everyone, items=ground.items.assign(procedure="")))
        procedures = [replace(chosen, company="")]
    return Planned(facts, propose(facts.ground, procedures), procedures)


@dataclass(frozen=True)
class Computed:
    """A proposal as it is stored."""

    freshness: dict[str, Any]
    drafts: Sequence[Draft]
    stops: Sequence[Stop]


def plan_ahead(
    engine: Engine, on: int, *, procedure: str | None = None, company: str | None = None
) -> Ahead[Computed]:  # fmt: skip
    """The proposal `plan` stores, while nobody waits. Raises UserError."""
    return computed(engine, lambda connection: _computed(connection, on, procedure, company))


def plan(
    connection: Connection, on: int, at: str, who: str, *, procedure: str | None = None, company: str | None = None,
    late_days: int = 0, kind: str = run_store.PLAN, ahead: Ahead[Computed] | None = None,
) -> int:  # fmt: skip
    """Propose for a day, in the place of what nobody approved yet; the number of the run. Raises UserError.

    ahead: of `plan_ahead` for the same day, procedure and company; what changed meanwhile is computed again
    """
    kept = ahead.value if ahead is not None and ahead.holds(connection) else None
    company_id = companies.company_id(connection, company) if company else 0
    take_back(connection, company_id, at, who)
    found = kept or _computed(connection, on, procedure, company)
    run, _ = put_down(
        connection, on, found.drafts, found.stops, at, who, company_id=company_id, procedure=procedure or "", kind=kind,
        late_days=late_days, freshness=found.freshness,
    )  # fmt: skip
    told = {"on": iso(on), "messages": len(found.drafts), "stopped": len(found.stops), "procedure": procedure or ""}
    audit.append(connection, at, who, "campaign_proposed", str(run), told)
    return run


def _computed(connection: Connection, on: int, procedure: str | None, company: str | None) -> Computed:
    found = planned(connection, on, procedure, company)
    known = {name: number for number, name in names_of(connection).items()}
    drafts, doubled = _drafts(connection, found, known)
    return Computed(_freshness(connection, found), drafts, [*_stops(found, known), *doubled])


def _freshness(connection: Connection, found: Planned) -> dict[str, Any]:
    """Of each company what its figures rest on, whether the money is stale, and the ages a first run asks about."""
    ages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(found.proposal.needs_start_level):
        ages[row["company"]].append({name: row[name] for name in row if name != "company"})
    imports = import_store.load_imports(connection)
    ground = found.facts.ground
    stale = set(ground.accounts["company"][is_stale(ground)])
    return {
        row["company"]: {
            "last_receipt": iso(row["last_receipt_day"]), "last_day": iso(last_day(imports, row["company"])),
            "is_stale": row["company"] in stale, "needs_start_level": bool(ages[row["company"]]),
            "ages": ages[row["company"]], "newest_import": newest_import(imports, row["company"]),
        }
        for row in records(ground.companies)
    }  # fmt: skip


def _drafts(connection: Connection, found: Planned, known: dict[str, int]) -> tuple[list[Draft], list[Stop]]:
    """The messages to store. One with an item that another message of its level stands for already, for the same due
    day, waits for the next proposal, and is told."""
    proposal, facts = found.proposal, found.facts
    live = message_store.live_items(connection)
    live = live[live["state"] != states.PLANNED]  # taken back before these are stored
    names = ("company_id", "account", "currency", "level", "item", "due_day")
    taken = set(zip(*(live[name] for name in names), strict=True))
    of_message = {number: records(own) for number, own in proposal.message_items.groupby("message")}
    told = {lang: message_reasons(proposal.messages, lang) for lang in _LANGUAGES}
    figures = penalty_figures(connection, facts, proposal.messages, proposal.message_items)
    contacts = sales_contacts(connection)
    copies, places = CopiesToCome(connection, facts), load_places(connection)
    drafts, doubled = [], []
    for place, row in enumerate(records(proposal.messages)):
        company = known[row["company"]]
        key = (company, row["account"], row["currency"], row["level"])
        own = of_message[row["message"]]
        if any((*key, one["item"], one["due_day"]) in taken for one in own):
            doubled += [_doubled(company, one, row["currency"]) for one in own]
        else:
            penalties = figures.get(row["message"], NO_FIGURES)
            reasons = {
                lang: [*told[lang][place], *penalty_sentences(penalties.warnings, penalties.until, lang),
                       *copies.sentences(company, row, own, lang)]
                for lang in _LANGUAGES
            }  # fmt: skip
            number = row["account"].rpartition("/")[2]
            country = places.get((row["company"], row["account"])) or places.get((row["company"], number), "")
            drafts.append(replace(_draft(found, row, own, company, reasons, penalties, contacts), country=country))
    return drafts, doubled


def _doubled(company: int, one: dict[str, Any], currency: str) -> Stop:
    facts = {"fr": "un message de ce niveau existe déjà", "en": "a message of this level is there already",
             "currency": currency}  # fmt: skip
    return Stop(company, one["account"], ((one["item"], one["amount"]),), Reason.ALREADY_SENT, facts)


def _draft(
    found: Planned, row: dict[str, Any], own: list[dict[str, Any]], company: int, reasons: dict[str, list[str]],
    penalties: Figures, contacts: Contacts,
) -> Draft:  # fmt: skip
    ground = found.facts.ground
    payer = ground.accounts[(ground.accounts["company"] == row["company"])
                            & (ground.accounts["account"] == row["account"])].iloc[0]  # fmt: skip
    contact = row["contact"]
    email = ground.contacts["email"].iloc[contact] if contact >= 0 and row["channel"] == "email" else ""
    person = ground.contacts["name"].iloc[contact] if contact >= 0 else ""
    asked: Counter[tuple[int, int]] = Counter()  # a document may stand in several accounts of who pays
    for one in own:
        asked[one["item"], one["due_day"]] += one["amount"]
    parts = [Part(one["account"], one["item"], one["due_day"], one["amount"], one["left_out"]) for one in own]
    sales = sales_of(contacts, row)
    told = {lang: [*reasons[lang], *sales.sentences(lang)] for lang in _LANGUAGES}
    details = {**told, "parts": parts, "credits": row["credits"], "contact": str(person), "tone": row["tone"],
               **sales.kept()}  # fmt: skip
    return Draft(
        company_id=company, account=row["account"], currency=row["currency"], segment=str(payer["segment"]),
        procedure=row["procedure"], level=row["level"], channel=row["channel"], amount=row["amount"],
        items=tuple((item, amount, due) for (item, due), amount in asked.items()), recipient=str(email),
        approver=row["approver"], interest=penalties.left[0], compensation=penalties.left[1], reasons=(details,),
    )  # fmt: skip


def _stops(found: Planned, known: dict[str, int]) -> list[Stop]:
    """What is not asked for, the items of an account with one reason and one sentence together."""
    stopped = found.proposal.stopped
    texts = {lang: stop_sentences(stopped, lang) for lang in _LANGUAGES}
    table = stopped.assign(**texts)
    table["start_level"] = table["level"].where(table["reason"] == Reason.START_LEVEL, "")
    keys = ["company", "account", "currency", "reason", "start_level", *_LANGUAGES]
    groups: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    columns = (table[name].tolist() for name in (*keys, "item", "open"))
    for *key, item, opened in zip(*columns, strict=True):
        groups.setdefault(tuple(map(str, key)), []).append((item, opened))
    return [
        Stop(
            known[company],
            account,
            tuple(items),
            reason,
            {"fr": fr, "en": en, "currency": currency, **({"start_level": start} if start else {})},
        )
        for (company, account, currency, reason, start, fr, en), items in groups.items()
    ]


def checked_day(on: int | None) -> int:
    """The day of a plan. Raises UserError where none was told."""
    if on is None:
        raise UserError("--on needs a day, such as 2026-10-31, or today.")
    return on


def names_of(connection: Connection) -> dict[int, str]:
    """Company id -> name."""
    table: pd.DataFrame = companies.load_companies(connection)
    return {int(row["id"]): str(row["name"]) for row in records(table)}
