"""Every command in a process of its own, as a user starts it, answers what it answers in the process of the tests.

It is what lets the other tests run `relance` in their own process. What a process of its own may change and must not:
the order of sets (Python draws it anew each time), what is loaded and remembered, the files that were installed.
Loading takes a second and is done once; each command is forked from there.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.cli import cli
from tests.command import Command, ForkedCommand, InstalledCommand, commands_of, loaded_command
from tests.fec_builder import Dialect, Entry, Line, receipt, sale, write_fec

pytestmark = pytest.mark.costly

LEDGER = "123456789FEC20261231.txt"
ENTRIES = [
    sale("2026-01-31", "C1", "F101", 1_200_000, due="20260301"), sale("2026-02-10", "C2", "F102", 240_050, letter="A"),
    receipt("2026-04-20", "C2", 240_050, letter="A"), sale("2026-03-05", "C3", "F103", 50_000, due="20260404"),
    receipt("2026-05-04", "C4", 5_000), sale("2026-05-31", "C1", "F104", 70_000, due="20260630"),
    Entry("OD", "2026-05-31", (Line("413000", 70_000, "C5"), Line("707000", -70_000)), "X1"),
]  # fmt: skip
CUSTOMERS = """Compte;Nom;Nature;Clause taux;Téléphone
C1;Alpha;société;10 %;0102030405
C2;Commune;public;;
C3;Mme Delta;particulier;;
"""
#: Stands for the id that open-items shows of F101.
ITEM = "ITEM"
#: When a command was run: the one thing that may differ.
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+")
#: Command -> its arguments.
ARGUMENTS = {
    "import": (LEDGER, "clients.csv", "--company", "123456789"),
    "undo-import": (),
    "aged-balance": (),
    "open-items": (),
    "anomalies": (),
    "workbook": ("out.xlsx",),
    "close": ("2026-04",),
    "customers": (),
    "note": (ITEM, "Rappeler lundi"),
    "scope": (),
    "penalty": ("--amount", "100", "--due", "2026-04-30", "--until", "2026-11-22"),
    "penalties": (),
    "plan": ("--amount", "12000", "--parts", "3", "--first", "2026-12-15"),
    "discount": ("--amount", "1000", "--percent", "2", "--days", "20", "--rate", "4"),
    "waive": ("--account", "C1", "--by", "DAF", "--why", "geste"),
    "invoiced": ("--account", "C1", "--by", "DAF", "--why", "facture"),
    "decisions": (),
    "interruption": (ITEM, "2026-05-15", "--why", "courriel"),
    "insolvency": ("C1", "2026-05-15"),
    "worklist": (),
    "criteria": (),
    "call-results": (),
    "account merge": ("C2", "into", "C3"),
    "account archive": ("C2",),
    "metrics": (),
    "user add": ("Berthe", "--role", "manager"),
    "user list": (),
    "user role": ("Anne", "--role", "finance"),
    "user disable": ("Anne",),
    "user enable": ("Anne",),
    "user password": ("Anne",),
    "user portfolio": ("Anne", "--all"),
    "token list": (),
    "token revoke": ("1",),
    "token keep": ("--server", "http://127.0.0.1:9"),
    "audit show": (),
    "audit verify": (),
    "audit purge": ("--older-than", "30"),
    "person erase": ("Mme Delta",),
    "restore": ("missing.backup",),
    "sync": ("missing.xlsx", "--server", "http://127.0.0.1:9"),
    "refresh": ("missing.xlsx",),
    "attach": (
        "missing.xlsx",
        "--sheet",
        "S",
        "--account-column",
        "A",
        "--field",
        "owner=B",
        "--server",
        "http://127.0.0.1:9",
    ),
    "doctor": (),
    "rates list": (),
    "rates add": ("ecb", "2027-01-01", "2027-06-30", "2.65", "--source", "BCE"),
    "rates remove": ("ecb", "2027-01-01"),  # nothing was added: a refusal
    "rates clause": (),
    "addin build": ("--out", "excel"),
    "addin doctor": (),
    "addin install": (),
    "addin uninstall": (),
    "addin libreoffice": ("--out", "relance.oxt"),
    "addin office": ("--out", "office"),
    "addin rewrite": ("missing.xlsx", "--host", "excel"),
}
#: Nothing was added to remove; this is no Windows; there is no such file, no token, no password on standard input.
REFUSED = {
    "rates remove", "addin install", "addin uninstall", "addin rewrite", "sync", "refresh", "attach", "restore",
    "token revoke", "token keep", "user password",
}  # fmt: skip
#: Have tests of their own: it takes long, it runs until Ctrl-C; ids, secrets and salts drawn at random stand in their
#: answers, or decide how large the file is.
ELSEWHERE = {
    "demo", "serve", "event add", "account show", "token new", "backup",
    *(one for one in commands_of(cli) if one.split()[0] in ("campaign", "company", "worker")),
}  # fmt: skip


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a ledger, its customers and a clerk; the ledger's files stand beside it."""
    folder = tmp_path_factory.mktemp("filled")
    write_fec(folder / LEDGER, ENTRIES, Dialect(due_column="DateEcheance"))
    (folder / "clients.csv").write_text(CUSTOMERS, encoding="utf-8")
    relance = Command(folder / "home")
    relance.json("import", folder / LEDGER)
    relance.json("import", folder / "clients.csv", "--company", "123456789")
    relance.json("user", "add", "Anne", "--role", "clerk")
    return folder / "home"


@pytest.fixture(scope="module")
def own_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Command]]:
    """`own_process(home)`: the command in a process of its own; forked from a loaded one where the system can."""
    if not hasattr(os, "fork"):
        yield InstalledCommand
        return
    with loaded_command(tmp_path_factory.mktemp("loaded")) as loaded:
        yield lambda home: ForkedCommand(home, loaded)


@pytest.fixture(scope="module")
def item(filled_home: Path) -> str:
    """The id of F101."""
    items = Command(filled_home).json("open-items", "--account", "C1")["items"]
    return next(str(one["item"]) for one in items if one["number"] == "F101")


def test_no_command_is_left_out() -> None:
    assert {*ARGUMENTS, *ELSEWHERE} == set(commands_of(cli))


@pytest.mark.parametrize("name", ARGUMENTS)
def test_it_answers_as_in_the_process_of_the_tests(
    relance: Command, own_process: Callable[[Path], Command], filled_home: Path, item: str, name: str
) -> None:
    """The same exit code and the same two streams, from the same home."""
    answers = []
    for command in (own_process(relance.home), relance):
        shutil.rmtree(command.home, ignore_errors=True)
        shutil.copytree(filled_home.parent, command.home.parent, dirs_exist_ok=True)
        done = command(*name.split(), *(item if word == ITEM else word for word in ARGUMENTS[name]), "--json")
        answers.append((done.returncode, INSTANT.sub("", done.stdout), done.stderr))
    assert answers[0] == answers[1]
    assert answers[0][0] == (2 if name in REFUSED else 0)
