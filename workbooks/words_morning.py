"""Texts of the sheets Agenda, Indicateurs, Taux and Fiche compte: key -> (French, English)."""

MORNING: dict[str, tuple[str, str]] = {
    "sheet.agenda": ("Agenda", "Calls"),
    "sheet.metrics": ("Indicateurs", "Metrics"),
    "sheet.rates": ("Taux", "Rates"),
    "sheet.card": ("Fiche compte", "Account card"),
    "sheet.cards": ("Fiches", "Cards"),
    "title.agenda": ("Agenda de relance du jour", "Calls of the day"),
    "title.metrics": ("Indicateurs du poste clients", "Metrics of the receivables"),
    "title.rates": ("Taux publiés des intérêts de retard", "Published rates of late-payment interest"),
    "title.card": ("Fiche compte", "Account card"),
    "title.cards": ("Données de la fiche compte", "Data of the account card"),
    # Agenda
    "intro.agenda": (
        "Les colonnes jaunes sont à remplir pendant les appels.",
        "The yellow columns are to be filled in during the calls.",
    ),
    "agenda.pareto": (
        "{pareto} de ce que les appels peuvent rapporter.",
        "{pareto} of what calls can bring.",
    ),
    "agenda.order": (
        "L'ordre du matin : rappels convenus, promesses rompues, règlements revenus impayés, délais de l'assureur, "
        "puis le score ; en dernier ce que d'autres traitent.",
        "The order of the morning: agreed call-backs, broken promises, returned payments, insurer's deadlines, then "
        "the score; last what others treat.",
    ),
    "agenda.new": ("nouveau", "new"),
    "agenda.results": (
        "Réglé|Promesse de règlement|À rappeler|Message laissé|Litige|Facture à renvoyer|Plan demandé|Injoignable",
        "Paid|Promise to pay|Call back|Message left|Dispute|Invoice to resend|Instalments asked|Not reached",
    ),
    "agenda.day_help": (
        "La date convenue, par exemple 2/11/2026 : pas avant le jour de l'agenda.",
        "The day agreed, such as 2 Nov 2026: not before the day of the calls.",
    ),
    "agenda.day_refused": ("Date à vérifier", "Check the day"),
    "col.collectible": ("À recouvrer", "Collectible"),
    "col.overdue": ("Échu", "Overdue"),
    "col.score": ("Score", "Score"),
    "col.next_action": ("Prochaine action", "Next action"),
    "col.reasons": ("Raisons (points du score)", "Reasons (points of the score)"),
    "col.contact": ("Interlocuteur", "Contact"),
    "col.role": ("Fonction", "Role"),
    "col.phone": ("Téléphone", "Telephone"),
    "col.email": ("E-mail", "E-mail"),
    "col.is_new": ("Du nouveau", "News"),
    "col.cumulated": ("Part cumulée", "Running share"),
    "col.result": ("Résultat de l'appel", "Result of the call"),
    "col.next_date": ("Prochaine date", "Next date"),
    # Since the last import
    "block.changes": ("Depuis le dernier import", "Since the last import"),
    "changes.paid.ledger": (
        "Payé ou soldé : d'après le lettrage du grand livre ; un règlement non encore lettré n'y compte pas.",
        "Paid or settled: by the ledger's letters; a payment nobody lettered yet does not count.",
    ),
    "changes.paid.proposed": (
        "Payé ou soldé : d'après le lettrage du grand livre et les rapprochements proposés.",
        "Paid or settled: by the ledger's letters and the matches proposed.",
    ),
    "col.since": ("Comparé à la situation du", "Compared with"),
    "col.paid_count": ("Pièces payées", "Items paid"),
    "col.paid": ("Payé ou soldé", "Paid or settled"),
    "col.new_count": ("Pièces nouvelles", "New items"),
    "col.new": ("Nouveau", "New"),
    "col.newly_late_count": ("Nouveaux retards", "Newly late"),
    "col.newly_late": ("Nouvellement échu", "Amount newly late"),
    # Metrics
    "intro.metrics": (
        "Chaque chiffre est à côté de sa définition ; un tiret est suivi de sa raison.",
        "Each figure stands beside its definition; a dash is followed by its reason.",
    ),
    "col.metric": ("Indicateur", "Metric"),
    "col.value": ("Valeur", "Value"),
    "col.all_companies": ("Ensemble", "Together"),
    "col.base": ("Montants retenus", "Amounts used"),
    "col.period": ("Période", "Period"),
    "base.receivables": ("Encours (créances moins non affectés)", "Receivables (less unallocated)"),
    "base.not_due": ("Non échu", "Not due"),
    "base.overdue": ("Échu", "Overdue"),
    "base.age_unknown": ("Âge inconnu", "Age unknown"),
    "base.unallocated": ("Non affectés", "Unallocated"),
    "base.opening": ("Encours d'ouverture de la période", "Receivables opening the period"),
    "base.sales": ("Ventes TTC de la période", "Sales of the period incl. VAT"),
    "base.period": ("du {first} au {last}, {days} jours", "{first} to {last}, {days} days"),
    "block.trend": ("Évolution sur les clôtures", "Trend over the closes"),
    "metrics.no_trend": (
        "{count} mois arrêté(s) par toutes les sociétés : l'évolution se montre à partir de deux (relance close "
        "AAAA-MM).",
        "{count} month(s) closed by all companies: the trend is shown from two on (relance close YYYY-MM).",
    ),
    "chart.amounts": ("Encours et échu à chaque clôture", "Receivables and overdue at each close"),
    "chart.days": ("Jours : DSO, DSO par épuisement, DSO optimal", "Days: DSO, count-back, best possible"),
    # Rates
    "rates.until": (
        "Les intérêts peuvent être calculés jusqu'au {day} ; au-delà, rien n'est inventé.",
        "Interest can be computed up to {day}; past it nothing is invented.",
    ),
    "rates.add": (
        "Un taux paru s'ajoute par : relance rates add SÉRIE PREMIER_JOUR DERNIER_JOUR POURCENTAGE --source « … ». "
        "Les taux à vérifier sont en gris italique.",
        "A rate published since is added by: relance rates add SERIES FIRST_DAY LAST_DAY PERCENT --source “…”. Rates "
        "to be checked are in grey italics.",
    ),
    "col.series": ("Série", "Series"),
    "col.from_day": ("Du", "From"),
    "col.to_day": ("Au (inclus)", "To (included)"),
    "col.rate": ("Taux annuel", "Rate a year"),
    "col.certainty": ("Certitude", "Certainty"),
    "col.source": ("Source", "Source"),
    "series.ecb": ("BCE, refinancement au 1er janvier et 1er juillet", "ECB refinancing rate, 1 January and 1 July"),
    "series.legal-professional": ("Taux légal, créancier professionnel", "French legal rate, professional creditor"),
    "series.legal-individual": ("Taux légal, créancier particulier", "French legal rate, individual creditor"),
    "series.base-de": ("Allemagne, Basiszinssatz", "Germany, Basiszinssatz"),
    "series.base-uk": ("Royaume-Uni, Bank Rate la veille du semestre", "United Kingdom, Bank Rate before each half"),
    "certainty.seen": ("lu à la source citée", "seen at the source named"),
    "certainty.to check": ("à vérifier", "to be checked"),
    "certainty.added": ("ajouté par vous", "added by you"),
    # Account card
    "intro.card": (
        "Choisissez un compte dans la cellule jaune : tout le reste suit, par formules.",
        "Choose an account in the yellow cell: all else follows, by formulas.",
    ),
    "card.choose": ("Compte client", "Account"),
    "card.help": (
        "Choisissez dans la liste, ou tapez le numéro du compte.",
        "Choose from the list, or type the account's number.",
    ),
    "card.unknown": ("Compte inconnu", "Unknown account"),
    "card.card": ("Le compte", "The account"),
    "card.reasons": ("Raisons", "Reasons"),
    "card.position": ("Position", "Position"),
    "card.contacts": ("Interlocuteurs", "Contacts"),
    "card.penalties": ("Pénalités", "Penalties"),
    "card.penalties_default": (
        "Pénalités (taux légal par défaut : vérifiez vos conditions générales)",
        "Penalties (legal rate by default: check your terms of sale)",
    ),
    "card.history": ("Total du compte aux dernières clôtures", "The account's total at the last closes"),
    "card.list.items": ("Pièces ouvertes", "Open items"),
    "card.list.penalties": ("Calcul des pénalités certaines", "Calculation of the certain penalties"),
    "card.count.items": ("pièce(s) ouverte(s).", "open item(s)."),
    "card.count.penalties": ("ligne(s) de calcul.", "line(s) of calculation."),
    "card.more": (
        "Les {most} premières sont montrées ; toutes sont sur la feuille {sheet}.",
        "The first {most} are shown; all of them are on the sheet {sheet}.",
    ),
    "col.card": ("Fiche n°", "Card no."),
    # Help
    "help.sheet.agenda": (
        "Qui appeler ce matin, dans quel ordre, pourquoi, à quel numéro ; la place de noter le résultat et la "
        "prochaine date.",
        "Whom to call this morning, in which order, why, at which number; room for the result and the next date.",
    ),
    "help.sheet.card": (
        "Tout sur un compte choisi dans une liste : position, interlocuteurs, clôtures, pièces, pénalités.",
        "All about an account chosen from a list: position, contacts, closes, items, penalties.",
    ),
    "help.sheet.metrics": (
        "DSO, retard moyen, taux de recouvrement et d'autres, avec leur définition ; leur évolution sur les clôtures.",
        "DSO, average delay, collection effectiveness and more, with their definitions; their trend over the closes.",
    ),
    "help.sheet.rates": (
        "Les taux qui servent aux pénalités, avec leurs dates et leurs sources.",
        "The rates behind the penalties, with their days and sources.",
    ),
    "help.col.collectible": (
        "Ce que l'on peut demander aujourd'hui : l'échu moins les litiges, promesses, plans, effets, créances cédées, "
        "retenues de garantie et crédits non affectés ; jamais négatif.",
        "What may be asked for today: overdue less disputes, promises, plans, bills, factored debts, retention money "
        "and unallocated credits; never negative.",
    ),
}
