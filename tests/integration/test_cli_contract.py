"""The command contract: keys, strings, exit codes, one sentence for every error."""

import contextlib
import csv
import datetime as dt
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.command import Command
from tests.fec_builder import Dialect, Entry, Line, sale, write_fec
from tests.fec_builder import receipt as payment

pytestmark = pytest.mark.costly

AMOUNT = re.compile(r"-?\d+\.\d{2}")
BUCKETS = ["not_due", "1-30", "31-60", "61-90", "91+"]
COLUMNS = [*BUCKETS, "age_unknown", "unallocated", "total", "collectible"]
LEDGER = [
    sale("2025-01-10", "C1", "F101", 12_000),
    sale("2025-03-01", "C2", "F102", 24_050),
    payment("2025-03-20", "C3", 5_000),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_fec(tmp_path / "123456789FEC20251231.txt", LEDGER)


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the ledger, made once."""
    folder = tmp_path_factory.mktemp("filled")
    path = write_fec(folder / "123456789FEC20251231.txt", LEDGER)
    Command(folder / "home").json("import", path)
    return folder / "home"


@pytest.fixture
def filled(newcomer: Command, filled_home: Path) -> Command:
    """The command with a copy of that home."""
    shutil.copytree(filled_home, newcomer.home)
    return newcomer


def _refused(relance: Command, *args: str | Path) -> str:
    """Exit 2, nothing on standard output, one sentence on standard error."""
    done = relance(*args)
    assert (done.returncode, done.stdout) == (2, ""), (args, done)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr.strip()


# -- import -----------------------------------------------------------------------------------------------------------


def test_import_answers_with_the_contract(relance: Command, ledger: Path) -> None:
    """Keys and figures of one file; amounts are strings with two digits, rows are the user's."""
    answer = relance.json("import", ledger, "--default-terms", "30 net")
    promised = {"kind", "company", "rows", "accounts", "open_items", "total_open", "by_currency", "control",
                "debit_balances", "credit_balances", "problems", "changed"}  # fmt: skip
    assert promised <= set(answer)
    assert (answer["kind"], answer["company"], answer["rows"], answer["accounts"]) == ("fec", "123456789", 8, 3)
    assert (answer["open_items"], answer["total_open"]) == (3, "310.50")
    assert answer["by_currency"]["EUR"]["total_open"] == "310.50"
    assert (answer["debit_balances"], answer["credit_balances"]) == ("360.50", "-50.00")
    assert answer["changed"] == {"new": 3, "closed": 0, "amended": 0, "unchanged": 0}
    (control,) = answer["control"]
    assert {key: control[key] for key in ("company", "collective", "ledger_balance", "open_total", "difference")} == {
        "company": "123456789", "collective": "411", "ledger_balance": "310.50", "open_total": "310.50",
        "difference": "0.00",
    }  # fmt: skip


def test_a_problem_has_row_code_and_message(relance: Command, tmp_path: Path) -> None:
    entries = [*LEDGER, Entry("OD", "2025-03-21", (Line("412000", 100), Line("707000", -100)), "X1")]
    path = write_fec(tmp_path / "ledger.txt", entries)
    answer = relance.json("import", path, "--company", "Essai")
    (problem,) = answer["problems"]
    assert set(problem) == {"row", "code", "message"}
    assert (problem["row"], problem["code"], answer["company"]) == (10, "unlisted_collective", "Essai")


def test_strict_makes_problems_exit_1(relance: Command, tmp_path: Path, ledger: Path) -> None:
    """The answer is the same, and the import is done."""
    entries = [*LEDGER, Entry("OD", "2025-03-21", (Line("412000", 100), Line("707000", -100)), "X1")]
    path = write_fec(tmp_path / "ledger.txt", entries)
    assert relance.json("import", path, "--company", "A", "--strict", code=1)["problems"]
    assert relance.json("aged-balance", "--company", "A")["total"]["total"] == "310.50"
    assert relance.json("import", ledger, "--strict")["problems"] == []


def test_a_zero_of_three_decimals_ties_under_strict(relance: Command, tmp_path: Path) -> None:
    """The Tunisian dinar has thousandths: its zero is written 0.000."""
    path = tmp_path / "list.csv"
    rows = ["Client;Facture;Date;Montant;Devise", "C1;F1;13/01/2026;10,25;TND", "C2;F2;14/01/2026;4,125;TND"]
    path.write_text("\n".join([*rows, "Total;;;14,375;TND"]), encoding="utf-8")
    relance.json("import", path, "--company", "A")
    (control,) = relance.json("aged-balance", "--strict")["control"]
    assert (control["ledger_balance"], control["difference"]) == ("14.375", "0.000")


def test_several_files_stand_under_imports_in_their_order(relance: Command, tmp_path: Path) -> None:
    later = write_fec(tmp_path / "123456789FEC20261231.txt", [sale("2026-01-10", "C1", "F201", 100)])
    earlier = write_fec(tmp_path / "123456789FEC20251231.txt", LEDGER)
    answer = relance.json("import", later, earlier)
    assert [one["file"] for one in answer["imports"]] == [later.name, earlier.name]
    assert all(one["control"][0]["difference"] == "0.00" for one in answer["imports"])


def test_people_read_the_same_figures(relance: Command, ledger: Path) -> None:
    """Without --json the figures are worded."""
    done = relance("import", ledger)
    assert done.returncode == 0
    assert "310.50" in done.stdout
    assert "difference 0.00" in done.stdout
    for command in ("aged-balance", "open-items", "anomalies"):
        shown = relance(command)
        assert (shown.returncode, shown.stderr) == (0, "")
        assert shown.stdout.strip()


# -- aged-balance -----------------------------------------------------------------------------------------------------


def test_aged_balance_answers_with_the_contract(filled: Command) -> None:
    """By hand at 20 March: F101 due 9 February is 39 days late, F102 due 31 March is not, the payment is nobody's."""
    answer = filled.json("aged-balance")
    assert (answer["as_of"], answer["basis"], answer["buckets"], answer["currency"]) == (
        "2025-03-20", "due", BUCKETS, "EUR",
    )  # fmt: skip
    assert set(answer["matching"]) == {"view", "credits_matched_share"}
    zero = dict.fromkeys(COLUMNS, "0.00")
    own = {"company": "123456789", "collective": "411"}
    assert answer["accounts"] == [
        {
            **own,
            "account": "C1",
            "name": "Client C1",
            **zero,
            "31-60": "120.00",
            "total": "120.00",
            "collectible": "120.00",
        },
        {**own, "account": "C2", "name": "Client C2", **zero, "not_due": "240.50", "total": "240.50"},
        {**own, "account": "C3", "name": "Client C3", **zero, "unallocated": "-50.00", "total": "-50.00"},
    ]
    total = {**zero, "31-60": "120.00", "not_due": "240.50", "unallocated": "-50.00", "total": "310.50",
             "collectible": "120.00"}  # fmt: skip
    assert (answer["total"], answer["by_company"]) == (total, {"123456789": total})
    assert [row["difference"] for row in answer["control"]] == ["0.00"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--as-of", "2025-02-09"), {"not_due": "120.00", "total": "120.00"}),
        (("--as-of", "10/02/2025"), {"1-30": "120.00", "total": "120.00"}),
        (("--basis", "document"), {"1-30": "240.50", "61-90": "120.00", "unallocated": "-50.00", "total": "310.50"}),
        (("--account", "C2"), {"not_due": "240.50", "total": "240.50"}),
        (("--account", "411000/C2"), {"not_due": "240.50", "total": "240.50"}),
        (("--collective", "413"), {"total": "0.00"}),
        (("--company", "123456789", "--matching", "proposed"), {"31-60": "70.00", "not_due": "240.50"}),
        (("--as-of", "1999-12-31"), {"total": "0.00"}),
    ],
)
def test_options_of_the_aged_balance(filled: Command, options: tuple[str, ...], expected: dict[str, str]) -> None:
    if "proposed" in options:  # the payment of C3 has nothing to pay: accounts never pay for each other
        expected = {"31-60": "120.00", "unallocated": "-50.00"}
    answer = filled.json("aged-balance", *options)
    assert {name: answer["total"][name] for name in expected} == expected


def test_buckets_by_choice_name_the_keys(filled: Command) -> None:
    answer = filled.json("aged-balance", "--buckets", "38,39")
    assert answer["buckets"] == ["not_due", "1-38", "39-39", "40+"]
    assert answer["accounts"][0]["39-39"] == "120.00"


def test_today_is_a_day(filled: Command) -> None:
    answer = filled.json("aged-balance", "--as-of", "today")
    assert dt.date.fromisoformat(answer["as_of"]) >= dt.date(2025, 3, 20)
    assert answer["total"]["total"] == "310.50"


def test_csv_holds_the_table_and_no_formula(relance: Command, tmp_path: Path) -> None:
    """A customer called =cmd() stays text; figures stay figures; nothing half-written is left."""
    body = Dialect().text(LEDGER).replace(b"Client C1", b"=cmd()").replace(b"Client C2", b"@SUM(A1)")
    path = tmp_path / "ledger.txt"
    path.write_bytes(body)
    relance.json("import", path)
    out = tmp_path / "new" / "aged.csv"
    answer = relance.json("aged-balance", "--csv", out)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["name"] for row in rows] == ["'=cmd()", "'@SUM(A1)", "Client C3"]
    assert [row["total"] for row in rows] == [row["total"] for row in answer["accounts"]]
    assert [file.name for file in out.parent.iterdir()] == ["aged.csv"]


def test_an_ambiguous_number_bears_its_ledger_account(relance: Command, tmp_path: Path) -> None:
    """C1 under 411000 and under 416000: two rows, two numbers, each found by its own."""
    entries = [*LEDGER, Entry("OD", "2025-03-21", (Line("416000", 700, "C1"), Line("707000", -700)), "X1")]
    relance.json("import", write_fec(tmp_path / "ledger.txt", entries))
    accounts = {row["account"]: row["total"] for row in relance.json("aged-balance")["accounts"]}
    assert accounts == {"411000/C1": "120.00", "416000/C1": "7.00", "C2": "240.50", "C3": "-50.00"}
    assert relance.json("aged-balance", "--account", "416000/C1")["total"]["total"] == "7.00"
    assert relance.json("aged-balance", "--account", "C1")["total"]["total"] == "127.00"


# -- the other commands -----------------------------------------------------------------------------------------------


def test_open_items_answers_with_the_contract(filled: Command) -> None:
    answer = filled.json("open-items", "--account", "C1")
    (item,) = answer["items"]
    assert re.fullmatch(r"[0-9a-f]{16}", item.pop("item"))
    assert (answer["as_of"], item) == ("2025-03-20", {
        "company": "123456789", "account": "C1", "number": "F101", "kind": "invoice", "document_date": "2025-01-10",
        "due_date": "2025-02-09", "due_origin": "default_terms", "amount": "120.00", "open": "120.00",
        "currency": "EUR", "days_overdue": 39, "bucket": "31-60",
    })  # fmt: skip


def test_anomalies_answer_with_the_contract(filled: Command) -> None:
    found = filled.json("anomalies")["anomalies"]
    assert found
    for row in found:
        assert {"code", "account", "item", "amount", "sentence"} <= set(row)
        assert AMOUNT.fullmatch(row["amount"])
        assert row["sentence"].strip().endswith((".", "…", "?"))
    assert "C3" in {row["account"] for row in found}  # the payment nobody matched
    assert filled.json("anomalies", "--strict", code=1)["anomalies"] == found


def test_workbook_ties_and_is_the_same_twice(filled: Command, installed: Command, tmp_path: Path) -> None:
    """Same input, same bytes; also in another process, where sets have another order."""
    answer = filled.json("workbook", tmp_path / "one.xlsx", "--as-of", "2025-03-20", "--lang", "en")
    installed.json("workbook", tmp_path / "two.xlsx", "--as-of", "2025-03-20", "--lang", "en")
    assert [row["difference"] for row in answer["control"]] == ["0.00"]
    assert (answer["accounts"], answer["open_items"]) == (3, 3)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_close_undo_note_and_scope_answer(filled: Command) -> None:
    (closed,) = filled.json("close", "2025-02")["companies"]
    assert (closed["frozen"], closed["is_new"], closed["backdated"]) == ({"EUR": "120.00"}, True, [])
    item = filled.json("open-items", "--account", "C1")["items"][0]["item"]
    assert filled.json("note", item, "Rappeler lundi")["number"] == "F101"
    assert {"prefix", "treatment"} <= set(filled.json("scope")["scope"][0])
    assert filled.json("undo-import")["undone"] == "123456789FEC20251231.txt"
    assert "no data yet" in _refused(filled, "aged-balance")


# -- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ("aged-balance",), ("open-items",), ("anomalies",), ("workbook", "out.xlsx"), ("close", "2025-01"),
        ("undo-import",), ("customers",), ("aged-balance", "--as-of", "2025-01-01"),
        ("aged-balance", "--company", "x"), ("note", "00", "text"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_home_is_exit_2(relance: Command, args: tuple[str, ...]) -> None:
    _refused(relance, *args, "--json")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("aged-balance", "--as-of", "2025-02-30"), "does not exist"),
        (("aged-balance", "--as-of", "demain"), "cannot be read"),
        (("aged-balance", "--as-of", ""), "needs a day"),
        (("aged-balance", "--buckets", "30,20"), "rising numbers"),
        (("aged-balance", "--buckets", "a"), "not understood"),
        (("aged-balance", "--buckets", ""), "not understood"),
        (("aged-balance", "--company", "x"), "no company « x »"),
        (("aged-balance", "--account", "C99"), "no account « C99 »"),
        (("aged-balance", "--collective", "512"), "no collective account « 512 »"),
        (("aged-balance", "--basis", "x"), "--basis"),
        (("aged-balance", "--nonsense"), "--nonsense"),
        (("close", "2025-13"), "not understood"),
        (("close", "2025-04"), "cannot be closed yet"),
        (("workbook", "out.pdf"), "ends in .xlsx"),
        (("note", "zz", "text"), "no item id"),
        (("note", "00", "text"), "no open item"),
        (("scope", "--set", "512=in"), "not understood"),
        (("import", "missing.txt"), "cannot be found"),
        (("import", "."), "is a folder"),
        (("import",), "FILE"),
        (("customers",), "No customers are known"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_is_one_sentence(filled: Command, args: tuple[str, ...], said: str) -> None:
    assert said in _refused(filled, *args)


def test_a_refused_file_leaves_the_store_as_it_was(filled: Command, tmp_path: Path) -> None:
    before = filled("aged-balance", "--json").stdout
    bad = tmp_path / "987654321FEC20251231.txt"
    bad.write_bytes(Dialect().text(LEDGER).replace(b"240,50", b"240,51"))
    assert "differ by" in _refused(filled, "import", bad, "--json")
    assert filled("aged-balance", "--json").stdout == before


def test_what_cannot_be_written_is_one_sentence(filled: Command, tmp_path: Path) -> None:
    """A folder where the file should be, a file where the folder should be: no half-written file is left."""
    folder = tmp_path / "taken.xlsx"
    folder.mkdir()
    file = tmp_path / "file"
    file.write_text("x")
    for args in (("workbook", folder), ("workbook", file / "out.xlsx"), ("aged-balance", "--csv", tmp_path),
                 ("aged-balance", "--csv", file / "a.csv"), ("aged-balance", "--csv", "")):  # fmt: skip
        assert _refused(filled, *args)
    assert {path.name for path in tmp_path.iterdir() if path.suffix == ".part"} == set()


def test_a_home_or_database_that_cannot_be_opened_is_one_sentence(relance: Command, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "relance.db").write_bytes(b"this is no database at all" * 100)
    urls = ("nonsense", "oracle://x/y", "postgresql://nobody:secret@127.0.0.1:1/x")
    for args in (("--home", file / "inside"), ("--home", broken), *(("--database", url) for url in urls)):
        assert "secret" not in _refused(relance, "aged-balance", *args)


def test_a_store_of_a_newer_version_is_one_sentence(filled: Command) -> None:
    with contextlib.closing(sqlite3.connect(filled.home / "relance.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer Relance" in _refused(filled, "aged-balance")


def test_no_command_shows_the_help(relance: Command) -> None:
    """Readable, line by line."""
    done = relance()
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) > 5
    assert relance("--help").returncode == 0


def test_names_come_out_whole_in_any_locale(installed: Command, tmp_path: Path) -> None:
    """A terminal that knows ASCII alone, or a Windows one, breaks no answer."""
    body = Dialect().text(LEDGER).replace(b"Client C1", "Été ✓ 株式会社".encode())
    path = tmp_path / "ledger.txt"
    path.write_bytes(body)
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    installed.json("import", path, env=env)
    answer = installed.json("aged-balance", env=env)
    assert answer["accounts"][0]["name"] == "Été ✓ 株式会社"
    assert installed("aged-balance", env=env).returncode == 0


def test_home_and_database_options_stand_after_the_command(relance: Command, tmp_path: Path, ledger: Path) -> None:
    """A home by option is another store than the home of the environment."""
    other = tmp_path / "other"
    relance.json("import", ledger, "--home", other)
    assert relance.json("aged-balance", "--home", other)["total"]["total"] == "310.50"
    _refused(relance, "aged-balance")
    url = f"sqlite:///{(tmp_path / 'direct.db').as_posix()}"
    relance.json("import", ledger, "--database", url)
    assert relance.json("aged-balance", env={"RELANCE_DATABASE_URL": url})["total"]["total"] == "310.50"


@pytest.mark.postgresql
def test_the_command_speaks_postgresql(newcomer: Command, ledger: Path, postgres_server: Any) -> None:
    """A plain postgresql:// URL, as a server's administrator writes it."""
    postgres_server.execute("CREATE DATABASE contract")
    url = postgres_server.url("contract", scheme="postgresql")
    try:
        newcomer.json("import", ledger, "--database", url)
        assert newcomer.json("aged-balance", "--database", url)["total"]["total"] == "310.50"
        assert not (newcomer.home / "newcomer.db").exists()
    finally:
        postgres_server.execute("DROP DATABASE contract WITH (FORCE)")
