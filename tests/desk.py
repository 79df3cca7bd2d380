"""A store and a folder of files as one clerk uses them, for tests of imports."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from server import reports
from server.imports.run import ImportOptions, import_files
from server.imports.undo import undo_last
from server.notes import add_note
from server.reports import Question
from server.store.database import reading, writing


class Desk:
    """A store and a folder of files, as one clerk uses them; each import has an instant of its own."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder, self.count = engine, folder, 0

    def write(self, name: str, *rows: str) -> Path:
        """A text file of these rows."""
        path = self.folder / name
        path.write_text("\n".join(rows), encoding="utf-8")
        return path

    def take(self, *paths: Path, **options: Any) -> dict[str, Any]:
        """Import files; the answer of the first."""
        self.count += 1
        at = f"2026-06-{self.count:02d}T08:00:00+00:00"
        return import_files(self.engine, paths, ImportOptions(at=at, **options))[0]

    def give_back(self) -> dict[str, Any]:
        """Undo the last import."""
        with writing(self.engine) as connection:
            return undo_last(connection)

    def open_items(self, **question: Any) -> list[dict[str, Any]]:
        """What `relance open-items` shows."""
        with reading(self.engine) as connection:
            items: list[dict[str, Any]] = reports.open_items(connection, Question(**question))["items"]
            return items

    def opened(self, **question: Any) -> dict[str, str]:
        """number -> open amount."""
        return {item["number"]: item["open"] for item in self.open_items(**question)}

    def balance(self, **question: Any) -> dict[str, Any]:
        """What `relance aged-balance` shows."""
        with reading(self.engine) as connection:
            return reports.aged_balance(connection, Question(**question))

    def note(self, number: str, text: str) -> str:
        """Attach a note to an open item; the item's id."""
        item: str = next(one["item"] for one in self.open_items() if one["number"] == number)
        with writing(self.engine) as connection:
            add_note(connection, item, text, "2026-06-30T08:00:00+00:00")
        return item


def codes(answer: Mapping[str, Any]) -> list[str]:
    """Codes of the problems of an import."""
    return [problem["code"] for problem in answer["problems"]]
