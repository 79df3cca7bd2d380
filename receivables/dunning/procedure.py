"""Dunning procedures: ordered levels, each with its delay, its channels, its tone and who approves it.

Amounts are integer minor units by currency (`{"EUR": 50000}`); a currency that is not named has no limit.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from receivables.dunning.roles import ROLES
from receivables.errors import ReceivablesError
from receivables.texts import shortened

EMAIL, LETTER, CALL, REGISTERED = CHANNELS = ("email", "letter", "call", "registered")
#: Where the days of a level are counted from: the due day, the end of its month, the document's own date, or the day
#: the previous level really was sent.
DUE, END_OF_MONTH, DOCUMENT, PREVIOUS = BASES = ("due", "end_of_month", "document", "previous")
BUSINESS, CONSUMER, PUBLIC, KEY = SEGMENTS = ("business", "consumer", "public", "key")
ONE, TWO = APPROVERS = ("one", "two")
TONES = ("courteous", "friendly", "firm", "final", "formal")
#: What a level is, whatever its number: `r1`, `r2`, ... are reminders, `pre` and `pre2` pre-reminders.
PRE, REMINDER, CALLING, NOTICE, HANDOVER = STAGES = ("pre", "reminder", "call", "notice", "handover")

#: Levels that go some ways only: a formal notice is presented by the post, its time runs from there (C. civ. 1344).
_WAYS = {NOTICE: (REGISTERED, LETTER), CALLING: (CALL,)}
_CODE = re.compile(r"(?:pre|call)[2-9]?|r[1-9]|notice|handover")
_CURRENCY = re.compile(r"[A-Z]{3}")
_NAME_LENGTH = 80
_MOST_DAYS = 3650

Amounts = Mapping[str, int]


@dataclass(frozen=True)
class Tier:
    """From these amounts on a level goes another way: to another role, over other channels (() or '': as the level)."""

    at_least: Amounts
    channels: tuple[str, ...] = ()
    recipient: str = ""


@dataclass(frozen=True)
class Level:
    """One level of a procedure.

    code: `pre`, `r1` ... `r9`, `call`, `notice`, `handover` (`pre2`, `call2` ... where there are several)
    days, basis: the first day it may go, counted in calendar days from one of BASES; negative: before the due day
    gap_days: at least so many days after the previous level really was sent
    minimum: collectible of the payer below which the level is not proposed | tolerance: an item that owes no more than
        this is not asked for
    channels: the first for which there is an address is taken | recipient: one of ROLES ('' whoever there is)
    sales_copy, notice_hours: the sales contact gets a copy, or is told so many hours before it leaves
    approver: `one` person, or `two` (formal notices and hand-overs always)
    """

    code: str
    days: int
    basis: str = DUE
    gap_days: int = 1
    minimum: Amounts = field(default_factory=dict)
    tolerance: Amounts = field(default_factory=dict)
    channels: tuple[str, ...] = (EMAIL, LETTER, CALL)
    recipient: str = ""
    tiers: tuple[Tier, ...] = ()
    sales_copy: bool = False
    notice_hours: int = 0
    tone: str = "friendly"
    approver: str = ONE

    @property
    def stage(self) -> str:
        """What the level is, one of STAGES."""
        return stage_of(self.code)

    @property
    def is_passed_over(self) -> bool:
        """Whether the next level goes without it once its own day has come: a pre-reminder, a call nobody made."""
        return self.stage in (PRE, CALLING)

    def way(self, amount: int, currency: str) -> tuple[tuple[str, ...], str]:
        """(channels in order, role) for an amount: those of the highest tier it reaches."""
        if not self.tiers:
            return self.channels, self.recipient
        reached = [tier for tier in self.tiers if currency in tier.at_least and amount >= tier.at_least[currency]]
        best = max(reached, key=lambda tier: tier.at_least[currency], default=None)
        channels = (best.channels if best else ()) or self.channels
        return channels, (best.recipient if best else "") or self.recipient


@lru_cache(maxsize=1024)
def stage_of(code: str) -> str:
    """Level code -> one of STAGES; a code of no known form counts as a reminder."""
    if code in (NOTICE, HANDOVER):
        return code
    letters = code.rstrip("0123456789")
    return letters if letters in (PRE, CALLING) else REMINDER


@dataclass(frozen=True)
class Procedure:
    """Levels in their order, for a segment of debtors, of one company ('' all).

    quiet_days: at least so many days between two automatic messages to one customer, and after talking to him; 1: one
        a day.
    """

    name: str
    segment: str
    levels: tuple[Level, ...]
    company: str = ""
    quiet_days: int = 3

    def position(self, code: str) -> int:
        """Place of a level, -1 where the procedure has none of this code."""
        return next((place for place, level in enumerate(self.levels) if level.code == code), -1)

    def place(self, code: str) -> int:
        """The same of a level it must have. Raises ReceivablesError."""
        if (place := self.position(code)) < 0:
            raise ReceivablesError(f"The procedure « {self.name} » has no level « {shortened(code, 20)} ».")
        return place

    def level(self, code: str) -> Level:
        """The level of a code. Raises ReceivablesError."""
        return self.levels[self.place(code)]


def checked(procedure: Procedure) -> Procedure:
    """The procedure, if nothing is wrong with it. Raises ReceivablesError with the first sentence of `problems`."""
    for sentence in problems(procedure):
        raise ReceivablesError(sentence)
    return procedure


def problems(procedure: Procedure) -> list[str]:
    """What is wrong with a procedure: one sentence each, [] where nothing is."""
    name = f"The procedure « {shortened(procedure.name, 40)} »"
    found = [f"{name} {told}." for told in _problems(procedure)]
    for level in procedure.levels:
        found += [f"{name}, level « {shortened(level.code, 20)} »: {told}." for told in _level_problems(level)]
    return found


def _problems(procedure: Procedure) -> Iterator[str]:
    codes = [level.code for level in procedure.levels]
    if not procedure.name.strip() or len(procedure.name) > _NAME_LENGTH or not procedure.name.isprintable():
        yield f"needs a name of 1 to {_NAME_LENGTH} printable characters"
    if procedure.segment not in SEGMENTS:
        yield f"is for one of {', '.join(SEGMENTS)}"
    if not codes:
        yield "has no level"
    if len(set(codes)) < len(codes):
        yield "names a level twice"
    if not 1 <= procedure.quiet_days <= 60:
        yield "leaves 1 to 60 days between two messages to one customer"
    if HANDOVER in codes[:-1]:
        yield "goes on after the hand-over"
    if NOTICE in codes and not any(stage_of(code) == REMINDER for code in codes[: codes.index(NOTICE)]):
        yield "gives formal notice of items nobody was reminded of: a reminder comes first"
    yield from _gravity_problems(codes)
    yield from _order_problems(procedure)


def _gravity_problems(codes: Sequence[str]) -> Iterator[str]:
    """A letter threatens with what comes next: levels grow graver, and calls, which come anywhere, by their number."""
    calls = [code for code in codes if stage_of(code) == CALLING]
    written = [code for code in codes if code not in calls]
    for before, after in (*pairwise(written), *pairwise(calls)):
        if _gravity(after) < _gravity(before):
            yield f"puts « {after} » after « {before} »: the order is pre, r1 to r9, notice, handover, calls by number"


def _gravity(code: str) -> tuple[int, int]:
    return STAGES.index(stage_of(code)), int(re.sub(r"\D", "", code) or 1)


def _order_problems(procedure: Procedure) -> Iterator[str]:
    """Days that go back between two levels counted from the same day; `previous` with nothing before it."""
    last: dict[str, Level] = {}
    for level in procedure.levels:
        before = last.get(level.basis)
        if before and level.basis != PREVIOUS and level.days <= before.days:
            yield f"puts « {level.code} » on day {level.days}, not after « {before.code} » on day {before.days}"
        last[level.basis] = level
    if procedure.levels and procedure.levels[0].basis == PREVIOUS:
        yield "counts its first level from a previous one"


def _level_problems(level: Level) -> Iterator[str]:
    if not _CODE.fullmatch(level.code):
        yield "the code is pre, r1 to r9, call, notice or handover"
    if level.basis not in BASES:
        yield f"days are counted from one of {', '.join(BASES)}"
    if abs(level.days) > _MOST_DAYS or (level.days < 0 and level.basis == PREVIOUS):
        yield "the days are between -3650 and 3650, and not before the previous level"
    if level.stage == PRE and level.days > 0 and level.basis in (DUE, END_OF_MONTH):
        yield "a pre-reminder goes on the due day at the latest"
    if level.days < 0 and level.stage in (NOTICE, HANDOVER):
        yield "nobody is given formal notice before the due day"
    if not 0 <= level.gap_days <= _MOST_DAYS or not 0 <= level.notice_hours <= 24 * 30:
        yield "gap_days and notice_hours are not below 0 nor endless"
    if level.tone not in TONES:
        yield f"the tone is one of {', '.join(TONES)}"
    if level.approver not in APPROVERS:
        yield "one or two persons approve"
    if level.approver != TWO and level.stage in (NOTICE, HANDOVER):
        yield "two persons approve a formal notice and a hand-over"
    yield from _way_problems(level)


def _way_problems(level: Level) -> Iterator[str]:
    for channels in (level.channels, *(tier.channels for tier in level.tiers)):
        if unknown := [one for one in channels if one not in CHANNELS]:
            yield f"« {shortened(unknown[0], 20)} » is no channel: {', '.join(CHANNELS)}"
        if len(set(channels)) < len(channels):
            yield "a channel is named twice"
        ways = _WAYS.get(level.stage, CHANNELS)
        if wrong := [one for one in channels if one in CHANNELS and one not in ways]:
            yield f"it goes by {' or '.join(ways)}, not by {wrong[0]}"
    if not level.channels and level.stage != HANDOVER:
        yield "it needs a channel"
    for amounts in (level.minimum, level.tolerance, *(tier.at_least for tier in level.tiers)):
        if any(not _CURRENCY.fullmatch(currency) or amount < 0 for currency, amount in amounts.items()):
            yield "limits are amounts of at least 0 of a currency such as EUR"
    for role in (level.recipient, *(tier.recipient for tier in level.tiers)):
        if role and role not in ROLES:
            yield f"« {shortened(role, 20)} » is no recipient: {', '.join(ROLES)}, or nothing"
    if any(not tier.at_least for tier in level.tiers):
        yield "a tier says from which amount it holds"
