"""Anomalies found by comparing lines: unbalanced groups, duplicates, credit notes of nothing.

Each comparison is a sort, a sum or a join on integer codes.
"""

import numpy as np
import pandas as pd

from receivables.anomalies.facts import Facts, Found, hits
from receivables.days import NO_DAY
from receivables.numbers import normalise_numbers
from receivables.schema import NO_LETTER, Kind
from receivables.sums import Mask, dense, rank_within, sum_by

_BILLED = (Kind.INVOICE, Kind.TRANSFER, Kind.OTHER)
#: The same number on more accounts than this is no document number.
_MAX_SHARERS = 2
_DOCUMENTS = (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT)


def unbalanced_groups(facts: Facts) -> Found:
    """Matching groups that do not sum to zero, settled parts left out: one hit each, on the group's latest line."""
    lines = facts.lines[facts.lines["letter"] != NO_LETTER]
    owed = lines["amount"] - lines["settled"]
    codes, count = dense(lines["letter"].to_numpy(np.int64))
    lines = lines.assign(owed=owed)[sum_by(codes, owed.to_numpy(np.int64), count)[codes] != 0]
    if lines.empty:
        return {}
    groups = lines.assign(debit=lines["owed"].clip(lower=0), credit=-lines["owed"].clip(upper=0)).groupby("letter")
    sums = groups.agg(debit=("debit", "sum"), credit=("credit", "sum"), count=("owed", "size"))
    latest = lines.sort_values(["letter", "posted", "row"]).drop_duplicates("letter", keep="last")
    found = latest.join(sums, on="letter")
    return {
        "unbalanced_group": hits(
            found,
            found["debit"] - found["credit"],
            count=found["count"],
            variant=np.where(found["count"] == 1, "alone", ""),
            debit_amount=found["debit"],
            credit_amount=found["credit"],
        )
    }


def duplicates(facts: Facts) -> Found:
    """The same document twice: same number, or same account, amount and date. Lines brought forward are left out.

    Instalments (one number, one date, several due dates) and an invoice cancelled under its own number are no
    duplicates. Equal amounts count while one of them is open.
    """
    lines = facts.lines
    is_document = lines["kind"].isin(_DOCUMENTS) & ~lines["opening"].astype(bool) & (lines["amount"] != 0)
    columns = ["at", "item", "kind", "number", "amount", "remaining", "posted", "document_day", "due_day", "row"]
    documents = lines.loc[is_document, columns]
    return {"duplicate_number": _same_number(documents), "duplicate_amount": _same_amount(documents)}


def _same_number(documents: pd.DataFrame) -> pd.DataFrame:
    keys = ["at", "key"]
    documents = _with_key(documents[documents["kind"] != Kind.PAYMENT])
    documents = documents[(documents["key"] >= 0) & documents.duplicated(keys, keep=False)]
    documents = _not_cancelled(documents[_is_of_one_customer(documents)])
    keys = [*keys, "kind"]
    is_repeated = documents.duplicated([*keys, "document_day", "due_day", "amount"], keep=False)
    days = documents.groupby(keys)["document_day"].transform("nunique")
    return _first_and_last(documents[is_repeated | (days > 1)], keys)


def _same_amount(documents: pd.DataFrame) -> pd.DataFrame:
    keys = ["at", "kind", "amount", "document_day"]
    documents = documents[documents["document_day"] != NO_DAY]
    documents = _with_key(documents[documents.duplicated(keys, keep=False)])
    alone = -1 - np.arange(len(documents))  # two lines without a number are not one document
    documents = documents.assign(key=documents["key"].where(documents["key"] >= 0, alone))
    group = documents.assign(is_open=documents["remaining"] != 0).groupby(keys)
    is_doubtful = (group["key"].transform("nunique") > 1) & group["is_open"].transform("max")
    return _first_and_last(documents[is_doubtful], keys)


def _with_key(documents: pd.DataFrame) -> pd.DataFrame:
    """A code for each normalised number, -1 where there is none (`--`, `sans`)."""
    number = normalise_numbers(documents["number"])
    is_number = number.str.contains("[0-9]")
    return documents.assign(key=pd.factorize(number.where(is_number))[0].astype(np.int64))


def _is_of_one_customer(documents: pd.DataFrame) -> Mask:
    """False for numbers many accounts share: a journal's or a month's reference, not a document's."""
    known = documents[["key", "at"]].drop_duplicates()["key"].value_counts()
    is_own: Mask = ~documents["key"].isin(known.index[known > _MAX_SHARERS]).to_numpy()
    return is_own


def _not_cancelled(documents: pd.DataFrame) -> pd.DataFrame:
    """Without the pairs of an invoice and a credit note of the same account, number and amount."""
    size, sign = documents["amount"].abs(), np.sign(documents["amount"])
    keys = [column.to_numpy(np.int64) for column in (documents["at"], documents["key"], size)]
    rank = rank_within(*keys, sign.to_numpy(np.int64))
    pair = pd.DataFrame({"at": keys[0], "key": keys[1], "size": keys[2], "rank": rank})
    return documents[~pair.duplicated(keep=False).to_numpy()]


def _first_and_last(documents: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One hit for each group: the last line of it, with the first one's number, date and amount."""
    ordered = documents.sort_values([*keys, "posted", "row"])
    last, first = (ordered.drop_duplicates(keys, keep=keep) for keep in ("last", "first"))
    count = ordered.groupby(keys, sort=False)["item"].transform("size").loc[last.index]
    return hits(
        last,
        last["amount"],
        count=count,
        document_day=last["document_day"],
        first_number=first["number"].to_numpy(),
        first_day=first["document_day"].to_numpy(),
        first_amount=first["amount"].to_numpy(),
    )


def credit_notes_without_invoice(facts: Facts) -> Found:
    """Open credit notes on accounts that were not billed as much, brought-forward debits included, up to their day."""
    lines = facts.lines
    is_note = (lines["kind"] == Kind.CREDIT_NOTE) & (lines["remaining"] < 0) & facts.is_in_scope(lines)
    if not is_note.any():
        return {}
    notes = lines[is_note].sort_values("posted", kind="stable")
    billed = lines[(lines["amount"] > 0) & lines["kind"].isin(_BILLED) & lines["at"].isin(notes["at"])]
    billed = billed.sort_values("posted", kind="stable")[["at", "posted", "amount"]]
    billed = billed.assign(billed=billed.groupby("at")["amount"].cumsum())[["at", "posted", "billed"]]
    before = pd.merge_asof(notes[["at", "posted"]], billed, on="posted", by="at")["billed"].fillna(0).to_numpy()
    rows = notes[before < -notes["amount"].to_numpy()]
    return {"credit_note_without_invoice": hits(rows, rows["remaining"], posted_day=rows["posted"])}
