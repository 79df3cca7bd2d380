"""The golden table in a real Calc with the add-in, computed by a real `relance serve`: the same cents."""

from collections.abc import Iterator, Sequence

import pytest

from tests import calc_host
from tests.calc_host import CalcHost
from tests.conftest import ENDURANCE
from tests.golden import hosts
from tests.golden.deviations import expected_in
from tests.golden.function_cases import CASES
from tests.golden.notation import Case, difference
from tests.service import serving

pytestmark = pytest.mark.libreoffice
#: Cases of one start of LibreOffice.
_AT_ONCE, _MANY_AT_ONCE = 50, 10


def _groups() -> Iterator[Sequence[Case]]:
    """Every second case, all of them in an endurance run; the ten thousand rows apart."""
    few, many = hosts.few(CASES)[:: 1 if ENDURANCE.share >= 1 else 2], hosts.share_of_many(CASES)
    yield from (few[first : first + _AT_ONCE] for first in range(0, len(few), _AT_ONCE))
    yield from (many[first : first + _MANY_AT_ONCE] for first in range(0, len(many), _MANY_AT_ONCE))


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalcHost]:
    """A Calc and its service."""
    with serving(tmp_path_factory.mktemp("home")) as service, calc_host.running(service.url) as host:
        yield host


@pytest.mark.parametrize("group", list(_groups()), ids=lambda group: group[0].id)
def test_calc_shows_what_is_expected(calc: CalcHost, group: Sequence[Case]) -> None:
    shown = hosts.through_calc(calc, group)
    told = {
        case.id: difference(expected_in("calc", case), found) for case, found in zip(group, shown, strict=True)
    }  # fmt: skip
    assert not {name: text for name, text in told.items() if text}
