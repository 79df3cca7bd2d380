"""Ledgers drawn at random: whatever an accountant letters, moves, returns or forgets, every figure ties to the cent."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest

from receivables.aging import column_names
from receivables.days import day_number
from server.imports.run import ImportOptions, import_files
from server.reports import Question, ask, balance_table, control_table
from server.store.database import open_engine, reading
from tests.conftest import ENDURANCE
from tests.fec_builder import Dialect, Entry, Line, move, opening, receipt, sale

pytestmark = pytest.mark.costly

LEDGERS = 300
ACCOUNTS = [f"C{number}" for number in range(8)]
MOVES = [("411000", "413000"), ("413000", "416000"), ("411000", "419100"), ("413000", "411000")]
DIALECTS = [Dialect(), Dialect(separator="|", shuffled=True), Dialect(numbers="zero"), Dialect(numbers="shared")]


def _day(draw: random.Random, year: int) -> str:
    return (dt.date(year, 1, 2) + dt.timedelta(days=draw.randrange(340))).strftime("%Y%m%d")


def _entry(draw: random.Random, year: int, number: int) -> Entry:
    """One event of a customer's life, lettered rightly, wrongly or not at all."""
    day, account, cents = (
        _day(draw, year),
        draw.choice(ACCOUNTS),
        draw.choice([100, 1_000, 12_345, draw.randrange(1, 10**7)]),
    )
    reference = f"F{draw.randrange(40):03d}" if draw.random() < 0.8 else ""
    letter = draw.choice(["", "", "A", "B", f"L{number // 2}"])
    match draw.randrange(8):
        case 0 | 1 | 2:
            return sale(day, account, reference, cents, letter=letter)
        case 3:
            return sale(day, account, f"AV{number}", -cents, letter=letter, label=f"Avoir sur {reference}")
        case 4 | 5:
            return receipt(day, account, cents, reference=reference, letter=letter, label=f"Virement {reference}")
        case 6:
            source, target = draw.choice(MOVES)
            return move(day, account, reference, cents, source=source, target=target, letters=(letter, ""))
        case _:
            return receipt(day, account, -cents, reference=reference, letter=letter, label="Rejet de prélèvement")


def _balances(entries: list[Entry], until: str) -> Counter[tuple[str, str]]:
    """(collective, auxiliary) -> cents, added up from the entries themselves."""
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for line in entry.lines:
            if line.account.startswith("41") and entry.day <= until:
                collective = "4191" if line.account.startswith("4191") else line.account[:3]
                found[collective, line.auxiliary] += line.amount
    return found


def _brought_forward(draw: random.Random, year: int, closing: Counter[tuple[str, str]]) -> list[Entry]:
    """What is left of 411 item by item or in a lump, of the others on their own account."""
    day = f"{year}0101"
    entries, items = [], []
    for (collective, account), cents in closing.items():
        if cents and collective == "411":
            items.append((account, draw.choice(["", "F001"]), None, cents))
        elif cents:
            number = "419100" if collective == "4191" else f"{collective}000"
            entries.append(Entry("AN", day, (Line(number, cents, account),), "", None, "A nouveau", "AN"))
    rest = -sum(line.amount for entry in entries for line in entry.lines)
    return [*opening(day, items), *entries, Entry("AN", day, (Line("101000", rest),), "AN", None, "A nouveau", "AN")]


@pytest.mark.endurance
@pytest.mark.parametrize("number", range(ENDURANCE.scaled(LEDGERS, least=5)))
def test_a_random_ledger_of_two_years_ties_on_any_day_in_both_views(number: int, tmp_path: Path) -> None:
    """Control lines at zero, columns that add up, account balances equal to sums of the entries themselves."""
    seed = ENDURANCE.seed + number
    draw = random.Random(seed)
    first = [_entry(draw, 2024, at) for at in range(draw.randrange(5, 60))]
    second = _brought_forward(draw, 2025, _balances(first, "20241231"))
    second += [_entry(draw, 2025, at) for at in range(draw.randrange(0, 60))]
    dialect = draw.choice(DIALECTS)
    paths = [tmp_path / f"123456789FEC{year}1231.txt" for year in (2024, 2025)]
    for path, entries in zip(paths, (first, second), strict=True):
        path.write_bytes(dialect.text(entries))
    engine = open_engine(tmp_path / "home", None)
    import_files(engine, paths, ImportOptions(at="2026-01-01T00:00:00+00:00"))
    for until in ("20241231", "20251231", _day(draw, 2024), _day(draw, 2025)):
        expected = {key: cents for key, cents in _balances(first if until < "2025" else second, until).items() if cents}
        on = day_number(dt.datetime.strptime(until, "%Y%m%d").date())
        for view in ("ledger", "proposed"):
            with reading(engine) as connection:
                found = ask(connection, Question(on=on, view=view))
                table, control = balance_table(found), control_table(connection, found)
            assert (control["difference"] == 0).all(), f"seed {seed}, {until}, {view}"
            assert (table[column_names()].sum(axis=1) == table["total"]).all()
            owed = table.assign(customer=table["account"].str.split("/").str[-1])
            mine = {(row.collective, row.customer): row.total for row in owed.itertuples() if row.total}
            assert mine == expected, f"seed {seed}, {until}, {view}"
