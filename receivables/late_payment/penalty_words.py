"""The doubts about a late item, each as a sentence a clerk reads."""

#: Of one calculation; {day} is `computed_until`.
WARNINGS = {
    "below_floor": "Le taux convenu est inférieur à trois fois le taux légal, plancher de L441-10 II du code de "
    "commerce ; il est appliqué tel qu'il est écrit.",
    "below_floor_replaced": "Le taux convenu est inférieur à trois fois le taux légal, plancher de L441-10 II du code "
    "de commerce ; un autre taux, choisi par le créancier, le remplace dans les semestres concernés.",
    "below_public_rate": "Le taux convenu est inférieur à celui des intérêts moratoires d'un acheteur public (BCE + 8 "
    "points, CCP R2192-31), dus de plein droit (L2192-13) et auxquels on ne renonce pas (L2192-14) ; il est appliqué "
    "tel qu'il est écrit.",
    "rate_not_published": "Aucun taux n'est publié pour les jours après le {day} : le calcul s'arrête à ce jour.",
    "rate_to_check": "Un taux utilisé reste à vérifier à sa publication officielle.",
    "no_notice": "Sans mise en demeure, un consommateur ne doit pas d'intérêts de retard (C. civ. 1231-6, 1344-1).",
    "agreed_day": "Sans mise en demeure, les intérêts ne courent dès l'échéance que si le contrat en fixe le jour "
    "(BGB 286 II).",
    "no_compensation": "Un taux convenu écarte les intérêts légaux britanniques et, avec eux, l'indemnité forfaitaire "
    "(Late Payment of Commercial Debts (Interest) Act 1998, s. 5A).",
    "notice_not_needed": "La mise en demeure ne change rien : les intérêts courent dès le lendemain de l'échéance.",
    "change_not_counted": "Un règlement ou un avoir postérieur au {day} n'est pas compté : le principal restant dû est "
    "celui de ce jour.",
    "paid_too_much": "Règlements et avoirs dépassent le principal et les intérêts ; l'excédent n'est pas imputé.",
    "not_late": "La facture n'est pas en retard au {day} : elle ne doit ni intérêts ni indemnité.",
    "interest_stopped": "L'ouverture de la procédure collective arrête le cours des intérêts (C. com. L622-28).",
    "payment_forbidden": "La procédure collective, ouverte au plus tard le jour de l'échéance, interdit le paiement : "
    "ni intérêts ni indemnité forfaitaire (C. com. L441-10 II, L622-28).",
}
#: Why an item is shown apart: computed as if all were well, and claimed by no letter.
UNCERTAIN = {
    "debtor_unknown": "La nature du client (professionnel, consommateur ou acheteur public) n'est pas connue : calculé "
    "comme pour un professionnel ; un fichier des clients la dirait.",
    "clause_unread": "La clause de taux du client ne se lit pas, ou la loi ne la permet pas pour lui : calculé au taux "
    "légal par défaut ; « relance rates clause » la corrige.",
    "due_estimated": "L'échéance est estimée : ni la pièce ni les conditions du client ne la donnent "
    "(un fichier des clients les dirait).",
    "no_rate": "Les intérêts courent d'avant le premier taux connu : ils ne sont pas calculés.",
    "lump": "Report à nouveau sans numéro ou sans date de pièce : la facture elle-même n'est pas connue.",
    "other_debit": "Débit qui n'est ni une facture ni un retour de règlement, tel que des frais.",
    "retention": "Retenue de garantie : elle n'est due qu'à la levée des réserves ou un an après la réception "
    "(loi 71-584, art. 2).",
    "factored": "Créance cédée à un affactureur : c'est à lui de la réclamer.",
    "unbilled": "Travaux non encore facturables : aucune facture n'est en retard.",
    "bill": "Effet de commerce : payé à son échéance propre, que le grand livre ne dit pas.",
    "small_rest": "Il ne manquait que quelques centimes ou quelques euros à l'échéance : un écart de règlement plutôt "
    "qu'un retard.",
    "payment_day_unknown": "Le jour d'un règlement repris à nouveau n'est pas connu.",
    "may_be_paid": "Un règlement ou un avoir non affecté du compte peut avoir payé cette pièce.",
    "after_opening": "Pièce née après l'ouverture de la procédure collective : créance postérieure à vérifier "
    "(C. com. L622-17).",
}
#: What a figure rests on, without putting it in doubt.
NOTES = {
    "legal_default": "Taux légal par défaut : vérifiez vos conditions générales.",
    "compensation_in_euros": "L'indemnité forfaitaire de 40 EUR n'est pas comptée : la pièce est dans une autre "
    "monnaie.",
    "public_waiver": "Renoncer aux intérêts moratoires d'un acheteur public est réputé non écrit (CCP L2192-14).",
    "limitation_near": "La prescription est acquise au débiteur dans moins de six mois.",
    "limitation_over": "La prescription semble acquise au débiteur ; elle n'est pas relevée d'office (C. civ. 2247).",
}
#: Code -> sentence; {day} is the day up to which the item is computed.
SENTENCES = {**WARNINGS, **UNCERTAIN, **NOTES}
