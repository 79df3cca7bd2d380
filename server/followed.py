"""What people follow up, at a day: a value that a position carries once it was computed."""

from dataclasses import dataclass, field

import pandas as pd

from receivables.followup.agreed_parts import Followup
from receivables.followup.history import Standing


def no_documents() -> pd.DataFrame:
    """account_id | item | company | day of no document."""
    return pd.DataFrame({"account_id": [], "item": [], "company": [], "day": []})


@dataclass(frozen=True)
class Followed:
    """What is followed up at a position's day; see `receivables.followup` for the columns of each table.

    events: as they stand, of every account | fields: uid -> shared fields that are filled
    promises | plans | plan_lines | disputes: with their states | followup: what collectible and priority read
    interrupted: company | item | day of the limitations that a signed acknowledgement of a plan interrupts
    waived: account_id | item of the documents whose penalties a plan that was kept waives
    uids: account_id -> uid of the shared account, of the accounts that have one
    """

    events: list[Standing] = field(default_factory=list)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    promises: pd.DataFrame = field(default_factory=pd.DataFrame)
    plans: pd.DataFrame = field(default_factory=pd.DataFrame)
    plan_lines: pd.DataFrame = field(default_factory=pd.DataFrame)
    disputes: pd.DataFrame = field(default_factory=pd.DataFrame)
    followup: Followup = field(default_factory=Followup)
    interrupted: pd.DataFrame = field(default_factory=lambda: no_documents()[["company", "item", "day"]])
    waived: pd.DataFrame = field(default_factory=lambda: no_documents()[["account_id", "item"]])
    uids: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))
