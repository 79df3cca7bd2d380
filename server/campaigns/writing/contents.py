"""What a message says, out of the store: copied once, frozen as JSON when it is approved."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.dunning.procedure import NOTICE, PRE, stage_of
from receivables.identity import item_text
from receivables.late_payment.rates import percent_text
from receivables.schema import KINDS
from server.campaigns.facts.clerks import clerk_of
from server.campaigns.facts.collectors import with_first_letter
from server.campaigns.facts.day import Facts
from server.campaigns.facts.deductions import Purse, debtors_of, deducted, unallocated
from server.campaigns.proposal.details import Part, details_of, parts_of
from server.campaigns.proposal.penalty_sums import Asked, figures_of
from server.campaigns.proposal.sales import copy_of
from server.company_settings import CompanySettings, load_company_settings
from server.letters.content import Clerk, Credit, Debtor, InterestLine, Item, MessageContent, Previous
from server.letters.fields import document_words
from server.letters.words import word
from server.records import records
from server.store import customers as customer_store
from server.store.campaign_addresses import postal_lines
from server.store.campaign_messages import Message
from server.store.rates import rate_book

Debtors = dict[str, Debtor]
_CONSUMER, _PUBLIC, _FRENCH = "consumer", "public", "fr"


def content_of(connection: Connection, facts: Facts, message: Message) -> MessageContent:
    """Everything a message says, on the facts of a day. Raises KeyError for an item the ledger no longer has."""
    settings = load_company_settings(connection, message.company_id)
    details, customer = details_of(message), _customer(connection, message)
    parts = parts_of(message)
    numbers = {part.item for part in parts}
    rows = _rows(facts, message)
    debtors = _debtors(connection, facts, message, rows)
    items = [_asked(facts, rows, part, debtors) for part in parts]
    known, owes = unallocated(facts).get(_purse(message), []), debtors_of(facts)
    asked = [(owes[message.company, part.account], part.amount) for part in parts]
    terms = settings.terms
    is_consumer, is_notice = message.segment == _CONSUMER, stage_of(message.level) == NOTICE
    content = MessageContent(
        message=message.id, reference=f"{message.account}-{message.level}-{message.id[:8]}".upper(),
        level=message.level, segment=_segment(message.segment), lang=_language(facts, customer),
        currency=message.currency, day=facts.on, channel=message.channel, company=settings.identity,
        debtor=_debtor(facts, message, customer, str(details.get("contact", "")), settings), items=tuple(items),
        clerk=_clerk(connection, facts, message, settings), signatory=settings.signatory,
        bank=settings.bank, tone=str(details.get("tone", "")),
        not_due=tuple(_others(facts, message, rows, parts, debtors)),
        disputed=tuple(_contested(facts, message, rows, parts, debtors)),
        credits=_credits(deducted(known, asked, int(details.get("credits", 0))), debtors),
        limit_days=terms.notice_days_consumer if is_consumer else terms.notice_days,
        previous=tuple(_previous(facts, message, numbers)), mediator=settings.mediator, attempt=message.attempt,
        account_items=tuple(_account_items(facts, rows, debtors)),
        account_credits=_credits([(row, -int(row["open"])) for row in known], debtors),
        debtors=tuple(debtors.values()),
        collector=with_first_letter(connection, message.company_id, message.account, settings.collector),
        sales_copy=copy_of(message),
        warned_legal_rate=_warned_rate(connection, facts.on) if is_consumer and is_notice else "",
    )  # fmt: skip
    return _with_figures(connection, facts, message, content, parts)


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
    numbers = (message.account, message.account.rpartition("/")[2])
    table = customer_store.load_customers(connection, numbers)
    own = table[table["company"] == message.company]
    return records(own)[0] if len(own) else {}


def _language(facts: Facts, customer: dict[str, Any]) -> str:
    told = str(customer.get("language", "")).strip().lower()
    return "en" if told.startswith(("en", "ang")) else _FRENCH


def _debtor(
    facts: Facts, message: Message, customer: dict[str, Any], contact: str, settings: CompanySettings
) -> Debtor:
    accounts = facts.ground.accounts
    own = accounts[(accounts["company"] == message.company) & (accounts["account"] == message.account)]
    name = str(customer.get("name") or (own["name"].iloc[0] if len(own) else message.account))
    return Debtor(
        account=message.account, name=name, contact=contact, address=postal_lines(str(customer.get("address", ""))),
        siren=str(customer.get("siren", "")), email=message.recipient,
        chorus=_chorus(customer, settings, _language(facts, customer)) if message.segment == _PUBLIC else "",
    )  # fmt: skip


def _chorus(customer: dict[str, Any], settings: CompanySettings, lang: str) -> str:
    """What finds an invoice on Chorus Pro of all that imports tell: the two parties; its number stands in the table."""
    siret, siren = customer.get("siret", ""), settings.identity.siren
    return word("chorus.parties" if siren else "chorus.buyer", lang, siret=siret, siren=siren) if siret else ""


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
    items = ground.items
    is_own = items["account"].isin(names) & (items["company"] == message.company)
    rows = np.flatnonzero(is_own & (items["currency"] == message.currency))
    more = {name: facts.items[name].to_numpy()[rows] for name in ("amount", "line")}
    return items.iloc[rows].assign(**more)


def _debtors(connection: Connection, facts: Facts, message: Message, rows: pd.DataFrame) -> Debtors:
    """Account -> who owes what stands in it, of the accounts of others than the one written to."""
    labels = list(dict.fromkeys([message.account, *rows["account"]]))
    if len(labels) == 1:
        return {}
    accounts = facts.position.accounts
    accounts = accounts[(accounts["company"] == message.company) & accounts["account"].isin(labels)]
    accounts = accounts.drop_duplicates("account")
    customers = dict(zip(accounts["account"], accounts["customer"], strict=True))
    told = customer_store.load_customers(connection)
    known = {row["account"]: row for row in records(told[told["company"] == message.company])}
    names = dict(zip(facts.ground.accounts["account"], facts.ground.accounts["name"], strict=True))
    own = customers.get(message.account, message.account)
    others = [one for one in labels if customers.get(one, own) != own]
    found = {one: known.get(customers[one], {}) for one in others}
    return {
        one: Debtor(one, str(row.get("name") or names.get(one) or one), siren=str(row.get("siren", "")))
        for one, row in found.items()
    }


def _debtor_name(account: str, debtors: Debtors) -> str:
    return f"{debtors[account].name} ({account})" if account in debtors else ""


def _asked(facts: Facts, rows: pd.DataFrame, part: Part, debtors: Debtors) -> Item:
    is_it = (rows["item"] == part.item) & (rows["due_day"] == part.due_day) & (rows["account"] == part.account)
    own = rows[is_it]
    if own.empty:
        raise KeyError(f"The document {item_text(part.item)} is open no longer.")
    if int(own["open"].iloc[0]) < part.amount:
        raise KeyError(f"Of the document {item_text(part.item)} less is open than was proposed.")
    return _item(facts, records(own)[0], rows, part.amount, debtors)


def _item(facts: Facts, row: dict[str, Any], rows: pd.DataFrame, asked: int, debtors: Debtors) -> Item:
    """A document, or the instalment of it that is due: of what is contested, promised or to be credited nothing is
    summed."""
    is_part = int((rows["line"] == row["line"]).sum()) > 1
    paid = 0 if is_part else max(int(row["amount"]) - int(row["open"]), 0)
    left_out = int(row["open"]) - asked
    disputed = min(left_out, int(row["disputed"]))
    late = facts.on - int(row["due_day"]) if row["due_day"] != NO_DAY else 0
    return Item(
        number=str(row["number"]), document_day=int(row["document_day"]), due_day=int(row["due_day"]),
        amount=int(row["open"]) + paid, paid=paid, disputed=disputed, apart=left_out - disputed, open=asked,
        days_late=max(late, 0), kind=KINDS[int(row["kind"])], item=item_text(int(row["item"])),
        debtor=_debtor_name(row["account"], debtors),
    )  # fmt: skip


def _others(facts: Facts, message: Message, rows: pd.DataFrame, parts: list[Part], debtors: Debtors) -> list[Item]:
    """Documents a message does not ask for: those not due yet, told apart and not summed."""
    return _apart(facts, message, parts, rows, rows[(rows["open"] > 0) & (rows["due_day"] >= facts.on)], debtors)


def _contested(facts: Facts, message: Message, rows: pd.DataFrame, parts: list[Part], debtors: Debtors) -> list[Item]:
    """Documents contested as a whole: told apart and not summed."""
    is_contested = (rows["open"] > 0) & (rows["disputed"] >= rows["open"]) & (rows["due_day"] < facts.on)
    return _apart(facts, message, parts, rows, rows[is_contested], debtors)


def _apart(
    facts: Facts, message: Message, parts: list[Part], rows: pd.DataFrame, own: pd.DataFrame, debtors: Debtors
) -> list[Item]:
    """Rows of the account that are none of a message's parts; a pre-reminder tells none."""
    told = {(part.item, part.due_day) for part in parts}
    return [] if stage_of(message.level) == PRE else [
        _item(facts, row, rows, int(row["open"]), debtors)
        for row in records(own.sort_values(["due_day", "item"])) if (row["item"], row["due_day"]) not in told
    ]  # fmt: skip


def _account_items(facts: Facts, rows: pd.DataFrame, debtors: Debtors) -> list[Item]:
    """All that is open in the ledger, whatever the message asks for: of what is contested `open` tells nothing."""
    return [
        _item(facts, row, rows, int(row["open"]) - min(int(row["disputed"]), int(row["open"])), debtors)
        for row in records(rows[rows["open"] > 0].sort_values(["due_day", "item"]))
    ]  # fmt: skip


def _credits(told: list[tuple[dict[str, Any], int]], debtors: Debtors) -> tuple[Credit, ...]:
    return tuple(
        Credit(str(row["number"]), int(row["posted"]), amount, KINDS[int(row["kind"])],
               _debtor_name(row["account"], debtors))
        for row, amount in told
    )  # fmt: skip


def _previous(facts: Facts, message: Message, numbers: set[int]) -> list[Previous]:
    history = facts.ground.history
    own = history[(history["company"] == message.company) & history["item"].isin(numbers) & history["is_sent"]]
    own = own.drop_duplicates(["level", "day", "channel"]).sort_values("day")
    return [Previous(row["level"], int(row["day"]), row["channel"]) for row in records(own) if row["day"] != NO_DAY]


def _with_figures(
    connection: Connection, facts: Facts, message: Message, content: MessageContent, parts: list[Part]
) -> MessageContent:
    """Interest line by line and the fixed compensation, which a formal notice tells; else the content as it is."""
    if stage_of(message.level) != NOTICE:
        return content
    own = [(part.account, part.item, part.due_day, part.amount) for part in parts]
    (found,) = figures_of(connection, facts, [Asked(_purse(message), own, content.credit)])
    rows = _rows(facts, message)
    numbers = {
        (row["account"], row["item"], row["due_day"]):
            document_words(str(row["number"]), int(row["document_day"]), int(row["due_day"]), content.lang)
        for row in records(rows)
    }  # fmt: skip
    lines = [
        InterestLine(
            numbers[row["account"], row["item"], row["due_day"]], int(row["first"]), int(row["last"]),
            int(row["days"]), int(row["principal"]), percent_text(int(row["units"])), int(row["amount"]),
            str(row["source"]),
        )
        for row in found.lines
    ]  # fmt: skip
    return replace(
        content, interest_lines=tuple(lines), compensation=found.compensation, compensation_count=found.count,
        waived=found.waived, invoiced=found.invoiced, penalty_warnings=found.warnings, computed_until=found.until,
    )  # fmt: skip


def _purse(message: Message) -> Purse:
    return message.company, message.account, message.currency
