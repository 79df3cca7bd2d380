"""Random interleavings of clerks, files and servers, and a judge who remembers every value anybody typed.

A file is a `SharedBook` and the `Sheet` beside it: saved, copied and put back together. The judge finds a value lost
when it is neither on the server, nor in a conflict, nor replaced by somebody who had it before their eyes, though a
file or the server still knew it.
"""

import copy
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from addin import sync_client
from addin.shared_state import SharedBook, Sheet
from server.rights import User
from tests.sync_world import Json, World

FIELDS = ("owner", "next_action", "contact", "phone")
Key = tuple[str, str]
FATES = ("ok", "lost_request", "lost_reply", "twice")


@dataclass
class File:
    """One workbook on somebody's disk."""

    user: User
    book: SharedBook
    sheet: Sheet = field(default_factory=Sheet)

    def copy(self) -> "File":
        """The same file again; both live on."""
        return File(self.user, copy.deepcopy(self.book), copy.deepcopy(self.sheet))

    def values(self) -> set[str]:
        """Every value it knows of, wherever."""
        pushes = [push for push in (self.book.pending, self.book.waiting) if push]
        recover = [one for lost in self.book.recover.values() for one in lost]
        known = [*self.book.base.values(), *self.book.remote.values(), *recover]
        return {
            *self.sheet.values.values(), *(one.value for one in known),
            *(one.mine for one in self.book.conflicts.values()),
            *(edit["new"] for push in pushes for edit in push["edits"]),
        }  # fmt: skip

    def events(self) -> set[str]:
        """Ids of the events it knows of."""
        return set(self.book.events)


class Run:
    """One random interleaving."""

    def __init__(self, seed: int, files: int = 3, accounts: int = 2) -> None:
        self.random = random.Random(seed)
        self.world = World(accounts)
        self.keys = [(uid, name) for uid in self.world.uids() for name in FIELDS]
        self.files = [File(User(f"clerk{i}", "clerk"), SharedBook(workbook=f"wb{i}")) for i in range(files)]
        self.tokens = 0
        self.made: set[str] = set()
        self.over: set[str] = set()  # given up by their own clerk, or gone with a file or a server nobody else knew
        self.events: set[str] = set()
        self.reached: set[str] = set()  # on some server, at some time, as a value or as one side of a conflict
        self.replaced: set[str] = set()  # by somebody who had it before their eyes
        self.saw: dict[str, set[str]] = defaultdict(set)  # what whoever typed a value had before their eyes
        self.recovering: set[str] = set()  # ops of edits that bring back
        self.batches: set[str] = set()  # those the server has heard before
        self.wire: list[tuple[User, Json]] = []
        self.copies: list[tuple[int, File]] = []
        self.backups: list[bytes] = []
        self.restored_at = 0
        self.faults: list[str] = []
        for one in self.files:
            self.pull(one)

    # -- what people and machines do --------------------------------------------------------------------------------

    def step(self) -> None:
        """One random act."""
        one = self.random.choice(self.files)
        acts = (self.edit, self.undo, self.event, self.push, self.pull, self.keep_copy, self.put_back_copy,
                self.live_on_twice, self.duplicate, self.resolve, self.keep_backup, self.restore)  # fmt: skip
        self.random.choices(acts, (40, 3, 5, 27, 13, 3, 2, 2, 2, 5, 1.5, 1))[0](one)

    def edit(self, one: File, value: str = "") -> None:
        """A clerk types."""
        self.tokens += 1
        value = value or f"t{self.tokens}"
        self.made.add(value)
        self.type(one, self.random.choice(self.keys), value)

    def type(self, one: File, key: Key, value: str) -> None:
        """Into a cell; what was typed there before and not told yet is given up."""
        before = one.sheet.values.get(key, "")
        under_way = {
            edit["new"] for push in (one.book.pending, one.book.waiting) if push for edit in push["edits"]
            if (edit["acc"], edit["field"]) == key
        }  # fmt: skip
        self.saw[value] |= {before, *under_way}
        if before != one.book.known(key).value:
            self.over.add(before)
            self.saw[value] |= self.saw[before]
        one.sheet.values[key] = value

    def undo(self, one: File) -> None:
        """A clerk puts back what stood there."""
        changed = sorted(key for key, value in one.sheet.values.items() if value != one.book.known(key).value)
        if changed:
            key = self.random.choice(changed)
            self.type(one, key, one.book.known(key).value)

    def event(self, one: File) -> None:
        """A clerk notes something."""
        name = self.id()
        self.events.add(name)
        uid = self.random.choice(self.keys)[0]
        sync_client.add_event(one.book, {"id": name, "acc": uid, "kind": "note", "data": {"text": name}})

    def push(self, one: File, fate: str = "") -> bool:
        """One push; whether there was anything to send."""
        told = sync_client.freeze(one.book, one.sheet, self.id)
        if told is None:
            return False
        fate = fate or self.random.choices(FATES, (6, 1, 2, 1))[0]
        if fate == "lost_request":
            return True
        self.wire.append((one.user, copy.deepcopy(told)))
        answer = self.send(one.user, told)
        if fate == "twice":
            self.send(one.user, told)
        if fate != "lost_reply":
            sync_client.push_answered(one.book, one.sheet, answer)
        return True

    def send(self, user: User, told: Json) -> Json:
        """A push as the server hears it."""
        self.recovering |= {edit["op"] for edit in told["edits"] if edit["recover"]}
        answer = self.world.push(json.dumps(told), user)
        if told["batch"] in self.batches and answer["status"] == "done":
            self.check_replay(told, answer)
        self.batches.add(told["batch"])
        return answer

    def pull(self, one: File) -> None:
        """All pages; now and then the sync ends after the first."""
        for _ in range(20):
            answer = self.world.pull(one.book.cursor, one.book.epoch, one.book.workbook, one.user, page=3)
            sync_client.pulled(one.book, one.sheet, answer)
            if answer["status"] == "ok" and (not answer["more"] or self.random.random() < 0.1):
                return

    def keep_copy(self, one: File) -> None:
        """The file is copied aside."""
        self.copies.append((self.files.index(one), one.copy()))

    def put_back_copy(self, one: File) -> None:
        """An older copy takes the file's place: what nobody else knows is gone with it, which is no fault of ours."""
        index = self.files.index(one)
        older = [kept for place, kept in self.copies if place == index]
        if not older:
            return
        back = self.random.choice(older).copy()
        others = set().union(back.values(), *(file.values() for file in self.files if file is not one))
        self.over |= one.values() - others - self.stored()
        known = set().union(back.events(), *(file.events() for file in self.files if file is not one))
        self.events -= one.events() - known - self.stored_events()
        self.files[index] = back

    def live_on_twice(self, one: File) -> None:
        """The file is copied, and both are worked in."""
        if len(self.files) < 5:
            self.files.append(one.copy())

    def duplicate(self, _one: File) -> None:
        """The network delivers an old push again, very late."""
        if self.wire:
            user, told = self.random.choice(self.wire)
            self.send(user, told)

    def resolve(self, one: File) -> None:
        """A person decides."""
        if one.book.conflicts:
            name = self.random.choice(sorted(one.book.conflicts))
            choice = self.random.choice(("mine", "theirs", "other"))
            self.decide(one, name, choice)

    def decide(self, one: File, name: str, choice: str) -> None:
        """What the cell holds is given up unless it is kept."""
        key = one.book.conflicts[name].key
        own, theirs = one.sheet.values.get(key, ""), one.book.remote.get(key, one.book.known(key)).value
        if key in one.book.recover:
            return
        self.saw[own].add(theirs)
        other = ""
        if choice == "other":
            self.tokens += 1
            other = f"t{self.tokens}"
            self.made.add(other)
            self.saw[other] |= {own, theirs}
        if choice != "mine":
            self.over |= {own, one.book.conflicts[name].mine}
        sync_client.resolve(one.book, one.sheet, name, choice, other)

    def keep_backup(self, _one: File) -> None:
        """The server is backed up."""
        self.backups.append(self.world.backup())

    def restore(self, _one: File) -> None:
        """The server is put back from a backup: what no file knows any more is gone, and that is no fault of ours."""
        if not self.backups:
            return
        self.check_overwrites()
        self.note()
        before = self.stored_events()
        self.world.restore(self.random.choice(self.backups))
        held = set().union(*(file.values() for file in self.files))
        self.over |= (self.made & self.reached) - held - self.stored()
        known = set().union(*(file.events() for file in self.files))
        self.events -= before - known - self.stored_events()
        self.restored_at = self.world.rows("SELECT seq FROM clock")[0][0]

    def id(self) -> str:
        """A random id."""
        return f"{self.random.getrandbits(128):032x}"

    # -- what the judge looks at ------------------------------------------------------------------------------------

    def stored(self) -> set[str]:
        """Every value the server has, or had before somebody wrote over it."""
        return {row[0] for row in self.world.rows("SELECT new FROM cell_changes UNION SELECT mine FROM conflicts")}

    def stored_events(self) -> set[str]:
        """Ids of the events the server has."""
        return {row[0] for row in self.world.rows("SELECT id FROM events")}

    def note(self) -> None:
        """Remember what the server has, before it may forget."""
        for old, seen, new in self.world.rows("SELECT old, seen, new FROM cell_changes"):
            self.reached.add(new)
            if old == seen:
                self.replaced.add(old)
        self.reached |= {row[0] for row in self.world.rows("SELECT mine FROM conflicts")}

    def check_replay(self, told: Json, answer: Json) -> None:
        """A push that comes again is answered with what stands now."""
        cells = self.world.cells()
        for edit, result in zip(told["edits"], answer["results"], strict=True):
            if result["r"] != "rejected" and result["value"] != cells.get((edit["acc"], edit["field"]), ""):
                self.faults.append(f"a replay was answered {result['value']!r}")

    def check_overwrites(self) -> None:
        """Nobody wrote over what they had not seen; who brings back writes over nothing typed since the restore."""
        since: dict[Key, bool] = {}
        query = "SELECT op, uid, field, old, seen, new, seq FROM cell_changes ORDER BY seq"
        for op, uid, name, old, seen, new, seq in self.world.rows(query):
            is_back = op in self.recovering
            if not is_back and (old != seen or old not in self.saw[new]):
                self.faults.append(f"silent overwrite of {old!r} by {new!r}, which saw {sorted(self.saw[new])}")
            if is_back and since.get((uid, name)) and old != seen:
                self.faults.append(f"bringing back wrote over {old!r}")
            since[uid, name] = not is_back and seq > self.restored_at

    def finish(self) -> list[str]:
        """Everybody syncs until nothing moves; then nothing may be lost, and all are alike."""
        for _ in range(12):
            is_moving = False
            for one in self.files:
                epoch = one.book.epoch
                for _ in range(6):
                    if not self.push(one, "ok"):
                        break
                    is_moving = True
                self.pull(one)
                is_moving = is_moving or one.book.epoch != epoch  # it has heard of a restore: there is more to tell
                for name in sorted(one.book.conflicts):
                    if name in one.book.conflicts:
                        self.decide(one, name, "theirs")
                        is_moving = True
            if not is_moving and all(file.book.cursor == self.last() for file in self.files):
                break
        self.judge()
        return self.faults

    def last(self) -> int:
        """The server's last number."""
        return int(self.world.rows("SELECT seq FROM clock")[0][0])

    def judge(self) -> None:
        """At the end."""
        self.check_overwrites()
        self.note()
        cells = self.world.cells()
        for one in self.files:
            own = {key: value for key, value in one.sheet.values.items() if value}
            if own != cells:
                self.faults.append(f"{one.book.workbook} differs: {sorted(set(own.items()) ^ set(cells.items()))[:4]}")
            if one.book.pending or one.book.waiting or one.book.remote:
                self.faults.append(f"{one.book.workbook} is not done")
            if one.events() != self.stored_events():
                self.faults.append(f"{one.book.workbook} has other events")
        lost = self.made - self.over - self.stored() - (self.replaced & self.reached)
        if lost:
            self.faults.append(f"lost: {sorted(lost)[:4]}")
        if missing := self.events - self.stored_events():
            self.faults.append(f"events lost: {len(missing)}")


def run(seed: int, **options: Any) -> list[str]:
    """The faults of one interleaving of 40 to 80 steps, 2 to 5 files, 1 to 3 accounts."""
    one = Run(seed, files=2 + seed % 4, accounts=1 + seed % 3, **options)
    for _ in range(40 + seed % 41):
        one.step()
    return one.finish()
