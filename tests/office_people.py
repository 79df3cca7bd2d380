"""A store with people of every role and the application on it, for tests of who may do what."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from server import users
from server.api.app import create_app
from server.api.opened import OpenedStore
from server.api.settings import ServiceSettings
from server.rights import ROLES
from server.store.database import open_engine, sharing

PORT = 8765
HOST = f"127.0.0.1:{PORT}"
AT = "2026-11-20T08:00:00.000+00:00"


class _Client(FlaskClient):
    """Asks at the address of PORT."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """As the application's scheme has it."""
        options.setdefault("base_url", f"{self.application.config['RELANCE_SCHEME']}://{HOST}")
        return super().open(*args, **options)


@dataclass
class Staff:
    """One person of each role, named as the role, with a token each."""

    engine: Engine
    home: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, **settings: Any) -> FlaskClient:
        """The application on this store, asked at the address of PORT."""
        store = OpenedStore(self.home, engine=self.engine, anchors=self.anchors)
        app = create_app(ServiceSettings(PORT, **settings), store)
        app.test_client_class = _Client
        return app.test_client()

    @property
    def anchors(self) -> Path:
        """The file of the audit's anchors."""
        return self.home / "audit-anchors"

    def bearing(self, name: str) -> dict[str, str]:
        """The header of a person's token."""
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    def add(self, name: str, role: str, **more: Any) -> str:
        """One more person; their token."""
        options = {"portfolio": None, "company": None, "password": None, "subject": "", "at": AT, "who": "test", **more}
        with sharing(self.engine) as connection:
            users.add_user(connection, name, role, **options)
            self.tokens[name] = users.new_token(connection, name, "", AT, "test")["token"]
        return self.tokens[name]


@contextmanager
def staff(home: Path, database_url: str | None = None) -> Iterator[Staff]:
    """Everybody, in the store of a home."""
    home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(home, database_url)
    found = Staff(engine, home)
    for role in ROLES:
        found.add(role, role)
    yield found
    engine.dispose()


def later(at: str, days: float) -> str:
    """An instant some days after another."""
    return (dt.datetime.fromisoformat(at) + dt.timedelta(days=days)).isoformat(timespec="milliseconds")
