"""Random interleavings of edits, syncs, copied and restored files, restored servers, late duplicates and lost replies:
nothing is lost, nothing written over unseen, all workbooks are alike at the end. And bugs planted on purpose are seen.

A seed that fails runs again with `tests.sync_fuzz.run(SEED)`.
"""

import json
import random
from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from addin import sync_client
from addin.shared_state import SharedBook, Sheet
from server.rights import User
from tests.conftest import ENDURANCE
from tests.sync_bugs import BUGS, not_frozen
from tests.sync_fuzz import FATES, FIELDS, File, Run, run
from tests.sync_world import World

pytestmark = pytest.mark.costly

INTERLEAVINGS, PARTS = 10_000, 10


@pytest.mark.endurance
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_and_nothing_written_over_unseen(part: int) -> None:
    count = max(1, ENDURANCE.scaled(INTERLEAVINGS) // PARTS)
    seeds = range(ENDURANCE.seed + part * count, ENDURANCE.seed + (part + 1) * count)
    faults = {seed: found for seed in seeds if (found := run(seed))}
    assert faults == {}


@pytest.mark.parametrize("seed", [20266948, 20264285])
def test_values_of_two_restores_are_both_told(seed: int) -> None:
    """Found in a full run: a value not told again yet when another restore made the one after it forgotten too."""
    assert run(seed) == []


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_caught(bug: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    bug(monkeypatch)
    assert any(run(seed) for seed in range(400))


def _alone() -> int:
    """One clerk, four answers in ten lost: how often they met themselves."""
    draw = random.Random(ENDURANCE.seed)
    world, book, sheet = World(1), SharedBook(workbook="wb"), Sheet()
    clerk, uid = User("ann", "clerk"), world.uids()[0]
    sync_client.pulled(book, sheet, world.pull(0, "", "wb", clerk))
    for number in range(100):
        sheet.values[uid, draw.choice(FIELDS)] = f"t{number}"
        told = sync_client.freeze(book, sheet, lambda: f"{draw.getrandbits(128):032x}")
        if told is None:
            continue
        answer = world.push(json.dumps(told), clerk)
        if draw.random() < 0.6:
            sync_client.push_answered(book, sheet, answer)
    return int(world.rows("SELECT count(*) FROM conflicts")[0][0])


def test_a_clerk_alone_never_conflicts_with_themselves() -> None:
    assert _alone() == 0


def test_a_push_made_anew_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why a push is frozen before it is sent."""
    not_frozen(monkeypatch)
    assert _alone() > 5


class SyncMachine(RuleBasedStateMachine):
    """Two files and a server, driven by hypothesis, which shrinks what fails to a few steps."""

    @initialize()
    def start(self) -> None:
        self.run = Run(0, files=2, accounts=1)

    def _file(self, number: int) -> File:
        return self.run.files[number % len(self.run.files)]

    @rule(number=st.integers(0, 4), field=st.sampled_from(FIELDS[:2]))
    def edit(self, number: int, field: str) -> None:
        self.run.tokens += 1
        value = f"t{self.run.tokens}"
        self.run.made.add(value)
        self.run.type(self._file(number), (self.run.keys[0][0], field), value)

    @rule(number=st.integers(0, 4))
    def undo(self, number: int) -> None:
        self.run.undo(self._file(number))

    @rule(number=st.integers(0, 4))
    def event(self, number: int) -> None:
        self.run.event(self._file(number))

    @rule(number=st.integers(0, 4), fate=st.sampled_from(FATES))
    def push(self, number: int, fate: str) -> None:
        self.run.push(self._file(number), fate)

    @rule(number=st.integers(0, 4))
    def pull(self, number: int) -> None:
        self.run.pull(self._file(number))

    @rule(number=st.integers(0, 4))
    def copy(self, number: int) -> None:
        self.run.keep_copy(self._file(number))

    @precondition(lambda self: self.run.copies)
    @rule(number=st.integers(0, 4))
    def put_back(self, number: int) -> None:
        self.run.put_back_copy(self._file(number))

    @rule(number=st.integers(0, 4))
    def live_on_twice(self, number: int) -> None:
        self.run.live_on_twice(self._file(number))

    @rule(number=st.integers(0, 4), choice=st.sampled_from(["mine", "theirs", "other"]))
    def decide(self, number: int, choice: str) -> None:
        file = self._file(number)
        for name in sorted(file.book.conflicts)[:1]:
            self.run.decide(file, name, choice)

    @rule()
    def duplicate(self) -> None:
        self.run.duplicate(self._file(0))

    @rule()
    def backup(self) -> None:
        self.run.keep_backup(self._file(0))

    @precondition(lambda self: self.run.backups)
    @rule()
    def restore(self) -> None:
        self.run.restore(self._file(0))

    def teardown(self) -> None:
        if hasattr(self, "run"):
            assert self.run.finish() == []


SyncMachine.TestCase.settings = settings(max_examples=ENDURANCE.scaled(500, least=20), stateful_step_count=25)
TestSyncMachine = pytest.mark.endurance(SyncMachine.TestCase)
