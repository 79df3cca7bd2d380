"""Anomalies of open items: credits that pay nothing, dates, terms, limitation, lumps brought forward."""

import datetime as dt

import numpy as np
import pandas as pd

from receivables.anomalies.facts import Facts, Found, account_hits, hits
from receivables.days import NO_DAY, Days, date_of, day_number
from receivables.errors import ReceivablesError
from receivables.limitation import SHORTEST_DAYS, interrupted_limitation, limitation_days, rule_names
from receivables.numbers import named_in, normalise_numbers
from receivables.schema import DueOrigin, Kind
from receivables.sums import Mask
from receivables.terms import Terms, due_days, is_over_maximum, parse_terms, schedule, terms_warnings

_BALANCE_WORDS = r"\bsoldes?\b|[àa][ -]nouveaux?\b|\breport\b|\bbrought forward\b|\bopening balance\b"
#: Guarantee retained on works (PCG 4117; loi 71-584 of 16 July 1971): due a year later, by law.
_RETENTION = r"retenue.{0,4} de garantie|\bretention\b"

#: Credits whose kind is the name of their code; others that stand with the payments are worded by what they are.
_WORDED = (Kind.PAYMENT, Kind.CREDIT_NOTE, Kind.DEPOSIT)


def unallocated(facts: Facts) -> Found:
    """Credits that pay nothing, of three kinds. What is neither credit note nor deposit stands with the payments."""
    items = facts.items
    is_credit = items["open"] < 0
    is_deposit, is_note = items["kind"] == Kind.DEPOSIT, items["kind"] == Kind.CREDIT_NOTE
    is_in = facts.is_in_scope(items)
    masks = {
        "unallocated_payment": is_credit & is_in & ~is_deposit & ~is_note,
        "unallocated_credit_note": is_credit & is_in & is_note,
        "unallocated_deposit": is_credit & is_deposit,
    }
    return {code: _credit_hits(items[mask], facts.on) for code, mask in masks.items()}


def _credit_hits(rows: pd.DataFrame, on: int) -> pd.DataFrame:
    kinds = rows["kind"].to_numpy()
    variant = np.select([np.isin(kinds, _WORDED), kinds == Kind.LOSS], ["", "loss"], "other")
    return hits(rows, rows["open"], variant=variant, posted_day=rows["posted"], age=np.maximum(on - rows["posted"], 0))


def doubtful_dates(facts: Facts) -> Found:
    """Dates that are missing, impossible, or a due date before its document."""
    items = facts.items_in_scope()
    document, due = items["document_day"], items["due_day"]
    is_due_given = due != NO_DAY
    is_early = is_due_given & (document != NO_DAY) & (due < document) & (items["due_origin"] == DueOrigin.FILE)
    early = items[is_early]
    is_debit = items["open"] > 0
    missing = [("document", document == NO_DAY), ("due", ~is_due_given)]
    return {
        "missing_date": pd.concat(
            [_dated(items[is_debit & is_missing], which) for which, is_missing in missing], ignore_index=True
        ).drop_duplicates(["at", "item"]),
        "impossible_date": pd.concat(
            [_dated(items[_is_impossible(items[f"{which}_day"], facts)], which) for which in ("document", "due")],
            ignore_index=True,
        ),
        "due_before_document": hits(early, early["open"], document_day=early["document_day"], due_day=early["due_day"]),
    }


def _is_impossible(days: pd.Series, facts: Facts) -> pd.Series:
    first = day_number(dt.date(facts.thresholds.first_year, 1, 1))
    return (days != NO_DAY) & ((days < first) | (days > facts.on + facts.thresholds.future_days))


def _dated(rows: pd.DataFrame, which: str) -> pd.DataFrame:
    return hits(rows, rows["open"], variant=which, document_day=rows["document_day"], due_day=rows["due_day"])


def past_limitation(facts: Facts) -> Found:
    """Debts nobody can be sued for any more (see `limitation`); of an unknown kind of customer: perhaps."""
    items = facts.items_in_scope()
    items = items[items["open"] > 0]
    items = items[items["due_day"].to_numpy(np.int64) + SHORTEST_DAYS < facts.on]  # few of a million are that old
    kinds, contracts = (facts.of_account(name, items["at"]) for name in ("legal_kind", "contract_kind"))
    due = items["due_day"].to_numpy(np.int32)
    keys = items[["item"]].assign(company=facts.of_account("company", items["at"]))
    traders = kinds.where(kinds != "unknown", "business")
    shortest, longest = (
        interrupted_limitation(limitation_days(due, of, contracts), keys, facts.interruptions, of, contracts)
        for of in (kinds, traders)
    )
    is_sure = longest < facts.on
    is_past = (shortest < facts.on) & (due != NO_DAY)
    last = np.where(is_sure, longest, shortest)[is_past]
    variant = np.where(is_sure, rule_names(traders, contracts), "unknown")[is_past]
    rows = items[is_past]
    return {"past_limitation": hits(rows, rows["open"], variant=variant, due_day=rows["due_day"], last_day=last)}


def brought_forward_lumps(facts: Facts) -> Found:
    """Opening items that stand for a whole balance: no document number, or a label that says so.

    A label that names the item's own number (`A nouveau facture F12`) tells of a document carried over.
    """
    rows = facts.items_in_scope()
    rows = rows[rows["opening"].astype(bool)]
    is_numbered = rows["number"].str.contains("[0-9]")
    labelled = rows[is_numbered & rows["label"].str.contains(_BALANCE_WORDS, case=False)]
    pairs = zip(normalise_numbers(labelled["number"]), labelled["label"], strict=True)
    is_balance = [number not in named_in(label) for number, label in pairs]
    rows = pd.concat([rows[~is_numbered], labelled[np.array(is_balance, dtype=bool)]])
    return {"brought_forward_lump": hits(rows, rows["open"], label=rows["label"], posted_day=rows["posted"])}


def doubtful_terms(facts: Facts) -> Found:
    """Due dates of the file past the legal ceilings, or not what the customer's terms give; terms over the ceilings.

    The ceilings and their sources stand at `terms.is_over_maximum` and `terms.terms_warnings`.
    """
    items = facts.items_in_scope()
    is_dated = (items["due_origin"] == DueOrigin.FILE) & (items["open"] > 0) & (items["kind"] == Kind.INVOICE)
    is_dated &= (items["document_day"] != NO_DAY) & (items["due_day"] != NO_DAY)
    is_dated &= items["due_day"] >= items["document_day"]
    items = items[is_dated]
    over, agreed = _over_maximum(facts, items), _agreed_over_maximum(facts)
    return {
        "terms_over_maximum": pd.concat([over, agreed], ignore_index=True),
        "terms_unlike_customer": _unlike_customer(facts, items),
    }


def _over_maximum(facts: Facts, items: pd.DataFrame) -> pd.DataFrame:
    """Documents whose own due date passes every ceiling; guarantee retained on works and consumers left out."""
    kinds = facts.of_account("legal_kind", items["at"])
    is_public = (kinds == "public").to_numpy(np.bool_)
    is_over = is_over_maximum(items["document_day"].to_numpy(np.int32), items["due_day"].to_numpy(np.int32), is_public)
    rows = items[is_over & (kinds != "consumer").to_numpy(np.bool_)]
    is_retention = rows["label"].str.contains(_RETENTION, case=False)
    is_retention |= facts.of_account("ledger_account", rows["at"]).astype("str").str.startswith("4117")
    rows = rows[~is_retention]
    variant = np.where(facts.of_account("legal_kind", rows["at"]) == "public", "public", "")
    return hits(
        rows,
        rows["open"],
        variant=variant,
        document_day=rows["document_day"],
        due_day=rows["due_day"],
        delay=rows["due_day"] - rows["document_day"],
    )


def _agreed_over_maximum(facts: Facts) -> pd.DataFrame:
    """Accounts that owe something and whose agreed terms can pass the ceilings."""
    owing = facts.accounts[(facts.accounts["terms"] != "") & (facts.accounts["balance"] > 0)]
    on = date_of(facts.on) or dt.date.max
    over = {
        (text, kind): bool(terms and terms_warnings(terms, kind, on))
        for (text, kind) in set(zip(owing["terms"], owing["legal_kind"], strict=True))
        for terms in (_readable(text),)
    }
    pairs = zip(owing["terms"], owing["legal_kind"], strict=True)
    rows = owing[np.fromiter((over[pair] for pair in pairs), bool, len(owing))]
    return account_hits(rows, variant="agreed", terms=rows["terms"], document_day=NO_DAY, due_day=NO_DAY, delay=0)


def _unlike_customer(facts: Facts, items: pd.DataFrame) -> pd.DataFrame:
    """Documents due on another day than the customer's terms give (any instalment's day will do)."""
    codes, known = pd.factorize(facts.accounts["terms"])
    codes = codes[items["at"].to_numpy(np.int64)]
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(known) + 1))
    document, due = (items[name].to_numpy(np.int32) for name in ("document_day", "due_day"))
    expected = np.full(len(items), NO_DAY, dtype=np.int32)
    for code, text in enumerate(known):
        if text and (terms := _readable(text)):
            at = order[bounds[code] : bounds[code + 1]]
            expected[at] = _nearest(terms, document[at], due[at])
    gap = np.abs(due - expected.astype(np.int64))
    is_unlike: Mask = (expected != NO_DAY) & (gap > facts.thresholds.terms_tolerance_days)
    rows = items[is_unlike]
    return hits(
        rows,
        rows["open"],
        due_day=rows["due_day"],
        expected_day=expected[is_unlike],
        terms=facts.of_account("terms", rows["at"]),
    )


def _nearest(terms: Terms, document: Days, due: Days) -> Days:
    """The instalment's due day nearest to the one the file gives."""
    days = np.stack([due_days(single, document) for _, single in schedule(terms)])
    nearest: Days = days[np.abs(days.astype(np.int64) - due).argmin(axis=0), np.arange(len(document))]
    return nearest


def _readable(text: str) -> Terms | None:
    """Terms as agreed; None where the text says nothing (the import has reported it)."""
    try:
        return parse_terms(text)
    except ReceivablesError:
        return None
