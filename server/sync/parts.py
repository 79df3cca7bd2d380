"""What edits and events have in common: who sends them, why one is refused, one that fails alone."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from server.rights import User
from server.store.database import is_trouble
from server.store.shared_accounts import SharedAccount
from server.store.sync import Gap

LOG = logging.getLogger("relance.sync")
INTERNAL = "Relance met a fault of its own with this one; it stays in the workbook, the rest was taken."
_Asked = TypeVar("_Asked")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Sender:
    """Who sends, out of which workbook ('' for none), when, and what restores may have forgotten.

    by: who acts in their name, at the command line; '' for themselves
    """

    user: User
    workbook: str
    at: str
    gaps: Sequence[Gap] = ()
    by: str = ""

    @property
    def actor(self) -> str:
        """Whose act it is, as the audit names them."""
        return self.by or self.user.name


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """One edit or event is not taken: a code for programs, a sentence for people."""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why, self.sentence = why, sentence


def account_named(user: User, accounts: Mapping[str, SharedAccount], uid: str) -> SharedAccount:
    """The account an edit or event is for, merges followed. Raises Refused."""
    account = accounts.get(uid)
    if account is None:
        raise Refused("unknown_account", "There is no such account here.")
    if not user.sees(account.uid):
        raise Refused("not_yours", "This account is not one of yours.")
    if account.is_archived:
        raise Refused("archived", f"Account {account.account} is archived.")
    return account


def in_parts(
    connection: Connection,
    asked: Sequence[_Asked],
    apply: Callable[[Sequence[_Asked]], list[_Result]],
    refuse: Callable[[_Asked], _Result],
) -> list[_Result]:
    """Apply all at once; where that fails, the one that makes it fail is refused and the others are applied.

    Raises what the database is in trouble with: then nothing of the push may stand.
    """
    if not asked:
        return []
    savepoint = connection.begin_nested()
    try:
        results = apply(asked)
        savepoint.commit()
        return results
    except Exception as error:
        if is_trouble(error):
            raise
        savepoint.rollback()
        if len(asked) == 1:
            LOG.exception("one edit or event could not be applied")
            return [refuse(asked[0])]
    half = len(asked) // 2
    return [one for part in (asked[:half], asked[half:]) for one in in_parts(connection, part, apply, refuse)]
