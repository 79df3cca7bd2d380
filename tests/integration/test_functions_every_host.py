"""The golden table through Excel's real call path, the generated VBA, HTTP and Office.js: the same cents everywhere."""

import json
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import https_service
from tests.golden import hosts
from tests.golden.deviations import expected_in
from tests.golden.function_cases import CASES
from tests.golden.notation import Case, difference
from tests.https_service import HttpsService
from tests.office_host import OfficeHost
from tests.service import serving

EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=str)
EVERY_GROUP = pytest.mark.parametrize("group", list(hosts.groups(CASES)), ids=lambda group: group[0].id)


@EVERY_CASE
def test_xlwings(case: Case) -> None:
    assert not difference(expected_in("xlwings", case), hosts.through_xlwings(case))


@pytest.mark.parametrize("case", [*hosts.few(CASES), *hosts.share_of_many(CASES)], ids=str)
def test_vba(case: Case) -> None:
    assert not difference(expected_in("vba", case), hosts.through_vba(case))


@pytest.mark.costly
@EVERY_GROUP
def test_json(group: Sequence[Case]) -> None:
    assert not _differences("http", group, hosts.through_batch(group))


@pytest.mark.costly
def test_a_real_server(tmp_path: Path) -> None:
    """All but the largest in one request to `relance serve`; what is large has the same JSON."""
    few = hosts.few(CASES)
    with serving(tmp_path / "home") as service:
        request = urllib.request.Request(  # noqa: S310  # an address of this test
            f"{service.url}/v1/functions",
            json.dumps(hosts.as_batch(few)).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            found = hosts.from_batch(json.load(answer))
    assert not _differences("http", few, found)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsService]:
    """A service for Office.js."""
    with https_service.running(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.mark.costly
@pytest.mark.node
@EVERY_GROUP
def test_office_js(office: HttpsService, group: Sequence[Case]) -> None:
    assert not _differences("office", group, hosts.through_office(OfficeHost(office), group))


def _differences(host: str, cases: Sequence[Case], found: Sequence[Any]) -> dict[str, str]:
    """What a host shows otherwise, by case."""
    told = {
        case.id: difference(expected_in(host, case), shown) for case, shown in zip(cases, found, strict=True)
    }  # fmt: skip
    return {name: text for name, text in told.items() if text}
