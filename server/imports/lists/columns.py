"""Finds the header line of a list and what each column holds, by words first and by content, or as the user says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, Grid
from server.imports.lists.column_contents import AMOUNT_FIELDS, DATE_FIELDS, Sample, holds, is_value, samples
from server.imports.lists.words import fold, plain, word_score

_HEADER_ROWS = 200
_SHOWN_COLUMNS = 40
_BAND = re.compile(
    r"(?:de )?\d{1,3} ?(?:-|a|to|/) ?\d{1,3}(?: ?(?:j|jours?|days?|past due)\.?)*|(?:>|\+|plus de|over) ?\d{2,3}.*"
    r"|\d{2,3} ?(?:\+|et plus|and over).*|non echue?s?|a echoir|not due|current|older"
)
_LETTERS = re.compile(r"[A-Z]{1,3}")

Vocabulary = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """A sheet with its columns known. `header_row` counts from 1, 0 = the sheet has none; `columns` from 0."""

    grid: Grid
    header_row: int
    columns: dict[str, int]
    problems: tuple[Problem, ...] = ()

    def header(self, field: str) -> str:
        """Header of a field's column as shown."""
        return header_of(self.grid, self.header_row, self.columns[field])

    @property
    def header_cells(self) -> list[Cell]:
        """The header line as it stands, empty where the sheet has none."""
        return self.grid.rows[self.header_row - 1] if self.header_row else []

    def cells(self, field: str, rows: Sequence[int]) -> list[Cell]:
        """Cells of a field at these rows (from 0); None where the field is not mapped or the row is short."""
        if field not in self.columns:
            return [None] * len(rows)
        at, lines = self.columns[field], self.grid.rows
        return [lines[row][at] if at < len(lines[row]) else None for row in rows]


def column_letter(index: int) -> str:
    """0 -> 'A', 26 -> 'AA'."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """'A' -> 0, 'AA' -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def header_of(grid: Grid, header_row: int, column: int) -> str:
    """Text of a column's header; its letter where the sheet or the cell has none."""
    cells = grid.rows[header_row - 1] if header_row else []
    text = cell_of.text_of(cells[column]) if column < len(cells) else ""
    return text or column_letter(column)


def describe_columns(grid: Grid, header_row: int) -> str:
    """The columns found, for a sentence that asks to correct the mapping; without header the fullest row shows them."""
    filled_cells = [sum(not cell_of.is_blank(cell) for cell in row) for row in grid.rows[:_HEADER_ROWS]]
    header_row = header_row or filled_cells.index(max(filled_cells)) + 1
    width = max((len(row) for row in grid.rows[:_HEADER_ROWS]), default=0)
    names = [header_of(grid, header_row, column)[:40] for column in range(width)]
    filled = {at for row in grid.rows[header_row:_HEADER_ROWS] for at, cell in enumerate(row) if is_value(cell)}
    listed = [
        f"{column_letter(at)} « {name} »" if name != column_letter(at) else name
        for at, name in enumerate(names) if name != column_letter(at) or at in filled
    ]  # fmt: skip
    return ", ".join(listed[:_SHOWN_COLUMNS]) + (" …" if len(listed) > _SHOWN_COLUMNS else "")


def locate(grids: Sequence[Grid], vocabulary: Vocabulary, overrides: Mapping[str, str], needed: Iterable[str]) -> Table:
    """The sheet, header line and columns of a list; a header must name one of `needed` fields.

    Raises UserFileError: unknown field or column in `overrides`, no header line recognised.
    """
    _check_fields(overrides, vocabulary)
    needed = frozenset(needed)
    candidates = [(grid, _find_header(grid, vocabulary, overrides, needed)) for grid in grids]
    tables = [_table(grid, header, vocabulary, overrides) for grid, header in candidates if header]
    if not tables:
        return _without_header(grids, overrides, needed)
    return max(tables, key=lambda table: (len(table.columns), not table.grid.is_hidden, len(table.grid.rows)))


def _check_fields(overrides: Mapping[str, str], vocabulary: Vocabulary) -> None:
    for field in overrides:
        if field not in vocabulary:
            raise UserFileError(f"--map {field}: there is no such field; the fields are {', '.join(vocabulary)}.")


# -- header line -----------------------------------------------------------------------------------------------------


def _find_header(grid: Grid, vocabulary: Vocabulary, overrides: Mapping[str, str], needed: frozenset[str]) -> int:
    """Line (from 1) that names most fields, 0 where none names two, one of them needed, or three of any kind."""
    wanted = {fold(header) for header in overrides.values()} - {""}
    best, best_score = 0, 1.9
    for number, row in enumerate(grid.rows[:_HEADER_ROWS], 1):
        texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
        values = sum(not cell_of.is_blank(cell) for cell in row)
        figures = values - sum(not cell_of.looks_like_amount(text) for text in texts)
        if len(texts) < 2 or figures > 0.2 * values:
            continue
        scores = _field_scores(texts, vocabulary)
        told = sum(fold(text) in wanted for text in texts)
        score = sum(scores.values()) + 2 * told
        if not (scores.keys() & needed or told or score >= 3):
            continue
        if score > best_score:
            best, best_score = number, score
    return best


def _field_scores(texts: list[str], vocabulary: Vocabulary) -> dict[str, float]:
    """Each cell votes once, for the field it names best: 1 for its very words, 0.5 else."""
    scores: dict[str, float] = {}
    for text in texts:
        score, field = max((word_score(text, phrases), field) for field, phrases in vocabulary.items())
        if score:
            scores[field] = max(scores.get(field, 0.0), 1.0 if score > 500 else 0.5)
    return scores


def _is_aged_header(row: Sequence[Cell]) -> bool:
    """Do three of its cells name bands of days?"""
    return sum(bool(_BAND.fullmatch(plain(cell))) for cell in row if isinstance(cell, str)) >= 3


def _without_header(grids: Sequence[Grid], overrides: Mapping[str, str], needed: frozenset[str]) -> Table:
    """A sheet without header line is read only with every column told by letter."""
    letters = {field: column for field, column in overrides.items() if _LETTERS.fullmatch(column.strip().upper())}
    if not (letters.keys() == overrides.keys() and letters.keys() & needed):
        for header in overrides.values():
            if header not in letters.values():
                raise _unknown_column(header, grids[0], 0)
        if any(_is_aged_header(row) for row in grids[0].rows[:_HEADER_ROWS]):
            raise UserFileError(
                "This is an aged balance: one amount for each bucket and no documents; export the list of open items, "
                "one row for each document."
            )
        raise UserFileError(
            "No header line was recognised; name the columns by letter, for instance --map account=A --map amount=D. "
            f"Columns found: {describe_columns(grids[0], 0)}."
        )
    columns = {field: column_index(column.strip().upper()) for field, column in letters.items()}
    width = max(len(row) for row in grids[0].rows)
    for column in columns.values():
        if column >= width:
            raise _unknown_column(column_letter(column), grids[0], 0)
    return Table(grids[0], 0, columns)


# -- columns ---------------------------------------------------------------------------------------------------------


def _table(grid: Grid, header_row: int, vocabulary: Vocabulary, overrides: Mapping[str, str]) -> Table:
    headers = [cell_of.text_of(cell) for cell in grid.rows[header_row - 1]]
    told = {field: _resolve(column, headers, grid, header_row) for field, column in overrides.items()}
    found = samples(grid, header_row, len(headers))
    ranked = [
        candidate
        for at, header in enumerate(headers) if at not in told.values()
        for candidate in _candidates(at, header, {f: v for f, v in vocabulary.items() if f not in told}, found[at])
    ]  # fmt: skip
    ranked.sort(key=lambda candidate: (-candidate[0], candidate[2]))
    columns = dict(told)
    problems = []
    for _, field, at in ranked:
        if at in columns.values():
            continue
        if field not in columns:
            columns[field] = at
        elif field not in told and headers[at] == headers[columns[field]]:
            problems.append(_same_header(header_row, field, headers[at], columns[field], at))
    for at, header in enumerate(headers):
        field = _sure_field(header, vocabulary)
        if (
            at not in columns.values()
            and field not in columns
            and field in DATE_FIELDS | AMOUNT_FIELDS
            and found[at].every
        ):
            problems.append(_not_read(grid, header_row, at))
    return Table(grid, header_row, columns, tuple(problems))


def _candidates(at: int, header: str, vocabulary: Vocabulary, sample: Sample) -> list[tuple[int, str, int]]:
    """(score, field, column) for each field a header names and its cells allow."""
    scores = {field: score for field, phrases in vocabulary.items() if (score := word_score(header, phrases))}
    is_sure = bool(_sure_field(header, vocabulary))
    return [
        (score, field, at) for field, score in scores.items() if holds(field, header, sample, is_sure and score > 500)
    ]


def _sure_field(header: str, vocabulary: Vocabulary) -> str:
    """The one field whose very words a header is, '' where there is none or several."""
    fields = [field for field, phrases in vocabulary.items() if word_score(header, phrases) > 500]
    return fields[0] if len(fields) == 1 else ""


def _resolve(column: str, headers: list[str], grid: Grid, header_row: int) -> int:
    """Header text (its case and accents do not matter) or letter -> column."""
    column = column.strip()
    for match in (str.strip, str.casefold, fold):
        found = [at for at, header in enumerate(headers) if header and match(header) == match(column)]
        if found:
            return found[0]
    width = max(len(row) for row in grid.rows)
    if _LETTERS.fullmatch(column.upper()) and column_index(column.upper()) < width:
        return column_index(column.upper())
    raise _unknown_column(column, grid, header_row)


def _unknown_column(column: str, grid: Grid, header_row: int) -> UserFileError:
    return UserFileError(f"There is no column « {column[:60]} »; columns found: {describe_columns(grid, header_row)}.")


def _same_header(row: int, field: str, header: str, used: int, left: int) -> Problem:
    return Problem(row, "same_header", (
        f"Columns {column_letter(used)} and {column_letter(left)} are both called « {header} »; "
        f"{column_letter(used)} is read; --map {field}={column_letter(left)} would read the other."
    ))  # fmt: skip


def _not_read(grid: Grid, header_row: int, at: int) -> Problem:
    rows = enumerate(grid.rows[header_row:], header_row + 1)
    row, cell = next((row, cells[at]) for row, cells in rows if at < len(cells) and is_value(cells[at]))
    return Problem(header_row, "column_not_read", (
        f"Column « {header_of(grid, header_row, at)} » ({column_letter(at)}) is not read: what stands in it "
        f"(row {row}: « {cell_of.shown(cell)} ») is not what its name says."
    ))  # fmt: skip
