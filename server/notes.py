"""Notes on items: what a clerk attaches to a document stays with it from import to import."""

import re

from sqlalchemy import Connection

from receivables.identity import item_text
from server.balance import position
from server.errors import UserError
from server.records import records
from server.store import customers as store

_MOST_CHARACTERS = 2_000


def add_note(connection: Connection, item: str, text: str, at: str, company: str | None = None) -> dict[str, str]:
    """Attach a note to an open item (of one company). Raises UserError: no such item, or nothing to say."""
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()
    if not text or len(text) > _MOST_CHARACTERS:
        raise UserError(f"A note holds 1 to {_MOST_CHARACTERS} characters.")
    found = position(connection, company=company, with_texts=True)
    rows = found.items[found.items["item"] == item_id(item)]
    if rows.empty:
        raise UserError(f"There is no open item « {item} »; relance open-items shows their ids.")
    row = records(rows)[0]
    account = found.accounts.loc[row["account_id"]]
    number = str(row["number"])
    store.add_note(connection, int(str(account["company_id"])), row["item"], str(account["account"]), number, text, at)
    return {
        "item": item_text(row["item"]),
        "company": str(account["company"]),
        "account": str(account["account"]),
        "number": number,
        "text": text,
    }


def item_id(item: str) -> int:
    """Item as users see it -> its id. Raises UserError."""
    if not re.fullmatch(r"[0-9a-f]{1,16}", item):
        raise UserError(f"« {item} » is no item id; relance open-items shows them.")
    return int(item, 16)
