"""The pages for people in a real Chromium before a real server: a morning, from signing in to signing out."""

import contextlib
import datetime as dt
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.imports.run import ImportOptions, import_files
from server.store.database import open_engine
from tests import browser, service
from tests.browser import Browser
from tests.command import installed_command
from tests.home_page import PASSWORD, ledger, meet
from tests.page_checks import FAINT

pytestmark = pytest.mark.chromium
#: Fields and buttons a screen reader has no name for; headings that skip a level; tables without headings.
UNNAMED = """
const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, summary, svg")]
  .filter((one) => !(one.labels && one.labels.length) && !one.textContent.trim()
    && !one.getAttribute("aria-label") && !one.getAttribute("aria-labelledby"));
const levels = [...document.querySelectorAll("h1, h2, h3")].map((one) => Number(one.tagName[1]));
const skipped = levels.filter((level, at) => at > 0 && level > levels[at - 1] + 1);
const tables = [...document.querySelectorAll("table")].filter((one) => !one.querySelector("th[scope=col]"));
return [...fields, ...tables].map((one) => one.outerHTML.slice(0, 80)).concat(skipped);
"""
HEIGHTS = "return [...document.querySelectorAll('svg .bar')].map((bar) => Number(bar.getAttribute('height')))"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a service with a ledger, a conflict of yesterday and Julie, who may do everything."""
    room = tmp_path_factory.mktemp("office")
    home, yesterday = room / "home", (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).isoformat(timespec="milliseconds")
    engine = open_engine(home, None)
    import_files(engine, [ledger(room / "a")], ImportOptions(at=yesterday))
    meet(engine, "owner", ("Sophie", "Karim"), yesterday)
    engine.dispose()
    add = [installed_command(), "user", "add", "Julie", "--role", "admin", "--password-stdin", "--home", str(home)]
    subprocess.run(add, input=PASSWORD, encoding="utf-8", check=True, capture_output=True)
    with service.serving(home) as running:
        yield running.url


@pytest.fixture(scope="module")
def window(office: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for this module, signed in; pages in French."""
    with browser.running(tmp_path_factory.mktemp("profile")) as opened:
        opened.resize(1200, 900)
        opened.open(f"{office}/login?lang=fr")
        opened.open(f"{office}/")
        assert opened.run("return location.pathname") == "/login"
        opened.type("input[name=name]", "Julie")
        opened.type("input[name=password]", PASSWORD)
        opened.click(".sign-in button")
        _arrived(opened, "h1", "Accueil")
        yield opened


def _arrived(window: Browser, selector: str, expected: str) -> None:
    """A click does not wait for the page it leads to."""
    end, seen = time.monotonic() + 30, ""
    while seen != expected and time.monotonic() < end:
        with contextlib.suppress(AssertionError):  # the page goes away under our hands
            seen = window.text(selector)
    assert seen == expected


def _figure(window: Browser, column: str) -> str:
    """What the table says of a column of the aged balance."""
    script = "return [...document.querySelectorAll('.figures tr')].map((row) => row.innerText)"
    row: str = next(text for text in window.run(script) if text.startswith(column))
    return " ".join(row.split())


def test_a_morning(office: str, window: Browser, tmp_path: Path) -> None:
    """Upload, read the summary, accept, see the chart change, undo, settle a conflict."""
    window.open(f"{office}/")
    assert _figure(window, "1 à 30 j") == "1 à 30 j 1 200,00 € 72,7 %"
    before = window.run(HEIGHTS)
    window.click("a[href='/imports']")
    _arrived(window, "h1", "Imports")
    chosen = f"/element/{window.find('input[type=file]')}/value"
    window.ask("POST", chosen, {"text": str(ledger(tmp_path / "b", is_paid=True))})
    window.click(".upload .primary")
    _arrived(window, "h1", "Ce que ce fichier changerait")
    assert window.run(FAINT) == []
    assert window.run(UNNAMED) == []
    counts = window.run("return [...document.querySelectorAll('.counts li')].map((one) => one.innerText)")
    assert [" ".join(text.split()) for text in counts] == [
        "1 nouvelles", "1 réglées ou lettrées", "0 montant modifié", "1 inchangées",
    ]  # fmt: skip
    window.click(".decision .primary")
    _arrived(window, ".done", "L'import est enregistré.")
    window.click("header .home")
    _arrived(window, "h1", "Accueil")
    assert _figure(window, "Total") == "Total 750,50 €"
    after = window.run(HEIGHTS)
    assert after != before
    window.open(f"{office}/imports")
    window.click(".undo button")
    _arrived(window, ".done", "L'import est annulé.")
    window.open(f"{office}/")
    assert window.run(HEIGHTS) == before
    window.click("main a[href='/conflicts']")
    _arrived(window, "h1", "Conflits")
    window.click("input[value=mine]")
    window.click(".settle .primary")
    _arrived(window, ".done", "Le conflit est tranché.")
    assert "Aucun conflit" in window.text("main")
    assert window.complaints() == []


@pytest.mark.parametrize("path", ["/", "/imports", "/conflicts", "/users", "/watched"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(office: str, window: Browser, path: str, scheme: str) -> None:
    """Contrasts, names of fields, headings in order; nothing wider than a telephone."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    window.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": media})
    window.open(f"{office}{path}")
    window.run("for (const one of document.querySelectorAll('details')) one.open = true;")
    assert window.run(FAINT) == []
    assert window.run(UNNAMED) == []
    window.resize(380, 800)
    assert window.run("return document.documentElement.scrollWidth") <= 380
    window.resize(1200, 900)


def test_the_keyboard_is_enough(office: str, window: Browser) -> None:
    """The first Tab goes to the link over the menu; Enter leads into the page."""
    window.open(f"{office}/")
    keys = [{"type": "key", "id": "keys", "actions": [
        {"type": way, "value": key} for key in ("\ue004", "\ue007") for way in ("keyDown", "keyUp")
    ]}]  # fmt: skip
    window.ask("POST", "/actions", {"actions": keys})
    window.wait("return location.hash === '#main'")


def test_without_scripts_it_is_the_same(office: str, window: Browser) -> None:
    """Nothing on a page needs them: they are switched off, and a form still works. Then Julie signs out."""
    window.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setScriptExecutionDisabled", "params": {"value": True}})
    window.open(f"{office}/users")
    window.type("#add ~ form input[name=name]", "Nadia")
    window.click("#add ~ form input[name=all]")
    window.click("#add ~ form .primary")
    _arrived(window, ".done", "C'est enregistré.")
    assert "Nadia" in window.text("main")
    window.click(".who button")
    _arrived(window, "h1", "Se connecter")
    window.open(f"{office}/users")
    _arrived(window, "h1", "Se connecter")
