"""The doubts about the penalties of a letter, told to whoever approves it."""

from collections.abc import Iterable
from datetime import date

from receivables.days import date_of
from receivables.late_payment.penalty_words import SENTENCES
from server.letters.checks import Finding

#: Code -> the sentence in English; in French it is that of `penalty_words`. {day}: up to which is computed.
_ENGLISH = {
    "below_floor": "The agreed rate is under three times the legal rate, the floor of L441-10 II of the Code de "
    "commerce; it is applied as written.",
    "below_floor_replaced": "The agreed rate is under three times the legal rate, the floor of L441-10 II of the Code "
    "de commerce; another rate, chosen by the creditor, takes its place in the half-years concerned.",
    "below_public_rate": "The agreed rate is under that of a public buyer's intérêts moratoires (ECB + 8 points, CCP "
    "R2192-31), due by law (L2192-13) and not to be waived (L2192-14); it is applied as written.",
    "rate_not_published": "No rate is published for the days after {day}: the calculation stops there.",
    "rate_to_check": "A rate used is still to be checked against its official publication.",
    "change_not_counted": "A payment or credit note after {day} is not counted.",
    "interest_stopped": "The opening of insolvency proceedings stops the interest (C. com. L622-28).",
    "payment_forbidden": "Insolvency proceedings forbid the payment: neither interest nor fixed compensation (C. com. "
    "L441-10 II, L622-28).",
    "debtor_unknown": "It is not known whether the customer is a business, a consumer or a public buyer.",
    "clause_unread": "The customer's rate clause cannot be read, or the law does not allow it: no figures.",
    "due_estimated": "A due date is estimated: no figures for that document.",
    "no_rate": "Interest runs from before the first rate known: it is not computed.",
    "lump": "A balance brought forward without number or date: the invoice itself is not known, no figures for it.",
    "other_debit": "A debit that is neither an invoice nor a returned payment: no figures for it.",
    "retention": "A retention: no figures for it.",
    "factored": "A debt assigned to a factor: no figures for it.",
    "unbilled": "Work that cannot be invoiced yet: no figures for it.",
    "bill": "A bill of exchange: no figures for it.",
    "small_rest": "Some cents or euros were missing at the due date: a difference of payment, no figures for it.",
    "payment_day_unknown": "The day of a payment brought forward is not known: no figures for that document.",
    "after_opening": "A document from after the opening of insolvency proceedings: no figures for it.",
}  # fmt: skip


def penalty_sentences(codes: Iterable[str], until: int, lang: str) -> list[str]:
    """Each code as a sentence; until: the day up to which interest is computed."""
    day = date_of(until) or date.min
    return [(_ENGLISH if lang == "en" else SENTENCES)[code].format(day=f"{day:%d/%m/%Y}") for code in codes]


def penalty_findings(codes: Iterable[str], until: int, lang: str) -> list[Finding]:
    """The same as findings that keep no letter back."""
    told = list(codes)
    return [
        Finding(code, sentence, is_fatal=False)
        for code, sentence in zip(told, penalty_sentences(told, until, lang), strict=True)
    ]
