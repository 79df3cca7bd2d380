"""GET /: what the office looks like this morning."""

from flask import Blueprint, Response, current_app

from addin.version import version
from receivables.aging import AGE_UNKNOWN, UNALLOCATED, column_names
from server import overview
from server.api.chart import chart
from server.api.context import store, user
from server.api.pages import language, page, texts
from server.api.ticker import Ticker
from server.clock import instant
from server.overview import Aged, AgedBalances
from server.rights import User
from server.store.database import snapshot
from server.sync.conflicts import open_conflicts

home = Blueprint("home", __name__)

_SHOWN_IMPORTS = 5
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_CLASSES = {name: f"b{at}" for at, name in enumerate(column_names())}


@home.get("/")
def show() -> Response:
    """Health, people with their last sync, open conflicts by age, the last imports, the aged balance."""
    balances: AgedBalances = current_app.extensions["relance.aged"]
    with snapshot(store()) as connection:
        conflicts = open_conflicts(connection, user(), instant())
        people = overview.people(connection, user())
        imports = overview.last_imports(connection, _SHOWN_IMPORTS) if _sees_imports(user()) else None
        aged = balances.of(connection, user())
    said = texts(language())
    ticker: Ticker | None = current_app.extensions["relance.ticker"]
    return page(
        "home.html", aged=[_drawn(one, said) for one in aged], imports=imports, people=people,
        conflict_count=len(conflicts), version=version(), looked=ticker.looked if ticker else None,
        ages=[(_age(first, last, said), count) for first, last, count in overview.by_age(conflicts)],
        database=_DATABASES[store().dialect.name],
    )  # fmt: skip


def _sees_imports(user: User) -> bool:
    """Files, companies and rows tell of every account: they are not for a portfolio, unless its holder imports."""
    return user.uids is None or user.may("import")


def _drawn(aged: Aged, said: dict[str, str]) -> dict[str, object]:
    names = {name: _bucket(name, said) for name in aged.columns}
    return {"figures": aged, "chart": chart(aged), "names": names, "classes": _CLASSES}


def _bucket(name: str, said: dict[str, str]) -> str:
    """'1-30' -> '1 à 30 j', '91+' -> 'Plus de 90 j'."""
    if name in ("not_due", AGE_UNKNOWN, UNALLOCATED):
        return said[f"bucket.{name}"]
    if name.endswith("+"):
        return said["bucket.over"].replace("{from}", str(int(name[:-1]) - 1))
    first, _, last = name.partition("-")
    return said["bucket.days"].replace("{from}", first).replace("{to}", last)


def _age(first: int, last: int | None, said: dict[str, str]) -> str:
    if last == 0:
        return said["age.0"]
    if last is None:
        return said["age.over"].replace("{before}", str(first - 1))
    return said["age.days"].replace("{from}", str(first)).replace("{to}", str(last))
