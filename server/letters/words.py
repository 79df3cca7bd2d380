"""What letters say beside their templates: key -> (French, English)."""

from server.letters import texts

WORDS: dict[str, tuple[str, str]] = {
    "notice": ("MISE EN DEMEURE DE PAYER", "FORMAL NOTICE TO PAY (MISE EN DEMEURE)"),
    "statement": ("Relevé de compte", "Statement of account"),
    "open_documents": ("Pièces non soldées", "Open documents"),
    "status": ("Situation", "Status"),
    "status.late": ("échue", "overdue"),
    "status.not_due": ("non échue", "not due"),
    "status.disputed": ("en litige", "disputed"),
    "status.unallocated": ("non affecté", "unallocated"),
    "balance": ("Solde du compte", "Balance of the account"),
    "subject": ("Objet", "Subject"),
    "reference": ("Nos références", "Our reference"),
    "account": ("Votre compte client", "Your customer account"),
    "chorus": ("Référence Chorus Pro", "Chorus Pro reference"),
    "chorus_item": ("Chorus Pro", "Chorus Pro"),
    "contact": ("Votre interlocuteur", "Your contact"),
    "phone": ("Téléphone direct", "Direct line"),
    "email": ("Courriel", "E-mail"),
    "on": ("Le {day}", "{day}"),
    "for": ("À l'attention de : {name}", "For the attention of: {name}"),
    "registered": (
        "Lettre recommandée avec demande d'avis de réception",
        "Registered letter with acknowledgement of receipt",
    ),
    "document": ("Pièce", "Document"),
    "date": ("Date", "Date"),
    "due": ("Échéance", "Due"),
    "days_late": ("Jours de retard", "Days late"),
    "amount": ("Montant TTC", "Amount incl. VAT"),
    "paid": ("Réglé ou crédité", "Paid or credited"),
    "open": ("Reste dû", "Outstanding"),
    "contested": ("Part contestée", "Contested part"),
    "contested.whole": ("Contesté", "Contested"),
    "of_which_contested": ("dont contesté", "of which contested"),
    "asked": ("À régler", "To pay"),
    "left_out": ("Part non demandée", "Not asked for"),
    "number": ("Numéro", "Number"),
    "kind.invoice": ("Facture", "Invoice"),
    "kind.returned": ("Règlement revenu impayé", "Returned payment"),
    "kind.payment": ("Règlement", "Payment"),
    "kind.credit_note": ("Avoir", "Credit note"),
    "kind.deposit": ("Acompte", "Deposit"),
    "kind.other": ("Autre", "Other"),
    "without_number": ("sans numéro", "without number"),
    "without_number.of": ("sans numéro du {day}", "without number of {day}"),
    "items": ("Sommes demandées", "Amounts claimed"),
    "items.pre": ("Prochaine échéance", "Falling due"),
    "principal": ("Principal restant dû (TTC)", "Principal outstanding (incl. VAT)"),
    "credits": ("Règlements et avoirs à déduire", "Payments and credits to deduct"),
    "credit": ("À déduire : {credit} du {day}", "Less: {credit} of {day}"),
    "credit.undated": ("À déduire : {credit}", "Less: {credit}"),
    "interest": ("Pénalités de retard au {day}", "Late-payment interest up to {day}"),
    "interest.public": ("Intérêts moratoires au {day}", "Late-payment interest (intérêts moratoires) up to {day}"),
    "interest.consumer": ("Intérêts de retard au {day}", "Interest up to {day}"),
    "compensation": (
        "Indemnité forfaitaire de recouvrement : {count} × {unit}",
        "Fixed recovery compensation: {count} × {unit}",
    ),
    "waived": ("Pénalités et indemnités abandonnées", "Interest and compensation given up"),
    "invoiced": ("Pénalités et indemnités déjà facturées", "Interest and compensation invoiced already"),
    "total": ("Total à régler", "Total to pay"),
    "total.pre": ("Total à échoir", "Total falling due"),
    "not_due": (
        "Pour information : pièces non échues, non comprises dans le total",
        "For information: documents not due yet, not part of the total",
    ),
    "disputed": (
        "Pour information : pièces en litige, non comprises dans le total",
        "For information: disputed documents, not part of the total",
    ),
    "décompte": ("Décompte des pénalités de retard", "Calculation of the late-payment interest"),
    "décompte.public": ("Décompte des intérêts moratoires", "Calculation of the late-payment interest"),
    "décompte.rule": (
        "Chaque ligne : somme restant due TTC × taux annuel × jours ÷ 365.",
        "Each line: amount outstanding incl. VAT × yearly rate × days ÷ 365.",
    ),
    "from": ("Du", "From"),
    "to": ("Au (inclus)", "To (incl.)"),
    "days": ("Jours", "Days"),
    "base": ("Base TTC", "Base incl. VAT"),
    "rate": ("Taux annuel", "Yearly rate"),
    "interest_column": ("Intérêts", "Interest"),
    "source": ("Origine du taux", "Source of the rate"),
    "pay": ("Pour régler par virement", "To pay by transfer"),
    "holder": ("Titulaire", "Account holder"),
    "iban": ("IBAN", "IBAN"),
    "bic": ("BIC", "BIC"),
    "quote": ("Référence à rappeler", "Please quote"),
    "copies": ("Copies des factures", "Copies of the invoices"),
    "copies.some": ("Copies de : {told}", "Copies of: {told}"),
    "enclosures": ("Pièces jointes", "Enclosures"),
    "siren": ("SIREN {siren}", "SIREN {siren}"),
    "vat": ("TVA {vat}", "VAT {vat}"),
    "capital": ("capital de {capital}", "share capital {capital}"),
    "debtor_siren": ("SIREN {siren}", "SIREN {siren}"),
    "page": ("Page", "Page"),
    "auto": (
        "Vos réponses à ce message parviennent à la personne nommée ci-dessus.",
        "Your answers to this message reach the person named above.",
    ),
    "contested.told": (
        "La part que vous contestez est en cours d'examen : elle n'est pas comprise dans la somme demandée.",
        "The part you contest is being looked into: it is not included in the amount asked for.",
    ),
    "apart.told": (
        "La part promise, échelonnée ou en attente d'un avoir n'est pas comprise dans la somme demandée.",
        "The part promised, planned in instalments or awaiting a credit note is not included in the amount asked for.",
    ),
    "credits.told": (
        "Pour les intérêts, les sommes à déduire ont été comptées à leur date, sur les pièces échues les premières.",
        "For the interest, the sums deducted were counted on their own day, towards what was due first.",
    ),
    "debtors.told": ("Débiteurs pour lesquels vous réglez : {told}.", "Debtors you pay for: {told}."),
    "chorus.parties": (
        "SIRET du destinataire {siret}, SIREN du fournisseur {siren}, numéros du tableau",
        "SIRET of the recipient {siret}, SIREN of the supplier {siren}, numbers in the table",
    ),
    "chorus.buyer": (
        "SIRET du destinataire {siret}, numéros du tableau",
        "SIRET of the recipient {siret}, numbers in the table",
    ),
    "mediator": (
        "Si vous contestez ces sommes et que votre réclamation écrite reste sans réponse satisfaisante, vous pouvez "
        "recourir gratuitement au médiateur de la consommation {of} : {mediator} (code de la "
        "consommation, articles L612-1 et L616-1).",
        "If you dispute these amounts and your written complaint has not been settled to your satisfaction, you may "
        "turn, free of charge, to the consumer mediator {of}: {mediator} (Code de la consommation, articles "
        "L612-1 and L616-1).",
    ),
    "mediator.own": ("dont nous relevons", "we come under"),
    "mediator.creditor": ("dont relève {creditor}", "{creditor} comes under"),
    "again": (
        "Un envoi précédent de ce même message a pu vous parvenir : si vous l'avez déjà reçu, ne tenez pas compte de "
        "celui-ci.",
        "An earlier copy of this same message may have reached you: if you already received it, please disregard "
        "this one.",
    ),
    "collector": (
        "{name}, {address}, exerce une activité de recouvrement amiable. Elle agit pour le compte de {creditor}, "
        "{creditor_address}, créancier des sommes détaillées ci-dessous : principal, intérêts et autres accessoires y "
        "sont distingués, à l'exclusion des frais qui restent à la charge du créancier.",
        "{name}, {address}, carries on the activity of amicable debt recovery (recouvrement amiable). It acts for "
        "{creditor}, {creditor_address}, creditor of the amounts set out below: principal, interest and other "
        "accessories are shown separately, without the costs that stay with the creditor.",
    ),
    "collector.again": (
        "Notre première lettre à ce sujet porte la référence {reference} et la date du {day}.",
        "Our first letter on this matter bears the reference {reference} and the date {day}.",
    ),
    "of_debt.one": ("de la facture n° {number}", "of invoice no. {number}"),
    "of_debt.one.bare": ("de la facture sans numéro du {day}", "of the invoice without a number of {day}"),
    "of_debt.other.bare": ("de la pièce sans numéro du {day}", "of the document without a number of {day}"),
    "of_debt.other": ("de la pièce n° {number}", "of document no. {number}"),
    "of_debt.many": ("des {count} pièces détaillées ci-dessous", "of the {count} documents listed below"),
    "debt.one": ("la facture n° {number}", "invoice no. {number}"),
    "debt.one.bare": ("la facture sans numéro du {day}", "the invoice without a number of {day}"),
    "debt.other.bare": ("la pièce sans numéro du {day}", "the document without a number of {day}"),
    "debt.other": ("la pièce n° {number}", "document no. {number}"),
    "debt.many": ("les {count} pièces détaillées ci-dessous", "the {count} documents listed below"),
    "channel.email": ("courriel", "e-mail"),
    "channel.letter": ("lettre", "letter"),
    "channel.registered": ("lettre recommandée", "registered letter"),
    "channel.call": ("appel téléphonique", "telephone call"),
    "level.pre": ("message avant échéance", "message before the due date"),
    "level.r1": ("premier rappel", "first reminder"),
    "level.call": ("appel", "call"),
    "level.r2": ("deuxième rappel", "second reminder"),
    "level.r3": ("troisième rappel", "third reminder"),
    **{
        f"level.r{number}": (f"{french} rappel", f"{english} reminder")
        for number, french, english in (
            (4, "quatrième", "fourth"),
            (5, "cinquième", "fifth"),
            (6, "sixième", "sixth"),
            (7, "septième", "seventh"),
            (8, "huitième", "eighth"),
            (9, "neuvième", "ninth"),
        )
    },
    "level.notice": ("mise en demeure", "formal notice"),
    "level.handover": ("passage au contentieux", "hand-over"),
    "previous": ("Nos précédentes démarches : {told}.", "Our earlier steps: {told}."),
    "previous.single": ("Notre précédente démarche : {told}.", "Our earlier step: {told}."),
    "previous.call": ("{channel} du {day}", "{channel} of {day}"),
    "previous.one": ("{level} par {channel} du {day}", "{level} by {channel} of {day}"),
}


def word(key: str, lang: str, **values: object) -> str:
    """The words of a key, filled in."""
    french, english = WORDS[key]
    return english.format(**values) if lang == "en" else texts.french(french.format(**values))
