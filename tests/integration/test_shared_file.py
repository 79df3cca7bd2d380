"""A shared workbook as a file: edits, conflicts, events, copies, restores, and what is refused with its address."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.archive import ArchiveError
from addin.server_client import ServerError
from addin.shared_file import SharedFile
from addin.shared_state import Json, from_json
from addin.sync_client import OtherServerError
from receivables.errors import ReceivablesError
from server.rights import User
from tests.closed_books import parts_of
from tests.shared_desk import (
    AGENDA,
    COLUMNS,
    CONFLICTS,
    FIELDS,
    FIRST_ROW,
    PROMISES,
    Desk,
    Line,
    copied,
    grid,
    mark,
    set_cells,
)
from tests.sync_world import World

BOB = User("Bob", "clerk", None)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Anne's desk; four accounts."""
    return Desk(World(4), tmp_path)


def value(path: Path, key: str, place: int) -> Any:
    """What Agenda shows."""
    return grid(path)[place][COLUMNS[key] - 1]


def test_an_edit_goes_and_comes(desk: Desk) -> None:
    """One clerk's entries stand in the other's workbook after both have synchronised; days as days, texts as texts."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx", [3, 1, 0, 2])
    cells = {"owner": "Anne", "next_date": dt.date(2026, 12, 4), "phone": "06 12 34 56 78", "hold": "oui"}
    set_cells(mine, AGENDA, {mark(key, 0): one for key, one in cells.items()})
    done = desk.sync(mine)
    assert (done.pushed, done.applied, done.pulled, done.conflicts, done.rejected) == (4, 4, 0, [], [])
    assert {key: desk.told("uid-C0", key) for key in cells} == {
        "owner": "Anne", "next_date": "2026-12-04", "phone": "06 12 34 56 78", "hold": "yes",
    }  # fmt: skip
    told = desk.sync(other)
    assert (told.pushed, told.pulled) == (0, 4)
    assert [value(other, key, 2) for key in cells] == ["Anne", dt.datetime(2026, 12, 4), "06 12 34 56 78", "oui"]
    assert [value(other, "owner", place) for place in (0, 1, 3)] == [None] * 3
    assert desk.sync(other).told() == {
        "pushed": 0, "applied": 0, "conflicts": [], "pulled": 0, "rejected": [], "notices": [],
    }  # fmt: skip


def test_nothing_to_say_leaves_the_file_as_it_is(desk: Desk) -> None:
    """Byte for byte, from the second sync on."""
    path = desk.book()
    desk.sync(path)
    before = path.read_bytes()
    desk.sync(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("choice", "stands"),
    [("garder le mien", "mine"), ("prendre l’autre", "theirs"), ("Keep mine", "mine"), ("both of us", "both of us")],
)
def test_a_conflict_is_shown_and_decided(desk: Desk, choice: str, stands: str) -> None:
    """The cell keeps what was typed; sheet Conflits shows both; the next sync reads the choice and empties the row."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    set_cells(other, AGENDA, {mark("owner", 1): "theirs"})
    Desk(desk.world, desk.folder, BOB).sync(other)
    set_cells(mine, AGENDA, {mark("owner", 1): "mine"})
    done = desk.sync(mine)
    assert done.conflicts == [{"account": "C1", "field": "owner", "mine": "mine", "theirs": "theirs", "by": "Bob"}]
    assert (done.pushed, done.applied) == (1, 0)
    assert value(mine, "owner", 1) == "mine"
    row = grid(mine, CONFLICTS)[0]
    assert row[1:8] == ["C1", "Client 1", "Responsable", None, "mine", "theirs", "Bob"]
    assert desk.sync(mine).pushed == 0
    set_cells(mine, CONFLICTS, {f"J{FIRST_ROW}": choice})
    assert desk.sync(mine).conflicts == []
    assert desk.told("uid-C1", "owner") == value(mine, "owner", 1) == stands
    assert set(grid(mine, CONFLICTS)[0]) == {None}
    assert desk.world.rows("SELECT choice FROM conflicts") == [
        ({"mine": "mine", "theirs": "theirs"}.get(stands, "other"),)
    ]


def test_a_value_is_not_told_as_that_of_who_wrote_the_one_before(desk: Desk) -> None:
    """Bob's value met the conflict; what Anne made of the cell since is not his."""
    mine, other, third = desk.book("a.xlsx"), desk.book("b.xlsx"), desk.book("c.xlsx")
    bob = Desk(desk.world, desk.folder, BOB)
    set_cells(other, AGENDA, {mark("owner", 1): "theirs"})
    bob.sync(other)
    set_cells(mine, AGENDA, {mark("owner", 1): "mine"})
    desk.sync(mine)
    desk.sync(third)
    set_cells(third, AGENDA, {mark("owner", 1): "later"})
    desk.sync(third)
    told = {"account": "C1", "field": "owner", "mine": "mine", "theirs": "later", "by": ""}
    assert desk.sync(mine).conflicts == [told]
    assert grid(mine, CONFLICTS)[0][5:9] == ["mine", "later", None, None]


def test_a_push_whose_answer_was_lost_is_sent_again_unchanged(desk: Desk) -> None:
    """It lies in the file before it is sent; what was typed since goes after it."""
    path, lost = desk.book(), list[Json]()

    class Cut(Line):
        def push(self, batch: Json) -> Json:
            super().push(batch)
            lost.append(from_json(SharedFile(path).state()).pending or {})
            raise ServerError("The line was cut.")

    set_cells(path, AGENDA, {mark("owner", 0): "Anne"})
    with pytest.raises(ServerError):
        desk.sync(path, Cut(desk.world, desk.user))
    set_cells(path, AGENDA, {mark("owner", 0): "Anne B."})
    line = desk.line
    done = desk.sync(path, line)
    assert line.pushes[0] == lost[0]
    assert (done.applied, done.conflicts) == (2, [])
    assert desk.told("uid-C0", "owner") == value(path, "owner", 0) == "Anne B."


def test_a_copy_becomes_a_workbook_of_its_own(desk: Desk) -> None:
    """Both live on, nothing is entered twice, nothing lost; the copy is told so once."""
    path = desk.book()
    desk.sync(path)
    set_cells(path, AGENDA, {mark("owner", 0): "typed before the copy"})
    twin = copied(path, "twin.xlsx")
    set_cells(twin, AGENDA, {mark("phone", 1): "01"})
    assert desk.sync(path).applied == 1
    done = desk.sync(twin)
    assert (done.applied, done.conflicts) == (1, [])  # what both hold already needs no sending
    assert [one for one in done.notices if "copied" in one]
    ids = {from_json(SharedFile(one).state()).workbook for one in (path, twin)}
    assert len(ids) == 2
    assert desk.sync(twin).notices == []


def test_a_file_from_an_old_backup_overwrites_nothing(desk: Desk) -> None:
    """What others, and one's own later self, did since stands; what was typed into it shows as a conflict."""
    path = desk.book()
    desk.sync(path)
    old = path.read_bytes()
    set_cells(path, AGENDA, {mark("owner", 0): "later", mark("phone", 1): "02"})
    desk.sync(path)
    path.write_bytes(old)
    set_cells(path, AGENDA, {mark("owner", 0): "into the old file"})
    done = desk.sync(path)
    assert [(one["mine"], one["theirs"]) for one in done.conflicts] == [("into the old file", "later")]
    assert value(path, "phone", 1) == "02"


def test_a_restored_server_is_told_what_it_forgot(desk: Desk) -> None:
    """Its backup is older than two edits and a promise; the next sync brings all of it back."""
    path = desk.book()
    set_cells(path, AGENDA, {mark("owner", 0): "kept"})
    desk.sync(path)
    backup = desk.world.backup()
    set_cells(path, AGENDA, {mark("owner", 0): "forgotten", mark("phone", 2): "03"})
    set_cells(path, PROMISES, {f"A{FIRST_ROW}": "C1", f"B{FIRST_ROW}": 500, f"C{FIRST_ROW}": dt.date(2026, 12, 31)})
    desk.sync(path)
    desk.world.restore(backup)
    done = desk.sync(path)
    assert done.rejected == done.conflicts == []
    assert (desk.told("uid-C0", "owner"), desk.told("uid-C2", "phone")) == ("forgotten", "03")
    assert desk.world.rows("SELECT kind, who FROM events") == [("promise", "Anne")]


def test_another_server_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Byte for byte unchanged."""
    path = desk.book()
    desk.sync(path)
    set_cells(path, AGENDA, {mark("owner", 0): "Anne"})
    before = path.read_bytes()

    class Other(Line):
        def pull(self, cursor: int, epoch: str, workbook: str) -> Json:
            return super().pull(0, "", workbook) | {"server": "another"}

    with pytest.raises(OtherServerError):
        desk.sync(path, Other(desk.world, desk.user))
    assert path.read_bytes() == before


# -- rows --------------------------------------------------------------------------------------------------------------


def test_a_row_copied_is_pushed_only_where_both_say_the_same(desk: Desk) -> None:
    """Both addresses are named where they differ."""
    path = desk.book()
    book = openpyxl.load_workbook(path)
    for column in range(1, COLUMNS["id"] + 1):
        book[AGENDA].cell(FIRST_ROW + 4, column, book[AGENDA].cell(FIRST_ROW, column).value)
    book.save(path)
    set_cells(path, AGENDA, {mark("owner", 0): "one", mark("owner", 4): "other", mark("phone", 0): "04",
                             mark("phone", 4): "04"})  # fmt: skip
    done = desk.sync(path)
    assert {one.cell for one in done.rejected} == {f"{AGENDA}!{mark('owner', 0)}", f"{AGENDA}!{mark('owner', 4)}"}
    assert (desk.told("uid-C0", "owner"), desk.told("uid-C0", "phone")) == ("", "04")


def test_an_account_number_typed_over_is_refused(desk: Desk) -> None:
    """The row is C0's by its id and C1's to the eye: nothing of it goes anywhere."""
    path = desk.book()
    set_cells(path, AGENDA, {mark("account", 0): "C1", mark("owner", 0): "Anne"})
    done = desk.sync(path)
    assert [one.cell for one in done.rejected] == [f"{AGENDA}!{mark('account', 0)}"]
    assert desk.world.cells() == {}


def test_a_typed_row_is_never_guessed(desk: Desk) -> None:
    """Not even where its account number is known."""
    path = desk.book()
    set_cells(path, AGENDA, {mark("account", 4): "C0", mark("owner", 4): "Anne"})
    done = desk.sync(path)
    assert [one.cell for one in done.rejected] == [f"{AGENDA}!{mark('owner', 4)}"]
    assert desk.world.cells() == {}


def test_a_deleted_row_says_nothing_and_is_told(desk: Desk) -> None:
    """And an emptied one too: the hidden id alone is no wish to empty all fields of an account."""
    path = desk.book()
    set_cells(path, AGENDA, {mark("owner", place): "Anne" for place in range(4)})
    desk.sync(path)
    book = openpyxl.load_workbook(path)
    book[AGENDA].delete_rows(FIRST_ROW)
    for column in range(1, COLUMNS["id"]):
        book[AGENDA].cell(FIRST_ROW, column).value = None
    book.save(path)
    done = desk.sync(path)
    assert done.pushed == 0
    assert len(done.notices) == 2
    assert set(desk.world.cells().values()) == {"Anne"}


def test_a_row_pasted_back_reverts_nothing(desk: Desk) -> None:
    """What others changed while the row was gone stands."""
    path, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    desk.sync(path)
    row = grid(path)[0]
    set_cells(path, AGENDA, {f"{chr(65 + place)}{FIRST_ROW}": None for place in range(len(row))})
    desk.sync(path)
    set_cells(other, AGENDA, {mark("owner", 0): "Bob"})
    desk.sync(other)
    desk.sync(path)
    set_cells(path, AGENDA, {f"{chr(65 + place)}{FIRST_ROW}": cell for place, cell in enumerate(row)})
    assert desk.sync(path).conflicts == []
    assert desk.told("uid-C0", "owner") == value(path, "owner", 0) == "Bob"


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({f"C{FIRST_ROW - 1}": "Another heading"}, "heading"),
        ({mark("id", place): None for place in range(4)}, "empty"),
        ({mark("id", place): f"x{place}" for place in range(3)}, "damaged"),
        ({mark("id", 0): 12}, "damaged"),
        ({mark("id", 0): "=A1"}, "damaged"),
    ],
)
def test_a_damaged_sheet_is_left_out_in_one_sentence(desk: Desk, cells: dict[str, Any], word: str) -> None:
    """A renamed heading, an id column emptied, overwritten, made numbers or formulas."""
    path = desk.book()
    desk.sync(path)
    set_cells(path, AGENDA, {mark("owner", 3): "Anne", **cells})
    done = desk.sync(path)
    assert [one.cell for one in done.rejected] == [AGENDA]
    assert word in done.rejected[0].why
    assert desk.world.cells() == {}
    assert [one.cell for one in desk.sync(path).rejected] == [AGENDA]


def test_a_sheet_sorted_without_its_ids_is_left_out(tmp_path: Path) -> None:
    """More than twenty rows whose account is not that of their id."""
    desk = Desk(World(30), tmp_path)
    path = desk.book()
    desk.sync(path)
    rows = grid(path)
    cells = {
        f"{chr(65 + column)}{FIRST_ROW + place}": row[column]
        for place, row in enumerate(reversed(rows)) for column in range(COLUMNS["id"] - 1)
    }  # fmt: skip
    set_cells(path, AGENDA, {**cells, mark("owner", 0): "Anne"})
    done = desk.sync(path)
    assert [one.cell for one in done.rejected] == [AGENDA]
    assert "sorted" in done.rejected[0].why
    assert desk.world.cells() == {}


# -- events ------------------------------------------------------------------------------------------------------------


def promise(row: int, account: Any, amount: Any, day: Any, comment: Any = None) -> dict[str, Any]:
    """Cells of sheet Promesses."""
    return {f"A{row}": account, f"B{row}": amount, f"C{row}": day, f"D{row}": comment}


def test_a_typed_promise_reaches_the_other_workbook(desk: Desk) -> None:
    """Once, whatever is synchronised how often; a change of the row is a correction."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    set_cells(mine, PROMISES, promise(FIRST_ROW, "C1", 1200.5, dt.date(2026, 12, 31), "par virement"))
    done = desk.sync(mine)
    assert (done.pushed, done.applied, done.rejected) == (1, 1, [])
    desk.sync(mine)
    Desk(desk.world, desk.folder, BOB).sync(other)
    row = grid(other, PROMISES)[0]
    assert row[:4] == ["C1", 1200.5, dt.datetime(2026, 12, 31), "par virement"]
    assert row[5] == "Anne"
    set_cells(other, PROMISES, {f"B{FIRST_ROW}": 900})
    assert Desk(desk.world, desk.folder, BOB).sync(other).applied == 1
    desk.sync(mine)
    assert grid(mine, PROMISES)[0][1] == 900
    assert [row[0] for row in desk.world.rows("SELECT who FROM events ORDER BY seq")] == ["Anne", "Bob"]


@pytest.mark.parametrize("amount", [50, 777])
def test_an_entry_typed_over_with_another_account_corrects_nothing(desk: Desk, amount: int) -> None:
    """Its hidden id is that of the first account, whose promise it would change; it is refused, and stays."""
    path = desk.book()
    set_cells(path, PROMISES, promise(FIRST_ROW, "C1", 50, dt.date(2026, 12, 31)))
    desk.sync(path)
    set_cells(path, PROMISES, promise(FIRST_ROW, "C2", amount, dt.date(2026, 12, 31)))
    done = desk.sync(path)
    assert (done.pushed, [one.cell for one in done.rejected]) == (0, [f"{PROMISES}!A{FIRST_ROW}"])
    assert "C1" in done.rejected[0].why
    assert grid(path, PROMISES)[0][:2] == ["C2", amount]
    set_cells(path, PROMISES, promise(FIRST_ROW, "C1", 60, dt.date(2026, 12, 31)))
    assert desk.sync(path).applied == 1


def test_the_day_of_an_entry_that_was_sent_is_not_put_back_in_silence(desk: Desk) -> None:
    """It is refused with its address, and stays as it was typed."""
    path = desk.book()
    day = f"E{FIRST_ROW}"
    set_cells(path, PROMISES, {**promise(FIRST_ROW, "C1", 50, dt.date(2026, 12, 31)), day: dt.date(2026, 11, 20)})
    desk.sync(path)
    set_cells(path, PROMISES, {day: dt.date(2026, 11, 19)})
    done = desk.sync(path)
    assert (done.pushed, [one.cell for one in done.rejected]) == (0, [f"{PROMISES}!{day}"])
    assert grid(path, PROMISES)[0][4] == dt.datetime(2026, 11, 19)


def test_an_entry_the_server_refused_goes_to_the_account_typed_then(desk: Desk) -> None:
    """Nothing was sent of it yet: another account, another day make it another entry."""
    path, other = desk.book(), Desk(desk.world, desk.folder, User("Bob", "clerk", frozenset({"uid-C2"})))
    other.sync(path)
    desk.sync(path)
    set_cells(path, PROMISES, promise(FIRST_ROW, "C1", 50, dt.date(2026, 12, 31)))
    assert f"{PROMISES}!A{FIRST_ROW}" in [one.cell for one in other.sync(path).rejected]
    set_cells(path, PROMISES, {f"A{FIRST_ROW}": "C2"})
    assert other.sync(path).applied == 1
    assert desk.world.rows("SELECT uid FROM events") == [("uid-C2",)]


def test_a_promise_in_a_restored_file_is_not_told_twice(desk: Desk) -> None:
    """The file from before the sync says it again: the same id, a duplicate."""
    path = desk.book()
    desk.sync(path)
    set_cells(path, PROMISES, promise(FIRST_ROW, "C1", 50, dt.date(2026, 12, 31)))
    old = path.read_bytes()
    desk.sync(path)
    path.write_bytes(old)
    desk.sync(path)
    assert len(desk.world.rows("SELECT id FROM events")) == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (promise(FIRST_ROW, "C9", 50, dt.date(2026, 12, 31)), "A"), (promise(FIRST_ROW, "C1", "abc", None), "B"),
        (promise(FIRST_ROW, "C1", 50, "31/02/2026"), "C"), (promise(FIRST_ROW, "C1", None, None, "only words"), "A"),
        (promise(FIRST_ROW, "C1", "=1+1", dt.date(2026, 12, 31)), "B"),
    ],
)  # fmt: skip
def test_a_promise_that_says_nothing_whole_is_refused(desk: Desk, cells: dict[str, Any], column: str) -> None:
    """With its address; the row stays as it was typed."""
    path = desk.book()
    set_cells(path, PROMISES, cells)
    done = desk.sync(path)
    assert [one.cell for one in done.rejected] == [f"{PROMISES}!{column}{FIRST_ROW}"]
    assert desk.world.rows("SELECT id FROM events") == []
    assert grid(path, PROMISES)[0][0] == cells[f"A{FIRST_ROW}"]


def test_more_promises_than_rows(desk: Desk) -> None:
    """The sheet grows, and its names with it."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    typed = [promise(FIRST_ROW + place, "C1", 10 + place, dt.date(2026, 12, 31)) for place in range(5)]
    set_cells(mine, PROMISES, dict(itertools.chain.from_iterable(one.items() for one in typed)))
    desk.sync(mine)
    set_cells(other, PROMISES, promise(FIRST_ROW, "C2", 7, dt.date(2026, 12, 31)))
    desk.sync(other)
    assert sorted(row[1] for row in grid(other, PROMISES)) == [7, 10, 11, 12, 13, 14]
    set_cells(other, PROMISES, {f"B{FIRST_ROW + 5}": 99})
    assert desk.sync(other).applied == 1


# -- what is refused, unchanged ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_that_is_open_is_refused(desk: Desk, lock: str) -> None:
    """By the file its spreadsheet keeps beside it."""
    path = desk.book()
    (desk.folder / lock).write_bytes(b"")
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="open in a spreadsheet"):
        desk.sync(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb", "a.csv", "cipher.xlsx", "text.xlsx", "plain.xlsx"])
def test_other_files_are_refused_in_a_sentence(desk: Desk, name: str) -> None:
    """Old, binary, encrypted, no workbook at all, a workbook that is not shared."""
    path = desk.folder / name
    if name == "plain.xlsx":
        openpyxl.Workbook().save(path)
    else:
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 300)
    before = path.read_bytes()
    with pytest.raises(ReceivablesError, match=r"^\S.*[^.]\.?$"):
        desk.sync(path)
    assert path.read_bytes() == before


def test_only_what_must_change_is_changed(desk: Desk) -> None:
    """Every part of the file but the sheets written, the workbook and our hidden sheets keeps its bytes."""
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    set_cells(mine, AGENDA, {mark("owner", 0): "Anne"})
    desk.sync(mine)
    desk.sync(other)
    before = parts_of(other.read_bytes())
    set_cells(mine, AGENDA, {mark("owner", 0): "Bob"})
    desk.sync(mine)
    desk.sync(other)
    after = parts_of(other.read_bytes())
    sheet = next(name for name in before if name.endswith("sheet1.xml"))
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed - {sheet, "xl/workbook.xml"} == {name for name in before if "relance" in name} & changed
    assert before.keys() == after.keys()


def test_every_field_has_its_column(desk: Desk) -> None:
    """The desk's own workbook is as it says."""
    table = next(one for one in SharedFile(desk.book()).tables() if one.sheet == AGENDA)
    assert [table.columns[f"relance.{key}"] for key in FIELDS] == [COLUMNS[key] for key in FIELDS]
