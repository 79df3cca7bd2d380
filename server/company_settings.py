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
from server.company_bank import ask_bank, bank_in_force
from server.errors import UserError
from server.imports.files.opening import check_size
from server.letters import texts
from server.letters.bank_details import hold_account
from server.letters.content import (
    CONSUMER,
    NOTICE_DAYS,
    PUBLIC,
    Bank,
    Clerk,
    Collector,
    Identity,
    Mediator,
    Signatory,
)
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

    notice_days: int = NOTICE_DAYS["business"]
    notice_days_consumer: int = NOTICE_DAYS[CONSUMER]
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
#: Sections a company may be without.
_TAKEN_OUT = {"collector", "mediator"}
_NAMELESS = "« {name} » has no name: give its name, or null in the place of the section to take it out."
_LEAST_DAYS = {
    "terms.notice_days": max(NOTICE_DAYS["business"], NOTICE_DAYS[PUBLIC]),
    "terms.notice_days_consumer": NOTICE_DAYS[CONSUMER],
}
_MOST_DAYS = 90
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
        elif name in _TAKEN_OUT and value in (None, ""):  # TOML has no null
            values[name] = None
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
    waiting = store.load_bank(connection, company, store.WAITING)
    return CompanySettings(
        version=version, bank=bank_in_force(connection, company), waiting=waiting,
        is_shared_centre=bool(values.get("is_shared_centre")),
        logo=checked_logo(base64.b64decode(values["logo"])) if values.get("logo") else b"", **parts,
    )  # fmt: skip


def set_company_settings(
    connection: Connection, company: int, values: Mapping[str, Any], who: str, at: str
) -> dict[str, Any]:
    """Put checked values in force, sections and their values left out staying as they are; bank details that differ
    wait for somebody else. Raises UserError for a collector or mediator without a name.

    -> {"version", "changed": [sections], "bank": "none" | "unchanged" | "waiting"}
    """
    version, before = store.load_values(connection, company)
    own = {name: value for name, value in values.items() if name not in ("bank", "company")}
    told = {name: _joined(before.get(name), value) for name, value in own.items()}
    _refuse_nameless(told)
    _refuse_accounts(told)
    changed = sorted(name for name, value in told.items() if before.get(name) != value)
    if changed:
        after = {name: value for name, value in {**before, **told}.items() if value is not None}
        version = store.add_values(connection, company, after, who, at)
    state, entries = ask_bank(connection, company, values.get("bank"), who, at)
    if changed:
        entries.append(("company_settings", str(company), {name: _in_short(name, told[name]) for name in changed}))
    audit.append_all(connection, at, who, entries)
    return {"version": version, "changed": changed, "bank": state}


def _joined(before: Any, told: Any) -> Any:
    """A section with the values that are told in the place of those it had."""
    return {**before, **told} if isinstance(before, dict) and isinstance(told, dict) else told


def _refuse_nameless(values: Mapping[str, Any]) -> None:
    """Letters name a collector and a mediator: without one the section is taken out."""
    for name in _TAKEN_OUT & values.keys():
        if values[name] is not None and not values[name].get("name"):
            raise UserError(
                f"« {name} » has no name: give its name, or null in the place of the section to take it out."
            )


def _in_short(name: str, value: Any) -> Any:
    """As the audit keeps it: of a picture its sha256."""
    return hashlib.sha256(value.encode()).hexdigest() if name == "logo" and value else value


def _known() -> list[str]:
    return sorted((*_PARTS, "company", "is_shared_centre", "logo"))


def _part(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UserError(f"« {name} » is a section with values of its own.")
    if not value and name in _TAKEN_OUT:
        raise UserError(_NAMELESS.format(name=name))
    kinds = {one.name: one.type for one in dataclasses.fields(_PARTS[name]) if one.name not in NOT_IN_FILE}
    part: dict[str, Any] = {}
    for key, told in value.items():
        if key not in kinds:
            raise UserError(f"« {name}.{texts.line(str(key), 40)} » is no setting; there are {', '.join(kinds)}.")
        part[key] = _value(f"{name}.{key}", kinds[key], told)
    return part


def _value(name: str, kind: Any, told: Any) -> Any:
    if kind in (int, "int"):
        least = _LEAST_DAYS[name]
        if not isinstance(told, int) or isinstance(told, bool) or not least <= told <= _MOST_DAYS:
            raise UserError(
                f"« {name} » is a number of days from {least} to {_MOST_DAYS}: by usage a formal notice gives "
                f"{least} days at least from its presentation (C. civ. 1344)."
            )
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
        told = (values.get(part) or {}).get(key, "")
        if told and not is_email_address(told):
            raise UserError(f"« {part}.{key} »: {told} is no e-mail address.")
    for part, key, check in (("bank", "iban", iban), ("bank", "bic", bic), ("identity", "siren", siren),
                             ("collector", "siren", siren)):  # fmt: skip
        told = (values.get(part) or {}).get(key, "")
        if told:
            values[part][key] = _number(f"{part}.{key}", check, told)
    if "bank" in values and not values["bank"].get("iban"):
        raise UserError("« bank.iban » is missing.")


def _refuse_accounts(values: Mapping[str, Any]) -> None:
    """Nothing that is printed on letters and set by one person bears bank details."""
    for name in sorted(values.keys() & _PRINTED):
        if values[name] is None:
            continue
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
