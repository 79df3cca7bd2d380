"""Payment terms as people write them, in French and in English, and as data.

"45 days end of month" has two readings (C. com. L441-10 I; both accepted by the DGCCRF): the days first, then the end
of that month (A, canonical `45 end of month`), or the end of the month first, then the days (B, canonical
`end of month 45`). The order of the words is the order of the sum; `(A)` or `(B)` behind them settles it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from receivables.errors import ReceivablesError
from receivables.texts import shortened, without_accents

#: Longer terms than two years are mistakes of typing.
MAX_DAYS = 730
#: Shares as they can be written: percents with four decimals, or fractions with four figures.
_PERCENT_PARTS, _MAX_DENOMINATOR = 10**6, 9999
_MAX_INSTALMENTS = 36
_MAX_LENGTH = 1500
_SHOWN_LENGTH = 60


class MonthEnd(StrEnum):
    """Whether a delay goes to an end of month, and in which reading."""

    NO = ""
    AFTER_DAYS = "A"
    BEFORE_DAYS = "B"


@dataclass(frozen=True)
class Delay:
    """One due date as a rule: `days` added to the document date, to an end of month or not.

    month_day: the due date is then that day of the month after (0 = no such rule; the last day of shorter months).
    """

    days: int = 0
    month_end: MonthEnd = MonthEnd.NO
    month_day: int = 0

    @property
    def text(self) -> str:
        """`30 net`, `45 end of month`, `end of month 45`, `30 end of month the 10th`."""
        if self.month_end is MonthEnd.NO:
            return f"{self.days} net"
        if self.month_end is MonthEnd.BEFORE_DAYS:
            return f"end of month {self.days}"
        days = f"{self.days} " if self.days else ""
        return f"{days}end of month" + (f" the {_ordinal(self.month_day)}" if self.month_day else "")


@dataclass(frozen=True)
class Terms:
    """Payment terms: shares that add up to one, each with its delay; a single one for most."""

    parts: tuple[tuple[Fraction, Delay], ...]

    @property
    def is_single(self) -> bool:
        """One due date for the whole amount."""
        return len(self.parts) == 1

    @property
    def text(self) -> str:
        """Canonical English form; `parse_terms` reads it back to the same terms."""
        if self.is_single:
            return self.parts[0][1].text
        return " + ".join(f"{_share_text(share)} {delay.text}" for share, delay in self.parts)


def parse_terms(text: str) -> Terms:
    """`30 net`, `45 jours fin de mois`, `50% 30 net + 50% 60 net`, `3 x 30 jours` ... -> Terms.

    A bare number from 10 upwards counts as days. Raises ReceivablesError with a sentence that lists examples.
    """
    body = _plain(text) if len(text) <= _MAX_LENGTH else ""
    parts = _times(body) or _shares(body)
    if parts is None:
        delay = _delay(body)
        parts = None if delay is None else [(Fraction(1), delay)]
    if parts is None:
        raise ReceivablesError(
            f"The payment terms « {_shown(text)} » cannot be read; write for example 30 net, 45 end of month, "
            "end of month 45, 30 jours fin de mois le 10, comptant, 30% à la commande, 70% à 30 jours, 3 x 30 jours."
        )
    return Terms(tuple(parts))


# --- reading ---------------------------------------------------------------------------------------------------------

_MONTH_END = re.compile(r"\b(?:(?:la )?fin (?:du |de )?mois|(?:the )?end of (?:the )?month|month end|eom|fdm)\b")
_READING = re.compile(r"\( ?([ab]) ?\)|\b(?:lecture|reading|methode|method) ([ab])\b")
#: Words that say nothing about the date: "30 jours nets date de facture", "payable within 30 days from invoice date".
_NOISE = re.compile(
    r"\b(?:(?:(?:date|de|d|of|the|la|reception|receipt) )*(?:facture|facturation|invoice)(?: date)?"
    r"|du mois suivant|of (?:the )?(?:following|next) month"
    r"|a (?:compter|partir) d[eu]|payables?|payment|paiement|reglement|within|sous|nets?|jours?|jrs?|j|days?|d|dans|in"
    r"|a|apres|after|from|due)\b"
)
_DOCUMENT_DAY = "reception|commande|livraison|receipt|order|delivery"
_CASH = re.compile(
    r"0(?: net| jours?| days?)"
    rf"|(?:(?:au )?comptant|cash|immediate?)(?: (?:a|on) (?:{_DOCUMENT_DAY}))?(?: (?:de )?facture)?"
    rf"|(?:payable |due )?(?:a|on|upon) (?:la )?(?:{_DOCUMENT_DAY})(?: (?:de |of )?(?:la |the )?(?:facture|invoice))?"
)
_DAYS = re.compile(r"([0-9]{1,3})")
_DAYS_THEN_END = re.compile(r"(?:([0-9]{1,3}) )?@(?: ?,? ?(?:le|the|on the) ([0-9]{1,2})(?: (?:er|e|st|nd|rd|th))?)?")
_END_THEN_DAYS = re.compile(r"@ \+? ?([0-9]{1,3})")
#: "45 jours après la fin du mois", "45 days from the end of the month": the end of the month comes first.
_DAYS_AFTER_END = re.compile(r"([0-9]{1,3}) (?:jours?|days?) (?:apres|a (?:compter|partir) de|after|from) @")
_TIMES = re.compile(r"([0-9]{1,2}) ?(?:x|×|fois) ?(.+)")
_SHARE = re.compile(
    r"([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%|\b([0-9]{1,4}) ?/ ?([0-9]{1,4})\b"
    r"|\b(?:(?:le|the) )?(?:solde|balance|reste|rest)\b"
)
_JOINT = r"(?:[ ,;+&:]|\b(?:et|and|puis|then)\b)+"
_JOINTS = re.compile(f"^{_JOINT}|{_JOINT}$")


def _plain(text: str) -> str:
    """Lower case, no accents, single spaces, a space between figures and letters, no full stops but decimal points."""
    body = without_accents(text).lower()
    body = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", body)  # F.D.M.
    body = re.sub(r"[’'_]|-(?![0-9])|(?<=[a-z])-|(?<![0-9])\.|\.(?![0-9])", " ", body)
    body = re.sub(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])", " ", body)
    return " ".join(body.split())


def _delay(body: str) -> Delay | None:
    """One due date out of plain text; None where it cannot be read."""
    if _CASH.fullmatch(body):
        return Delay()
    if _DAYS.fullmatch(body) and (int(body) < 10 or body[0] == "0"):
        return None  # `7` or `030` alone is as likely a code as a number of days
    reading = _READING.search(body)
    words = _MONTH_END.sub("@", _READING.sub(" ", body))
    if found := _DAYS_AFTER_END.fullmatch(words.strip()):
        words = f"@ {found[1]}"
    words = " ".join(_NOISE.sub(" ", words.replace("(", " ").replace(")", " ")).split())
    return _from_words(words, next(filter(None, reading.groups()), "") if reading else "")


def _from_words(words: str, reading: str) -> Delay | None:
    """`30`, `45 @`, `@ 45`, `30 @ the 10` (@ = end of month) and an explicit reading -> Delay."""
    if found := _DAYS.fullmatch(words):
        return None if reading else _checked(int(found[1]))
    if found := _END_THEN_DAYS.fullmatch(words):
        return _checked(int(found[1]), MonthEnd.AFTER_DAYS if reading == "a" else MonthEnd.BEFORE_DAYS)
    if not (found := _DAYS_THEN_END.fullmatch(words)):
        return None
    month_day = int(found[2] or 0)
    if found[2] and (reading == "b" or not 1 <= month_day <= 31):
        return None
    return _checked(int(found[1] or 0), MonthEnd.BEFORE_DAYS if reading == "b" else MonthEnd.AFTER_DAYS, month_day)


def _checked(days: int, month_end: MonthEnd = MonthEnd.NO, month_day: int = 0) -> Delay | None:
    """The delay, written one way only: without days both readings are the end of the month."""
    if days == 0 and month_end is MonthEnd.BEFORE_DAYS:
        month_end = MonthEnd.AFTER_DAYS
    return Delay(days, month_end, month_day) if days <= MAX_DAYS else None


def _times(body: str) -> list[tuple[Fraction, Delay]] | None:
    """`3 x 30 jours` -> thirds at 30, 60 and 90 days."""
    found = _TIMES.fullmatch(body)
    step = _delay(found[2]) if found else None
    if not found or step is None or step.days == 0:
        return None
    count = int(found[1])
    delays = [_checked(step.days * rank, step.month_end, step.month_day) for rank in range(1, count + 1)]
    known = [delay for delay in delays if delay is not None]
    return [(Fraction(1, count), delay) for delay in known] if 0 < len(known) == count <= _MAX_INSTALMENTS else None


def _shares(body: str) -> list[tuple[Fraction, Delay]] | None:
    """`30% a la commande, 70% a 30 jours`, `1/2 30 net + 1/2 60 net`, `... solde a 30 jours` -> shares and delays."""
    marks = list(_SHARE.finditer(body))
    if not marks or len(marks) > _MAX_INSTALMENTS or _JOINTS.sub("", body[: marks[0].start()]):
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    delays = [_delay(_JOINTS.sub("", body[mark.end() : end])) for mark, end in zip(marks, ends, strict=True)]
    given = [_share(mark) for mark in marks]
    if None in given[:-1]:  # only the last can be "the rest"
        return None
    rest = 1 - sum((share for share in given[:-1] if share is not None), Fraction(0))
    shares = [*given[:-1], rest if given[-1] is None else given[-1]]
    parts = [(s, d) for s, d in zip(shares, delays, strict=True) if s is not None and _can_write(s) and d is not None]
    return parts if len(parts) == len(marks) and shares[-1] == rest else None


def _share(mark: re.Match[str]) -> Fraction | None:
    """A share as an exact fraction; None for `solde` and for what has no sense."""
    if mark[1]:
        return Fraction(mark[1].replace(",", ".")) / 100
    return Fraction(int(mark[2]), int(mark[3])) if mark[3] and int(mark[3]) else None


def _can_write(share: Fraction) -> bool:
    return share > 0 and (share.denominator <= _MAX_DENOMINATOR or _PERCENT_PARTS % share.denominator == 0)


# --- writing ---------------------------------------------------------------------------------------------------------


def _share_text(share: Fraction) -> str:
    """`30%`, `33.33%` where that is exact, else `1/3`."""
    percent = share * 100
    if _PERCENT_PARTS % share.denominator:
        return f"{share.numerator}/{share.denominator}"
    return f"{float(percent):.4f}".rstrip("0").rstrip(".") + "%"


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _shown(text: str) -> str:
    """A user's text inside a sentence: printable, not endless."""
    body = "".join(c if c.isprintable() else " " for c in text[: _SHOWN_LENGTH + 1]).strip()
    return shortened(body, _SHOWN_LENGTH)
