"""relance addin build, install, doctor, uninstall where there is no Windows: what works, what is said."""

import sys
from pathlib import Path

import pytest

from tests.conftest import Command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what is said elsewhere than on Windows")


def test_build_writes_the_add_in_with_hash_and_licence(relance: Command, tmp_path: Path) -> None:
    """Into a folder it makes; the same bytes again."""
    answer = relance.json("addin", "build", "--out", tmp_path / "a" / "b")
    names = ["relance.xlam", "relance.xlam.sha256", "relance.xlam.licence-xlwings.txt"]
    assert answer["files"] == [str(tmp_path / "a" / "b" / name) for name in names]
    first = (tmp_path / "a" / "b" / names[0]).read_bytes()
    shown = relance("addin", "build", "--out", tmp_path / "a" / "b")
    assert (shown.returncode, "relance addin install" in shown.stdout) == (0, True)
    assert (tmp_path / "a" / "b" / names[0]).read_bytes() == first


def test_build_says_why_it_cannot_write(relance: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = relance("addin", "build", "--out", tmp_path / "file")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is a file; --out needs a folder." in done.stderr


@pytest.mark.parametrize("name", ["install", "uninstall"])
def test_install_is_for_windows_and_names_the_other_hosts(relance: Command, name: str) -> None:
    done = relance("addin", name)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    for told in ("Excel on Windows", "relance addin libreoffice", "relance addin office"):
        assert told in done.stderr


def test_the_doctor_says_what_can_be_seen_here(relance: Command) -> None:
    answer = relance.json("addin", "doctor", "--strict")
    codes = [one["code"] for one in answer["findings"]]
    assert codes[:2] == ["elsewhere_excel", "elsewhere_build"]
    assert codes[2] in ("elsewhere_libreoffice", "elsewhere_no_libreoffice")
    assert answer["problems"] == 0
    assert "on Windows only" in relance("addin", "doctor").stdout
    assert "que sous Windows" in relance("addin", "doctor", "--lang", "fr").stdout
