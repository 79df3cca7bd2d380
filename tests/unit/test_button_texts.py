"""The sentences of the buttons: both languages, and French for what the layers below say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import addin
from addin.macro_french import FRENCH
from addin.macro_texts import _TEXTS, in_words, told
from addin.server_client import ServerError, checked_token, checked_url
from receivables.errors import ReceivablesError

_ROOT = Path(addin.__file__).parents[1]
#: What speaks to who presses a button: all sentences in it are to have a French one.
_SPEAKERS = (
    *(f"addin/{name}.py" for name in (
        "conflict_sheet", "event_entry", "event_sheets", "ledger_import", "live_book", "live_refresh", "server_client",
        "refresh", "refresh_parts", "refresh_rows", "row_ids", "shared_cells", "shared_state", "sheet_names", "sheets",
        "state_sheets", "sync_client", "sync_recovery", "sync_sent", "synchronise",
    )), *(f"receivables/{name}.py" for name in ("days", "fields", "followup/events", "money")),
    *(f"server/sync/{name}.py" for name in ("edits", "events", "parts", "pull", "push")),
)  # fmt: skip
_SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("addin", "server/sync", "receivables")
    for path in (_ROOT / folder).rglob("*.py")
    if path.name != "macro_french.py"
)


@pytest.mark.parametrize("key", _TEXTS)
def test_both_languages_say_the_same_things(key: str) -> None:
    french, english = _TEXTS[key]
    assert re.findall(r"\{\w+\}", french) == re.findall(r"\{\w+\}", english)
    assert french != english or key == "file"


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in FRENCH])
def test_every_sentence_that_has_a_french_one_is_still_said(pattern: str) -> None:
    """Its longest piece stands in the code: who rewords a sentence finds it here."""
    literal = max(re.split(r"\(.*?\)\??|\.\*|\.\+|\[.*?\]|\||s\?|\\", pattern), key=len).strip(" .")
    code = re.sub(r'"\s*\n?\s*f?"', "", _SOURCES)
    assert literal in code


def _sentences(path: Path) -> Iterator[str]:
    """The sentences a module says, figures in the place of what is put in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(one) for joined in ast.walk(tree) if isinstance(joined, ast.JoinedStr) for one in ast.walk(joined)
             if one is not joined}  # fmt: skip
    texts = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        text = ""
        if isinstance(one, ast.JoinedStr):
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else "7" for each in one.values)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            text = one.value
        if id(one) not in parts | texts and re.fullmatch(r"[«A-Z7].* .*[.?…]", text):
            yield text.replace("7: 7 deleted", "7: 1 row was deleted")


_SAID = [text for name in _SPEAKERS if (_ROOT / name).exists() for text in _sentences(_ROOT / name)]


@pytest.mark.parametrize("sentence", sorted(set(_SAID)))
def test_every_sentence_of_a_sync_has_a_french_one(sentence: str) -> None:
    """A French workbook is answered in French."""
    assert in_words("fr", sentence) != sentence


def test_a_sentence_within_a_sentence_is_put_into_french_too() -> None:
    """A sheet that was left out, and why."""
    told = in_words("fr", "This sheet was not synchronised. Its columns are not named any more.")
    assert told == "Cette feuille n'a pas été synchronisée. Ses colonnes n'ont plus leurs noms."


@pytest.mark.parametrize(
    ("url", "start"),
    [("ftp://bureau", "« ftp://bureau » n'est pas l'adresse"), ("http://bureau:8765", "Le jeton passerait en clair")],
)
def test_an_address_that_is_none_is_told_in_french(url: str, start: str) -> None:
    with pytest.raises(ServerError) as caught:
        checked_url(url)
    assert in_words("fr", str(caught.value)).startswith(start)
    assert in_words("en", str(caught.value)) == str(caught.value)


def test_a_token_that_is_none_is_told_in_french() -> None:
    with pytest.raises(ReceivablesError) as caught:
        checked_token("two words")
    assert in_words("fr", str(caught.value)).startswith("Ce n'est pas un jeton")


def test_a_sentence_nobody_put_into_french_stays_whole() -> None:
    assert in_words("fr", "Something else happened.") == "Something else happened."


def test_values_are_put_in() -> None:
    assert told("en", "imported") == "Imported. « Refresh » brings this workbook up to date."
    assert told("fr", "synced", pushed=2, applied=1, pulled=3) == "Envoyé : 2, dont 1 prises en compte. Reçu : 3."
