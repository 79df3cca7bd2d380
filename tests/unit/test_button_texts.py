"""The sentences of the buttons: both languages, and French for what the layers below say."""

import re
from pathlib import Path

import pytest

import addin
from addin.macro_texts import _FRENCH, _TEXTS, in_words, told
from addin.office_client import OfficeError, checked_token, checked_url
from receivables.errors import ReceivablesError

_SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(addin.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("key", _TEXTS)
def test_both_languages_say_the_same_things(key: str) -> None:
    french, english = _TEXTS[key]
    assert re.findall(r"\{\w+\}", french) == re.findall(r"\{\w+\}", english)
    assert french != english or key == "file"


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in _FRENCH])
def test_every_sentence_that_has_a_french_one_is_still_said(pattern: str) -> None:
    """Its beginning, at least, stands in the code: who rewords a sentence finds it here."""
    literal = max(re.split(r"\(\.\+\??\)|\.\*|\.\+", pattern), key=len).strip()
    code = re.sub(r'"\s*\n?\s*f?"', "", _SOURCES)
    assert literal in code


@pytest.mark.parametrize(
    ("url", "start"),
    [("ftp://bureau", "« ftp://bureau » n'est pas l'adresse"), ("http://bureau:8765", "Le jeton passerait en clair")],
)
def test_an_address_that_is_none_is_told_in_french(url: str, start: str) -> None:
    with pytest.raises(OfficeError) as caught:
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
