"""What people read on a terminal: in English, and every figure of the sum."""

import io

from rich.console import Console

from server import shown

BRIDGE = {
    "currency": "EUR", "opening": "770.00", "backdated": "-290.00", "billed": "80.00", "cash": "0.00",
    "credit_notes": "0.00", "losses": "0.00", "other": "0.00", "closing": "560.00",
}  # fmt: skip


def said(bridge: dict[str, str]) -> str:
    """`relance close` with one bridge."""
    console = Console(file=io.StringIO(), width=200, highlight=False)
    company = {"company": "A", "is_new": True, "frozen": {"EUR": "560.00"}, "bridge": [bridge], "backdated": []}
    shown.closed(console, {"month": "2025-03", "companies": [company]})
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_bridge_says_what_was_back_dated_before_it() -> None:
    """770 - 290 + 80 = 560."""
    assert "770.00 + back-dated since the close before -290.00 + billed 80.00 -" in said(BRIDGE)


def test_a_bridge_with_nothing_back_dated_keeps_silent_about_it() -> None:
    """A line of the usual month."""
    assert "770.00 + billed 80.00 -" in said({**BRIDGE, "backdated": "0.00"})


def test_the_scope_is_shown_in_english() -> None:
    """The terminal speaks English; both labels are in the JSON answer."""
    console = Console(file=io.StringIO(), width=200, highlight=False)
    row = {"prefix": "413", "treatment": "in", "label_fr": "Effets à recevoir", "label_en": "Bills in portfolio"}
    shown.scope(console, {"scope": [row]})
    assert isinstance(console.file, io.StringIO)
    assert "Bills in portfolio" in console.file.getvalue()
