"""Texts of the sheets of a shared workbook: key -> (French, English)."""

SHARED: dict[str, tuple[str, str]] = {
    "sheet.call": ("Appels", "Phone calls"),
    "sheet.promise": ("Promesses", "Promises"),
    "sheet.dispute": ("Litiges", "Disputes"),
    "sheet.plan": ("Échéanciers", "Instalment plans"),
    "sheet.conflicts": ("Conflits", "Conflicts"),
    "sheet.lists": ("Listes", "Lists"),
    "title.call": ("Appels", "Phone calls"),
    "title.promise": ("Promesses de règlement", "Promises to pay"),
    "title.dispute": ("Litiges", "Disputes"),
    "title.plan": ("Échéanciers", "Instalment plans"),
    "title.conflicts": ("Conflits à trancher", "Conflicts to settle"),
    "title.lists": ("Listes de choix", "Lists to choose from"),
    # Agenda
    "intro.agenda.shared": (
        "Les colonnes jaunes sont partagées : à la prochaine synchronisation, les autres ont ce que vous y écrivez.",
        "The yellow columns are shared: with the next sync the others have what you write there.",
    ),
    "agenda.shared_order": (
        "Après une actualisation, triez par rang. Les comptes sans rang n'ont rien à demander ce matin.",
        "After a refresh, sort by rank. Accounts without a rank have nothing to ask for this morning.",
    ),
    "agenda.no_action": ("Rien à demander aujourd'hui", "Nothing to ask for today"),
    "col.suggested_action": ("Action proposée", "Suggested action"),
    "col.file_contact": ("Interlocuteur du fichier", "Contact on file"),
    "col.file_phone": ("Tél. du fichier", "Telephone on file"),
    "col.file_email": ("E-mail du fichier", "E-mail on file"),
    "col.shared_id": ("Identifiant du compte", "Id of the account"),
    "col.item_key": ("Clé de la pièce", "Key of the item"),
    "col.row_key": ("Clé de la ligne", "Key of the row"),
    "sheet.control": ("Contrôle", "Control"),
    "title.control": ("Contrôle : grand livre et pièces ouvertes", "Control: ledger and open items"),
    "title.shared_summary": ("Synthèse", "Summary"),
    "intro.shared_summary": (
        "Chaque société dans sa devise ; tout se met à jour par « Actualiser ».",
        "Each company in its currency; all of it is brought up to date by “Refresh”.",
    ),
    "intro.control": ("Le grand livre et les pièces ouvertes, au centime près.", "Ledger and open items, to the cent."),
    "col.accounts_count": ("Comptes", "Accounts"),
    "col.ledger_balance": ("Solde du grand livre", "Ledger balance"),
    "col.open_total": ("Pièces ouvertes", "Open items"),
    "col.difference": ("Écart", "Difference"),
    "col.control_label": ("Libellé", "Label"),
    "help.sheet.shared_summary": (
        "La balance de chaque société par tranche de retard.",
        "The balance of each company by days overdue.",
    ),
    "help.sheet.control": (
        "Les soldes des comptes collectifs du grand livre, et ce que les pièces ouvertes en expliquent.",
        "The balances of the ledger's collective accounts, and what the open items explain of them.",
    ),
    "shared.other_row": ("voir l'autre ligne du compte", "see the account's other row"),
    # Cells to fill in
    "shared.list_help": ("Choisissez dans la liste.", "Choose from the list."),
    "shared.list_or_text": ("Choisissez dans la liste, ou tapez autre chose.", "Choose from the list, or type."),
    "shared.refused": ("Valeur à vérifier", "Check the value"),
    "shared.day_help": ("Une date, par exemple 2/11/2026.", "A day, such as 2 Nov 2026."),
    "shared.amount_help": ("Un montant positif, par exemple 1200,50.", "A positive amount, such as 1200.50."),
    "shared.account_help": (
        "Le numéro du compte client, choisi dans la liste.",
        "The number of the account, chosen from the list.",
    ),
    "shared.company_help": (
        "À remplir seulement si ce numéro existe dans plusieurs sociétés.",
        "Only where several companies have an account of this number.",
    ),
    "shared.lines_help": (
        "Une échéance par date, séparées par des points-virgules : 31/01/2027 1000,00; 28/02/2027 1000,00",
        "One instalment a day, separated by semicolons: 31/01/2027 1000.00; 28/02/2027 1000.00",
    ),
    # Sheets of events
    "intro.call": (
        "Un appel par ligne jaune ; il part à la prochaine synchronisation. Des faits seulement : le client peut "
        "demander à lire.",
        "One call a yellow row; it is sent with the next sync. Facts only: the customer may ask to read them.",
    ),
    "intro.promise": (
        "Une promesse par ligne jaune : montant, date, moyen. Une nouvelle promesse remplace l'ancienne.",
        "One promise a yellow row: amount, day, means. A new promise replaces the one before.",
    ),
    "intro.dispute": (
        "Un litige par ligne jaune : la pièce, le montant contesté, le motif. Le reste de la pièce demeure à "
        "recouvrer.",
        "One dispute a yellow row: the document, the amount contested, the reason. The rest stays collectible.",
    ),
    "intro.plan": (
        "Un échéancier par ligne jaune, avec ses dates et ses montants ; au-dessus de la limite, le responsable "
        "crédit l'approuve.",
        "One plan a yellow row, with its days and amounts; above the limit the credit manager approves it.",
    ),
    "intro.conflicts": (
        "Deux personnes ont changé la même cellule. Choisissez dans la colonne jaune, ou tapez une autre valeur ; la "
        "prochaine synchronisation applique votre choix.",
        "Two people changed the same cell. Choose in the yellow column, or type another value; the next sync applies "
        "your choice.",
    ),
    "col.event_day": ("Date", "Day"),
    "col.event_account": ("Compte", "Account"),
    "col.event_company": ("Société", "Company"),
    "col.event_state": ("Situation", "Standing"),
    "col.event_who": ("Saisi par", "Entered by"),
    "col.event_at": ("Saisi le (UTC)", "Entered at (UTC)"),
    "col.event_id": ("Identifiant de l'événement", "Id of the event"),
    "col.event_lines": ("Échéances", "Instalments"),
    "event.unknown_account": ("compte inconnu", "unknown account"),
    # Conflicts
    "col.conflict_field": ("Champ", "Field"),
    "col.conflict_base": ("Valeur d'avant", "Value before"),
    "col.conflict_mine": ("La mienne", "Mine"),
    "col.conflict_theirs": ("L'autre", "The other"),
    "col.conflict_by": ("De", "By"),
    "col.conflict_at": ("Le (UTC)", "At (UTC)"),
    "col.conflict_choice": ("Votre choix", "Your choice"),
    "col.conflict_id": ("Identifiant du conflit", "Id of the conflict"),
    "conflict.mine": ("garder le mien", "keep mine"),
    "conflict.theirs": ("prendre l'autre", "take theirs"),
    # Account card
    "card.shared": ("Suivi partagé", "Shared follow-up"),
    "card.edit": ("Modifier dans l'Agenda", "Change it on the calls"),
    # Help
    "help.sheet.call": ("Les appels passés, et la place de noter les suivants.", "Calls made, and room for more."),
    "help.sheet.promise": (
        "Les promesses avec leur situation (tenue, non tenue, à vérifier), et la place d'en noter.",
        "Promises with their standing (kept, broken, to check), and room for more.",
    ),
    "help.sheet.dispute": (
        "Les litiges avec leur motif, leur responsable et leur issue, et la place d'en noter.",
        "Disputes with their reason, owner and outcome, and room for more.",
    ),
    "help.sheet.plan": (
        "Les échéanciers avec leur situation, et la place d'en noter.",
        "Instalment plans with their standing, and room for more.",
    ),
    "help.sheet.conflicts": (
        "Les cellules que deux personnes ont changées à la fois : rien n'est écrasé, vous choisissez.",
        "Cells two people changed at once: nothing is overwritten, you choose.",
    ),
    "help.shared.campaigns": ("Campagnes", "Campaigns"),
    "help.shared.campaigns.text": (
        "Les relances ne s'approuvent pas ici mais sur la page Campagnes du serveur, ou dans la feuille Proposition du "
        "classeur du responsable crédit (relance workbook, sans --shared).",
        "Reminders are not approved here but on the server's page Campaigns, or in the sheet Proposal of the credit "
        "manager's workbook (relance workbook, without --shared).",
    ),
}
