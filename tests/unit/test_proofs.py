"""Proofs of posting: a scan is kept under its hash beside the letters; what is no scan is refused."""

import hashlib
from pathlib import Path

import pytest

from server.errors import UserError
from server.letters.proofs import MAX_BYTES, joined, keep_proof

SCAN = b"%PDF-1.4 slip"


def test_a_scan_is_kept_with_its_hash(tmp_path: Path) -> None:
    (tmp_path / "LRAR 2C 123.pdf").write_bytes(SCAN)
    told = keep_proof(tmp_path / "letters", "m-1", tmp_path / "LRAR 2C 123.pdf")
    assert told == f"LRAR 2C 123.pdf sha256:{hashlib.sha256(SCAN).hexdigest()}"
    (kept,) = (tmp_path / "letters").rglob("*.pdf")
    assert kept.read_bytes() == SCAN
    assert keep_proof(tmp_path / "letters", "m-1", tmp_path / "LRAR 2C 123.pdf") == told
    assert len(list((tmp_path / "letters").rglob("*.pdf"))) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"<html>"),
        ("a.exe", b"MZ"),
        ("a.pdf", b""),
        ("big.pdf", b"%PDF-" + b"x" * MAX_BYTES),
        ("none.pdf", None),
    ],
    ids=["page", "program", "empty", "large", "missing"],
)
def test_what_is_no_scan_is_refused(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match="proof"):
        keep_proof(tmp_path / "letters", "m-1", tmp_path / name)
    assert not (tmp_path / "letters").exists()


def test_a_hostile_name_stays_in_the_folder(tmp_path: Path) -> None:
    """A message id never comes from outside, and would lead nowhere either."""
    (tmp_path / "..=cmd;x.pdf").write_bytes(SCAN)
    keep_proof(tmp_path / "letters", "../../m", tmp_path / "..=cmd;x.pdf")
    assert [path.parent.name for path in tmp_path.rglob("*-*.pdf")] == ["m"]
    assert next((tmp_path / "letters").rglob("*.pdf")).is_relative_to(tmp_path / "letters" / "proofs")


def test_proofs_of_a_letter_add_up() -> None:
    assert joined("", "a.pdf sha256:1") == "a.pdf sha256:1"
    assert joined("a.pdf sha256:1", "b.pdf sha256:2") == "a.pdf sha256:1; b.pdf sha256:2"
    assert joined("a.pdf sha256:1; b", "b") == "a.pdf sha256:1; b"
