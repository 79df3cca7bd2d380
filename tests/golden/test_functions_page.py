"""docs/functions.md: up to date, its examples give what it shows, and it names every deviation of every host."""

import datetime as dt
import re
from typing import Any

import pytest

from addin.calls import evaluate
from addin.catalogue import CATALOGUE
from addin.reference import functions_page
from addin.reference_texts import EXAMPLES, FORMS, HOSTS, SHEET
from addin.version import version
from tests.conftest import ROOT
from tests.golden.deviations import DEVIATIONS
from tests.golden.notation import difference

#: The host of each column.
COLUMNS = {"xlwings": 0, "vba": 0, "calc": 1, "office": 2, "http": 3}
_DATE, _NUMBER = re.compile(r"(\d\d)/(\d\d)/(\d{4})"), re.compile(r"-?\d+(?:,\d+)?( %)?")


def test_the_page_is_that_of_the_catalogue() -> None:
    """Made anew by `python -m addin.reference docs/functions.md`."""
    assert (ROOT / "docs" / "functions.md").read_text(encoding="utf-8") == functions_page()


def test_every_function_has_its_example() -> None:
    assert list(EXAMPLES) == [function.name for function in CATALOGUE]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_shows_what_the_page_says(name: str) -> None:
    example = EXAMPLES[name]
    called, given = re.fullmatch(r"=(\w+)\((.*)\)", example.formula).groups()  # type: ignore[union-attr]
    assert called == name
    answer = evaluate(called, [_argument(part.strip()) for part in given.split(";")] if given else [])
    assert not difference([[_cell(text) for text in row] for row in example.shown], answer.value), answer.message


def test_a_deviation_of_a_host_is_on_the_page_and_nothing_else_is_bold() -> None:
    bold = {(column, form) for form, shown in FORMS.items() for column, text in enumerate(shown) if "**" in text}
    assert bold == {(COLUMNS[host], form) for host, form in DEVIATIONS}
    assert all(len(shown) == len(HOSTS) for shown in FORMS.values())


def test_a_deviation_is_of_a_case_and_there_is_one() -> None:
    assert all(DEVIATIONS.values())


def _argument(text: str) -> Any:
    """A literal of a formula, or a range of the sheet."""
    if found := re.fullmatch(r"([A-G])(\d)(?::([A-G])(\d))?", text):
        left, top, right, bottom = found[1], int(found[2]), found[3] or found[1], int(found[4] or found[2])
        columns = slice(ord(left) - ord("A"), ord(right) - ord("A") + 1)
        rows = [[_cell(cell) or None for cell in row[columns]] for row in SHEET[top - 1 : bottom]]
        return rows if found[3] else rows[0][0]
    return text.strip('"') if text.startswith('"') else _cell(text) or None


def _cell(text: str) -> Any:
    """What stands in a cell that shows this."""
    if found := _DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
        return float((dt.date(year, month, day) - dt.date(1899, 12, 30)).days)
    if found := _NUMBER.fullmatch(text):
        number = float(text.removesuffix(" %").replace(",", "."))
        return number / 100 if found[1] else number
    return text


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if len(example.shown[0]) > 1])
def test_a_table_shows_more_than_its_header(name: str) -> None:
    assert len(EXAMPLES[name].shown) > 1


def test_the_version_shown_is_that_of_the_package() -> None:
    """A new version needs no new example."""
    assert EXAMPLES["AR_VERSION"].shown == ((version(),),)
    assert f'"{version()}"' not in (ROOT / "addin" / "reference_texts.py").read_text(encoding="utf-8")
