"""Words a template may not say to a kind of debtor at a level, French and English.

What is read is the template's own prose (`templates.own_words`), so that no customer, street or number is taken for a
threat. Sources: C. pén. 433-13 (looks of a court's act); C. conso. L121-6 (threats no creditor can carry out); CPCE
L111-8 (costs); a public buyer, against whom nothing can be enforced, is not threatened with a court.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from receivables.texts import without_accents
from server.letters.content import CONSUMER, NOTICE, PUBLIC, MessageContent, Prose
from server.letters.texts import number_word, paragraphs

Found = tuple[str, dict[str, object]]


def _any(phrases: str) -> re.Pattern[str]:
    """One of the phrases, a line each, between word boundaries; they know no accents, hyphens or capitals."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases.split(chr(10))).strip('|')})(?!\w)")


#: Said of other things, or to deny: taken out before anything is read.
_NONE = r"(?:aucune?s?|sans|ni|pas de|no|without(?: any)?|not charged any|free of)"
_COSTS_OF = r"(?: (?:de |d'|of |for )?(?:relance|rappel|retard|dossier|recouvrement|gestion|supplementaires?|justice))?"
_HARMLESS = _any(
    rf"""{_NONE} (?:frais|penalites?|majorations?|honoraires|interets?|poursuites?){_COSTS_OF}
{_NONE} (?:recovery |late )?(?:costs?|fees?|charges?|penalty|penalties|interest)
(?:erreurs?|fautes?|dates?|masques?) de saisie
saisies? (?:comptables?|informatiques?|sur chorus|dans)
(?:facture|commande|piece|donnee|bien|mal|ete)s? saisies?
(?:redressement|liquidation) judiciaire
poursuites? (?:d'activite|(?:de|du|des) (?:nos|notre|vos|votre|l'|la|le|les|cette|ces|relations?|travaux))
n'est pas une mise en demeure
is not a formal notice"""
)
#: Acts and looks of courts and bailiffs, and what no creditor without a title can announce.
_LOOK = _any(
    r"""commandements?(?: de payer)?
sommations?
huissiers?(?: de justice)?
commissaires? de justice
saisies?(?: \w+)?
saisir (?:vos|votre) (?:comptes?|biens?|salaires?|remunerations?|vehicules?|stocks?|meubles|avoirs)
(?:procedures?|mesures?|voies?|actes?) d'execution
execution forcee
proces verbal de (?:carence|saisie)
au nom du peuple
republique francaise
titre executoire (?:delivre|obtenu)
signification
(?:sera|seront|etre|ete) signifiee?s?
signifier (?:par|un|une|la|le|cet|cette)
bailiffs?
writs?
seizures?
(?:seize|attach|garnish) your (?:accounts?|assets|earnings|goods|property|salary|wages)
garnishments?
summons
subpoenas?
statutory demand
enforcement (?:officers?|agents?|proceedings|action|measures)
distraint"""
)
#: A court, or the way to it.
_COURT = _any(
    r"""tribuna(?:l|ux)
juridictions?(?:nel\w*)?
injonctions?(?: de payer)?
assignations?
assign(?:er|erons|erions|es)
poursuites?
poursuivr\w+ (?:en justice|judiciairement|devant)
vous poursuivr\w+
judiciaire(?:s|ment)?
(?:en|a la|la) justice
juges?
jugements?
condamn\w+
magistrats?
refere provision
en refere
(?:recours|action|procedure|phase|voie|suite|demande)s? contentieu(?:x|ses?)
voies? (?:de droit|legales?)
(?:the|to|before|in|of|competent|commercial|civil|county|high|small claims) courts?
courts? (?:orders?|action|proceedings|case|judgments?|claims?|hearing|fees)
judges?
judgments?
legal (?:action|proceedings|steps|measures|recourse|remedies)
proceedings
lawsuits?
litigation
(?:to|will|shall|would|may|must|and|or|be) sued?
sue (?:you|for)
suing
prosecut\w+
injunctions?"""
)
#: Those a claim is handed to when the reminders have failed.
_HANDOVER = _any(
    r"""contentieu(?:x|ses?)
(?<!votre )(?<!vos )(?<!honoraires d')avocats?
service juridique
solicitors?
lawyers?
attorneys?
legal (?:department|team|advisers?|counsel)"""
)
_COLLECTORS = _any(
    r"""(?:societe|cabinet|agence|organisme|bureau)s? de recouvrement
(?:debt )?collection agenc(?:y|ies)
(?:debt )?collectors?"""
)
_EXTRAS = r"""penalites?
indemnite forfaitaire
(?<![.,\d])40(?:[.,]00)? ?(?:eur|€|euros?)
(?:eur|€) ?40(?:[.,]00)?(?![.,]?\d)
majorations?
majoree?s?
clause penale
agios
dommages (?:et )?interets
(?:late|overdue) (?:payment )?(?:fees?|charges?)
penalty
penalties
(?:fixed|recovery|fixed recovery) compensation
(?:claim|liable for|pay) damages
surcharges? (?:of|will|is)"""
#: What comes on top of a debt that is late.
_PENALTY = _any(
    rf"""{_EXTRAS}
interets? (?:de retard|moratoires?|legaux|au taux)
(?:late payment|default|statutory|overdue) interest
interest (?:on (?:late|overdue)|for late|will|is (?:due|charged))"""
)
#: Costs no consumer owes.
_COSTS = _any(
    rf"""{_EXTRAS}
frais (?:de |d'|du )?(?:relances?|rappels?|retard|dossier|recouvrement|gestion|mise en demeure|procedure|impayes?)
frais (?:de |d'|du )?(?:justice|poursuites?|avocat|contentieux)
frais (?:administratifs|supplementaires|additionnels|forfaitaires)
frais (?:\w+ ){{0,6}}a votre charge
honoraires (?:d'|de l'|de |du |des )(?:avocats?|huissiers?|recouvrement|contentieux|conseil)
[ld] ?441 (?:10|5)
(?:collection|recovery|reminder|admin\w*|processing|legal|handling|additional|extra) (?:costs?|fees?|charges?)"""
)
_NOTICE_WORDS = _any(
    r"""mises? en demeure
mett\w+ en demeure
formal notices?(?: to pay)?"""
)
_IS_NOTICE = _any(
    r"""(?:vaut|vaudra|constitue|tient lieu de) (?:\w+ )?mise en demeure
(?:vous|nous) mett(?:ons|ant) en demeure
(?:is|constitutes|serves as) (?:a |your )?formal notice
hereby required to pay"""
)
#: Pressure that no message before the due date exerts.
_THREAT = _any(
    r"""sous peine de
ser(?:ons|ions) contraints?
dernier avis
(?:suspendr|suspendons|suspension|bloquer|bloquons|blocage)\w* (?:\w+ ){0,3}(?:livraison|commande|prestation)s?
(?:suspendr|suspendons|suspension|bloquer|bloquons|blocage)\w* (?:\w+ ){0,3}(?:service|compte|acces|fourniture)s?
(?:ser(?:a|ont|ait|aient)|etre) (?:suspendu|bloque)\w*
(?:livraison|commande|prestation|service|fourniture|compte)s? (?:suspendu|bloque)e?s?
(?:shall|will) be (?:forced|obliged) to
(?:will|shall|may|must|to) (?:suspend|stop|withhold|block) (?:\w+ ){0,2}(?:deliver(?:y|ies)|orders?|services?|account)
(?:will|shall|may|must) be (?:suspended|stopped|withheld|blocked|put on hold)"""
)
_TELL = r"(?:previend|preven|inform|contact|alert|avert|avis|notify|tell)\w*(?: \w+){0,2}"
#: Others told of the debt, and what no creditor can do.
_PRESSURE = _any(
    rf"""votre employeur
your employer
(?:{_TELL}|aupres de) (?:votre|vos|your) (?:voisins?|famille|proches|entourage|conjoint)
{_TELL} your (?:neighbou?rs?|family|relatives|spouse)
(?:inscri\w+|fich\w+) (?:\w+ ){{0,4}}(?:banque de france|liste noire)
ficp
liste noire
prison
(?:deposer|porter|depot de) plainte
plainte penale
blacklist\w*
criminal (?:charges?|offence|complaint|proceedings)
credit (?:bureaus?|agency|agencies|rating|record)
the police"""
)
#: Over a text that is no sentence these make it a court's paper.
_TITLE = _any(
    r"""(?:injonction|assignation|citation|convocation|jugement|ordonnance|tribunal)s?
proces verbal
court order
judgment"""
)
_PAY = re.compile(r"\b(?:pay|regl|vers|acquitt|virement|transfer)")
_IN = re.compile(
    r"\b(?:sous|dans|d'ici|delai de|avez|within|in|have) (?:(?:un )?delai de |les |a )?(?P<count>\d+|[a-z]+) "
    r"(?P<unit>heures?|jours?|hours?|days?)\b"
)
_EARLY, _REMINDERS = "pre", ("r1", "r2", "r3")
_HANDED_OVER = (_HANDOVER, _COLLECTORS)
_PRIVATE = ("business", "key", CONSUMER)
#: code, topic, letters, segments (empty: all).
_RULES: tuple[tuple[str, re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    ("court_look", _LOOK, (), ()),
    ("pressure", _PRESSURE, (), ()),
    *(("early_threat", topic, (_EARLY,), ()) for topic in (_COURT, *_HANDED_OVER, _PENALTY, _NOTICE_WORDS, _THREAT)),
    *(("early_penalty", topic, ("r1",), ()) for topic in (_PENALTY, _NOTICE_WORDS)),
    ("early_notice", _IS_NOTICE, ("r2", "r3"), ()),
    ("early_court", _COURT, _REMINDERS, _PRIVATE),
    *(("early_court", topic, ("r1", "r2"), _PRIVATE) for topic in _HANDED_OVER),
    ("consumer_costs", _COSTS, (), (CONSUMER,)),
    ("public_threat", _COURT, (), (PUBLIC,)),
    *(("public_threat", topic, (), (PUBLIC,)) for topic in _HANDED_OVER),
)


def forbidden(prose: Prose, content: MessageContent) -> tuple[Found, ...]:
    """Code and words of what a template's own prose may not say in a message."""
    return _forbidden(prose, content.letter, content.segment, content.limit_days, content.collector is not None)


@lru_cache(maxsize=500)  # without names and sums the messages of a run say the same
def _forbidden(prose: Prose, letter: str, segment: str, limit_days: int, is_collected: bool) -> tuple[Found, ...]:
    text = _plain("\n".join((prose.subject, prose.opening, prose.closing)))
    topics = [
        (code, topic)
        for code, topic, letters, segments in _RULES
        if letter in (letters or (letter,)) and segment in (segments or (segment,))
        if not (is_collected and topic is _COLLECTORS)  # it says what it is
    ]
    if is_collected:
        topics.append(("collector_threat", _COURT))
    found = [(code, words) for code, topic in topics if (words := topic.search(text))]
    found += [("court_look", words) for title in _titles(prose) if (words := _like_a_court(title))]
    told: dict[str, Found] = {}
    for code, words in found:
        told.setdefault(code, (code, {"words": words.group()}))
    if letter == NOTICE and any(days < limit_days for days in _days_to_pay(text)):
        told["short_words"] = ("short_words", {"days": limit_days})
    return tuple(told.values())


def _plain(text: str) -> str:
    """One case, no accents, blanks for hyphens and line ends, and what is harmless left out."""
    folded = without_accents(text.replace("…", " ¤ ").replace("’", "'")).casefold()
    return _HARMLESS.sub(" ¤ ", " ".join(re.sub(r"[\u2010-\u2015_-]", " ", folded).split()))


def _like_a_court(title: str) -> re.Match[str] | None:
    """Words of a court in a heading; one that says it is a formal notice may say before what."""
    return _TITLE.search(title) or (None if _NOTICE_WORDS.search(title) else _COURT.search(title))


def _titles(prose: Prose) -> Iterator[str]:
    """The subject and the paragraphs that are no sentence: what stands out on a page."""
    yield _plain(prose.subject)
    for told in paragraphs(prose.opening):
        if told[-1] not in ".,;:!?":
            yield _plain(told)


_NUMBERS = {without_accents(number_word(count, lang)): count for lang in ("fr", "en") for count in range(1, 16)}


def _days_to_pay(text: str) -> Iterator[int]:
    """The times a prose gives to pay, in days."""
    for sentence in re.split(r"[.!?]", text):
        for found in _IN.finditer(sentence) if _PAY.search(sentence) else ():
            told = found["count"]
            count = int(told) if told.isdecimal() else _NUMBERS.get(told)
            if count is not None:
                yield count // 24 if found["unit"].startswith("h") else count
