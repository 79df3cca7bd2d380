"""Signing in to the pages: passwords, sessions, forged forms, and a real identity provider."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server import oidc, passwords, users
from server.api import limits, login
from server.api.limits import Buckets
from server.configuration import read_configuration
from server.errors import UserError
from server.oidc import Provider
from server.store.database import sharing
from tests.conftest import ROOT
from tests.identity_provider import SUBJECT
from tests.office_people import AT, HOST, Staff, staff

pytestmark = pytest.mark.costly

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staff]:
    """Everybody, and Zoé who has a password; nobody has tried one yet."""
    monkeypatch.setattr(login, "_TRIED", Buckets(limits.OF_PASSWORD))
    with staff(tmp_path / "home") as found:
        found.add("Zoé", "clerk", password=PASSWORD)
        yield found


def _sign_in(client: FlaskClient, name: str = "Zoé", password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/login", data={"name": name, "password": password, **more})


def _has_session(client: FlaskClient) -> bool:
    """/logout asks for the right `home`, and a form of ours: 403 with a session, 401 without."""
    return client.post("/logout").status_code == 403


def test_a_password_opens_a_session_that_ends(people: Staff) -> None:
    """The cookie is the browser's alone; signing out ends it on the server too."""
    client = people.client()
    assert client.get("/login").status_code == 200
    answer = _sign_in(client, next="/somewhere")
    assert (answer.status_code, answer.location) == (303, "/somewhere")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("relance-session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert _has_session(client)
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").text)
    assert csrf
    secret = client.get_cookie("relance-session", HOST.partition(":")[0])
    assert secret
    assert client.post("/logout", data={"csrf": csrf[1]}).status_code == 303
    client.set_cookie("relance-session", secret.value, domain=HOST.partition(":")[0])
    assert not _has_session(client)


def test_over_https_the_cookie_is_bound_to_the_host(people: Staff) -> None:
    """`__Host-` and Secure."""
    answer = _sign_in(people.client(scheme="https"))
    assert answer.headers["Set-Cookie"].startswith("__Host-relance=")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("name", ["clerk", "Nobody", "zoé", ""])
def test_a_wrong_password_and_an_unknown_name_are_one_answer(people: Staff, name: str) -> None:
    """Neither tells whether there is such a person, nor whether they have a password."""
    known, other = _sign_in(people.client(), password="wrong wrong wrong"), _sign_in(people.client(), name)  # noqa: S106
    assert (known.status_code, other.status_code) == (401, 401)
    assert known.text == other.text
    assert "Set-Cookie" not in known.headers


def test_disabled_people_and_changed_passwords_end_sessions(people: Staff) -> None:
    """At once, in every browser."""
    client = people.client()
    _sign_in(client)
    with sharing(people.engine) as connection:
        users.set_password(connection, "Zoé", "another long password", AT, "test")
    assert not _has_session(client)
    assert _sign_in(client).status_code == 401
    assert _sign_in(client, password="another long password").status_code == 303  # noqa: S106
    with sharing(people.engine) as connection:
        users.set_active(connection, "Zoé", False, AT, "test")
    assert not _has_session(client)
    assert _sign_in(client, password="another long password").status_code == 401  # noqa: S106


def test_passwords_cannot_be_tried_for_ever(people: Staff) -> None:
    """Ten at once; then even the right one waits."""
    client = people.client()
    codes = [_sign_in(client, password=f"wrong wrong {n}").status_code for n in range(11)]
    assert codes == [401] * 10 + [429]
    assert _sign_in(client).status_code == 429


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "x", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(people: Staff, target: str) -> None:
    """After signing in one stays here."""
    assert _sign_in(people.client(), next=target).location == "/"


def test_a_form_of_another_site_does_nothing(people: Staff) -> None:
    """It lacks the session's word; a browser's Origin tells of it too."""
    client = people.client()
    _sign_in(client)
    assert client.post("/logout", data={"csrf": "guessed"}).status_code == 403
    assert client.post("/login", data={}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert _has_session(client)


def test_a_page_runs_no_script_of_its_own_and_shows_names_as_text(people: Staff) -> None:
    """The policy allows files of ours alone; a name is no markup."""
    people.add("<b>Eve</b>", "clerk", password=PASSWORD)
    client = people.client()
    assert _sign_in(client, "<b>Eve</b>").status_code == 303
    answer = client.get("/login")
    assert "&lt;b&gt;Eve&lt;/b&gt;" in answer.text
    assert "<b>Eve" not in answer.text
    assert "<script" not in answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Se connecter" in answer.text
    assert "Sign in" in client.get("/login", headers={"Accept-Language": "en"}).text
    assert client.get("/page.css").mimetype == "text/css"


def test_passwords_are_kept_as_argon2id_and_are_long() -> None:
    """Never as they are; the empty hash of those without one fits nothing."""
    known = passwords.hashed(PASSWORD)
    assert known.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.is_right(PASSWORD, known)
    assert not passwords.is_right(PASSWORD + "x", known)
    assert not passwords.is_right("", "")
    for short in ("", "eleven sign", "x" * 257):
        with pytest.raises(UserError, match="12 signs"):
            passwords.hashed(short)


# -- identity provider ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Address of a provider that runs as a process."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.identity_provider", "relance", "s3cret"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.kill()


def _through(client: FlaskClient, provider: str, fault: str = "") -> TestResponse:
    """The way of a browser: to the provider, and back with what it says."""
    requests.get(f"{provider}/fault?{fault}", timeout=10)
    begun = client.get("/login/oidc")
    if begun.status_code != 303:
        return begun
    back = requests.get(begun.location, allow_redirects=False, timeout=10).headers["Location"]
    return client.get("/login/oidc/back?" + back.partition("?")[2])


def test_whom_the_provider_names_is_signed_in(people: Staff, provider: str) -> None:
    """Where somebody here has that subject; the page offers it."""
    client = people.client(oidc=Provider(provider, "relance", "s3cret", "Bureau"))
    assert "Bureau" in client.get("/login").text
    assert _through(client, provider).status_code == 403
    people.add("Ines", "manager", subject=SUBJECT)
    answer = _through(client, provider)
    assert (answer.status_code, answer.location) == (303, "/")
    assert _has_session(client)
    assert "Ines" in client.get("/login").text


@pytest.mark.parametrize("fault", ["issuer", "aud", "nonce", "exp", "key", "stranger"])
def test_a_false_answer_of_the_provider_opens_nothing(people: Staff, provider: str, fault: str) -> None:
    """Another issuer, audience, nonce, key; too old; somebody we do not know."""
    people.add("Ines", "manager", subject=SUBJECT)
    client = people.client(oidc=Provider(provider, "relance", "s3cret"))
    answer = _through(client, provider, fault)
    assert answer.status_code in (401, 403, 502)
    assert not _has_session(client)


def test_an_answer_cannot_be_used_by_another_browser_or_twice(people: Staff, provider: str) -> None:
    """The state is the browser's own; a code is good once; a wrong client secret gets nothing."""
    people.add("Ines", "manager", subject=SUBJECT)
    requests.get(f"{provider}/fault?", timeout=10)
    mine, other = (people.client(oidc=Provider(provider, "relance", "s3cret")) for _ in range(2))
    back = requests.get(mine.get("/login/oidc").location, allow_redirects=False, timeout=10).headers["Location"]
    path = "/login/oidc/back?" + back.partition("?")[2]
    assert other.get(path).status_code == 401
    other.get("/login/oidc")
    assert other.get(path).status_code == 401
    assert mine.get(path).status_code == 303
    assert mine.get(path).status_code == 401
    wrong = people.client(oidc=Provider(provider, "relance", "wrong"))
    assert _through(wrong, provider).status_code == 401


def test_a_fault_of_ours_at_the_provider_is_logged(
    people: Staff, provider: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It opens nothing, and leaves its trace; what the provider refuses leaves none."""
    people.add("Ines", "manager", subject=SUBJECT)
    wrong = people.client(oidc=Provider(provider, "relance", "wrong"))
    assert _through(wrong, provider).status_code == 401
    assert caplog.records == []
    monkeypatch.setattr(oidc, "_checks", lambda *_: None)  # a bug: None validates nothing
    client = people.client(oidc=Provider(provider, "relance", "s3cret"))
    assert _through(client, provider).status_code == 401
    assert not _has_session(client)
    [record] = caplog.records
    assert record.exc_info
    assert record.exc_info[0] is AttributeError


def test_a_provider_is_asked_over_https(tmp_path: Path) -> None:
    """The client's secret goes to it; plain HTTP is for this machine alone."""
    (tmp_path / "secret").write_text("s3cret\n")
    for issuer, is_taken in (
        ("https://x", True), ("http://127.0.0.1:9", True), ("http://localhost:9/a", True), ("http://[::1]:9", True),
        ("http://x", False), ("http://127.0.0.1.evil.example", False), ("http://localhost@evil.example", False),
        ("ftp://x", False), ("x", False), ("https://", False), ("http://[::1", False),
    ):  # fmt: skip
        (tmp_path / "relance.toml").write_text(
            f'[oidc]\nissuer = "{issuer}"\nclient_id = "c"\nclient_secret_file = "secret"\n'
        )
        if is_taken:
            assert read_configuration(tmp_path).oidc == Provider(issuer, "c", "s3cret")
        else:
            with pytest.raises(UserError, match="https://"):
                read_configuration(tmp_path)


def test_without_a_provider_there_is_no_such_page(people: Staff) -> None:
    """Off by default."""
    assert people.client().get("/login/oidc").status_code == 404


def test_the_home_s_settings_are_read(tmp_path: Path) -> None:
    """anchors and provider; a mistake is one sentence."""
    path = tmp_path / "relance.toml"
    assert read_configuration(tmp_path).anchors == tmp_path / "audit-anchors"
    (tmp_path / "secret").write_text("s3cret\n")
    path.write_text('[audit]\nanchors = "/elsewhere/a"\n[oidc]\nissuer = "https://x/"\nclient_id = "c"\n'
                    'client_secret_file = "secret"\n')  # fmt: skip
    told = read_configuration(tmp_path)
    assert (told.anchors, told.oidc) == (Path("/elsewhere/a"), Provider("https://x", "c", "s3cret"))
    assert "s3cret" not in repr(told)
    for text, sentence in (
        ("[", "cannot be read"), ("[x]", "not known"), ("[audit]\nx = 1", "not known"),
        ("[audit]\nanchors = 1", "text"),
        ('[oidc]\nissuer = "https://x"', "needs client_id, client_secret_file"),
    ):  # fmt: skip
        path.write_text(text)
        with pytest.raises(UserError, match=sentence):
            read_configuration(tmp_path)
