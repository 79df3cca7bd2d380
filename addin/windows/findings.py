"""What the doctor found: one sentence each, with what to do, in both languages."""

from dataclasses import dataclass
from enum import StrEnum

from addin.windows.sentences import SENTENCES


class Level(StrEnum):
    """FINE: as it should be | NOTE: good to know | PROBLEM: the functions do not work, or not for long."""

    FINE = "fine"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing found. `facts` fill the sentence."""

    code: str
    level: Level
    facts: tuple[tuple[str, str], ...] = ()

    def sentence(self, lang: str = "en") -> str:
        """What was found and what to do."""
        english, french = SENTENCES[self.code]
        return (french if lang == "fr" else english).format(**dict(self.facts))


def fine(code: str, **facts: str) -> Finding:
    """As it should be."""
    return Finding(code, Level.FINE, tuple(facts.items()))


def note(code: str, **facts: str) -> Finding:
    """Good to know."""
    return Finding(code, Level.NOTE, tuple(facts.items()))


def problem(code: str, **facts: str) -> Finding:
    """To be mended."""
    return Finding(code, Level.PROBLEM, tuple(facts.items()))
