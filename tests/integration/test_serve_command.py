"""`relance serve` as a process: where it listens, how it ends, what it refuses."""

import json
import signal
import socket
import stat
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from server.api.tokens import home_token
from server.errors import UserError
from server.home_files import SERVICE_TOKEN
from tests.command import Command, installed_command
from tests.service import serving

pytestmark = pytest.mark.costly

CALL = json.dumps({"calls": [{"function": "AR_DAYS_OVERDUE", "arguments": [46_000, 46_031]}]}).encode()
#: Every address of the machine: other machines reach it.
EVERYWHERE = "0.0.0.0"  # noqa: S104


def _answered(url: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(f"{url}/v1/functions", CALL, {"Content-Type": "application/json", **headers})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_until_it_is_stopped(tmp_path: Path, number: int) -> None:
    """It says where, computes, and ends cleanly by Ctrl-C as by the system; the port is free again at once."""
    with serving(tmp_path / "home") as service:
        assert service.told["token_file"] is None
        status, text = _answered(service.url)
        assert (status, json.loads(text)["results"]) == (200, [{"value": 31.0, "message": ""}])
        assert service.stop(number) == (0, "")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", service.told["port"]))


def test_a_port_that_is_taken_is_one_sentence(relance: Command) -> None:
    """With what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = relance("serve", "--port", str(other.getsockname()[1]))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "is taken by another program; choose another with --port" in done.stderr


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("nowhere.invalid", "is not known here"),
        ("192.0.2.1", "is not an address of this machine"),
        (" ", "needs an address"),
        ("a" * 70, "is not known here"),
    ],
)
def test_an_address_that_is_not_here_is_refused(relance: Command, host: str, sentence: str) -> None:
    """Names and numbers."""
    done = relance("serve", "--host", host, "--port", "0")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert sentence in done.stderr


def test_by_name_it_answers_on_every_address_of_the_name(tmp_path: Path) -> None:
    """`localhost` may be 127.0.0.1 and ::1; both have the same port."""
    with serving(tmp_path / "home", "--host", "localhost") as service:
        assert service.told["url"] == f"http://localhost:{service.told['port']}"
        assert _answered(f"http://127.0.0.1:{service.told['port']}")[0] == 200
        assert _answered(service.url)[0] == 200


def test_other_machines_need_the_token_of_the_home(tmp_path: Path) -> None:
    """Made once, for the owner's eyes, told nowhere but in its file."""
    home = tmp_path / "home"
    told = []
    for _ in range(2):
        with serving(home, "--host", EVERYWHERE) as service:
            path = Path(service.told["token_file"])
            token = path.read_text(encoding="ascii")
            assert (path, stat.S_IMODE(path.stat().st_mode)) == (home / SERVICE_TOKEN, 0o600)
            url = f"http://127.0.0.1:{service.told['port']}"
            assert _answered(url)[0] == 401
            assert _answered(url, Authorization=f"Bearer {token}x")[0] == 401
            assert _answered(url, Authorization=f"Bearer {token}")[0] == 200
            code, errors = service.stop()
            assert code == 0
            told.append((token, json.dumps(service.told) + errors))
    (token, first), (again, second) = told
    assert token == again
    assert len(token) >= 40
    assert token not in first + second
    assert not any(token.encode() in one.read_bytes() for one in home.iterdir() if one.name != SERVICE_TOKEN)


def test_a_token_others_could_know_is_refused(tmp_path: Path) -> None:
    """Open to others, empty, short or broken: one sentence each."""
    path = tmp_path / SERVICE_TOKEN
    for content, mode, sentence in (
        ("x" * 43, 0o644, "Others can read"),
        ("", 0o600, "no token"),
        ("short", 0o600, "no token"),
        ("two words of more than twenty signs", 0o600, "no token"),
        ("é" * 30, 0o600, "no token"),
    ):
        path.write_text(content, encoding="utf-8")
        path.chmod(mode)
        with pytest.raises(UserError, match=sentence):
            home_token(tmp_path)
    path.write_text("own-token-of-an-administrator\n", encoding="utf-8")
    assert home_token(tmp_path) == "own-token-of-an-administrator"


def test_a_body_that_is_too_large_is_refused_in_json(tmp_path: Path) -> None:
    """Over 64 MB; the service goes on."""
    with serving(tmp_path / "home") as service:
        with socket.create_connection(("127.0.0.1", service.told["port"]), timeout=30) as client:
            size = 64 * 1024 * 1024 + 1
            head = f"POST /v1/functions HTTP/1.1\r\nHost: 127.0.0.1:{service.told['port']}\r\n"
            client.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {size}\r\n\r\n".encode())
            client.sendall(b" " * size)
            with client.makefile("rb") as reader:
                assert reader.readline().split()[1] == b"413"
        assert _answered(service.url)[0] == 200


def test_people_read_where_it_listens(tmp_path: Path) -> None:
    """Without --json; the file of the token is named, the token is not."""
    command = [installed_command(), "serve", "--port", "0", "--host", EVERYWHERE, "--home", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True) as process:
        assert process.stdout
        try:
            lines = [process.stdout.readline() for _ in range(3)]
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=20)
        finally:
            process.kill()
    assert lines[0].startswith(f"ready http://{EVERYWHERE}:")
    assert lines[1].startswith(f"Relance serves its workbooks and pages at http://{EVERYWHERE}:")
    assert str(tmp_path / SERVICE_TOKEN) in lines[2]
    assert (tmp_path / SERVICE_TOKEN).read_text(encoding="ascii") not in "".join([*lines, rest])
    assert process.returncode == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["relance.db", SERVICE_TOKEN]
