"""Conditional compilation of a VBA text, settled where the answer is known."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_DIRECTIVE = re.compile(r"\s*#(If|ElseIf|Else|End If)\b\s*(.*?)\s*(?:\bThen\b.*)?$", re.IGNORECASE)


@dataclass
class _Branching:
    """An open #If: are its answers known, has a branch of it been taken, is the present one."""

    is_known: bool
    was_taken: bool
    is_taken: bool

    def turn(self, is_true: bool) -> None:
        """Come to the next branch."""
        self.is_taken = is_true and not self.was_taken
        self.was_taken |= is_true


def settled(lines: Iterable[str], answer: Callable[[str], bool | None]) -> Iterator[str]:
    """The lines that stay. `answer` says of a condition whether it holds; None leaves the whole #If as it is."""
    outer: list[_Branching] = []
    for line in lines:
        directive = _DIRECTIVE.match(line)
        word, condition = (directive[1].lower(), directive[2]) if directive else ("", "")
        if word == "if":
            known = answer(condition)
            is_shown = _is_shown(outer)
            outer.append(_Branching(known is not None, bool(known), known is not False))
        elif word in ("elseif", "else") and outer[-1].is_known:
            outer[-1].turn(word == "else" or bool(answer(condition)))
            continue
        else:
            is_shown = _is_shown(outer)
        is_marker = bool(word) and outer[-1].is_known
        if word == "end if":
            outer.pop()
            is_shown = _is_shown(outer)
        if is_shown and not is_marker:
            yield line


def _is_shown(outer: list[_Branching]) -> bool:
    return all(one.is_taken for one in outer)
