"""Events of an account: what each kind holds, and how it is written in one way only.

An event is added and never changed: a correction is an event of the same kind that names the one before and says all
of it anew. A closed dispute is a correction with a result; what was entered by mistake, a promise or a plan taken
back, is one whose status is `cancelled`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from receivables.errors import ReceivablesError, UnknownError
from receivables.fields import AMOUNT, CHOICE, DAY, TEXT, Field
from receivables.followup.words import LEVELS, MEANS, REASONS, RESULTS, SETTLED
from receivables.money import minor_digits

CALL, PROMISE, DISPUTE, PLAN = "call", "promise", "dispute", "plan"
NOTE, LETTER_SEEN, PAYMENT_ANNOUNCED = "note", "letter_seen", "payment_announced"
CANCELLED, YES = "cancelled", "yes"
#: Between the document numbers of one field.
BETWEEN = "; "
MOST_LINES = 120


@dataclass(frozen=True)
class EventKind:
    """One kind: its fields in the order shown, the keys that must be filled, its name, the fields of its lines.

    lines: '' and () but for a plan, whose key `lines` holds a list of objects of these fields.
    """

    key: str
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    label_fr: str
    label_en: str
    lines: tuple[Field, ...] = ()

    def field(self, key: str) -> Field:
        """The field of a key. Raises UnknownError."""
        for one in self.fields:
            if one.key == key:
                return one
        known = ", ".join([*(one.key for one in self.fields), *(["lines"] if self.lines else [])])
        raise UnknownError(f"« {key[:40]} » is nothing of « {self.label_fr} », which holds: {known}.")


_YES = {YES: ("oui", "yes")}
_ITEMS = Field("items", TEXT, 1000, "Pièces", "Documents")
_AMOUNT = Field("amount", AMOUNT, 20, "Montant", "Amount")
_CURRENCY = Field("currency", TEXT, 3, "Devise", "Currency")
_MEANS = Field("means", CHOICE, 20, "Moyen de paiement", "Means of payment", MEANS)
_REFERENCE = Field("reference", TEXT, 120, "Référence", "Reference")
_COMMENT = Field("comment", TEXT, 1000, "Commentaire", "Comment")
_CONTACT = Field("contact", TEXT, 120, "Contact", "Contact")
_REASON = Field("reason", CHOICE, 40, "Motif", "Reason", REASONS)
_STATUS = Field("status", CHOICE, 20, "État", "Status", {CANCELLED: ("annulé", "cancelled")})
_BY = Field("by", DAY, 10, "Pour le", "By")
#: When an event happened; beside what its kind holds.
EVENT_DAY = Field("day", DAY, 10, "Date", "Date")

_KINDS = (
    EventKind(CALL, (
        Field("result", CHOICE, 40, "Résultat", "Result", RESULTS), _REASON, _CONTACT,
        Field("phone", TEXT, 40, "Téléphone", "Phone"), _ITEMS,
        Field("next_date", DAY, 10, "Rappeler le", "Call back on"),
        Field("paid_on", DAY, 10, "Payé le (dit-il)", "Paid on (they say)"), _AMOUNT, _CURRENCY, _REFERENCE,
        _COMMENT, _STATUS,
    ), ("result",), "Appel", "Call"),
    EventKind(PROMISE, (
        _ITEMS, _AMOUNT, _CURRENCY, _BY, _MEANS, Field("promised_by", TEXT, 120, "Promis par", "Promised by"), _COMMENT,
        _STATUS,
    ), ("amount", "by"), "Promesse de règlement", "Promise to pay"),
    EventKind(DISPUTE, (
        Field("item", TEXT, 100, "Pièce", "Document"), _AMOUNT, _CURRENCY, _REASON,
        Field("owner", TEXT, 80, "Responsable", "Owner"), Field("deadline", DAY, 10, "À régler avant le", "Deadline"),
        Field("result", CHOICE, 20, "Issue", "Outcome", SETTLED), _REFERENCE, _COMMENT, _STATUS,
    ), ("item",), "Litige", "Dispute"),
    EventKind(PLAN, (
        _ITEMS, _AMOUNT, _CURRENCY,
        Field("acknowledged_on", DAY, 10, "Reconnaissance de dette signée le", "Acknowledgement signed on"),
        Field("approved_by", TEXT, 80, "Approuvé par", "Approved by"),
        Field("acceleration", CHOICE, 10, "Déchéance du terme", "Acceleration clause", _YES),
        Field("waives_penalties", CHOICE, 10, "Pénalités abandonnées si tenu", "Penalties waived if kept", _YES),
        _COMMENT, _STATUS,
    ), ("lines",), "Échéancier", "Instalment plan", (_BY, _AMOUNT)),
    EventKind(NOTE, (Field("text", TEXT, 1000, "Note", "Note"), _STATUS), ("text",), "Note", "Note"),
    EventKind(LETTER_SEEN, (
        Field("level", CHOICE, 20, "Niveau", "Level", LEVELS), Field("sent_on", DAY, 10, "Envoyé le", "Sent on"),
        _CONTACT, _REFERENCE, _COMMENT, _STATUS,
    ), (), "Courrier vu", "Letter seen"),
    EventKind(PAYMENT_ANNOUNCED, (
        Field("on", DAY, 10, "Payé le", "Paid on"), _AMOUNT, _CURRENCY, _REFERENCE, _MEANS, _ITEMS, _COMMENT, _STATUS,
    ), ("on",), "Paiement annoncé", "Payment announced"),
)  # fmt: skip

#: By key, in the order shown.
EVENT_KINDS: Mapping[str, EventKind] = {one.key: one for one in _KINDS}


def event_kind(key: str) -> EventKind:
    """The kind of a key. Raises UnknownError."""
    try:
        return EVENT_KINDS[key]
    except KeyError as error:
        raise UnknownError(f"« {key[:40]} » is no kind of event; there are: {', '.join(EVENT_KINDS)}.") from error


def checked_event(kind: str, data: Mapping[str, object]) -> dict[str, Any]:
    """The one way an event is written: its filled keys with their canonical texts, in the order of the kind.

    `lines` of a plan are a list of {"by", "amount"} in the order of their days. Raises ReceivablesError with a
    sentence.
    """
    one = event_kind(kind)
    told = {key: one.field(key).canonical(_text(key, value)) for key, value in data.items() if key != "lines"}
    found: dict[str, Any] = {each.key: told[each.key] for each in one.fields if told.get(each.key, "")}
    if one.lines or "lines" in data:
        found = _with_lines(one, found, data.get("lines"))
    _check_amounts(found)
    if found.get("currency"):
        check_digits(found, found["currency"])
    missing = [key for key in one.required if not found.get(key)]
    if missing:
        labels = ", ".join(one.field(key).label_fr if key != "lines" else "lines" for key in missing)
        raise ReceivablesError(f"« {one.label_fr} » needs {', '.join(missing)} ({labels}).")
    return found


def is_managers(kind: str, data: Mapping[str, object]) -> bool:
    """Whether an event takes a manager's right: nobody else approves a plan."""
    return kind == PLAN and bool(data.get("approved_by"))


def not_approved(data: Mapping[str, Any]) -> dict[str, Any]:
    """A plan as it is before somebody approves it."""
    return {key: value for key, value in data.items() if key != "approved_by"}


def check_digits(data: Mapping[str, Any], currency: str) -> None:
    """Amounts of a checked event have no more digits than the currency they are of. Raises ReceivablesError."""
    least = Decimal(1).scaleb(-minor_digits(currency))
    for one in (data, *data.get("lines", ())):
        if Decimal(one.get("amount") or 0) % least:
            raise ReceivablesError(f"The amount {one['amount']} has more digits than {currency}.")


def meant_currency(told: str, known: Sequence[str]) -> str:
    """The currency of an amount: the one told, else the only one of the account's ledger, else euros."""
    return told or (known[0] if len(known) == 1 else "EUR")


def document_numbers(text: str) -> list[str]:
    """`FA1; FA2` -> the numbers it names."""
    return [part for part in (each.strip() for each in text.replace("\n", ";").split(";")) if part]


def _text(key: str, value: object) -> str | dt.date:
    """A value as a cell or a JSON object has it -> the text or day its field reads."""
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if key == "items" and isinstance(value, Sequence):
        return BETWEEN.join(document_numbers(value if isinstance(value, str) else ";".join(map(str, value))))
    if isinstance(value, str | int | float | Decimal):
        return " ".join(str(value).replace("\t", " ").splitlines()).strip()
    raise ReceivablesError(f"« {key} » takes one value, no list nor object.")


def _with_lines(one: EventKind, found: dict[str, Any], told: object) -> dict[str, Any]:
    """The event with its lines in order, and `amount`, their sum."""
    if not one.lines:
        raise ReceivablesError(f"« {one.label_fr} » has no lines.")
    if not isinstance(told, Sequence) or isinstance(told, str) or not 1 <= len(told) <= MOST_LINES:
        raise ReceivablesError(f"« {one.label_fr} » needs 1 to {MOST_LINES} lines, each with `by` and `amount`.")
    kind = replace(one, fields=one.lines, required=("by", "amount"), lines=())
    lines = sorted((_line(kind, line) for line in told), key=lambda line: line["by"])
    if len({line["by"] for line in lines}) < len(lines):
        raise ReceivablesError("Two lines of the plan bear the same day: put them together.")
    total = sum((Decimal(line["amount"]) for line in lines), Decimal(0))
    if "amount" in found and Decimal(found["amount"]) != total:
        raise ReceivablesError(f"The lines of the plan add up to {total}, not to {found['amount']}.")
    return {**found, "amount": _AMOUNT.canonical(str(total)), "lines": lines}


def _line(kind: EventKind, line: object) -> dict[str, str]:
    if not isinstance(line, Mapping):
        raise ReceivablesError('A line of the plan is an object, such as {"by": "2026-12-31", "amount": "500.00"}.')
    found = {key: kind.field(str(key)).canonical(_text(str(key), value)) for key, value in line.items()}
    if not all(found.get(key) for key in kind.required):
        raise ReceivablesError("A line of the plan needs its day and its amount.")
    _check_amounts(found)
    return found


def _check_amounts(found: Mapping[str, Any]) -> None:
    """An amount is above zero, a currency has three letters. Raises ReceivablesError."""
    amount, currency = str(found.get("amount", "")), str(found.get("currency", ""))
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise ReceivablesError(f"« {currency} » is no currency: write EUR.")
    if amount and Decimal(amount) <= 0:
        raise ReceivablesError(f"The amount {amount} is not above zero.")
