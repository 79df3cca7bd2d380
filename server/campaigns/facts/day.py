"""The facts a proposal stands on, out of the store: the ledger of a day, what people agreed, what was sent before."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.dunning.ground import Ground, ground, item_marks
from receivables.dunning.instalments import days_before
from receivables.followup.agreed_parts import with_followup
from receivables.priority.collectible import retained
from receivables.schema import DueOrigin
from receivables.scope import IN
from server.balance import Position, of_accounts, position
from server.campaigns.facts.accounts import account_table
from server.campaigns.facts.assignments import Assignments, load_assignments
from server.campaigns.facts.contacts import contact_table
from server.campaigns.facts.debits import debit_flags
from server.campaigns.facts.disputes import dispute_columns, public_items
from server.campaigns.facts.freshness import last_receipts
from server.campaigns.facts.sent import history_table, last_message_days
from server.company_settings import load_company_settings
from server.followed import Followed
from server.followup import followed
from server.followup_books import account_uids, holidays_around
from server.store import campaign_facts as store
from server.store import customers as customer_store
from server.store.companies import company_id

_ITEM_COLUMNS = ("item", "due_day", "open", "number", "document_day", "posted", "kind", "due_origin")


@dataclass(frozen=True)
class Ledger:
    """What the imports and the customers file say of a day: of each company its last bank receipt (NO_DAY: none), and
    of each customer the account their messages go to.

    position: with the number of every item | receipts: company -> day | main: (company, customer) -> their account
    payers: the same, of those for whom another customer pays
    """

    position: Position
    receipts: dict[str, int]
    main: dict[tuple[str, str], str]
    payers: dict[tuple[str, str], str]


@dataclass(frozen=True, eq=False)
class Facts:
    """A day's ground, and what it was made of. items: OPEN ITEMS in the order of `ground.items`; whole: the ledger's
    position, of which `position` may be a few customers only."""

    ground: Ground
    position: Position
    items: pd.DataFrame
    followed: Followed
    whole: Position

    @property
    def on(self) -> int:
        """The day."""
        return self.ground.on


def load_ledger(connection: Connection, on: int, company: str | None = None) -> Ledger:
    """The ledger of a day, of one company or all. Raises UserError where there is no data."""
    found = position(connection, on, company=company, with_texts=True)
    main = _main_accounts(found.accounts)
    return Ledger(found, last_receipts(connection, found.imports, on), main, _payers(connection, main))


def load_facts(connection: Connection, ledger: Ledger, only: Iterable[tuple[str, str]] | None = None) -> Facts:
    """The facts of a ledger's day; `only` of these customers, by (company, account their messages go to), and of those
    they pay for."""
    found = ledger.position if only is None else _narrowed(ledger, set(only))
    assigned = load_assignments(connection)
    state = followed(connection, found)
    items = with_followup(found.items_in_scope, state.followup, found.on)
    accounts = account_table(connection, found, state, ledger.main, assigned)
    told = _item_table(found, items, state, assigned, accounts)
    accounts = accounts.merge(last_message_days(connection), on=["company", "account"], how="left")
    accounts["last_message_day"] = accounts["last_message_day"].fillna(NO_DAY).astype(np.int64)
    history = history_table(connection, found, state)
    made = ground(
        found.on, told, accounts, history, contact_table(connection, accounts, found, state, ledger.main),
        _company_table(connection, ledger, history), holidays_around(found.on),
    )  # fmt: skip
    return Facts(made, found, items, state, ledger.position)


def uids_of(connection: Connection, ledger: Ledger) -> dict[tuple[str, str], frozenset[str]]:
    """(company, account messages go to) -> uids of the shared accounts behind it."""
    accounts = ledger.position.accounts
    uids = account_uids(connection, accounts)
    found: dict[tuple[str, str], set[str]] = {}
    for company, customer, uid in zip(accounts["company"], accounts["customer"], uids, strict=True):
        main = ledger.main.get((company, customer))
        if main is not None and uid:
            found.setdefault((company, main), set()).add(uid)
    return {key: frozenset(own) for key, own in found.items()}


def _narrowed(ledger: Ledger, only: set[tuple[str, str]]) -> Position:
    """The position of a few customers and of those they pay for: the rows of their accounts alone."""
    found = ledger.position
    accounts = found.accounts
    keys = zip(accounts["company"], accounts["customer"], strict=True)
    chosen = [
        (key[0], ledger.main.get(key, "")) in only or (key[0], ledger.payers.get(key, "")) in only for key in keys
    ]
    return of_accounts(found, accounts.index[np.array(chosen, dtype=bool)])


def _item_table(
    found: Position, items: pd.DataFrame, state: Followed, assigned: Assignments, accounts: pd.DataFrame
) -> pd.DataFrame:
    """The columns of `ground.ITEMS`."""
    own = found.accounts.loc[items["account_id"], ["company", "account", "currency"]].reset_index(drop=True)
    plain = items[list(_ITEM_COLUMNS)].reset_index(drop=True)
    # the day retention money is due is that of the works' acceptance, which no ledger tells
    is_retained = retained(items, found.accounts["ledger_account"])
    plain["due_origin"] = np.where(is_retained, int(DueOrigin.DEFAULT_TERMS), plain["due_origin"])
    marks = item_marks(items, found.accounts, found.on).reset_index(drop=True)
    table = pd.concat([own, plain, marks], axis=1)
    table = table.assign(is_debit=debit_flags(table, accounts, found.on), after_day=days_before(items))
    table = table.assign(**dispute_columns(items, table, state, public_items(table, accounts)))
    procedures = [assigned.of_item(one, item) for one, item in zip(table["company"], table["item"], strict=True)]
    return table.assign(procedure=pd.Series(procedures, dtype=object))


def _company_table(connection: Connection, ledger: Ledger, history: pd.DataFrame) -> pd.DataFrame:
    """The columns of `ground.COMPANIES`."""
    names = list(dict.fromkeys(ledger.position.imports["company"]))
    known = store.companies_with_runs(connection) | set(store.load_takeover(connection)["company"])
    known |= set(history["company"])
    watched = store.first_run_days(connection) if set(names) - known else {}
    return pd.DataFrame({
        "company": pd.Series(names, dtype=object),
        "last_receipt_day": [ledger.receipts.get(name, NO_DAY) for name in names],
        "has_history": [name in known for name in names],
        "watched_day": [watched.get(name, NO_DAY) for name in names],
        **_notice_days(connection, names),
    })  # fmt: skip


def _notice_days(connection: Connection, names: list[str]) -> dict[str, list[int]]:
    """How long a formal notice of each company leaves to pay, as its settings say."""
    terms = [load_company_settings(connection, company_id(connection, name)).terms for name in names]
    return {"notice_days": [one.notice_days for one in terms],
            "notice_days_consumer": [one.notice_days_consumer for one in terms]}  # fmt: skip


def _main_accounts(accounts: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(company, customer) -> the account a customer's messages go to: of several, that of 411."""
    own = accounts[accounts["treatment"] == IN].sort_values(["company", "customer", "collective", "account"])
    first = own.drop_duplicates(["company", "customer"])
    keys = zip(first["company"], first["customer"], strict=True)
    return dict(zip(keys, first["account"], strict=True))


def _payers(connection: Connection, main: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """(company, customer) -> the account of the customer who pays for them."""
    told = customer_store.load_customers(connection)
    told = told[told["payer_account"] != ""]
    rows = zip(told["company"], told["account"], told["payer_account"], strict=True)
    return {(company, customer): main.get((company, payer), payer) for company, customer, payer in rows}
