"""The sentences the law puts into a letter, by level and kind of debtor: fixed here, no template can lose them.

Sources: C. civ. 1344, 1344-1, 1231-6; C. com. L441-10 II and D441-5 (traders); CCP L2192-13, R2192-31, R2192-32,
D2192-35 (public buyers); C. conso. L612-1, L616-1 (the consumer mediator); CPCE R124-4 and L111-8 al. 2 and 3
(third-party collectors). A letter is the company's own: nothing here imitates a court (C. pén. 433-13), and a public
buyer, against whom nothing can be enforced, is not threatened with one.
"""

from server.letters import texts
from server.letters.content import CONSUMER, NOTICE, PUBLIC, MessageContent
from server.letters.words import word

#: CPCE L111-8, second and third paragraphs, word for word: French only, for they are quoted.
L111_8 = (
    "« Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier, sauf s'ils "
    "concernent un acte dont l'accomplissement est prescrit par la loi au créancier. Toute stipulation contraire est "
    "réputée non écrite, sauf disposition législative contraire. »",
    "« Cependant, le créancier qui justifie du caractère nécessaire des démarches entreprises pour recouvrer sa "
    "créance peut demander au juge de l'exécution de laisser tout ou partie des frais ainsi exposés à la charge du "
    "débiteur de mauvaise foi. »",
)
_L111_8_INTRO = (
    "Article L111-8 du code des procédures civiles d'exécution, alinéas 2 et 3 :",
    "French Code of civil enforcement procedures, article L111-8, paragraphs 2 and 3 (official text):",
)
#: One sentence, in reminders 2 and 3.
_LATE = {
    "business": (
        "Nous vous rappelons que tout retard de paiement entraîne de plein droit des pénalités de retard et une "
        "indemnité forfaitaire de recouvrement de 40 EUR par facture (code de commerce, articles L441-10 II et "
        "D441-5).",
        "Please note that under French law late payment gives rise, without any reminder, to late-payment interest "
        "and to a fixed compensation of EUR 40 per invoice (Code de commerce, articles L441-10 II and D441-5).",
    ),
    PUBLIC: (
        "Nous vous rappelons que le dépassement du délai de paiement fait courir de plein droit des intérêts "
        "moratoires et ouvre droit à une indemnité forfaitaire de 40 EUR par facture (code de la commande publique, "
        "articles L2192-13 et D2192-35).",
        "Please note that payment after the legal term gives rise, without any formality, to intérêts moratoires and "
        "to a fixed compensation of EUR 40 per invoice (Code de la commande publique, articles L2192-13 and D2192-35).",
    ),
}
_NOTICE = (
    "La présente vaut mise en demeure, au sens des articles 1344 et 1231-6 du code civil. {required} la somme de "
    "{total} dans un délai de {limit} jours à compter de {start}.",
    "This letter is a formal notice to pay (mise en demeure) within the meaning of articles 1344 and 1231-6 of the "
    "French Code civil. {required} {total} within {limit} days of {start}.",
)
_REQUIRED = (
    "Nous vous mettons en demeure de nous régler",
    "You are hereby required to pay us",
)
#: A collector acts for the creditor, and only the creditor can sue (C. conso. L121-6).
_REQUIRED_FOR = (
    "Au nom et pour le compte de {creditor}, créancier, nous vous mettons en demeure de régler",
    "On behalf of {creditor}, the creditor, you are hereby required to pay",
)
_RESERVED = ("nous nous réservons", "we reserve")
_RESERVED_FOR = ("{creditor}, créancier, se réserve", "{creditor}, the creditor, reserves")
#: From when the time to pay runs: a registered letter is presented, others are received.
_START = {
    True: ("la présentation de cette lettre", "the presentation of this letter"),
    False: ("la réception de la présente", "its receipt"),
}
_NOTICE_DEBTOR = {
    "business": (
        "Les pénalités de retard sont exigibles de plein droit depuis le lendemain de l'échéance de chaque facture, "
        "sans qu'un rappel soit nécessaire, et courent jusqu'au paiement (code de commerce, article L441-10 II). Une "
        "indemnité forfaitaire de recouvrement de 40 EUR est due pour chaque facture payée en retard (articles "
        "L441-10 II et D441-5).",
        "Late-payment interest is due by operation of law from the day after the due date of each invoice, without "
        "any reminder, and runs until payment (Code de commerce, article L441-10 II). A fixed recovery compensation "
        "of EUR 40 is due for each invoice paid late (articles L441-10 II and D441-5).",
    ),
    PUBLIC: (
        "Les intérêts moratoires sont dus de plein droit, sans autre formalité, à compter du lendemain de l'expiration "
        "du délai de paiement et jusqu'à la date du paiement incluse (code de la commande publique, articles L2192-13, "
        "R2192-31 et R2192-32). Une indemnité forfaitaire de 40 EUR est due pour chaque facture payée en retard "
        "(article D2192-35).",
        "Intérêts moratoires are due by operation of law, without further formality, from the day after the payment "
        "term ends up to and including the day of payment (Code de la commande publique, articles L2192-13, R2192-31 "
        "and R2192-32). A fixed compensation of EUR 40 is due for each invoice paid late (article D2192-35).",
    ),
    CONSUMER: (
        "À compter de cette mise en demeure, la somme due porte intérêt au taux légal{rate} (code civil, articles "
        "1231-6 et 1344-1). Aucuns frais de recouvrement ne vous sont demandés.",
        "From this formal notice on, the amount due bears interest at the legal rate{rate} (Code civil, articles "
        "1231-6 and 1344-1). You are not charged any recovery costs.",
    ),
}
_COURT = {
    "business": (
        "À défaut de règlement dans ce délai, {reserved} la possibilité de saisir la juridiction compétente.",
        "Failing payment within this time, {reserved} the right to bring the matter before the competent court.",
    ),
    CONSUMER: (
        "À défaut de règlement ou de réponse dans ce délai, {reserved} la possibilité de saisir la "
        "juridiction compétente. Si un paiement en une fois vous est difficile, dites-le-nous : un échéancier peut "
        "être convenu.",
        "Failing payment or an answer within this time, {reserved} the right to bring the matter before the competent "
        "court. If paying at once is difficult for you, please tell us: instalments can be agreed.",
    ),
}


def debtor_kind(content: MessageContent) -> str:
    """`business`, `consumer` or `public`: the law knows no key accounts."""
    return content.segment if content.segment in (CONSUMER, PUBLIC) else "business"


def legal_paragraphs(content: MessageContent) -> tuple[str, ...]:
    """What the level and the debtor ask for; nothing for a pre-reminder and reminder 1."""
    place, kind = content.lang == "en", debtor_kind(content)
    if content.letter == NOTICE:
        return (*_notice(content, kind), *_mediator(content))
    if content.letter in ("r2", "r3") and kind in _LATE:
        return (_LATE[kind][place],)
    return _mediator(content) if content.letter == "r3" else ()


def _mediator(content: MessageContent) -> tuple[str, ...]:
    """Whom a consumer may turn to, in the last reminder and the formal notice."""
    own, lang = content.mediator, content.lang
    if own is None or content.segment != CONSUMER:
        return ()
    told = (texts.line(own.name), *texts.lines(own.address), texts.line(own.website))
    creditor = texts.line(content.company.name)
    of = word("mediator.own", lang) if content.collector is None else word("mediator.creditor", lang, creditor=creditor)
    return (word("mediator", lang, of=of, mediator=", ".join(part for part in told if part)),)


def _notice(content: MessageContent, kind: str) -> tuple[str, ...]:
    place = content.lang == "en"
    told = texts.rate(content.warned_legal_rate, content.lang) if content.warned_legal_rate else ""
    after = (f", currently {told}," if place else f", actuellement {told},") if told else ""
    required, reserved = (_REQUIRED, _RESERVED) if content.collector is None else (_REQUIRED_FOR, _RESERVED_FOR)
    creditor = texts.line(content.company.name)
    parts = [
        _NOTICE[place].format(
            required=required[place].format(creditor=creditor),
            start=_START[content.channel == "registered"][place],
            total=texts.amount(content.total, content.currency, content.lang),
            limit=texts.number_word(content.limit_days, content.lang),
        ),
        _NOTICE_DEBTOR[kind][place].format(rate=after),
    ]
    if kind in _COURT:
        parts.append(_COURT[kind][place].format(reserved=reserved[place].format(creditor=creditor)))
    return tuple(parts)


def collector_paragraphs(content: MessageContent) -> tuple[str, ...]:
    """R124-4: who collects, for whom, and L111-8 in the first letter; its reference and date in every other step."""
    collector, lang = content.collector, content.lang
    if collector is None:
        return ()
    own = word(
        "collector", lang, name=texts.line(collector.name), address=", ".join(texts.lines(collector.address)),
        creditor=texts.line(content.company.name), creditor_address=", ".join(texts.lines(content.company.address)),
    )  # fmt: skip
    if collector.first_reference:
        first = texts.long_day(collector.first_day, lang)
        reference = texts.line(collector.first_reference, 60)
        return own, word("collector.again", lang, reference=reference, day=first)
    return own, _L111_8_INTRO[lang == "en"], *L111_8
