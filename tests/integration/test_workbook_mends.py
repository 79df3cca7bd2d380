"""What a workbook must not do: tell a stranger the token, lose a colleague's call, forget a refusal or a decision."""

import datetime as dt
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.known_servers import address_of, remember
from addin.shared_file import SharedFile, with_state
from addin.shared_state import SharedBook, from_json, to_json
from addin.synchronise import synchronise
from server.rights import User
from tests.command import Command
from tests.integration.test_live_book import live
from tests.shared_desk import AGENDA, CONFLICTS, FIRST_ROW, PROMISES, Desk, copied, grid, mark, set_cells
from tests.sync_world import World

ANNE, BOB = User("Anne", "clerk", None), User("Bob", "clerk", None)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Anne's desk; three accounts."""
    return Desk(World(3), tmp_path)


def promise(amount: float) -> dict[str, Any]:
    """A promise typed into the first row."""
    return {f"A{FIRST_ROW}": "C1", f"B{FIRST_ROW}": amount, f"C{FIRST_ROW}": dt.date(2026, 12, 31)}


# -- where the token goes ----------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A stranger's server: its address, and what it was told."""
    heard: list[str] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(str(self.headers))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


def test_a_file_never_says_where_the_token_goes(
    desk: Desk, relance: Command, tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    """An address that stands in the workbook is not used; the one this home remembers for its server is."""
    (url, heard), path = listener, desk.book()
    state = SharedBook(workbook="w", server="stranger", epoch="e", marks={"office": url})
    path.write_bytes(with_state(path.read_bytes(), to_json(state)))
    token = tmp_path / "token"
    token.write_text("a-token-of-mine", encoding="utf-8")
    done = relance("refresh", path, "--token-file", token, env={"RELANCE_TOKEN": "a-token-of-mine"})
    assert (done.returncode, done.stderr.count("\n"), "--server" in done.stderr) == (2, 1, True)
    assert heard == []
    remember("stranger", url, relance.home)
    assert relance("refresh", path, "--token-file", token).returncode == 2
    assert "a-token-of-mine" in heard[0]


def test_an_address_is_kept_in_the_home_it_was_told_for(tmp_path: Path) -> None:
    """One home does not answer for another."""
    remember("server", "https://a", tmp_path / "a")
    assert (address_of("server", tmp_path / "a"), address_of("server", tmp_path / "b")) == ("https://a", "")


# -- two people's same entry -------------------------------------------------------------------------------------------


def test_the_same_call_of_two_people_is_two_events(desk: Desk) -> None:
    """Two copies made before the first sync; the same words, typed by each."""
    mine = desk.book("a.xlsx")
    set_cells(mine, PROMISES, promise(50))
    other = copied(mine, "b.xlsx")
    assert desk.sync(mine).applied == 1
    assert Desk(desk.world, desk.folder, BOB).sync(other).applied == 1
    assert sorted(desk.world.rows('SELECT "who" FROM events')) == [("Anne",), ("Bob",)]


def test_a_copy_of_the_same_person_says_an_entry_once(desk: Desk) -> None:
    """What was typed before the file was copied is one event."""
    mine = desk.book("a.xlsx")
    set_cells(mine, PROMISES, promise(50))
    other = copied(mine, "b.xlsx")
    desk.sync(mine)
    desk.sync(other)
    assert desk.world.rows("SELECT count(*) FROM events") == [(1,)]


# -- a decision that is refused ----------------------------------------------------------------------------------------


def test_a_decision_the_server_refuses_comes_back(desk: Desk) -> None:
    """A colleague decides in Anne's file what is not theirs to decide: told with the cell, and still to be decided."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    cora = Desk(desk.world, desk.folder, User("Cora", "clerk", None))
    set_cells(other, AGENDA, {mark("owner", 0): "Bob"})
    Desk(desk.world, desk.folder, BOB).sync(other)
    set_cells(mine, AGENDA, {mark("owner", 0): "Anne"})
    (conflict,) = desk.sync(mine).conflicts
    assert conflict["mine"] == "Anne"
    choice = f"J{FIRST_ROW}"
    set_cells(mine, CONFLICTS, {choice: "garder le mien"})
    done = cora.sync(mine)
    assert [one.cell for one in done.rejected] == [f"{AGENDA}!{mark('owner', 0)}"]
    assert "credit manager" in done.rejected[0].why
    assert [one["account"] for one in done.conflicts] == ["C0"]
    assert grid(mine, CONFLICTS)[0][1] == "C0"
    set_cells(mine, CONFLICTS, {choice: "garder le mien"})
    done = desk.sync(mine)
    assert (done.conflicts, done.rejected) == ([], [])
    assert desk.world.rows("SELECT choice FROM conflicts") == [("mine",)]


# -- live Excel --------------------------------------------------------------------------------------------------------


def test_a_long_text_in_excel_is_shown(desk: Desk) -> None:
    """Excel shows ##### for more than 255 signs in a cell formatted as text."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    desk.sync(other)
    set_cells(mine, PROMISES, {**promise(50), f"D{FIRST_ROW}": "é" * 300})
    desk.sync(mine)
    synchronise(live(other), desk.line)
    cell = openpyxl.load_workbook(other)[PROMISES][f"D{FIRST_ROW}"]
    assert (cell.value, cell.number_format) == ("é" * 300, "General")
    assert synchronise(live(other), desk.line).pushed == 0


# -- a refusal is remembered -------------------------------------------------------------------------------------------


def test_a_refused_edit_is_told_again_and_sent_once(desk: Desk) -> None:
    """Until the cell changes; then it goes."""
    path = desk.book()
    desk.sync(path)
    cell = f"{AGENDA}!{mark('owner', 0)}"
    portfolio = Desk(desk.world, desk.folder, User("Anne", "clerk", frozenset({"uid-C1"})))
    set_cells(path, AGENDA, {mark("owner", 0): "Anne"})
    first = portfolio.sync(path)
    assert (first.pushed, [one.cell for one in first.rejected]) == (1, [cell])
    again = portfolio.sync(path)
    assert (again.pushed, again.rejected) == (0, first.rejected)
    set_cells(path, AGENDA, {mark("owner", 0): None})
    assert portfolio.sync(path).rejected == []


def test_an_account_that_comes_back_is_offered_what_was_refused(desk: Desk) -> None:
    """What was refused for whose account it is goes once the account is theirs."""
    path = desk.book()
    desk.sync(path)
    set_cells(path, AGENDA, {mark("owner", 0): "Anne"})
    Desk(desk.world, desk.folder, User("Anne", "clerk", frozenset({"uid-C1"}))).sync(path)
    state = from_json(SharedFile(path).state())
    assert list(state.refused) == [("uid-C0", "owner")]
    state.cursor, state.epoch = 0, ""  # a reading from the start lists it again
    path.write_bytes(with_state(path.read_bytes(), to_json(state)))
    done = desk.sync(path)
    assert (done.applied, done.rejected, desk.told("uid-C0", "owner")) == (1, [], "Anne")


def test_a_refused_entry_is_told_again_and_sent_once(desk: Desk) -> None:
    """Until its row says something else, or is deleted."""
    path = desk.book()
    desk.sync(path)
    portfolio = Desk(desk.world, desk.folder, User("Anne", "clerk", frozenset({"uid-C0"})))
    set_cells(path, PROMISES, promise(50))
    first = portfolio.sync(path)
    assert (first.pushed, [one.cell for one in first.rejected]) == (1, [f"{PROMISES}!A{FIRST_ROW}"])
    again = portfolio.sync(path)
    assert (again.pushed, again.rejected) == (0, first.rejected)
    row = grid(path, PROMISES)[0]
    set_cells(path, PROMISES, {f"{chr(65 + place)}{FIRST_ROW}": None for place in range(len(row))})
    last = portfolio.sync(path)
    assert (last.pushed, last.rejected) == (0, [])


# -- rows of one's own table -------------------------------------------------------------------------------------------


def test_a_row_added_to_ones_own_table_gets_its_id(desk: Desk) -> None:
    """Its filled cells are offered, its empty ones take what the server has; nothing of the server is emptied."""
    whole, part = desk.book("a.xlsx"), desk.book("b.xlsx", order=[0, 1])
    desk.sync(part)
    set_cells(whole, AGENDA, {mark("owner", 2): "Bob", mark("phone", 2): "06"})
    desk.sync(whole)
    set_cells(part, AGENDA, {mark("account", 2): "C2", mark("phone", 2): "07", mark("email", 2): "a@b.fr"})
    done = desk.sync(part)
    assert done.rejected == []
    assert [(one["field"], one["mine"], one["theirs"]) for one in done.conflicts] == [("phone", "07", "06")]
    assert (desk.told("uid-C2", "owner"), desk.told("uid-C2", "email")) == ("Bob", "a@b.fr")
    row = grid(part)[2]
    assert (row[2], row[-1]) == ("Bob", "uid-C2")


def test_a_row_that_comes_back_by_hand_empties_nothing(desk: Desk) -> None:
    """It was there once: the values last agreed on are no base for cells nobody filled in again."""
    path = desk.book()
    set_cells(path, AGENDA, {mark("owner", 2): "Bob"})
    desk.sync(path)
    set_cells(path, AGENDA, {f"{chr(65 + place)}{FIRST_ROW + 2}": None for place in range(len(grid(path)[2]))})
    desk.sync(path)
    set_cells(path, AGENDA, {mark("account", 2): "C2"})
    done = desk.sync(path)
    assert (done.pushed, desk.told("uid-C2", "owner"), grid(path)[2][2]) == (0, "Bob", "Bob")


def test_a_row_of_an_unknown_account_says_so(desk: Desk) -> None:
    """Not that it was typed or pasted."""
    path = desk.book()
    set_cells(path, AGENDA, {mark("account", 3): "C9", mark("owner", 3): "Anne"})
    (refused,) = desk.sync(path).rejected
    assert refused.why == "Account C9 is not known to the server, or is not yours."
