"""What a line of a list is, from its document type, its label, its number and its sign; which states mean settled."""

import re
from functools import lru_cache

from receivables.schema import Kind
from server.imports.lists.words import plain, word_set

_CODES = {
    Kind.INVOICE: "DR RV FA FC FAC FACT FT IN INV RI",
    Kind.CREDIT_NOTE: "DG AV AVR CN CM CRN AVO",
    Kind.PAYMENT: "DZ RG REG RGT RGL BQ BQE BAN BNK CAI PMT PYMT PAY CHQ VIR PRLV CB ESP",
    Kind.DEPOSIT: "AC ACP",
    Kind.RETURNED: "IMP REJ",
}
_BY_CODE = {code: kind for kind, codes in _CODES.items() for code in codes.split()}
#: In this order: « avoir sur facture » is a credit note, « facture d'acompte » an invoice, « rejet virement » a return.
_BY_WORDS = (
    (Kind.LOSS, re.compile(r"\b(?:pertes?|irrecouvrables?|write ?-?off|abandon de creance)\b")),
    (Kind.RETURNED, re.compile(r"\b(?:impayee?s?|rejet(?:ee?)?|bounced|returned|chargeback)\b")),
    (Kind.CREDIT_NOTE, re.compile(r"\b(?:avoirs?|credit ?-?(?:notes?|memos?)|gutschrift|nota (?:di )?credito)\b")),
    (Kind.INVOICE, re.compile(r"\b(?:factures? d'acompte|down payment request|deposit invoice)\b")),
    (Kind.DEPOSIT, re.compile(r"\b(?:acomptes?|arrhes|deposit|down ?-?payment|prepayment|anzahlung|acconto)\b")),
    (Kind.PAYMENT, re.compile(
        r"\b(?:reglements?|rglts?|regl|paiements?|payments?|virements?|vir|vrt|cheques?|chq|prelevements?|prlv|prel"
        r"|encaissements?|cb|carte|especes|receipts?|zahlung|incasso|versements?|remises?|banque|bank|caisse)\b"
    )),
    (Kind.INVOICE, re.compile(r"\b(?:factures?|invoices?|fact?|rechnung|fattura|bill|ventes?|sales)\b")),
)  # fmt: skip
_SETTLED = word_set(
    "paye payee regle reglee solde soldee paid settled closed cleared lettre lettree encaisse encaissee acquitte"
    " acquittee bezahlt pagato saldato"
) | {"paid in full", "fully paid"}
CREDITS = frozenset({Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.DEPOSIT})


@lru_cache(maxsize=65_536)
def kind_of_text(text: str) -> Kind | None:
    """Kind a document type or a label names; None where it names none."""
    if text.strip().upper() in _BY_CODE:
        return _BY_CODE[text.strip().upper()]
    body = plain(text)
    return next((kind for kind, words in _BY_WORDS if words.search(body)), None)


@lru_cache(maxsize=65_536)
def is_settled_state(text: str) -> bool:
    """Does this status say that nothing is owed any more?"""
    return plain(text) in _SETTLED


def kind_of(type_text: str, label: str, number: str, special_gl: str, amount: int) -> Kind:
    """Kind of one line; its sign has the last word, for a debit is no payment and a credit no invoice."""
    named = kind_of_text(type_text) if type_text else None
    if amount >= 0:
        return _debit_kind(named, label)
    if special_gl.upper() == "A":
        return Kind.DEPOSIT
    named = named or (kind_of_text(label) if label else None)
    if named is None:
        return Kind.CREDIT_NOTE if number[:2].upper() == "AV" else Kind.PAYMENT
    return Kind.CREDIT_NOTE if named in (Kind.INVOICE, Kind.RETURNED) else named


def _debit_kind(named: Kind | None, label: str) -> Kind:
    if named in (Kind.PAYMENT, Kind.CREDIT_NOTE):
        return Kind.RETURNED if named == Kind.PAYMENT else Kind.OTHER
    if named == Kind.DEPOSIT:
        return Kind.INVOICE
    if named is None and label and kind_of_text(label) == Kind.RETURNED:
        return Kind.RETURNED
    return named or Kind.INVOICE
