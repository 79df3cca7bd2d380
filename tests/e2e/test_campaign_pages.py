"""The pages of campaigns in a real Chromium before a real server: a proposal read, ticked, approved; a call noted."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser, service
from tests.browser import Browser
from tests.command import installed_command
from tests.e2e.test_home_page import UNNAMED
from tests.home_page import PASSWORD
from tests.page_checks import FAINT

pytestmark = pytest.mark.chromium
_CALLS = "return [...document.querySelectorAll('a[href*=\"/call/\"]')].map((one) => one.getAttribute('href'))"


@pytest.fixture(scope="module")
def home(planned_demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a proposal of its day, and Julie, who may do everything."""
    room = tmp_path_factory.mktemp("campaigns")
    shutil.copytree(planned_demo_home, room / "home")
    add = [installed_command(), "user", "add", "Julie", "--role", "admin", "--password-stdin", "--home", room / "home"]
    subprocess.run(list(map(str, add)), input=PASSWORD, encoding="utf-8", check=True, capture_output=True)
    return room / "home"


@pytest.fixture(scope="module")
def office(home: Path) -> Iterator[str]:
    """URL of a service on that home."""
    with service.serving(home) as running:
        yield running.url


@pytest.fixture(scope="module")
def window(office: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser, signed in; pages in French."""
    with browser.running(tmp_path_factory.mktemp("profile")) as opened:
        opened.resize(1200, 900)
        opened.open(f"{office}/login?lang=fr")
        opened.open(f"{office}/")
        opened.type("input[name=name]", "Julie")
        opened.type("input[name=password]", PASSWORD)
        opened.click(".sign-in button")
        _arrived(opened, "h1", "Accueil")
        yield opened


def _arrived(window: Browser, selector: str, expected: str) -> None:
    end, seen = time.monotonic() + 30, ""
    while not seen.startswith(expected) and time.monotonic() < end:
        with contextlib.suppress(AssertionError):  # the page goes away under our hands
            seen = window.text(selector)
    assert seen.startswith(expected), seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_pages(office: str, window: Browser, scheme: str) -> None:
    """Contrasts, names of fields, headings in order; nothing wider than a telephone; no complaint of the browser."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    window.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": media})
    window.open(f"{office}/campaigns/1")
    call = window.run(_CALLS)[0]
    for path in ("/campaigns", "/campaigns/1", call):
        window.open(f"{office}{path}")
        window.run("for (const one of document.querySelectorAll('details')) one.open = true;")
        assert window.run(FAINT) == [], path
        assert window.run(UNNAMED) == [], path
        window.resize(380, 800)
        assert window.run("return document.documentElement.scrollWidth") <= 380, path
        window.resize(1200, 900)
    assert window.complaints() == []


def test_a_proposal_is_ticked_and_approved(office: str, window: Browser) -> None:
    """Read, tick a reminder, approve; a formal notice waits for a second person and says so; a letter is a PDF."""
    window.open(f"{office}/")
    window.click("a[href='/campaigns']")
    _arrived(window, "h1", "Campagnes")
    window.click("a[href='/campaigns/1']")
    _arrived(window, "h1", "Campagne 1 du 31/10/2026")
    assert "dernier encaissement comptabilisé le" in window.text(".decision-line")
    rows = window.run("return [...document.querySelectorAll('.proposal tbody tr')].map((row) => row.innerText)")
    mail = next(at for at, row in enumerate(rows, 1) if "deux personnes" not in row and "appel" not in row)
    notice = next(at for at, row in enumerate(rows, 1) if "deux personnes" in row)
    window.click(f".proposal tbody tr:nth-child({mail}) input")
    window.click(".decision-line .primary")
    _arrived(window, ".done", "Approuvé")
    left = window.run("return document.querySelectorAll('.proposal tbody tr').length")
    assert left == len(rows) - 1
    notice -= notice > mail
    window.click(f".proposal tbody tr:nth-child({notice}) input")
    window.click(".decision-line .primary")
    _arrived(window, ".done", "Votre approbation est notée")
    assert "approuvé par vous" in window.text(f".proposal tbody tr:nth-child({notice})")
    letter = window.run("return document.querySelector('a[href*=preview]').getAttribute('href')")
    window.open(f"{office}{letter}")
    assert window.run("return document.contentType") == "application/pdf"


def test_a_call_is_noted_on_its_sheet(office: str, window: Browser) -> None:
    """Objections unfold; the result is chosen, typed once, and stands on the sheet."""
    window.open(f"{office}/campaigns/1")
    window.open(f"{office}{window.run(_CALLS)[0]}")
    _arrived(window, "h1", "Fiche d'appel")
    window.run("document.querySelector('select[name=result]').value = 'refuses'")
    window.run("document.querySelector('select[name=reason]').value = 'price'")
    window.type("textarea[name=comment]", "attend un avoir")
    window.click(".upload .primary")
    _arrived(window, ".done", "L'appel est noté")
    assert "attend un avoir" in window.text("main")
    first = window.text("#objections ~ details summary")
    assert first.startswith("prix")
    assert "déjà dit" in first
