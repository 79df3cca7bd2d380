"""The buttons of the ribbon in an open workbook: xlwings' own Windows code, the real protocol and service."""

import contextlib
import datetime as dt
import io
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.known_servers import address_of, folder
from addin.ledger_import import ServerLedgers
from addin.refresh import refreshed
from addin.server_client import Server
from addin.shared_file import SharedFile
from addin.sheet_grid import FORMULA, read_grids
from addin.synchronise import synchronise
from addin.workbook_parts import Workbook as Parts
from receivables.errors import ReceivablesError
from server.store.database import open_engine
from tests.desk import Desk
from tests.excel_com import AUTOMATIC, MANUAL, Workbook, Worksheet
from tests.fec_builder import Entry, receipt, sale, write_fec
from tests.office_people import HOST, Staff, staff
from tests.service import serving
from tests.xlhost import call_macro

pytestmark = pytest.mark.costly

_NAME = "123456789FEC20251231.txt"


URL = f"http://{HOST}"


class Bureau:
    """A server with a ledger, a manager who works in Excel, a clerk who works elsewhere; without sockets."""

    url = URL

    def __init__(self, people: Staff, folder: Path, first: Mapping[str, bytes]) -> None:
        self.people, self.folder, self.is_down = people, folder, False
        self._first, self.is_changed = first, False
        self._client = people.client()

    def line(self, name: str = "manager") -> Server:
        """The way to the server of a person."""
        return Server(URL, self.people.tokens[name])

    def workbook(self, name: str = "relance.xlsx", person: str = "manager") -> Path:
        """A shared workbook as the server builds it."""
        path = self.folder / name
        known = None if self.is_changed else self._first.get(person)
        path.write_bytes(known or self.line(person).download("/v1/workbook?lang=fr"))
        return path

    def fresh(self) -> bytes:
        """What the server would build now."""
        return self.line().download("/v1/workbook?lang=fr")

    def opened(self) -> Workbook:
        """The manager's workbook, open in Excel."""
        return Workbook(self.workbook())

    def open(self, request: urllib.request.Request, timeout: float) -> Any:
        """What urllib's opener does, straight into the application."""
        self.is_changed |= request.get_method() == "POST"
        if self.is_down:
            raise urllib.error.URLError(ConnectionRefusedError(111, "Connection refused"))
        answer = self._client.open(
            request.selector, method=request.get_method(), headers=dict(request.header_items()), data=request.data
        )
        body = io.BytesIO(answer.get_data())
        if answer.status_code >= 400:
            raise urllib.error.HTTPError(request.full_url, answer.status_code, answer.status, Message(), body)
        return contextlib.nullcontext(body)


@contextlib.contextmanager
def _bureau(people: Staff, folder: Path, first: Mapping[str, bytes]) -> Iterator[Bureau]:
    (folder / "person").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        found = Bureau(people, folder, first)
        patch.setenv("HOME", str(folder / "person"))
        patch.setenv("RELANCE_TOKEN", people.tokens["manager"])
        patch.setattr(Server, "_opener", lambda _: found)
        yield found


@dataclass(frozen=True)
class Opening:
    """A home as every test finds it, to be copied, with the tokens of its people and the first workbook of two."""

    home: Path
    tokens: dict[str, str]
    books: dict[str, bytes]


@pytest.fixture(scope="module")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Opening:
    """With the ledger of March; a workbook takes seconds to build."""
    room = tmp_path_factory.mktemp("opening")
    with staff(room / "home") as people:
        Desk(people.engine, room).take(write_fec(room / _NAME, _march()))
        with _bureau(people, room, {}) as found:
            books = {name: found.workbook(person=name).read_bytes() for name in ("manager", "clerk")}
    return Opening(room / "home", people.tokens, books)


@pytest.fixture
def bureau(opening: Opening, tmp_path: Path) -> Iterator[Bureau]:
    """A server of its own."""
    shutil.copytree(opening.home, tmp_path / "home")
    people = Staff(open_engine(tmp_path / "home", None), tmp_path / "home", dict(opening.tokens))
    with _bureau(people, tmp_path, opening.books) as found:
        yield found
    people.engine.dispose()


@pytest.fixture(scope="module")
def built(opening: Opening, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shared workbook, for buttons that ask no server."""
    path = tmp_path_factory.mktemp("built") / "relance.xlsx"
    path.write_bytes(opening.books["manager"])
    return path


@pytest.fixture
def alone(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """That workbook, open in Excel."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return Workbook(Path(shutil.copy(built, tmp_path)))


def _march() -> list[Entry]:
    return [sale("2025-01-31", "A", "F1", 96_000), sale("2025-02-15", "B", "F2", 50_000)]


def _april() -> list[Entry]:
    return [
        sale("2025-01-31", "A", "F1", 96_000, letter="AB"), sale("2025-02-15", "B", "F2", 50_000),
        receipt("2025-04-02", "A", 96_000, letter="AB"), sale("2025-04-04", "D", "F5", 1_200),
        sale("2025-04-05", "E", "F6", 3_400),
    ]  # fmt: skip


def press(bureau: Bureau, name: str, book: Workbook | None, reply: str = "") -> tuple[str, str]:
    """Press a button as a person does who knows the server's address; what it says at last."""
    kind, text, memo = call_macro(name, book, reply)
    if kind == "enter":
        kind, text, memo = call_macro(name, book, bureau.url, memo)
    return kind, text


def said(name: str, book: Workbook | None) -> tuple[str, str]:
    """What a button says that asks no server."""
    kind, text, _ = call_macro(name, book)
    return kind, text


def unlike(one: bytes, other: bytes) -> dict[tuple[str, tuple[int, int]], Any]:
    """The cells in which two workbooks differ; results of formulas are Excel's own."""
    first, second = read_grids(Parts(one)), read_grids(Parts(other))
    return {
        (sheet, place): (first[sheet].at(*place), second[sheet].at(*place))
        for sheet in first
        for place in first[sheet].cells.keys() | second[sheet].cells.keys()
        for mine, theirs in [(first[sheet].at(*place), second[sheet].at(*place))]
        if (mine.kind, mine.formula) != (theirs.kind, theirs.formula)
        or (mine.kind != FORMULA and mine.text != theirs.text)
    }


def column(book: Workbook, sheet: str, name: str) -> tuple[Worksheet, int, int]:
    """A sheet, the column of a name and its first row."""
    found = book.sheet(sheet)
    (one,) = [each for each in found.Names if each.Name.endswith(f"!{name}")]
    place = found.Range(one.RefersTo.partition("!")[2].replace("$", ""))
    return found, place.Column, place.Row


def row_of(book: Workbook, sheet: str, name: str, text: str) -> int:
    """The row in which a named column shows a text."""
    found, place, first = column(book, sheet, name)
    return next(row for row in range(first, first + 300) if found.Cells(row, place).Value == text)


def cell(book: Workbook, sheet: str, name: str, row: int) -> Any:
    """The cell of a named column."""
    found, place, _ = column(book, sheet, name)
    return found.Cells(row, place)


# -- send and receive --------------------------------------------------------------------------------------------------


def test_the_server_is_asked_for_once(bureau: Bureau) -> None:
    """The workbook does not say where its server is; once it has answered, its address is kept."""
    book = bureau.opened()
    kind, text, memo = call_macro("sync", book)
    assert (kind, json.loads(memo)) == ("enter", {"asks": "url"})
    assert "Adresse du serveur" in text
    assert call_macro("sync", book, bureau.url, memo)[:2] == ["done", "Envoyé : 0, dont 0 prises en compte. Reçu : 0."]
    assert call_macro("sync", book)[0] == "done"
    assert address_of("", folder()) == bureau.url


def test_an_entry_goes_and_one_of_another_comes(bureau: Bureau) -> None:
    """The status bar tells what is being done; a formula somebody typed elsewhere arrives as the text it is."""
    book, other = bureau.opened(), bureau.workbook("clerk.xlsx", "clerk")
    clerks = Workbook(other)
    cell(clerks, "Agenda", "relance.contact", row_of(clerks, "Agenda", "relance.account", "B")).Value = "+33 (0)1"
    cell(clerks, "Agenda", "relance.phone", row_of(clerks, "Agenda", "relance.account", "B")).Value = "0612345678"
    clerks.Save()
    assert synchronise(SharedFile(other), bureau.line("clerk")).applied == 2
    cell(book, "Agenda", "relance.owner", row_of(book, "Agenda", "relance.account", "A")).Value = "manager"
    assert press(bureau, "sync", book) == ("done", "Envoyé : 1, dont 1 prises en compte. Reçu : 2.")
    row = row_of(book, "Agenda", "relance.account", "B")
    assert cell(book, "Agenda", "relance.contact", row).Value == "+33 (0)1"
    assert cell(book, "Agenda", "relance.phone", row).Value == "0612345678"
    said = book.Application.said
    assert [text for text in said if "envoi" in text]
    assert all(text.startswith("Relance : ") for text in said)


def test_a_conflict_is_shown_and_resolved(bureau: Bureau) -> None:
    """Pressed once the button goes to the sheet; pressed with a choice made it carries the choice out."""
    book, other = bureau.opened(), bureau.workbook("clerk.xlsx", "clerk")
    clerks = Workbook(other)
    for each, text in ((clerks, "Fax"), (book, "Appeler")):
        cell(each, "Agenda", "relance.next_action", row_of(each, "Agenda", "relance.account", "A")).Value = text
    clerks.Save()
    synchronise(SharedFile(other), bureau.line("clerk"))
    kind, text = press(bureau, "sync", book)
    assert kind == "warn"
    assert "1 conflit(s) : choisissez dans la colonne Choix de la feuille Conflits" in text
    assert press(bureau, "conflicts", book)[0] == "done"
    assert book.ActiveSheet.Name == "Conflits"
    chosen = book.Application.Selection
    chosen.Value = "garder le mien"
    kind, text = press(bureau, "conflicts", book)
    assert (kind, text.splitlines()[0]) == ("done", "Envoyé : 1, dont 1 prises en compte. Reçu : 0.")
    assert press(bureau, "conflicts", book) == ("done", "Aucun conflit à résoudre.")
    told = synchronise(SharedFile(other), bureau.line("clerk"))
    assert told.pulled == 1


def test_a_cell_that_cannot_be_sent_is_told_with_its_address(bureau: Bureau) -> None:
    book = bureau.opened()
    row = row_of(book, "Agenda", "relance.account", "A")
    phone = cell(book, "Agenda", "relance.phone", row)
    phone.NumberFormat, phone.Value = "General", "0612345678"
    kind, text = press(bureau, "sync", book)
    assert kind == "warn"
    assert f"Agenda!{phone.Address.partition(':')[0].replace('$', '')}" in text


@pytest.mark.parametrize(("what", "value", "sentence"), [
    ("ReadOnly", True, "lecture seule"), ("Path", "", "Enregistrez d'abord"),
])  # fmt: skip
def test_a_workbook_that_cannot_be_saved_is_left_alone(
    alone: Workbook, monkeypatch: pytest.MonkeyPatch, what: str, value: object, sentence: str
) -> None:
    monkeypatch.setattr(Workbook, what, value, raising=False)
    vars(alone).pop(what, None)
    kind, text = said("sync", alone)
    assert (kind, sentence in text, alone.saved_modes) == ("warn", True, [])


def test_a_workbook_of_onedrive_is_synchronised_where_it_lies(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel tells an address, not a path."""
    book = bureau.opened()
    monkeypatch.setattr(Workbook, "FullName", "https://contoso.sharepoint.com/sites/compta/relance.xlsx")
    monkeypatch.setattr(Workbook, "Path", "https://contoso.sharepoint.com/sites/compta")
    assert press(bureau, "sync", book)[0] == "done"


def test_without_its_server_a_workbook_stays_as_it_is(bureau: Bureau) -> None:
    """One French sentence; nothing is saved."""
    book = bureau.opened()
    press(bureau, "sync", book)
    saves = len(book.saved_modes)
    bureau.is_down = True
    kind, text = press(bureau, "sync", book)
    assert kind == "warn"
    assert text.startswith(f"Le serveur {bureau.url} ne répond pas")
    assert len(book.saved_modes) == saves


def test_a_workbook_of_another_kind_is_told(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "mine.xlsx")
    assert said("sync", Workbook(tmp_path / "mine.xlsx")) == ("warn", "mine.xlsx n'est pas un classeur partagé.")
    assert said("call", None) == ("warn", "Ouvrez d'abord le classeur partagé.")


# -- log a call, promise, dispute, plan --------------------------------------------------------------------------------

SHEETS = {"call": "Appels", "promise": "Promesses", "dispute": "Litiges", "plan": "Échéanciers"}


@pytest.mark.parametrize("kind", SHEETS)
def test_a_row_is_opened_for_the_selected_account(alone: Workbook, kind: str) -> None:
    """Day, account and author are there; the first cell to fill in is selected; nothing is sent by itself."""
    book, sheet = alone, SHEETS[kind]
    row = row_of(book, "Agenda", "relance.account", "B")
    book.select("Agenda", f"D{row}")
    for count in range(2):
        assert said(kind, book) == ("done", "")
        chosen = book.Application.Selection
        assert (book.ActiveSheet.Name, chosen.Worksheet.Name) == (sheet, sheet)
        _, place, first = column(book, sheet, "relance.account")
        assert chosen.Row == first + count
        assert chosen.Column > place
        assert cell(book, sheet, "relance.account", chosen.Row).Value == "B"
        assert cell(book, sheet, "relance.event.who", chosen.Row).Value == "Anne"
        day = cell(book, sheet, "relance.event.day", chosen.Row)
        assert day.Value.date() == dt.date.today()
        assert day.NumberFormat != "General"
        book.select("Agenda", f"D{row}")
    assert book.saved_modes == []


def test_a_call_that_was_logged_reaches_the_others(bureau: Bureau) -> None:
    book = bureau.opened()
    book.select("Agenda", f"A{row_of(book, 'Agenda', 'relance.account', 'A')}")
    press(bureau, "call", book)
    book.Application.Selection.Value = "message laissé"
    kind, text = press(bureau, "sync", book)
    assert (kind, text.startswith("Envoyé : 1, dont 1 prises en compte.")) == ("done", True)
    clerks = Workbook(bureau.workbook("clerk.xlsx", "clerk"))
    assert cell(clerks, "Appels", "relance.account", column(clerks, "Appels", "relance.account")[2]).Value == "A"


def test_a_selection_without_an_account_leaves_the_choice_open(alone: Workbook) -> None:
    book = alone
    book.select("Agenda", "A1")
    kind, text = said("promise", book)
    assert (kind, "choisissez-le dans la ligne ouverte" in text) == ("done", True)
    _, place, first = column(book, "Promesses", "relance.account")
    assert (book.Application.Selection.Row, book.Application.Selection.Column) == (first, place)


def test_the_account_card_gives_its_account(alone: Workbook) -> None:
    """Its chosen account stands at the head of the page, wherever on it somebody clicks."""
    book = alone
    card = book.sheet("Fiche compte")
    label = next(text for row in range(1, 9) for text in [card.Cells(row, 2).Value] if text)
    book.select("Fiche compte", "A30")
    said("dispute", book)
    row = book.Application.Selection.Row
    assert label.startswith(cell(book, "Litiges", "relance.account", row).Value)


# -- refresh -----------------------------------------------------------------------------------------------------------


def test_a_refresh_renews_facts_and_keeps_entries(bureau: Bureau) -> None:
    """New accounts get rows, what is not sent yet stays; calculation is the user's own again before it is saved."""
    book = bureau.opened()
    row = row_of(book, "Agenda", "relance.account", "B")
    cell(book, "Agenda", "relance.next_action", row).Value = "=1+1 dit le client"
    kind, _, memo = call_macro("import", book, str(write_fec(bureau.folder / _NAME, _april())))
    assert kind == "enter"
    kind, _, memo = call_macro("import", book, bureau.url, memo)
    assert kind == "ask"
    done = call_macro("import", book, "yes", memo)
    assert done[:2] == ["done", "Importé. « Actualiser » met ce classeur à jour."]
    copy = bureau.folder / "copy.xlsx"
    book.SaveCopyAs(str(copy))
    expected, _ = refreshed(copy.read_bytes(), bureau.fresh())
    kind, text = press(bureau, "refresh", book)
    assert (kind, text.startswith("À jour au 2025-04-05 : ")) == ("done", True), text
    assert (book.Application.modes, book.saved_modes) == ([MANUAL, AUTOMATIC], [AUTOMATIC])
    again = Workbook(Path(book.FullName))
    for account in ("D", "E"):
        row_of(again, "Agenda", "relance.account", account)
    row = row_of(again, "Agenda", "relance.account", "B")
    assert cell(again, "Agenda", "relance.next_action", row).Value == "=1+1 dit le client"
    assert unlike(expected, Path(book.FullName).read_bytes()) == {}, "a refresh of the closed file writes the same"
    kind, text = press(bureau, "sync", again)
    assert "Agenda!" in text, "what looks like a formula is refused with its address"


# -- import ------------------------------------------------------------------------------------------------------------


def test_a_file_is_summed_up_then_left_or_taken(bureau: Bureau) -> None:
    book = bureau.opened()
    ledger = write_fec(bureau.folder / _NAME, _april())
    assert call_macro("sync", book, bureau.url, json.dumps({"asks": "url"}))[0] == "done"
    kind, text, memo = call_macro("import", book, str(ledger))
    assert kind == "ask"
    assert text.startswith(f"{_NAME} (123456789)\n")
    assert "2 nouveau(x), 1 soldé(s)" in text
    assert "Dû : 546.00 EUR" in text
    assert call_macro("import", book, "no", memo)[:2] == ["done", "Rien n'a été importé."]
    assert call_macro("import", None, str(ledger))[0] == "ask", "without a workbook, the server used last"


def test_a_file_goes_over_a_real_line(tmp_path: Path) -> None:
    """The service in a process of its own: nothing is stored before the file is accepted, and only once."""
    with staff(tmp_path / "home") as people:
        token = people.tokens["manager"]
    ledger = write_fec(tmp_path / _NAME, _march())
    with serving(tmp_path / "home") as service:
        ledgers = ServerLedgers(Server(service.url, token))
        ledgers.discard(ledgers.preview(ledger).id)
        waiting = ledgers.preview(ledger)
        assert waiting.imports[0]["changed"]["new"] == 2
        assert ledgers.accept(waiting.id) is None
        assert ledgers.preview(ledger).imports[0]["changed"]["unchanged"] == 2
        with pytest.raises(ReceivablesError):
            ledgers.accept(waiting.id)


def test_a_file_that_is_no_ledger_is_refused_in_a_sentence(bureau: Bureau) -> None:
    book = bureau.opened()
    call_macro("sync", book, bureau.url, json.dumps({"asks": "url"}))
    path = bureau.folder / "notes.txt"
    path.write_text("rien")
    kind, text, _ = call_macro("import", book, str(path))
    assert kind == "warn"
    assert "notes.txt" in text
    kind, text, _ = call_macro("import", book, str(bureau.folder / "gone.txt"))
    assert (kind, "gone.txt" in text) == ("warn", True)


def test_without_a_server_this_machine_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command itself, in a child process: the preview stores nothing, the acceptance does."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RELANCE_HOME", str(tmp_path / "own"))
    monkeypatch.delenv("RELANCE_TOKEN", raising=False)
    ledger = write_fec(tmp_path / _NAME, _march())
    kind, text, memo = call_macro("import", None, str(ledger))
    assert kind == "ask"
    assert "2 nouveau(x)" in text
    assert call_macro("import", None, str(ledger))[1] == text, "nothing was stored"
    assert call_macro("import", None, "yes", memo)[0] == "done"
    assert "2 inchangé(s)" in call_macro("import", None, str(ledger))[1]


# -- what nobody foresaw -----------------------------------------------------------------------------------------------


def test_what_excel_refuses_is_told_in_its_own_words(alone: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A protected sheet, say."""

    class com_error(Exception):  # noqa: N801, N818 - as pywin32 names it
        excepinfo = (0, "Microsoft Excel", "La cellule est protégée.", None, 0, 0)

    def refuse(*_: object) -> None:
        raise com_error

    monkeypatch.setattr(Worksheet, "Activate", refuse)
    assert said("call", alone) == ("warn", "Excel refuse : La cellule est protégée.")


def test_any_other_error_is_one_sentence(alone: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its whole trace is in the log that the sentence names."""

    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(Worksheet, "Activate", fail)
    kind, text = said("call", alone)
    assert kind == "warn"
    assert text.startswith("Une erreur que Relance ne connaît pas a tout arrêté (KeyError)")
