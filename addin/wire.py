"""What workbooks and the server say to each other: POST /v1/push, GET /v1/pull.

Requests refuse what they do not know (a misspelt field would be an edit lost); answers may grow, an older client reads
past what it does not know. Values are canonical texts (`receivables.fields`), '' where empty. Only an envelope that
is no envelope is refused as a whole; an edit or event that cannot be taken is a result of its own inside the answer,
for an error would stop a frozen batch for ever.

A pull from cursor 0 is the whole of what the user may see: what it does not list is not theirs. An account that is
listed comes with all its cells, events and conflicts, whatever their numbers: a clerk who is given an account needs
them. A conflict's `choice` is '' while it is open.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from addin.protocol import MOST_EDITS, OLDEST_PROTOCOL, PROTOCOL

#: No number of ours is larger: every JSON reader knows it exactly, and a cell of a sheet nearly so.
MOST_NUMBER = 2**53 - 1

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


def _whole(number: Any) -> Any:
    """1.0 is the number 1: JSON has one kind of number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Number = Annotated[int, Field(ge=0, le=MOST_NUMBER), BeforeValidator(_whole)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[0-9.,:+Z-]{0,20}$")]
Who = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,80}$")]


class Request(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Answer(BaseModel):
    """What the server answers."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Edit(Request):
    """One cell: what stood there when it was changed (with its version) and what stands there now.

    recover: not an edit, but a value a restored server may have forgotten; base is what the server has now, base_ver
    the version `new` had before the restore.
    """

    op: Id
    acc: Id
    field: Key
    base: str
    base_ver: Number
    new: str
    recover: bool = False


class Recovered(Request):
    """Who told an event that a restored server forgot, and when."""

    who: Who
    at: Instant


class Event(Request):
    """A call, a promise, a dispute, a plan, a note: never changed; a correction names the event before.

    day: when it happened (absent: the day the server hears of it)
    """

    id: Id
    acc: Id
    kind: Key
    day: Day | None = None
    data: dict[str, Any] = Field(default_factory=dict)
    corrects: Id | None = None
    recover: Recovered | None = None


class Settle(Request):
    """A person's decision on a conflict; `mine` and `other` come with an edit based on what the person has seen."""

    conflict: Id
    choice: Literal["mine", "theirs", "other"]


_ENVELOPE = ("protocol", "server", "epoch", "workbook", "batch")


class Push(Request):
    """A frozen batch: sent again unchanged until it is answered (epoch and workbook may change meanwhile)."""

    protocol: Annotated[int, BeforeValidator(_whole)]
    server: Id
    epoch: Id
    workbook: Id
    batch: Id
    edits: list[Edit] = Field(default_factory=list, max_length=MOST_EDITS)
    events: list[Event] = Field(default_factory=list, max_length=MOST_EDITS)
    settle: list[Settle] = Field(default_factory=list, max_length=MOST_EDITS)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """As OpenAPI tells it: this protocol in full, a later one by its envelope alone. How many edits there may be is
        not told there: more are answered 413, which no schema foresees."""
        reference = handler(core)
        told = handler.resolve_ref_schema(reference)
        properties = {name: {key: value for key, value in one.items() if key != "maxItems"}
                      for name, one in told["properties"].items()}  # fmt: skip
        later = {name: properties[name] for name in _ENVELOPE} | {
            "protocol": {"type": "integer", "minimum": PROTOCOL + 1}
        }
        properties["protocol"] = {"type": "integer", "minimum": OLDEST_PROTOCOL, "maximum": PROTOCOL}
        this = {"type": "object", "properties": properties, "required": told["required"], "additionalProperties": False}
        other = {"type": "object", "properties": later, "required": list(_ENVELOPE)}
        for key in ("type", "properties", "required", "additionalProperties"):
            told.pop(key, None)
        told["anyOf"] = [this, other]
        return reference

    @model_validator(mode="before")
    @classmethod
    def _of_a_newer_client(cls, told: Any) -> Any:
        """What a later protocol adds is not ours to refuse: such a push is answered `upgrade`, unread."""
        protocol = _whole(told.get("protocol")) if isinstance(told, dict) else None
        newer = isinstance(protocol, int) and protocol > PROTOCOL
        return {name: told[name] for name in _ENVELOPE if name in told} if newer else told

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for ids in ([edit.op for edit in self.edits], [event.id for event in self.events],
                    [one.conflict for one in self.settle]):  # fmt: skip
            if len(set(ids)) != len(ids):
                raise ValueError("an id stands twice in the batch")
        return self


class Pull(BaseModel):
    """What a workbook asks for: all that changed after `cursor`; epoch: '' where it has none yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: Number = 0
    epoch: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""
    workbook: Id
    protocol: Annotated[int, Field(json_schema_extra={"minimum": OLDEST_PROTOCOL})] = PROTOCOL


class EditResult(Answer):
    """Of one edit. `value` and `ver` are what the server has now, which somebody may have changed since (`replay`).

    ok: it stands, or stood until somebody changed it | conflict: `theirs` (with `by`, `at`) stands, a person decides
    rejected: `why` (a code) and `sentence`
    why: not_editable, bad_value, unknown_account, not_yours, archived, op_reused, internal
    choice: how the conflict was settled meanwhile, '' while it is open
    """

    op: str
    r: Literal["ok", "conflict", "rejected"]
    ver: int = 0
    value: str = ""
    conflict: str | None = None
    theirs: str | None = None
    by: str | None = None
    at: str | None = None
    choice: str | None = None
    why: str | None = None
    sentence: str | None = None


class EventResult(Answer):
    """Of one event; why: as of edits, and unknown_kind, unknown_event, already_corrected, not_allowed (a
    manager's to enter), id_reused."""

    id: str
    r: Literal["ok", "duplicate", "rejected"]
    seq: int | None = None
    why: str | None = None
    sentence: str | None = None


class SettleResult(Answer):
    """Of one decision; `already`: somebody decided before. why: unknown_conflict, not_allowed (another's to decide)."""

    conflict: str
    r: Literal["ok", "already", "rejected"]
    why: str | None = None
    sentence: str | None = None


class PushAnswer(Answer):
    """done: every edit, event and decision has its result, in their order.

    resync: the server was restored, nothing was done: pull from cursor 0, offer what it forgot, send the batch again.
    upgrade: this server is older than the client, nothing was done.
    """

    status: Literal["done", "resync", "upgrade"]
    epoch: str = ""
    seq: int = 0
    results: list[EditResult] = Field(default_factory=list)
    events: list[EventResult] = Field(default_factory=list)
    settled: list[SettleResult] = Field(default_factory=list)


class PulledEvent(Answer):
    """An event as the server keeps it; `day` is ISO, `acc` the account it belongs to now."""

    id: str
    acc: str
    kind: str
    day: str
    data: dict[str, Any]
    corrects: str | None = None
    who: str
    at: str
    seq: int


class PulledConflict(Answer):
    """A conflict, open (`choice` '') or settled: `mine` is what `who` wanted, `theirs` what stood there then."""

    id: str
    acc: str
    field: str
    base: str
    mine: str
    theirs: str
    who: str
    their_author: str
    at: str
    workbook: str
    choice: str
    settled_by: str


class PulledUser(Answer):
    """Whom the token belongs to; accounts: all, or those of a portfolio."""

    name: str
    role: str
    accounts: Literal["all", "portfolio"]


AccountRow = tuple[str, str, str, str]  # uid, company, account, name
CellRow = tuple[str, str, str, int]  # uid, field, value, version
GoneRow = tuple[str, str]  # uid, "archived" | "not_yours" | "merged_into:UID"


class PullAnswer(Answer):
    """What changed after a cursor, up to `cursor`; `more`: ask again at once.

    resync: another epoch began; pull from cursor 0 with the epoch told here, keeping the bases
    restored_from: after a restore, a value whose version is above may be one the server forgot: offer it again
    """

    status: Literal["ok", "resync", "upgrade"]
    server: str = ""
    epoch: str = ""
    restored_from: int = 0
    cursor: int = 0
    more: bool = False
    accounts: list[AccountRow] = Field(default_factory=list)
    cells: list[CellRow] = Field(default_factory=list)
    events: list[PulledEvent] = Field(default_factory=list)
    conflicts: list[PulledConflict] = Field(default_factory=list)
    gone: list[GoneRow] = Field(default_factory=list)
    user: PulledUser | None = None
