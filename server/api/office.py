"""The Office.js add-in below /office/: its manifests, functions, task pane and icons, made for the address asked."""

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from addin.office.build import PACKAGE, checked_url, office_files, package
from receivables.errors import ReceivablesError

office = Blueprint("office", __name__, url_prefix="/office")

_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "xml": "application/xml",
    "zip": "application/zip",
}
#: Where Excel on the web shows a task pane; Excel on a desktop frames nothing.
_FRAMES = (
    "https://*.officeapps.live.com https://*.live.com https://*.office.com https://*.office365.com "
    "https://*.microsoft365.com https://*.cloud.microsoft https://*.sharepoint.com https://teams.microsoft.com"
)
#: The only script of another house is office.js, which Excel requires from Microsoft's address.
_POLICY = (
    "default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com; style-src 'self'; img-src 'self'; "
    f"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {_FRAMES}"
)
_HEADERS = {
    # Asked again each time, and answered "unchanged": a new version is there at once.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@office.get("/")
def home() -> BaseResponse:
    """The task pane, as a page of help."""
    return redirect("taskpane.html")


@office.get("/<name>")
def file(name: str) -> Response:
    """One file of the add-in. The manifests name the address they were asked at, over https."""
    try:
        files = office_files(checked_url(f"https://{request.host}"))
    except ReceivablesError:
        abort(400, "The address of this service cannot be read from the request.")
    content = package(files) if name == PACKAGE else files.get(name)
    if content is None:
        abort(404)
    response = Response(content, headers=_HEADERS, content_type=_TYPES[name.rpartition(".")[2]])
    response.add_etag()
    response.make_conditional(request)
    return response
