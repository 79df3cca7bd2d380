"""What a clerk sees and does in the task pane, in a real Chromium before a real server over HTTPS."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.catalogue import CATALOGUE
from addin.names import dotted, with_dots
from addin.version import version
from tests import https_service, office_pane
from tests.browser import Browser
from tests.https_service import HttpsService
from tests.page_checks import FAINT

pytestmark = pytest.mark.chromium
DAY = 46053  # 31 January 2026
UNNAMED = """
return [...document.querySelectorAll("input, button, summary")]
  .filter((node) => !(node.labels && node.labels.length) && !node.textContent.trim()).map((node) => node.outerHTML);
"""
DAY_NAME = "return window.workbook.names.AR_JOUR"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsService]:
    """A service on loopback."""
    with https_service.running(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="module")
def window(service: HttpsService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for this module."""
    with office_pane.opened(service, tmp_path_factory.mktemp("pane")) as opened:
        yield opened


@pytest.fixture
def pane(window: Browser, service: HttpsService) -> Browser:
    """The page, loaded anew."""
    window.open("about:blank")
    window.open(f"{service.url}/office/taskpane.html")
    window.wait("return document.getElementById('server').className !== 'state'")
    return window


def _said(pane: Browser, selector: str = "#said") -> str:
    pane.wait("return document.querySelector(arguments[0]).textContent", selector)
    return pane.text(selector)


def test_it_says_that_the_server_answers_and_nothing_is_refused(pane: Browser) -> None:
    """No script failed, and its own policy stopped nothing it needs."""
    assert pane.text("#server") == f"Joignable, version {version()}."
    assert pane.complaints() == []


def test_the_functions_of_the_page_ask_the_server(pane: Browser) -> None:
    """One runtime: what a cell asks goes through this page, and its last error is shown in it."""
    assert pane.run("return window.functions.DAYSOVERDUE([[arguments[0]]], [[arguments[0] + 7]])", DAY) == [[7]]
    assert not pane.run("return document.getElementById('message').checkVisibility()")
    pane.run("return window.functions.DAYSOVERDUE([['hier']], [[1]]).catch(() => null)")
    assert "hier" in pane.text("#message")


def test_the_day_becomes_a_name_of_the_workbook(pane: Browser) -> None:
    """`AR_JOUR` holds the serial number of the day, whatever the time zone."""
    pane.run("document.getElementById('day').value = '2026-01-31'")
    pane.click("#day-form button")
    assert _said(pane) == "Jour de calcul : 31/01/2026."
    assert pane.run(DAY_NAME)["value"] == DAY
    pane.run("document.getElementById('day').value = '2026-02-01'")
    pane.click("#day-form button")
    pane.wait(f"{DAY_NAME}.value === arguments[0]", DAY + 1)


def test_a_workbook_that_names_a_cell_keeps_it_named(window: Browser, service: HttpsService) -> None:
    """The day is read from that cell when the pane opens, and written into it."""
    held = f'window.workbook.names.AR_JOUR = {{ type: "Range", value: {DAY} }}'
    script = f"document.addEventListener('DOMContentLoaded', () => {{ {held} }}, {{ once: true }})"
    cdp = "/goog/cdp/execute"
    added = window.ask("POST", cdp, {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": script}})
    window.open(f"{service.url}/office/taskpane.html?cell")
    window.ask("POST", cdp, {"cmd": "Page.removeScriptToEvaluateOnNewDocument", "params": added})
    window.wait("return document.getElementById('day').value === '2026-01-31'")
    window.run("document.getElementById('day').value = '2026-03-31'")
    window.click("#day-form button")
    window.wait(f"return {DAY_NAME.removeprefix('return ')}.value === {DAY + 59}")
    assert window.run(DAY_NAME)["type"] == "Range"


def test_the_button_recalculates_the_workbook(pane: Browser) -> None:
    """All of it, volatile or not."""
    pane.click("#refresh")
    assert _said(pane) == "Tout le classeur est recalculé."
    assert pane.run("return window.workbook.calculated") == ["Full"]


def test_what_excel_refuses_is_said(pane: Browser) -> None:
    """A protected workbook, a cell being edited."""
    pane.run("window.workbook.refuses = 'La feuille est protégée.'")
    pane.click("#refresh")
    assert _said(pane) == "Excel a refusé : La feuille est protégée."


def test_every_function_is_there_with_its_arguments_and_an_example(pane: Browser) -> None:
    """As the catalogue has them."""
    shown = pane.run("return [...document.querySelectorAll('#functions details')].map((one) => one.textContent)")
    assert len(shown) == len(CATALOGUE)
    for function, text in zip(CATALOGUE, shown, strict=True):
        told = text.replace("\u00a0", " ")
        assert f"Exemple : ={dotted(function.name)}(" in told
        assert all(with_dots(one.fr) in told for one in (function, *function.arguments))


def test_a_search_finds_words_without_their_accents(pane: Browser) -> None:
    """And says where nothing is found."""
    count = "return [...document.querySelectorAll('#functions details')].filter((one) => !one.hidden).length"
    pane.type("#search", "echeancier")
    assert 0 < pane.run(count) < len(CATALOGUE)
    pane.type("#search", "zzz")
    assert (pane.run(count), pane.text("#found")) == (0, "Aucune fonction ne répond à ces mots.")


def test_the_help_of_a_function_opens_at_it(pane: Browser, service: HttpsService) -> None:
    """Where Excel's own « help on this function » leads."""
    pane.open(f"{service.url}/office/taskpane.html?help#PENALTY")
    pane.wait("return document.getElementById('PENALTY').open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(pane: Browser, scheme: str) -> None:
    """Contrasts, names of fields and buttons, nothing wider than the pane: at 360 points and at 300."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    pane.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": media})
    pane.run(
        "for (const one of document.querySelectorAll('details, [hidden]')) { one.open = true; one.hidden = false; }"
    )
    assert pane.run(FAINT) == []
    assert pane.run(UNNAMED) == []
    for width in (office_pane.WIDTH, 300):
        pane.resize(width, office_pane.HEIGHT)
        assert pane.run("return document.documentElement.scrollWidth") <= width


def test_a_service_elsewhere_is_given_its_key_once(tmp_path: Path) -> None:
    """It is kept in the browser and sent with every call."""
    with https_service.running(tmp_path / "home", *https_service.EVERYWHERE) as service, \
            office_pane.opened(service, tmp_path) as pane:  # fmt: skip
        pane.wait("return document.getElementById('token').checkVisibility()")
        pane.type("#token", service.token or "")
        pane.click("#token-form button")
        pane.wait("return document.getElementById('server').className === 'state good'")
        assert pane.run("return window.functions.DAYSOVERDUE([[arguments[0]]], [[arguments[0] + 7]])", DAY) == [[7]]
        assert not pane.run("return document.getElementById('token').checkVisibility()")


def test_it_says_what_to_do_where_the_server_is_down(tmp_path: Path) -> None:
    """The page is there (Excel keeps it), the server went away."""
    with https_service.running(tmp_path / "home") as service, office_pane.opened(service, tmp_path) as pane:
        pane.wait("return document.getElementById('server').className === 'state good'")
        pane.run("window.fetch = () => Promise.reject(new TypeError('down'))")
        pane.click("#refresh")
        pane.wait("return document.getElementById('server').className === 'state bad'")
        assert "relance serve --https" in pane.text("#server")
