"""What a message says, out of the store: copied once, frozen as JSON when it is approved."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.dunning.procedure import HANDOVER, NOTICE, PRE, stage_of
from receivables.identity import item_text
from receivables.late_payment.rates import percent_text
from receivables.schema import KINDS
from server.campaigns.clerks import clerk_of
from server.campaigns.collectors import with_first_letter
from server.campaigns.facts import Facts
from server.campaigns.penalty_sums import WITH_FIGURES, claimable
from server.campaigns.shown import details_of
from server.company_settings import CompanySettings, load_company_settings
from server.letters.content import Clerk, Credit, Debtor, InterestLine, Item, MessageContent, Previous
from server.penalties import PenaltyQuestion, penalty_report
from server.records import records
from server.store import customers as customer_store
from server.store.campaign_addresses import postal_lines
from server.store.campaign_messages import Message
from server.store.rates import rate_book

_CONSUMER, _PUBLIC, _FRENCH = "consumer", "public", "fr"


def content_of(connection: Connection, facts: Facts, message: Message) -> MessageContent:
    """Everything a message says, on the facts of a day. Raises KeyError for an item the ledger no longer has."""
    settings = load_company_settings(connection, message.company_id)
    details, customer = details_of(message), _customer(connection, message)
    parts = details.get("parts") or [[message.account, item, due, amount, 0] for item, amount, due in message.items]
    numbers = {item for _, item, *_ in parts}
    items = [_asked(facts, message, part) for part in parts]
    terms = settings.terms
    is_consumer, is_notice = message.segment == _CONSUMER, stage_of(message.level) == NOTICE
    content = MessageContent(
        message=message.id, reference=f"{message.account}-{message.level}-{message.id[:8]}".upper(),
        level=message.level, segment=_segment(message.segment), lang=_language(facts, customer),
        currency=message.currency, day=facts.on, channel=message.channel, company=settings.identity,
        debtor=_debtor(facts, message, customer, str(details.get("contact", ""))), items=tuple(items),
        clerk=_clerk(connection, facts, message, settings), signatory=settings.signatory,
        bank=settings.bank, tone=str(details.get("tone", "")),
        not_due=tuple(_others(facts, message, parts, is_due=False)),
        disputed=tuple(_contested(facts, message, parts)), credits=tuple(_credits(facts, message, details)),
        limit_days=terms.notice_days_consumer if is_consumer else terms.notice_days,
        previous=tuple(_previous(facts, message, numbers)), mediator=settings.mediator, attempt=message.attempt,
        collector=with_first_letter(connection, message.company_id, message.account, settings.collector),
        warned_legal_rate=_warned_rate(connection, facts.on) if is_consumer and is_notice else "",
    )  # fmt: skip
    return _with_figures(connection, facts, message, content, numbers)


def _warned_rate(connection: Connection, day: int) -> str:
    """The legal rate a consumer owes from a formal notice on, by the quality of the creditor (C. civ. 1231-6, CMF
    L313-2), in percent; '' where that of the day is not published yet: the letter names the rate without its figure."""
    table = rate_book(connection).legal()
    step = table.steps[int(table.step_of(np.array([day], dtype=np.int32))[0])]
    return percent_text(step.units) if day <= table.last_day else ""


def _segment(segment: str) -> str:
    """Whose kind nobody knows is written to as a business, up to the formal notice, which stops for them."""
    return segment if segment in ("business", "consumer", "public", "key") else "business"


def _customer(connection: Connection, message: Message) -> dict[str, Any]:
    """The record of who pays, {} where there is none."""
    table = customer_store.load_customers(connection)
    number = message.account.rpartition("/")[2]
    own = table[(table["company"] == message.company) & table["account"].isin((message.account, number))]
    return records(own)[0] if len(own) else {}


def _language(facts: Facts, customer: dict[str, Any]) -> str:
    told = str(customer.get("language", "")).strip().lower()
    return "en" if told.startswith(("en", "ang")) else _FRENCH


def _debtor(facts: Facts, message: Message, customer: dict[str, Any], contact: str) -> Debtor:
    accounts = facts.ground.accounts
    own = accounts[(accounts["company"] == message.company) & (accounts["account"] == message.account)]
    name = str(customer.get("name") or (own["name"].iloc[0] if len(own) else message.account))
    return Debtor(
        account=message.account, name=name, contact=contact, address=postal_lines(str(customer.get("address", ""))),
        siren=str(customer.get("siren", "")), email=message.recipient,
        chorus=f"SIRET {customer['siret']}" if message.segment == _PUBLIC and customer.get("siret") else "",
    )  # fmt: skip


def _clerk(connection: Connection, facts: Facts, message: Message, settings: CompanySettings) -> Clerk:
    """The owner of the account messages go to, as people share it, else the company's clerk."""
    accounts = facts.position.accounts
    own = accounts[(accounts["company"] == message.company) & (accounts["account"] == message.account)]
    uids = facts.followed.uids.reindex(own.index).dropna()
    owners = [owner for uid in uids if (owner := facts.followed.fields.get(str(uid), {}).get("owner", ""))]
    return clerk_of(connection, owners[0] if owners else "", settings.clerk)


def _rows(facts: Facts, message: Message) -> pd.DataFrame:
    """The open items of the accounts a message speaks for, in its currency, with `amount` as invoiced."""
    ground = facts.ground
    accounts = ground.accounts[ground.accounts["company"] == message.company]
    names = set(accounts.loc[accounts["payer"] == message.account, "account"]) | {message.account}
    own = ground.items.assign(amount=facts.items["amount"].to_numpy(), line=facts.items["line"].to_numpy())
    is_own = (own["company"] == message.company) & own["account"].isin(names) & (own["currency"] == message.currency)
    return own[is_own]


def _asked(facts: Facts, message: Message, part: list[Any]) -> Item:
    _, item, due, asked, left_out = part
    rows = _rows(facts, message)
    own = rows[(rows["item"] == item) & (rows["due_day"] == due)]
    if own.empty:
        raise KeyError(f"The document {item_text(item)} is open no longer.")
    return _item(facts, records(own)[0], rows, asked, left_out)


def _item(facts: Facts, row: dict[str, Any], rows: pd.DataFrame, asked: int, left_out: int) -> Item:
    """A document, or the instalment of it that is due: of what is contested nothing is summed."""
    is_part = int((rows["line"] == row["line"]).sum()) > 1
    paid = 0 if is_part else max(int(row["amount"]) - int(row["open"]), 0)
    disputed = min(left_out, int(row["disputed"]))
    late = facts.on - int(row["due_day"]) if row["due_day"] != NO_DAY else 0
    return Item(
        number=str(row["number"]), document_day=int(row["document_day"]), due_day=int(row["due_day"]),
        amount=asked + paid + disputed, paid=paid, disputed=disputed, open=asked, days_late=max(late, 0),
        kind=KINDS[int(row["kind"])], item=item_text(int(row["item"])),
    )  # fmt: skip


def _others(facts: Facts, message: Message, parts: list[list[Any]], *, is_due: bool) -> list[Item]:
    """Documents a message does not ask for: those not due yet, told apart and not summed."""
    rows = _rows(facts, message)
    told = {(item, due) for _, item, due, *_ in parts}
    later = rows[(rows["open"] > 0) & (rows["due_day"] >= facts.on)]
    return [] if is_due or stage_of(message.level) == PRE else [
        _item(facts, row, rows, int(row["open"]), 0)
        for row in records(later.sort_values(["due_day", "item"])) if (row["item"], row["due_day"]) not in told
    ]  # fmt: skip


def _contested(facts: Facts, message: Message, parts: list[list[Any]]) -> list[Item]:
    """Documents contested as a whole: told apart and not summed."""
    rows = _rows(facts, message)
    told = {(item, due) for _, item, due, *_ in parts}
    own = rows[(rows["open"] > 0) & (rows["disputed"] >= rows["open"]) & (rows["due_day"] < facts.on)]
    return [] if stage_of(message.level) == PRE else [
        _item(facts, row, rows, int(row["open"]), 0)
        for row in records(own.sort_values(["due_day", "item"])) if (row["item"], row["due_day"]) not in told
    ]  # fmt: skip


def _credits(facts: Facts, message: Message, details: dict[str, Any]) -> list[Credit]:
    """The credits deducted: as many as the proposal took, the oldest first."""
    left, found = int(details.get("credits", 0)), []
    rows = _rows(facts, message)
    for row in records(rows[rows["open"] < 0].sort_values(["posted", "item"])):
        taken = min(left, -int(row["open"]))
        if taken > 0:
            found.append(Credit(str(row["number"]), int(row["posted"]), taken, KINDS[int(row["kind"])]))
            left -= taken
    return found


def _previous(facts: Facts, message: Message, numbers: set[int]) -> list[Previous]:
    history = facts.ground.history
    own = history[(history["company"] == message.company) & history["item"].isin(numbers) & history["is_sent"]]
    own = own.drop_duplicates(["level", "day", "channel"]).sort_values("day")
    return [Previous(row["level"], int(row["day"]), row["channel"]) for row in records(own) if row["day"] != NO_DAY]


def _with_figures(
    connection: Connection, facts: Facts, message: Message, content: MessageContent, numbers: set[int]
) -> MessageContent:
    """Interest line by line and the fixed compensation, which a formal notice tells; else the content as it is."""
    if stage_of(message.level) not in WITH_FIGURES or stage_of(message.level) == HANDOVER:
        return content
    report = penalty_report(connection, PenaltyQuestion(facts.on, company=message.company))
    sums, texts = claimable(report), {item_text(number) for number in numbers}
    items = report.items.reset_index(drop=True)
    own = items[items["item"].isin(texts & sums.keys()) & ~items["is_uncertain"].astype(bool)]
    lines = report.lines[report.lines["at"].isin(own.index[own["waived"] + own["invoiced"] == 0])]
    found = [
        InterestLine(
            str(items["number"].iloc[row["at"]]), int(row["first"]), int(row["last"]), int(row["days"]),
            int(row["principal"]), percent_text(int(row["units"])), int(row["amount"]), str(row["source"]),
        )
        for row in records(lines)
    ]  # fmt: skip
    compensation = sum(sums[one][1] for one in texts if one in sums)
    count = sum(1 for one in texts if one in sums and sums[one][1])
    return replace(content, interest_lines=tuple(found), compensation=compensation, compensation_count=count)
