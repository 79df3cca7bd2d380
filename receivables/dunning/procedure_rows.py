"""Procedures as rows of text, one per level, and back: what the sheet Scénarios and JSON show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from receivables.dunning.procedure import Amounts, Level, Procedure, Tier, problems, stage_of
from receivables.dunning.roles import role_of
from receivables.errors import ReceivablesError
from receivables.money import parse_amount, to_minor, to_text
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
_YES, _NO = ("yes", "oui", "true", "1", "x"), ("", "no", "non", "false", "0")


def to_rows(procedures: Sequence[Procedure]) -> list[dict[str, str]]:
    """Procedures -> rows of text with the keys of COLUMNS; `from_rows` reads them back equal."""
    return [_row(one, level) for one in procedures for level in one.levels]


def from_rows(rows: Sequence[Mapping[str, object]], first_row: int = 1) -> tuple[list[Procedure], list[Problem]]:
    """Rows with the keys of COLUMNS -> the procedures without mistakes, and a sentence for each mistake.

    Rows of one name and company are one procedure, in their order. An empty cell takes the usual value.
    first_row: number of the first row as the user sees it.
    """
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
        found[currency] = to_minor(parse_amount(number), currency)
    return found


def _tier_text(tier: Tier) -> str:
    return f"{amounts_text(tier.at_least)}: {' > '.join(tier.channels)} @ {tier.recipient}".rstrip(" @")


def _tiers(text: str) -> tuple[Tier, ...]:
    """`5000.00 EUR: call > email @ management ; ...` -> tiers."""
    return tuple(_tier(part) for part in filter(None, (each.strip() for each in text.split(";"))))


def _tier(part: str) -> Tier:
    amounts, colon, way = part.partition(":")
    if not colon:
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
    return Level(
        told["code"], _number(told, "days"), told["basis"].lower(), _number(told, "gap_days"),
        amounts_of(told["minimum"]), amounts_of(told["tolerance"]),
        _channels(texts["channels"] or usual), _recipient(told["recipient"]), _tiers(told["tiers"]),
        _is_yes(told["sales_copy"]), _number(told, "notice_hours"), told["tone"].lower(), told["approver"].lower(),
    )  # fmt: skip


def _text(value: object) -> str:
    """A cell -> its text; a whole number that came as a float is written without its point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _number(texts: Mapping[str, str], key: str) -> int:
    try:
        return int(texts[key].replace("D", "").replace("J", "").strip())
    except ValueError as error:
        heading = COLUMNS[key][1]
        raise ReceivablesError(f"« {heading} » takes a whole number, not « {shortened(texts[key], 20)} ».") from error


def _is_yes(text: str) -> bool:
    if text.lower() not in (*_YES, *_NO):
        raise ReceivablesError(f"« {shortened(text, 20)} » is neither yes nor no.")
    return text.lower() in _YES
