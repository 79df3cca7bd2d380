"""The sentences of anomalies, French and English; what their fields mean is said in `receivables.wording`."""

import pandas as pd

from receivables.wording import LANGUAGES, filled

#: code, or code.variant -> (French, English). Codes are listed in the order in which they are shown.
SENTENCES: dict[str, tuple[str, str]] = {
    "unallocated_payment": (
        "Règlement {number} du {posted_day} sur le compte {account} : {amount} ne paient aucune pièce (âge : {age} j).",
        "Payment {number} of {posted_day} on account {account}: {amount} pays no document (age: {age} d).",
    ),
    "unallocated_payment.loss": (
        "Perte {number} du {posted_day} sur le compte {account} : {amount} ne soldent aucune pièce (âge : {age} j).",
        "Loss {number} of {posted_day} on account {account}: {amount} writes off no document (age: {age} d).",
    ),
    "unallocated_payment.other": (
        "Écriture au crédit {number} du {posted_day} sur le compte {account} : {amount} ne soldent aucune pièce "
        "(âge : {age} j).",
        "Credit entry {number} of {posted_day} on account {account}: {amount} settles no document (age: {age} d).",
    ),
    "unallocated_credit_note": (
        "Avoir {number} du {posted_day} sur le compte {account} : {amount} ne réduisent aucune facture "
        "(âge : {age} j).",
        "Credit note {number} of {posted_day} on account {account}: {amount} reduces no invoice (age: {age} d).",
    ),
    "unallocated_deposit": (
        "Acompte {number} du {posted_day} sur le compte {account} : {amount} ne sont imputés sur aucune facture "
        "(âge : {age} j).",
        "Deposit {number} of {posted_day} on account {account}: {amount} is set against no invoice (age: {age} d).",
    ),
    "credit_balance": (
        "Le compte {account} est créditeur de {amount} : règlement ou avoir en trop, à imputer ou à rembourser.",
        "Account {account} has a credit balance of {amount}: overpaid or over-credited, to allocate or to refund.",
    ),
    "unbalanced_group": (
        "Sur le compte {account}, {count} lignes sont lettrées ensemble sans s'équilibrer : débit {debit_amount}, "
        "crédit {credit_amount}, écart {amount}.",
        "On account {account}, {count} lines are matched together without balancing: debit {debit_amount}, credit "
        "{credit_amount}, difference {amount}.",
    ),
    "unbalanced_group.alone": (
        "Sur le compte {account}, la ligne {number} est lettrée seule : {amount} sans contrepartie.",
        "On account {account}, line {number} is matched with nothing: {amount} without a counterpart.",
    ),
    "duplicate_number": (
        "La pièce {number} figure {count} fois sur le compte {account} : {first_amount} le {first_day}, puis "
        "{amount} le {document_day}.",
        "Document {number} stands {count} times on account {account}: {first_amount} on {first_day}, then {amount} "
        "on {document_day}.",
    ),
    "duplicate_amount": (
        "Sur le compte {account}, {count} pièces de {amount} portent la même date du {document_day} "
        "({first_number}, {number}) : vérifiez qu'il n'y a pas de doublon.",
        "On account {account}, {count} documents of {amount} bear the same date {document_day} ({first_number}, "
        "{number}): check that none is a duplicate.",
    ),
    "paid_twice": (
        "Le règlement {number} du {posted_day} sur le compte {account}, {amount}, paie une seconde fois la pièce "
        "{document}.",
        "Payment {number} of {posted_day} on account {account}, {amount}, pays document {document} a second time.",
    ),
    "credit_note_without_invoice": (
        "L'avoir {number} du {posted_day} sur le compte {account} laisse {amount} sans facture à réduire : le "
        "compte n'avait pas été facturé d'autant.",
        "Credit note {number} of {posted_day} on account {account} leaves {amount} without an invoice to reduce: "
        "the account had not been billed that much.",
    ),
    "missing_date.document": (
        "La pièce {number} du compte {account}, {amount}, n'a pas de date de facture connue.",
        "Document {number} of account {account}, {amount}, has no known document date.",
    ),
    "missing_date.due": (
        "La pièce {number} du compte {account}, {amount}, n'a pas d'échéance connue.",
        "Document {number} of account {account}, {amount}, has no known due date.",
    ),
    "impossible_date.document": (
        "La pièce {number} du compte {account}, {amount}, porte une date impossible : {document_day}.",
        "Document {number} of account {account}, {amount}, bears an impossible date: {document_day}.",
    ),
    "impossible_date.due": (
        "La pièce {number} du compte {account}, {amount}, porte une échéance impossible : {due_day}.",
        "Document {number} of account {account}, {amount}, bears an impossible due date: {due_day}.",
    ),
    "due_before_document": (
        "La pièce {number} du compte {account}, {amount}, est échue le {due_day}, avant sa propre date du "
        "{document_day}.",
        "Document {number} of account {account}, {amount}, is due on {due_day}, before its own date {document_day}.",
    ),
    "terms_over_maximum": (
        "La pièce {number} du compte {account}, {amount}, du {document_day}, n'est échue que le {due_day}, {delay} "
        "jours après : plus que 60 jours ou 45 jours fin de mois (code de commerce, L441-10 I).",
        "Document {number} of account {account}, {amount}, of {document_day}, is only due on {due_day}, {delay} "
        "days later: more than 60 days or 45 days end of month (Code de commerce, L441-10 I).",
    ),
    "terms_over_maximum.public": (
        "La pièce {number} du compte {account}, {amount}, du {document_day}, n'est échue que le {due_day}, {delay} "
        "jours après : un acheteur public paie sous 30 jours (code de la commande publique, R2192-10 ; 50 ou 60 "
        "jours pour certains, R2192-11).",
        "Document {number} of account {account}, {amount}, of {document_day}, is only due on {due_day}, {delay} "
        "days later: a public buyer pays within 30 days (Code de la commande publique, R2192-10; 50 or 60 for some,"
        " R2192-11).",
    ),
    "terms_over_maximum.agreed": (
        "Les conditions du compte {account}, « {terms} », peuvent dépasser le délai légal (code de commerce, "
        "L441-10 I ; acheteur public : R2192-10) ; il doit {amount}.",
        "The terms of account {account}, « {terms} », can exceed the legal maximum (Code de commerce, L441-10 I; "
        "public buyers: R2192-10); it owes {amount}.",
    ),
    "terms_unlike_customer": (
        "La pièce {number} du compte {account}, {amount}, est échue le {due_day} ; les conditions du client, « "
        "{terms} », donnent le {expected_day}.",
        "Document {number} of account {account}, {amount}, is due on {due_day}; the customer's terms, « {terms} », "
        "give {expected_day}.",
    ),
    "past_limitation.business": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, est prescrite depuis le {last_day} (5"
        " ans, code de commerce, L110-4), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could be claimed until {last_day} (5 "
        "years, Code de commerce, L110-4), unless the period was interrupted.",
    ),
    "past_limitation.consumer": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, est prescrite depuis le {last_day} (2"
        " ans envers un consommateur, code de la consommation, L218-2), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could be claimed until {last_day} (2 "
        "years against a consumer, Code de la consommation, L218-2), unless the period was interrupted.",
    ),
    "past_limitation.public": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, semble prescrite depuis le {last_day}"
        " (4 ans envers une personne publique, loi 68-1250, à vérifier), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could it seems be claimed until "
        "{last_day} (4 years against a public body, loi 68-1250, to be checked), unless the period was interrupted.",
    ),
    "past_limitation.carriage": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, semble prescrite depuis le {last_day}"
        " (transport : 1 an de la livraison, code de commerce, L133-6, à vérifier), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could it seems be claimed until "
        "{last_day} (carriage: 1 year from the delivery, Code de commerce, L133-6, to be checked), unless it was "
        "interrupted.",
    ),
    "past_limitation.telecom": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, semble prescrite depuis le {last_day}"
        " (télécommunications : 1 an, code des postes, L34-2, à vérifier), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could it seems be claimed until "
        "{last_day} (telecommunications: 1 year, Code des postes, L34-2, to be checked), unless it was interrupted.",
    ),
    "past_limitation.insurance": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, semble prescrite depuis le {last_day}"
        " (assurance : 2 ans, code des assurances, L114-1, à vérifier), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could it seems be claimed until "
        "{last_day} (insurance: 2 years, Code des assurances, L114-1, to be checked), unless it was interrupted.",
    ),
    "past_limitation.dwelling": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, semble prescrite depuis le {last_day}"
        " (bail d'habitation : 3 ans, loi 89-462, art. 7-1, à vérifier), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could it seems be claimed until "
        "{last_day} (lease of a dwelling: 3 years, loi 89-462, art. 7-1, to be checked), unless it was interrupted.",
    ),
    "past_limitation.bill": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, semble prescrite depuis le {last_day}"
        " (effet accepté : 3 ans de l'échéance, code de commerce, L511-78, à vérifier), sauf interruption.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could it seems be claimed until "
        "{last_day} (accepted bill: 3 years from maturity, Code de commerce, L511-78, to be checked), unless it was "
        "interrupted.",
    ),
    "past_limitation.judgment": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, semble ne plus pouvoir être exécutée "
        "depuis le {last_day} (jugement : 10 ans, code des procédures civiles d'exécution, L111-4, à vérifier).",
        "Document {number} of account {account}, {amount}, due on {due_day}, could it seems be enforced until "
        "{last_day} (judgment: 10 years, Code des procédures civiles d'exécution, L111-4, to be checked).",
    ),
    "past_limitation.unknown": (
        "La pièce {number} du compte {account}, {amount}, échue le {due_day}, est prescrite depuis le {last_day} si"
        " le client est un consommateur (2 ans) : sa nature n'est pas connue.",
        "Document {number} of account {account}, {amount}, due on {due_day}, could be claimed until {last_day} if "
        "the customer is a consumer (2 years): its legal kind is not known.",
    ),
    "brought_forward_lump": (
        "L'à-nouveau « {label} » du {posted_day} sur le compte {account}, {amount}, reprend un solde et non une "
        "pièce : son âge n'est pas connu.",
        "The brought-forward line « {label} » of {posted_day} on account {account}, {amount}, stands for a balance,"
        " not a document: its age is not known.",
    ),
    "collective_account": (
        "Le compte {account} mélange plusieurs clients : son solde de {amount} ne peut être relancé ni vieilli par "
        "client.",
        "Account {account} mixes several customers: its balance of {amount} cannot be dunned or aged customer by "
        "customer.",
    ),
    "doubtful_aged_as_normal": (
        "Le compte {account} est classé douteux (416) : ses {amount} vieillissent ici comme des créances ordinaires"
        " ; vérifiez la dépréciation (491).",
        "Account {account} is booked as doubtful (416): its {amount} is aged here as an ordinary receivable; check "
        "the impairment (491).",
    ),
    "debit_in_419": (
        "Le compte {account}, classé 419 (clients créditeurs), est débiteur de {amount} : l'acompte a été imputé ou "
        "remboursé au-delà de ce qui fut reçu.",
        "Account {account}, booked in 419 (customers in credit), has a debit balance of {amount}: more was allocated or"
        " refunded than received.",
    ),
    "payment_on_sister_account.named": (
        "Le règlement {number} du {posted_day} sur le compte {account}, {amount}, nomme la pièce {document} "
        "({document_amount}), ouverte sur le compte {sister} du même client ou groupe.",
        "Payment {number} of {posted_day} on account {account}, {amount}, names document {document} "
        "({document_amount}), open on account {sister} of the same customer or group.",
    ),
    "payment_on_sister_account": (
        "Le règlement {number} du {posted_day} sur le compte {account} est au centime près ({amount}) celui de la "
        "pièce {document}, ouverte sur le compte {sister} du même client ou groupe.",
        "Payment {number} of {posted_day} on account {account} equals to the cent ({amount}) document {document}, "
        "open on account {sister} of the same customer or group.",
    ),
    "same_siren": (
        "Le SIREN {siren} se trouve sur {count} comptes : {accounts} ; ensemble {amount}.",
        "SIREN {siren} stands on {count} accounts: {accounts}; together {amount}.",
    ),
    "small_balance.debit": (
        "Le compte {account} ne doit plus que {amount} : petit solde à passer en perte.",
        "Account {account} owes only {amount}: a small balance to write off.",
    ),
    "small_balance.credit": (
        "Le compte {account} n'est créditeur que de {amount} : petit solde à passer en produit.",
        "Account {account} has a credit balance of only {amount}: a small balance to write off.",
    ),
    "over_limit.credit": (
        "Le client du compte {account} doit {exposure_amount} : {amount} de plus que son plafond de crédit de "
        "{limit_amount}.",
        "The customer of account {account} owes {exposure_amount}: {amount} more than its credit limit of "
        "{limit_amount}.",
    ),
    "over_limit.insurer": (
        "Le client du compte {account} doit {exposure_amount} : {amount} de plus que le plafond de l'assureur-crédit, "
        "{limit_amount}.",
        "The customer of account {account} owes {exposure_amount}: {amount} more than the credit insurer's limit, "
        "{limit_amount}.",
    ),
    "over_limit.both": (
        "Le client du compte {account} doit {exposure_amount} : {amount} de plus que le plus bas de ses plafonds, "
        "qu'il dépasse tous deux : crédit {credit_amount}, assureur-crédit {insurer_amount}.",
        "The customer of account {account} owes {exposure_amount}: {amount} more than the lower of its limits, both of "
        "which it exceeds: credit {credit_amount}, credit insurer {insurer_amount}.",
    ),
    "insurer_deadline": (
        "Le compte {account} a {amount} d'échu : à déclarer impayé à l'assureur-crédit avant le {insurer_day}.",
        "Account {account} has {amount} overdue: to be notified to the credit insurer by {insurer_day}.",
    ),
    "insurer_deadline.past": (
        "Le compte {account} a {amount} d'échu : le délai de déclaration à l'assureur-crédit est passé depuis le "
        "{insurer_day}.",
        "Account {account} has {amount} overdue: the credit insurer was to be notified by {insurer_day}.",
    ),
}
#: Codes in the order in which they are shown.
CODES = list(dict.fromkeys(key.partition(".")[0] for key in SENTENCES))


def sentences(code: str, found: pd.DataFrame, language: str) -> pd.Series:
    """Hits of one code, with text columns `account` and `currency` -> one sentence each, in the order of the rows.

    Put together column by column: a ledger nobody has matched has a sentence for every second line.
    """
    variant = found["variant"] if "variant" in found else pd.Series("", index=found.index)
    templates = {name: SENTENCES[f"{code}.{name}" if name else code] for name in sorted(set(variant))}
    told = [
        filled(template[LANGUAGES.index(language)], found[variant == name], language)
        for name, template in templates.items()
    ]
    return pd.concat(told).loc[found.index] if len(told) > 1 else told[0]
