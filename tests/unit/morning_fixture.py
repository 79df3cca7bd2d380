"""A made-up `MorningReport` beside the report of `report_fixture`: calls, penalties, metrics, rates, closes."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd

from receivables.days import NO_DAY, date_of
from receivables.metrics.words import DEFINITIONS
from receivables.morning import MorningReport, RatesReport
from receivables.priority.criteria import DEFAULT_CRITERIA, ROUTE
from receivables.priority.order import Stage
from receivables.report import BalanceReport, MetricsReport, PenaltyReport, WorklistReport
from tests.unit.report_fixture import AS_OF, HOSTILE, NORTH, SOUTH, TODAY

_ZEROS = ("callable", "disputed", "promised", "planned", "held", "unallocated", "sister_unallocated",
          "item_count", "share_over_60", "returned", "skipped", "skipped_amount", "habit_drift", "first_late_payment",
          "broken_promises", "over_limit",
          "over_credit", "over_insurer",
          "risk_grade", "days_since_contact", "plan_missed", "exposure", "near_limitation", "time_barred", "doubtful",
          "maybe_barred",
          "of_many", "small_rest", "to_declare", "to_check", "late_dispute", "escalated",
          "usual_days_late", "paid_count")  # fmt: skip
_DAYS = (
    "returned_day",
    "skipped_due",
    "insurer_day",
    "days_left",
    "limitation_day",
    "insolvency_day",
    "promised_day",
    "late_dispute_day",
)


def _calls(report: BalanceReport) -> pd.DataFrame:
    """The twelve first euro accounts, called in their order; the last two are for others."""
    rows = report.balance[report.balance["currency"] == "EUR"].head(12).reset_index(drop=True)
    table = rows[["company", "account", "collective", "currency", "name", "collectible"]]
    table = table.assign(**dict.fromkeys(_ZEROS, 0), **dict.fromkeys(_DAYS, NO_DAY))
    points = {f"points_{one.name}": 0 for one in DEFAULT_CRITERIA if one.growth != ROUTE}
    count = len(table)
    stages = [int(Stage.SCORE)] * (count - 2) + [int(Stage.OTHERS)] * 2
    return table.assign(
        **{**points, "points_oldest_days": 15}, rank=range(1, count + 1), stage=stages, score=range(60, 60 - count, -1),
        action=["call"] * (count - 2) + ["dispute"] * 2, overdue=table["collectible"], oldest_days=31,
        oldest_overdue=31,
        is_new=[True] + [False] * (count - 1), cumulated_share=[(at + 1) / count for at in range(count)],
        limit_kind="", skipped_number="", dispute_owner="", is_unreachable=False,
        contact=[HOSTILE[0], *["Anne Martin"] * (count - 1)], phone=["+33 1 23", *["01 99 00 00 01"] * (count - 1)],
        email=["=mail()", *["anne@example.com"] * (count - 1)],
    )  # fmt: skip


def _worklist(report: BalanceReport) -> WorklistReport:
    pareto = pd.DataFrame({"currency": ["EUR"], "calls": [7], "call_count": [10]})
    return WorklistReport(AS_OF, _calls(report), pareto, DEFAULT_CRITERIA, 3)


def _penalty_items(report: BalanceReport) -> list[dict[str, Any]]:
    """Four items: open and certain over two half-years, public and paid late, doubtful, dollars."""
    euros = report.balance[report.balance["currency"] == "EUR"].reset_index(drop=True)
    dollars = report.balance[report.balance["currency"] == "USD"].reset_index(drop=True)
    common = {
        "document_day": TODAY - 300, "due_day": TODAY - 270, "due_origin": "file", "principal": 100_000,
        "days_late": 270, "waived": 0, "invoiced": 0, "computed_until": TODAY, "limitation_day": TODAY + 900,
        "limitation_marked": False,
    }  # fmt: skip
    cases: tuple[tuple[pd.Series, dict[str, Any]], ...] = (
        (euros.iloc[0], {"debtor": "business", "open": 100_000, "paid_day": NO_DAY, "interest": 5_600,
                         "compensation": 4_000, "waived": 600, "is_uncertain": False, "warnings": ["legal_default"]}),
        (euros.iloc[1], {"debtor": "public", "open": 0, "paid_day": TODAY - 200, "interest": 1_234,
                         "compensation": 4_000, "is_uncertain": False, "warnings": []}),
        (euros.iloc[0], {"debtor": "business", "open": 100_000, "paid_day": NO_DAY, "interest": 777, "compensation": 0,
                         "is_uncertain": True, "warnings": ["due_estimated", "small_rest"]}),
        (dollars.iloc[0], {"debtor": "business", "open": 100_000, "paid_day": NO_DAY, "interest": 50, "compensation": 0,
                           "is_uncertain": False, "warnings": ["compensation_in_euros"]}),
        (euros.iloc[2], {"debtor": "business", "open": 100_000, "paid_day": NO_DAY, "interest": 0, "compensation": 0,
                         "is_uncertain": False, "warnings": ["payment_forbidden"]}),
    )  # fmt: skip
    return [
        {**{name: account[name] for name in ("company", "account", "name", "currency")}, **common, "item": f"i{at}",
         "number": HOSTILE[at], "days": 270, **case}
        for at, (account, case) in enumerate(cases)
    ]  # fmt: skip


def _lines() -> pd.DataFrame:
    rows = [
        (0, TODAY - 269, TODAY - 184, 86, 100_000, 121_500, 2_300, "taux BCE 2,15 % + 10 points"),
        (0, TODAY - 183, TODAY, 184, 100_000, 121_500, 3_300, "=cmd()"),
        (1, TODAY - 269, TODAY - 200, 70, 100_000, 101_500, 1_234, "taux BCE 2,15 % + 8 points"),
        (2, TODAY - 20, TODAY, 21, 100_000, 121_500, 777, "taux BCE 2,15 % + 10 points"),
        (3, TODAY - 2, TODAY, 3, 100_000, 121_500, 50, "taux BCE 2,15 % + 10 points"),
    ]
    return pd.DataFrame(rows, columns=["at", "first", "last", "days", "principal", "units", "amount", "source"])


def penalties(report: BalanceReport) -> PenaltyReport:
    """Its sums are those of its items."""
    items = pd.DataFrame(_penalty_items(report))
    is_open, is_sure = items["paid_day"] == NO_DAY, ~items["is_uncertain"]
    owed = items["interest"] + items["compensation"]
    sums = items.assign(
        unallocated=0, uncertain=owed.where(~is_sure, 0), claimable=(owed - items["waived"]).where(is_sure, 0),
        paid_late_interest=items["interest"].where(is_sure & ~is_open, 0),
        paid_late_compensation=items["compensation"].where(is_sure & ~is_open, 0),
        interest=items["interest"].where(is_sure & is_open, 0),
        compensation=items["compensation"].where(is_sure & is_open, 0),
    )  # fmt: skip
    keys = ["company", "account", "name", "currency", "debtor"]
    names = ["interest", "compensation", "uncertain", "paid_late_interest", "paid_late_compensation", "waived",
             "invoiced", "claimable", "unallocated"]  # fmt: skip
    decisions = [(items["company"][0], items["account"][0], "EUR", 1, "waived", 600, TODAY, "=chef()", "@geste", "i0")]
    named = ["company", "account", "currency", "id", "kind", "amount", "day", "who", "why", "item"]
    return PenaltyReport(
        as_of=AS_OF, computed_until=dt.date(2025, 12, 15), paid_since=dt.date(2025, 1, 1), rate_note="x",
        item_count=len(items), accounts=sums.groupby(keys, as_index=False)[names].sum(), items=items, lines=_lines(),
        decisions=pd.DataFrame(decisions, columns=named).astype({"amount": object}),
    )  # fmt: skip


def _metrics(closes: int) -> MetricsReport:
    scopes = [("", "EUR"), (NORTH, "EUR"), (SOUTH, "EUR")]
    values = {name: Decimal("0.5") if one.unit in ("share", "index") else Decimal("61.08")
              for name, one in DEFINITIONS.items()}  # fmt: skip
    figures = [
        {"company": company, "currency": code, "name": name, "value": None if name == "cei" else value,
         "reason_fr": "=raison" if name == "cei" else "", "reason_en": "=reason" if name == "cei" else ""}
        for company, code in scopes for name, value in values.items()
    ]  # fmt: skip
    amounts = [
        {"company": company, "currency": code, "receivables": 33_555_479, "not_due": 1, "overdue": 2, "age_unknown": 3,
         "unallocated": -4, "opening": None, "sales": 2_005_067_434, "period_start": TODAY - 364, "period_end": TODAY,
         "period_days": 365}
        for company, code in scopes
    ]  # fmt: skip
    definitions = [
        {"name": name, "unit": one.unit, "digits": one.digits, "name_fr": one.name.fr, "name_en": one.name.en,
         "sentence_fr": one.sentence.fr, "sentence_en": one.sentence.en}
        for name, one in DEFINITIONS.items()
    ]  # fmt: skip
    trend = [
        {"company": "", "currency": "EUR", "month": f"2025-{10 + at}", "receivables": 1_000_000 + at,
         "overdue": 500_000, **values}
        for at in range(closes)
    ]  # fmt: skip
    columns = ["company", "currency", "month", "receivables", "overdue", *DEFINITIONS]
    notes = pd.DataFrame(
        [(SOUTH, "EUR", "=note", "=note")], columns=["company", "currency", "sentence_fr", "sentence_en"]
    )
    return MetricsReport(
        AS_OF, "ledger", pd.DataFrame(figures), pd.DataFrame(amounts, dtype=object), pd.DataFrame(definitions),
        pd.DataFrame(trend, columns=columns, dtype=object), notes,
    )  # fmt: skip


def _rates() -> RatesReport:
    rows = [
        ("ecb", TODAY - 364, TODAY - 184, 21_500, "BCE", "seen"),
        ("ecb", TODAY - 183, TODAY, 24_000, "=BCE()", "added"),
        ("legal-professional", TODAY - 183, TODAY, 27_512, "JO", "to check"),
    ]
    until = date_of(TODAY)
    assert until is not None
    return RatesReport(pd.DataFrame(rows, columns=["series", "first", "last", "units", "source", "certainty"]), until)


def _changes() -> pd.DataFrame:
    row = {"company": NORTH, "currency": "EUR", "since": TODAY - 7, "paid_count": 3, "paid": 123_456, "new_count": 2,
           "new": 5_000, "newly_late_count": 1, "newly_late": 4_200}  # fmt: skip
    return pd.DataFrame([row])


def morning(report: BalanceReport, closes: int = 3) -> MorningReport:
    """The whole; the same report gives the same figures."""
    accounts = report.balance[["company", "account", "currency"]]
    people = accounts.head(2).assign(contact=["=chef()", "Zoé"], role="Comptabilité", phone="01", email="z@example.com")
    months = [accounts.assign(month=f"2025-{10 + at}", total=range(at, at + len(accounts))) for at in range(closes)]
    none = accounts.iloc[:0].assign(month="", total=0)
    return MorningReport(
        worklist=_worklist(report), penalties=penalties(report), metrics=_metrics(closes), rates=_rates(),
        since_import=_changes(), contacts=people, history=pd.concat(months or [none], ignore_index=True),
    )  # fmt: skip
