"""The speeds the issue asks for, as ratios in one run."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from receivables import aging
from server import penalty_answers
from server.balance_report import balance_report
from server.morning import morning_report
from server.penalties import PenaltyQuestion, penalty_report
from server.reports import Question, aged_balance, ask, balance_table
from server.store.database import FILE_NAME, open_engine, reading
from server.store.lines import NUMBERS
from server.worklist import worklist
from tests.benchmarks.ledgers import fill_store, write_fec
from tests.benchmarks.ratio import Ratio, best_of
from workbooks.balance import write_balance_workbook

ITEMS, ACCOUNTS, DAY = 1_000_000, 20_000, 20_600
Record = Callable[[Ratio], None]


@pytest.fixture(scope="module")
def arrays() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Accounts, due days and amounts of a million open items, as in the reference."""
    draw = np.random.default_rng(1)
    accounts = draw.integers(0, ACCOUNTS, ITEMS)
    due = draw.integers(18_000, 20_700, ITEMS).astype("int32")
    return accounts, due, draw.integers(-50_000, 2_000_000, ITEMS)


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Engine]:
    """A store with a million open items of 20,000 accounts."""
    home = tmp_path_factory.mktemp("million")
    engine = open_engine(home, None)
    fill_store(engine, ITEMS, ACCOUNTS)
    return home / FILE_NAME, engine


def _numpy_reference(accounts: np.ndarray, due: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Day difference, searchsorted, bincount: nothing else."""
    buckets = np.searchsorted(np.array([0, 30, 60, 90]), DAY - due, side="left")
    return np.bincount(accounts * 5 + buckets, weights=amounts, minlength=ACCOUNTS * 5).reshape(ACCOUNTS, 5)


def test_aging_in_memory(arrays: tuple[np.ndarray, np.ndarray, np.ndarray], record: Record) -> None:
    """Aging a million items against numpy, pandas and DuckDB."""
    accounts, due, amounts = arrays
    names = aging.column_names()

    def ours() -> np.ndarray:
        columns = aging.column_index(due, amounts, DAY)
        return aging.aged_table(accounts, columns, amounts, ACCOUNTS, len(names))

    frame = pd.DataFrame({"account": accounts, "due": due, "amount": amounts})
    bands = [(-10_000, 0), (1, 30), (31, 60), (61, 90), (91, 10_000)]
    sums = ", ".join(f"sum(case when {DAY} - due between {low} and {high} then amount end)" for low, high in bands)
    with duckdb.connect() as connection:
        connection.execute("create table items as select * from frame")
        duck = best_of(lambda: connection.execute(f"select account, {sums} from items group by account").fetchnumpy())

    def pivot() -> pd.DataFrame:
        bucket = np.searchsorted(np.array([0, 30, 60, 90]), DAY - frame["due"].to_numpy())
        banded = frame.assign(bucket=bucket)
        return banded.pivot_table(index="account", columns="bucket", values="amount", aggfunc="sum")

    ours_s = best_of(ours, 15)
    assert ours().sum() == amounts.sum()
    record(Ratio("aging 1,000,000 items / numpy", ours_s, best_of(lambda: _numpy_reference(*arrays), 15), 2))
    record(Ratio("aging 1,000,000 items / pandas pivot_table", ours_s, best_of(pivot), 5))
    record(Ratio("aging 1,000,000 items / DuckDB", ours_s, duck, 2))


def test_import_of_a_million_lines(tmp_path: Path, record: Record) -> None:
    """Import of a FEC into the store against pandas merely reading it; each in its own process, memory printed."""
    path = tmp_path / "123456789FEC20251231.txt"
    write_fec(path, 1_000_000)
    read = (
        "import pandas as pd, time; t = time.perf_counter(); "
        f"pd.read_csv({str(path)!r}, sep='\t', dtype=str); print(time.perf_counter() - t)"
    )
    ours = (
        "import pathlib, time; from server.imports.run import ImportOptions, import_files; "
        "from server.store.database import open_engine; import resource, sys; "
        "engine = open_engine(pathlib.Path(sys.argv[1]), None); t = time.perf_counter(); "
        f"result = import_files(engine, [pathlib.Path({str(path)!r})], ImportOptions(at='')); "
        "print(time.perf_counter() - t); "
        "print(result[0]['rows'], all(c['difference'] == '0.00' for c in result[0]['control'])); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MiB peak')"
    )
    yardstick = min(float(_run(read).split()[0]) for _ in range(3))
    runs = [_run(ours, str(tmp_path / f"home{number}")) for number in range(3)]
    assert all("1000000 True" in run for run in runs)
    print(runs[0].splitlines()[-1])
    record(
        Ratio(
            f"import of a 1,000,000-line FEC ({runs[0].splitlines()[-1]}) / pandas.read_csv(dtype=str)",
            min(float(run.split()[0]) for run in runs),
            yardstick,
            2,
        )
    )


def _run(code: str, *args: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return done.stdout


def test_aged_balance_out_of_the_store(million: tuple[Path, Engine], record: Record) -> None:
    """The aged balance of a million stored items against fetching the same columns."""
    path, engine = million

    def ours() -> object:
        with reading(engine) as connection:
            return balance_table(ask(connection, Question()))

    def answer() -> object:
        with reading(engine) as connection:
            return aged_balance(connection, Question())

    columns = ", ".join(NUMBERS)
    with sqlite3.connect(path) as plain:
        yardstick = best_of(lambda: plain.execute(f"select {columns} from lines").fetchall(), 3)
    record(Ratio("aged balance out of the store, 1,000,000 items / fetchall", best_of(ours, 3), yardstick, 1.5))
    record(Ratio("the same, as the command's whole object", best_of(answer, 3), yardstick, 1.5))


def test_worklist_out_of_the_store(million: tuple[Path, Engine], record: Record) -> None:
    """All calls of a million stored items, each with its reasons, against the aged balance of the same store."""
    _, engine = million

    def ours() -> object:
        with reading(engine) as connection:
            return worklist(connection, None, None, None, "fr")

    def balance() -> object:
        with reading(engine) as connection:
            return aged_balance(connection, Question())

    record(Ratio("worklist of 1,000,000 items / their aged balance", best_of(ours, 3), best_of(balance, 3), 2))


def test_penalties_out_of_the_store(million: tuple[Path, Engine], record: Record) -> None:
    """Penalties of a million stored items, the dearest told with their lines, against the aged balance of the same."""
    _, engine = million

    def ours() -> object:
        with reading(engine) as connection:
            return penalty_answers.penalties(penalty_report(connection, PenaltyQuestion(most_items=1_000)))

    def balance() -> object:
        with reading(engine) as connection:
            return aged_balance(connection, Question())

    record(Ratio("penalties of 1,000,000 stored items / aged balance", best_of(ours, 3), best_of(balance, 3), 2))


def test_workbook(tmp_path: Path, record: Record) -> None:
    """The workbook of 20,000 items against XlsxWriter writing the same cells bare."""
    engine = open_engine(tmp_path / "home", None)
    fill_store(engine, 20_000, 2_000)
    with reading(engine) as connection:
        report = balance_report(connection, Question())
        morning = morning_report(connection, report, None)
    written = tmp_path / "ours.xlsx"
    write_balance_workbook(report, written, "fr", morning)
    book = CalamineWorkbook.from_path(str(written))
    sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]

    def bare() -> None:
        with xlsxwriter.Workbook(tmp_path / "bare.xlsx") as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            for rows in sheets:
                sheet = book.add_worksheet()
                for at, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if isinstance(value, str):
                            sheet.write_string(at, column, value)
                        elif isinstance(value, int | float):
                            sheet.write_number(at, column, value)
                        else:
                            sheet.write_datetime(at, column, value, day)

    ours_s = best_of(lambda: write_balance_workbook(report, tmp_path / "again.xlsx", "fr", morning), 3)
    record(Ratio("workbook of 20,000 items / XlsxWriter bare", ours_s, best_of(bare, 3), 1.3))
