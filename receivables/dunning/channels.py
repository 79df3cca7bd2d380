"""Over which channel a message goes, and to whom: the first of its level for which the payer has an address."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from receivables.dunning.ground import Ground
from receivables.dunning.procedure import CALL, EMAIL, HANDOVER, LETTER, REGISTERED, Level
from receivables.dunning.roles import role_of
from receivables.email_addresses import is_email_address

#: A hand-over goes to nobody outside the house.
INTERNAL = "internal"
NOBODY = -1
#: What a machine sends, and all that the customer gets in writing.
AUTOMATIC, WRITTEN = (EMAIL, LETTER), (EMAIL, LETTER, REGISTERED)
_COLUMNS = {EMAIL: "email", LETTER: "address", REGISTERED: "address", CALL: "phone"}

#: (row of CONTACTS, one of ROLES or '') of those who can be reached, by channel and account row.
Directory = Mapping[str, Mapping[int, list[tuple[int, str]]]]


def directory(ground: Ground) -> Directory:
    """Who can be reached how. A suspended or malformed e-mail address is none."""
    contacts, accounts = ground.contacts, ground.accounts
    at = pd.MultiIndex.from_frame(accounts[["company", "account"]]).get_indexer(
        pd.MultiIndex.from_frame(contacts[["company", "account"]])
    )
    roles, is_suspended = [role_of(text) for text in contacts["role"]], contacts["is_suspended"].to_numpy(bool)
    found: dict[str, dict[int, list[tuple[int, str]]]] = {}
    for channel, column in _COLUMNS.items():
        texts = contacts[column].tolist()
        able = np.array([bool(text.strip()) for text in texts], dtype=bool)
        if channel == EMAIL:
            able = np.array([is_email_address(text) for text in texts], dtype=bool) & ~is_suspended
        rows = defaultdict(list)
        for row in np.flatnonzero(able & (at >= 0)).tolist():
            rows[int(at[row])].append((row, roles[row]))
        found[channel] = rows
    return found


def way_of(level: Level, payer: int, amount: int, currency: str, known: Directory) -> tuple[str, int]:
    """(channel, row of CONTACTS) of a message to an account row; ('', NOBODY) where there is no usable address.

    Of a channel the contact of the level's role is taken, else the first there is.
    """
    if level.stage == HANDOVER:
        return INTERNAL, NOBODY
    channels, role = level.way(amount, currency)
    for channel in channels:
        if people := known[channel].get(payer):
            return channel, _meant(people, role)
    return "", NOBODY


def _meant(people: Sequence[tuple[int, str]], role: str) -> int:
    return next((row for row, own in people if role and own == role), people[0][0])
