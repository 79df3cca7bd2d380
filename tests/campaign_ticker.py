"""One ticking process: python -m tests.campaign_ticker HOME DATABASE_URL FIRST_DAY DAYS SEED; some die on the way."""

import datetime as dt
import os
import random
import sys
from pathlib import Path

from sqlalchemy import Connection

from receivables.days import date_of
from server.campaigns.proposal.ticks import DueDay, tick
from server.store import campaign_runs as store
from server.store.database import is_trouble, open_engine

#: A share of the proposals during which the process dies.
DIES = 0.02
LEASE_MS = 200


def main() -> None:
    """Tick four times a day, at instants of its own."""
    home, url, first, days, seed = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])
    draw, engine = random.Random(seed), open_engine(home, url)

    def propose(connection: Connection, due: DueDay) -> int:
        run = store.add_run(connection, due.on, "x", "w", company_id=due.company_id, kind=store.TICK,
                            late_days=due.late_days)  # fmt: skip
        if draw.random() < DIES:
            os._exit(9)
        return run

    for day in range(first, first + days):
        date = date_of(day) or dt.date(1970, 1, 1)
        for hour in (0, 7, 13, 20):
            at = f"{date.isoformat()}T{hour:02}:{draw.randrange(60):02}:00Z"
            try:
                tick(engine, propose, at, LEASE_MS)
            except Exception as error:
                if not is_trouble(error):
                    raise


if __name__ == "__main__":
    main()
