"""How the owners of accounts are reached: name, direct phone and address for answers that their messages bear."""

from typing import Any

from sqlalchemy import Connection

from receivables.email_addresses import is_email_address
from server.errors import UserError
from server.letters import texts
from server.letters.bank_details import hold_account
from server.letters.content import Clerk
from server.store import audit
from server.store import campaign_workers as store

_SETTING = "clerks"
_MOST = 80


def load_clerks(connection: Connection) -> dict[str, Clerk]:
    """Folded name -> how they are reached."""
    told: list[dict[str, Any]] = store.load_setting(connection, _SETTING) or []
    return {_folded(one["name"]): Clerk(one["name"], one["phone"], one["email"]) for one in told}


def save_clerk(connection: Connection, name: str, phone: str, email: str, who: str, at: str) -> list[dict[str, str]]:
    """Set how an owner is reached; neither phone nor address: forgotten. All of them. Raises UserError."""
    row = {"name": texts.line(name, _MOST), "phone": texts.line(phone, 40), "email": email.strip()}
    if not row["name"]:
        raise UserError("A clerk has a name: that which their accounts bear as owner.")
    if row["email"] and not is_email_address(row["email"]):
        raise UserError(f"« {email[:60]} » is no e-mail address.")
    if (row["phone"] or row["email"]) and hold_account(row.values()):
        raise UserError(
            "A clerk's name, phone and address hold no IBAN or account number: bank details come from the company's "
            "settings, where a second person approves them."
        )
    kept = [one for one in store.load_setting(connection, _SETTING) or [] if _folded(one["name"]) != _folded(name)]
    rows = sorted([*kept, *([row] if row["phone"] or row["email"] else [])], key=lambda one: str(one["name"]))
    store.save_setting(connection, _SETTING, rows or None, who, at)
    audit.append(connection, at, who, "clerk_set", row["name"], {"is_reached": bool(row["phone"] or row["email"])})
    return rows


def clerk_of(connection: Connection, owner: str, default: Clerk) -> Clerk:
    """Whom to call or answer: the owner of the account where it is known how, else the company's clerk.

    What is not told of the owner is the company's.
    """
    own = load_clerks(connection).get(_folded(owner)) if owner.strip() else None
    if own is None:
        return default
    return Clerk(own.name, own.phone or default.phone, own.email or default.email)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
