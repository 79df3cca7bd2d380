"""The Office.js add-in as the server serves it and as `relance addin office` writes it: the same files."""

import json
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from addin.office.build import PACKAGE, office_files, package
from server.api.certificates import FILE_NAME
from tests import https_service
from tests.conftest import Command
from tests.https_service import HttpsService

pytestmark = pytest.mark.costly

TYPES = {
    "functions.js": "text/javascript; charset=utf-8",
    "functions.json": "application/json",
    "icon-32.png": "image/png",
    "manifest.json": "application/json",
    "manifest.xml": "application/xml",
    "taskpane.css": "text/css; charset=utf-8",
    "taskpane.html": "text/html; charset=utf-8",
    PACKAGE: "application/zip",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsService]:
    """A service on loopback with a certificate of its own."""
    with https_service.running(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def client(service: HttpsService) -> Iterator[HTTPSConnection]:
    """A program that trusts that certificate."""
    with service.client() as connection:
        yield connection


@pytest.mark.parametrize("name", TYPES)
def test_a_file_of_the_add_in_has_its_type_and_its_rules(
    service: HttpsService, client: HTTPSConnection, name: str
) -> None:
    """Asked again, it is told to be unchanged; no script but ours and Microsoft's may run beside it."""
    client.request("GET", f"/office/{name}")
    reply = client.getresponse()
    content = reply.read()
    files = office_files(service.url)
    assert (reply.status, content) == (200, package(files) if name == PACKAGE else files[name])
    assert reply.headers["Content-Type"] == TYPES[name]
    assert reply.headers["Cache-Control"] == "no-cache"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com;")
    assert "unsafe" not in policy
    client.request("GET", f"/office/{name}", headers={"If-None-Match": reply.headers["ETag"]})
    again = client.getresponse()
    assert (again.status, again.read()) == (304, b"")


@pytest.mark.parametrize("path", ["/office/nothing.js", "/office/../pyproject.toml", "/office/%2e%2e/build.py"])
def test_there_is_nothing_else_below_it(client: HTTPSConnection, path: str) -> None:
    """One JSON sentence."""
    client.request("GET", path)
    reply = client.getresponse()
    assert (reply.status, list(json.loads(reply.read()))) == (404, ["error"])


def test_the_folder_itself_is_the_task_pane(client: HTTPSConnection) -> None:
    """What one types into a browser to see whether the certificate is trusted."""
    client.request("GET", "/office/")
    reply = client.getresponse()
    reply.read()
    assert (reply.status, reply.headers["Location"]) == (302, "taskpane.html")


def test_a_name_that_is_not_this_machine_gets_no_file(client: HTTPSConnection) -> None:
    """A manifest that names another address would be a trap."""
    client.request("GET", "/office/manifest.xml", headers={"Host": "relance.example.com"})
    assert client.getresponse().status == 403


def test_the_files_need_no_key_the_functions_do(tmp_path: Path) -> None:
    """Excel fetches them as a browser does; they tell nothing of anybody."""
    call = json.dumps({"calls": [{"function": "AR_VERSION"}]})
    with https_service.running(tmp_path / "home", *https_service.EVERYWHERE) as service, service.client() as client:
        client.request("GET", "/office/functions.js")
        reply = client.getresponse()
        assert (reply.status, reply.read()) == (200, office_files()["functions.js"])
        client.request("POST", "/v1/functions", call, {"Content-Type": "application/json"})
        refused = client.getresponse()
        assert (refused.status, list(json.loads(refused.read()))) == (401, ["error"])
        client.request("GET", "/office/manifest.xml", headers={"Host": 'a"><b'})
        assert client.getresponse().status == 400


# -- relance addin office ----------------------------------------------------------------------------------------------


def test_the_command_writes_what_the_server_serves(relance: Command, tmp_path: Path) -> None:
    """For the address told; written again, the same."""
    out = tmp_path / "out" / "excel"
    for _ in range(2):
        told = relance.json("addin", "office", "--out", out, "--url", "https://compta.example.com/")
    written = {path.name: path.read_bytes() for path in out.iterdir()}
    files = office_files("https://compta.example.com")
    assert written == files | {PACKAGE: package(files)}
    assert (told["url"], told["files"]) == ("https://compta.example.com", sorted(written))


def test_it_says_how_to_get_it_into_excel(relance: Command, tmp_path: Path) -> None:
    """On each kind of machine, with the paths of this one."""
    done = relance("addin", "office", "--out", tmp_path / "out")
    assert done.returncode == 0
    for word in ("relance serve --https", "Mac:", "Web:", "Windows:", "manifest.xml", FILE_NAME, "=AR.PENALTY("):
        assert word in done.stdout
    assert str(relance.home / FILE_NAME) in done.stdout


def test_it_refuses_what_no_excel_would_load(relance: Command, tmp_path: Path) -> None:
    """Plain HTTP; a file where the folder should be."""
    (tmp_path / "file").touch()
    for options, sentence in ((("out", "--url", "http://localhost"), "must be like https"), (("file",), "is a file")):
        done = relance("addin", "office", "--out", *options)
        assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1)
        assert sentence in done.stderr
    assert not (tmp_path / "out").exists()
