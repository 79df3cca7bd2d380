"""Who approves at the command line, where nobody signs in: somebody known here, by their name."""

from sqlalchemy import Connection

from server.errors import UserError
from server.rights import User
from server.store import users as user_store
from server.store.campaign_messages import run_messages

_MANAGER = "manager"


def approver(connection: Connection, name: str, run_id: int | None = None) -> User:
    """Somebody by name: with their role where people are known here, else the manager. Raises UserError.

    run_id: whoever approved messages of it before is the same person, however their name is written this time.
    """
    told = " ".join(name.split())
    if not told:
        raise UserError("Say who approves: --by NAME.")
    everybody = user_store.all_users(connection)
    same = [one for one in everybody if one.is_active and _folded(one.name) == _folded(told)]
    exact = [one for one in same if one.name == told]
    if len(exact or same) == 1:
        return user_store.as_user(connection, (exact or same)[0])
    if everybody:
        raise UserError(f"« {told[:60]} » is nobody who may approve here; see relance user list.")
    before = {one.approved_by for one in run_messages(connection, run_id)} if run_id is not None else set()
    known = next((one for one in sorted(before) if _folded(one) == _folded(told)), told)
    return User(known, _MANAGER)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
