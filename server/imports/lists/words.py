"""Words of column headers, folded so that `N° pièce`, `NumPiece` and `no. piece` are one; French, English, some SAP."""

import re
from functools import lru_cache

from receivables.texts import without_accents


def word_set(text: str) -> frozenset[str]:
    """Words of a text, as a set."""
    return frozenset(text.split())


_ELISIONS = re.compile(r"\b[dl]['’]", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SILENT = word_set("de du des la le les of the en in et and a al")
_NUMBER_WORDS = word_set("n no nr nb num numero number nbr nummer")
#: Abbreviations of columns too narrow for their words.
_SHORT = {
    "amt": "amount", "amnt": "amount", "mt": "montant", "mnt": "montant", "mtt": "montant", "dt": "date", "dte": "date",
    "cur": "curr", "fact": "facture", "inv": "invoice", "clt": "client",
}  # fmt: skip
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "$": "USD"}
_CURRENCY_WORDS = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD"}
CURRENCY_CODES = word_set(
    "EUR USD GBP CHF CAD AUD NZD JPY CNY INR MAD DZD TND XOF XAF XPF SEK NOK DKK ISK PLN CZK HUF RON BGN TRY ILS AED"
    " SAR QAR KWD BHD OMR JOD EGP ZAR BRL MXN CLP ARS COP SGD HKD KRW TWD THB VND IDR MYR PHP RUB UAH"
)
#: A header with one of these is never the plain field its other words name (`Overdue Amount`, `Montant HT`).
DECOYS = word_set(
    "days jours jour bucket tranche age aging ageing paperless overdue retard taux rate pct percent ht tva vat tax"
    " limit limite plafond count phone telephone email year annee exercice month mois discount escompte disputed"
    " penalty cumul cumule cumulative progressif progressive ytd score forecast predicted prevision"
)
#: Words that name a field even beside others; `type` or `date` alone do not.
_TELLING = word_set("echeance scadenza debit credit lettrage montant amount importo devise currency libelle raison")

#: field -> folded headers, best first. A header equal to one is sure; one that holds all its words is likely.
OPEN_ITEM_WORDS: dict[str, tuple[str, ...]] = {
    "account": (
        "num client", "client num", "code client", "compte client", "id client", "client id", "num compte client",
        "compte tiers", "code tiers", "num tiers", "num compte tiers", "compte auxiliaire", "num compte auxiliaire",
        "auxiliaire", "comp aux num", "customer num", "customer id", "customer code", "cust num", "customer account",
        "account num", "account id", "account code", "num compte", "code compte", "compte num", "debtor num",
        "kundennummer", "kunden num", "codice cliente", "num cliente", "customer", "client", "tiers", "debtor",
        "debitor", "kunde", "cliente", "business partner", "payer", "compte", "account", "konto", "conto",
    ),
    "name": (
        "nom client", "raison sociale", "nom raison sociale", "nom tiers", "intitule compte", "intitule tiers",
        "libelle compte", "libelle tiers", "intitule", "customer name", "name customer", "client name", "account name",
        "debtor name", "denomination", "comp aux lib", "libelle auxiliaire", "ragione sociale", "kundenname",
        "nom", "name", "name 1", "customer", "client", "tiers", "cliente", "debtor",
    ),
    "number": (
        "num facture", "facture num", "invoice num", "invoice id", "num invoice", "reference facture", "ref facture",
        "billing document", "num document", "document num", "doc num", "num doc", "document id", "doc id", "num piece",
        "piece num", "ref piece", "reference piece", "piece ref", "num documento", "belegnummer", "beleg num",
        "voucher num", "transaction num", "transaction id", "facture", "invoice", "piece", "document", "voucher",
        "reference", "ref", "riferimento", "referenz", "num",
    ),
    "document_date": (
        "date facture", "invoice date", "date invoice", "document date", "doc date", "date document", "date piece",
        "piece date", "date emission", "issue date", "billing date", "bill date", "transaction date",
        "date facturation", "date fact", "emise", "emis", "issued", "invoiced", "belegdatum", "data documento",
        "data doc", "date",
    ),
    "posting_date": (
        "posting date", "date comptable", "date comptabilisation", "date ecriture", "ecriture date", "buchungsdatum",
        "data registrazione", "data reg", "accounting date", "gl date", "date saisie", "date operation",
    ),
    "due_date": (
        "date echeance", "echeance", "date ech", "ech", "echeance nette", "ech nette", "net due date", "due date",
        "date due", "due in date", "payment due date", "maturity date", "date exigibilite", "date limite paiement",
        "payer", "due on", "due dt", "scadenza netto", "scadenza", "data scadenza", "nettofalligkeit", "falligkeit",
        "fallig am", "due",
    ),
    "amount": (
        "montant ttc", "total ttc", "amount doc curr", "amount document currency", "amount doc currency",
        "importo divisa docum", "importo divisa documento", "betrag belegwahrung", "invoice amount", "original amount",
        "montant facture", "montant initial", "montant piece", "gross amount", "invoice total", "total amount",
        "montant total", "amount local currency", "amount local curr", "amount loc curr", "amount lc",
        "montant devise interne", "importo divisa interna", "betrag hauswahrung", "montant", "amount", "ttc", "betrag",
        "importo", "total", "converted",
    ),
    "open_amount": (
        "reste à payer", "reste dû", "restant dû", "reste à régler", "reste", "montant restant dû", "montant restant",
        "montant dû", "montant ouvert", "montant non lettré", "solde restant", "solde restant dû", "solde dû",
        "solde piece", "open amount", "amount open", "open balance", "outstanding amount", "amount outstanding",
        "outstanding", "outstanding balance", "balance due", "amount due", "remaining amount", "amount remaining",
        "remaining", "unpaid amount", "offener betrag", "importo aperto", "residuo", "balance", "solde",
    ),
    "debit": ("debit", "montant debit", "debit amount", "debits", "mouvement debit", "dare", "soll"),
    "credit": ("credit", "montant credit", "credit amount", "credits", "mouvement credit", "avere", "haben"),
    "currency": (
        "document currency", "doc currency", "doc curr", "divisa documento", "belegwahrung", "invoice currency",
        "devise", "code devise", "currency", "currency code", "curr", "ccy", "divisa", "wahrung", "monnaie",
        "local currency", "lcurr", "l curr", "devise document", "devise piece",
    ),
    "letter": (
        "lettrage", "code lettrage", "lettre", "num lettrage", "ecriture let", "let", "lettering", "clearing document",
        "clearing doc", "doc pareggio", "ausgleichsbeleg", "matching",
    ),
    "paid_date": (
        "date paiement", "date reglement", "regle", "paye", "paid date", "date paid", "paid on", "payment date",
        "settled date", "settlement date", "clearing date", "clear date", "date lettrage", "date let",
        "date encaissement", "data pareggio", "ausgleichsdatum", "closed date", "cleared on",
    ),
    "company": (
        "code societe", "company code", "societe", "business code", "legal entity", "entite", "entity", "company",
        "buchungskreis", "societa", "co cd",
    ),
    "label": (
        "libelle", "libelle ecriture", "ecriture lib", "label", "description", "text", "texte", "testo", "memo",
        "designation", "objet", "item text", "commentaire", "details", "notes", "remarks", "assignment", "attribuzione",
        "attribution", "zuordnung",
    ),
    "kind": (
        "type document", "document type", "doc type", "type piece", "type facture", "invoice type", "transaction type",
        "tipo documento", "belegart", "nature piece", "type ecriture", "type", "nature", "journal", "code journal",
        "journal code", "jal", "c j", "cj",
    ),
    "terms": (
        "conditions paiement", "condition paiement", "conditions reglement", "condition reglement", "payment terms",
        "cust payment terms", "credit terms", "terms payment", "terms", "conditions",
        "modalites paiement", "modalite reglement",
        "zahlungsbedingungen", "net terms",
    ),
    "paid_amount": (
        "montant paye", "montant regle", "paid amount", "amount paid", "amount received", "received amount",
        "montant encaisse", "deja regle", "deja paye", "regle", "paye", "encaisse", "paid", "received", "payments",
        "payment amount", "reglements",
    ),
    "sign": (
        "sens", "dc", "d c", "debit credit", "debit credit indicator", "debit credit ind", "d c indicator", "s h", "sh",
        "soll haben", "dr cr", "segno",
    ),
    "status": ("statut", "status", "etat", "payment status", "paid status", "invoice status", "statut paiement"),
    "ledger_account": (
        "compte general", "num compte general", "compte collectif", "collectif", "compte comptable", "g l account",
        "gl account", "g l", "ledger account", "general ledger account", "reconciliation account", "recon account",
        "sachkonto", "conto co ge", "compte num", "compte",
    ),
    "special_gl": (
        "special g l", "special gl", "sp g l", "special g l ind", "special g l indicator", "special gl indicator",
        "cod co ge speciale", "indicateur cgs", "sonderhauptbuchkennzeichen",
    ),
}  # fmt: skip


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Header as shown -> its words: no accent, case or currency, one word for « number », none short, none small."""
    spaced = _ELISIONS.sub("", _CAMEL.sub(" ", text)).replace("°", "o ").replace("º", "o ").replace("%", " percent ")
    words = re.findall(r"[a-z0-9]+", plain(re.sub(r"\bdû\b", "due", spaced, flags=re.I)))
    kept = [word for word in words if word not in _SILENT and word.upper() not in CURRENCY_CODES]
    long = [_SHORT.get(word, word) for word in kept if word not in _CURRENCY_WORDS]
    return " ".join("num" if word in _NUMBER_WORDS else word for word in long)


def plain(text: str) -> str:
    """Any text -> lower case without accents, single spaces: what the row and kind words are sought in."""
    return " ".join(without_accents(text).lower().replace("’", "'").split())


@lru_cache(maxsize=4096)
def currency_of(text: str) -> str:
    """ISO code of the currency a header, a cell or a code names; '' where there is none."""
    for symbol, code in _SYMBOLS.items():
        if symbol in text:
            return code
    for word in re.findall(r"[A-Za-z]+", _CAMEL.sub(" ", text).replace("_", " ")):
        if word.upper() in CURRENCY_CODES and (word.isupper() or word.islower()):
            return str(word).upper()
        if word.lower() in _CURRENCY_WORDS:
            return _CURRENCY_WORDS[word.lower()]
    return ""


@lru_cache(maxsize=4096)
def word_score(header: str, phrases: tuple[str, ...]) -> int:
    """How well a header names a field: 1000 less the rank for its very words, 500 less rank and excess, else 0."""
    folded, known = fold(header), _folded(phrases)
    if not folded or len(folded) > 80:
        return 0
    if folded in known:
        return 1000 - known.index(folded)
    words = set(folded.split())
    if words & DECOYS:
        return 0
    scores = [
        500 - rank - 20 * (len(words) - len(wanted))
        for rank, wanted in enumerate(set(phrase.split()) for phrase in known)
        if wanted < words and len(words) <= len(wanted) + 2 and (len(wanted) > 1 or wanted <= _TELLING)
    ]
    return max(scores, default=0)


@lru_cache(maxsize=256)
def _folded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, phrases))
