"""`relance attach` while somebody saves the very file: the ids never stand beside other accounts."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.archive import ArchiveError
from addin.attach import Columns, attach
from server.rights import User
from tests.sync_world import World

ANN = User("Ann", "clerk")


class _Line:
    """The server; while it is asked, somebody sorts the file and saves it."""

    def __init__(self, path: Path, *, is_sorted: bool) -> None:
        self.world, self.path, self.is_sorted = World(3), path, is_sorted

    def pull(self, cursor: int, epoch: str, workbook: str) -> dict[str, Any]:
        """See `synchronise.Line`."""
        if self.is_sorted:
            _save(self.path, ("C2", "C1", "C0"))
        return self.world.pull(cursor, epoch, workbook, ANN)

    def push(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Attaching sends nothing."""
        raise AssertionError(batch)


def _save(path: Path, numbers: tuple[str, ...]) -> None:
    book = openpyxl.Workbook()
    assert book.active
    for row in (("Compte", "Qui"), *((number, None) for number in numbers)):
        book.active.append(row)
    book.save(path)


def test_a_file_sorted_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    """The plan was made on the rows as they stood: it is given up, and the one who saved keeps their file."""
    path, columns = tmp_path / "mine.xlsx", Columns("Sheet", "Compte", {"owner": "Qui"})
    _save(path, ("C0", "C1", "C2"))
    line = _Line(path, is_sorted=True)
    with pytest.raises(ArchiveError, match="changed by another program"):
        attach(path, columns, line)
    assert [row[0].value for row in openpyxl.load_workbook(path)["Sheet"].iter_rows()] == ["Compte", "C2", "C1", "C0"]
    line.is_sorted = False
    assert attach(path, columns, line).rows == 3
