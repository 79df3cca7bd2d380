"""The codes of messages as people read them, in French and English: states, channels, outcomes, what one waits for."""

#: What became of a message.
STATES: dict[str, tuple[str, str]] = {
    "planned": ("à approuver", "to approve"),
    "queued": ("approuvé, à envoyer", "approved, to be sent"),
    "claimed": ("en préparation", "being prepared"),
    "transmitting": ("en cours d'envoi", "being sent"),
    "sent": ("envoyé", "sent"),
    "delivered": ("remis", "delivered"),
    "bounced": ("revenu : adresse à corriger", "came back: mend the address"),
    "uncertain": ("en doute : on ne sait pas s'il est parti", "in doubt: nobody knows whether it left"),
    "skipped": ("retenu", "held back"),
    "failed": ("échec", "failed"),
    "rendered": ("courrier prêt, à poster", "letter ready, to be posted"),
    "printed": ("courrier imprimé, à poster", "letter printed, to be posted"),
    "posted": ("posté", "posted"),
    "open": ("appel à passer", "call to make"),
    "done": ("fait", "done"),
    "withdrawn": ("proposition remplacée", "proposal replaced"),
}
CHANNELS: dict[str, tuple[str, str]] = {
    "email": ("e-mail", "e-mail"),
    "letter": ("courrier", "letter"),
    "call": ("appel", "call"),
    "registered": ("recommandé", "registered letter"),
    "internal": ("dossier interne", "internal file"),
    "sales": ("avis au commercial", "notice to sales"),
}
#: What the post says of a letter.
OUTCOMES: dict[str, tuple[str, str]] = {
    "received": ("reçu", "received"),
    "unclaimed": ("non réclamé", "unclaimed"),
    "unknown_address": ("adresse inconnue", "unknown address"),
}
#: The state of a run.
RUN_STATES: dict[str, tuple[str, str]] = {
    "proposed": ("proposée", "proposed"),
    "approved": ("approuvée", "approved"),
    "closed": ("close", "closed"),
    "withdrawn": ("remplacée", "replaced"),
}
#: Why a message waits or was held back, where it is no reason of `stops`.
WAITS: dict[str, tuple[str, str]] = {
    "window": ("hors des heures d'envoi", "outside the sending hours"),
    "cap": ("plafond d'envois atteint", "cap reached"),
    "one_a_day": ("déjà un message ce jour-là", "one message that day already"),
    "copies": ("dossier des copies de factures illisible", "folder of invoice copies cannot be read"),
    "sales_told": ("commercial prévenu, délai en cours", "sales told, hours running"),
    "post": ("à poster", "to be posted"),
    "call": ("à appeler", "to be called"),
    "turn": ("à son tour", "in turn"),
    "by_hand": ("retenu à la main", "held back by hand"),
    "fault": ("contenu en défaut", "its content is at fault"),
    "channel": ("serveur de courrier en panne", "mail server refuses"),
    "pause": ("campagnes suspendues", "campaigns paused"),
}
#: The reasons of `stops`, in a word or two; the whole sentence has the facts.
STOPS: dict[str, tuple[str, str]] = {
    "paid": ("payé", "paid"),
    "collective_account": ("compte collectif", "collective account"),
    "unbilled": ("non exigible", "not to be asked for"),
    "insolvency": ("procédure collective", "insolvency"),
    "over_indebtedness": ("surendettement", "over-indebtedness"),
    "handed_over": ("dossier transmis", "handed over"),
    "factored": ("créance cédée", "assigned"),
    "intra_group": ("intra-groupe", "intra-group"),
    "hold": ("relance bloquée", "on hold"),
    "invoice_refused": ("facture refusée", "invoice refused"),
    "term_suspended": ("délai suspendu", "term suspended"),
    "dispute": ("litige", "dispute"),
    "credit_note_promised": ("avoir promis", "credit note promised"),
    "promise": ("promesse", "promise"),
    "plan": ("échéancier", "instalment plan"),
    "bill": ("effet en cours", "bill in progress"),
    "direct_debit": ("prélèvement en cours", "direct debit in progress"),
    "retention": ("retenue de garantie", "retention money"),
    "no_procedure": ("sans scénario", "no procedure"),
    "already_sent": ("déjà envoyé", "already sent"),
    "not_yet": ("pas encore", "not yet"),
    "start_level": ("niveau de départ à dire", "start level to be told"),
    "conflict": ("saisies contraires", "entries contradict"),
    "check_first": ("à vérifier d'abord", "check first"),
    "due_estimated": ("échéance estimée", "due date estimated"),
    "debtor_unknown": ("débiteur à préciser", "kind of debtor unknown"),
    "under_minimum": ("sous le minimum", "under the minimum"),
    "no_address": ("sans adresse", "no address"),
    "recent_contact": ("contact récent", "recent contact"),
    "stale_money": ("banque en retard", "bank behind"),
    "changed": ("changé depuis l'approbation", "changed since approval"),
}


def word(table: dict[str, tuple[str, str]], code: str, lang: str) -> str:
    """A code in words; itself where nobody named it yet."""
    return table[code][lang == "en"] if code in table else code


def reason_word(code: str, lang: str) -> str:
    """Why a message waits or was held back, in a word or two."""
    return word(STOPS | WAITS, code, lang)
