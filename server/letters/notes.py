"""What stands below the sums of a letter: notes on how they were counted, and what goes with it."""

from collections.abc import Sequence

from server.letters import texts
from server.letters.content import Debtor, MessageContent
from server.letters.words import word


def items_note(content: MessageContent) -> str:
    """What is not asked for, how credits count, and who owes what another pays."""
    lang, items = content.lang, content.items
    debtors = " · ".join(_debtor_words(one, lang) for one in content.debtors)
    told = (
        word("contested.told", lang) if any(one.disputed for one in items) else "",
        word("apart.told", lang) if any(one.apart for one in items) else "",
        word("credits.told", lang) if content.credits and content.interest_lines else "",
        word("debtors.told", lang, told=debtors) if debtors else "",
    )
    return " ".join(sentence for sentence in told if sentence)


def _debtor_words(one: Debtor, lang: str) -> str:
    name = f"{texts.line(one.name)} ({texts.line(one.account, 60)})"
    return ", ".join((name, *((word("debtor_siren", lang, siren=texts.line(one.siren, 40)),) if one.siren else ())))


def usual_enclosures(content: MessageContent, copied: Sequence[str] = ()) -> tuple[str, ...]:
    """What goes with a message that names nothing else: invoice copies, its statement, the calculation at its end.

    copied: numbers of the documents a copy goes with; named where it is not all of them."""
    lang = content.lang
    is_all = {one.number for one in content.items} <= set(copied)
    some = word("copies.some", lang, told=", ".join(texts.line(one, 40) for one in copied)) if copied else ""
    copies = (word("copies", lang) if is_all else some,) if copied else ()
    key = "décompte.public" if content.segment == "public" else "décompte"
    return *copies, word("statement", lang), *((word(key, lang),) if content.interest_lines else ())
