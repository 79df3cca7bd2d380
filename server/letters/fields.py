"""The fields a template may show: plain texts and whole numbers, made from a `MessageContent`.

Amounts and days are written as the letter's language writes them; numbers that templates compare (`count`,
`oldest_days`, `attempt`) stay numbers.
"""

from collections.abc import Sequence
from typing import Any

from receivables.days import NO_DAY
from server.letters import texts
from server.letters.content import Item, MessageContent, Previous
from server.letters.words import word

_SIMPLE = (
    "reference", "level", "segment", "tone", "channel", "day", "count", "debt", "of_debt", "total", "principal",
    "credit",
    "interest", "compensation", "compensation_count", "oldest_days", "limit_days", "limit_word", "attempt", "chorus",
    "first_due", "last_message", "not_due_count", "disputed_count",
)  # fmt: skip
_CHANNELS = ("email", "letter", "registered", "call")
#: Name -> fields it has in turn; empty: a value itself.
FIELDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(_SIMPLE, frozenset()),
    "company": frozenset({"name", "phone", "email", "website", "siren"}),
    "debtor": frozenset({"name", "contact", "account", "siren"}),
    "clerk": frozenset({"name", "phone", "email"}),
    "signatory": frozenset({"name", "quality"}),
    "items": frozenset(),
    "not_due": frozenset(),
    "credits": frozenset(),
    "previous": frozenset(),
}
_ITEM = frozenset({"number", "kind", "date", "due", "amount", "paid", "open", "days_late"})
#: What a `for` may go through, and the fields of each line.
LISTS: dict[str, frozenset[str]] = {
    "items": _ITEM,
    "not_due": _ITEM,
    "credits": frozenset({"number", "kind", "date", "amount"}),
    "previous": frozenset({"level", "channel", "date", "reference"}),
}


def fields_of(content: MessageContent) -> dict[str, Any]:
    """FIELDS with the values of one message."""
    lang = content.lang

    def money(minor: int) -> str:
        return texts.amount(minor, content.currency, lang)

    credits = [
        {"number": _number(one.number, lang), "kind": kind_word(one.kind, lang), "date": texts.day(one.day, lang),
         "amount": money(one.amount)}
        for one in content.credits
    ]  # fmt: skip
    return {
        **_people(content),
        "reference": texts.line(content.reference, 60), "level": content.level, "segment": content.segment,
        "tone": content.tone, "channel": content.channel, "attempt": content.attempt,
        "day": texts.long_day(content.day, lang), "debt": debt_words(content.items, lang),
        "of_debt": debt_words(content.items, lang, "of_debt"),
        "total": money(content.total), "principal": money(content.principal), "credit": money(content.credit),
        "interest": money(content.interest), "compensation": money(content.compensation),
        "compensation_count": content.compensation_count, "count": len(content.items),
        "oldest_days": max((one.days_late for one in content.items), default=0),
        "limit_days": content.limit_days, "limit_word": texts.number_word(content.limit_days, lang),
        "chorus": texts.line(content.debtor.chorus),
        "first_due": texts.long_day(min((one.due_day for one in content.items), default=content.day), lang),
        "last_message": previous_words(sent_steps(content)[-1:], lang),
        "not_due_count": len(content.not_due), "disputed_count": len(content.disputed),
        "items": [_item(one, content, lang) for one in content.items],
        "not_due": [_item(one, content, lang) for one in content.not_due],
        "credits": credits,
        "previous": [_previous(one, lang) for one in sent_steps(content)],
    }  # fmt: skip


def debt_words(items: Sequence[Item], lang: str, key: str = "debt") -> str:
    """`la facture n° F12`, `les 3 pièces détaillées ci-dessous`; key `of_debt`: `de la …`, `des 3 …`."""
    if len(items) != 1:
        return word(f"{key}.many", lang, count=len(items))
    one = items[0]
    key = f"{key}.one" if one.kind == "invoice" else f"{key}.other"
    if not texts.line(one.number, 60):
        return word(f"{key}.bare", lang, day=_told_day(one.document_day, one.due_day, lang))
    return word(key, lang, number=_number(one.number, lang))


def document_words(number: str, document_day: int, due_day: int, lang: str) -> str:
    """Its number; `sans numéro du 31/03/2026` where it has none and no date stands beside it."""
    day = _told_day(document_day, due_day, lang)
    return texts.line(number, 60) or word("without_number.of" if day else "without_number", lang, day=day)


def _told_day(document_day: int, due_day: int, lang: str) -> str:
    return texts.day(document_day if document_day != NO_DAY else due_day, lang)


def sent_steps(content: MessageContent) -> tuple[Previous, ...]:
    """What was really sent or said: not what a company's first campaign took over by the age of its items."""
    return tuple(one for one in content.previous if one.channel in _CHANNELS)


def previous_words(previous: Sequence[Previous], lang: str) -> str:
    """What was really sent before, one after the other; empty where nothing was."""
    told = [
        word("previous.call" if row.level == "call" else "previous.one", lang, day=one["date"], **_kinds(one))
        for row, one in ((row, _previous(row, lang)) for row in previous)
    ]
    return ", ".join(told)


def kind_word(kind: str, lang: str) -> str:
    """A kind of document in words; one we have no word for is « Autre »."""
    try:
        return word(f"kind.{kind}", lang)
    except KeyError:
        return word("kind.other", lang)


def _kinds(one: dict[str, str]) -> dict[str, str]:
    return {name: one[name] for name in ("level", "channel")}


def _number(number: str, lang: str) -> str:
    return texts.line(number, 60) or word("without_number", lang)


def _item(one: Item, content: MessageContent, lang: str) -> dict[str, Any]:
    return {
        "number": _number(one.number, lang), "kind": kind_word(one.kind, lang),
        "date": texts.day(one.document_day, lang), "due": texts.day(one.due_day, lang), "days_late": one.days_late,
        **{name: texts.amount(getattr(one, name), content.currency, lang) for name in ("amount", "paid", "open")},
    }  # fmt: skip


def _previous(one: Previous, lang: str) -> dict[str, str]:
    return {
        "level": _known(f"level.{one.level}", one.level, lang),
        "channel": _known(f"channel.{one.channel}", one.channel, lang),
        "date": texts.day(one.day, lang), "reference": texts.line(one.reference, 60),
    }  # fmt: skip


def _known(key: str, otherwise: str, lang: str) -> str:
    try:
        return word(key, lang)
    except KeyError:
        return texts.line(otherwise, 30)


def _people(content: MessageContent) -> dict[str, dict[str, str]]:
    owners = {
        "company": content.company, "debtor": content.debtor, "clerk": content.clerk, "signatory": content.signing,
    }  # fmt: skip
    return {
        name: {field: texts.line(str(getattr(owner, field))) for field in FIELDS[name]}
        for name, owner in owners.items()
    }
