"""Which accounts and items follow another procedure than that of their segment, and which accounts are key accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from server.balance import position
from server.errors import UserError
from server.store import audit
from server.store import campaign_workers as store
from server.store.campaign_shown import document_numbers

#: Name of the setting that holds them.
SETTING = "assignments"


@dataclass(frozen=True)
class Assignments:
    """(company, account) -> procedure, or segment told by hand; (company, item) -> procedure."""

    accounts: dict[tuple[str, str], str] = field(default_factory=dict)
    segments: dict[tuple[str, str], str] = field(default_factory=dict)
    items: dict[tuple[str, int], str] = field(default_factory=dict)

    def of_item(self, company: str, item: int) -> str:
        """The procedure of an item, '' where it follows its account's."""
        return self.items.get((company, item), "")


def load_assignments(connection: Connection) -> Assignments:
    """As they stand."""
    rows = store.load_setting(connection, SETTING) or []
    return Assignments(
        {(row["company"], row["account"]): row["procedure"] for row in rows if row["procedure"] and not row["item"]},
        {(row["company"], row["account"]): row["segment"] for row in rows if row["segment"]},
        {(row["company"], int(row["item"], 16)): row["procedure"] for row in rows if row["item"]},
    )  # fmt: skip


def check_assigned(connection: Connection, row: dict[str, str]) -> None:
    """Raises UserError for an account or a document the books of the company have not, a segment of a document."""
    if row["item"] and row["segment"]:
        raise UserError("A segment is of an account: leave --item out.")
    account = row["account"]
    if account not in set(position(connection, company=row["company"]).accounts["account"]):
        raise UserError(f"There is no account « {account[:60]} » of {row['company']}; see relance aged-balance.")
    if row["item"] and not document_numbers(connection, [int(row["item"], 16)]):
        raise UserError(f"There is no document {row['item']}; a proposal gives the ids.")


def assign(connection: Connection, row: dict[str, str], who: str, at: str) -> Sequence[dict[str, Any]]:
    """Set the procedure or segment of an account or item, in the place of what was set before; all of them.

    row: company, account, item ('' or 16 hexadecimal digits), procedure, segment; both '' takes it back
    """
    keys = ("company", "account", "item")
    rows = [one for one in store.load_setting(connection, SETTING) or [] if any(one[key] != row[key] for key in keys)]
    if row["procedure"] or row["segment"]:
        rows.append(dict(row))
    store.save_setting(connection, SETTING, rows or None, who, at)
    audit.append(connection, at, who, "campaign_assigned", row["account"], row)
    return rows
