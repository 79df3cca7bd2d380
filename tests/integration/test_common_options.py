"""What every command shares: --company, --json, --home, --database, --strict, each with a meaning of its own."""

from pathlib import Path

import click
import pytest

from server.cli import cli
from tests.command import Command, commands_of
from tests.fec_builder import Entry, Line, receipt, sale, write_fec

#: Letters and marks that French has and English has not.
_ACCENTS = set("éèêàùçôî«")
LEDGER = [sale("2025-01-10", "C1", "F101", 12_000), receipt("2025-03-20", "C3", 5_000)]
OTHER = [sale("2025-02-10", "C1", "F900", 3_000), Entry("OD", "2025-03-21",
         (Line("413000", 700, "C9"), Line("707000", -700)), "X1")]  # fmt: skip


@pytest.fixture
def two(relance: Command, tmp_path: Path) -> Command:
    """The command with two companies."""
    for siren, entries in (("123456789", LEDGER), ("987654321", OTHER)):
        relance.json("import", write_fec(tmp_path / f"{siren}FEC20251231.txt", entries))
    return relance


COMMANDS = commands_of(cli)


def _option(name: str, flag: str) -> click.Option:
    found = [one for one in COMMANDS[name].params if isinstance(one, click.Option) and flag in one.opts]
    assert len(found) == 1, (name, flag)
    return found[0]


def _refused(relance: Command, *args: str | Path, **more: dict[str, str]) -> str:
    done = relance(*args, **more)  # type: ignore[arg-type]
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1), done
    return done.stderr.strip()


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize("flag", ["--company", "--json", "--home", "--database", "--strict"])
def test_every_command_takes_it_and_says_what_it_means(name: str, flag: str) -> None:
    """The command contract; the help of --strict says when the exit code is 1."""
    told = _option(name, flag).help or ""
    assert told.endswith(".")
    assert flag != "--strict" or told.startswith(("Exit with 1 when ", "Changes nothing here"))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_every_command_is_english(name: str) -> None:
    """French stands only in examples of what a file holds."""
    told = COMMANDS[name].get_help(click.Context(COMMANDS[name]))
    assert not _ACCENTS & set(told.lower())


# -- --company ----------------------------------------------------------------------------------------------------


def test_a_note_is_put_on_the_company_s_own_item(two: Command) -> None:
    """The item of another company is not there."""
    item = two.json("open-items", "--account", "C1", "--company", "987654321")["items"][0]["item"]
    assert "no open item" in _refused(two, "note", item, "text", "--company", "123456789")
    assert two.json("note", item, "text", "--company", "987654321")["company"] == "987654321"
    assert "no company « x »" in _refused(two, "note", item, "text", "--company", "x")


def test_the_scope_of_a_company_is_what_it_has_accounts_under(two: Command) -> None:
    """The table itself is one for all: it is not changed for a company alone."""
    assert [row["prefix"] for row in two.json("scope", "--company", "123456789")["scope"]] == ["411"]
    assert [row["prefix"] for row in two.json("scope", "--company", "987654321")["scope"]] == ["411", "413"]
    before = two.json("scope")
    assert "one for all companies" in _refused(two, "scope", "--company", "987654321", "--set", "413=out")
    assert two.json("scope") == before
    assert "no company « x »" in _refused(two, "scope", "--company", "x")


@pytest.mark.costly
def test_the_demo_of_one_company_shows_that_one(relance: Command, installed: Command, tmp_path: Path) -> None:
    """Both ledgers are there; workbook and figures are of the one asked for. Another name writes nothing."""
    assert "there is no « x »" in _refused(relance, "demo", "--out", tmp_path / "none", "--company", "x")
    assert not (tmp_path / "none").exists()
    answer = installed.json("demo", "--out", tmp_path / "demo", "--company", "000543215")
    assert answer["company"] == "000543215"
    assert {row["company"] for row in answer["control"]} == {"000543215"}
    balance = relance.json("aged-balance")
    assert set(balance["by_company"]) == {"000123455", "000543215"}
    assert answer["receivable"] == balance["by_company"]["000543215"]["total"]


def test_the_account_of_a_late_invoice_names_its_creditor(relance: Command) -> None:
    """It reads no store: any name, printed as text."""
    args = ("penalty", "--amount", "100", "--due", "2026-04-30", "--until", "2026-11-22")
    assert "Créancier : Ateliers [bold]\n" in relance(*args, "--company", "Ateliers [bold]").stdout
    assert relance.json(*args, "--company", "Ateliers")["company"] == "Ateliers"
    assert "Créancier" not in relance(*args).stdout


# -- --home, --database -------------------------------------------------------------------------------------------


def test_an_empty_home_by_option_is_refused(relance: Command, tmp_path: Path) -> None:
    """`--home "$DIR"` with DIR unset must not fill the folder one stands in."""
    before = set(relance.home.parent.iterdir())
    assert "--home needs a folder" in _refused(relance, "aged-balance", "--home", "")
    assert "--database needs a URL" in _refused(relance, "aged-balance", "--database", " ")
    assert set(relance.home.parent.iterdir()) == before


def test_an_empty_variable_is_as_good_as_none(relance: Command, tmp_path: Path) -> None:
    """The data go to the user's own folder, as without the variable."""
    before = set(tmp_path.iterdir())
    env = {"RELANCE_HOME": "", "RELANCE_DATABASE_URL": "", "XDG_DATA_HOME": str(tmp_path / "own"),
           "HOME": str(tmp_path / "own"), "LOCALAPPDATA": str(tmp_path / "own")}  # fmt: skip
    assert "no data yet" in _refused(relance, "aged-balance", env=env)
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"own"}
    assert list((tmp_path / "own").rglob("relance.db"))


# -- languages ----------------------------------------------------------------------------------------------------


def test_the_terminal_speaks_english_but_for_what_a_french_court_reads(two: Command) -> None:
    """Anomalies are English unless asked for in French; the account of a late invoice is French."""
    assert "pays no document" in two("anomalies", "--company", "123456789").stdout
    assert "ne paient aucune pièce" in two("anomalies", "--company", "123456789", "--lang", "fr").stdout
    for args in (("scope",), ("aged-balance",), ("open-items",), ("close", "2025-02", "--company", "987654321")):
        assert not _ACCENTS & set(two(*args).stdout.lower()), args
    args = ("penalty", "--amount", "100", "--due", "2026-04-30", "--until", "2026-11-22")
    assert two(*args).stdout.startswith("Décompte des intérêts de retard, arrêté au")


# -- --strict -----------------------------------------------------------------------------------------------------


def test_strict_of_commands_that_find_no_problems_is_exit_0(two: Command, tmp_path: Path) -> None:
    """They answer as without it; what ties is no problem either."""
    item = two.json("open-items", "--account", "C1", "--company", "987654321", "--strict")["items"][0]["item"]
    two.json("note", item, "text", "--strict")
    two.json("scope", "--strict")
    for args in (("aged-balance",), ("workbook", tmp_path / "out.xlsx")):
        assert two.json(*args, "--strict")["control"]
    assert two.json("undo-import", "--strict")["undone"]


def test_strict_close_is_exit_1_when_something_was_dated_back(relance: Command, tmp_path: Path) -> None:
    """Into the month asked again, or into the one before it: the bridge of the next month shows it."""
    path = tmp_path / "123456789FEC20251231.txt"
    relance.json("import", write_fec(path, LEDGER))
    relance.json("close", "2025-02", "--strict")
    relance.json("close", "2025-02", "--strict")
    relance.json("import", write_fec(path, [*LEDGER, sale("2025-02-15", "C4", "F500", 100)]))
    (again,) = relance.json("close", "2025-02", "--strict", code=1)["companies"]
    assert [row["number"] for row in again["backdated"]] == ["F500"]
    (march,) = relance.json("close", "2025-03", "--strict", code=1)["companies"]
    assert (march["backdated"], march["bridge"][0]["backdated"]) == ([], "1.00")


def test_a_printed_total_that_differs_is_exit_1_wherever_control_is_shown(relance: Command, tmp_path: Path) -> None:
    """A list whose total is one cent off: its import, its balance and its workbook say so."""
    path = tmp_path / "list.csv"
    path.write_text("Client;Facture;Date;Montant\nC1;F1;13/01/2026;10,25\nTotal;;;10,26", encoding="utf-8")
    assert relance.json("import", path, "--company", "A", "--strict", code=1)["control"][0]["difference"] == "0.01"
    for args in (("aged-balance",), ("workbook", tmp_path / "out.xlsx")):
        assert relance.json(*args, "--strict", code=1)["control"][0]["difference"] == "0.01"
