"""Payment terms: every spelling read, due dates, instalments to the cent, legal ceilings."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest

from receivables.days import NO_DAY, day_number
from receivables.errors import OutOfRangeError, ReceivablesError
from receivables.terms import (
    TERMS_SENTENCES,
    Delay,
    MonthEnd,
    Terms,
    due_date,
    due_days,
    is_over_maximum,
    is_same_terms,
    parse_terms,
    schedule,
    split_amounts,
    terms_warnings,
)

DAY = dt.date(2026, 1, 20)
NET_30 = Delay(30)
EOM_45_A = Delay(45, MonthEnd.AFTER_DAYS)
EOM_45_B = Delay(45, MonthEnd.BEFORE_DAYS)
EOM_10TH = Delay(0, MonthEnd.AFTER_DAYS, 10)
EOM_30_10TH = Delay(30, MonthEnd.AFTER_DAYS, 10)

SPELLINGS = {
    NET_30: [
        "30 net",
        "30 jours",
        "30 jours nets",
        "30 jours date de facture",
        "net 30",
        "NET30",
        "30J",
        "30",
        " 30  Net ",
        "payable à 30 jours à compter de la date de facture",
        "payment within 30 days of invoice date",
        "100% 30 net",
    ],
    Delay(60): ["60 net", "60 jours nets", "Net 60 days"],
    Delay(): ["comptant", "Comptant à réception de facture", "à réception", "0 net", "0 jours", "due on receipt"],
    EOM_45_A: [
        "45 jours fin de mois",
        "45 end of month",
        "45 EOM",
        "45 FDM",
        "45 j. f.d.m.",
        "45 fdm (A)",
        "45 days end of the month",
        "fin de mois 45 jours (A)",
    ],
    EOM_45_B: [
        "fin de mois 45 jours",
        "end of month 45",
        "45 fdm (B)",
        "fin de mois + 45 jours",
        "45 jours après la fin du mois",
        "45 jours fin de mois (lecture B)",
    ],
    EOM_10TH: ["fin de mois le 10", "end of month the 10th", "FDM le 10", "fin de mois, le 10 du mois suivant"],
    EOM_30_10TH: ["30 jours fin de mois le 10", "30 end of month the 10th", "30 eom the 10th"],
    Delay(0, MonthEnd.AFTER_DAYS): ["fin de mois", "EOM", "0 end of month", "end of month 0"],
    Delay(30, MonthEnd.AFTER_DAYS, 1): ["30 jours fin de mois le 1er", "30 end of month the 1st"],
}
CANONICAL = {
    NET_30: "30 net",
    Delay(60): "60 net",
    Delay(): "0 net",
    EOM_45_A: "45 end of month",
    EOM_45_B: "end of month 45",
    EOM_10TH: "end of month the 10th",
    EOM_30_10TH: "30 end of month the 10th",
    Delay(0, MonthEnd.AFTER_DAYS): "end of month",
    Delay(30, MonthEnd.AFTER_DAYS, 1): "30 end of month the 1st",
}


@pytest.mark.parametrize(("delay", "text"), [(delay, text) for delay, texts in SPELLINGS.items() for text in texts])
def test_every_spelling_of_one_due_date_is_read(delay: Delay, text: str) -> None:
    """French and English, with and without the words that say nothing."""
    assert parse_terms(text) == Terms(((Fraction(1), delay),))
    assert parse_terms(text).text == CANONICAL[delay]


@pytest.mark.parametrize(
    ("text", "parts", "canonical"),
    [
        (
            "30% à la commande, 70% à 30 jours",
            [(Fraction(3, 10), Delay()), (Fraction(7, 10), NET_30)],
            "30% 0 net + 70% 30 net",
        ),
        ("50% 30 net + 50% 60 net", [(Fraction(1, 2), NET_30), (Fraction(1, 2), Delay(60))], "50% 30 net + 50% 60 net"),
        (
            "30 % comptant puis le solde à 60 jours",
            [(Fraction(3, 10), Delay()), (Fraction(7, 10), Delay(60))],
            "30% 0 net + 70% 60 net",
        ),
        (
            "3 x 30 jours",
            [(Fraction(1, 3), Delay(days)) for days in (30, 60, 90)],
            "1/3 30 net + 1/3 60 net + 1/3 90 net",
        ),
        (
            "2x30 jours fin de mois",
            [(Fraction(1, 2), Delay(d, MonthEnd.AFTER_DAYS)) for d in (30, 60)],
            "50% 30 end of month + 50% 60 end of month",
        ),
        (
            "33,33% 30 net; 66,67% fin de mois le 10",
            [(Fraction(3333, 10_000), NET_30), (Fraction(6667, 10_000), EOM_10TH)],
            "33.33% 30 net + 66.67% end of month the 10th",
        ),
    ],
)
def test_instalments_are_read(text: str, parts: list[tuple[Fraction, Delay]], canonical: str) -> None:
    """Shares are exact fractions and add up to one."""
    terms = parse_terms(text)
    assert terms.parts == tuple(parts)
    assert terms.text == canonical
    assert [(share, single.parts[0][1]) for share, single in schedule(terms)] == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "à voir",
        "Z030",
        "0001",
        "5",
        "1000 net",
        "-30 net",
        "2/10 net 30",
        "30/60/90",
        "30 jours le 10",
        "fin de mois 30 jours le 10",
        "30 end of month the 32nd",
        "30 fdm le 0",
        "50% 30 net + 40% 60 net",
        "120% 30 net",
        "1/0 30 net + solde 60 net",
        "99 x 30 jours",
        "0 x 30 jours",
        "3 x comptant",
        "30% + 70% 30 net",
        "=1+1",
        "🙂",
        "solde 30 net, 30% 60 net",
        "1/9999 30 net + 1/9998 60 net + solde 90 net",
        "a " * 500,
    ],
)
def test_unknown_text_is_refused_with_examples(text: str) -> None:
    """Never guessed: a sentence naming the text and what to write instead."""
    with pytest.raises(ReceivablesError, match="30 net, 45 end of month") as caught:
        parse_terms(text)
    assert len(str(caught.value)) < 300


def test_a_hostile_text_stays_one_printable_line_of_the_sentence() -> None:
    """Control characters of a file never reach a terminal."""
    with pytest.raises(ReceivablesError) as caught:
        parse_terms("30 nut\x1b[2J\n=cmd|calc")
    assert "« 30 nut [2J =cmd|calc »" in str(caught.value)


@pytest.mark.parametrize(
    ("day", "text", "due"),
    [
        ("2026-01-31", "30 net", "2026-03-02"),
        ("2024-01-31", "30 net", "2024-03-01"),
        ("2026-01-20", "comptant", "2026-01-20"),
        ("2026-01-20", "fin de mois", "2026-01-31"),
        ("2026-01-20", "fin de mois le 10", "2026-02-10"),
        ("2026-01-20", "30 jours fin de mois le 10", "2026-03-10"),  # 19 February, 28 February, 10 March
        ("2026-01-20", "end of month the 31st", "2026-02-28"),  # February has no 31st
        ("2026-12-31", "end of month the 10th", "2027-01-10"),
    ],
)
def test_due_date_counted_by_hand(day: str, text: str, due: str) -> None:
    """Worked with a calendar; the 45-day cases stand in tests/golden."""
    assert due_date(dt.date.fromisoformat(day), text).isoformat() == due


def test_no_document_day_gives_no_due_day() -> None:
    """NO_DAY never takes part in arithmetic, whatever the terms."""
    for delay in SPELLINGS:
        assert due_days(Terms(((Fraction(1), delay),)), np.array([NO_DAY], dtype=np.int32)).tolist() == [NO_DAY]


def test_instalments_have_no_single_due_date() -> None:
    """One of several dates would be a guess."""
    with pytest.raises(ReceivablesError, match="several due dates"):
        due_date(DAY, "3 x 30 jours")


def test_the_end_of_the_calendar_is_a_sentence() -> None:
    """Not an OverflowError."""
    with pytest.raises(OutOfRangeError, match="9999-12-31"):
        due_date(dt.date(9999, 12, 31), "30 net")


def test_split_rounds_half_up_and_leaves_the_rest_to_the_last() -> None:
    """100.00 in thirds; 0.05 in halves; credits as their debits; never a part of the other sign."""
    thirds, halves = parse_terms("3 x 30 jours"), parse_terms("50% 30 net + 50% 60 net")
    assert split_amounts(thirds, np.array([10_000, -10_000, 2, 0])).tolist() == [
        [3333, 3333, 3334],
        [-3333, -3333, -3334],
        [1, 1, 0],
        [0, 0, 0],
    ]
    assert split_amounts(halves, np.array([5, -5])).tolist() == [[3, 2], [-3, -2]]
    assert split_amounts(parse_terms("10 x 30 jours"), np.array([5])).tolist() == [[1] * 5 + [0] * 5]
    assert split_amounts(parse_terms("30 net"), np.array([7])).tolist() == [[7]]


def test_split_of_the_largest_amount_is_exact() -> None:
    """10^15 minor units times 3333 would leave 64 bits."""
    terms = parse_terms("33.33% 30 net + 66.67% 60 net")
    assert split_amounts(terms, np.array([10**15])).tolist() == [[333_300_000_000_000, 666_700_000_000_000]]


def test_same_terms_are_those_of_the_same_dates() -> None:
    """The 10th after the end of the month is ten days after it; the two readings of 45 days differ."""
    assert is_same_terms(parse_terms("end of month the 10th"), parse_terms("fin de mois 10 jours"))
    assert not is_same_terms(parse_terms("45 fdm (A)"), parse_terms("45 fdm (B)"))
    assert not is_same_terms(parse_terms("end of month the 30th"), parse_terms("end of month 30"))
    assert not is_same_terms(parse_terms("30 net"), parse_terms("50% 30 net + 50% 30 net"))


@pytest.mark.parametrize(
    ("text", "kind", "codes"),
    [
        ("60 net", "business", []),
        ("61 net", "business", ["terms_over_60_days"]),
        ("61 net", "unknown", ["terms_over_60_days"]),
        ("45 end of month", "business", []),
        ("end of month 45", "business", []),
        ("60 jours fin de mois", "business", ["terms_over_45_end_of_month"]),
        ("45 end of month the 10th", "business", ["terms_over_45_end_of_month"]),
        ("30 end of month the 10th", "business", ["terms_over_45_end_of_month"]),  # 31 January -> 10 April: 69 days
        ("end of month the 10th", "business", []),
        ("3 x 30 jours", "business", ["terms_over_60_days"]),
        ("90 net", "consumer", []),
        ("30 net", "public", []),
        ("45 net", "public", ["terms_over_30_days_public"]),
        ("30 end of month", "public", ["terms_over_30_days_public"]),
    ],
)
def test_terms_over_the_legal_ceilings_are_warned_of(text: str, kind: str, codes: list[str]) -> None:
    """C. com. L441-10 I; CCP R2192-10; none for consumers."""
    assert terms_warnings(parse_terms(text), kind, dt.date(2026, 1, 1)) == codes
    assert all(set(TERMS_SENTENCES[code]) == {"fr", "en"} for code in codes)


def test_ceilings_do_not_reach_back_before_their_law() -> None:
    """Law 2008-776 is in force since 2009, the decree on public buyers since May 2013."""
    assert terms_warnings(parse_terms("90 net"), "business", dt.date(2008, 12, 31)) == []
    assert terms_warnings(parse_terms("60 net"), "public", dt.date(2013, 4, 30)) == []


def test_a_document_is_over_the_maximum_only_past_every_ceiling() -> None:
    """20 January 2026: 60 days end on 21 March, reading A on 31 March (70 days); a public buyer has 30 days."""
    start = day_number(DAY)
    document = np.array([start, start, start, start, NO_DAY], dtype=np.int32)
    due = np.array([start + 70, start + 71, start + 31, NO_DAY, start], dtype=np.int32)
    public = np.array([False, False, True, False, False])
    assert is_over_maximum(document, due, public).tolist() == [False, True, True, False, False]
