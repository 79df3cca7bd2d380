"""What each metric is, and why one is not given, as sentences in French and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    fr: str
    en: str

    def filled(self, **values: object) -> "Words":
        """With its `{names}` replaced."""
        return Words(self.fr.format(**values), self.en.format(**values))


@dataclass(frozen=True)
class Definition:
    """Of a metric: its unit ('days', 'percent', 'share', 'index'), the digits shown, its name and its sentence."""

    unit: str
    digits: int
    name: Words
    sentence: Words


#: `whole.part`: metrics that stand together.
DEFINITIONS: dict[str, Definition] = {
    "dso_accounting": Definition("days", 2, Words("DSO, méthode comptable", "DSO, accounting method"), Words(
        "Encours clients TTC (règlements non affectés déduits) divisé par les ventes TTC de la période, multiplié par "
        "ses jours ; la période est celle des douze derniers mois, ou des mois connus.",
        "Receivables incl. VAT (less unallocated credits) divided by the period's sales incl. VAT, times its days; the "
        "period is the last twelve months, or those known.",
    )),
    "dso_count_back": Definition("days", 2, Words("DSO par épuisement", "DSO, count-back method"), Words(
        "Les ventes TTC de chaque mois sont retirées de l'encours, le dernier mois d'abord, et ses jours comptés ; le "
        "mois que le reste n'épuise pas compte en proportion.",
        "Each month's sales incl. VAT are taken off the receivables, the latest month first, and its days counted; the "
        "month that the rest does not use up counts in proportion.",
    )),
    "bpdso": Definition("days", 2, Words("DSO optimal", "Best possible DSO"), Words(
        "Créances non échues TTC (au plus l'encours) divisées par les ventes TTC de la période, multipliées par ses "
        "jours : ce que serait le DSO si chacun payait à l'échéance.",
        "Receivables not due incl. VAT (at most all receivables) divided by the period's sales incl. VAT, times its "
        "days: the DSO if everybody paid on the due date.",
    )),
    "add": Definition("days", 2, Words("Retard moyen (ADD)", "Average days delinquent (ADD)"), Words(
        "DSO, méthode comptable, moins DSO optimal : les jours d'encours dus au retard.",
        "DSO by the accounting method less best possible DSO: the days of receivables that lateness costs.",
    )),
    "cei": Definition("percent", 2, Words("Taux de recouvrement (CEI)", "Collection effectiveness index (CEI)"), Words(
        "(Encours au début de la période + ventes TTC − encours à la fin) divisé par (encours au début + ventes TTC − "
        "créances non échues à la fin, au plus l'encours), en pour cent : ce qui a été encaissé de ce qui pouvait "
        "l'être.",
        "(Opening receivables + sales incl. VAT − closing receivables) divided by (opening receivables + sales incl. "
        "VAT − closing receivables not due, at most all), in percent: what was collected of what could be.",
    )),
    "average_days_late.paid": Definition("days", 2, Words(
        "Jours de retard moyens des factures réglées", "Average days late of paid invoices",
    ), Words(
        "Jours entre l'échéance et le dernier règlement des factures lettrées soldées sur la période (0 si réglées à "
        "temps), pondérés par leur montant.",
        "Days from the due date to the last payment of the invoices whose letters closed in the period (0 where paid "
        "in time), weighted by amount.",
    )),
    "average_days_late.open": Definition("days", 2, Words(
        "Jours de retard moyens des pièces non lettrées", "Average days late of open items",
    ), Words(
        "Jours de retard, au jour de la balance, de toutes les pièces débitrices non lettrées dont l'échéance est "
        "connue (0 si non échues), pondérés par leur montant ouvert.",
        "Days overdue, on the day of the balance, of all open debit items whose due date is known (0 where not due), "
        "weighted by open amount.",
    )),
    "share_overdue": Definition("share", 4, Words("Part échue", "Share overdue"), Words(
        "Montant échu divisé par l'ensemble des pièces débitrices non lettrées.",
        "Amount overdue divided by all open debit items.",
    )),
    "concentration.ten_largest": Definition("share", 4, Words("Part des dix premiers", "Share of the ten largest"),
        Words(
        "Part des dix clients qui doivent le plus dans l'ensemble des soldes débiteurs.",
        "Share of the ten customers who owe most in all debit balances.",
    )),
    "concentration.herfindahl": Definition("index", 4, Words("Indice de Herfindahl", "Herfindahl index"), Words(
        "Somme des carrés des parts de chaque client dans les soldes débiteurs : 1 pour un seul client, 1/n pour n "
        "clients égaux.",
        "Sum of the squared shares of each customer in the debit balances: 1 for one customer, 1/n for n equal ones.",
    )),
    "coverage": Definition("share", 4, Words("Couverture des ventes", "Coverage of sales"), Words(
        "Ventes TTC lues dans les comptes clients (débits moins avoirs des écritures qui portent un compte 70) "
        "divisées par les comptes 70 et 4457 du même grand livre ; sous 80 %, les ratios qui en dépendent ne disent "
        "rien.",
        "Sales incl. VAT read in the receivable accounts (debits less credit notes of entries that hold a 70 account) "
        "divided by the accounts 70 and 4457 of the same ledger; under 80 % the figures that need them say nothing.",
    )),
}  # fmt: skip

_TABLE_FR = "importez un tableau des ventes mensuelles TTC (relance import FICHIER --kind sales --company SOCIÉTÉ)."
_TABLE_EN = "import a table of monthly sales incl. VAT (relance import FILE --kind sales --company NAME)."

MONTH_UNKNOWN = Words(
    f"Les ventes de {{month}} ne sont pas connues : {_TABLE_FR}", f"The sales of {{month}} are not known: {_TABLE_EN}"
)
THIN_COVERAGE = Words(
    "Non significatif : les ventes lues dans les comptes clients ne couvrent que {share} % des comptes 70 et 4457 (il "
    f"en faut 80 %) ; {_TABLE_FR}",
    "Not meaningful: the sales read in the receivable accounts cover only {share} % of the accounts 70 and 4457 (80 % "
    f"are needed); {_TABLE_EN}",
)
NO_REVENUE = Words(
    f"Le grand livre ne porte aucun compte de vente (70) : {_TABLE_FR}",
    f"The ledger holds no revenue account (70): {_TABLE_EN}",
)
NO_SALES = Words("Aucune vente du {first} au {last}.", "Nothing was sold from {first} to {last}.")
IN_CREDIT = Words(
    "Les comptes clients sont créditeurs dans l'ensemble : il n'y a pas d'encours à mesurer.",
    "Customers as a whole have a credit balance: there are no receivables to measure.",
)
SALES_RUN_OUT = Words(
    "L'encours dépasse toutes les ventes connues, depuis le {first} : l'épuisement n'arrive pas à son terme.",
    "Receivables exceed all sales known, since {first}: the count-back does not come to its end.",
)
UNMATCHED = Words(
    "Non significatif : moins de 80 % des règlements sont lettrés, les âges ne sont pas fiables ; lettrez, ou demandez "
    "--matching proposed.",
    "Not meaningful: less than 80 % of the credits are matched, ages are unreliable; match them, or ask with "
    "--matching proposed.",
)
UNDATED = Words(
    "Non significatif : plus de 20 % des pièces débitrices ouvertes n'ont pas d'échéance connue.",
    "Not meaningful: more than 20 % of the open debit items have no due date.",
)
NOTHING_OPEN = Words("Aucune pièce débitrice n'est ouverte.", "No debit item is open.")
NOTHING_OWED = Words("Aucun client n'a un solde débiteur.", "No customer has a debit balance.")
NOTHING_PAID = Words(
    "Aucune facture lettrée n'a été soldée depuis le {first}.", "No invoice was closed by letters since {first}."
)
NO_OPENING = Words(
    "Une liste de pièces ne dit pas l'encours du {day} : arrêtez les mois (relance close AAAA-MM).",
    "A list of items does not tell what was open on {day}: close the months (relance close YYYY-MM).",
)
NOTHING_COLLECTABLE = Words("Rien n'était à encaisser sur la période.", "There was nothing to collect in the period.")
NO_LEDGER = Words("Sans grand livre, rien à comparer.", "Without a ledger there is nothing to compare with.")
SEVERAL_CURRENCIES = Words(
    "Plusieurs devises ne s'additionnent pas : voir by_currency.", "Currencies are never added up: see by_currency."
)

PARTED_MONTH = Words(
    "Les ventes de {month} comptent pour la part de ses jours échue le {day} : elles sont tenues par mois.",
    "The sales of {month} count for the part of its days over on {day}: they are kept by month.",
)
NOTHING_BROUGHT_FORWARD = Words(
    "Rien n'est reporté au {day} : l'encours d'ouverture compte pour zéro.",
    "Nothing is brought forward on {day}: opening receivables count as zero.",
)
