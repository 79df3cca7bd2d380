"""What the law and good practice ask of a letter before it may leave; a letter that lacks it is refused.

The text itself is read, not the intention; what its words may not say stands in `phrases`. Sources: C. civ. 1344,
1231-6; C. com. L441-10, D441-5; CCP L2192-13, D2192-35; CPCE L111-8, R124-4.
"""

from dataclasses import dataclass

from receivables.texts import without_accents
from server.letters.content import COMPENSATION_MINOR, CONSUMER, NOTICE, PUBLIC, MessageContent
from server.letters.fields import fields_of
from server.letters.layout import all_text, letter_of
from server.letters.legal import L111_8, debtor_kind
from server.letters.mail import is_address
from server.letters.phrases import Found, forbidden
from server.letters.templates import LetterTemplate, own_words

#: Least days a formal notice gives, by kind of debtor (usage; from presentation of the letter).
NOTICE_DAYS = {"business": 8, PUBLIC: 8, CONSUMER: 15}


@dataclass(frozen=True)
class Finding:
    """code; sentence in the user's language; is_fatal: the letter may not leave."""

    code: str
    sentence: str
    is_fatal: bool = True


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
    "collector": (
        "La lettre d'un tiers recouvreur doit porter {what} (CPCE R124-4).",
        "A third-party collector's letter must bear {what} (CPCE R124-4).",
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


def findings(
    content: MessageContent, template: LetterTemplate, lang: str = "fr", is_shared_centre: bool = False
) -> list[Finding]:
    """What is wrong with the letter a template makes, the fatal first; `lang` is the user's, not the letter's.

    The words of a message approved before are not read again. Raises TemplateRefusedError.
    """
    text = _plain(all_text(letter_of(content, template)))
    said = forbidden(own_words(template, fields_of(content)), content) if content.prose is None else []
    codes = [
        *_sums(content), *_people(content), *(_notice(content, text) if content.letter == NOTICE else ()), *said,
        *_debtor(content), *_collector(content, text),
    ]  # fmt: skip
    if is_shared_centre and content.collector is None:
        codes.append(("shared_centre", {}))
    told = [_finding(code, values, lang) for code, values in codes]
    return sorted(told, key=lambda one: not one.is_fatal)


#: Missing, but no reason to keep a reminder back.
_WARNINGS = frozenset(
    {"shared_centre", "no_contact", "no_siren", "no_number", "no_mediator", "collector_mail", "notice_channel"}
)


def _finding(code: str, values: dict[str, object], lang: str) -> Finding:
    is_fatal = code not in _WARNINGS and not values.get("is_warning", False)
    return Finding(code, SENTENCES[code][lang == "en"].format(**values), is_fatal)


def _plain(text: str) -> str:
    return " ".join(without_accents(text).replace("’", "'").casefold().split())


def _sums(content: MessageContent) -> list[Found]:
    found: list[Found] = []
    if not content.items:
        found.append(("no_items", {}))
    if content.total <= 0:
        found.append(("no_amount", {}))
    for one in content.items:
        if one.amount - one.paid - one.disputed != one.open or one.open <= 0 or one.disputed < 0:
            found.append(("item_sums", {"number": one.number}))
        if not one.number.strip():
            found.append(("no_number", {}))
        if content.letter != "pre" and one.due_day >= content.day:
            found.append(("not_overdue", {"number": one.number}))
    if content.letter != NOTICE and (content.interest_lines or content.compensation):
        found.append(("early_figures", {}))
    return found


def _people(content: MessageContent) -> list[Found]:
    company, clerk = content.company, content.clerk
    is_mail = content.channel == "email"
    checks = {
        "no_company": company.name.strip() and company.address,
        "no_siren": company.siren or company.registry,
        "no_bank": content.bank.iban,
        "no_reference": content.reference.strip(),
        "no_contact": clerk.name and clerk.phone,
        "no_email": not is_mail or is_address(content.debtor.email),
        "no_address": is_mail or content.debtor.address,
    }
    return [(code, {}) for code, is_right in checks.items() if not is_right]


def _notice(content: MessageContent, text: str) -> list[Found]:
    kind = debtor_kind(content)
    found: list[Found] = []
    if "mise en demeure" not in text:
        found.append(("no_notice_words", {}))
    if not (content.signing.name.strip() and content.signing.quality.strip()):
        found.append(("no_signatory", {}))
    if content.limit_days < NOTICE_DAYS[kind]:
        found.append(("short_limit", {"days": content.limit_days, "least": NOTICE_DAYS[kind]}))
    for article in _ARTICLES[kind]:
        if article.casefold() not in text:
            found.append(("no_articles", {"article": article}))
    if not content.debtor.address:
        found.append(("no_address", {}))
    if content.channel != "registered":
        found.append(("notice_channel", {}))
    if kind != CONSUMER:
        found += _figures(content)
    return found


_ARTICLES = {
    "business": ("1344", "1231-6", "L441-10", "D441-5"),
    PUBLIC: ("1344", "1231-6", "L2192-13", "D2192-35"),
    CONSUMER: ("1344", "1231-6"),
}


def _figures(content: MessageContent) -> list[Found]:
    found: list[Found] = []
    if not content.interest_lines:
        found.append(("no_interest", {}))
    is_right = content.compensation == content.compensation_count * COMPENSATION_MINOR
    if not is_right or (content.compensation and content.currency != "EUR"):
        found.append(("compensation", {"count": content.compensation_count}))
    return found


def _debtor(content: MessageContent) -> list[Found]:
    found: list[Found] = []
    if content.segment == CONSUMER and content.compensation:
        found.append(("consumer_costs", {"words": f"{COMPENSATION_MINOR // 100} EUR"}))
    if content.segment == CONSUMER and content.letter in ("r3", NOTICE) and content.mediator is None:
        found.append(("no_mediator", {}))
    if content.segment == PUBLIC and not content.debtor.chorus and not all(one.chorus for one in content.items):
        found.append(("no_chorus", {"is_warning": content.letter != NOTICE}))
    return found


def _collector(content: MessageContent, text: str) -> list[Found]:
    collector = content.collector
    if collector is None:
        return []
    wanted = {
        "son adresse": bool(collector.address), "le nom et l'adresse du créancier": bool(content.company.address),
        "« recouvrement amiable »": "recouvrement amiable" in text,
    }  # fmt: skip
    if collector.first_reference:
        wanted["la référence et la date de la première lettre"] = _plain(collector.first_reference) in text
    else:
        wanted["les alinéas 2 et 3 de L111-8"] = all(_plain(quoted) in text for quoted in L111_8)
    found: list[Found] = [("collector", {"what": what}) for what, is_there in wanted.items() if not is_there]
    if content.letter == "pre":
        found.append(("collector_early", {}))
    elif content.channel == "email" and not collector.first_reference:
        found.append(("collector_mail", {}))
    return found
