"""The golden table of the worksheet functions in plain Python; the hosts run the same cases in their own tests."""

from collections.abc import Sequence
from typing import Any

import pytest

from addin.calls import evaluate
from addin.catalogue import CATALOGUE
from tests.golden.function_cases import CASES
from tests.golden.notation import ASPECTS, OMITTED, Case, Whole, difference

#: Rows of an old sheet: a whole column, where a host does not trim it.
SHEET = 65_536


@pytest.mark.parametrize("case", CASES, ids=str)
def test_python_gives_what_is_expected(case: Case) -> None:
    answer = evaluate(case.function, [_raw(one) for one in case.arguments])
    assert not difference(case.expected, answer.value), answer.message


def test_every_function_is_tried_with_everything() -> None:
    """Normal, empty, text, error, whole column, one row, 10,000 rows, bad type; and 150 cases at least."""
    tried = {(case.function, case.aspect) for case in CASES}
    asked = {(one.name, aspect) for one in CATALOGUE if one.arguments for aspect in ASPECTS}
    assert tried >= asked, sorted(asked - tried)
    assert {name for name, _ in tried} == {one.name for one in CATALOGUE}
    assert len({case.id for case in CASES}) == len(CASES) >= 150


def _raw(argument: Any) -> Any:
    """A whole column as tall as a sheet, what is left out as nothing."""
    if argument is OMITTED:
        return None
    if isinstance(argument, Whole):
        empty: Sequence[Any] = [None] * len(argument.rows[0])
        return [*argument.rows, *[empty] * (SHEET - len(argument.rows))]
    return argument
