"""A real Calc with the add-in in it, for tests: headless, an ordinary user's, ended when it takes too long.

LibreOffice and its `unopkg` refuse root, so a root session starts them as `nobody`, in a home of its own.
"""

import atexit
import contextlib
import datetime as dt
import functools
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from addin.cells import ErrorCell
from addin.libreoffice.package import build_oxt
from addin.names import dotted
from addin.serial_days import DAY_0

NOBODY = 65534
TIMEOUT_S = 180
WORKER = Path(__file__).with_name("calc_worker.py")
#: Calc's error numbers as cells show them; what is not here shows as Err:504 and the like.
SHOWN = {521: "#NULL!", 532: "#DIV/0!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!", 32767: "#N/A"}
_NUMBERS = {shown: number for number, shown in SHOWN.items()}
#: Standing in a call for an argument that is left out: `AR.X(A1;;B1)`.
OMITTED = object()


@dataclass(frozen=True)
class WholeColumns:
    """An argument given as whole columns, `A:C`, with rows at their top."""

    rows: Sequence[Sequence[Any]]


@functools.cache
def uno_python() -> str | None:
    """A Python with the UNO bridge: the system's, or the one LibreOffice brings."""
    office = Path(shutil.which("soffice") or "soffice").resolve().parent
    for name in ("/usr/bin/python3", str(office / "python"), shutil.which("python3") or ""):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run([name, "-c", "import uno"], capture_output=True, timeout=30, check=False)
            if done.returncode == 0:
                return name
    return None


@contextlib.contextmanager
def bare(url: str, has_addin: bool = False) -> Iterator["CalcHost"]:
    """A Calc without the add-in, told where the service is; nothing of it is left at the end.

    Skips the test where no Python has LibreOffice's UNO bridge.
    """
    if uno_python() is None:
        pytest.skip("no Python here has LibreOffice's UNO bridge (package python3-uno)")
    room = Path(tempfile.mkdtemp(prefix="relance-calc-"))
    try:
        shutil.copytree(_furnished(has_addin), room, symlinks=True, dirs_exist_ok=True)
        _give(room)
        yield CalcHost(room, url)
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextlib.contextmanager
def running(url: str) -> Iterator["CalcHost"]:
    """A Calc whose add-in asks the service at `url`."""
    with bare(url, has_addin=True) as host:
        yield host


@functools.cache
def _furnished(has_addin: bool) -> Path:
    """A room as LibreOffice's first start leaves it, with the add-in or without: made once, to be copied."""
    room = Path(tempfile.mkdtemp(prefix="relance-calc-"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    host = CalcHost(room, "")
    host.prepare()
    if has_addin:
        host.install(build_oxt())
    return room


def _give(room: Path) -> None:
    """All of it to the user LibreOffice runs as."""
    if os.geteuid() == 0:
        for path in (room, *room.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


class CalcHost:
    """Calc as a user has it; each call of `steps` is one start of it."""

    def __init__(self, room: Path, url: str) -> None:
        self.room, self.url = room, url

    def prepare(self) -> None:
        """Give the room to its user and let LibreOffice make its profile (a first start ends itself)."""
        shutil.copy(WORKER, self.room / WORKER.name)
        _give(self.room)
        self.run("soffice", "--headless", "--terminate_after_init")

    def install(self, oxt: bytes) -> None:
        """Add an extension, as `unopkg add` does."""
        (self.room / "relance.oxt").write_bytes(oxt)
        self.run("unopkg", "add", "--force", str(self.room / "relance.oxt"))

    def run(self, *command: str, timeout_s: float = TIMEOUT_S) -> str:
        """Run a program as the room's user; it and all it started are killed when the time is over."""
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        return self.run_as_caller(command, self.environment(), timeout_s, **user)

    def run_as_caller(
        self, command: Sequence[str], environment: dict[str, str], timeout_s: float = TIMEOUT_S, **user: Any
    ) -> str:
        """What a program wrote; the same, as whoever runs the tests. Raises AssertionError where it fails."""
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            errors="replace", cwd=self.room, env=environment, start_new_session=True, **user,
        ) as process:  # fmt: skip
            try:
                told, _ = process.communicate(timeout=timeout_s)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == 0, f"{command}: exit {process.returncode}\n{told}"
        return told

    def environment(self) -> dict[str, str]:
        """Of an ordinary desk: nothing of the caller's but where programs lie."""
        path = os.environ.get("PATH", "/usr/bin:/bin")
        return {"PATH": path, "HOME": str(self.room), "LC_ALL": "C.UTF-8", "RELANCE_URL": self.url}

    def steps(self, *steps: Sequence[Any], timeout_s: float = TIMEOUT_S) -> list[Any]:
        """The answers of steps of `calc_worker.Book`, in one start of LibreOffice."""
        asked, answers = self.room / "steps.json", self.room / "answers.json"
        asked.write_text(json.dumps(steps), encoding="utf-8")
        answers.unlink(missing_ok=True)
        python, office = uno_python(), shutil.which("soffice")
        self.run(str(python), WORKER.name, str(office), str(asked), str(answers), timeout_s=timeout_s)
        found: list[Any] = json.loads(answers.read_text(encoding="utf-8"))
        return found

    def recalculated(self, content: bytes, name: str) -> dict[str, Any]:
        """Every sheet of a workbook after a full recalculation: `{sheet: {"values": rows, "formulas": rows}}`."""
        path = self.room / name
        path.write_bytes(content)
        found = self.steps(["open", str(path)], ["calculate"], ["sheets"])[-1]
        return {
            sheet: {**told, "values": [[_cell(cell) for cell in row] for row in told["values"]]}
            for sheet, told in found.items()
        }

    def evaluate(
        self, calls: Sequence[tuple[str, Sequence[Any]]], sizes: Sequence[tuple[int, int]] | None = None
    ) -> list[Any]:
        """What each call gives in a cell: float, str, `ErrorCell`; rows of them where it gives several.

        A call is a catalogue name and its arguments as Calc would have them in cells: a scalar (None: a cell that is
        empty), a list of rows, `WholeColumns`, or OMITTED. Dates are written as their serial numbers. sizes: rows and
        columns of each result as expected, one cell by default; what is larger or smaller shows.
        """
        steps: list[Sequence[Any]] = [["open"]]
        for at, (_, arguments) in enumerate(calls):  # first: a sheet that comes later makes every formula dirty again
            steps += _written(f"Call{at}", arguments)
        formulas = [
            [f"Call{at}", f"{dotted(name)}({';'.join(text for text, _ in _references(arguments))})", *size]
            for at, ((name, arguments), size) in enumerate(zip(calls, sizes or [(1, 1)] * len(calls), strict=True))
        ]
        found = self.steps(*steps, ["evaluate", formulas])[-1]
        return [_value([[_cell(cell) for cell in row] for row in rows]) for rows in found]


def _references(arguments: Sequence[Any]) -> list[tuple[str, int]]:
    """Each argument as a formula names it, and its first column; side by side from A1 on."""
    found, column = [], 0
    for one in arguments:
        if one is OMITTED:
            found.append(("", column))
            continue
        rows = _rows(one)
        first, last = _letter(column), _letter(column + len(rows[0]) - 1)
        if isinstance(one, WholeColumns):
            text = f"{first}:{last}"
        else:
            text = f"{first}1:{last}{len(rows)}" if isinstance(one, (list, tuple)) else f"{first}1"
        found.append((text, column))
        column += len(rows[0])
    assert column < 40, "results stand from column 40 on"
    return found


def _written(sheet: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
    """Steps that make the sheet and write the arguments."""
    made: list[Sequence[Any]] = [["sheet", sheet]]
    return made + [
        ["data", [sheet, 0, column], [[_json(cell) for cell in row] for row in _rows(one)]]
        for one, (_, column) in zip(arguments, _references(arguments), strict=True)
        if one is not OMITTED
    ]


def _rows(argument: Any) -> Sequence[Sequence[Any]]:
    rows = argument.rows if isinstance(argument, WholeColumns) else argument
    if not isinstance(rows, (list, tuple)):
        return [[rows]]
    return [row if isinstance(row, (list, tuple)) else [row] for row in rows]


def _letter(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else "A" + chr(ord("A") + column - 26)


def _json(cell: Any) -> Any:
    if isinstance(cell, ErrorCell):
        return {"error": _NUMBERS[cell.code]}
    if isinstance(cell, dt.date):
        moment = cell if isinstance(cell, dt.datetime) else dt.datetime(cell.year, cell.month, cell.day)
        return (moment - DAY_0) / dt.timedelta(days=1)
    return cell if cell is None or isinstance(cell, str) else float(cell)


def _cell(cell: Any) -> Any:
    if isinstance(cell, dict):
        return ErrorCell(SHOWN.get(cell["error"], f"Err:{cell['error']}"))
    return "" if cell is None else cell


def _value(rows: list[list[Any]]) -> Any:
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows
