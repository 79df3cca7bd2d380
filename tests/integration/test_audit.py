"""The audit: its chain, its anchors outside the database, what may be forgotten, and tamperings that are all found."""

import json
import random
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from server import audit, erasure
from server.changes import audited
from server.errors import UserError
from server.rights import User
from server.store import audit as store
from server.store.cells import Change, save_changes
from server.store.database import open_engine, reading, sharing
from server.store.sync import locked_clock, ticks
from server.sync.conflicts import settle_conflict
from tests.conftest import ENDURANCE
from tests.desk import Desk
from tests.office_people import AT, later
from tests.sync_world import World

ENTRIES = 40
ANN = User("Ann", "clerk")


def _fill(engine: Engine, anchors: Path, entries: int = ENTRIES) -> None:
    """Entries by two people, in transactions of one to three, each anchored."""
    done = 0
    while done < entries:
        count = min(1 + done % 3, entries - done)
        at = later(AT, done)
        with audited(engine, anchors, at) as connection:
            told = [("field_changed", f"account {done + n}", {"new": f"Mme Durand {done + n}"}) for n in range(count)]
            store.append_all(connection, at, ("Paul", "Nadia")[done % 2], told)
        done += count


def _verified(engine: Engine, anchors: Path) -> dict[str, Any]:
    with reading(engine) as connection:
        return audit.verified(connection, anchors)


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """The file outside the database."""
    return tmp_path / "anchors"


def test_an_untouched_audit_is_whole(desk: Desk, anchors: Path) -> None:
    """On both databases; without entries there is nothing to doubt."""
    assert _verified(desk.engine, anchors) == {
        "entries": 0, "anchors": 0, "head": "0" * 64, "ok": True, "faults": []
    }  # fmt: skip
    _fill(desk.engine, anchors)
    told = _verified(desk.engine, anchors)
    lines = len(anchors.read_text().splitlines())
    assert (told["ok"], told["faults"], told["entries"], told["anchors"]) == (True, [], ENTRIES, lines)
    assert lines > ENTRIES // 2


def test_what_is_rolled_back_leaves_no_trace(desk: Desk, anchors: Path) -> None:
    """Neither an entry nor an anchor: the next number is given again."""
    _fill(desk.engine, anchors, 3)
    before = anchors.read_text()
    with pytest.raises(IntegrityError), audited(desk.engine, anchors, AT) as connection:
        _add_twice(connection)
    assert anchors.read_text() == before
    with audited(desk.engine, anchors, AT) as connection:
        store.append(connection, AT, "Paul", "x", "", {})
    assert _verified(desk.engine, anchors)["ok"]


def _add_twice(connection: Connection) -> None:
    store.append(connection, AT, "Paul", "x", "", {})
    connection.execute(text("INSERT INTO companies SELECT 1, 'A', ''"))
    connection.execute(text("INSERT INTO companies SELECT 1, 'A', ''"))


# -- tampering -----------------------------------------------------------------------------------------------------


def _rewritten(connection: Connection, first: int) -> None:
    """Hash everything anew from an entry on, as somebody would who has read our code."""
    rows = [dict(row) for row in connection.execute(text("SELECT * FROM audit ORDER BY seq")).mappings()]
    previous = "0" * 64
    for row in rows:
        if row["seq"] >= first:
            row["previous"] = previous
            row["hash"] = store.row_hash(row)
            connection.execute(text("UPDATE audit SET previous=:previous, hash=:hash WHERE seq=:seq"), row)
        previous = row["hash"]


def _tamper(connection: Connection, anchors: Path, dice: random.Random) -> str:
    """One random act of somebody who writes past us; what it was."""
    act = dice.choice(["change", "delete", "cut", "swap", "insert", "text", "drop text", "rewrite", "salt", "anchor"])
    seq = dice.randrange(1, ENTRIES + 1)
    column = dice.choice(["at", "who", "what", "object", "digest", "previous", "hash"])
    if act == "change":
        connection.execute(text(f"UPDATE audit SET {column} = {column} || 'x' WHERE seq = :seq"), {"seq": seq})
    elif act in ("delete", "cut"):
        where = "seq = :seq" if act == "delete" else "seq >= :seq"
        for table in ("audit_texts", "audit"):
            connection.execute(text(f"DELETE FROM {table} WHERE {where}"), {"seq": seq})
    elif act == "swap":
        other = seq % ENTRIES + 1
        for one, its in ((seq, -1), (other, seq), (-1, other)):
            _renumber(connection, one, its)
    elif act == "insert":
        row = {"seq": ENTRIES + 1, "at": AT, "who": "Paul", "what": "x", "object": "", "digest": "0" * 64,
               "previous": "0" * 64, "hash": "0" * 64}  # fmt: skip
        names = ", ".join(row)
        connection.execute(text(f"INSERT INTO audit ({names}) VALUES (:{', :'.join(row)})"), row)
    elif act == "text":
        connection.execute(text("UPDATE audit_texts SET text = text || ' ' WHERE seq = :seq"), {"seq": seq})
    elif act == "salt":
        connection.execute(text("UPDATE audit_texts SET salt = 'ff' WHERE seq = :seq"), {"seq": seq})
    elif act == "drop text":
        connection.execute(text("DELETE FROM audit_texts WHERE seq = :seq"), {"seq": seq})
    elif act == "rewrite":
        connection.execute(text("UPDATE audit SET who = 'Nobody' WHERE seq = :seq"), {"seq": seq})
        _rewritten(connection, seq)
    else:
        lines = anchors.read_text().splitlines()
        at = dice.randrange(len(lines))
        lines[at] = lines[at][:-1] + ("0" if lines[at][-1] != "0" else "1")
        anchors.write_text("\n".join(lines) + "\n")
    return f"{act} {column} {seq}"


def _renumber(connection: Connection, old: int, new: int) -> None:
    connection.execute(text("UPDATE audit_texts SET seq = :new WHERE seq = :old"), {"old": old, "new": new})
    connection.execute(text("UPDATE audit SET seq = :new WHERE seq = :old"), {"old": old, "new": new})


@pytest.mark.endurance
def test_every_random_tampering_is_found(tmp_path: Path) -> None:
    """100 in full: entries changed, cut out, cut off at the end, swapped, added, hashed anew; texts changed or gone."""
    dice = random.Random(ENDURANCE.seed)
    engine, anchors = open_engine(tmp_path / "home", None), tmp_path / "anchors"
    _fill(engine, anchors)
    kept = anchors.read_text()
    missed, done = [], set()
    for _ in range(ENDURANCE.scaled(100, least=10)):
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            what = _tamper(connection, anchors, dice)
            done.add(what.split()[0])
            if audit.verified(connection, anchors)["ok"]:
                missed.append(what)
            connection.rollback()
        anchors.write_text(kept)
    assert _verified(engine, anchors)["ok"]
    engine.dispose()
    assert missed == []
    assert len(done) >= 4


def test_a_cut_tail_is_told_with_its_day(desk: Desk, anchors: Path) -> None:
    """The chain alone would not show it; without the anchors that is said."""
    _fill(desk.engine, anchors)
    with desk.engine.begin() as connection:
        for table in ("audit_texts", "audit"):
            connection.execute(text(f"DELETE FROM {table} WHERE seq > 30"))
    told = _verified(desk.engine, anchors)
    assert any("the last one now is 30" in fault for fault in told["faults"])
    anchors.unlink()
    assert "no anchor" in _verified(desk.engine, anchors)["faults"][0]


# -- forgetting ----------------------------------------------------------------------------------------------------


def test_texts_older_than_the_rule_are_forgotten_and_the_chain_stays(desk: Desk, anchors: Path) -> None:
    """Who did what remains; what was written does not. Taking a text away by hand is still found."""
    _fill(desk.engine, anchors)
    with audited(desk.engine, anchors, later(AT, 50)) as connection:
        count = audit.purge(connection, later(AT, 20), later(AT, 50), "Nadia")
    assert 15 <= count <= 25
    assert _verified(desk.engine, anchors)["ok"]
    with reading(desk.engine) as connection:
        rows = list(store.rows(connection))
        assert sum(row.text is None for row in rows) == count
        assert not any("Durand" in str(row.text) for row in rows[:count])
    with sharing(desk.engine) as connection:
        store.drop_texts(connection, [ENTRIES])
    assert _verified(desk.engine, anchors)["faults"] == [
        f"The text of entry {ENTRIES} is gone, and no erasure tells of it."
    ]  # fmt: skip


def test_a_person_is_erased_from_every_text(desk: Desk, anchors: Path) -> None:
    """Contacts, notes, events, fields with their history, conflicts, answers kept, the audit; others stay."""
    desk.take(
        desk.write("c.csv", "Compte;Nom;Contact;E-mail", "C1;Alpha;Jeanne Durand;j.durand@alpha.example"),
        kind="customers", company="A",
    )  # fmt: skip
    with sharing(desk.engine) as connection:
        _personal(connection)
        store.append(connection, AT, "Paul", "note_added", "event e1", {"text": "JEANNE  Durand rappelle"})
        store.append(connection, AT, "Paul", "note_added", "event e2", {"text": "M. Martin"})
    words = ["Jeanne Durand", "j.durand@alpha.example"]
    with audited(desk.engine, anchors, AT) as connection:
        told = erasure.erase(connection, words, AT, "Nadia")
    found = {name: told["erased"][name] for name in sorted(told["erased"])}
    assert found == {"account_cells": 2, "audit_texts": 1, "batches": 1, "cell_changes": 4, "conflicts": 1,
                     "contacts": 1, "events": 1}  # fmt: skip
    with reading(desk.engine) as connection:
        held = "\n".join(str(row) for name in found if name != "audit_texts" for row in connection.execute(
            text(f"SELECT * FROM {name}")))  # fmt: skip
        texts = [row.text for row in store.rows(connection)]
        cells = dict(connection.execute(text("SELECT field, value FROM account_cells")).all())
    assert "durand" not in (held + str(texts)).lower()
    assert cells == {"contact": "", "next_action": "rappeler [effacé] lundi"}
    assert any("Martin" in str(one) for one in texts)
    assert _verified(desk.engine, anchors)["ok"]
    with sharing(desk.engine) as connection, pytest.raises(UserError, match="3 signs"):
        erasure.erase(connection, ["Li"], AT, "Nadia")


def _personal(connection: Connection) -> None:
    """A person's name in every place there is, by plain SQL."""
    company = connection.execute(text("SELECT id FROM companies")).scalar_one()
    connection.execute(text("INSERT INTO clock VALUES (1, 's', 'e', 10, 0)"))
    names = [row[0] for row in connection.execute(text("SELECT * FROM shared_accounts")).cursor.description]
    values = {"uid": "u1", "company_id": company, "account": "C1", "merged_into": "", "is_archived": False, "seq": 1}
    values |= {name: "" for name in names if name not in values}
    connection.execute(
        text(f"INSERT INTO shared_accounts ({', '.join(values)}) VALUES (:{', :'.join(values)})"), values
    )  # fmt: skip
    told = [("contact", "Jeanne Durand", 2), ("next_action", "rappeler Jeanne Durand lundi", 3)]
    for field, value, seq in told:
        connection.execute(
            text("INSERT INTO account_cells VALUES ('u1', :f, :v, :s, 0)"), {"f": field, "v": value, "s": seq}
        )
        connection.execute(
            text("INSERT INTO cell_changes VALUES (:s, :o, 'u1', :f, '', '', :v, 'Paul', :at)"),
            {"s": seq, "o": f"op{seq}", "f": field, "v": value, "at": AT},
        )
    data = json.dumps({"text": "Jeanne Durand promet", "count": 3})
    connection.execute(
        text("INSERT INTO events VALUES ('e1', 4, 'u1', 'note', 20000, :data, NULL, 'Paul', :at)"),
        {"data": data, "at": AT},
    )
    connection.execute(
        text("INSERT INTO conflicts VALUES ('c1', 5, 'u1', 'contact', '', 'Jeanne Durand', 'M. Martin', 'Paul', "
             "'Nadia', 'w', :at, '', '', '')"), {"at": AT},
    )  # fmt: skip
    answer = json.dumps({"results": [{"value": "Jeanne Durand"}]})
    connection.execute(text("INSERT INTO batches VALUES ('b1', 'x', :answer, :at)"), {"answer": answer, "at": AT})


def test_numbers_of_entries_are_told_in_ranges() -> None:
    """And read back; what names no earlier entry, or one twice, is none of ours."""
    assert audit.ranges([9, 1, 2, 3, 11]) == "1-3,9,11"
    assert list(audit.numbers("1-3,9,11", 12)) == [1, 2, 3, 9, 11]
    for wrong in ("", "x", "1-", "3-1", "1-12", "1,1", "0", "²", "1-99999999999999999", "9" * 30):
        with pytest.raises(ValueError, match="entries"):
            list(audit.numbers(wrong, 12))


@pytest.mark.parametrize("what", ["texts_erased", "texts_purged", "restored"])
@pytest.mark.parametrize("told", ["", "x entries", "² entries", "1-99999999999999999", f"{'9' * 5000} entries"])
def test_an_entry_that_tells_nonsense_is_a_fault_not_a_crash(desk: Desk, anchors: Path, what: str, told: str) -> None:
    """Somebody wrote it past us, hashes and all: it is told, in no time."""
    _fill(desk.engine, anchors, 3)
    with audited(desk.engine, anchors, AT) as connection:
        store.append(connection, AT, "Eve", what, told, {})
    assert _verified(desk.engine, anchors)["faults"] == ["Entry 4 does not tell which entries it speaks of."]


@pytest.mark.parametrize("act", ["push", "page"])
def test_a_decision_about_a_conflict_is_an_act(desk: Desk, anchors: Path, act: str) -> None:
    """Who decided what, from a workbook and on the page: the conflict's own row could be changed without a trace."""
    world = World(1, desk.engine)
    [uid] = world.uids()
    first = world.pull(0, "", "wb", ANN)
    for batch, value in (("b1", "01"), ("b2", "02")):
        edit = {"op": batch, "acc": uid, "field": "phone", "base": "", "base_ver": 0, "new": value}
        told = {"protocol": 1, "server": first["server"], "epoch": first["epoch"], "workbook": "wb", "batch": batch}
        world.push(json.dumps({**told, "edits": [edit], "events": [], "settle": []}), ANN)
    if act == "push":
        settle = [{"conflict": "b2", "choice": "theirs"}]
        world.push(json.dumps({**told, "batch": "b3", "edits": [], "events": [], "settle": settle}), ANN)
    else:
        with sharing(desk.engine) as connection:
            settle_conflict(connection, ANN, "b2", "theirs", "01", AT)
    with reading(desk.engine) as connection:
        [row] = store.last_rows(connection, 10, what="conflict_settled")
    assert (row.who, row.object, json.loads(str(row.text))) == (
        "Ann", uid, {"id": "b2", "field": "phone", "choice": "theirs"}
    )  # fmt: skip


def test_what_is_written_while_a_person_is_erased_is_erased_too(desk: Desk, anchors: Path) -> None:
    """A push that stands before the erasure in line is waited for, not overlooked."""
    world = World(1, desk.engine)
    [uid] = world.uids()
    with sharing(desk.engine) as connection:
        locked_clock(connection)
        [seq] = ticks(connection, 1)
        save_changes(connection, [Change(seq, "op", uid, "contact", "", "", "Jeanne Durand", "Ann", AT)])
        eraser = threading.Thread(target=_erase, args=(desk.engine, anchors))
        eraser.start()
        eraser.join(0.5)
        assert eraser.is_alive()
    eraser.join(20)
    assert {key: value for key, value in world.cells().items() if "Durand" in value} == {}


def _erase(engine: Engine, anchors: Path) -> None:
    with audited(engine, anchors, AT) as connection:
        erasure.erase(connection, ["Jeanne Durand"], AT, "Nadia")
