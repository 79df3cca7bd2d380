"""Payment terms put to work: due dates of a million documents at once, instalments to the cent, the legal ceilings.

`terms_text` holds what terms are and how they are written.
"""

import datetime as dt
from fractions import Fraction

import numpy as np

from receivables.days import NO_DAY, Days, day_number, end_of_month
from receivables.errors import OutOfRangeError, ReceivablesError
from receivables.sums import Ints, Mask
from receivables.terms_text import Delay, MonthEnd, Terms, parse_terms

__all__ = [
    "TERMS_SENTENCES",
    "Delay",
    "MonthEnd",
    "Terms",
    "due_date",
    "due_days",
    "is_over_maximum",
    "is_same_terms",
    "parse_terms",
    "schedule",
    "split_amounts",
    "terms_warnings",
]

#: Warning code -> the sentence a clerk reads.
TERMS_SENTENCES = {
    "terms_over_60_days": {
        "fr": "Le délai convenu dépasse 60 jours après la date de facture (code de commerce, L441-10 I).",
        "en": "The agreed term exceeds 60 days after the invoice date (Code de commerce, L441-10 I).",
    },
    "terms_over_45_end_of_month": {
        "fr": "Le délai convenu peut dépasser 45 jours fin de mois et 60 jours après la date de facture, "
        "les deux plafonds légaux (code de commerce, L441-10 I).",
        "en": "The agreed term can exceed both legal ceilings, 45 days end of month and 60 days after the invoice "
        "date (Code de commerce, L441-10 I).",
    },
    "terms_over_30_days_public": {
        "fr": "Un acheteur public paie sous 30 jours (code de la commande publique, R2192-10) ; 50 jours pour un "
        "établissement public de santé, 60 pour une entreprise publique (R2192-11).",
        "en": "A public buyer pays within 30 days (Code de la commande publique, R2192-10); 50 days for public health "
        "institutions, 60 for public undertakings (R2192-11).",
    },
}

#: The ceilings between traders hold since the law of 4 August 2008 (2008-776, art. 21), the 30 days of public buyers
#: since decree 2013-269 of 29 March 2013.
_TRADERS_SINCE, _PUBLIC_SINCE = dt.date(2009, 1, 1), dt.date(2013, 5, 1)
_NET_60, _NET_30 = Delay(60), Delay(30)
_END_OF_MONTH_45 = (Delay(45, MonthEnd.AFTER_DAYS), Delay(45, MonthEnd.BEFORE_DAYS))
#: Every day of four years, one of them a leap year: a delay's longest stretches are among them.
_FOUR_YEARS = np.arange(day_number(dt.date(2024, 1, 1)), day_number(dt.date(2028, 1, 1)), dtype=np.int32)


def due_days(terms: Terms, document_days: Days) -> Days:
    """Document days -> due days, element by element; NO_DAY stays NO_DAY.

    For terms with one due date; instalments raise ReceivablesError (see `schedule`).
    """
    if not terms.is_single:
        raise ReceivablesError(f"The payment terms {terms.text} have several due dates: one for each instalment.")
    return _due(terms.parts[0][1], document_days)


def due_date(day: dt.date, terms_text: str) -> dt.date:
    """Document date and terms as written -> due date. Raises ReceivablesError as `parse_terms` and `due_days` do."""
    due = due_days(parse_terms(terms_text), np.array([day_number(day)], dtype=np.int32))
    try:
        return day + dt.timedelta(days=int(due[0]) - day_number(day))
    except OverflowError as error:
        raise OutOfRangeError(f"No due date can be counted from {day.isoformat()}: the calendar ends.") from error


def schedule(terms: Terms) -> tuple[tuple[Fraction, Terms], ...]:
    """Instalments in order: (exact share of the amount, terms with one due date). The shares add up to 1."""
    return tuple((share, Terms(((Fraction(1), delay),))) for share, delay in terms.parts)


def split_amounts(terms: Terms, amounts: Ints) -> Ints:
    """Amounts in minor units (n) -> int64 (n, k): one column an instalment, every row adds up to its amount exactly.

    Each part is rounded half away from zero and never exceeds what the parts before it left; the last takes the rest.
    """
    parts = np.empty((len(amounts), len(terms.parts)), dtype=np.int64)
    left = np.abs(amounts.astype(np.int64))
    whole = left.copy()
    for column, (share, _) in enumerate(terms.parts[:-1]):
        # quotient and rest apart: amount x numerator would leave 64 bits
        quotient, rest = np.divmod(whole, share.denominator)
        rounded = (2 * rest * share.numerator + share.denominator) // (2 * share.denominator)
        parts[:, column] = np.minimum(quotient * share.numerator + rounded, left)
        left -= parts[:, column]
    parts[:, -1] = left
    return parts * np.sign(amounts)[:, np.newaxis]


def is_same_terms(a: Terms, b: Terms) -> bool:
    """Whether both give every document the same due dates and parts (`end of month the 10th` = `end of month 10`)."""
    return len(a.parts) == len(b.parts) and all(
        mine == other and (delay == twin or bool((_due(delay, _FOUR_YEARS) == _due(twin, _FOUR_YEARS)).all()))
        for (mine, delay), (other, twin) in zip(a.parts, b.parts, strict=True)
    )


def terms_warnings(terms: Terms, legal_kind: str, on: dt.date) -> list[str]:
    """Codes of `TERMS_SENTENCES` for terms that can pass the legal ceiling in force `on` that day; [] if none.

    Between traders: 60 days after the invoice date, or 45 days end of month in either reading (C. com. L441-10 I);
    "60 days end of month" passes both. Public buyers: 30 days (CCP R2192-10), counted here from the document date.
    Consumers have no ceiling; an `unknown` customer is taken for a trader. Not known here, so never warned of: the 45
    days of periodic invoices (L441-10 I al. 4) and the sectors of L441-11.
    """
    if legal_kind == "consumer" or on < (_PUBLIC_SINCE if legal_kind == "public" else _TRADERS_SINCE):
        return []
    over = [delay for _, delay in terms.parts if _can_pass(delay, is_public=legal_kind == "public")]
    if legal_kind == "public":
        return ["terms_over_30_days_public"] if over else []
    return sorted({f"terms_over_{'60_days' if d.month_end is MonthEnd.NO else '45_end_of_month'}" for d in over})


def is_over_maximum(document_days: Days, due: Days, is_public: Mask) -> Mask:
    """Whether each document's own due date (n) lies past every ceiling it may choose from; False without both dates.

    The ceilings are those of `terms_warnings` (C. com. L441-10 I; CCP R2192-10), whatever the day of the document.
    """
    traders = np.maximum.reduce([_due(delay, document_days) for delay in (_NET_60, *_END_OF_MONTH_45)])
    ceiling = np.where(is_public, _due(_NET_30, document_days), traders)
    is_over: Mask = (document_days != NO_DAY) & (due != NO_DAY) & (due > ceiling)
    return is_over


def _due(delay: Delay, document_days: Days) -> Days:
    """The rule itself: one delay on an array of days."""
    is_known = document_days != NO_DAY
    days = np.where(is_known, document_days, np.int32(0))
    if delay.month_end is MonthEnd.BEFORE_DAYS:
        days = end_of_month(days) + np.int32(delay.days)
    else:
        days = days + np.int32(delay.days)
        days = end_of_month(days) if delay.month_end is MonthEnd.AFTER_DAYS else days
    if delay.month_day:
        days = np.minimum(days + np.int32(delay.month_day), end_of_month(days + np.int32(1)))
    return np.where(is_known, days, np.int32(NO_DAY))


def _can_pass(delay: Delay, is_public: bool) -> bool:
    """Whether some document date makes the delay pass each ceiling one may choose from."""
    due = _due(delay, _FOUR_YEARS)
    ceilings = (_NET_30,) if is_public else (_NET_60, *_END_OF_MONTH_45)
    return all(bool((due > _due(ceiling, _FOUR_YEARS)).any()) for ceiling in ceilings)
