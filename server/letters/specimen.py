"""Invented messages an edited template is tried on: each tone, one document and several, with and without a clerk."""

from collections.abc import Iterator
from dataclasses import replace

from server.letters.content import (
    CONSUMER,
    NOTICE,
    PUBLIC,
    Bank,
    Clerk,
    Credit,
    Debtor,
    Identity,
    InterestLine,
    Item,
    Mediator,
    MessageContent,
    Previous,
    Signatory,
    letter_of_level,
)

#: 22 November 2026; the invoice was due 206 days before.
_DAY, _DUE = 20_779, 20_573
_COMPANY = Identity("Société modèle", ("1 rue de l'Exemple", "69000 Lyon"), "SAS", siren="732829320")
_DEBTOR = Debtor("C0001", "Client modèle", "Service comptabilité", ("2 rue de l'Exemple", "69000 Lyon"),
                 email="compta@client.example")  # fmt: skip
_ITEM = Item("F0001", _DUE - 30, _DUE, 1_200_000, 0, 1_200_000, _DAY - _DUE)
#: 12 000.00 from 01/05 to 22/11/2026 at 12.15 % and 12.40 %: the worked example of L441-10 II.
_INTEREST = (
    InterestLine("F0001", _DUE + 1, _DUE + 61, 61, 1_200_000, "12.15", 24_367, "BCE + 10 points"),
    InterestLine("F0001", _DUE + 62, _DAY, 145, 1_200_000, "12.40", 59_112, "BCE + 10 points"),
)
_TONES = ("", "courteous", "friendly", "firm", "final", "formal")


def specimens(segment: str, level: str, lang: str) -> Iterator[MessageContent]:
    """The messages of a segment, level and language to try a template on."""
    first = specimen(segment, level, lang)
    second = replace(_ITEM, number="F0002", due_day=first.items[0].due_day, amount=50_000, open=50_000)
    for tone in _TONES:
        own = replace(first, tone=tone)
        yield own
        yield replace(own, items=(*first.items, replace(second, days_late=first.items[0].days_late)), previous=())
        yield replace(own, clerk=Clerk(), debtor=replace(first.debtor, contact="", chorus=first.debtor.chorus))


def specimen(segment: str, level: str, lang: str) -> MessageContent:
    """One lawful message: an invented company, an invented customer."""
    letter = letter_of_level(level)
    is_notice, is_early, is_consumer = letter == NOTICE, letter == "pre", segment == CONSUMER
    has_figures = is_notice and not is_consumer
    item = replace(_ITEM, due_day=_DAY + 7, days_late=0) if is_early else _ITEM
    return MessageContent(
        message="specimen", reference="REL-0001", level=level, segment=segment, lang=lang, currency="EUR", day=_DAY,
        channel="registered" if is_notice else "email", company=_COMPANY, items=(item,),
        debtor=replace(_DEBTOR, chorus="SIRET 21690000000018" if segment == PUBLIC else ""),
        clerk=Clerk("Claire Modèle", "04 00 00 00 00", "claire@societe.example"),
        signatory=Signatory("Hélène Modèle", "Directrice financière"),
        bank=Bank("Société modèle", "FR7600000000100000000001596"),
        credits=() if is_early else (Credit("A0001", _DAY - 30, 20_000, "credit_note"),),
        interest_lines=_INTEREST if has_figures else (), compensation_count=int(has_figures),
        compensation=4_000 if has_figures else 0, limit_days=15 if is_consumer else 8,
        previous=() if letter in ("pre", "r1") else (Previous("r1", _DUE + 10),),
        mediator=Mediator("Médiation modèle", ("69000 Lyon",)) if is_consumer else None,
    )  # fmt: skip
