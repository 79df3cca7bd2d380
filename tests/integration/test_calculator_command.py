"""`relance workbook --calculator`: no data needed, one file for each host, the same bytes each time."""

from pathlib import Path

import pytest

from addin.formula_names import HOSTS
from tests.conftest import Command


@pytest.mark.parametrize("host", HOSTS)
def test_the_calculator_needs_no_data_and_is_the_same_each_time(newcomer: Command, tmp_path: Path, host: str) -> None:
    """No home is made; what it needs to answer is told."""
    first, second = tmp_path / "a.xlsx", tmp_path / "deep" / "b.xlsx"
    told = newcomer.json("workbook", "--calculator", first, "--host", host)
    assert (told["host"], told["sheets"][0], len(told["sheets"])) == (host, "Mode d'emploi", 7)
    shown = newcomer("workbook", "--calculator", second, "--host", host).stdout
    assert "The functions come with" in shown
    assert first.read_bytes() == second.read_bytes()
    assert not newcomer.home.exists()


def test_the_calculator_of_excel_is_the_usual_one_and_may_be_english(relance: Command, tmp_path: Path) -> None:
    """Without --host."""
    told = relance.json("workbook", tmp_path / "a.xlsx", "--calculator", "--lang", "en")
    assert (told["host"], told["sheets"][1]) == ("excel", "Due dates")


def test_misuse_is_one_sentence(relance: Command, tmp_path: Path) -> None:
    """A host without a calculator; another file name; figures of the store asked of a calculator."""
    for args, part in (
        (("workbook", tmp_path / "a.xlsx", "--host", "excel"), "--host is for --calculator"),
        (("workbook", "--calculator", tmp_path / "a.ods"), "ends in .xlsx"),
        (("workbook", "--calculator", tmp_path / "a.xlsx", "--as-of", "2026-01-01"), "no data"),
    ):
        done = relance(*args)
        assert (done.returncode, done.stdout) == (2, "")
        assert part in done.stderr
