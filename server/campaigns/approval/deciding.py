"""What people decide on a proposal, whichever door they come by: page, workbook, command."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Engine

from server.campaigns.approval.approving import approve
from server.campaigns.approval.freezing import Contents, contents_ahead, freezer
from server.campaigns.proposal.ahead import Ahead
from server.campaigns.proposal.planning import plan, plan_ahead
from server.errors import TranslatedError
from server.rights import User
from server.store.companies import load_companies
from server.store.database import reading, sharing

_MOST_CHOSEN = 20_000
_NOTHING = ("Nothing is ticked: tick the messages to approve.",
            "Rien n'est coché : cochez les messages à approuver.")  # fmt: skip
_TOO_MANY = ("Too many are ticked: approve them in parts.", "Trop de messages sont cochés : approuvez par parties.")


def approve_chosen(
    connection: Connection, run_id: int, who: User, at: str, messages: Collection[str], *,
    ahead: Ahead[Contents], is_size_confirmed: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Approve the messages ticked: the answer of `approval.approve`. ahead: of `chosen_ahead`. Raises UserError."""
    freeze = freezer(connection, run_id, ahead)
    return approve(connection, run_id, who, at, freeze, messages=messages, is_size_confirmed=is_size_confirmed)


def chosen_ahead(engine: Engine, run_id: int, messages: Collection[str]) -> Ahead[Contents]:
    """The contents of the messages ticked, made while nobody waits. Raises UserError where nothing is ticked."""
    if not 0 < len(messages) <= _MOST_CHOSEN:
        raise TranslatedError(*_TOO_MANY if messages else _NOTHING)
    return contents_ahead(engine, run_id, messages=messages)


def propose(engine: Engine, on: int, who: User, at: str, company: str | None) -> int:
    """A new proposal in the place of what nobody approved; its run. Raises UserError."""
    with reading(engine) as connection:
        _check(connection, who, company)
    ahead = plan_ahead(engine, on, company=company)
    with sharing(engine) as connection:
        return plan(connection, on, at, who.name, company=company, ahead=ahead)


def _check(connection: Connection, who: User, company: str | None) -> None:
    if not who.may("approve"):
        raise TranslatedError(
            f"{who.name} may not propose: that is for the credit manager.",
            f"{who.name} ne peut pas proposer : c'est au responsable crédit de le faire.",
        )
    if company is not None and company not in set(load_companies(connection)["name"]):
        raise TranslatedError(
            f"There is no company « {company[:60]} ».", f"Il n'y a pas de société « {company[:60]} »."
        )
