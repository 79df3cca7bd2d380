"""Anomalies of payments: documents paid twice, payments that landed on a sister account.

Only payments of which matching has used nothing are looked at, and their labels read only where a join on integers
has left them a chance.
"""

import pandas as pd

from receivables.anomalies.accounts import is_name_of_many, name_words, sirens
from receivables.anomalies.facts import Facts, Found, hits
from receivables.numbers import named_in, normalise_numbers
from receivables.schema import NO_LETTER, Kind
from receivables.sums import Mask

_LEGAL_FORMS = frozenset(
    [
        *["sa", "sas", "sasu", "sarl", "eurl", "eirl", "ei", "sci", "scp", "scop", "snc", "selarl", "gie"],
        *["ste", "societe", "ets", "etablissements", "cie", "et", "fils", "france"],
        *["m", "mr", "mme", "monsieur", "madame"],
        *["gmbh", "ag", "ltd", "llc", "inc", "bv", "srl", "spa"],
    ]
)
_MIN_NAME, _MAX_NAMESAKES = 4, 10


def paid_twice(facts: Facts) -> Found:
    """Unallocated payments of a document that is closed already, or that an earlier such payment pays too.

    The payment is of the document's amount and names it (number or label), or stands in its matching group.
    """
    payments, documents = _whole_payments(facts), _documents(facts)
    if payments.empty or documents.empty:
        return {}
    documents = documents.assign(at=documents["at_document"], paid=documents["amount_document"])
    keys = ["at", "paid"]
    is_closed = documents["remaining_document"] == 0
    rivals = payments.loc[payments.duplicated(keys), keys]
    payments = payments.merge(pd.concat([documents.loc[is_closed, keys], rivals]).drop_duplicates(), on=keys)
    documents = documents[documents["at"].isin(payments["at"])]
    documents = documents.assign(letter=documents["letter_document"], name=_numbers(documents))
    pairs = [
        _join(_names(payments), documents[documents["name"] != ""], ["at", "paid", "name"]),
        _join(payments[payments["letter"] != NO_LETTER], documents, ["letter", "paid"]),
    ]
    found = pd.concat(pairs).drop_duplicates("position").sort_values(["position_document", "posted", "position"])
    is_doubtful = (found["remaining_document"] == 0) | found.duplicated("position_document")
    found = found[is_doubtful]
    return {
        "paid_twice": hits(found, found["remaining"], posted_day=found["posted"], document=found["number_document"])
    }


def on_sister_account(facts: Facts) -> Found:
    """Unallocated payments that name, or equal to the cent, one document open on another account of the same family.

    A family shares SIREN, group, payer account or name within a company and currency. Nothing is said where the own
    account has a document of that amount open, or where several of the family's would fit.
    """
    families = _families(facts.accounts)
    if families.empty:
        return {}
    documents = _documents(facts).merge(families.rename(columns={"at": "at_document"}), on="at_document")
    documents = documents[documents["remaining_document"] > 0]
    payments = _whole_payments(facts).merge(families[families["family"].isin(documents["family"])], on="at")
    payments = payments[~_pays_own(payments, documents)]
    documents = documents[documents["family"].isin(payments["family"])]
    documents = documents.assign(name=_numbers(documents), paid=documents["remaining_document"])
    named = _elsewhere(_names(payments), documents[documents["name"] != ""], "name")
    equal = _elsewhere(payments, documents[documents["amount_document"] == documents["paid"]], "paid")
    equal = equal[equal["posted_document"] <= equal["posted"]]
    found = pd.concat([named.assign(variant="named"), equal.assign(variant="")]).drop_duplicates("position")
    return {
        "payment_on_sister_account": hits(
            found,
            found["remaining"],
            variant=found["variant"],
            posted_day=found["posted"],
            document=found["number_document"],
            document_amount=found["remaining_document"],
            sister=facts.of_account("text", found["at_document"]),
        )
    }


def _whole_payments(facts: Facts) -> pd.DataFrame:
    """Payments of which matching has used nothing; `paid` is their amount as a positive number."""
    lines = facts.lines
    is_whole = (lines["kind"] == Kind.PAYMENT) & (lines["remaining"] < 0) & (lines["remaining"] == lines["amount"])
    payments = lines.loc[is_whole, ["at", "item", "number", "label", "remaining", "posted", "letter"]]
    payments = payments[facts.is_in_scope(payments)]
    return payments.assign(paid=-payments["remaining"], position=payments.index)


def _documents(facts: Facts) -> pd.DataFrame:
    """Invoices, open or closed, oldest first; every column ends in `_document`."""
    lines = facts.lines
    columns = ["at", "number", "amount", "remaining", "posted", "letter"]
    documents = lines.loc[(lines["kind"] == Kind.INVOICE) & (lines["amount"] > 0), columns]
    documents = documents[facts.is_in_scope(documents)].sort_values("posted", kind="stable")
    return documents.assign(position=documents.index).add_suffix("_document")


def _numbers(documents: pd.DataFrame) -> pd.Series:
    return normalise_numbers(documents["number_document"])


def _pays_own(payments: pd.DataFrame, documents: pd.DataFrame) -> Mask:
    """Whether the payment's own account has a document open on which all of it would go."""
    own = pd.MultiIndex.from_arrays([documents["at_document"], documents["remaining_document"]])
    is_own: Mask = pd.MultiIndex.from_arrays([payments["at"], payments["paid"]]).isin(own)
    return is_own


def _names(payments: pd.DataFrame) -> pd.DataFrame:
    """The payments once for each document number (`name`) they bear or name in their label."""
    rows, names = [], []
    for row, said in enumerate(zip(payments["number"], payments["label"], strict=True)):
        found = list(dict.fromkeys(name for text in said for name in named_in(text)))
        names += found
        rows += [row] * len(found)
    return payments.iloc[rows].assign(name=pd.Series(names, dtype="str").to_numpy(object))


def _join(payments: pd.DataFrame, documents: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Each payment with the first document of its keys."""
    told = [name for name in documents.columns if name.endswith("_document")]
    return payments.merge(documents[[*keys, *told]].drop_duplicates(keys), on=keys)


def _elsewhere(payments: pd.DataFrame, documents: pd.DataFrame, key: str) -> pd.DataFrame:
    """Payments with the one document of their family and key, where it is on another account."""
    keys = ["family", key]
    both = _join(payments, documents[~documents.duplicated(keys, keep=False)], keys)
    return both[both["at"] != both["at_document"]].sort_values(["position", "family"])


def _families(accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts that belong together: at | family, one row for each family of an account."""
    scope = accounts["company"].astype("str") + "|" + accounts["currency"].astype("str") + "|"
    names = pd.Series([_family_name(name) for name in accounts["name"]], index=accounts.index, dtype="str")
    ties = [
        ("siren", sirens(accounts)),
        ("group", accounts["group"].str.strip().str.upper()),
        ("payer", accounts["account"]),  # an account pays for itself and for those whose payer it is
        ("payer", accounts["payer_account"]),
        ("name", names),
    ]
    keys = [
        pd.DataFrame({"at": accounts.index, "kind": kind, "key": scope + kind + "|" + values})[values != ""]
        for kind, values in ties
    ]
    table = pd.concat(keys).drop_duplicates(["at", "key"])
    size = table.groupby("key")["at"].transform("size")
    table = table[(size > 1) & ((table["kind"] != "name") | (size <= _MAX_NAMESAKES))]
    return pd.DataFrame({"at": table["at"], "family": pd.factorize(table["key"])[0]})


def _family_name(name: str) -> str:
    """A name without legal form, case, accents and order of words; '' where it tells too little."""
    words = sorted(word for word in name_words(name) if word not in _LEGAL_FORMS)
    key = " ".join(words)
    return "" if len(key) < _MIN_NAME or is_name_of_many(name) else key
