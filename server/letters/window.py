"""Whom a letter goes to, as the window of an envelope shows it: no address is cut, its last lines are the town."""

import unicodedata
from collections.abc import Sequence

from server.letters import texts
from server.letters.content import MessageContent
from server.letters.words import word

#: What a window of 34 by 85 mm shows in the smallest type: lines, and signs on each, were they all capitals.
WINDOW_LINES, _WINDOW_SIGNS = 12, 52


def recipient_lines(content: MessageContent) -> tuple[str, ...]:
    """What stands in the window of the envelope: whom to ask for where there is room, the address always whole."""
    debtor, lang = content.debtor, content.lang
    contact = (word("for", lang, name=texts.line(debtor.contact)),) if debtor.contact else ()
    name, address = texts.line(debtor.name), texts.lines(debtor.address)
    told = (name, *contact, *address)
    return told if _printed_lines(told) <= WINDOW_LINES else (name, *address)


def fits_window(content: MessageContent) -> bool:
    """Whether the postman can read the whole address: `letter.typ` prints it smaller, up to so many lines."""
    return _printed_lines(recipient_lines(content)) <= WINDOW_LINES


def _printed_lines(told: Sequence[str]) -> int:
    widths = (sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text) for text in told)
    return sum(-(-width // _WINDOW_SIGNS) for width in widths)
