"""One late invoice, worked by hand: conventions, compensation, coverage, warnings."""

import datetime as dt
from typing import Any

import pytest

from receivables.errors import OutOfRangeError, ReceivablesError, UnknownError
from receivables.late_payment.interest import Change, Counting, DayCount, Imputation, Method
from receivables.late_payment.penalty import Debt, Penalty, penalty
from receivables.late_payment.penalty_words import WARNINGS
from receivables.late_payment.rate_clauses import BelowFloor, parse_rate_clause
from receivables.late_payment.rates import percent_text

DUE_DAY = Method(counting=Counting.DUE_DAY)


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _penalty(due: str, until: str, amount: int = 3_650_000, rate: str = "contract:10", **other: Any) -> Penalty:
    """36,500.00 at 10 % is 10.00 a day."""
    days = {name: _day(other.pop(name)) for name in ("notice", "opening") if name in other}
    changes = tuple((dt.date.fromisoformat(day), minor, kind) for day, minor, kind in other.pop("changes", ()))
    first, last = dt.date.fromisoformat(due), dt.date.fromisoformat(until)
    return penalty(Debt(amount, first, last, clause=parse_rate_clause(rate), changes=changes, **days, **other))


def _lines(result: Penalty) -> list[tuple[str, str, int, str, int]]:
    return [
        (str(line.first), str(line.last), line.principal_minor, percent_text(line.rate_units), line.amount_minor)
        for line in result.lines
    ]


def test_from_the_day_after_due_to_the_last_day() -> None:
    """30 April to 10 May: ten days, the 1st to the 10th."""
    result = _penalty("2026-04-30", "2026-05-10")
    assert _lines(result) == [("2026-05-01", "2026-05-10", 3_650_000, "10.00", 10_000)]
    assert (result.days, result.total_due_minor) == (10, 3_650_000 + 10_000 + 4_000)


def test_due_day_included_last_day_excluded() -> None:
    """As many days, one earlier."""
    assert _lines(_penalty("2026-04-30", "2026-05-10", method=DUE_DAY)) == [
        ("2026-04-30", "2026-05-09", 3_650_000, "10.00", 10_000)
    ]


def test_a_payment_day_bears_interest_and_a_credit_note_day_does_not() -> None:
    """10 May paid: 10 days on the whole. Credit note of 10 May: it lowers the principal from that day, 9 days."""
    for kind, days in ((Change.PAYMENT, 10), (Change.CREDIT_NOTE, 9)):
        result = _penalty("2026-04-30", "2026-05-20", changes=[("2026-05-10", 1_825_000, kind)],
                          method=Method(imputation=Imputation.PRINCIPAL_FIRST))  # fmt: skip
        assert [line.days for line in result.lines] == [days, 20 - days]
        assert result.interest_minor == days * 1_000 + (20 - days) * 500


def test_counting_by_due_day_governs_payments_too() -> None:
    """Paid 10 May: the 30 April to the 9 May on the whole, the 10 to the 19 on half."""
    changes = [("2026-05-10", 1_825_000, Change.PAYMENT)]
    result = _penalty("2026-04-30", "2026-05-20", changes=changes,
                      method=Method(counting=Counting.DUE_DAY, imputation=Imputation.PRINCIPAL_FIRST))  # fmt: skip
    assert _lines(result) == [
        ("2026-04-30", "2026-05-09", 3_650_000, "10.00", 10_000),
        ("2026-05-10", "2026-05-19", 1_825_000, "10.00", 5_000),
    ]


def test_a_correcting_credit_note_lowers_the_base_from_the_start() -> None:
    """Whatever its day: 20 days on half."""
    result = _penalty("2026-04-30", "2026-05-20", changes=[("2026-05-15", 1_825_000, Change.CORRECTION)])
    assert result.interest_minor == 20 * 500


def test_interest_first_then_principal() -> None:
    """150.00 on the tenth day: 100.00 of interest, 50.00 of principal."""
    result = _penalty("2026-04-30", "2026-05-10", changes=[("2026-05-10", 15_000, Change.PAYMENT)])
    (paid,) = result.imputations
    assert (paid.on_interest_minor, paid.on_principal_minor) == (10_000, 5_000)
    assert (result.interest_minor, result.interest_remaining_minor) == (10_000, 0)
    assert result.principal_remaining_minor == 3_645_000


def test_a_fixed_rate_is_never_split_and_actual_years_are() -> None:
    """2023 has 365 days, 2024 has 366: 31 days of each."""
    assert len(_penalty("2023-11-30", "2026-11-30").lines) == 1
    result = _penalty("2023-11-30", "2024-01-31", method=Method(DayCount.ACTACT))
    assert _lines(result) == [
        ("2023-12-01", "2023-12-31", 3_650_000, "10.00", 31_000),
        ("2024-01-01", "2024-01-31", 3_650_000, "10.00", 30_915),  # 30 915.30 cents
    ]


def test_a_public_rate_is_frozen_where_interest_started() -> None:
    """Due 30 June 2023: started 1 July, 4.00 + 8, for good."""
    result = _penalty("2023-06-30", "2026-09-30", rate="default", debtor="public")
    assert [(line.first.isoformat(), percent_text(line.rate_units)) for line in result.lines] == [
        ("2023-07-01", "12.00")
    ]
    assert result.compensation_minor == 4_000


def test_half_a_cent_is_rounded_up() -> None:
    """One day of 18.25 at 10 % is half a cent."""
    assert _penalty("2026-04-30", "2026-05-01", amount=1_825).interest_minor == 1
    assert _penalty("2026-04-30", "2026-05-01", amount=1_824).interest_minor == 0


def test_a_thousand_billion_is_exact() -> None:
    """10^15 cents for 200 days at 12.3456 %: 123456 x 200 / 365 x 10^9, in whole numbers."""
    result = _penalty("2026-01-01", "2026-07-20", amount=10**15, rate="contract:12.3456")
    assert result.interest_minor == (10**15 * 123_456 * 200 * 2 + 365 * 10**6) // (2 * 365 * 10**6)


# -- consumers --------------------------------------------------------------------------------------------------------


def test_a_consumer_owes_from_the_day_after_notice_at_the_legal_rate() -> None:
    """No EUR 40 (D441-5 is for professionals)."""
    result = _penalty("2026-03-01", "2026-03-20", rate="default", debtor="consumer", notice="2026-03-10")
    assert [(line.first.isoformat(), line.days) for line in result.lines] == [("2026-03-11", 10)]
    assert (percent_text(result.lines[0].rate_units), result.compensation_minor) == ("2.62", 0)


def test_a_notice_before_the_due_day_waits_for_it() -> None:
    result = _penalty("2026-03-01", "2026-03-20", rate="default", debtor="consumer", notice="2026-02-01")
    assert result.lines[0].first == dt.date(2026, 3, 2)


def test_without_notice_a_consumer_owes_no_interest() -> None:
    result = _penalty("2026-03-01", "2026-03-20", rate="default", debtor="consumer")
    assert (result.days, result.total_due_minor, result.warnings) == (0, 3_650_000, ("no_notice",))


def test_a_judgment_is_a_notice() -> None:
    result = _penalty("2026-01-01", "2026-03-31", rate="judgment:2026-01-15", debtor="consumer")
    assert [(line.first.isoformat(), percent_text(line.rate_units)) for line in result.lines] == [
        ("2026-01-16", "2.62"), ("2026-03-16", "7.62"),
    ]  # fmt: skip


# -- compensation and insolvency --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], 4_000),
        ([("2026-04-30", 3_650_000, Change.PAYMENT)], 0),  # paid on the due day
        ([("2026-05-01", 3_650_000, Change.PAYMENT)], 4_000),  # paid a day late
        ([("2026-04-30", 3_649_999, Change.PAYMENT)], 4_000),  # a cent is late
        ([("2026-05-02", 3_650_000, Change.CORRECTION)], 0),  # nothing was ever owed
        ([("2026-05-02", 3_650_000, Change.CREDIT_NOTE)], 4_000),
    ],
)
def test_forty_euros_once_for_an_invoice_paid_late(changes: list[Any], expected: int) -> None:
    assert _penalty("2026-04-30", "2026-05-10", changes=changes).compensation_minor == expected


def test_no_compensation_before_the_law() -> None:
    """The decree came into force on 1 January 2013."""
    assert _penalty("2012-12-30", "2013-02-01").compensation_minor == 0
    assert _penalty("2012-12-31", "2013-02-01").compensation_minor == 4_000


@pytest.mark.parametrize(
    ("opening", "days", "compensation", "warning"),
    [
        ("2026-05-06", 5, 4_000, "interest_stopped"),  # 1 to 5 May
        ("2026-05-01", 0, 4_000, "interest_stopped"),
        ("2026-04-30", 0, 0, "payment_forbidden"),
        ("2026-04-01", 0, 0, "payment_forbidden"),
        ("2026-05-11", 10, 4_000, None),
    ],
)
def test_interest_stops_the_day_before_an_insolvency(
    opening: str, days: int, compensation: int, warning: str | None
) -> None:
    result = _penalty("2026-04-30", "2026-05-10", opening=opening)
    assert (result.days, result.compensation_minor) == (days, compensation)
    assert result.warnings == ((warning,) if warning else ())
    assert result.computed_until == dt.date(2026, 5, 10)


# -- coverage ---------------------------------------------------------------------------------------------------------


def test_past_the_last_half_year_it_stops_and_says_so() -> None:
    """31 December 2026 is the last day known."""
    result = _penalty("2026-12-29", "2027-03-01", rate="default", changes=[("2027-01-10", 100, Change.PAYMENT)])
    assert (result.days, result.computed_until) == (2, dt.date(2026, 12, 31))
    assert result.warnings == ("rate_not_published", "change_not_counted")
    assert result.principal_remaining_minor == 3_650_000
    assert "31/12/2026" in result.sentences[0]


def test_late_only_after_the_last_half_year() -> None:
    """No line, and no silence; up to the due day nothing is unknown, and a payment made by then counts."""
    changes = [("2027-01-05", 650_000, Change.PAYMENT), ("2027-01-16", 100, Change.PAYMENT)]
    result = _penalty("2027-01-15", "2027-03-01", rate="default", changes=changes)
    assert (result.lines, result.computed_until) == ((), dt.date(2027, 1, 15))
    assert result.warnings == ("rate_not_published", "change_not_counted")
    assert result.principal_remaining_minor == 3_000_000


def test_before_the_due_day_the_figures_hold_for_the_day_asked() -> None:
    result = _penalty("2027-01-15", "2026-12-20", rate="default")
    assert (result.days, result.interest_minor, result.compensation_minor) == (0, 0, 0)
    assert (result.computed_until, result.warnings) == (dt.date(2026, 12, 20), ("not_late",))
    assert "pas en retard au 20/12/2026" in result.sentences[0]


def test_without_notice_a_consumer_s_later_payments_count() -> None:
    """No interest runs, so that no rate is missing."""
    changes = [("2027-01-10", 650_000, Change.PAYMENT)]
    result = _penalty("2026-12-01", "2027-03-01", rate="default", debtor="consumer", changes=changes)
    assert (result.principal_remaining_minor, result.warnings) == (3_000_000, ("no_notice",))


@pytest.mark.parametrize(
    "other",
    [
        {"changes": [("2026-12-31", 10**9, Change.PAYMENT)]},  # nothing left to bear interest
        {"opening": "2027-01-01"},
        {"rate": "contract:10"},
        {"debtor": "public"},
    ],
)
def test_no_warning_where_no_later_rate_is_needed(other: dict[str, Any]) -> None:
    result = _penalty("2026-12-01", "2027-03-01", **{"rate": "default", **other})
    assert result.computed_until == dt.date(2027, 3, 1)
    assert "rate_not_published" not in result.warnings


def test_a_correction_known_later_still_lowers_the_base() -> None:
    """Its day lies past the rates; the base it corrects does not."""
    changes = [("2027-01-10", 3_650_000, Change.CORRECTION)]
    result = _penalty("2026-12-01", "2027-03-01", rate="default", changes=changes)
    assert (result.days, result.principal_remaining_minor, result.compensation_minor) == (0, 0, 0)


def test_before_the_first_rate_known_it_is_refused() -> None:
    with pytest.raises(UnknownError, match="2013-01-01"):
        _penalty("2012-06-30", "2013-06-30", rate="default")


# -- warnings and refusals --------------------------------------------------------------------------------------------


def test_below_the_floor_as_written_or_replaced() -> None:
    """3 x 2.62 = 7.86 % in the first half of 2026."""
    results = {one: _penalty("2026-04-30", "2026-05-10", rate="contract:7.85", below_floor=one) for one in BelowFloor}
    assert {one: percent_text(result.lines[0].rate_units) for one, result in results.items()} == {
        BelowFloor.KEEP: "7.85", BelowFloor.FLOOR: "7.86", BelowFloor.DEFAULT: "12.15",
    }  # fmt: skip
    assert [result.warnings for result in results.values()] == [
        ("below_floor",), ("below_floor_replaced",), ("below_floor_replaced",),
    ]  # fmt: skip
    assert _penalty("2026-04-30", "2026-05-10", rate="contract:7.86").warnings == ()


def test_only_the_half_years_counted_judge_a_clause() -> None:
    """8 % is over 7.86 in the first half of 2026, under 8.25 from 1 July."""
    assert _penalty("2026-04-30", "2026-06-30", rate="contract:8").warnings == ()
    assert _penalty("2026-04-30", "2026-07-01", rate="contract:8").warnings == ("below_floor",)
    consumer = _penalty("2026-04-30", "2026-07-01", rate="contract:1", debtor="consumer", notice="2026-04-30")
    assert consumer.warnings == ()


@pytest.mark.parametrize(
    ("rate", "is_low"),
    [("contract:10.14", True), ("contract:10.15", False), ("contract:ecb+7", True), ("contract:ecb+8", False),
     ("contract:3xlegal", True), ("legal", True), ("default", False)],
)  # fmt: skip
def test_a_clause_below_the_rate_of_a_public_buyer_warns_with_the_article(rate: str, is_low: bool) -> None:
    """ECB + 8 is 10.15 % where interest began in the first half of 2026; the 10.40 of July is not this debt's."""
    result = _penalty("2026-04-30", "2026-06-30", rate=rate, debtor="public")
    assert result.warnings == (("below_public_rate",) if is_low else ())
    assert all("R2192-31" in sentence and "L2192-13" in sentence for sentence in result.sentences)
    fixed = _penalty("2026-04-30", "2026-08-31", rate="contract:10.2", debtor="public")
    assert fixed.warnings == ()


@pytest.mark.parametrize(
    ("other", "warning"),
    [
        ({"due": "2026-05-10"}, "not_late"),
        ({"notice": "2026-05-01"}, "notice_not_needed"),
        ({"changes": [("2026-05-11", 1, Change.PAYMENT)]}, "change_not_counted"),
        ({"changes": [("2026-05-01", 10**9, Change.PAYMENT)]}, "paid_too_much"),
    ],
)
def test_each_doubt_is_a_warning(other: dict[str, Any], warning: str) -> None:
    assert _penalty(**{"due": "2026-04-30", "until": "2026-05-10", **other}).warnings == (warning,)


def test_a_rate_to_check_is_named_where_it_counts() -> None:
    """The legal rate of the second half of 2026."""
    assert "rate_to_check" in _penalty("2026-06-30", "2026-07-01", rate="floor").warnings
    assert "rate_to_check" not in _penalty("2026-06-29", "2026-06-30", rate="floor").warnings


def test_every_warning_has_a_sentence() -> None:
    assert all(text.format(day="31/12/2026").endswith(".") for text in WARNINGS.values())


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_an_amount_is_above_zero(amount: int) -> None:
    with pytest.raises(OutOfRangeError):
        _penalty("2026-04-30", "2026-05-10", amount=amount)


def test_an_unknown_debtor_is_refused() -> None:
    with pytest.raises(ReceivablesError, match="business"):
        _penalty("2026-04-30", "2026-05-10", debtor="unknown")
