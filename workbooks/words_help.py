"""Texts of the sheet Aide: key -> (French, English), in plain words for a clerk."""

HELP: dict[str, tuple[str, str]] = {
    "help.section.sheets": ("Les feuilles", "The sheets"),
    "help.section.columns": ("Les colonnes", "The columns"),
    "help.section.conventions": ("Les règles de calcul", "How things are counted"),
    # Sheets, in their order
    "help.sheet.summary": (
        "La situation sur une page : total, retards, origine des échéances, qualité du lettrage, contrôle avec le "
        "grand livre.",
        "The position on one page: total, overdue, where due dates come from, quality of matching, control against "
        "the ledger.",
    ),
    "help.sheet.balance": (
        "Une ligne par compte client, une feuille par devise. Filtrez, triez ; un clic sur le compte mène à ses "
        "pièces.",
        "One row per account, one sheet per currency. Filter, sort; a click on the account leads to its items.",
    ),
    "help.sheet.items": (
        "Toutes les factures, tous les avoirs et règlements qui ne sont pas entièrement lettrés : le détail de la "
        "balance.",
        "All invoices, credit notes and payments not fully matched: the detail behind the balance.",
    ),
    "help.sheet.committee": (
        "Les vingt comptes les plus en retard, avec la place pour noter le motif, le responsable, la décision et la "
        "date.",
        "The twenty accounts most overdue, with room for reason, owner, decision and date.",
    ),
    "help.sheet.terms": (
        "Le tableau des factures émises échues que demande l'article D441-6 pour le rapport de gestion.",
        "The table of overdue invoices issued that article D441-6 asks for in the management report.",
    ),
    "help.sheet.anomalies": (
        "Tout ce qui semble douteux, une phrase par cas. Rien n'est corrigé à votre place.",
        "Everything that looks doubtful, one sentence each. Nothing is corrected for you.",
    ),
    "help.sheet.proposals": (
        "Les règlements et avoirs que l'on peut rapprocher d'une pièce mais que le grand livre ne lettre pas encore.",
        "Payments and credit notes that can be matched with a document but are not yet matched in the ledger.",
    ),
    "help.sheet.imports": (
        "Les fichiers lus, leur période, leur nombre de lignes et de problèmes ; l'empreinte prouve quel fichier a "
        "servi.",
        "The files read, their period, rows and problems; the fingerprint proves which file was used.",
    ),
    "help.sheet.help": ("Cette page.", "This page."),
    # Columns
    "help.col.company": ("La société à qui l'argent est dû.", "The company the money is owed to."),
    "help.col.collective": (
        "Les premiers chiffres du compte du grand livre : 411 clients, 413 effets à recevoir, 416 douteux, 417 "
        "travaux.",
        "First digits of the ledger account: 411 customers, 413 bills, 416 doubtful, 417 works.",
    ),
    "help.col.account": (
        "Le compte auxiliaire du client, ou le compte du grand livre s'il n'y en a pas.",
        "The customer's auxiliary account, or the ledger account where there is none.",
    ),
    "help.col.amount": ("Le montant d'origine de la pièce.", "The original amount of the document."),
    "help.col.open": (
        "Ce qui reste à payer ou à affecter sur la pièce.",
        "What is still to be paid or allocated on the document.",
    ),
    "help.col.days": (
        "Jours de calendrier entre l'échéance et la date de la balance ; jamais négatif.",
        "Calendar days from the due date to the day of the balance; never negative.",
    ),
    "help.col.bucket": (
        "La colonne de la balance où la pièce est comptée.",
        "The column of the balance the item is counted in.",
    ),
    "help.col.due_origin": (
        "D'où vient l'échéance : du fichier, des conditions du client, des conditions par défaut (estimée), d'une date "
        "lue dans le libellé (proposée), ou inconnue.",
        "Where the due date comes from: the file, the customer's terms, default terms (estimated), a date found in "
        "the label (proposed), or unknown.",
    ),
    "help.col.change": (
        "Total du compte aujourd'hui moins son total à la dernière clôture ; un compte nouveau compte pour son total.",
        "The account's total today minus its total at the last close; a new account counts for its total.",
    ),
    "help.col.backdated": (
        "Ce qui a été comptabilisé sur un mois après sa clôture : l'ouverture du mois suivant reste le chiffre arrêté.",
        "What was booked into a month after its close: the next month still opens at the figure that was frozen.",
    ),
    "help.col.sha256": (
        "Les douze premiers signes de l'empreinte du fichier : deux fichiers identiques ont la même.",
        "First twelve characters of the file's fingerprint: identical files have the same.",
    ),
    # Conventions: heading and text
    "help.rule.sum": ("Tout s'additionne", "Everything adds up"),
    "help.rule.sum.text": (
        "Sur chaque ligne, les tranches, l'âge inconnu et les non affectés font le total ; les totaux font le grand "
        "livre.",
        "On each row the buckets, age unknown and unallocated make the total; the totals make the ledger.",
    ),
    "help.rule.today": ("Échéance du jour", "Due today"),
    "help.rule.today.text": (
        "Une pièce qui échoit le jour de la balance n'est pas en retard.",
        "A document due on the day of the balance is not overdue.",
    ),
    "help.rule.thirty": ("30 jours de retard", "30 days overdue"),
    "help.rule.thirty.text": (
        "30 jours de retard est dans la tranche 1 à 30 ; 31 jours est dans la suivante (tranches de l'article D441-6).",
        "30 days overdue is in 1 to 30; 31 days is in the next one (bands of article D441-6).",
    ),
    "help.rule.sign": ("Signes", "Signs"),
    "help.rule.sign.text": (
        "Positif : le client doit. Négatif et en rouge : nous lui devons, ou son règlement n'est pas affecté.",
        "Positive: the customer owes. Negative and red: we owe, or the payment is not allocated.",
    ),
    "help.rule.unallocated": ("Non affectés", "Unallocated"),
    "help.rule.unallocated.text": (
        "Règlements, avoirs et acomptes qui ne paient encore aucune pièce. Ils ont leur colonne et ne réduisent "
        "jamais une tranche en silence.",
        "Payments, credit notes and deposits that pay no document yet. They have their own column and never quietly "
        "reduce a bucket.",
    ),
    "help.rule.age_unknown": ("Âge inconnu", "Age unknown"),
    "help.rule.age_unknown.text": (
        "Pièces dont aucune date fiable n'est connue, souvent des à-nouveaux. Elles ne sont ni « échues » ni « non "
        "échues ».",
        "Documents without any reliable date, often brought forward. They are neither “overdue” nor “not due”.",
    ),
    "help.rule.debits": ("Débits ouverts", "Open debits"),
    "help.rule.debits.text": (
        "Non échu, échu et âge inconnu, avant déduction des non affectés : la base de toutes les parts de la synthèse.",
        "Not due, overdue and age unknown, before unallocated credits: the base of every share on the summary.",
    ),
    "help.rule.estimated": ("Échéances estimées", "Estimated due dates"),
    "help.rule.estimated.text": (
        "Sans date ni conditions connues, l'échéance est calculée avec les conditions par défaut (30 jours nets sauf "
        "autre choix) ; sans date de pièce, depuis celle que cite le libellé. Elle est alors montrée en gris.",
        "Without a date or known terms, the due date follows the default terms (30 days net unless chosen otherwise); "
        "without a document date, it is counted from the one the label names. It is then shown in grey.",
    ),
    "help.rule.currency": ("Devises", "Currencies"),
    "help.rule.currency.text": (
        "Des devises différentes ne sont jamais additionnées : chacune a son bloc, sa balance et son total.",
        "Different currencies are never added: each has its own block, balance and total.",
    ),
    "help.rule.apart": ("Comptes à part", "Accounts apart"),
    "help.rule.apart.text": (
        "418 factures à établir, 4191 acomptes, 4196 et 4198 avoirs : montrés et contrôlés, mais hors du total des "
        "créances.",
        "418 unbilled, 4191 deposits, 4196 and 4198 credit notes: shown and checked, but outside total receivables.",
    ),
    "help.rule.matching": ("Crédits lettrés", "Credits matched"),
    "help.rule.matching.text": (
        "Part, en montant, des crédits rattachés à une pièce. Trop basse, des factures déjà payées paraissent en "
        "retard.",
        "Share, by amount, of the credits tied to a document. When too low, invoices already paid look overdue.",
    ),
    "help.rule.freshness": ("Fraîcheur", "Freshness"),
    "help.rule.freshness.text": (
        "Le dernier encaissement bancaire comptabilisé ; signalé s'il précède de plus de deux jours ouvrés (lundi à "
        "vendredi) la date de la balance.",
        "The last bank receipt posted; flagged when more than two working days (Monday to Friday) before the day of "
        "the balance.",
    ),
}
