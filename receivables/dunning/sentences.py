"""The words of a proposal, French and English: why an item is not asked for, why a message is proposed."""

import pandas as pd

from receivables.days import NO_DAY, iso
from receivables.dunning.procedure import CALLING, HANDOVER, NOTICE, PRE, stage_of
from receivables.dunning.roles import ACCOUNTING, MANAGEMENT, PURCHASING
from receivables.dunning.stops import Reason
from receivables.wording import filled

#: reason, or reason.variant (see `_variants`) -> (French, English)
_STOPS: dict[str, tuple[str, str]] = {
    Reason.PAID: ("payé", "paid"),
    Reason.COLLECTIVE: (
        "compte collectif ou client inconnu : identifier d'abord le débiteur",
        "collective account or unknown customer: find out who owes first",
    ),
    Reason.UNBILLED: ("non exigible : compte à part ou facture à établir", "not to be asked for: apart, or not billed"),
    Reason.INSOLVENCY: (
        "procédure collective ouverte le {when_day} : aucune relance, créance à déclarer (deux mois après le BODACC)",
        "insolvency opened on {when_day}: no reminder, declare the claim (two months from the BODACC)",
    ),
    Reason.OVER_INDEBTED: (
        "surendettement déclaré recevable le {when_day} : aucune relance",
        "over-indebtedness admitted on {when_day}: no reminder",
    ),
    "over_indebtedness.undated": (
        "surendettement déclaré recevable : aucune relance",
        "over-indebtedness admitted: no reminder",
    ),
    Reason.HANDED_OVER: ("dossier transmis ({who}) : ne plus relancer", "handed over ({who}): no more reminders"),
    "handed_over.here": ("passé au contentieux le {when_day}", "handed over on {when_day}"),
    Reason.FACTORED: (
        "créance cédée ou affacturée : c'est le factor qui doit être payé",
        "assigned or factored: the factor must be paid",
    ),
    Reason.INTRA_GROUP: ("société du groupe", "company of the group"),
    Reason.HOLD: ("relance bloquée jusqu'au {when_day}", "on hold until {when_day}"),
    "hold.endless": ("relance bloquée, sans date de fin", "on hold, without an end"),
    Reason.REFUSED: (
        "facture {refused} par la plateforme ou le client : la corriger ou la remettre d'abord",
        "invoice {refused} on the platform: mend or deliver it first",
    ),
    Reason.SUSPENDED: (
        "délai de paiement suspendu par l'acheteur public le {when_day}",
        "payment term suspended by the public buyer on {when_day}",
    ),
    Reason.DISPUTE: ("litige sur {amount}", "{amount} in dispute"),
    "dispute.owner": ("litige sur {amount}, suivi par {who}", "{amount} in dispute, with {who}"),
    Reason.CREDIT_PROMISED: ("avoir promis de {amount}", "credit note of {amount} promised"),
    Reason.PROMISE: ("promesse de règlement de {amount} pour le {when_day}", "{amount} promised for {when_day}"),
    Reason.PLAN: ("échéancier respecté : {amount} attendus", "instalment plan kept: {amount} awaited"),
    Reason.BILL: ("effet en cours d'encaissement", "bill being cashed"),
    Reason.DEBIT: ("prélèvement en cours", "direct debit in progress"),
    Reason.RETENTION: ("retenue de garantie non libérée", "retention money not released"),
    Reason.NO_PROCEDURE: (
        "aucun scénario de relance pour ce client : en choisir un",
        "no dunning procedure for this customer: choose one",
    ),
    Reason.ALREADY_SENT: (
        "{level_name} : envoi du {when_day} ; suite à partir du {next_day}",
        "{level_name} sent on {when_day}; the next level from {next_day}",
    ),
    "already_sent.last": (
        "{level_name} : envoi du {when_day} ; c'était le dernier niveau",
        "{level_name} sent on {when_day}; there is no further level",
    ),
    "already_sent.waiting": (
        "{level_name} : déjà dans un envoi approuvé, pas encore parti ou en doute",
        "{level_name}: in an approved message already, that has not left or is in doubt",
    ),
    Reason.NOT_YET: ("{level_name} à partir du {next_day}", "{level_name} from {next_day}"),
    "not_yet.undue": ("pas de niveau à envoyer pour l'instant", "no level to send for now"),
    Reason.START_LEVEL: (
        "première campagne de {company} : à son âge, la pièce a pu recevoir {level_name}. Dire ce qui est déjà parti : "
        "relance campaign start --company « {company} » --on {on} --sent {from_days}:{level} (rien : sans --sent)",
        "first campaign of {company}: by its age {level_name} may have been sent. Say what was: "
        'relance campaign start --company "{company}" --on {on} --sent {from_days}:{level} (nothing: without --sent)',
    ),
    "start_level.young": (
        "première campagne de {company} : rien ne part tant qu'on n'a pas dit ce qui a été envoyé de ses pièces "
        "anciennes (relance campaign start)",
        "first campaign of {company}: nothing leaves until somebody says what was sent of its old items "
        "(relance campaign start)",
    ),
    Reason.CONFLICT: (
        "deux saisies se contredisent ({who}) : trancher d'abord",
        "two entries contradict each other ({who}): settle it first",
    ),
    Reason.CHECK_FIRST: (
        "à vérifier d'abord : {amount} de règlements ou avoirs non affectés, le dernier du {when_day}",
        "check first: {amount} of payments or credits not matched, the last of {when_day}",
    ),
    "check_first.likely": (
        "à vérifier d'abord : {amount} de règlements ou avoirs non affectés, le dernier du {when_day} ; "
        "sans doute pour {who}",
        "check first: {amount} of payments or credits not matched, the last of {when_day}; probably for {who}",
    ),
    Reason.DUE_ESTIMATED: (
        "échéance estimée : la confirmer avant toute mise en demeure",
        "due date estimated: confirm it before any formal notice",
    ),
    Reason.DEBTOR_UNKNOWN: (
        "nature du débiteur inconnue (entreprise, particulier, public) : la préciser avant toute mise en demeure",
        "kind of debtor unknown (business, consumer, public): tell it before any formal notice",
    ),
    Reason.UNDER_MINIMUM: (
        "{amount} : sous le minimum de « {level_name} »",
        "{amount}: under the minimum of {level_name}",
    ),
    Reason.NO_ADDRESS: (
        "aucune adresse utilisable pour « {level_name} » : en chercher une",
        "no usable address for {level_name}: find one",
    ),
    Reason.RECENT_CONTACT: ("contact trop récent, le {when_day}", "contacted too recently, on {when_day}"),
    "recent_contact.second": (
        "un message plus grave est proposé le même jour : un seul par jour et par client",
        "a graver message is proposed the same day: one a day to a customer",
    ),
    Reason.STALE_MONEY: (
        "encaissements connus jusqu'au {when_day} : importer d'abord la banque, ou une liste plus récente",
        "receipts known up to {when_day}: import the bank first, or a newer list",
    ),
    Reason.CHANGED: (
        "ce qui a été approuvé n'est plus exact : montant, échéance, avoirs, adresse, nature du client ou ton",
        "what was approved holds no longer: amount, due day, credits, address, kind of debtor or tone",
    ),
}  # fmt: skip
_REFUSED = {"refused": ("refusée", "refused"), "rejected": ("rejetée", "rejected"),
            "undelivered": ("non remise", "not delivered")}  # fmt: skip
_HANDED = {"lawyer": ("avocat", "lawyer"), "collector": ("société de recouvrement", "collector"),
           "insurer": ("assureur-crédit", "credit insurer")}  # fmt: skip
_MESSAGES: dict[str, tuple[str, str]] = {
    "overdue": ("{level_name} : {count} pièces, la plus ancienne échue depuis {oldest_days} jours",
                "{level_name}: {count} items, the oldest overdue by {oldest_days} days"),
    "overdue.one": ("{level_name} : une pièce échue depuis {oldest_days} jours",
                    "{level_name}: one item overdue by {oldest_days} days"),
    "before": ("{level_name} : échéance à venir", "{level_name}: due soon"),
    "credits": ("{credits_amount} de crédits non affectés déduits", "{credits_amount} of unmatched credits deducted"),
    "passed": ("contact récent, mais un événement du {passed_day} le permet",
               "contacted recently, but what happened on {passed_day} allows it"),
    "no_role": ("aucun contact de fonction « {role} »{to}", "no contact whose function is {role}{to}"),
}  # fmt: skip
_ROLES = {ACCOUNTING: ("comptabilité", "accounting"), MANAGEMENT: ("direction", "management"),
          PURCHASING: ("achats", "purchasing")}  # fmt: skip
_TO = (" : adressé à {name}", ": goes to {name}")


def level_name(code: str, language: str) -> str:
    """`r2` -> `relance 2`, `reminder 2`."""
    place, stage = (0 if language == "fr" else 1), stage_of(code)
    digits = code.lstrip("abcdefghijklmnopqrstuvwxyz")
    names = {PRE: ("avant échéance", "pre-reminder"), CALLING: ("appel", "call"),
             NOTICE: ("mise en demeure", "formal notice"), HANDOVER: ("contentieux", "hand-over")}  # fmt: skip
    return f"{names.get(stage, ('relance', 'reminder'))[place]} {digits}".strip()


def stop_sentences(stopped: pd.DataFrame, language: str) -> pd.Series:
    """The `stopped` of a proposal -> one sentence for each row, `fr` or `en`."""
    place = 0 if language == "fr" else 1
    rows = stopped.assign(
        level_name=[level_name(code, language) if code else "" for code in stopped["level"]],
        refused=[_REFUSED.get(who, (who, who))[place] for who in stopped["who"]],
        who=[_HANDED.get(who, (who, who))[place] for who in stopped["who"]],
        when_day=stopped["day"],
        on=[iso(day) or "" for day in stopped["day"]],
    )
    told = pd.Series("", index=stopped.index, dtype=object)
    variants = _variants(stopped)
    for key in sorted(set(variants)):
        own = rows[variants == key]
        told.loc[own.index] = filled(_STOPS[key][place], own, language)
    return told


def _variants(stopped: pd.DataFrame) -> pd.Series:
    """Which words each row takes."""
    keys = stopped["reason"].astype(object)
    is_of = {reason: keys == reason.value for reason in Reason}
    no_day, no_next = stopped["day"] == NO_DAY, stopped["next_day"] == NO_DAY
    is_sent = is_of[Reason.ALREADY_SENT]
    for key, is_so in {
        "start_level.young": is_of[Reason.START_LEVEL] & (stopped["level"] == ""),
        "over_indebtedness.undated": is_of[Reason.OVER_INDEBTED] & no_day,
        "hold.endless": is_of[Reason.HOLD] & no_day,
        "dispute.owner": is_of[Reason.DISPUTE] & (stopped["who"] != ""),
        "check_first.likely": is_of[Reason.CHECK_FIRST] & (stopped["who"] != ""),
        "handed_over.here": is_of[Reason.HANDED_OVER] & (stopped["who"] == ""),
        "already_sent.waiting": is_sent & no_day,
        "already_sent.last": is_sent & ~no_day & no_next,
        "recent_contact.second": is_of[Reason.RECENT_CONTACT] & no_day,
        "not_yet.undue": is_of[Reason.NOT_YET] & no_next,
    }.items():
        keys = keys.where(~is_so, key)
    return keys


def message_reasons(messages: pd.DataFrame, language: str) -> list[list[str]]:
    """The `messages` of a proposal -> for each why it is proposed: at least one sentence."""
    place = 0 if language == "fr" else 1
    rows = messages.assign(
        level_name=[level_name(code, language) for code in messages["level"]],
        credits_amount=messages["credits"], passed_day=messages["passed"],
        role=[_ROLES.get(role, (role, role))[place] for role in messages["missing_role"]],
        to=[_TO[place].format(name=name) if name else "" for name in messages["contact_name"]],
    )  # fmt: skip
    is_late, is_one = messages["oldest_days"] > 0, messages["count"] == 1
    found: list[list[str]] = [[] for _ in range(len(messages))]
    for key, is_so in {
        "overdue": is_late & ~is_one, "overdue.one": is_late & is_one, "before": ~is_late,
        "no_role": messages["missing_role"] != "", "credits": messages["credits"] > 0,
        "passed": messages["passed"] != NO_DAY,
    }.items():  # fmt: skip
        at = is_so.to_numpy(bool).nonzero()[0].tolist()
        for row, sentence in zip(at, filled(_MESSAGES[key][place], rows.iloc[at], language), strict=True):
            found[row].append(sentence)
    return found
