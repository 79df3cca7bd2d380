"""Edits of shared fields: compared with what stands, then written, or kept as a conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from addin.protocol import EPOCH_GAP
from addin.wire import Edit, EditResult
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError
from receivables.fields import Field
from receivables.merge import Verdict, recovered, verdict
from server.store import audit as audit_store
from server.store import cells as cell_store
from server.store import conflicts as conflict_store
from server.store.cells import Cell, Change
from server.store.conflicts import Conflict
from server.store.shared_accounts import SharedAccount, find_accounts
from server.store.sync import Gap, last_number, ticks
from server.sync.parts import INTERNAL, Refused, Sender, account_named, in_parts

_EMPTY = Cell()


def apply_edits(connection: Connection, sender: Sender, edits: Sequence[Edit]) -> list[EditResult]:
    """A result for each edit; the clock's row is locked already."""

    def apply(part: Sequence[Edit]) -> list[EditResult]:
        ground = _ground(connection, part)
        results = [_answered(sender, ground, edit) for edit in part]
        _write(connection, sender, ground)
        return results

    return in_parts(connection, edits, apply, lambda edit: _rejected(edit, Refused("internal", INTERNAL)))


def refreshed(
    connection: Connection, sender: Sender, edits: Sequence[Edit], results: Sequence[EditResult]
) -> list[EditResult]:
    """Results of a push that comes again, with what stands now: somebody may have gone on since."""
    ground = _ground(connection, edits)
    return [_again(sender, ground, edit, result) for edit, result in zip(edits, results, strict=True)]


@dataclass
class _Ground:
    """What the edits of one push meet, as it changes under them; changes and conflicts are what is to be written."""

    accounts: Mapping[str, SharedAccount]
    cells: dict[tuple[str, str], Cell]
    ops: Mapping[str, tuple[str, str, str]]
    known: Mapping[str, Conflict]
    last: int
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def number(self) -> int:
        """The next change's."""
        self.last += 1
        return self.last


def _ground(connection: Connection, edits: Sequence[Edit]) -> _Ground:
    accounts = find_accounts(connection, (edit.acc for edit in edits))
    ops = [edit.op for edit in edits]
    return _Ground(
        accounts, cell_store.load_cells(connection, (one.uid for one in accounts.values())),
        cell_store.known_ops(connection, ops), conflict_store.find_conflicts(connection, ops), last_number(connection),
    )  # fmt: skip


def _write(connection: Connection, sender: Sender, ground: _Ground) -> None:
    count = len(ground.changes) + len(ground.conflicts)
    if not count:
        return
    ticks(connection, count)
    cell_store.save_changes(connection, ground.changes)
    conflict_store.add_conflicts(connection, ground.conflicts)
    told = [
        ("field_recovered" if one.recovered > 0 else "field", one.uid,
         {"field": one.field, "old": one.old, "new": one.new})
        for one in ground.changes
    ]  # fmt: skip
    told += [
        ("conflict", one.uid, {"field": one.field, "mine": one.mine, "theirs": one.theirs}) for one in ground.conflicts
    ]
    audit_store.append_all(connection, sender.at, sender.user.name, told)


def _answered(sender: Sender, ground: _Ground, edit: Edit) -> EditResult:
    try:
        account, one, new = _checked(sender, ground, edit)
    except Refused as refusal:
        return _rejected(edit, refusal)
    key = (account.uid, one.key)
    cell = ground.cells.get(key, _EMPTY)
    if edit.op in ground.ops:
        return _ok(edit, cell)
    if edit.op in ground.known:
        return _in_conflict(ground.known[edit.op], cell)
    found = _verdict(sender, one, edit, new, cell)
    if found is Verdict.CONFLICT:
        conflict = Conflict(
            edit.op, ground.number(), *key, edit.base, new, cell.value, sender.user.name, cell.who, sender.workbook,
            sender.at,
        )  # fmt: skip
        ground.conflicts.append(conflict)
        return _in_conflict(conflict, cell)
    if found is Verdict.SET:
        cell = _set(sender, ground, edit, key, new)
    return _ok(edit, cell)


def _set(sender: Sender, ground: _Ground, edit: Edit, key: tuple[str, str], new: str) -> Cell:
    before = ground.cells.get(key, _EMPTY)
    told = edit.base_ver if edit.recover else -abs(before.recovered)
    change = Change(
        ground.number(), edit.op, *key, before.value, edit.base, new, sender.user.name, sender.at, told
    )  # fmt: skip
    ground.changes.append(change)
    ground.cells[key] = Cell(new, change.seq, told, sender.user.name, sender.at)
    return ground.cells[key]


def _checked(sender: Sender, ground: _Ground, edit: Edit) -> tuple[SharedAccount, Field, str]:
    """Account, field and canonical new value. Raises Refused."""
    account = account_named(sender.user, ground.accounts, edit.acc)
    one = ACCOUNT_FIELDS.get(edit.field)
    if one is None:
        raise Refused("not_editable", f"« {edit.field} » is no field that is shared; it cannot be changed here.")
    try:
        new = one.canonical(edit.new)
    except ReceivablesError as error:
        raise Refused("bad_value", str(error)) from error
    if "\x00" in edit.base:
        raise Refused("bad_value", f"« {one.label_fr} » held a sign that no cell holds.")
    made = ground.ops.get(edit.op)
    met = ground.known.get(edit.op)
    same = (met and (met.uid, met.field, met.mine)) or made
    if same and (same[0] not in (edit.acc, account.uid) or same[1:] != (one.key, new)):
        raise Refused("op_reused", "This edit bears the id of another one.")
    return account, one, new


def _verdict(sender: Sender, one: Field, edit: Edit, new: str, cell: Cell) -> Verdict:
    if not edit.recover:
        return verdict(one, edit.base, edit.base_ver, new, cell.value, cell.seq)
    gap = next((gap for gap in sender.gaps if gap.holds(edit.base_ver)), None)
    return Verdict.SAME if gap is None else _verdict_after(gap, one, edit, new, cell)  # None: the backup knew it


def _verdict_after(gap: Gap, one: Field, edit: Edit, new: str, cell: Cell) -> Verdict:
    """Of a value that the restore behind a gap has forgotten."""
    if one.is_hold and new not in ("", cell.value) and edit.base_ver > abs(cell.recovered):
        return Verdict.SET  # a hold that was set wins here too: no reminder leaves while a person decides
    if cell.value != new and cell.recovered and abs(abs(cell.recovered) - edit.base_ver) >= EPOCH_GAP:
        return Verdict.CONFLICT  # of two epochs, both forgotten: neither has seen the other
    if edit.base_ver <= abs(cell.recovered):
        return Verdict.SAME  # somebody told a later one
    if cell.value == new:  # noted all the same: an older value told later is not to take its place
        return Verdict.SET if cell.recovered > 0 or cell.seq <= gap.after else Verdict.SAME
    return recovered(edit.base_ver, new, cell.value, cell.seq, max(cell.recovered, 0), gap.after)


def _again(sender: Sender, ground: _Ground, edit: Edit, result: EditResult) -> EditResult:
    if result.r == "rejected":
        return result
    try:
        account = account_named(sender.user, ground.accounts, edit.acc)
    except Refused as refusal:
        return _rejected(edit, refusal)
    cell = ground.cells.get((account.uid, edit.field), _EMPTY)
    conflict = ground.known.get(edit.op)
    return _in_conflict(conflict, cell) if result.r == "conflict" and conflict else _ok(edit, cell)


def _ok(edit: Edit, cell: Cell) -> EditResult:
    return EditResult(op=edit.op, r="ok", ver=cell.seq, value=cell.value)


def _in_conflict(conflict: Conflict, cell: Cell) -> EditResult:
    return EditResult(
        op=conflict.id, r="conflict", ver=cell.seq, value=cell.value, conflict=conflict.id, theirs=cell.value,
        by=cell.who, at=cell.at, choice=conflict.choice,
    )  # fmt: skip


def _rejected(edit: Edit, refusal: Refused) -> EditResult:
    return EditResult(op=edit.op, r="rejected", why=refusal.why, sentence=refusal.sentence)
