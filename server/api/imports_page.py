"""Imports on pages: a file is read, its summary is shown, a person accepts or discards; the last one can be undone."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from server import overview
from server.api.context import store, user
from server.api.import_views import shown_imports
from server.api.pages import page, told
from server.api.spooled import spool
from server.clock import instant
from server.errors import UserError
from server.imports import uploads
from server.imports.run import KINDS
from server.imports.uploads import OtherFiguresError, Summary, Told
from server.store.database import snapshot

imports_page = Blueprint("imports_page", __name__)

_SHOWN = 20


@imports_page.get("/imports")
def show() -> Response:
    """What was imported, and a form for the next file."""
    return _list(done=told())


@imports_page.post("/imports")
def take_in() -> BaseResponse:
    """Read a file: its summary, or why it is refused."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _list("import.choose", status=422)
    try:
        found = uploads.take_in(store(), spool(), (file.stream, file.filename), _told(), user().name, instant())
    except UserError as error:
        return _list("import.refused", str(error), 422)
    return redirect(f"/imports/{found.id}", 303)


@imports_page.get("/imports/<one>")
def show_summary(one: str) -> Response:
    """What a file that waits would change."""
    found = uploads.summary(spool(), one, user().name)
    return _list("import.gone", status=404) if found is None else _summary(found)


@imports_page.post("/imports/<one>/accept")
def accept(one: str) -> BaseResponse:
    """Store it, if the summary still holds."""
    try:
        results = uploads.accept(store(), spool(), one, user().name, instant())
    except OtherFiguresError as error:
        return _summary(error.summary, "import.changed", status=409)
    except UserError as error:
        found = uploads.summary(spool(), one, user().name)
        refusal = "import.refused", str(error), 422
        return _list(*refusal) if found is None else _summary(found, *refusal)
    return _list("import.gone", status=404) if results is None else redirect("/imports?done=accepted", 303)


@imports_page.post("/imports/<one>/discard")
def discard(one: str) -> BaseResponse:
    """Forget it."""
    is_dropped = uploads.discard(spool(), one, user().name)
    return redirect("/imports?done=discarded", 303) if is_dropped else _list("import.gone", status=404)


@imports_page.post("/imports/undo")
def undo() -> BaseResponse:
    """Take the last import back, which is the one that was shown."""
    number = request.form.get("import", "")
    try:
        uploads.undo(store(), int(number) if number.isdecimal() else -1, user().name, instant())
    except UserError as error:
        return _list(sentence=str(error), status=409)
    return redirect("/imports?done=undone", 303)


def _told() -> Told:
    form = request.form
    return Told(
        kind=form.get("kind", "auto"), company=form.get("company", ""), default_terms=form.get("default_terms", ""),
        accept_vanished="accept_vanished" in form, listed_only="listed_only" in form,
        mapping=[line for line in form.get("mapping", "").splitlines() if line.strip()],
    )  # fmt: skip


def _list(head: str = "", sentence: str = "", status: int = 200, done: str = "") -> Response:
    with snapshot(store()) as connection:
        imports = overview.last_imports(connection, _SHOWN)
    return page("imports.html", status, imports=imports, kinds=KINDS, head=head, sentence=sentence, done=done)


def _summary(found: Summary, head: str = "", sentence: str = "", status: int = 200) -> Response:
    results = shown_imports(found.results)
    return page("summary.html", status, id=found.id, file=found.file, results=results, head=head, sentence=sentence)
