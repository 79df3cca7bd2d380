"""Bank details of a company: asked for by one person, in force when another has approved what was shown."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from server.errors import TranslatedError
from server.letters.content import Bank
from server.store import audit
from server.store import company_settings as store

_DETAILS = ("holder", "iban", "bic")


def ask_bank(
    connection: Connection, company: int, told: Mapping[str, str] | None, who: str, at: str
) -> tuple[str, list[audit.Entry]]:
    """Let details that differ from those in force wait for somebody else, in the place of any that waited.

    The holder stays as it is where it is left out, and so does the BIC of the same IBAN.
    -> "none" | "unchanged" | "waiting", and what the audit keeps of it
    """
    now, waiting = bank_in_force(connection, company), store.load_bank(connection, company, store.WAITING)
    if told is None:
        return ("waiting" if waiting else "unchanged" if now.iban else "none"), []
    bic = now.bic if told["iban"] == now.iban else ""
    bank = Bank(**{"holder": now.holder, "bic": bic, **told})
    if bank == now and waiting is None:
        return "unchanged", []
    number = store.ask_bank(connection, company, dataclasses.asdict(bank), who, at)
    return "waiting", [("bank_asked", str(number), {"iban": masked(bank.iban), "company": company})]


def bank_in_force(connection: Connection, company: int) -> Bank:
    """The details approved last; blank where there are none."""
    own = store.load_bank(connection, company)
    return Bank() if own is None else Bank(**{name: own[name] for name in _DETAILS})


def decide_bank(
    connection: Connection, company: int, is_approved: bool, who: str, at: str, *, shown: str | None = None,
    iban: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Approve or refuse the details that wait; the one who asked cannot approve, and nobody what they were not shown.

    shown: `fingerprint` of the details somebody looked at; iban: of those meant. Without either, details that took
    the place of others nobody decided on are not approved. Raises UserError.
    -> {"bank": "approved" | "refused", "holder", "iban", "bic"} of the details decided on
    """
    waiting = store.load_bank(connection, company, store.WAITING)
    if waiting is None:
        raise TranslatedError("No bank details wait for approval.", "Aucunes coordonnées bancaires n'attendent.")
    _check_meant(connection, waiting, is_approved, shown, iban)
    if is_approved and _same_person(waiting["asked_by"], who):
        raise TranslatedError(
            f"{who} asked for these bank details: somebody else approves them.",
            f"{who} a demandé ces coordonnées bancaires : une autre personne les approuve.",
        )
    state = store.APPROVED if is_approved else store.REFUSED
    if not store.decide_bank(connection, int(waiting["id"]), state, who, at):
        raise TranslatedError(
            "Somebody else has just decided on these bank details.",
            "Quelqu'un d'autre vient de décider de ces coordonnées bancaires.",
        )
    told = {"iban": masked(waiting["iban"]), "company": company}
    audit.append(connection, at, who, f"bank_{state}", str(waiting["id"]), told)
    return {"bank": state, **{name: str(waiting[name]) for name in _DETAILS}}


def fingerprint(waiting: Mapping[str, Any]) -> str:
    """Of details that wait and who asked for them when: other details have another one."""
    told = [str(waiting[name]) for name in ("id", *_DETAILS, "asked_by", "asked_at")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def masked(number: str) -> str:
    """`FR76 … 0189`: enough to recognise."""
    return f"{number[:4]} … {number[-4:]}"


def _check_meant(
    connection: Connection, waiting: Mapping[str, Any], is_approved: bool, shown: str | None, iban: str
) -> None:
    is_other_iban = bool(iban) and "".join(iban.split()).upper() != waiting["iban"]
    if is_other_iban or (shown is not None and shown != fingerprint(waiting)):
        raise TranslatedError(
            "Other bank details wait now than those meant: look at them again, then decide.",
            "D'autres coordonnées bancaires attendent maintenant : relisez-les, puis décidez.",
        )
    if is_approved and shown is None and not iban and store.took_a_place(connection, waiting):
        raise TranslatedError(
            "These bank details took the place of others that waited: look at them again (relance company show), then "
            "name them with --iban.",
            "Ces coordonnées bancaires en ont remplacé d'autres qui attendaient : relisez-les (relance company show), "
            "puis désignez-les par --iban.",
        )


def _same_person(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
