"""What runs beside the service: a tick a minute, which looks into the watched folder."""

import datetime as dt
import logging
import threading
from pathlib import Path

from server.api.opened import OpenedStore
from server.changes import anchor_head
from server.clock import instant
from server.imports.spool import Spool
from server.imports.watch import Looked, Watched, tick

LOG = logging.getLogger("relance.ticker")
_EVERY_S = 60


class Ticker:
    """The last look into the folder, and the clock that takes the next one."""

    def __init__(self, store: OpenedStore, home: Path, watched: Watched) -> None:
        self._store, self._spool, self.watched = store, Spool(home), watched
        self._lock, self.looked, self._is_well = threading.Lock(), Looked(), True

    @property
    def state(self) -> str:
        """For /health: ok, or failing where the last tick did not come to its end."""
        return "ok" if self._is_well else "failing"

    def tick(self, at: str) -> None:
        """One look; one at a time. What goes wrong is in the log, and the next one tries again."""
        with self._lock:
            try:
                engine = self._store.engine()
                self.looked = tick(engine, self._spool, self.watched, self.looked, at)
                if self._store.anchors is not None:
                    anchor_head(engine, self._store.anchors, at)
                self._is_well = not self.looked.trouble
            except Exception as error:
                self._is_well = False
                LOG.error("a tick failed", exc_info=error)

    def start(self) -> None:
        """Tick every minute as long as the process lives."""
        # Loading it takes a while, and only a home that watches a folder needs it.
        from apscheduler.schedulers.background import (  # type: ignore[import-untyped]  # noqa: PLC0415
            BackgroundScheduler,
        )

        scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        scheduler.add_job(
            lambda: self.tick(instant()), "interval", seconds=_EVERY_S, max_instances=1, coalesce=True,
            misfire_grace_time=None, next_run_time=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        scheduler.start()
