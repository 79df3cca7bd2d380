"""The words of priority, French and English: next actions, the reasons of a score, the Pareto line.

A reason that gave points ends with them, so that they add up to the score (to 100 where they exceed it); what others
treat and what a clerk should know before dialling follows without points.
"""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.priority.criteria import ROUTE, Criteria
from receivables.priority.order import PARETO_PERCENT
from receivables.wording import LANGUAGES, filled

#: action -> (French, English)
ACTIONS: dict[str, tuple[str, str]] = {
    "call_back": ("Rappeler comme convenu", "Call back as agreed"),
    "promise": ("Rappeler : promesse non tenue", "Call: promise broken"),
    "returned": (
        "Appeler : règlement revenu impayé, demander un virement",
        "Call: payment returned, ask for a transfer",
    ),
    "insurer": (
        "Appeler, et déclarer l'impayé à l'assureur avant le {insurer_day}",
        "Call, and notify the insurer by {insurer_day}",
    ),
    "plan": ("Rappeler : échéance du plan manquée", "Call: instalment missed"),
    "match_first": (
        "Affecter d'abord les crédits non affectés, puis appeler pour le reste",
        "Match the unallocated credits first, then call for the rest",
    ),
    "ask_why": (
        "Appeler : demander ce qui bloque la facture {number}",
        "Call: ask what holds up invoice {number}",
    ),
    "courtesy": ("Appel de courtoisie : sans doute un oubli", "Courtesy call: probably an oversight"),
    "notice": ("Appeler et annoncer la mise en demeure", "Call and announce the formal notice"),
    "call": ("Appeler", "Call"),
    "reminder": ("Envoyer un rappel", "Send a reminder"),
    "litigation": ("Passer au contentieux : prescription proche", "Hand over: limitation is near"),
    "maybe_barred": (
        "Vérifier la prescription avant d'agir ou de renoncer",
        "Check the limitation before suing or giving up",
    ),
    "time_barred": ("Prescrit : décider de la perte", "Past limitation: decide on the loss"),
    "match": ("Affecter les crédits non affectés, sans appeler", "Match the unallocated credits, no call"),
    "insolvency": (
        "Procédure collective : déclarer la créance (deux mois après le BODACC), ne pas relancer",
        "Insolvency: declare the claim (two months from the BODACC), do not dun",
    ),
    "doubtful": ("Suivre au contentieux : compte douteux", "Leave to legal action: doubtful account"),
    "identify": ("Identifier les clients derrière ce compte collectif", "Find out which customers stand behind it"),
    "write_off": ("Apurer le petit reste, sans appeler", "Write the small rest off, no call"),
    "dispute": ("Transmettre au responsable du litige", "Pass to the owner of the dispute"),
    "decide": ("Litige à trancher par le responsable crédit", "Dispute for the credit manager to decide"),
    "check_promise": (
        "Vérifier l'encaissement de la promesse échue, sans appeler",
        "Check whether the promised payment came in, no call",
    ),
}

#: criterion, or criterion.variant -> (French, English); see `_variants`.
_REASONS: dict[str, tuple[str, str]] = {
    "collectible": (
        "{callable_amount} à recouvrer sur {item_count} pièces échues",
        "{callable_amount} to collect on {item_count} overdue items",
    ),
    "collectible.one": (
        "{callable_amount} à recouvrer sur une pièce échue",
        "{callable_amount} to collect on one overdue item",
    ),
    "oldest_days": (
        "la pièce la plus ancienne est échue depuis {oldest_days} jours",
        "the oldest item is overdue by {oldest_days} days",
    ),
    "oldest_days.one": ("échu depuis {oldest_days} jours", "overdue by {oldest_days} days"),
    "share_over_60.all": ("tout le retard a plus de 60 jours", "all of it is over 60 days late"),
    "share_over_60": (
        "{share_over_60} % du retard a plus de 60 jours",
        "{share_over_60}% of it is over 60 days late",
    ),
    "returned_payment": (
        "impayé de {returned_amount} revenu le {returned_day}",
        "payment of {returned_amount} returned on {returned_day}",
    ),
    "skipped_document": (
        "facture {number} ({skipped_amount}, échue le {skipped_day}) sautée : {skipped} factures plus récentes sont "
        "payées, litige probable",
        "invoice {number} ({skipped_amount}, due {skipped_day}) skipped: {skipped} later invoices are paid, probably "
        "disputed",
    ),
    "habit_drift": (
        "paie d'habitude avec {usual_days_late} jours de retard, {oldest_days} aujourd'hui",
        "usually pays {usual_days_late} days late, now {oldest_days}",
    ),
    "habit_drift.one": (
        "paie d'habitude avec un jour de retard, {oldest_days} aujourd'hui",
        "usually pays one day late, now {oldest_days}",
    ),
    "habit_drift.punctual": (
        "paie d'habitude à l'heure, {oldest_days} jours de retard aujourd'hui",
        "usually pays on time, now {oldest_days} days late",
    ),
    "first_late_payment": (
        "premier retard d'un bon payeur ({paid_count} factures payées sans retard)",
        "first delay of a good payer ({paid_count} invoices paid on time)",
    ),
    "broken_promises": ("{broken_promises} promesses non tenues", "{broken_promises} promises broken"),
    "broken_promises.one": ("une promesse non tenue", "one promise broken"),
    "over_limit.credit": (
        "encours de {exposure_amount}, plafond de crédit dépassé de {over_amount}",
        "exposure of {exposure_amount}, over the credit limit by {over_amount}",
    ),
    "over_limit.insurer": (
        "encours de {exposure_amount}, plafond de l'assureur dépassé de {over_amount}",
        "exposure of {exposure_amount}, over the insurer's limit by {over_amount}",
    ),
    "over_limit.both": (
        "encours de {exposure_amount}, plafond de crédit dépassé de {over_credit_amount} et plafond de l'assureur "
        "dépassé de {over_insurer_amount}",
        "exposure of {exposure_amount}, over the credit limit by {over_credit_amount} and over the insurer's limit by "
        "{over_insurer_amount}",
    ),
    "insurer_deadline": (
        "impayé à déclarer à l'assureur avant le {insurer_day}",
        "to be notified to the insurer by {insurer_day}",
    ),
    "insurer_deadline.past": (
        "délai de déclaration à l'assureur dépassé depuis le {insurer_day}",
        "insurer's notification deadline passed on {insurer_day}",
    ),
    "risk_grade": ("note de risque {risk_grade} sur 10", "risk grade {risk_grade} of 10"),
    "days_since_contact": (
        "dernier contact il y a {days_since_contact} jours",
        "last contact {days_since_contact} days ago",
    ),
}
_NOBODY = {"fr": "personne", "en": "nobody"}
_POINTS = (" (+{points})", " (+{points})")

#: What gives no points: column of the facts that must be above zero -> (French, English).
_NOTES: dict[str, tuple[str, str]] = {
    "to_declare": (
        "procédure collective ouverte le {insolvency_day} : {declared_amount} de pièces antérieures à déclarer, échues "
        "ou non, paiement interdit, hors appel",
        "insolvency opened on {insolvency_day}: {declared_amount} of earlier documents to declare, due or not, payment "
        "forbidden, not to be called for",
    ),
    "near_limitation": (
        "{near_amount} à transmettre au contentieux : dernier jour pour agir le {limitation_day}",
        "{near_amount} to be handed over: last day to sue {limitation_day}",
    ),
    "maybe_barred": (
        "{maybe_amount} peut-être prescrits : la durée la plus courte est passée, préciser la nature du client et du "
        "contrat",
        "{maybe_amount} perhaps past limitation: the shortest period is over, say what the customer and the contract "
        "are",
    ),
    "time_barred": (
        "{barred_amount} prescrits : en justice, le débiteur peut opposer la prescription",
        "{barred_amount} past limitation: in court the debtor can plead it",
    ),
    "doubtful": (
        "{doubtful_amount} sur compte douteux, suivis par le contentieux",
        "{doubtful_amount} on a doubtful account, left to legal action",
    ),
    "of_many": (
        "compte collectif : {of_many_amount} de plusieurs clients, personne à appeler avant de les identifier",
        "account of many customers: {of_many_amount}, nobody to call before they are known",
    ),
    "disputed": ("{disputed_amount} en litige, hors appel", "{disputed_amount} disputed, not to be called for"),
    "late_dispute": (
        "litige de {late_amount} à régler avant le {late_dispute_day}, délai dépassé, responsable : {dispute_owner}",
        "dispute of {late_amount} to be settled by {late_dispute_day}, deadline passed, owner: {dispute_owner}",
    ),
    "escalated": (
        "litige de {escalated_amount} à régler avant le {late_dispute_day}, transmis au responsable crédit, "
        "responsable : {dispute_owner}",
        "dispute of {escalated_amount} to be settled by {late_dispute_day}, escalated to the credit manager, owner: "
        "{dispute_owner}",
    ),
    "to_check": (
        "promesse de {checked_amount} échue le {promised_day}, à vérifier : règlements pas encore comptabilisés "
        "au-delà de ce jour et du délai de grâce",
        "promise of {checked_amount} was due on {promised_day}, to be checked: receipts are not yet posted beyond "
        "that day and the grace",
    ),
    "promised": ("{promised_amount} promis, hors appel", "{promised_amount} promised, not to be called for"),
    "planned": ("{planned_amount} dans un échéancier, hors appel", "{planned_amount} in a plan, not to be called for"),
    "held": ("{held_amount} bloqués, hors appel", "{held_amount} on hold, not to be called for"),
    "plan_missed": ("échéance de plan de {plan_amount} manquée", "instalment of {plan_amount} missed"),
    "small_rest": (
        "{small_amount} de petits restes à apurer, hors appel",
        "{small_amount} of small rests to write off, not to be called for",
    ),
    "sister_unallocated": (
        "{sister_amount} de crédits non affectés sur un autre compte du même SIREN : vérifier avant d'appeler",
        "{sister_amount} of unallocated credits on another account of the same SIREN: check before calling",
    ),
    "is_unreachable": (
        "ni téléphone ni e-mail connus : compléter la fiche du client",
        "neither telephone nor e-mail known: complete the customer's record",
    ),
    "unallocated": (
        "{unallocated_amount} de règlements ou d'avoirs non affectés, déjà déduits",
        "{unallocated_amount} of unallocated payments or credit notes, deducted already",
    ),
}
_AMOUNTS = {
    "callable_amount": "callable", "returned_amount": "returned", "exposure_amount": "exposure",
    "over_amount": "over_limit", "over_credit_amount": "over_credit", "over_insurer_amount": "over_insurer",
    "near_amount": "near_limitation", "doubtful_amount": "doubtful",
    "of_many_amount": "of_many", "disputed_amount": "disputed", "plan_amount": "plan_missed",
    "promised_amount": "promised", "planned_amount": "planned", "held_amount": "held",
    "unallocated_amount": "unallocated", "small_amount": "small_rest",
    "barred_amount": "time_barred", "maybe_amount": "maybe_barred", "sister_amount": "sister_unallocated",
    "declared_amount": "to_declare", "late_amount": "late_dispute", "escalated_amount": "escalated",
    "checked_amount": "to_check",
}  # fmt: skip
_PARETO = {"fr": ("{calls} appels = {percent} %", "un appel = {percent} %", "aucun appel"),
           "en": ("{calls} calls = {percent} %", "one call = {percent} %", "no call")}  # fmt: skip


def next_actions(table: pd.DataFrame, lang: str) -> list[str]:
    """Rows of a WorklistReport -> what to do, in 'fr' or 'en'."""
    rows, told = _rows(table, lang), pd.Series("", index=table.index, dtype="str")
    for code in table["action"].unique():
        chosen = (table["action"] == code).to_numpy()
        told[chosen] = filled(ACTIONS[code][LANGUAGES.index(lang)], rows[chosen], lang)
    return [str(text) for text in told]


def reasons(table: pd.DataFrame, criteria: Criteria, lang: str) -> list[list[str]]:
    """Rows of a WorklistReport -> the reasons of each, the weightiest first, in 'fr' or 'en'."""
    rows, place = _rows(table, lang), LANGUAGES.index(lang)
    found: list[list[tuple[int, str]]] = [[] for _ in range(len(table))]
    for one in criteria:
        if one.growth != ROUTE:
            _add_reasons(found, rows.assign(points=table[f"points_{one.name}"]), one.name, lang)
    ordered = [[text for _, text in sorted(told, key=lambda each: -each[0])] for told in found]
    for column, words in _NOTES.items():
        at = np.flatnonzero((table[column] > 0).to_numpy())
        for row, text in zip(at.tolist(), filled(words[place], rows.iloc[at], lang).tolist(), strict=True):
            ordered[row].append(text)
    return ordered


def pareto_line(table: pd.DataFrame, lang: str) -> str:
    """`pareto` -> `18 appels = 80 %`; with its currency where there are several."""
    many, one, none = _PARETO[lang]
    parts = []
    for currency, calls in zip(table["currency"], table["calls"], strict=True):
        text = (one if calls == 1 else many).format(calls=calls, percent=PARETO_PERCENT)
        parts.append(f"{text} ({currency})" if len(table) > 1 else text)
    return ", ".join(parts) or none


def _rows(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The facts under the names the sentences ask for."""
    amounts = {name: table[column] for name, column in _AMOUNTS.items()}
    owners = table["dispute_owner"].where(table["dispute_owner"] != "", _NOBODY[lang])
    return table.assign(
        **amounts, number=table["skipped_number"], skipped_day=table["skipped_due"], dispute_owner=owners
    )


def _add_reasons(found: list[list[tuple[int, str]]], rows: pd.DataFrame, name: str, lang: str) -> None:
    """One criterion's reasons, with its points, for the rows that have any."""
    at = np.flatnonzero((rows["points"] > 0).to_numpy())
    variants = _variants(rows.iloc[at], name)
    for variant in variants.unique():
        own = at[(variants == variant).to_numpy()]
        key = f"{name}.{variant}" if variant else name
        words = _REASONS[key][LANGUAGES.index(lang)] + _POINTS[LANGUAGES.index(lang)]
        chosen = rows.iloc[own]
        texts = filled(words, chosen, lang).tolist()
        for row, points, text in zip(own.tolist(), chosen["points"].tolist(), texts, strict=True):
            found[row].append((points, text))


def _variants(rows: pd.DataFrame, name: str) -> pd.Series:
    """Which wording of a criterion each row takes: '' for the plain one."""
    if name == "over_limit":
        return rows["limit_kind"]
    usual = rows["usual_days_late"]
    choices: dict[str, tuple[str, pd.Series]] = {
        "collectible": ("one", rows["item_count"] == 1),
        "oldest_days": ("one", rows["item_count"] == 1),
        "share_over_60": ("all", rows["share_over_60"] == 100),
        "broken_promises": ("one", rows["broken_promises"] == 1),
        "insurer_deadline": ("past", (rows["days_left"] < 0) & (rows["days_left"] != NO_DAY)),
    }
    if name == "habit_drift":
        return pd.Series(np.select([usual <= 0, usual == 1], ["punctual", "one"], ""), index=rows.index)
    variant, is_so = choices.get(name, ("", pd.Series(False, index=rows.index)))
    return pd.Series(np.where(is_so, variant, ""), index=rows.index)
