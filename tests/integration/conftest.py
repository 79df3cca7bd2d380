"""A clerk's desk on each database."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.store.database import open_engine
from tests import postgres
from tests.desk import Desk

BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
_NUMBERS = itertools.count(1)


@contextmanager
def _database(server: postgres.Server, template: str = "template1") -> Iterator[str]:
    """URL of a PostgreSQL database that lasts as long as it is used."""
    name = f"test_{next(_NUMBERS)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _file_url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


@pytest.fixture(params=BACKENDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh empty database, once for each backend."""
    if request.param == "sqlite":
        yield _file_url(tmp_path / "store.db")
        return
    with _database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store as the migrations leave it, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "store.db"
    open_engine(path.parent, _file_url(path)).dispose()
    return path


@pytest.fixture
def file_url(migrated_file: Path, tmp_path: Path) -> str:
    """URL of a fresh SQLite store without data: a copy of one that was migrated."""
    return _file_url(Path(shutil.copy(migrated_file, tmp_path / "store.db")))


@pytest.fixture(scope="session")
def migrated_database(postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of such a PostgreSQL database, to be copied."""
    postgres_server.execute("CREATE DATABASE migrated")
    open_engine(tmp_path_factory.mktemp("migrated"), postgres_server.url("migrated")).dispose()
    return "migrated"


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh store without data, once for each backend: a copy of one that was migrated."""
    if request.param == "sqlite":
        yield request.getfixturevalue("file_url")
        return
    server, template = (request.getfixturevalue(name) for name in ("postgres_server", "migrated_database"))
    with _database(server, template) as url:
        yield url


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """A store without data, once for each backend."""
    engine = open_engine(tmp_path / "home", database_url)
    yield Desk(engine, tmp_path)
    engine.dispose()
