"""The VBA behind the buttons of the shared workbook, run by an interpreter: what it asks Python, and what it shows."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from addin.macros import MACROS
from addin.vba import RIBBON_BUTTONS, stub_modules
from addin.vba.ribbon import CONFLICTS, IMPORT, SYNC
from addin.version import version
from addin.xlam.package import ribbon
from tests.vba_host import VbaHost

_YES, _NO = 6, 7
_OF_OFFICE = [one for one in RIBBON_BUTTONS if one.calls == "ImportLedger" or one.calls.startswith("RunMacro")]


class Asked:
    """A Python that answers in its turn, and what it was asked; how Excel stood meanwhile."""

    def __init__(self, excel: VbaHost, *answers: list[str]) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.states: list[tuple[bool, bool, object]] = []
        self._app, self._answers = excel.app.application, list(answers)
        excel.macro = self

    def __call__(self, *told: Any) -> list[str]:
        """One call of run_macro."""
        self.calls.append(told)
        self.states.append((self._app.screen_updating, self._app.enable_events, self._app.status_bar))
        return self._answers.pop(0)


@pytest.fixture
def excel() -> VbaHost:
    """An Excel with the add-in and an empty workbook."""
    return VbaHost()


def still(excel: VbaHost) -> bool:
    """Whether Excel is as the person left it."""
    app = excel.app.application
    return (app.screen_updating, app.enable_events, app.status_bar) == (True, True, False)


@pytest.mark.parametrize("button", _OF_OFFICE, ids=lambda button: button.id)
def test_every_button_runs_a_macro_that_is_there(excel: VbaHost, button: Any) -> None:
    """It gets the open workbook; the screen stands still meanwhile and is the person's own again."""
    excel.app.application.picked = r"C:\exports\FEC.txt"
    python = Asked(excel, ["done", "Fait.", ""])
    assert excel.press(button.id) == "Fait."
    ((name, book, reply, memo, lang),) = python.calls
    assert name in MACROS
    assert book is excel.app.application.active_book
    assert (reply, memo, lang) == (r"C:\exports\FEC.txt" if button is IMPORT else "", "", "fr")
    assert python.states == [(False, False, "Relance : au travail…")]
    assert still(excel)


def test_a_macro_with_nothing_to_say_shows_nothing(excel: VbaHost) -> None:
    Asked(excel, ["done", "", ""])
    assert excel.press(SYNC.id) == ""
    assert excel.app.dialogs == []


def test_the_file_picker_may_be_closed(excel: VbaHost) -> None:
    python = Asked(excel)
    assert excel.press(IMPORT.id) == ""
    assert (python.calls, excel.starts) == ([], 0)


@pytest.mark.parametrize(("button", "reply"), [(_YES, "yes"), (_NO, "no")])
def test_a_question_is_put_and_its_answer_brought_back(excel: VbaHost, button: int, reply: str) -> None:
    """The summary of a file, say; Enter alone imports nothing (the second button is the one that is marked)."""
    excel.app.application.picked = "F"
    python = Asked(excel, ["ask", "Importer ?", '{"id": 1}'], ["done", "Bien.", ""])
    excel.app.answer_dialogs(button)
    assert excel.press(IMPORT.id) == "Importer ?Bien."
    assert [call[2:4] for call in python.calls] == [("F", ""), (reply, '{"id": 1}')]
    assert excel.app.dialogs[0][3] & 256


def test_a_text_is_asked_for_and_may_be_refused(excel: VbaHost) -> None:
    python = Asked(excel, ["enter", "Adresse ?", "m"], ["done", "Bien.", ""], ["enter", "Adresse ?", "m"])
    excel.app.answer_dialogs("https://bureau:8765")
    excel.press(SYNC.id)
    assert [call[2:4] for call in python.calls] == [("", ""), ("https://bureau:8765", "m")]
    excel.app.answer_dialogs("")
    excel.press(SYNC.id)
    assert len(python.calls) == 3, "a box that was closed ends the button"
    assert still(excel)


def test_a_python_that_is_gone_is_started_again_once(excel: VbaHost) -> None:
    python = Asked(excel, ["done", "Un.", ""], ["done", "Deux.", ""])
    excel.press(SYNC.id)
    excel.kill()
    assert excel.press(CONFLICTS.id) == "Deux."
    assert (excel.starts, len(python.calls)) == (2, 2)


def test_a_failure_is_one_sentence_and_leaves_excel_as_it_was(excel: VbaHost) -> None:
    """Nobody reads a traceback; what failed before Python names the command that looks into it."""

    def fail(*_: object) -> list[str]:
        raise KeyError("x")

    excel.macro = fail
    assert excel.press(SYNC.id) == "Erreur -2147467259 : KeyError: 'x'"
    assert still(excel)
    other = VbaHost()
    other.start_error = "Access is denied"
    assert "relance addin doctor" in other.press(SYNC.id)
    assert still(other)


def test_a_python_of_another_version_is_asked_nothing(excel: VbaHost) -> None:
    python = Asked(excel)
    excel.answer = lambda *_: "9.9.9"
    assert excel.press(SYNC.id).startswith(f"Le complément Excel est en version {version()}")
    assert python.calls == []


def test_without_a_workbook_python_is_told_so(excel: VbaHost) -> None:
    excel.app.application.vba_get("Workbooks", [1], {}).vba_get("Close", [False], {})
    python = Asked(excel, ["warn", "Ouvrez…", ""])
    excel.press(SYNC.id)
    assert python.calls[0][1] is None


def test_nothing_is_done_in_an_event() -> None:
    """No procedure of the add-in is one that Excel runs by itself, but for the one at its start."""
    for name, text in stub_modules().items():
        assert not re.search(r"(?im)^\s*(public |private )?sub (workbook|worksheet|app)_\w+", text), name
        assert "BeforeSave" not in text


def test_the_module_of_the_buttons_is_out_of_reach_of_cells() -> None:
    assert "Option Private Module" in stub_modules()["RelanceOffice.bas"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_ribbon_holds_to_its_schema(lang: str) -> None:
    """What the schema of customUI 2006/01 says of the elements used: their nesting, required ids, longest texts."""
    tag = "{http://schemas.microsoft.com/office/2006/01/customui}"
    allowed = {"customUI": {"ribbon"}, "ribbon": {"tabs"}, "tabs": {"tab"}, "tab": {"group"}, "group": {"button"},
               "button": set[str]()}  # fmt: skip
    root = ElementTree.fromstring(ribbon(lang))  # noqa: S314 - our own text
    ids = [one.get("id") for one in root.iter() if one.get("id") is not None]
    assert len(ids) == len(set(ids))
    for one in root.iter():
        assert {child.tag.removeprefix(tag) for child in one} <= allowed[one.tag.removeprefix(tag)]
        assert all(len(text) <= 1024 for text in one.attrib.values())
    for one in root.iter(f"{tag}button"):
        assert set(one.attrib) == {"id", "size", "imageMso", "onAction", "label", "supertip"}
        assert re.fullmatch(r"[A-Za-z_]\w*", one.get("id", ""))
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]+", one.get("imageMso", ""))
    assert {len(list(one)) for one in root.iter(f"{tag}group")} == {4, 5}
