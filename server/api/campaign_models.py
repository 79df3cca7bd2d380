"""What programs ask of reminder campaigns and are answered, as `server.api.operations` declares it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _whole(number: Any) -> Any:
    """1.0 is the number 1: JSON has one kind of number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


_DAY = r"^\d{4}-\d{2}-\d{2}$"
_Day = Annotated[
    str,
    StringConstraints(pattern=_DAY),
    Field(json_schema_extra=lambda told: told.pop("default", None) or told.update(format="date")),
]
_Text = Annotated[str, StringConstraints(max_length=500)]
_Id = Annotated[str, StringConstraints(pattern="^[0-9a-f]{4,32}$")]
_Run = Annotated[int, Field(ge=1, le=2_000_000_000), BeforeValidator(_whole)]
Language = Literal["fr", "en"]
#: What a person says of a message.
SAID = ("sent", "not_sent", "posted", "presented", "received", "unclaimed", "unknown_address", "called", "drop")


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunsQuestion(_Asked):
    """The language of what is told in words."""

    lang: Language = "fr"


class RunQuestion(_Asked):
    """One run."""

    run: _Run
    lang: Language = "fr"


class MessageQuestion(_Asked):
    """One message, by its id or the beginning of it."""

    message: _Id


class CallSheetQuestion(_Asked):
    """One account, by its number."""

    account: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    company: Annotated[str, StringConstraints(max_length=200)] = ""
    lang: Language = "fr"


class PlanChoice(_Asked):
    """A day to propose for, of one company or ('') all."""

    on: Annotated[str, StringConstraints(pattern=_DAY), Field(json_schema_extra={"format": "date"})]
    company: Annotated[str, StringConstraints(max_length=200)] = ""


class Approval(_Asked):
    """The messages approved, by their whole ids; size_is_right: the run is larger or later than usual, and meant."""

    run: _Run
    messages: Annotated[list[Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]], Field(min_length=1)]
    size_is_right: bool = False


class Said(_Asked):
    """What became of a message. number: of a registered letter | on: the day of it, today where it is left out"""

    message: _Id
    said: Literal[
        "sent", "not_sent", "posted", "presented", "received", "unclaimed", "unknown_address", "called", "drop"
    ]
    evidence: _Text = ""
    number: Annotated[str, StringConstraints(max_length=100)] = ""
    on: _Day = ""


class Nothing(_Asked):
    """An empty object."""


class BankDecision(_Asked):
    """What a second person says of bank details that wait. shown: of those they looked at"""

    company: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    decision: Literal["approve", "refuse"]
    shown: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Runs(BaseModel):
    """runs: the last ones with their books, the newest first | paused: why nothing leaves, null while it may
    doubts: messages nobody knows whether they left | bank: bank details that wait for a second person
    sending: hours, days, caps and alarms in force"""

    runs: list[dict[str, Any]]
    paused: str | None
    doubts: list[dict[str, Any]]
    bank: list[dict[str, Any]]
    sending: dict[str, Any]


class RunAnswer(BaseModel):
    """As `relance campaign show --json`."""

    model_config = ConfigDict(extra="allow")
    run: int
    on: str
    state: str
    proposed: list[dict[str, Any]]
    stopped: list[dict[str, Any]]


class Approved(BaseModel):
    """How many may leave now, how many wait for a second person or for approval, and which cannot be made.
    books_changed: a sentence for each company whose books are not those of the proposal any more"""

    run: int
    approved: int
    waiting_for_second: int
    failed: list[dict[str, Any]]
    to_approve: int
    books_changed: list[str]


class Settled(BaseModel):
    """The state of a message, or why nothing leaves."""

    message: str | None = None
    state: str | None = None
    paused: str | None = None


class BankSettled(BaseModel):
    """bank: approved or refused, and the details that are."""

    bank: str
    holder: str
    iban: str
    bic: str


class CallSheetAnswer(BaseModel):
    """As `relance campaign call-sheet --json`."""

    model_config = ConfigDict(extra="allow")
    company: str
    account: str
    name: str
