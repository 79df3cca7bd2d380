"""A shared workbook of the store: built, synchronised, brought up to date, whichever spreadsheet saved it between."""

import io
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import range_boundaries

from addin.archive import ArchiveError
from addin.refresh import refreshed
from addin.shared_bytes import state_of
from addin.shared_file import SharedFile
from addin.synchronise import Outcome, synchronise
from addin.wire import Pull, Push
from receivables.days import parse_day
from receivables.errors import ReceivablesError
from server.rights import User
from server.shared_report import shared_workbook
from server.store.database import FILE_NAME, open_engine, sharing, snapshot
from server.sync import pull as pulling
from server.sync import push as pushing
from tests.command import Command
from tests.desk import Desk
from tests.fec_builder import Entry, receipt, sale, write_fec
from tests.service import serving

pytestmark = pytest.mark.costly

_NAME = "123456789FEC20251231.txt"
_AT = "2025-06-01T08:00:00.000+00:00"
_CLERK = User("dupont", "clerk")


@dataclass(frozen=True)
class Known:
    """A store as it was left, to be copied, and the workbooks that were built of it: each takes a second."""

    file: Path
    books: dict[tuple[str, str], bytes] = field(default_factory=dict)


class Office:
    """The store as a workbook reaches it, without the network."""

    def __init__(self, desk: Desk, user: User = _CLERK, known: Known | None = None, april: Known | None = None) -> None:
        self.desk, self.user, self.known, self.april = desk, user, known, april

    def pull(self, cursor: int, epoch: str, workbook: str) -> dict[str, Any]:
        """See `synchronise.Line`."""
        pulling.prepare(self.desk.engine)
        with snapshot(self.desk.engine) as connection:
            return pulling.pull(connection, self.user, Pull(cursor=cursor, epoch=epoch, workbook=workbook)).model_dump()

    def push(self, batch: dict[str, Any]) -> dict[str, Any]:
        """See `synchronise.Line`."""
        self.known = None
        with sharing(self.desk.engine) as connection:
            return pushing.push(connection, self.user, Push.model_validate(batch), _AT).model_dump()

    def workbook(self, lang: str = "fr", on: str = "") -> bytes:
        """GET /v1/workbook; one of a store that is still as it was copied was built before."""
        if self.known is None:
            return self.built(lang, on)
        if (lang, on) not in self.known.books:
            self.known.books[lang, on] = self.built(lang, on)
        return self.known.books[lang, on]

    def built(self, lang: str = "fr", on: str = "") -> bytes:
        """The same, built now."""
        pulling.prepare(self.desk.engine)
        with snapshot(self.desk.engine) as connection:
            return shared_workbook(connection, self.user, parse_day(on) if on else None, lang)

    def sync(self, path: Path) -> Outcome:
        """`relance sync`."""
        return synchronise(SharedFile(path), self)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Known, Known]:
    """The store in March, and the same in April, when the next export of the ledger was taken."""
    room = tmp_path_factory.mktemp("months")
    desk = Desk(open_engine(room / "home", None), room)
    march, april = Known(room / "march.db"), Known(room / "april.db")
    for month, entries in ((march, _march()), (april, _april())):
        desk.take(write_fec(room / _NAME, entries))
        Office(desk, known=month).workbook()  # gives the accounts their ids, the same in both
        desk.engine.dispose()
        shutil.copy(room / "home" / FILE_NAME, month.file)
    return march, april


@pytest.fixture
def office(months: tuple[Known, Known], tmp_path: Path) -> Iterator[Office]:
    """A store with three customers: A and B owe, C has paid all but one invoice."""
    (tmp_path / "home").mkdir()
    shutil.copy(months[0].file, tmp_path / "home" / FILE_NAME)
    desk = Desk(open_engine(tmp_path / "home", None), tmp_path)
    yield Office(desk, known=months[0], april=months[1])
    desk.engine.dispose()


def _march() -> list[Entry]:
    return [
        sale("2025-01-31", "A", "F1", 96_000), sale("2025-02-15", "B", "F2", 50_000),
        sale("2025-02-20", "A", "F3", 10_000), sale("2025-03-01", "C", "F4", 7_000),
    ]  # fmt: skip


def _april() -> list[Entry]:
    """C pays; A pays one of two; D and E are new."""
    return [
        sale("2025-01-31", "A", "F1", 96_000), sale("2025-02-15", "B", "F2", 50_000),
        sale("2025-02-20", "A", "F3", 10_000, letter="AB"), sale("2025-03-01", "C", "F4", 7_000, letter="AC"),
        receipt("2025-04-02", "A", 10_000, letter="AB"), receipt("2025-04-03", "C", 7_000, letter="AC"),
        sale("2025-04-04", "D", "F5", 1_200), sale("2025-04-05", "E", "F6", 3_400),
        sale("2025-04-06", "E", "F7", 5_600),
    ]  # fmt: skip


def take_april(office: Office) -> None:
    """The next export of the ledger; where nothing else was done since March, a copy of the store that took it."""
    if office.known and office.april:
        office.desk.engine.dispose()
        shutil.copy(office.april.file, office.desk.folder / "home" / FILE_NAME)
        office.known = office.april
        return
    office.desk.take(write_fec(office.desk.folder / _NAME, _april()))


def loaded(content: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl has it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    """As openpyxl saves it."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(content: bytes, sheet: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table by headings, those emptied left out; `row` is the number of each."""
    page = loaded(content)[sheet]
    left, top, right, bottom = range_boundaries(page.tables[table].ref)
    names = [str(page.cell(top, column).value) for column in range(left, right + 1)]
    totals = page.tables[table].totalsRowCount or 0
    found = [
        {"row": row, **{name: page.cell(row, column).value for column, name in enumerate(names, left)}}
        for row in range(top + 1, bottom + 1 - totals)
    ]
    return [one for one in found if one["Clé de la ligne"]]


def through_libreoffice(content: bytes, folder: Path) -> bytes:
    """The file as LibreOffice saves it."""
    path, done = folder / "saved.xlsx", folder / "done"
    path.write_bytes(content)
    start = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*start, "--convert-to", "xlsx", "--outdir", str(done), str(path)], check=True, capture_output=True, timeout=120
    )
    return (done / path.name).read_bytes()


def resaved(content: bytes, _: Path) -> bytes:
    """The file as openpyxl saves it."""
    return saved(loaded(content))


def untouched(content: bytes, _: Path) -> bytes:
    """Nobody saved it."""
    return content


HOSTS = [untouched, resaved, pytest.param(through_libreoffice, marks=pytest.mark.libreoffice)]


@pytest.mark.parametrize("host", HOSTS)
def test_a_workbook_that_was_just_built_says_and_hears_nothing(
    host: Callable[[bytes, Path], bytes], office: Office, tmp_path: Path
) -> None:
    """Its state is that of a first pull, whoever saved it since."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(host(office.workbook(), tmp_path))
    done = office.sync(path)
    assert (done.pushed, done.applied, done.pulled, done.conflicts, done.rejected) == (0, 0, 0, [], [])


@pytest.mark.parametrize("host", HOSTS)
def test_facts_are_renewed_and_what_people_wrote_stays(
    host: Callable[[bytes, Path], bytes], office: Office, tmp_path: Path
) -> None:
    """Each row beside its account; an edit not sent yet, a note, a colour, a sheet of one's own."""
    content = host(office.workbook(), tmp_path)
    book = loaded(content)
    page = book["Agenda"]
    before = {one["Compte client"]: one for one in rows_of(content, "Agenda", "Agenda")}
    left, top, right, _ = range_boundaries(page.tables["Agenda"].ref)
    names = [page.cell(top, column).value for column in range(left, right + 1)]
    owner = left + names.index("Responsable")
    own = right + 2
    for account, one in before.items():
        page.cell(one["row"], own).value = f"note {account}"
    page.cell(before["A"]["row"], owner).value = "martin"
    page.cell(before["B"]["row"], 3).fill = PatternFill("solid", fgColor="FF00FF00")
    page.cell(before["C"]["row"], 4).comment = Comment("vu au salon", "moi")
    book.create_sheet("Mes notes")["B2"] = "à moi"
    take_april(office)
    out, sheets = refreshed(saved(book), office.workbook())
    after = {one["Compte client"]: one for one in rows_of(out, "Agenda", "Agenda")}
    assert sheets[:2] == ["Synthèse", "Agenda"]
    assert "Fiche compte" in sheets
    assert sorted(after) == ["A", "B", "C", "D", "E"]
    assert {name: one["row"] for name, one in after.items() if name in before} == {
        name: one["row"] for name, one in before.items()
    }
    assert (before["A"]["Échu"], after["A"]["Échu"], after["B"]["Échu"]) == (0, 960, 500)
    assert after["C"]["Échu"] is None
    assert after["A"]["Responsable"] == "martin"
    done = loaded(out)
    page = done["Agenda"]
    assert [page.cell(one["row"], own).value for name, one in after.items() if name in before] == [
        f"note {name}" for name in after if name in before
    ]
    assert page.cell(after["B"]["row"], 3).fill.fgColor.rgb == "FF00FF00"
    assert page.cell(after["D"]["row"], 3).fill.fgColor.rgb != "FF00FF00"
    assert done["Mes notes"]["B2"].value == "à moi"
    assert page.cell(after["C"]["row"], 4).comment.text == "vu au salon"
    path = tmp_path / "book.xlsx"
    path.write_bytes(out)
    told = office.sync(path)
    assert (told.pushed, told.applied, told.conflicts, told.rejected) == (1, 1, [], [])
    assert told.notices == []


def test_open_items_go_and_come_in_their_table(office: Office) -> None:
    """The total row moves below the new last row; what is settled leaves its row to what is new."""
    content = office.workbook()
    take_april(office)
    out, _ = refreshed(content, office.workbook())
    rows = rows_of(out, "Pièces ouvertes", "OpenItems")
    assert sorted(one["N° de pièce"] for one in rows) == ["F1", "F2", "F5", "F6", "F7"]
    page = loaded(out)["Pièces ouvertes"]
    bottom = range_boundaries(page.tables["OpenItems"].ref)[3]
    assert page.cell(bottom, 12).value == "=SUBTOTAL(109,OpenItems[Reste dû])"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(out), data_only=True)["Pièces ouvertes"]
    assert values.cell(bottom, 12).value == 960 + 500 + 12 + 34 + 56


def test_a_settled_item_with_a_note_beside_keeps_its_name(office: Office) -> None:
    """Its figures go."""
    book = loaded(office.workbook())
    page = book["Pièces ouvertes"]
    row = next(row for row in range(5, 12) if page.cell(row, 5).value == "F4")
    page.cell(row, 30).value = "promis au téléphone"
    take_april(office)
    out, _ = refreshed(saved(book), office.workbook())
    page = loaded(out)["Pièces ouvertes"]
    assert [page.cell(row, column).value for column in (3, 5, 12, 30)] == ["C", "F4", None, "promis au téléphone"]


def test_what_need_not_change_keeps_its_bytes(office: Office) -> None:
    """All parts where nothing changed; of a refresh, those of sheets that were written, names, state."""
    content = office.workbook()
    assert refreshed(content, office.built())[0] == content
    take_april(office)
    out, _ = refreshed(content, office.workbook())
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(out)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert set(new.namelist()) == set(old.namelist())
    assert not {name for name in changed if not name.startswith(("xl/worksheets/", "xl/tables/", "xl/workbook.xml"))}


def test_names_lists_and_rules_follow_the_rows(office: Office) -> None:
    """Of the shared columns, and of the lists of accounts."""
    content = office.workbook()
    take_april(office)
    out, _ = refreshed(content, office.workbook())
    before, after = loaded(content), loaded(out)
    old, new = (book["Agenda"].defined_names["relance.owner"].attr_text for book in (before, after))
    assert (old[-2:], new[-2:]) == ("10", "12")
    assert before.defined_names["relance.list.accounts"].attr_text.endswith("$4")
    assert after.defined_names["relance.list.accounts"].attr_text.endswith("$6")
    rules = [str(one.sqref) for one in after["Agenda"].data_validations.dataValidation]
    assert rules
    assert all(one.endswith("12") for one in rules)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda page: page.tables.pop("Agenda"), "lost its table"),
        (lambda page: page.__setitem__("A16", "à moi"), None),
        (lambda page: page.__setitem__("A12", "à moi"), "is taken"),
        (lambda page: page.__setitem__("G7", "Autre chose"), "lacks the column"),
    ],
)
def test_what_cannot_be_patched_is_told_in_a_sentence(
    spoil: Callable[[Any], Any], said: str | None, office: Office
) -> None:
    """And nothing is written."""
    book = loaded(office.workbook())
    spoil(book["Agenda"])
    take_april(office)
    content = saved(book)
    if said is None:
        assert loaded(refreshed(content, office.workbook())[0])["Agenda"]["A16"].value == "à moi"
        return
    with pytest.raises(ArchiveError, match=said):
        refreshed(content, office.workbook())


def test_another_servers_workbook_is_refused(office: Office, tmp_path: Path) -> None:
    """Its figures would be others'."""
    other = Desk(open_engine(tmp_path / "other", None), tmp_path)
    other.take(write_fec(tmp_path / _NAME, _march()))
    content = Office(other).workbook()
    other.engine.dispose()
    with pytest.raises(ReceivablesError, match="another server"):
        refreshed(content, office.workbook())


def test_the_card_follows_the_account_that_was_chosen(office: Office) -> None:
    """The choice stays, its formulas reach the rows as they lie in this file, without results of another account."""
    book = loaded(office.workbook())
    page = book["Fiche compte"]
    chosen = page["B5"].value
    other = next(one for one in ("A · A", "B · B", "C · C") if not chosen.startswith(one[0]))
    page["B5"] = other
    take_april(office)
    out, _ = refreshed(saved(book), office.workbook())
    page = loaded(out)["Fiche compte"]
    assert page["B5"].value == other
    formulas = [
        cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str) and "!" in cell.value
    ]
    assert any("'Agenda'!$" in one and "$12" in one for one in formulas)


def test_a_portfolio_holds_its_accounts_alone(office: Office) -> None:
    """No sheet names an account of others."""
    state = state_of(office.workbook())
    uid = next(uid for uid, one in state.accounts.items() if one.number == "B")
    content = Office(office.desk, User("martin", "clerk", frozenset({uid}))).workbook()
    texts = {cell.value for sheet in loaded(content) for row in sheet.iter_rows() for cell in row}
    assert "F2" in texts
    assert not {"F1", "F3", "F4", "A", "C"} & texts
    assert [one["Compte client"] for one in rows_of(content, "Agenda", "Agenda")] == ["B"]


def test_the_commands_make_it_and_bring_it_up_to_date(relance: Command, tmp_path: Path) -> None:
    """Over the real service: a file that syncs at once, figures, and the same file where nothing is new."""
    relance.json("import", write_fec(tmp_path / _NAME, _march()))
    relance.json("user", "add", "dupont", "--role", "clerk")
    token, path = tmp_path / "token", tmp_path / "partage.xlsx"
    token.write_text(relance.json("token", "new", "--user", "dupont")["token"], encoding="utf-8")
    with serving(relance.home) as service:
        where = ("--server", service.url, "--token-file", token)
        made = relance.json("workbook", path, "--shared", *where)
        assert (made["accounts"], made["as_of"], made["total_open"]) == (3, "2025-03-01", "1630.00")
        before = path.read_bytes()
        told = relance.json("refresh", path, "--token-file", token)
        assert (told["as_of"], told["total_open"]) == ("2025-03-01", "1630.00")
        assert [one["difference"] for one in told["control"]] == ["0.00"]
        assert path.read_bytes() == before
        assert relance.json("sync", path, *where)["pushed"] == 0
        relance.json("import", write_fec(tmp_path / _NAME, _april()))
        assert relance.json("refresh", path, "--token-file", token)["as_of"] == "2025-04-06"
        after = path.read_bytes()
        assert [one["Compte client"] for one in rows_of(after, "Agenda", "Agenda")] == ["A", "B", "C", "D", "E"]
        token.write_text("none-of-theirs", encoding="utf-8")
        refused = relance("refresh", path, "--token-file", token)
        assert (refused.returncode, "token" in refused.stderr, path.read_bytes() == after) == (2, True, True)
    refused = relance("refresh", path, *where)
    assert (refused.returncode, "does not answer" in refused.stderr, path.read_bytes() == after) == (2, True, True)


def test_shared_takes_no_question_of_its_own(relance: Command, tmp_path: Path) -> None:
    """The office decides what a shared workbook shows."""
    out = tmp_path / "partage.xlsx"
    for options in (["--shared"], ["--shared", "--server", "http://127.0.0.1:9", "--company", "X"], ["--server", "u"]):
        done = relance("workbook", out, *options)
        assert (done.returncode, "shared" in done.stderr, out.exists()) == (2, True, False)


def test_a_row_that_was_emptied_is_filled_whole(office: Office) -> None:
    """A new account in the row of one that is gone: also the cells in which both are alike. Twice says the same."""
    before = office.workbook()
    take_april(office)
    fresh = office.workbook()
    once, _ = refreshed(before, fresh)
    assert refreshed(once, fresh)[0] == once
