"""Every worksheet function, once: its name, its words in both languages, its arguments and the rule it calls.

All hosts are made from it: Excel's VBA stubs, the LibreOffice add-in, Office.js, HTTP.
"""

from functools import cache

from addin.arguments import (
    ACCOUNT,
    AMOUNT,
    ANY_DEBTOR,
    BUCKETS,
    DAYS,
    DEBTOR,
    DUE,
    ITEMS,
    MATCH_ITEMS,
    NOTICE,
    ON,
    PLAN_RATE,
    RATE,
    SALES,
    UNTIL,
)
from addin.functions import about, aging, findings, metrics, penalties, priority, terms
from addin.signature import CATEGORY, Argument, Column, Function, Kind
from receivables.days import NO_DAY

__all__ = ["CATALOGUE", "CATEGORY", "Argument", "Column", "Function", "Kind", "by_name"]

_TERMS = Argument(
    "terms", Kind.TEXT, "Conditions de règlement : « 30 jours net », « 45 jours fin de mois », comptant...",
    "Payment terms: 30 net, 45 end of month, cash...",
)  # fmt: skip

_ABOUT_TERMS = (
    Function(
        "AR_DUE_DATE",
        "Date d'échéance d'une facture selon ses conditions de règlement (à mettre au format date).",
        "Due date of an invoice under its payment terms (format the cell as a date).",
        (Argument("invoice_date", Kind.DAY, "Date de la facture.", "Invoice date."), _TERMS),
        Kind.DAY, terms.due_dates,
    ),
    Function(
        "AR_DAYS_OVERDUE",
        "Jours de retard à un jour donné ; 0 jusqu'à l'échéance comprise.",
        "Days overdue on a given day; 0 up to the due date.",
        (DUE, ON), Kind.COUNT, terms.days_overdue,
    ),
    Function(
        "AR_BUCKET",
        "Tranche de la balance âgée où se trouve une échéance : Non échu, 1-30, 31-60...",
        "Bucket of the aged balance a due date stands in: Non échu (not due), 1-30, 31-60...",
        (DUE, ON, BUCKETS), Kind.TEXT, terms.buckets_of,
    ),
    Function(
        "AR_TERMS_CHECK",
        "Ce que la loi oppose à des conditions de règlement (L441-10 : 60 jours, 45 jours fin de mois), ou Conforme.",
        "What the law says against payment terms (L441-10: 60 days, 45 days end of month), or Conforme.",
        (_TERMS, ON, DEBTOR), Kind.TEXT, terms.terms_checks,
    ),
    Function(
        "AR_LIMITATION_DATE",
        "Dernier jour pour agir en justice (prescription), sans compter d'interruption.",
        "Last day to sue (limitation), no interruption counted.",
        (
            DUE, ANY_DEBTOR,
            Argument("contract", Kind.TEXT,
                     "Contrat à délai propre : transport, télécom, assurance, logement, effet, jugement.",
                     "Contract with a period of its own: carriage, telecom, insurance, dwelling, bill, judgment.",
                     is_optional=True, default=""),
        ),
        Kind.DAY, terms.limitation_dates,
    ),
)  # fmt: skip

_ABOUT_AGING = (
    Function(
        "AR_AGED_BALANCE",
        "Balance âgée d'une liste : une ligne par compte, une colonne par tranche, totaux ; tout s'additionne.",
        "Aged balance of a list: a row for each account, a column for each bucket, totals; everything adds up.",
        (ITEMS, ON, BUCKETS), Kind.TABLE, aging.aged_balance,
    ),
    Function(
        "AR_OVERDUE",
        "Montant échu de toute la liste, ou de chaque compte demandé.",
        "Overdue amount of the whole list, or of each account asked for.",
        (ITEMS, ON, ACCOUNT), Kind.AMOUNT, aging.overdue,
    ),
    Function(
        "AR_COLLECTIBLE",
        "À recouvrer : échu, moins litiges, promesses et crédits non affectés ; jamais sous zéro par compte.",
        "Collectible: overdue less disputes, promises and unallocated credits; never below zero for an account.",
        (ITEMS, ON, ACCOUNT), Kind.AMOUNT, priority.collectible,
    ),
    Function(
        "AR_ANOMALIES",
        "Ce qui est douteux dans une liste de pièces : doublons, dates impossibles, prescription... une phrase chacun.",
        "What is doubtful in a list of items: duplicates, impossible dates, limitation... a sentence each.",
        (ITEMS, ON), Kind.TABLE, findings.anomalies,
    ),
    Function(
        "AR_MATCH",
        "Pièces que paie un règlement : celles que nomme sa référence, le même montant, une somme exacte, les plus "
        "anciennes.",
        "Open items a payment pays: those its reference names, the same amount, an exact sum, the earliest.",
        (
            Argument("payment", Kind.AMOUNT, "Montant du règlement.", "Amount of the payment."), MATCH_ITEMS,
            Argument("reference", Kind.TEXT, "Libellé du règlement, s'il nomme des pièces.",
                     "Text of the payment, where it names documents.", is_optional=True, default=""),
        ),
        Kind.TABLE, findings.items_of_payment,
    ),
)  # fmt: skip

_ABOUT_PENALTIES = (
    Function(
        "AR_PENALTY",
        "Pénalités de retard (intérêts) d'une facture ; sans taux convenu, celui de la loi (L441-10, BCE + 10).",
        "Late-payment interest of an invoice; without an agreed rate, the law's (L441-10: ECB + 10 points).",
        (AMOUNT, DUE, UNTIL, DEBTOR, RATE, NOTICE), Kind.AMOUNT, penalties.interest,
    ),
    Function(
        "AR_PENALTY_DETAIL",
        "Lignes des pénalités : du, au, jours, principal, taux, intérêts, source ; leur somme est AR_PENALTY.",
        "Lines of the interest: from, to, days, principal, rate, interest, source; they add up to AR_PENALTY.",
        (AMOUNT, DUE, UNTIL, DEBTOR, RATE, NOTICE), Kind.TABLE, penalties.interest_detail,
    ),
    Function(
        "AR_COMPENSATION",
        "Indemnité forfaitaire de recouvrement : 40 EUR par facture en retard d'un professionnel (D441-5).",
        "Fixed compensation for recovery costs: EUR 40 for a business's late invoice (D441-5).",
        (DUE, UNTIL, DEBTOR), Kind.AMOUNT, penalties.compensations,
    ),
    Function(
        "AR_CLAIM",
        "Décompte d'un compte : principal, retard, intérêts, indemnité de chaque pièce échue, crédits et total.",
        "Claim of an account: principal, delay, interest, compensation of each late item, credits and total.",
        (
            Argument(ITEMS.name, Kind.TABLE, MATCH_ITEMS.fr, MATCH_ITEMS.en, columns=MATCH_ITEMS.columns),
            UNTIL, DEBTOR, RATE, NOTICE,
        ),
        Kind.TABLE, penalties.claim,
    ),
    Function(
        "AR_RATE",
        "Taux annuel en vigueur un jour donné (à mettre au format %) ; sans clause, celui de la loi.",
        "Yearly rate in force on a day (format the cell as %); without a clause, the law's.",
        (ON, DEBTOR, RATE), Kind.PERCENT, penalties.rates,
    ),
    Function(
        "AR_DISCOUNT",
        "Gain à accorder un escompte : ce que l'attente coûterait, moins l'escompte ; négatif, mieux vaut attendre.",
        "Gain of granting an early-payment discount: what waiting would cost less the discount; negative: rather wait.",
        (
            AMOUNT,
            Argument("discount", Kind.PERCENT, "Taux d'escompte, par exemple 1 %.", "Discount, such as 1 %."),
            Argument("days_earlier", Kind.COUNT, "Jours gagnés.", "Days gained."),
            Argument("cost", Kind.PERCENT, "Coût annuel de l'argent, par exemple 6 %.",
                     "Yearly cost of money, such as 6 %."),
        ),
        Kind.AMOUNT, penalties.discount_gains,
    ),
)  # fmt: skip

_ABOUT_PRIORITY = (
    Function(
        "AR_PRIORITY",
        "Score de priorité (0 à 100) de chaque compte demandé ; sans compte, la table des scores.",
        "Priority score (0 to 100) of each account asked for; without an account, the table of scores.",
        (ITEMS, ON, ACCOUNT), Kind.COUNT, priority.scores,
    ),
    Function(
        "AR_PRIORITY_REASONS",
        "Raisons du score de chaque compte demandé, en une ligne.",
        "Reasons of the score of each account asked for, in one line.",
        (ITEMS, ON, ACCOUNT), Kind.TEXT, priority.reasons_of,
    ),
    Function(
        "AR_WORKLIST",
        "Agenda de relance d'une liste : qui appeler d'abord, pourquoi, et quoi faire.",
        "Worklist of a list: whom to call first, why, and what to do.",
        (
            ITEMS, ON,
            Argument("count", Kind.COUNT, "Nombre de comptes voulus ; vide : tous.",
                     "Number of accounts wanted; empty: all.", is_optional=True, default=0),
        ),
        Kind.TABLE, priority.worklist,
    ),
)  # fmt: skip

_SALES_OF = Argument("sales", Kind.AMOUNT, "Ventes TTC de la période.", "Sales of the period, including VAT.")
_OWED = Argument("receivables", Kind.AMOUNT, "Encours clients TTC.", "Receivables, including VAT.")

_ABOUT_METRICS = (
    Function(
        "AR_DSO",
        "DSO comptable : encours / ventes TTC de la période x nombre de jours.",
        "Accounting DSO: receivables / sales of the period x its days.",
        (_OWED, _SALES_OF, DAYS), Kind.NUMBER, metrics.sales_outstanding,
    ),
    Function(
        "AR_DSO_COUNT_BACK",
        "DSO par épuisement : les ventes de chaque mois, le dernier d'abord, épuisent l'encours.",
        "Count-back DSO: each month's sales, the latest first, are taken off the receivables.",
        (_OWED, SALES, ON), Kind.NUMBER, metrics.count_back,
    ),
    Function(
        "AR_BPDSO",
        "Meilleur DSO possible : encours non échu / ventes TTC de la période x nombre de jours.",
        "Best possible DSO: receivables not due / sales of the period x its days.",
        (
            Argument("receivables", Kind.AMOUNT, "Encours non échu TTC.", "Receivables not due, including VAT."),
            _SALES_OF, DAYS,
        ),
        Kind.NUMBER, metrics.sales_outstanding,
    ),
    Function(
        "AR_ADD",
        "Retard moyen de paiement (ADD) : DSO moins meilleur DSO possible.",
        "Average days delinquent: DSO less best possible DSO.",
        (
            Argument("dso", Kind.NUMBER, "DSO, en jours.", "DSO in days."),
            Argument("bpdso", Kind.NUMBER, "Meilleur DSO possible, en jours.", "Best possible DSO in days."),
        ),
        Kind.NUMBER, metrics.average_delays,
    ),
    Function(
        "AR_CEI",
        "Taux de recouvrement (CEI), en % de 0 à 100 : ce qui a été encaissé de ce qui pouvait l'être.",
        "Collection effectiveness index in percent, 0 to 100: what was collected of what could be.",
        (
            Argument("opening", Kind.AMOUNT, "Encours au début.", "Receivables at the beginning."),
            _SALES_OF,
            Argument("closing", Kind.AMOUNT, "Encours à la fin.", "Receivables at the end."),
            Argument("not_due", Kind.AMOUNT, "Encours non échu à la fin.", "Receivables not due at the end."),
        ),
        Kind.NUMBER, metrics.effectiveness,
    ),
    Function(
        "AR_INSTALMENTS",
        "Échéancier d'une dette, parts mensuelles de principal égales, avec ou sans intérêts sur le solde.",
        "Instalment plan of a debt, equal monthly parts of principal, with or without interest on the balance.",
        (
            AMOUNT,
            Argument("count", Kind.COUNT, "Nombre d'échéances.", "Number of instalments."),
            Argument("first_date", Kind.DAY, "Date de la première échéance.", "Day of the first instalment."),
            PLAN_RATE,
            Argument("start", Kind.DAY, "Jour après lequel courent les intérêts ; vide : la première échéance.",
                     "Day after which interest runs; empty: the first instalment.", is_optional=True, default=NO_DAY),
        ),
        Kind.TABLE, metrics.instalments,
    ),
    Function(
        "AR_VERSION", "Version de Relance qui calcule.", "Version of Relance that computes.", (), Kind.TEXT,
        about.version,
    ),
    Function(
        "AR_LAST_ERROR", "Phrase de la dernière erreur d'une fonction AR : pourquoi elle n'a pas calculé.",
        "Sentence of the last error of an AR function: why it did not compute.", (), Kind.TEXT, None,
    ),
)  # fmt: skip

CATALOGUE: tuple[Function, ...] = (
    *_ABOUT_TERMS, *_ABOUT_AGING, *_ABOUT_PENALTIES, *_ABOUT_PRIORITY, *_ABOUT_METRICS,
)  # fmt: skip


@cache
def _functions() -> dict[str, Function]:
    return {function.name: function for function in CATALOGUE}


def by_name(name: str) -> Function:
    """The function of a name, in any case. Raises KeyError."""
    return _functions()[name.upper()]
