"""Sheet Critères: weights and thresholds of the call score, which `relance criteria load` reads back."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from receivables.priority.criteria import MAX_WEIGHT, ROUTE, UNITS, Criterion
from workbooks.book import Book
from workbooks.columns import Column, Columns
from workbooks.tables import write_table

_WEIGHT_PLACE, _THRESHOLD_PLACE = 1, 2
_DEFINITION_WIDTH = 70.0


def write_criteria_sheet(book: Book, criteria: Sequence[Criterion], version: int) -> None:
    """One row a criterion; the weights and thresholds are yellow, checked as they are typed."""
    words = book.words
    sheet = book.add_sheet("criteria")
    top = book.write_heading(sheet, "criteria", words("criteria.version", version=version), words("intro.criteria"))
    sheet.write_string(top, 0, words("criteria.score"), book.styles.of("note"))
    top += 2
    write_table(book, sheet, top, "Criteria", _columns(book, criteria))
    for row, one in enumerate(criteria, top + 1):
        _check_weight(book, sheet, row, one)
        _check_threshold(book, sheet, row, one)


def _columns(book: Book, criteria: Sequence[Criterion]) -> list[Column]:
    make, words = Columns(book), book.words
    lang, count = words.lang, len(criteria)
    definitions = pd.Series([one.text("definition", lang) for one in criteria], dtype="str")
    return [
        make.label(words("col.criterion"), [one.text("label", lang) for one in criteria]),
        _filled(make.input(words("col.weight"), count, 10, "count"), [one.weight for one in criteria]),
        _filled(make.input(words("col.threshold"), count, 12, "count"), [one.threshold for one in criteria]),
        make.label(words("col.unit"), [one.unit_text(lang) for one in criteria]),
        replace(make.prose(words("col.definition"), definitions), width=_DEFINITION_WIDTH),
        make.label(words("col.code"), [one.name for one in criteria]),
    ]


def _filled(column: Column, values: list[int]) -> Column:
    """Cells to fill in, with what stands in them now."""
    return replace(column, values=values)


def _check_weight(book: Book, sheet: Worksheet, row: int, criterion: Criterion) -> None:
    if criterion.growth == ROUTE:
        _check(book, sheet, (row, _WEIGHT_PLACE), (0, 0), book.words("criteria.fixed_help"))
        return
    _check(book, sheet, (row, _WEIGHT_PLACE), (0, MAX_WEIGHT), book.words("criteria.weight_help", most=MAX_WEIGHT))


def _check_threshold(book: Book, sheet: Worksheet, row: int, criterion: Criterion) -> None:
    least, most = UNITS[criterion.unit][2:]
    unit = criterion.unit_text(book.words.lang)
    text = book.words("criteria.threshold_help", least=least, most=f"{most:,}".replace(",", " "), unit=unit)
    _check(book, sheet, (row, _THRESHOLD_PLACE), (least, most), text)


def _check(book: Book, sheet: Worksheet, cell: tuple[int, int], bounds: tuple[int, int], text: str) -> None:
    """Only whole numbers within the bounds; the text helps while the cell is chosen and when a number is refused."""
    rule = {
        "validate": "integer", "criteria": "between", "minimum": bounds[0], "maximum": bounds[1],
        "ignore_blank": False, "input_message": text, "error_title": book.words("criteria.refused"),
        "error_message": text,
    }  # fmt: skip
    sheet.data_validation(*cell, *cell, rule)
