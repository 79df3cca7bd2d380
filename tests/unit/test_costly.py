"""What a plain run leaves out, and that `.ci/run` leaves out nothing."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.costly import left_out, named_files, one_in

E2E = Path("tests/e2e/test_a.py").resolve()


@dataclass(frozen=True)
class Test:
    """As much of a test as the rule looks at."""

    __test__ = False
    name: str
    path: Path = E2E
    kind: str = "costly"

    def get_closest_marker(self, name: str) -> bool:
        """Whether it is of a kind."""
        return name == self.kind


MANY = [Test(str(number)) for number in range(25)]


def _kept(tests: list[Test], every: int, seed: int = 0, **other: list[Path]) -> list[str]:
    gone = left_out(tests, every, seed, **other)  # type: ignore[arg-type]
    return [one.name for one in tests if one not in gone]


@pytest.mark.parametrize(("share", "expected"), [(1.0, 1), (0.1, 1), (0.05, 4), (0.01, 20)])
def test_all_are_run_from_a_tenth_of_the_long_runs_on(share: float, expected: int) -> None:
    """A tenth is what `.ci/run` asks for."""
    assert one_in(share) == expected
    assert (left_out(MANY, expected, 3) == []) == (expected == 1)  # type: ignore[arg-type]


def test_one_in_ten_is_run_and_other_seeds_run_all_the_others() -> None:
    """The same for the same seed."""
    assert _kept(MANY, 10, 4) == ["4", "17", "20"]
    assert sorted(name for seed in range(10) for name in _kept(MANY, 10, seed)) == sorted(one.name for one in MANY)


def test_each_folder_is_counted_by_itself() -> None:
    """Small files share in its count."""
    beside = [Test(f"b{number}", E2E.with_name("test_b.py")) for number in range(10)]
    elsewhere = [Test(f"i{number}", Path("tests/integration/test_a.py").resolve()) for number in range(10)]
    assert _kept([*MANY[:5], *beside, *elsewhere], 10, 1) == ["1", "b9", "i1"]


def test_what_costs_little_is_always_run() -> None:
    """And rules, laws and worked examples, whatever they are marked."""
    rule = Test("rule", Path("tests/unit/test_a.py").resolve())
    plain = Test("plain", kind="shared")
    assert left_out([rule, plain], 10, 1) == []  # type: ignore[list-item]
    assert _kept([Test(kind, kind=kind) for kind in ("postgresql", "libreoffice", "chromium", "costly")], 10) == [
        "postgresql"
    ]


def test_what_is_named_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, or a test of it; a folder names none."""
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("test_a.py").touch()
    assert named_files(["folder", "test_a.py::test_one[x::y]"]) == [(tmp_path / "test_a.py").resolve()]
    assert len(_kept(MANY, 10, named=[MANY[0].path])) == 25
