"""The criteria of the call score: what each measures, how much it weighs, from which threshold.

The score of an account is the sum of the points of its criteria, 100 at most. Some give no points and only decide: who
treats an item, which plan takes a manager, how long a payment is looked for. A credit manager edits weights and
thresholds; names, units and definitions are fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from receivables.days import NO_DAY
from receivables.errors import ReceivablesError
from receivables.followup.plans import APPROVAL_LIMIT
from receivables.followup.working_days import GRACE_DAYS
from receivables.sums import Ints

#: How points grow: in proportion up to the threshold; all of them from the threshold on; all of them within so many
#: days of a date; none (the criterion only decides).
SHARE, FROM, WITHIN, ROUTE = "share", "from", "within", "route"
AMOUNT, DAYS, PERCENT, COUNT, GRADE = "amount", "days", "percent", "count", "grade"
WORKING_DAYS = "working_days"
#: Unit -> (French, English, smallest threshold, largest threshold).
UNITS = {
    AMOUNT: ("unités de la devise du compte", "units of the account's currency", 1, 1_000_000_000),
    DAYS: ("jours", "days", 1, 3_650),
    WORKING_DAYS: ("jours ouvrés", "working days", 0, 60),
    PERCENT: ("%", "%", 1, 100),
    COUNT: ("nombre", "number", 1, 1_000),
    GRADE: ("note de 1 à 10", "grade from 1 to 10", 1, 10),
}
MAX_WEIGHT = 100


@dataclass(frozen=True)
class Criterion:
    """One row of the table: `weight` points at most, 0 to 100; `threshold` in `unit`, a whole number."""

    name: str
    weight: int
    threshold: int
    unit: str
    growth: str
    label_fr: str
    label_en: str
    definition_fr: str
    definition_en: str

    def text(self, column: str, lang: str) -> str:
        """`label` or `definition` in 'fr' or 'en'."""
        return str(getattr(self, f"{column}_{lang}"))

    def unit_text(self, lang: str) -> str:
        """The threshold's unit in 'fr' or 'en'."""
        french, english = UNITS[self.unit][:2]
        return english if lang == "en" else french

    def points(self, values: Ints, scale: Ints | int = 1) -> Ints:
        """Points of each value, whole (half-up); `scale`: minor units of one unit, where the values are amounts.

        Values below zero count nothing. For WITHIN they are days left to the date (`NO_DAY`: no date), negative once
        it is past.
        """
        threshold = np.asarray(self.threshold * np.asarray(scale, dtype=np.int64), dtype=np.int64)
        if self.growth == SHARE:
            capped = np.clip(values, 0, threshold)
            grown: Ints = (2 * self.weight * capped + threshold) // (2 * threshold)
            return grown
        if self.growth == ROUTE:
            return np.zeros(len(values), dtype=np.int64)
        is_met = (values >= threshold) if self.growth == FROM else (values != NO_DAY) & (np.abs(values) <= threshold)
        return np.where(is_met, self.weight, 0).astype(np.int64)

    def edited(self, weight: int, threshold: int) -> "Criterion":
        """The criterion with other figures. Raises ReceivablesError with the range they must lie in."""
        least, most = UNITS[self.unit][2:]
        if self.growth == ROUTE and weight:
            raise ReceivablesError("this criterion gives no points, it only decides: its weight stays 0")
        if not 0 <= weight <= MAX_WEIGHT:
            raise ReceivablesError(f"a weight is a whole number from 0 to {MAX_WEIGHT}")
        if not least <= threshold <= most:
            raise ReceivablesError(f"this threshold is a whole number from {least} to {most:,}")
        return replace(self, weight=weight, threshold=threshold)


Criteria = Sequence[Criterion]

DEFAULT_CRITERIA = (
    Criterion(
        "collectible", 30, 10_000, AMOUNT, SHARE,
        "Montant à recouvrer", "Amount to collect",
        "Ce qui peut être demandé aujourd'hui ; tous les points à partir du seuil, en proportion au-dessous.",
        "What may be asked for today; all points from the threshold on, in proportion below.",
    ),
    Criterion(
        "oldest_days", 15, 90, DAYS, SHARE,
        "Retard le plus ancien", "Oldest delay",
        "Jours de retard de la pièce la plus ancienne à demander ; en proportion jusqu'au seuil.",
        "Days overdue of the oldest item to ask for; in proportion up to the threshold.",
    ),
    Criterion(
        "share_over_60", 10, 50, PERCENT, SHARE,
        "Part à plus de 60 jours", "Share over 60 days",
        "Part du retard qui a plus de 60 jours ; en proportion jusqu'au seuil.",
        "Share of what is overdue by more than 60 days; in proportion up to the threshold.",
    ),
    Criterion(
        "returned_payment", 20, 1, AMOUNT, FROM,
        "Règlement revenu impayé", "Returned payment",
        "Chèque, effet ou prélèvement revenu impayé et toujours dû, à partir du seuil.",
        "A cheque, bill or direct debit that came back and is still owed, from the threshold on.",
    ),
    Criterion(
        "skipped_document", 6, 2, COUNT, FROM,
        "Facture sautée", "Skipped invoice",
        "Factures échues plus tard et déjà payées alors que celle-ci ne l'est pas : un litige probable.",
        "Invoices due later and paid already while this one is not: a probable dispute.",
    ),
    Criterion(
        "habit_drift", 12, 30, DAYS, SHARE,
        "Écart à ses habitudes", "Drift from its habit",
        "Jours de retard au-delà du retard habituel du compte (au moins 3 factures payées) ; en proportion jusqu'au "
        "seuil.",
        "Days overdue beyond the account's usual delay (3 invoices paid at least); in proportion up to the threshold.",
    ),
    Criterion(
        "first_late_payment", 4, 5, COUNT, FROM,
        "Premier retard d'un bon payeur", "First late payment of a good payer",
        "Factures payées sans jamais plus de 5 jours de retard, à partir du seuil ; le compte est en retard depuis "
        "plus de 5 jours.",
        "Invoices paid and never more than 5 days late, from the threshold on; the account is now more than 5 days "
        "late.",
    ),
    Criterion(
        "broken_promises", 15, 1, COUNT, FROM,
        "Promesses non tenues", "Broken promises",
        "Promesses de règlement non tenues, à partir du seuil.",
        "Promises to pay that were broken, from the threshold on.",
    ),
    Criterion(
        "over_limit", 8, 1, AMOUNT, FROM,
        "Dépassement de plafond", "Over the limit",
        "Encours du client au-delà de son plafond de crédit ou de celui de l'assureur, à partir du seuil.",
        "What the customer owes beyond its credit limit or the insurer's, from the threshold on.",
    ),
    Criterion(
        "insurer_deadline", 15, 10, DAYS, WITHIN,
        "Délai de l'assureur-crédit", "Credit insurer's deadline",
        "Une pièce assurée doit être déclarée impayée à l'assureur dans ce nombre de jours (ou aurait dû l'être "
        "depuis aussi peu).",
        "An insured item must be notified to the insurer within so many days (or should have been, so few days ago).",
    ),
    Criterion(
        "risk_grade", 8, 7, GRADE, FROM,
        "Note de risque", "Risk grade",
        "Note de risque du client, de 1 (sûr) à 10, à partir du seuil.",
        "Risk grade of the customer, 1 (safe) to 10, from the threshold on.",
    ),
    Criterion(
        "days_since_contact", 7, 30, DAYS, SHARE,
        "Jours depuis le dernier contact", "Days since the last contact",
        "Jours écoulés depuis le dernier contact noté ; en proportion jusqu'au seuil.",
        "Days since the last contact noted; in proportion up to the threshold.",
    ),
    Criterion(
        "limitation", 0, 180, DAYS, ROUTE,
        "Prescription proche", "Limitation near",
        "Jours avant la prescription à partir desquels une pièce passe au contentieux au lieu d'être appelée.",
        "Days before limitation from which an item is handed over for legal action instead of being called for.",
    ),
    Criterion(
        "small_rest", 0, 5, AMOUNT, ROUTE,
        "Petit reste", "Small rest",
        "Une pièce dont il reste moins que le seuil n'est pas réclamée : elle est à apurer.",
        "An item of which less than the threshold is left is not called for: it is to be written off.",
    ),
    Criterion(
        "plan_approval", 0, APPROVAL_LIMIT, AMOUNT, ROUTE,
        "Échéancier à approuver", "Plan to be approved",
        "Au-delà de ce montant, un échéancier n'est en cours qu'une fois approuvé par le responsable crédit.",
        "Above this amount a plan is in force only once the credit manager approved it.",
    ),
    Criterion(
        "payment_grace", 0, GRACE_DAYS, WORKING_DAYS, ROUTE,
        "Délai de grâce", "Grace",
        "Jours ouvrés pendant lesquels un règlement est encore attendu après le jour promis ou celui d'une échéance.",
        "Working days for which a payment is still looked for after the day promised or that of an instalment.",
    ),
)  # fmt: skip


def by_name(criteria: Criteria) -> dict[str, Criterion]:
    """Criteria by their name."""
    return {one.name: one for one in criteria}
