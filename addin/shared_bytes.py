"""A shared workbook held in memory: its state read and put into it by the code that reads and writes files."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from addin.row_ids import remember
from addin.shared_file import SharedFile
from addin.shared_state import SharedBook, from_json, to_json


def state_of(content: bytes) -> SharedBook:
    """The state a workbook carries. Raises ArchiveError where it carries none."""
    with _as_file(content) as path:
        return from_json(SharedFile(path).state())


def remembering(content: bytes, book: SharedBook) -> bytes:
    """The workbook with this state, which remembers what its sheets look like now."""
    with _as_file(content) as path:
        file = SharedFile(path)
        remember(book, file.tables(), ())
        file.save(to_json(book), {}, {})
        return path.read_bytes()


@contextmanager
def _as_file(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shared.xlsx"
        path.write_bytes(content)
        yield path
