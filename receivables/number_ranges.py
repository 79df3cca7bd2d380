"""Ranges of document numbers in a label: `FA101-103`, `FA101 à FA103` name the documents between, too."""

import re
from collections.abc import Sequence

from receivables.texts import without_accents

_PART = re.compile(r"[A-Z0-9]+")
#: What stands between the ends of a range, in a label without accents, in capitals; a date is no end.
_JOINT = re.compile(
    r"(?<=\d)\s*(?:[-–—]|\.{2,3}|\b(?:A|AU|TO|JUSQU'?\s?AU?)\b)\s*(?:FACTURES?\s+)?(?:N[O°]\.?\s*)?"
    r"(?=[A-Z0-9])(?!\d{1,2}[/.]\d)"
)
_MAX_PARTS = 4
_MIN_NAMED = 3
#: Longer runs of digits count nothing.
_COUNTED = re.compile(r"\d{1,18}")


def ranges_spelled_out(label: str, known: Sequence[str]) -> str:
    """The label with all the numbers of its ranges; as it is where it has none.

    known: normalised numbers. Only a range both of whose ends are known is one: `FA101-2026` may be an invoice of 2026.
    The last number may leave out what it shares with the first: `FA-2026-101 à 103`, `FA1101-03`.
    """
    text = without_accents(label).upper()
    numbers, pieces, at = set(known), list[str](), 0
    for joint in _JOINT.finditer(text):
        ends = _ends(_PART.findall(text[: joint.start()])[-_MAX_PARTS:], text[joint.end() :], numbers)
        if ends:
            pieces += [text[at : joint.start()], *_between(*ends, numbers)]
            at = joint.end()
    return " ".join([*pieces, text[at:]]) if pieces else label


def _ends(before: list[str], after: str, numbers: set[str]) -> tuple[str, str, str] | None:
    """What the two numbers begin with, and the digits of each, where both are known and the first is the lower."""
    first = _known(["".join(before[at:]) for at in range(len(before))], numbers)
    if not first:
        return None
    tail = re.search(r"\d+$", before[-1])
    size = min(len(tail[0]) if tail else 0, len(first))
    head, low = first[: len(first) - size], first[len(first) - size :]
    parts = _PART.findall(after[:200])[:_MAX_PARTS]
    digits = parts[0] if parts and parts[0].isdigit() else ""
    short = [head + low[: -len(digits)] + digits, head + digits] if digits else []
    last = _known([*("".join(parts[:end]) for end in range(len(parts), 0, -1)), *short], numbers, head)
    high = last[len(head) :]
    if not (_COUNTED.fullmatch(low) and _COUNTED.fullmatch(high) and int(low) < int(high)):
        return None
    return head, low, high


def _known(candidates: list[str], numbers: set[str], head: str = "") -> str:
    """The first of the candidates that is one of the numbers and begins with `head`; '' where none does."""
    plain = (one.lstrip("0") for one in candidates)
    return next((one for one in plain if len(one) >= _MIN_NAMED and one in numbers and one.startswith(head)), "")


def _between(head: str, low: str, high: str, numbers: set[str]) -> list[str]:
    """The numbers after the first end, up to the last."""
    tails = [one[len(head) :] for one in numbers if one.startswith(head) and _COUNTED.fullmatch(one[len(head) :])]
    return [head + tail for tail in sorted(tails, key=int) if int(low) < int(tail) <= int(high)]
