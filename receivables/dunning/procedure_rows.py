"""Procedures as rows of text, one per level, and back: what the sheet Scénarios and JSON show."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from receivables.dunning.procedure import (
    APPROVERS,
    ONE,
    TWO,
    Amounts,
    Level,
    Procedure,
    Tier,
    problems,
    stage_of,
)
from receivables.dunning.roles import role_of
from receivables.errors import ReceivablesError
from receivables.money import minor_digits, parse_amount, to_decimal, to_minor, to_text
from receivables.schema import Problem
from receivables.texts import shortened

#: Column -> (French, English) heading, in the order shown.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "name": ("Scénario", "Procedure"),
    "segment": ("Segment", "Segment"),
    "company": ("Société", "Company"),
    "quiet_days": ("Jours entre deux envois", "Days between two messages"),
    "code": ("Niveau", "Level"),
    "days": ("Jours", "Days"),
    "basis": ("Comptés depuis", "Counted from"),
    "gap_days": ("Jours au moins depuis le niveau précédent", "Days at least since the previous level"),
    "minimum": ("Minimum à recouvrer", "Minimum collectible"),
    "tolerance": ("Tolérance par pièce", "Tolerance per item"),
    "channels": ("Canaux", "Channels"),
    "recipient": ("Destinataire", "Recipient"),
    "tiers": ("Paliers", "Tiers"),
    "sales_copy": ("Copie au commercial", "Copy to sales"),
    "notice_hours": ("Commercial prévenu (heures avant)", "Sales told (hours before)"),
    "tone": ("Ton", "Tone"),
    "approver": ("Approuvé par", "Approved by"),
}
_DEFAULTS = {"quiet_days": "3", "basis": "due", "gap_days": "1",
             "notice_hours": "0", "tone": "friendly", "approver": "one"}  # fmt: skip
#: Channels where the cell is empty, and those of some stages.
_CHANNELS = "email > letter > call"
_WAYS = {"notice": "registered", "call": "call", "handover": ""}
_PERSONS = {"1": ONE, "un": ONE, "une": ONE, "2": TWO, "deux": TWO}
#: `5`, `-7`, `J+5`, `D - 7`, `8 j`.
_DAYS = re.compile(r"(?:[JjDd]\s*)?([+-]?)\s*([0-9]{1,5})(?:\s*[JjDd])?")
#: One mark before three digits is of thousands to one reader and of decimals to the other.
_TWO_WAYS = re.compile(r"[^.,]*[.,][0-9]{3}")
_YES, _NO = ("yes", "oui", "true", "1", "x"), ("", "no", "non", "false", "0")


def to_rows(procedures: Sequence[Procedure]) -> list[dict[str, str]]:
    """Procedures -> rows of text with the keys of COLUMNS; `from_rows` reads them back equal."""
    return [_row(one, level) for one in procedures for level in one.levels]


def from_rows(rows: Sequence[Mapping[str, object]], first_row: int = 1) -> tuple[list[Procedure], list[Problem]]:
    """Rows with the keys of COLUMNS -> the procedures without mistakes, and a sentence for each mistake.

    Rows of one name and company are one procedure, in their order. An empty cell takes the usual value.
    first_row: number of the first row as the user sees it.
    """
    spelled: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], Procedure] = {}
    told: list[Problem] = []
    wrong: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, first_row):
        texts = {key: _text(row.get(key)) for key in COLUMNS}
        if not any(texts.values()):
            continue
        key = (texts["name"], texts["company"])
        try:
            head, level = _head(texts), _level(texts)
            if (other := spelled.setdefault((head.name.casefold(), head.company), head.name)) != head.name:
                both = f"« {shortened(head.name, 40)} » and « {shortened(other, 40)} »"
                raise ReceivablesError(f"{both} differ in capitals alone: write the same name, or another.")
            known = found.get(key, head)
            if replace(head, levels=known.levels) != known:
                raise ReceivablesError(f"The rows of « {shortened(head.name, 40)} » differ in segment or in days.")
            found[key] = replace(known, levels=(*known.levels, level))
        except ReceivablesError as error:
            wrong.add(key)
            told.append(Problem(number, "procedure", str(error)))
    for key, one in found.items():
        sentences = problems(one) if key not in wrong else []
        told += [Problem(None, "procedure", sentence) for sentence in sentences]
        wrong |= {key} if sentences else set()
    return [one for key, one in found.items() if key not in wrong], told


def _row(one: Procedure, level: Level) -> dict[str, str]:
    return {
        "name": one.name, "segment": one.segment, "company": one.company, "quiet_days": str(one.quiet_days),
        "code": level.code, "days": str(level.days), "basis": level.basis, "gap_days": str(level.gap_days),
        "minimum": amounts_text(level.minimum), "tolerance": amounts_text(level.tolerance),
        "channels": " > ".join(level.channels), "recipient": level.recipient,
        "tiers": " ; ".join(_tier_text(tier) for tier in level.tiers), "sales_copy": "yes" if level.sales_copy else "",
        "notice_hours": str(level.notice_hours), "tone": level.tone, "approver": level.approver,
    }  # fmt: skip


def amounts_text(amounts: Amounts) -> str:
    """`{"EUR": 50000}` -> `500.00 EUR`; several are joined by ` + `."""
    return " + ".join(f"{to_text(amount, currency)} {currency}" for currency, amount in amounts.items())


def amounts_of(text: str) -> dict[str, int]:
    """`500 EUR + 600,00 USD` -> minor units by currency. Raises ReceivablesError."""
    found: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in text.split("+"))):
        number, currency = part[:-3].strip(), part[-3:]
        if not (currency.isascii() and currency.isupper() and currency.isalpha()):
            raise ReceivablesError(f"« {shortened(part, 40)} » is no amount of a currency: write 500 EUR.")
        if currency in found:
            raise ReceivablesError(f"The currency {currency} is told twice.")
        found[currency] = _minor(number, currency, part)
    return found


def _minor(number: str, currency: str, part: str) -> int:
    """Minor units, of what can be read in one way only."""
    amount = parse_amount(number)
    has_two_ways = minor_digits(currency) < 3 and _TWO_WAYS.fullmatch(number)
    if (
        any(char.isalpha() for char in number)
        or has_two_ways
        or amount != to_decimal(to_minor(amount, currency), currency)
    ):
        raise ReceivablesError(f"« {shortened(part, 40)} » can be read in two ways, or has more decimals than the "
                               f"currency: write 1500 {currency}.")  # fmt: skip
    return to_minor(amount, currency)


def _tier_text(tier: Tier) -> str:
    return f"{amounts_text(tier.at_least)}: {' > '.join(tier.channels)} @ {tier.recipient}".rstrip(" @")


def _tiers(text: str) -> tuple[Tier, ...]:
    """`5000.00 EUR: call > email @ management ; ...` -> tiers."""
    found = tuple(_tier(part) for part in filter(None, (each.strip() for each in text.split(";"))))
    starts = [(currency, amount) for tier in found for currency, amount in tier.at_least.items()]
    if len(set(starts)) < len(starts):
        raise ReceivablesError("Two tiers hold from the same amount on.")
    return found


def _tier(part: str) -> Tier:
    amounts, colon, way = part.partition(":")
    if not colon or not way.strip(" @"):
        raise ReceivablesError(f"The tier « {shortened(part, 40)} » is written 5000 EUR: call > email @ management.")
    channels, _, recipient = way.partition("@")
    return Tier(amounts_of(amounts), _channels(channels), _recipient(recipient))


def _recipient(text: str) -> str:
    """A role, also as people write functions; what is none is kept, to be told."""
    return role_of(text) or text.strip()


def _channels(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip().lower() for part in text.split(">"))))


def _head(texts: Mapping[str, str]) -> Procedure:
    told = {**texts, "quiet_days": texts["quiet_days"] or _DEFAULTS["quiet_days"]}
    return Procedure(told["name"], told["segment"].lower(), (), told["company"], _number(told, "quiet_days"))


def _level(texts: Mapping[str, str]) -> Level:
    told = {key: texts[key] or _DEFAULTS.get(key, "") for key in COLUMNS}
    usual = _WAYS.get(stage_of(told["code"]), _CHANNELS)
    level = Level(
        told["code"], _number(told, "days"), told["basis"].lower(), _number(told, "gap_days"),
        amounts_of(told["minimum"]), amounts_of(told["tolerance"]), _channels(texts["channels"] or usual),
        _recipient(told["recipient"]), _tiers(told["tiers"]), _is_yes(told["sales_copy"]),
        _number(told, "notice_hours"), told["tone"].lower(), _persons(told["approver"].lower()),
    )  # fmt: skip
    for currency, amount in level.minimum.items():
        if any(tier.at_least.get(currency, amount) < amount for tier in level.tiers):
            raise ReceivablesError(f"A tier of « {level.code} » is under its minimum: it would hold always.")
    return level


def _persons(text: str) -> str:
    found = _PERSONS.get(text, text)
    if found not in APPROVERS:
        raise ReceivablesError(f"{_heading('approver')} takes one or two, not « {shortened(text, 20)} ».")
    return found


def _text(value: object) -> str:
    """A cell -> its text; a whole number that came as a float is written without its point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _number(texts: Mapping[str, str], key: str) -> int:
    found = _DAYS.fullmatch(texts[key].replace("\u2212", "-").strip())
    if found is None:
        raise ReceivablesError(f"{_heading(key)} takes a whole number, not « {shortened(texts[key], 20)} ».")
    return int(f"{found[1]}{found[2]}")


def _heading(key: str) -> str:
    """« Jours » (Days): the sheet may be of either language."""
    french, english = COLUMNS[key]
    return f"« {french} »" if french == english else f"« {french} » ({english})"


def _is_yes(text: str) -> bool:
    if text.lower() not in (*_YES, *_NO):
        raise ReceivablesError(f"« {shortened(text, 20)} » is neither yes nor no.")
    return text.lower() in _YES
