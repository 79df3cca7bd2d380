"""What people decide on a proposal, whichever door they come by: page, workbook, command."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from server.campaigns.approval import approve
from server.campaigns.facts import load_facts, load_ledger
from server.campaigns.planning import plan
from server.campaigns.previews import frozen
from server.campaigns.shown import run_of
from server.errors import TranslatedError
from server.rights import User
from server.store.companies import load_companies

_MOST_CHOSEN = 20_000
_NOTHING = ("Nothing is ticked: tick the messages to approve.",
            "Rien n'est coché : cochez les messages à approuver.")  # fmt: skip
_TOO_MANY = ("Too many are ticked: approve them in parts.", "Trop de messages sont cochés : approuvez par parties.")


def approve_chosen(
    connection: Connection, run_id: int, who: User, at: str, messages: Collection[str], *,
    is_size_confirmed: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Approve the messages ticked: the answer of `approval.approve`. Raises UserError where nothing is ticked."""
    if not 0 < len(messages) <= _MOST_CHOSEN:
        raise TranslatedError(*_TOO_MANY if messages else _NOTHING)
    run = run_of(connection, run_id)
    facts = load_facts(connection, load_ledger(connection, run.on_day))
    return approve(
        connection, run_id, who, at, lambda own, message: frozen(own, message, facts), messages=messages,
        is_size_confirmed=is_size_confirmed,
    )  # fmt: skip


def propose(connection: Connection, on: int, who: User, at: str, company: str | None) -> int:
    """A new proposal in the place of what nobody approved; its run. Raises UserError."""
    if not who.may("approve"):
        raise TranslatedError(
            f"{who.name} may not propose: that is for the credit manager.",
            f"{who.name} ne peut pas proposer : c'est au responsable crédit de le faire.",
        )
    if company is not None and company not in set(load_companies(connection)["name"]):
        raise TranslatedError(
            f"There is no company « {company[:60]} ».", f"Il n'y a pas de société « {company[:60]} »."
        )
    return plan(connection, on, at, who.name, company=company)
