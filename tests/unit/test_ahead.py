"""Rendering ahead changes nothing but the time: same bytes, errors where they belong, no process for a few."""

import os
from dataclasses import replace

import pytest

from server.errors import UserError
from server.letters import ahead
from server.letters.ahead import Ahead, Job
from server.letters.messages import pdf_of
from server.letters.templates import LetterTemplate, shipped
from tests.letter_samples import sample

TEMPLATE = shipped("business", "r1", "fr")


def job(key: str) -> Job:
    """The letter of that reference; key 7 cannot be made, key 8 has a template that cannot be filled in."""
    if key == "7":
        raise UserError("no such message")
    template = LetterTemplate("{{ items }}{{ nobody }}", "", "") if key == "8" else TEMPLATE
    return pdf_of, (replace(sample(), reference=f"R-{key}"), template)


def test_the_same_bytes_whoever_renders_them_and_in_whatever_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LEAST", 4)
    keys = [str(number) for number in range(12)]
    rendering = Ahead(keys, job, 2)
    try:
        for key in ("3", "0", "11", "unasked"):
            work, arguments = job(key)
            assert rendering.take(key) == work(*arguments)
        for key in ("7", "8"):
            with pytest.raises(UserError):
                rendering.take(key)
    finally:
        rendering.close()
    assert rendering.take("5") == pdf_of(*job("5")[1])


def test_a_few_are_rendered_here() -> None:
    """No process is started for less than the time it takes."""
    rendering = Ahead(["1", "2"], lambda _: (os.getpid, ()), 2)
    assert rendering.take("1") == os.getpid()
