"""Due dates, delays, buckets, the legal ceilings of payment terms, limitation."""

from typing import Any

import numpy as np
import pandas as pd

from addin.cells import NUM, VALUE, ErrorCell, error_of, text_cell
from receivables import aging
from receivables.days import NO_DAY, Days
from receivables.errors import ReceivablesError
from receivables.limitation import CONTRACT_KINDS, limitation_days
from receivables.sums import Ints
from receivables.terms import TERMS_SENTENCES, due_days, terms_warnings
from receivables.terms_text import Terms, parse_terms
from receivables.texts import without_accents

#: Column of the aged balance -> what a French screen calls it.
BUCKET_LABELS = {"not_due": "Non échu", aging.AGE_UNKNOWN: "Âge inconnu", aging.UNALLOCATED: "Non affecté"}
#: French words of the kinds of contract.
_CONTRACT_OF = {
    "transport": "carriage", "telecommunications": "telecom", "telephone": "telecom", "assurance": "insurance",
    "logement": "dwelling", "bail d'habitation": "dwelling", "effet": "bill", "lettre de change": "bill",
    "jugement": "judgment",
}  # fmt: skip
_NO_CONTRACT = ErrorCell(
    VALUE, "Le contrat est l'un de : général, transport, télécom, assurance, logement, effet, jugement."
)
_CONFORMING = "Conforme"
_SEVERAL = "Ces conditions ont plusieurs échéances : une date par échéance (voir AR_INSTALMENTS)."


def due_dates(invoice_date: Days, terms: Any) -> list[int | ErrorCell]:
    """The due day of each document; terms in words, or a number of days."""
    found: list[int | ErrorCell] = [NO_DAY] * len(invoice_date)
    for text, rows in _groups(terms):
        parsed = _terms(text)
        if isinstance(parsed, Terms) and not parsed.is_single:
            parsed = ErrorCell(VALUE, _SEVERAL)
        days = None if isinstance(parsed, ErrorCell) else due_days(parsed, invoice_date[rows])
        for place, row in enumerate(rows.tolist()):
            found[row] = parsed if isinstance(parsed, ErrorCell) else int(days[place])  # type: ignore[index]
    return found


def days_overdue(due: Days, on_day: Days) -> Ints:
    """Calendar days since the due day, 0 before."""
    found: Ints = np.maximum(on_day.astype(np.int64) - due, 0)
    return found


def buckets_of(due: Days, on_day: Days, buckets: tuple[int, ...]) -> list[str]:
    """The column of the aged balance each due day stands in."""
    labels = bucket_labels(buckets)
    late = np.maximum(on_day.astype(np.int64) - due, 0).astype(np.int32)
    columns = aging.column_index(-late, np.ones(len(late), dtype=np.int64), 0, buckets)
    return [labels[column] for column in columns.tolist()]


def bucket_labels(edges: tuple[int, ...]) -> list[str]:
    """`Non échu`, `1-30`, ..., `91+`, `Âge inconnu`, `Non affecté`."""
    return [BUCKET_LABELS.get(name, name) for name in aging.column_names(edges)]


def terms_checks(terms: Any, on_day: Days, debtor: Any) -> list[str | ErrorCell]:
    """What the law says against the terms, in one sentence; `Conforme` where it says nothing."""
    return [_checked(*row) for row in zip(terms, on_day.tolist(), debtor, strict=True)]


def limitation_dates(due: Days, debtor: Any, contract: Any) -> list[int | ErrorCell]:
    """Last day to sue. An unknown debtor has the shortest period."""
    kinds = [_contract_kind(text) for text in contract]
    told = pd.Series(["" if kind is None else kind for kind in kinds], dtype=object)
    days = limitation_days(due, pd.Series(debtor, dtype=object), told)
    return [_NO_CONTRACT if kind is None else int(day) for kind, day in zip(kinds, days.tolist(), strict=True)]


def _contract_kind(text: str) -> str | None:
    """A kind of contract in French or English, '' where none is told, None where the word is not one."""
    word = without_accents(text).strip().lower()
    return word if word in ("", *CONTRACT_KINDS) else _CONTRACT_OF.get(word)


def _checked(text: str, on: int, debtor: str) -> str | ErrorCell:
    terms = _terms(text)
    if isinstance(terms, ErrorCell):
        return terms
    day = pd.Timestamp(on, unit="D").date()
    sentences = [TERMS_SENTENCES[code]["fr"] for code in terms_warnings(terms, debtor, day)]
    return text_cell(" ".join(sentences) or _CONFORMING)


def _terms(text: str) -> Terms | ErrorCell:
    try:
        return parse_terms(f"{text} jours net" if text.isdecimal() else text)
    except ReceivablesError as error:
        cell = error_of(error)
        return cell if cell.code == NUM else ErrorCell(
            VALUE, f"Les conditions « {text[:40]} » ne sont pas comprises : écrire par exemple 30 jours net, "
            "45 jours fin de mois, fin de mois 45, comptant."
        )  # fmt: skip


def _groups(texts: Any) -> list[tuple[str, Ints]]:
    """Each distinct text with its rows."""
    codes, names = pd.factorize(texts)
    order = np.argsort(codes, kind="stable")
    cuts = np.searchsorted(codes[order], np.arange(len(names) + 1))
    return [(str(names[at]), order[cuts[at] : cuts[at + 1]]) for at in range(len(names))]
