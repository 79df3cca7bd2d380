"""A clerk's desk on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store.database import open_engine
from tests.desk import Desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """An empty store, once for each backend."""
    engine = open_engine(tmp_path / "home", database_url)
    yield Desk(engine, tmp_path)
    engine.dispose()
