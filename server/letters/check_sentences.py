"""What keeps a letter back, or is worth a second look, in one sentence each."""

#: code -> (French, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "no_items": ("La lettre ne demande le paiement d'aucune pièce.", "The letter asks for no document."),
    "no_amount": ("Le total demandé n'est pas positif.", "The total asked for is not positive."),
    "item_sums": (
        "La pièce {number} ne tombe pas juste : montant moins règlements et part contestée ne donne pas la somme "
        "demandée.",
        "Document {number} does not add up: amount less payments and the contested part is not what is asked for.",
    ),
    "no_number": ("Une pièce n'a pas de numéro.", "A document has no number."),
    "long_address": (
        "L'adresse du client ne tient pas dans la fenêtre d'une enveloppe : abrégez-la dans le fichier clients.",
        "The customer's address does not fit the window of an envelope: shorten it in the customers file.",
    ),
    "not_overdue": (
        "La pièce {number} n'est pas échue : elle se montre à part.",
        "Document {number} is not overdue: it is shown apart.",
    ),
    "no_company": ("Le nom ou l'adresse de la société manque.", "The company's name or address is missing."),
    "no_siren": ("Le SIREN de la société manque.", "The company's SIREN is missing."),
    "no_bank": (
        "Les coordonnées bancaires de la société manquent ou attendent une seconde personne.",
        "The company's bank details are missing or wait for a second person.",
    ),
    "bank_details": (
        "Un IBAN ou un numéro de compte se trouve parmi les noms et téléphones de l'expéditeur : seules les "
        "coordonnées approuvées par une seconde personne s'impriment.",
        "An IBAN or an account number stands among the sender's names and phones: only bank details approved by a "
        "second person are printed.",
    ),
    "no_address": ("L'adresse postale du client manque.", "The customer's postal address is missing."),
    "no_email": ("L'adresse électronique du client ne convient pas.", "The customer's e-mail address will not do."),
    "no_reference": ("La lettre n'a pas de référence.", "The letter has no reference."),
    "no_contact": ("Ni le nom, ni le téléphone d'un interlocuteur.", "No name or phone of a person to contact."),
    "no_signatory": (
        "Le nom et la qualité du signataire manquent : ils fondent son pouvoir de mettre en demeure.",
        "The signatory's name and quality are missing: they found the authority to give formal notice.",
    ),
    "no_notice_words": (
        "Les mots « mise en demeure » manquent (C. civ. 1344).",
        "The words « mise en demeure » are missing (C. civ. 1344).",
    ),
    "no_articles": (
        "La référence {article} manque.",
        "The reference {article} is missing.",
    ),
    "short_limit": (
        "Le délai de {days} jours est trop court : {least} jours au moins à compter de la présentation.",
        "A time limit of {days} days is too short: at least {least} days from presentation.",
    ),
    "early_figures": (
        "Pénalités et indemnités ne se chiffrent qu'à la mise en demeure.",
        "Interest and compensation are put in figures in the formal notice only.",
    ),
    "no_interest": (
        "La mise en demeure doit chiffrer les pénalités, ligne par ligne.",
        "The formal notice must put the late-payment interest in figures, line by line.",
    ),
    "compensation": (
        "L'indemnité est de 40 EUR par facture payée en retard, en euros : {count} × 40 ne donne pas le montant.",
        "The compensation is EUR 40 per invoice paid late, in euros: {count} × 40 is not the amount.",
    ),
    "consumer_costs": (
        "Un consommateur ne doit ni indemnité de 40 EUR, ni pénalités, ni frais de recouvrement (CPCE L111-8) : "
        "« {words} » est à retirer.",
        "A consumer owes neither the EUR 40 nor penalties nor recovery costs (CPCE L111-8): take « {words} » out.",
    ),
    "public_threat": (
        "Un acheteur public ne se menace pas d'une action en justice : « {words} » est à retirer.",
        "A public buyer is not threatened with a court: take « {words} » out.",
    ),
    "no_chorus": (
        "La référence Chorus Pro (SIRET ou service) manque pour un acheteur public.",
        "The Chorus Pro reference (SIRET or service) of a public buyer is missing.",
    ),
    "early_threat": (
        "Un message avant échéance ne menace de rien : « {words} » est à retirer.",
        "A message before the due date threatens with nothing: take « {words} » out.",
    ),
    "court_look": (
        "Le texte imite un acte de justice ou annonce une exécution sans titre (C. pén. 433-13) : « {words} ».",
        "The text imitates a court's act or announces enforcement without a title (C. pén. 433-13): « {words} ».",
    ),
    "collector.address": (
        "La lettre d'un tiers recouvreur doit porter son adresse (CPCE R124-4).",
        "A third-party collector's letter must bear its address (CPCE R124-4).",
    ),
    "collector.creditor": (
        "La lettre d'un tiers recouvreur doit porter le nom et l'adresse du créancier (CPCE R124-4).",
        "A third-party collector's letter must bear the name and address of the creditor (CPCE R124-4).",
    ),
    "collector.activity": (
        "La lettre d'un tiers recouvreur doit porter « recouvrement amiable » (CPCE R124-4).",
        "A third-party collector's letter must bear what it carries on: amicable collection (CPCE R124-4).",
    ),
    "collector.first": (
        "La lettre d'un tiers recouvreur doit porter la référence et la date de la première lettre (CPCE R124-4).",
        "A third-party collector's letter must bear the reference and date of the first letter (CPCE R124-4).",
    ),
    "collector.L111-8": (
        "La lettre d'un tiers recouvreur doit porter les alinéas 2 et 3 de L111-8 (CPCE R124-4).",
        "A third-party collector's letter must bear paragraphs 2 and 3 of L111-8 (CPCE R124-4).",
    ),
    "collector_early": (
        "Un tiers recouvreur n'écrit pas avant l'échéance : rien n'est encore dû.",
        "A third-party collector does not write before the due date: nothing is due yet.",
    ),
    "collector_mail": (
        "La première démarche d'un tiers recouvreur est une lettre (CPCE R124-4) : un courriel en tient-il lieu ?",
        "A third-party collector's first step is a letter (CPCE R124-4): will an e-mail do?",
    ),
    "notice_channel": (
        "Une mise en demeure part en recommandé : sans présentation, sa date et son délai se prouvent mal.",
        "A formal notice is sent as a registered letter: without presentation its date and limit are hard to prove.",
    ),
    "collector_threat": (
        "Un tiers recouvreur ne peut pas agir en justice, seul le créancier le peut : « {words} » est à retirer.",
        "A third-party collector cannot sue, only the creditor can: take « {words} » out.",
    ),
    "early_court": (
        "Une action en justice ne s'annonce qu'à la mise en demeure, un avocat ou un contentieux qu'au dernier "
        "rappel : « {words} » est à retirer.",
        "Legal action is announced in the formal notice only, lawyers and collectors in the last reminder: "
        "take « {words} » out.",
    ),
    "early_penalty": (
        "Pénalités, indemnité et mise en demeure ne s'annoncent qu'à partir du deuxième rappel : « {words} » est à "
        "retirer.",
        "Penalties, compensation and formal notice are told from the second reminder on only: take « {words} » out.",
    ),
    "early_notice": (
        "Un rappel ne vaut pas mise en demeure : « {words} » est à retirer.",
        "A reminder is no formal notice: take « {words} » out.",
    ),
    "pressure": (
        "Le texte menace de parler à des tiers ou de ce qu'un créancier ne peut pas faire (C. conso. L121-6) : "
        "« {words} ».",
        "The text threatens to tell others or with what no creditor can do (C. conso. L121-6): « {words} ».",
    ),
    "short_words": (
        "Le texte demande de payer plus tôt que le délai de {days} jours de la mise en demeure.",
        "The text asks for payment sooner than the {days} days the formal notice gives.",
    ),
    "no_mediator": (
        "Le médiateur de la consommation de la société manque : un professionnel en donne les coordonnées "
        "(C. conso. L616-1).",
        "The company's consumer mediator is missing: a trader tells how to reach one (C. conso. L616-1).",
    ),
    "shared_centre": (
        "Un centre partagé qui recouvre pour les sociétés sœurs peut relever de CPCE R124-1 : à faire vérifier.",
        "A shared centre collecting for sister companies may fall under CPCE R124-1: have it checked.",
    ),
}  # fmt: skip
