"""The store as the running service holds it: opened at the start, or as soon as it can be."""

import threading
import time
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import ServiceUnavailable

from server.errors import UserError
from server.store.database import open_engine, reading

#: How long a store that could not be opened is left alone.
_AGAIN_S = 5.0
RETRY_S = 5


class OpenedStore:
    """Opens the store of a home at the first use; where that fails, tries again at a later request.

    engine: a store that is open already | anchors: the file of the audit's anchors, None where none are kept
    """

    def __init__(
        self, home: Path | None, database_url: str | None = None, *, engine: Engine | None = None,
        anchors: Path | None = None,
    ) -> None:  # fmt: skip
        self.home, self._url, self._engine, self.anchors = home, database_url, engine, anchors
        self._lock, self._tried, self.trouble = threading.Lock(), 0.0, ""

    def engine(self) -> Engine:
        """The store. Raises ServiceUnavailable."""
        with self._lock:
            if self._engine is None and (not self._tried or time.monotonic() - self._tried > _AGAIN_S):
                self._open()
        if self._engine is None:
            raise ServiceUnavailable("The store cannot be opened at the moment.", retry_after=RETRY_S)
        return self._engine

    def answers(self) -> bool:
        """Whether it answers a question now."""
        try:
            with reading(self.engine()) as connection:
                connection.execute(text("SELECT 1 FROM alembic_version"))
        except (ServiceUnavailable, SQLAlchemyError):
            return False
        return True

    def close(self) -> None:
        """Give its connections back."""
        if self._engine is not None:
            self._engine.dispose()

    def _open(self) -> None:
        self._tried = time.monotonic()
        if self.home is None:
            return
        try:
            self._engine, self.trouble = open_engine(self.home, self._url), ""
        except (UserError, OSError, SQLAlchemyError) as error:
            self.trouble = str(error)
