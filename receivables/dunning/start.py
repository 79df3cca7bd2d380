"""The first run of a company: what was sent before Relance, told by age, as history."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.dunning.ground import Ground

#: Channel of what another system sent.
TAKEOVER = "takeover"


def start_history(ground: Ground, company: str, sent: Sequence[tuple[int, str]]) -> pd.DataFrame:
    """What a person says was sent of the open items of a company -> rows of HISTORY, of the day of the ground.

    sent: (days overdue from which, level code sent last; '' nothing yet). The youngest age an item reaches decides;
    an item younger than all, or of '', has no row.
    """
    items = ground.items[(ground.items["company"] == company) & (ground.items["open"] > 0)]
    items = items[items["due_day"] != NO_DAY]
    days = ground.on - items["due_day"].to_numpy(np.int64)
    level = np.full(len(items), "", dtype=object)
    for from_days, code in sorted(sent):
        level[days >= from_days] = code
    found = items[["company", "item", "due_day"]].assign(level=level, day=ground.on, channel=TAKEOVER, is_sent=True)
    return pd.DataFrame(found[level != ""].reset_index(drop=True))
