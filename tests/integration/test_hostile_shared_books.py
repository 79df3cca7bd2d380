"""Shared workbooks made to harm, or broken: refused in a sentence or synchronised, within bounds, never a crash."""

import contextlib
import io
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.closed_books import parts_of, zipped
from tests.conftest import ROOT, Endurance
from tests.shared_desk import Desk
from tests.sync_world import World

pytestmark = pytest.mark.costly

Parts = dict[str, bytes]
SHEET, MAIN = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def _cut(parts: Parts, chance: random.Random) -> None:
    name = chance.choice(sorted(parts))
    parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]


def _flip(parts: Parts, chance: random.Random) -> None:
    name = chance.choice(sorted(parts))
    data = bytearray(parts[name])
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    parts[name] = bytes(data)


def _drop(parts: Parts, chance: random.Random) -> None:
    del parts[chance.choice(sorted(parts))]


def _swap(parts: Parts, chance: random.Random) -> None:
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def _numbers(parts: Parts, chance: random.Random) -> None:
    """Figures of places, styles and texts replaced."""
    name = chance.choice([SHEET, MAIN, "xl/styles.xml"])
    wild = [b"0", b"-1", b"1048577", b"99999999999999999999", b"x", b"", b"1e9", "١".encode()]
    parts[name] = re.sub(
        rb"\d+", lambda found: chance.choice(wild) if chance.random() < 0.05 else found[0], parts[name]
    )


def _names(parts: Parts, chance: random.Random) -> None:
    """Names that stand for something else."""
    wild = [
        b"#REF!",
        b"Agenda!$A:$A",
        b"Agenda!$A$4:$C$9",
        b"Agenda!$A$1:$A$1048576",
        b"'x'!$A$4",
        b"1+1",
        b"A" * 70_000,
    ]
    main = parts[MAIN]
    parts[MAIN] = re.sub(rb">[^<>]*!\$[^<>]*<", lambda found: b">" + chance.choice(wild) + b"<"
                         if chance.random() < 0.2 else found[0], main)  # fmt: skip


def _doctype(parts: Parts, chance: random.Random) -> None:
    name = chance.choice([SHEET, MAIN])
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    parts[name] = re.sub(rb"(<worksheet|<workbook)", entity + rb"\1", parts[name], count=1)


def _deep(parts: Parts, chance: random.Random) -> None:
    parts[SHEET] = b"<worksheet>" + b"<a>" * chance.choice([300, 3_000_000])


def _wide(parts: Parts, chance: random.Random) -> None:
    cell = chance.choice([b"<c/>", b"<c r='C4'/>", b"<c><v>1</v></c>", b"<row/>", b"<row r='4'><c r='C4'/></row>"])
    count = chance.choice([20_000, 400_000, 4_000_000])
    parts[SHEET] = b"<worksheet><sheetData><row r='4'>" + cell * count + b"</row></sheetData></worksheet>"


def _arrays(parts: Parts, chance: random.Random) -> None:
    cell = b"<c r='C4'><f t='array' ref='A1:XFD1048576'>1</f></c>"
    parts[SHEET] = (
        b"<worksheet><sheetData><row r='4'>" + cell * chance.choice([3, 100_000]) + b"</row></sheetData></worksheet>"
    )


def _long(parts: Parts, chance: random.Random) -> None:
    size = chance.choice([40_000, 60_000_000, 300_000_000])
    parts[SHEET] = parts[SHEET].replace(b"uid-C1", b"a" * size, 1)


def _state(parts: Parts, chance: random.Random) -> None:
    """The hidden sheets with other words."""
    name = chance.choice([one for one in parts if "relance" in one])
    wild = [b"null", b"[]", b"[" * 20_000, b"{}", b"1e999", b"&lt;", b'"\\ud800"']
    parts[name] = re.sub(rb"\{[^<]{0,40}", lambda _: chance.choice(wild), parts[name], count=1)


ACTS: list[Callable[[Parts, random.Random], None]] = [
    _cut, _flip, _drop, _swap, _numbers, _names, _doctype, _deep, _wide, _arrays, _long, _state,
]  # fmt: skip


def _made(base: bytes, seed: int) -> bytes:
    """A workbook with one to three things wrong, or a zip file that is none."""
    chance = random.Random(seed)
    if seed % 10 == 0:
        data = bytearray(base)
        for _ in range(chance.randrange(1, 200)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data[: chance.randrange(len(data))] if seed % 20 else data)
    parts = parts_of(base)
    for act in chance.choices(ACTS, k=chance.randrange(1, 4)):
        with contextlib.suppress(KeyError):  # of a part that is gone already
            act(parts, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.endurance
def test_hostile_workbooks_are_refused_or_read(tmp_path: Path, endurance: Endurance) -> None:
    """1,000 of them, each within 10 s and 512 MiB, in a process of its own; a refusal leaves the file as it was."""
    base = Desk(World(3), tmp_path).book("base.xlsx").read_bytes()
    path, ends = tmp_path / "hostile.xlsx", list[str]()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.shared_worker"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8",
    ) as worker:  # fmt: skip
        assert worker.stdin
        assert worker.stdout
        assert worker.stderr
        for number in range(endurance.scaled(1_000, least=30)):
            content = _made(base, endurance.seed + number)
            path.write_bytes(content)
            worker.stdin.write(f"{path}\n")
            worker.stdin.flush()
            end = worker.stdout.readline().strip()
            assert end, f"seed {endurance.seed + number}: {worker.stderr.read()}"
            assert end == "done" or path.read_bytes() == content, f"seed {endurance.seed + number}: {end}"
            ends.append(end)
        worker.stdin.close()
    assert {"done"} < set(ends)


def test_a_workbook_in_order_passes(tmp_path: Path) -> None:
    """The worker itself is no trap: what is whole is synchronised."""
    from tests.shared_worker import ended  # noqa: PLC0415

    path = Desk(World(3), tmp_path).book()
    path.write_bytes(zipped(parts_of(path.read_bytes())))
    assert ended(path) == "done"
