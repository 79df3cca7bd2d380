"""The penalties of a store as plain objects of the command contract: decimal strings with two digits, ISO dates."""

from typing import Any

import pandas as pd

from receivables.days import iso
from receivables.late_payment.penalty_words import SENTENCES
from receivables.late_payment.rates import percent_text
from receivables.money import to_text
from receivables.report import PenaltyReport
from server.records import records

_SUMS = ("interest", "compensation", "uncertain", "claimable", "waived", "invoiced", "paid_late_interest",
         "paid_late_compensation")  # fmt: skip


def penalties(report: PenaltyReport) -> dict[str, Any]:
    """`relance penalties`: accounts, the items told with their lines, decisions, and the sums of each currency.

    `total` is None where several currencies stand under `by_currency`.
    """
    by_currency = {code: _total(own, str(code)) for code, own in report.accounts.groupby("currency", sort=True)}
    totals = list(by_currency.values()) or [_total(report.accounts, "EUR")]
    return {
        "as_of": report.as_of.isoformat(),
        "computed_until": report.computed_until.isoformat(),
        "paid_since": None if report.paid_since is None else report.paid_since.isoformat(),
        "warnings": report.warnings,
        "sentences": {code: sentence(code, report.computed_until.isoformat()) for code in report.warnings},
        "warned_accounts": report.warned_accounts,
        "rate_note": report.rate_note or None,
        "accounts": [_account(row) for row in records(report.accounts)],
        "items": _items(report),
        "item_count": report.item_count,
        "decisions": [decision(row) for row in records(report.decisions)],
        "total": totals[0] if len(totals) == 1 else None,
        "by_currency": by_currency,
    }


def sentence(code: str, computed_until: str) -> str:
    """The warning as a clerk reads it; `computed_until` is an ISO date."""
    return SENTENCES[code].format(day="/".join(reversed(computed_until.split("-"))))


def _total(accounts: pd.DataFrame, currency: str) -> dict[str, str]:
    return {name: to_text(int(accounts[name].sum()), currency) for name in _SUMS} | {"currency": currency}


def _account(row: dict[str, Any]) -> dict[str, Any]:
    named = {name: row[name] for name in ("company", "account", "name", "currency", "debtor")}
    figures = {name: to_text(row[name], row["currency"]) for name in (*_SUMS, "unallocated")}
    return {**named, **figures}


def _items(report: PenaltyReport) -> list[dict[str, Any]]:
    lines: list[list[dict[str, Any]]] = [[] for _ in range(len(report.items))]
    rows = records(report.items)
    for line in records(report.lines):
        lines[line["at"]].append(_line(line, rows[line["at"]]["currency"]))
    return [_item(row, own) for row, own in zip(rows, lines, strict=True)]


def _item(row: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    named = {name: row[name] for name in ("item", "company", "account", "name", "currency", "debtor", "number")}
    money = ("principal", "open", "interest", "compensation", "waived", "invoiced")
    return {
        **named,
        "document_date": iso(row["document_day"]), "due_date": iso(row["due_day"]), "due_origin": row["due_origin"],
        **{name: to_text(row[name], row["currency"]) for name in money},
        "paid_date": iso(row["paid_day"]), "days_late": int(row["days_late"]), "days": int(row["days"]),
        "computed_until": iso(row["computed_until"]), "is_uncertain": bool(row["is_uncertain"]),
        "warnings": row["warnings"], "limitation_date": iso(row["limitation_day"]),
        "limitation_marked": bool(row["limitation_marked"]), "lines": lines,
    }  # fmt: skip


def _line(line: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        "from": iso(line["first"]), "to": iso(line["last"]), "days": int(line["days"]),
        "principal": to_text(line["principal"], currency), "rate_percent": percent_text(line["units"]),
        "amount": to_text(line["amount"], currency), "source": line["source"],
    }  # fmt: skip


def decision(row: dict[str, Any]) -> dict[str, Any]:
    """One decision; `amount` None is all there is."""
    amount = None if row["amount"] is None else to_text(int(row["amount"]), row["currency"])
    named = {name: row[name] for name in ("id", "kind", "company", "account")}
    return {
        **named, "item": row["item"] or None, "amount": amount, "currency": row["currency"], "date": iso(row["day"]),
        "who": row["who"], "why": row["why"],
    }  # fmt: skip
