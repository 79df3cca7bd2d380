"""What the letters of a company need: identity, signatory, terms, bank details; set from a file, kept in versions.

Bank details never take effect by one person's word: they wait until somebody else approves them, so that a changed
IBAN, the oldest fraud of all, is seen by two people. No template can hold one (`server.letters.templates`).
"""

import base64
import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from stdnum import bic, iban
from stdnum.exceptions import ValidationError
from stdnum.fr import siren

from receivables.email_addresses import is_email_address
from server.errors import TranslatedError, UserError
from server.imports.files.opening import check_size
from server.letters import texts
from server.letters.bank_details import hold_account
from server.letters.content import Bank, Clerk, Collector, Identity, Mediator, Signatory
from server.letters.logo import checked_logo, read_logo
from server.store import audit
from server.store import company_settings as store

_MAX_BYTES = 1_000_000
_PARTS: dict[str, Any] = {
    "identity": Identity, "signatory": Signatory, "bank": Bank, "clerk": Clerk, "collector": Collector,
    "mediator": Mediator,
}  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """notice_days: to pay from presentation of a formal notice; invoice_folder: where invoice copies (PDF) lie."""

    notice_days: int = 8
    notice_days_consumer: int = 15
    invoice_folder: str = ""


@dataclass(frozen=True)
class Sender:
    """Whose name and address mails leave under; answers go to the clerk of the account, else to `reply_to`."""

    name: str = ""
    email: str = ""
    reply_to: str = ""


@dataclass(frozen=True)
class CompanySettings:
    """bank: approved; waiting: asked for, with `asked_by` and `asked_at`; clerk: where an account has none;
    is_shared_centre: collects for sister companies (a warning, see `letters.checks`); logo: PNG or SVG bytes."""

    version: int = 0
    identity: Identity = field(default_factory=lambda: Identity(""))
    signatory: Signatory = field(default_factory=Signatory)
    sender: Sender = Sender()
    clerk: Clerk = field(default_factory=Clerk)
    terms: Terms = Terms()
    bank: Bank = field(default_factory=Bank)
    collector: Collector | None = None
    mediator: Mediator | None = None
    is_shared_centre: bool = False
    logo: bytes = b""
    waiting: Mapping[str, Any] | None = None


_PARTS |= {"terms": Terms, "sender": Sender}
_PRINTED = _PARTS.keys() - {"bank", "terms"}
#: Not set by a file: the first letter's reference and day belong to each debtor.
NOT_IN_FILE = {"first_reference", "first_day"}


def read_settings(path: Path) -> dict[str, Any]:
    """A .toml or .json file -> checked values: parts of `CompanySettings`, and `company` where it names one.

    Raises UserError with the sentence for the first value that will not do.
    """
    check_size(path, _MAX_BYTES)
    try:
        text = path.read_text(encoding="utf-8-sig")
        told = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserError(f"{path.name} cannot be read as {path.suffix.lower() or 'TOML'}: {error}.") from error
    if not isinstance(told, dict):
        raise UserError(f"{path.name} holds no settings.")
    logo = {"logo": read_logo(path.parent, told.pop("logo"))} if "logo" in told else {}
    return {**checked(told), **logo}


def checked(told: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each of its kind, IBAN, BIC, SIREN and e-mail addresses valid. Raises UserError."""
    values: dict[str, Any] = {}
    for name, value in told.items():
        if name == "company":
            values[name] = _text(name, value)
        elif name == "is_shared_centre":
            if not isinstance(value, bool):
                raise UserError("« is_shared_centre » is true or false.")
            values[name] = value
        elif name in _PARTS:
            values[name] = _part(name, value)
        else:
            raise UserError(f"« {texts.line(str(name), 40)} » is no setting; there are {', '.join(_known())}.")
    _check_numbers(values)
    _refuse_accounts(values)
    return values


def load_company_settings(connection: Connection, company: int) -> CompanySettings:
    """What is in force for a company; blank where nobody has set anything."""
    version, values = store.load_values(connection, company)
    parts = {name: _built(_PARTS[name], values[name]) for name in _PARTS if name != "bank" and name in values}
    bank = store.load_bank(connection, company)
    waiting = store.load_bank(connection, company, store.WAITING)
    own = Bank() if bank is None else Bank(bank["holder"], bank["iban"], bank["bic"])
    return CompanySettings(
        version=version, bank=own, waiting=waiting, is_shared_centre=bool(values.get("is_shared_centre")),
        logo=checked_logo(base64.b64decode(values["logo"])) if values.get("logo") else b"", **parts,
    )  # fmt: skip


def set_company_settings(
    connection: Connection, company: int, values: Mapping[str, Any], who: str, at: str
) -> dict[str, Any]:
    """Put checked values in force, parts left out staying as they are; bank details that differ wait for somebody else.

    -> {"version", "changed": [parts], "bank": "none" | "unchanged" | "waiting"}
    """
    version, before = store.load_values(connection, company)
    told = {name: value for name, value in values.items() if name not in ("bank", "company")}
    changed = sorted(name for name, value in told.items() if before.get(name) != value)
    if changed:
        version = store.add_values(connection, company, {**before, **told}, who, at)
    state, entries = _ask_bank(connection, company, values.get("bank"), who, at)
    if changed:
        entries.append(("company_settings", str(company), {name: _in_short(name, told[name]) for name in changed}))
    audit.append_all(connection, at, who, entries)
    return {"version": version, "changed": changed, "bank": state}


def _in_short(name: str, value: Any) -> Any:
    """As the audit keeps it: of a picture its sha256."""
    return hashlib.sha256(value.encode()).hexdigest() if name == "logo" and value else value


def _ask_bank(
    connection: Connection, company: int, told: Mapping[str, str] | None, who: str, at: str
) -> tuple[str, list[audit.Entry]]:
    now = load_company_settings(connection, company)
    if told is None:
        return ("waiting" if now.waiting else "unchanged" if now.bank.iban else "none"), []
    bank = _built(Bank, told)
    if bank == now.bank and now.waiting is None:
        return "unchanged", []
    number = store.ask_bank(connection, company, dataclasses.asdict(bank), who, at)
    return "waiting", [("bank_asked", str(number), {"iban": masked(bank.iban), "company": company})]


def decide_bank(connection: Connection, company: int, is_approved: bool, who: str, at: str) -> dict[str, Any]:
    """Approve or refuse the details that wait; the one who asked cannot. Raises UserError.

    -> {"bank": "approved" | "refused", "iban": masked}
    """
    waiting = store.load_bank(connection, company, store.WAITING)
    if waiting is None:
        raise TranslatedError("No bank details wait for approval.", "Aucunes coordonnées bancaires n'attendent.")
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
    return {"bank": state, "iban": told["iban"]}


def masked(number: str) -> str:
    """`FR76 … 0189`: enough to recognise."""
    return f"{number[:4]} … {number[-4:]}"


def _same_person(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _known() -> list[str]:
    return sorted((*_PARTS, "company", "is_shared_centre", "logo"))


def _part(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UserError(f"« {name} » is a section with values of its own.")
    kinds = {one.name: one.type for one in dataclasses.fields(_PARTS[name]) if one.name not in NOT_IN_FILE}
    part: dict[str, Any] = {}
    for key, told in value.items():
        if key not in kinds:
            raise UserError(f"« {name}.{texts.line(str(key), 40)} » is no setting; there are {', '.join(kinds)}.")
        part[key] = _value(f"{name}.{key}", kinds[key], told)
    return part


def _value(name: str, kind: Any, told: Any) -> Any:
    if kind in (int, "int"):
        if not isinstance(told, int) or isinstance(told, bool) or not 1 <= told <= 90:
            raise UserError(f"« {name} » is a number of days from 1 to 90.")
        return told
    if kind in (str, "str"):
        return _text(name, told)
    if not isinstance(told, list) or not all(isinstance(line, str) for line in told):
        raise UserError(f"« {name} » is a list of lines.")
    return list(texts.lines(tuple(told)))


def _text(name: str, told: Any) -> str:
    if not isinstance(told, str):
        raise UserError(f"« {name} » is a text.")
    return texts.line(told, 400)


def _check_numbers(values: dict[str, Any]) -> None:
    for part, key in (("identity", "email"), ("clerk", "email"), ("sender", "email"), ("sender", "reply_to"),
                      ("collector", "email")):  # fmt: skip
        told = values.get(part, {}).get(key, "")
        if told and not is_email_address(told):
            raise UserError(f"« {part}.{key} »: {told} is no e-mail address.")
    for part, key, check in (("bank", "iban", iban), ("bank", "bic", bic), ("identity", "siren", siren),
                             ("collector", "siren", siren)):  # fmt: skip
        told = values.get(part, {}).get(key, "")
        if told:
            values[part][key] = _number(f"{part}.{key}", check, told)
    if "bank" in values and not values["bank"].get("iban"):
        raise UserError("« bank.iban » is missing.")


def _refuse_accounts(values: Mapping[str, Any]) -> None:
    """Nothing that is printed on letters and set by one person bears bank details."""
    for name in sorted(values.keys() & _PRINTED):
        told = (line for text in values[name].values() for line in (text if isinstance(text, list) else [text]))
        if hold_account(told):
            raise UserError(
                f"« {name} » holds an IBAN or an account number: bank details stand in « bank » alone, where a second "
                "person approves them."
            )


def _number(name: str, check: Any, told: str) -> str:
    try:
        return str(check.validate(told)).upper()
    except ValidationError as error:
        raise UserError(f"« {name} »: {told} is not valid ({str(error).rstrip('.')}).") from error


def _built(kind: Any, part: Mapping[str, Any]) -> Any:
    needed = {"name": ""} if kind in (Identity, Collector, Mediator) else {}
    return kind(**{**needed, **{key: tuple(told) if isinstance(told, list) else told for key, told in part.items()}})
