"""Texts of the sheets of reminder campaigns: key -> (French, English)."""

CAMPAIGNS: dict[str, tuple[str, str]] = {
    "sheet.proposal": ("Proposition", "Proposal"),
    "sheet.sent": ("Envois", "Messages"),
    "sheet.procedures": ("Scénarios", "Procedures"),
    "sheet.objections": ("Objections", "Objections"),
    "title.proposal": ("Proposition de relances", "Proposed reminders"),
    "title.sent": (
        "Envois : ce qui est parti, ce qui attend, ce qui est en doute",
        "Messages sent, waiting, in doubt",
    ),
    "title.procedures": ("Scénarios de relance", "Dunning procedures"),
    "title.objections": ("Au téléphone : que répondre", "On the telephone: what to answer"),
    "intro.proposal": (
        "Cochez « Approuver » (x ou ☑), enregistrez, puis : relance campaign approve {runs} --from CLASSEUR.xlsx "
        "--by NOM. Sans coche, rien ne part.",
        "Tick “Approve” (x or ☑), save, then: relance campaign approve {runs} --from WORKBOOK.xlsx --by NAME. Without "
        "a tick nothing leaves.",
    ),
    "intro.sent": (
        "Les doutes d'abord : un message en doute n'est jamais renvoyé par la machine.",
        "Doubts first: the machine never sends again what is in doubt.",
    ),
    "intro.procedures": (
        "Une ligne par niveau. Modifiez, enregistrez, puis : relance campaign procedure load CLASSEUR.xlsx.",
        "One row a level. Edit, save, then: relance campaign procedure load WORKBOOK.xlsx.",
    ),
    "intro.objections": (
        "Le résultat de l'appel se note une fois, dans l'agenda ou sur la page de la fiche d'appel.",
        "The result of a call is noted once, in the calls of the day or on the page of the call sheet.",
    ),
    "proposal.none": (
        "Aucune proposition n'attend : relance campaign plan --on JOUR en fait une.",
        "No proposal waits: relance campaign plan --on DAY makes one.",
    ),
    "proposal.run": (
        "Campagne {run} du {on} · {company} : {count} messages proposés, {waiting} à approuver, {stopped} lignes "
        "retenues.",
        "Campaign {run} of {on} · {company}: {count} messages proposed, {waiting} to approve, {stopped} held back.",
    ),
    "proposal.fresh": (
        "Dernier encaissement comptabilisé le {receipt}, données importées jusqu'au {last_day} : relances possibles "
        "jusqu'au {until} (en rouge au-delà).",
        "Last receipt posted on {receipt}, data imported up to {last_day}: reminders may leave until {until} (red "
        "afterwards).",
    ),
    "proposal.stale": (
        "BANQUE EN RETARD : dernier encaissement comptabilisé le {receipt}. Rien ne part avant l'import de la banque.",
        "BANK BEHIND: last receipt posted on {receipt}. Nothing leaves before the bank is imported.",
    ),
    "proposal.unknown_day": ("jour inconnu", "unknown day"),
    "proposal.second": ("deux personnes", "two people"),
    "proposal.second_waits": ("approuvé par {who} ; attend une seconde personne", "by {who}; awaits a second person"),
    "proposal.one": ("une personne", "one person"),
    "proposal.stopped": ("non relancé", "not reminded"),
    "proposal.tick_help": (
        "x ou ☑ : ce message peut partir. Les mises en demeure et passages au contentieux demandent deux personnes.",
        "x or ☑: this message may leave. Formal notices and hand-overs take two people.",
    ),
    "col.approve": ("Approuver", "Approve"),
    "col.bank_day": ("Dernier encaissement", "Last receipt"),
    "col.import_day": ("Données jusqu'au", "Data up to"),
    "col.level": ("Niveau", "Level"),
    "col.channel": ("Canal", "Channel"),
    "col.campaign_why": ("Pourquoi", "Why"),
    "col.documents": ("Pièces", "Documents"),
    "col.asked": ("Montant demandé", "Amount asked"),
    "col.campaign_interest": ("Pénalités", "Interest"),
    "col.campaign_fixed": ("Indemnité", "Compensation"),
    "col.campaign_state": ("État", "State"),
    "col.approver": ("Approbation", "Approval"),
    "col.run": ("Campagne", "Campaign"),
    "col.message": ("Message", "Message"),
    "col.sent_day": ("Jour", "Day"),
    "col.evidence": ("Preuve", "Evidence"),
    "col.recipient": ("Adresse", "Address"),
    "col.registered_number": ("N° de recommandé", "Registered number"),
    "col.posted_day": ("Posté le", "Posted on"),
    "col.presented_day": ("Présenté le", "Presented on"),
    "col.outcome": ("Suite", "Outcome"),
    "col.objection": ("Le client dit", "The customer says"),
    "col.answer": ("Que répondre", "What to answer"),
    "col.ask": ("Quoi obtenir", "What to obtain"),
    "col.law": ("Fondement", "Rule"),
    "card.list.sent": ("Relances envoyées ou en attente", "Reminders sent or waiting"),
    "card.count.sent": ("relances", "reminders"),
    "help.sheet.proposal": (
        "Ce que la campagne du jour propose d'envoyer, et ce qu'elle retient avec la raison ; on y approuve.",
        "What the campaign of the day proposes to send, and what it holds back with the reason; approved there.",
    ),
    "help.sheet.sent": (
        "Ce qui est parti, ce qui attend, ce qui est en doute ; preuves et recommandés.",
        "What left, what waits, what is in doubt; evidence and registered letters.",
    ),
    "help.sheet.procedures": (
        "Les niveaux de relance : délais, canaux, minimums, ton, approbation.",
        "The levels of reminders: delays, channels, minimums, tone, approval.",
    ),
    "help.sheet.objections": (
        "Ce que les clients disent au téléphone, que répondre et quoi obtenir, avec la règle.",
        "What customers say on the telephone, what to answer and obtain, with the rule.",
    ),
}
