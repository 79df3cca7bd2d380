"""`relance addin rewrite`: the user's file is never lost, and the answer says what was changed."""

import stat
from pathlib import Path

import pytest

from tests.closed_books import SHEET, book, text_of, zipped
from tests.conftest import Command

CELL = '<row r="1"><c r="A1"><f>AR_RATE(A2)</f><v>1</v></c></row>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workbook of Excel with one call."""
    path = tmp_path / "Clients été.xlsx"
    path.write_bytes(zipped(book(CELL)))
    path.chmod(0o640)
    return path


def refused(relance: Command, *args: str | Path) -> str:
    """The one sentence of a refusal."""
    done = relance("addin", "rewrite", *args)
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1), done
    return done.stderr


def test_in_place_a_copy_of_the_old_file_stays(relance: Command, file: Path) -> None:
    """Twice: two copies, none over the other; rights stay; nothing else is left beside it."""
    before = file.read_bytes()
    told = relance.json("addin", "rewrite", file, "--host", "libreoffice")
    assert (told["formulas"], told["sheets"]) == (1, {"Clients": 1})
    assert Path(told["backup"]).read_bytes() == before
    assert "AR.RATE(A2)" in text_of(file.read_bytes(), SHEET)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    second = relance.json("addin", "rewrite", file, "--host", "office")
    assert Path(second["backup"]).read_bytes() != before
    assert {path.name for path in file.parent.iterdir()} - {"home"} == {
        "Clients été.xlsx", "Clients été.before.xlsx", "Clients été.before1.xlsx",
    }  # fmt: skip


def test_nothing_to_change_touches_nothing(relance: Command, file: Path) -> None:
    """No copy, the same file; with --out the same bytes there."""
    before, moment = file.read_bytes(), file.stat().st_mtime_ns
    told = relance.json("addin", "rewrite", file, "--host", "excel")
    assert (told["formulas"], told["backup"], file.stat().st_mtime_ns) == (0, None, moment)
    relance.json("addin", "rewrite", file, "--host", "excel", "--out", file.with_name("other.xlsx"))
    assert file.with_name("other.xlsx").read_bytes() == before
    assert "no formula needed a change" in relance("addin", "rewrite", file, "--host", "excel").stdout


def test_another_file_may_be_written_but_none_overwritten(relance: Command, file: Path) -> None:
    """Nor the file itself by its own name."""
    before, out = file.read_bytes(), file.with_name("out.xlsx")
    assert relance.json("addin", "rewrite", file, "--host", "office", "--out", out)["backup"] is None
    assert file.read_bytes() == before
    assert "_xldudf_AR_RATE(A2)" in text_of(out.read_bytes(), SHEET)
    assert "there already" in refused(relance, file, "--host", "office", "--out", out)
    assert "there already" in refused(relance, file, "--host", "office", "--out", file)


def test_what_is_no_workbook_or_is_open_is_refused(relance: Command, file: Path) -> None:
    """In one sentence, the file as it was."""
    before = file.read_bytes()
    for name in ("a.xls", "a.xlsb", "missing.xlsx"):
        assert refused(relance, file.with_name(name), "--host", "excel")
    (file.parent / "text.xlsx").write_text("AR_RATE(1)")
    assert "no .xlsx" in refused(relance, file.parent / "text.xlsx", "--host", "excel")
    for lock in (f"~${file.name}", f".~lock.{file.name}#"):
        (file.parent / lock).write_text("x")
        assert "open in a spreadsheet" in refused(relance, file, "--host", "office")
        (file.parent / lock).unlink()
    assert "one of" in refused(relance, file, "--host", "word")
    assert file.read_bytes() == before


def test_a_link_to_the_file_keeps_being_one(relance: Command, file: Path) -> None:
    """The file behind it is changed."""
    link = file.with_name("link.xlsx")
    link.symlink_to(file)
    relance.json("addin", "rewrite", link, "--host", "office")
    assert link.is_symlink()
    assert "_xldudf_AR_RATE(A2)" in text_of(file.read_bytes(), SHEET)
