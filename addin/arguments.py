"""The arguments several worksheet functions share, and the columns of their tables."""

from dataclasses import replace

from addin.functions.penalties import LEGAL_DEFAULT
from addin.signature import Argument, Column, Kind
from receivables.aging import DEFAULT_EDGES
from receivables.days import NO_DAY

_ACCOUNT = Column(
    "account", Kind.KEY,
    ("compte auxiliaire", "compte tiers", "compte client", "code client", "numero client", "n client", "no client",
     "auxiliaire", "client", "customer", "tiers", "account", "compte"),
    "le compte", excludes=("general",),
)  # fmt: skip
_NUMBER = Column(
    "number", Kind.KEY,
    ("numero de facture", "n facture", "no facture", "numero de piece", "n piece", "piece", "facture", "invoice number",
     "invoice no", "invoice", "document number", "document", "numero", "n", "no", "reference", "ref", "number"),
    "le numéro de pièce", is_optional_cell=True,
    excludes=("client", "compte", "tiers", "customer", "account", "siret", "siren", "tva", "date", "montant", "amount"),
)  # fmt: skip
_DUE = Column(
    "due_date", Kind.DAY,
    ("date d echeance", "date echeance", "echeance", "due date", "due", "date limite de paiement", "date limite"),
    "l'échéance", is_optional_cell=True, excludes=("amount",),
)  # fmt: skip
#: What is not owed today: before tax, the tax, paid, at the beginning; nor a date.
_OTHER_AMOUNTS = ("ht", "tva", "vat", "tax", "taxe", "net", "regle", "paye", "paid", "encaisse", "received", "initial",
                  "original", "date", "le")  # fmt: skip
_AMOUNT = Column(
    "amount", Kind.AMOUNT,
    ("reste a payer", "reste a regler", "restant du", "reste du", "reste", "outstanding", "amount due", "open amount",
     "montant ouvert", "open", "ouvert", "solde", "balance", "montant du", "montant ttc", "total ttc", "ttc", "montant",
     "amount", "total"),
    "le montant", excludes=_OTHER_AMOUNTS,
)  # fmt: skip
_DOCUMENT_DATE = Column(
    "document_date", Kind.DAY,
    ("date de facture", "date facture", "date de piece", "date piece", "invoice date", "document date", "date"),
    "la date de pièce", is_required=False, is_optional_cell=True, excludes=("limite", "promesse", "reglement"),
)  # fmt: skip
_DISPUTED = Column(
    "disputed", Kind.AMOUNT, ("montant en litige", "litige", "conteste", "disputed", "dispute"),
    "le montant en litige", is_required=False, is_optional_cell=True, excludes=("date", "le", "motif"),
)  # fmt: skip
_PROMISED = Column(
    "promised", Kind.AMOUNT, ("montant promis", "promesse", "promis", "promised", "promise"),
    "le montant promis", is_required=False, is_optional_cell=True, excludes=("date", "le"),
)  # fmt: skip
_CURRENCY = Column(
    "currency", Kind.KEY, ("devise", "currency", "monnaie"), "la devise", is_required=False, is_optional_cell=True
)


def _optional(column: Column) -> Column:
    return replace(column, is_required=False, is_optional_cell=True)


_ITEMS = (_ACCOUNT, _DUE, _AMOUNT, _optional(_NUMBER), _DOCUMENT_DATE, _DISPUTED, _PROMISED, _CURRENCY)
_DOCUMENTS = (_NUMBER, _DUE, _AMOUNT, _optional(_ACCOUNT), _CURRENCY)
_SALES = (
    Column("month", Kind.DAY, ("mois", "month", "date", "periode"), "le mois"),
    Column(
        "amount",
        Kind.AMOUNT,
        (
            "ventes ttc",
            "ca ttc",
            "chiffre d affaires ttc",
            "vente",
            "ventes",
            "ca",
            "chiffre",
            "sales",
            "montant",
            "amount",
        ),
        "les ventes",
        excludes=_OTHER_AMOUNTS,
    ),
)

ITEMS = Argument(
    "items", Kind.TABLE,
    "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, "
    "date de facture, litige, promesse).",
    "Range of open items: account, due date, amount; other columns are known by their header (document, invoice date, "
    "disputed, promised).",
    columns=_ITEMS,
)  # fmt: skip
MATCH_ITEMS = Argument(
    "items", Kind.TABLE,
    "Plage des pièces ouvertes : numéro de pièce (ou compte), échéance, montant.",
    "Range of open items: document number (or account), due date, amount.",
    columns=_DOCUMENTS,
)  # fmt: skip
SALES = Argument(
    "sales", Kind.TABLE,
    "Plage des ventes TTC par mois : un jour du mois, ventes.",
    "Range of sales including VAT by month: a day of the month, sales.",
    columns=_SALES,
)  # fmt: skip
AMOUNT = Argument("amount", Kind.AMOUNT, "Montant dû, TTC.", "Amount owed, including VAT.")
DUE = Argument("due", Kind.DAY, "Date d'échéance.", "Due date.")
ON = Argument("on_day", Kind.DAY, "Jour du calcul, comme AUJOURDHUI().", "Day of the calculation, such as TODAY().",
              is_view=True)  # fmt: skip
UNTIL = Argument(
    "until_day", Kind.DAY, "Dernier jour compté : jour du paiement, ou AUJOURDHUI().",
    "Last day counted: the payment day, or TODAY().", is_view=True,
)  # fmt: skip
DEBTOR = Argument(
    "debtor", Kind.DEBTOR, "Débiteur : professionnel (par défaut), consommateur ou public.",
    "Debtor: business (default), consumer or public.", is_optional=True, default="business",
)  # fmt: skip
ANY_DEBTOR = Argument(
    "debtor", Kind.DEBTOR, "Débiteur : professionnel, consommateur ou public ; inconnu, le délai le plus court.",
    "Debtor: business, consumer or public; unknown, the shortest period.", is_optional=True, default="unknown",
)  # fmt: skip
RATE = Argument(
    "rate", Kind.RATE,
    "Taux convenu : 12 %, « 3 x légal », « BCE + 10 », plancher... ; vide : le taux que fixe la loi.",
    "Agreed rate: 12 %, contract:3xlegal, contract:ecb+10, floor...; empty: the rate set by law.",
    is_optional=True, default=LEGAL_DEFAULT,
)  # fmt: skip
PLAN_RATE = Argument(
    "rate", Kind.RATE, "Taux annuel sur le solde : 12 %, légal... ; vide : sans intérêts.",
    "Yearly rate on the balance: 12 %, legal...; empty: no interest.", is_optional=True,
)  # fmt: skip
NOTICE = Argument(
    "notice", Kind.DAY, "Date de la mise en demeure (débiteur consommateur).",
    "Day of the formal notice (consumers).", is_optional=True, default=NO_DAY,
)  # fmt: skip
BUCKETS = Argument(
    "buckets", Kind.BUCKETS, "Derniers jours des tranches : 30;60;90 par défaut.",
    "Last days of the buckets: 30;60;90 by default.", is_optional=True, default=DEFAULT_EDGES,
)  # fmt: skip
ACCOUNT = Argument(
    "account", Kind.KEY, "Compte voulu, ou colonne de comptes ; vide : tous.",
    "Account asked for, or a column of accounts; empty: all of them.", is_optional=True,
)  # fmt: skip
DAYS = Argument(
    "days", Kind.COUNT, "Nombre de jours de la période des ventes (365 par défaut).",
    "Number of days of the sales period (default 365).", is_optional=True, default=365,
)  # fmt: skip
