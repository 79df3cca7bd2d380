"""Sorted, filtered, inserted, duplicated, deleted, damaged: no edit reaches another account than it was typed for."""

import json
from collections import Counter
from random import Random

import pytest

from addin.shared_state import Json
from addin.synchronise import synchronise
from server.rights import User
from tests.conftest import Endurance
from tests.sheet_grid import Grid, Hands
from tests.sync_world import World

ANNE, BOB = User("Anne", "clerk", None), User("Bob", "clerk", None)


class Line:
    """The way to a server in memory."""

    def __init__(self, world: World) -> None:
        self._world = world

    def pull(self, cursor: int, epoch: str, workbook: str) -> Json:
        """One page."""
        return self._world.pull(cursor, epoch, workbook, ANNE)

    def push(self, batch: Json) -> Json:
        """The answer to a batch."""
        return self._world.push(json.dumps(batch), ANNE)


def _others_edit(world: World, uid: str, text: str, ids: Random) -> None:
    """Somebody else's workbook writes a value over whatever stands."""
    page = world.pull(0, "", "other", BOB)
    now = {(one[0], one[1]): one[2:] for one in page["cells"]}.get((uid, "owner"), ["", 0])
    edit = {"op": f"{ids.getrandbits(100):x}", "acc": uid, "field": "owner", "base": now[0], "base_ver": now[1],
            "new": text}  # fmt: skip
    world.push(json.dumps({"protocol": 1, "server": page["server"], "epoch": page["epoch"], "workbook": "other",
                           "batch": f"{ids.getrandbits(100):x}", "edits": [edit]}), BOB)  # fmt: skip


def run(seed: int) -> list[str]:
    """The faults of one random sequence of acts and syncs."""
    random, faults = Random(seed), list[str]()
    world = World(6)
    grid = Grid(world.uids(), [uid.removeprefix("uid-") for uid in world.uids()])
    hands, line = Hands(grid, random), Line(world)
    synchronise(grid, line)
    for step in range(30):
        hands.act()
        if random.random() < 0.2:
            away = [row[-1] for row in hands.gone if row[-1]]
            text, uid = f"b{step}", random.choice(away or world.uids())
            hands.meant[text][uid.removeprefix("uid-"), "owner"] += 1
            _others_edit(world, uid, text, random)
        if random.random() < 0.4:
            synchronise(grid, line)
    done = synchronise(grid, line)
    written: Counter[tuple[str, str, str]] = Counter()
    for uid, key, old, seen, new in world.rows("SELECT uid, field, old, seen, new FROM cell_changes"):
        written[uid, key, new] += 1
        if new and written[uid, key, new] > hands.meant[new][uid.removeprefix("uid-"), key]:
            faults.append(f"{new!r} was written to {uid} {key} again, or meant for {hands.meant[new]}")
        if old != seen:
            faults.append(f"{new!r} wrote over {old!r} unseen")
    waiting = {(one["account"], one["field"]) for one in done.conflicts}
    told = world.cells()
    if not any(one.cell == "Grille" for one in done.rejected):
        faults += [
            f"{number} {key} holds {text!r}, the server {told.get((f'uid-{number}', key), '')!r}"
            for number, key, text in grid.clear_rows()
            if told.get((f"uid-{number}", key), "") != text and (number, key) not in waiting
        ]
    return faults


@pytest.mark.endurance
def test_rows_may_be_moved_in_any_way(endurance: Endurance) -> None:
    """1,000 sequences of 30 acts; each with its seed, so that a failing one can be run again."""
    for number in range(endurance.scaled(1_000, least=25)):
        assert run(endurance.seed + number) == [], f"seed {endurance.seed + number}"
