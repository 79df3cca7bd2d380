"""`relance metrics`: the metrics of each company, and of all where currencies agree, as tables and as an object."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection

from receivables.days import NO_DAY, date_of, iso
from receivables.metrics.figures import Facts, Figure, figures, notes
from receivables.metrics.words import DEFINITIONS, SEVERAL_CURRENCIES
from receivables.money import to_text
from receivables.report import MetricsReport
from server.balance import position
from server.errors import UserError
from server.metric_facts import FactStore, Scope, scopes_of
from server.records import records
from server.reports import Question

_TREND = ["company", "currency", "month", "receivables", "overdue", *DEFINITIONS]
_NOTES = ["company", "currency", "sentence_fr", "sentence_en"]


def metrics_report(connection: Connection, question: Question) -> MetricsReport:
    """All metrics on a day (default: the last one covered), of one company or all. Raises UserError."""
    found = position(connection, question.on, question.view, question.company)
    day = date_of(found.on)
    if day is None:
        raise UserError("The day asked for is no date.")
    store = FactStore(connection, found)
    now = {scope: store.facts(scope) for scope in scopes_of(found)}
    trend = [(scope, month) for scope in now for month in store.trend(scope)]
    told = [(scope, note) for scope, facts in now.items() for note in notes(facts)]
    return MetricsReport(
        as_of=day,
        view=found.view,
        figures=pd.DataFrame([row for scope, facts in now.items() for row in _figure_rows(scope, figures(facts))]),
        amounts=pd.DataFrame([_amounts(scope, facts) for scope, facts in now.items()], dtype=object),
        definitions=pd.DataFrame([_definition(name) for name in DEFINITIONS]),
        trend=pd.DataFrame([_trend_row(scope, *month) for scope, month in trend], columns=_TREND, dtype=object),
        notes=pd.DataFrame(
            [_named(one, sentence_fr=note.fr, sentence_en=note.en) for one, note in told], columns=_NOTES
        ),
    )


def _named(scope: Scope, **values: Any) -> dict[str, Any]:
    return {"company": scope.name, "currency": scope.currency, **values}


def _figure_rows(scope: Scope, found: dict[str, Figure]) -> list[dict[str, Any]]:
    return [
        _named(
            scope, name=name, value=one.value,
            reason_fr=one.reason.fr if one.reason else "", reason_en=one.reason.en if one.reason else "",
        )
        for name, one in found.items()
    ]  # fmt: skip


def _amounts(scope: Scope, facts: Facts) -> dict[str, Any]:
    here, period = facts.standing, facts.sales.period
    return _named(
        scope, receivables=here.total, not_due=here.not_due, overdue=here.overdue, age_unknown=here.age_unknown,
        unallocated=here.unallocated, opening=facts.opening,
        sales=sum(month.sales for month in period) if period else None,
        period_start=period[-1].first if period else NO_DAY, period_end=facts.on if period else NO_DAY,
        period_days=sum(month.days for month in period),
    )  # fmt: skip


def _definition(name: str) -> dict[str, Any]:
    one = DEFINITIONS[name]
    return {
        "name": name, "unit": one.unit, "digits": one.digits, "name_fr": one.name.fr, "name_en": one.name.en,
        "sentence_fr": one.sentence.fr, "sentence_en": one.sentence.en,
    }  # fmt: skip


def _trend_row(scope: Scope, month: str, facts: Facts) -> dict[str, Any]:
    values = {name: one.value for name, one in figures(facts).items()}
    return _named(scope, month=month, receivables=facts.standing.total, overdue=facts.standing.overdue, **values)


# -- object of the command contract --------------------------------------------------------------------------------

_MONEY = ("receivables", "not_due", "overdue", "age_unknown", "unallocated", "opening", "sales")


def metrics(connection: Connection, question: Question, lang: str) -> dict[str, Any]:
    """`relance metrics`: figures, their definitions, and the reason for each that is null (sentences in `lang`)."""
    report = metrics_report(connection, question)
    parts = {(row["company"], row["currency"]): _part(report, row, lang) for row in records(report.amounts)}
    currencies = list(dict.fromkeys(code for _, code in parts))
    names = list(dict.fromkeys(name for name, _ in parts if name))
    return {
        "as_of": report.as_of.isoformat(),
        "matching": report.view,
        **(parts["", currencies[0]] if len(currencies) == 1 else _nothing(lang)),
        "by_company": {name: _of_company({code: parts[name, code] for code in currencies if (name, code) in parts})
                       for name in names},
        "by_currency": {code: parts["", code] for code in currencies},
        "definitions": {row["name"]: {"unit": row["unit"], "fr": row["sentence_fr"], "en": row["sentence_en"]}
                        for row in records(report.definitions)},
    }  # fmt: skip


def _of_company(parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return next(iter(parts.values())) if len(parts) == 1 else {"by_currency": parts}


def _part(report: MetricsReport, amounts: dict[str, Any], lang: str) -> dict[str, Any]:
    """Figures of one scope."""
    currency = str(amounts["currency"])
    own = [_own(table, amounts) for table in (report.figures, report.trend, report.notes)]
    values = {row["name"]: row["value"] for row in records(own[0])}
    reasons = {row["name"]: row[f"reason_{lang}"] for row in records(own[0]) if row[f"reason_{lang}"]}
    period = {"from": iso(amounts["period_start"]), "to": iso(amounts["period_end"]), "days": amounts["period_days"]}
    return {
        "currency": currency,
        **{name: None if (value := amounts[name]) is None else to_text(value, currency) for name in _MONEY},
        "period": period if amounts["period_start"] != NO_DAY else None,
        **_nested(values),
        "reasons": _with_whole(reasons, values),
        "notes": [row[f"sentence_{lang}"] for row in records(own[2])],
        "trend": [_month(row) for row in records(own[1])],
    }


def _own(table: pd.DataFrame, scope: dict[str, Any]) -> pd.DataFrame:
    own: pd.DataFrame = table[(table["company"] == scope["company"]) & (table["currency"] == scope["currency"])]
    return own


def _month(row: dict[str, Any]) -> dict[str, Any]:
    money = {name: to_text(row[name], row["currency"]) for name in ("receivables", "overdue")}
    return {"month": row["month"], **money, **_nested({name: row[name] for name in DEFINITIONS})}


def _nothing(lang: str) -> dict[str, Any]:
    """Currencies are never added up."""
    values = dict.fromkeys(DEFINITIONS)
    reason = getattr(SEVERAL_CURRENCIES, lang)
    reasons = dict.fromkeys(DEFINITIONS, reason)
    blank = dict.fromkeys(("currency", *_MONEY, "period"))
    return {**blank, **_nested(values), "reasons": _with_whole(reasons, values), "notes": [], "trend": []}


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    """`whole.part` -> number as {whole: {part: number}}, null where all parts are; a metric alone -> number."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        whole, _, part = name.partition(".")
        number = None if value is None else float(value)
        if part:
            found.setdefault(whole, {})[part] = number
        else:
            found[whole] = number
    return {name: None if isinstance(one, dict) and not _any(one) else one for name, one in found.items()}


def _any(values: dict[str, Any]) -> bool:
    return any(value is not None for value in values.values())


def _with_whole(reasons: dict[str, str], values: dict[str, Any]) -> dict[str, str]:
    """A reason also for what is null as a whole."""
    whole = [name for name, one in _nested(values).items() if one is None and name not in reasons]
    return {**reasons, **{name: next(text for key, text in reasons.items() if key.startswith(name)) for name in whole}}
