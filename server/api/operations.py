"""Every route of the service in one table: its right, what it takes, what it answers.

From this table come the checks (`guard`), the OpenAPI document (`openapi`) and the test that walks through all routes
and all roles. A route without a row here answers nobody.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from addin.wire import Pull, PullAnswer, Push, PushAnswer
from server.api import campaign_models as models
from server.api.settings import MOST_BYTES, MOST_UPLOAD

#: In the place of a right: anybody | nobody has to say who they are where only this machine can ask.
PUBLIC, LOCAL = "public", "local"
BYTES = "application/octet-stream"
PDF = "application/pdf"
JSON, XLSX = "application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Refusal(BaseModel):
    """Why a request was refused: one sentence, and the place in the request where there is one."""

    error: str
    field: str | None = None


class Health(BaseModel):
    """Whether the service works. ticker, worker: what runs beside it, null where nothing does."""

    status: str = Field(description="ok while the store answers, else unavailable", pattern="^(ok|unavailable)$")
    version: str
    store: str = Field(description="ok or unavailable")
    ticker: str | None = None
    worker: str | None = None


class WorkbookQuestion(BaseModel):
    """Language of the sheets, and the day of the figures (left out: the last one covered)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["fr", "en"] = "fr"
    as_of: Annotated[
        str,
        StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"),
        Field(json_schema_extra=lambda told: told.pop("default", None) or told.update(format="date")),
    ] = ""


class UploadQuestion(BaseModel):
    """What is said beside a file, as `relance import` has it; '' where nothing is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    kind: Annotated[str, StringConstraints(max_length=40)] = "auto"
    company: Annotated[str, StringConstraints(max_length=200)] = ""
    default_terms: Annotated[str, StringConstraints(max_length=200)] = ""
    accept_vanished: Literal["yes", "no"] = "no"
    listed_only: Literal["yes", "no"] = "no"


class UploadChoice(BaseModel):
    """A file that waits for a decision."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    upload: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]


class UploadAnswer(BaseModel):
    """status: waiting (for accept or discard), refused, changed (read the summary again), done, discarded

    upload: the file's id while it waits | sentence: why it was refused or has changed
    imports: one object a file, as `relance import --json` answers
    """

    status: Literal["waiting", "refused", "changed", "done", "discarded"]
    upload: str | None
    sentence: str
    imports: list[dict[str, Any]]


class ErrorValue(BaseModel):
    """An error in a cell."""

    model_config = ConfigDict(extra="allow")
    error: str


CellValue = ErrorValue | str | float | bool | None


class Call(BaseModel):
    """A worksheet function with its arguments: cells, or ranges as lists of rows."""

    model_config = ConfigDict(extra="allow")
    function: str
    arguments: list[CellValue | list[CellValue | list[CellValue]]] = []


class Calls(BaseModel):
    """Many calls in one request."""

    model_config = ConfigDict(extra="allow")
    calls: list[Call] = Field(min_length=1, max_length=10_000)


class CallResult(BaseModel):
    """A cell, or rows; `message` says what is wrong where it is an error."""

    value: CellValue | list[list[CellValue]]
    message: str


class CallResults(BaseModel):
    """The results, in the order of the calls."""

    version: str
    results: list[CallResult]


class OpenApiDocument(BaseModel):
    """An OpenAPI document."""

    model_config = ConfigDict(extra="allow")
    openapi: str


@dataclass(frozen=True)
class Operation:
    """One route. right: of `rights.RIGHTS`, or PUBLIC or LOCAL | takes: the body's model (POST) or the query's (GET)

    is_page: for people's browsers, with a session instead of a token; not in the OpenAPI document
    reads_itself: the route reads and checks the body, `takes` is for the document alone
    takes_file: the body is a file, `takes` the model of the query
    media: what the answer is | more: (status, what it means, its model), beyond what every operation may answer
    """

    method: str
    rule: str
    right: str
    summary: str
    takes: type[BaseModel] | None = None
    answers: type[BaseModel] | None = None
    is_page: bool = False
    reads_itself: bool = False
    takes_file: bool = False
    media: str = JSON
    most_bytes: int = 64 * 1024
    more: tuple[tuple[int, str, type[BaseModel]], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether anybody is answered."""
        return self.right == PUBLIC


def _api(method: str, rule: str, right: str, summary: str, **more: Any) -> Operation:
    return Operation(method, rule, right, summary, **more)


def _page(method: str, rule: str, right: str, summary: str, **more: Any) -> Operation:
    return Operation(method, rule, right, summary, is_page=True, **more)


#: Endpoint (as Flask names it: blueprint.function) -> its operation.
OPERATIONS: dict[str, Operation] = {
    "functions.health": _api(
        "GET", "/health", PUBLIC, "Whether the service works",
        answers=Health, more=((503, "The store does not answer", Health),),
    ),
    "documents.openapi": _api("GET", "/openapi.json", PUBLIC, "This document", answers=OpenApiDocument),
    "functions.answer_functions": _api(
        "POST", "/v1/functions", LOCAL, "Compute worksheet functions",
        takes=Calls, answers=CallResults, reads_itself=True, most_bytes=MOST_BYTES,
    ),
    "sync.push": _api(
        "POST", "/v1/push", "write", "Edits, events and decisions of a workbook, each with its own result",
        takes=Push, answers=PushAnswer, most_bytes=MOST_BYTES,
        more=((409, "The batch was sent before with other edits in it, or is another server's", Refusal),
              (426, "The client speaks a protocol that is no longer known", Refusal)),
    ),
    "sync.pull": _api(
        "GET", "/v1/pull", "read", "What changed since a cursor, of the accounts one sees",
        takes=Pull, answers=PullAnswer,
        more=((409, "The workbook knows more than the server", Refusal),
              (426, "The client speaks a protocol that is no longer known", Refusal)),
    ),
    "workbook.download": _api(
        "GET", "/v1/workbook", "read", "The shared workbook, of the accounts one sees",
        takes=WorkbookQuestion, media=XLSX,
        more=((404, "There are no data yet, or none of that day", Refusal),),
    ),
    "uploads.take_in": _api(
        "POST", "/v1/imports", "import", "Read a file: what importing it would change; nothing is stored",
        takes=UploadQuestion, takes_file=True, answers=UploadAnswer, most_bytes=MOST_UPLOAD,
    ),
    "uploads.accept": _api(
        "POST", "/v1/imports/accept", "import", "Store a file as its summary said",
        takes=UploadChoice, answers=UploadAnswer, more=((404, "No such file of yours waits", Refusal),),
    ),
    "uploads.discard": _api(
        "POST", "/v1/imports/discard", "import", "Forget a file that waits",
        takes=UploadChoice, answers=UploadAnswer, more=((404, "No such file of yours waits", Refusal),),
    ),
    "campaigns.list_campaigns": _api(
        "GET", "/v1/campaigns", "read", "The last campaigns with their books, doubts, bank details that wait",
        takes=models.RunsQuestion, answers=models.Runs,
    ),
    "campaigns.show_campaign": _api(
        "GET", "/v1/campaigns/run", "read", "One campaign: what it proposes and holds back, of the accounts one sees",
        takes=models.RunQuestion, answers=models.RunAnswer, more=((404, "There is no such campaign", Refusal),),
    ),
    "campaigns.plan_campaign": _api(
        "POST", "/v1/campaigns/plan", "approve", "Propose for a day, in the place of what nobody approved",
        takes=models.PlanChoice, answers=models.RunAnswer, more=((409, "It cannot be proposed", Refusal),),
    ),
    "campaigns.approve_campaign": _api(
        "POST", "/v1/campaigns/approve", "approve", "Approve messages; formal notices and hand-overs take two people",
        takes=models.Approval, answers=models.Approved, most_bytes=2 * 1024 * 1024,
        more=((409, "It cannot be approved", Refusal),),
    ),
    "campaigns.say_of_message": _api(
        "POST", "/v1/campaigns/say", "write", "Say what became of a message: a doubt settled, a letter posted, a call",
        takes=models.Said, answers=models.Settled, more=((409, "That cannot be said of it", Refusal),),
    ),
    "campaigns.pause_campaigns": _api(
        "POST", "/v1/campaigns/pause", "approve", "Nothing leaves any more",
        takes=models.Nothing, answers=models.Settled, more=((409, "They cannot be paused", Refusal),),
    ),
    "campaigns.resume_campaigns": _api(
        "POST", "/v1/campaigns/resume", "approve", "Messages may leave again",
        takes=models.Nothing, answers=models.Settled, more=((409, "They cannot go on yet", Refusal),),
    ),
    "campaigns.decide_bank_details": _api(
        "POST", "/v1/campaigns/bank", "approve", "Approve or refuse bank details that wait for a second person",
        takes=models.BankDecision, answers=models.BankSettled, more=((409, "It cannot be decided", Refusal),),
    ),
    "campaigns.preview_message": _api(
        "GET", "/v1/campaigns/preview", "read", "The letter of a message as it would leave",
        takes=models.MessageQuestion, media=PDF, more=((404, "There is no such letter", Refusal),),
    ),
    "campaigns.show_call_sheet": _api(
        "GET", "/v1/campaigns/call-sheet", "read", "What whoever telephones an account needs to know",
        takes=models.CallSheetQuestion, answers=models.CallSheetAnswer,
        more=((404, "There is no such account", Refusal),),
    ),
    "home.show": _page("GET", "/", "home", "Health, last syncs, conflicts, imports, the aged balance"),
    "imports_page.show": _page("GET", "/imports", "import", "What was imported, and a form for the next file"),
    "imports_page.take_in": _page("POST", "/imports", "import", "Read a file", most_bytes=MOST_UPLOAD),
    "imports_page.show_summary": _page("GET", "/imports/<one>", "import", "What a file would change"),
    "imports_page.accept": _page("POST", "/imports/<one>/accept", "import", "Store a file"),
    "imports_page.discard": _page("POST", "/imports/<one>/discard", "import", "Forget a file"),
    "imports_page.undo": _page("POST", "/imports/undo", "import", "Take the last import back"),
    "conflicts_page.show": _page("GET", "/conflicts", "read", "The open conflicts one sees"),
    "conflicts_page.settle": _page("POST", "/conflicts/<conflict>", "write", "Settle a conflict"),
    "campaigns_page.show": _page("GET", "/campaigns", "read", "Campaigns, doubts, bank details"),
    "campaigns_page.show_run": _page("GET", "/campaigns/<one>", "read", "What a campaign proposes"),
    "campaigns_page.preview": _page("GET", "/campaigns/preview/<one>", "read", "A letter as it would leave"),
    "campaigns_page.plan": _page("POST", "/campaigns", "approve", "Propose for a day"),
    "campaigns_page.approve": _page(
        "POST", "/campaigns/<one>/approve", "approve", "Approve messages", most_bytes=2 * 1024 * 1024
    ),
    "campaigns_page.say": _page("POST", "/campaigns/say", "write", "Say what became of a message"),
    "campaigns_page.pause": _page("POST", "/campaigns/pause", "approve", "Pause or resume campaigns"),
    "campaigns_page.bank": _page("POST", "/campaigns/bank", "approve", "Approve or refuse bank details"),
    "call_page.show": _page("GET", "/campaigns/call/<one>", "read", "The call sheet of an account"),
    "call_page.note": _page("POST", "/campaigns/call/<one>", "write", "Note the result of a call"),
    "people_page.show": _page("GET", "/users", "users", "Everybody, with their tokens"),
    "people_page.add": _page("POST", "/users", "users", "Add a person"),
    "people_page.change": _page("POST", "/users/change", "users", "Change a person"),
    "people_page.new_token": _page("POST", "/users/token", "users", "Give a token"),
    "people_page.revoke": _page("POST", "/users/revoke", "users", "End a token"),
    "watched_page.show": _page("GET", "/watched", "import", "The watched folder"),
    "office.home": _page("GET", "/office/", PUBLIC, "The Office.js add-in"),
    "office.file": _page("GET", "/office/<name>", PUBLIC, "A file of the Office.js add-in"),
    "pages.style": _page("GET", "/page.css", PUBLIC, "How pages look"),
    "login.form": _page("GET", "/login", PUBLIC, "The page to sign in"),
    "login.sign_in": _page("POST", "/login", PUBLIC, "Sign in with a password", reads_itself=True),
    "login.sign_out": _page("POST", "/logout", "home", "Sign out", reads_itself=True),
    "login.oidc": _page("GET", "/login/oidc", PUBLIC, "Sign in at the identity provider"),
    "login.oidc_back": _page("GET", "/login/oidc/back", PUBLIC, "Back from the identity provider"),
}  # fmt: skip
