"""`relance addin libreoffice`: the extension written or added, refusals in one sentence."""

import os
import subprocess
from pathlib import Path

import pytest

from addin.libreoffice import install
from addin.libreoffice.install import LibreOfficeError
from addin.libreoffice.package import build_oxt
from addin.version import version
from tests.command import Command


def _refused(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), done
    return done.stderr


def _program(folder: Path, script: str) -> Path:
    """A stand-in for LibreOffice's `unopkg`, which is a process at our rim."""
    path = folder / "unopkg"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_extension_is_written(relance: Command, tmp_path: Path) -> None:
    """The same bytes as the builder's, in a folder that need not be there; what to do next is said."""
    path = tmp_path / "new" / "relance.oxt"
    answer = relance.json("addin", "libreoffice", "--out", path)
    assert answer == {"extension": str(path), "version": version(), "installed_by": None}
    assert path.read_bytes() == build_oxt()
    told = relance("addin", "libreoffice", "--out", path).stdout
    assert "Tools, Extensions" in told
    assert "relance serve" in told


def test_it_says_where_the_extension_shall_go(newcomer: Command, tmp_path: Path) -> None:
    """Neither --out nor --install; a name LibreOffice would not take; a folder."""
    assert "--install" in _refused(newcomer("addin", "libreoffice"))
    assert ".oxt" in _refused(newcomer("addin", "libreoffice", "--out", tmp_path / "relance.zip"))
    (tmp_path / "folder.oxt").mkdir()
    assert "cannot be written" in _refused(newcomer("addin", "libreoffice", "--out", tmp_path / "folder.oxt"))
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.oxt"]


def test_root_is_sent_to_the_user_who_works(relance: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """unopkg refuses root; root's LibreOffice would be nobody's."""
    if os.geteuid() == 0:
        assert "run this command as that user" in _refused(relance("addin", "libreoffice", "--install"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(LibreOfficeError, match="not for root"):
        install.install(b"extension")


def test_libreoffice_s_own_program_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extension and without a question; what it refuses is told in a sentence."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    program = _program(tmp_path, f'cp "$3" {tmp_path}/taken; echo "$1 $2" > {tmp_path}/asked')
    assert install.install(b"extension") == program
    assert (tmp_path / "taken").read_bytes() == b"extension"
    assert (tmp_path / "asked").read_text() == "add --force\n"
    _program(tmp_path, "echo; echo 'ERROR: the disk is full' >&2; exit 1")
    with pytest.raises(LibreOfficeError, match="did not take the extension: the disk is full"):
        install.install(b"extension")
    _program(tmp_path, "exit 7")
    with pytest.raises(LibreOfficeError, match="exit 7"):
        install.install(b"extension")
    monkeypatch.setattr(install, "TIMEOUT_S", 0.2)
    _program(tmp_path, "exec sleep 20")
    with pytest.raises(LibreOfficeError, match="close LibreOffice"):
        install.install(b"extension")


def test_no_libreoffice_or_one_without_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named, with its package."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(install, "_PLACES", ((str(tmp_path), "libreoffice*/program/unopkg"),))
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(LibreOfficeError, match="not found"):
        install.install(b"extension")
    for number in ("24.2", "24.10", "7.4"):
        office = tmp_path / f"libreoffice{number}" / "program"
        office.mkdir(parents=True)
        (office / "soffice.bin").touch()
        _program(office, "exit 0")
    with pytest.raises(LibreOfficeError, match="python3-uno"):
        install.install(b"extension")
    for found in tmp_path.glob("libreoffice*/program"):
        (found / "pythonloader.py").touch()
    assert install.install(b"extension").parent.parent.name == "libreoffice24.10"
