"""A month's close: the bridge from opening to closing balance, and what was booked into the month afterwards."""

import numpy as np
import pandas as pd

from receivables.report import Bridge
from receivables.schema import Kind

#: Which figure of the bridge each kind of line belongs to; a returned payment takes cash back.
_FIGURES = {
    Kind.INVOICE: "billed",
    Kind.PAYMENT: "cash",
    Kind.RETURNED: "cash",
    Kind.CREDIT_NOTE: "credit_notes",
    Kind.LOSS: "losses",
}


def bridge(
    company: str, currency: str, month: str, opening: int, closing: int, lines: pd.DataFrame, backdated: int = 0
) -> Bridge:
    """opening + backdated + billed - cash - credit notes - losses + other = closing, in minor units.

    lines: the company's LINES posted in the month, in one currency. Brought-forward lines are part of the opening
    balance. backdated: what changed the opening balance since the close that froze it. `other` holds deposits, moves
    in and out of the scope and what a new year opened differently.
    """
    moved = lines[~lines["opening"].to_numpy(bool)]
    sums = moved.groupby("kind")["amount"].sum()
    figures = dict.fromkeys(("billed", "cash", "credit_notes", "losses"), 0)
    for kind, figure in _FIGURES.items():
        figures[figure] += int(sums.get(kind, 0))
    credits = {name: -figures[name] for name in ("cash", "credit_notes", "losses")}
    other = closing - opening - backdated - figures["billed"] + sum(credits.values())
    return Bridge(
        company, currency, month, opening, backdated, figures["billed"], **credits, other=other, closing=closing
    )


def changed_since_close(frozen: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Open items of a closed month as frozen and as they come out now (both item | account_id | number | open).

    Returns item | account_id | number | frozen | now, one row per item whose open amount an entry booked later and
    dated back has changed.
    """
    keys = ["item", "account_id"]
    sides = [
        side.groupby(keys, as_index=False).agg(number=("number", "first"), open=("open", "sum"))
        for side in (frozen, now)
    ]
    both = sides[0].merge(sides[1], on=keys, how="outer", suffixes=("_frozen", "_now"))
    number = both["number_frozen"].fillna(both["number_now"])
    table = both[keys].assign(
        number=number,
        frozen=both["open_frozen"].fillna(0).astype(np.int64),
        now=both["open_now"].fillna(0).astype(np.int64),
    )
    return table[table["frozen"] != table["now"]].sort_values(["account_id", "number", "item"]).reset_index(drop=True)
