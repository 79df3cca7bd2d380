"""What people say of messages and bank details, whichever door they come by; their names stand in the audit."""

from typing import Any

from sqlalchemy import Connection

from receivables.days import NO_DAY, parse_day
from receivables.errors import ReceivablesError
from server.campaigns.approval.tasks import note_task
from server.campaigns.outcomes import acts
from server.campaigns.proposal.runs import the_message
from server.campaigns.sending.returned_letters import addressee
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.company_bank import decide_bank, fingerprint, masked
from server.company_settings import load_company_settings
from server.errors import TranslatedError
from server.records import records
from server.rights import User
from server.store import companies
from server.store.campaign_messages import Message
from server.store.sync import locked_clock

#: Of a letter, in the words of `acts`.
_OF_LETTERS = ("presented", *acts.OUTCOMES)


def say(
    connection: Connection, key: str, said: str, who: User, at: str, *, evidence: str = "", number: str = "",
    on: str = "",
) -> Message:  # fmt: skip
    """Carry out what somebody says of a message: one of `campaign_models.SAID`. Raises UserError.

    on: the day of it, as a text; '' for the day of `at`
    """
    locked_clock(connection)
    message = the_message(connection, key)
    day = _day(on) if on else local_day(load_sending(connection).window, at)
    if said in ("sent", "not_sent"):
        acts.settle(connection, message, said == "sent", evidence, who.name, at)
    elif said == "posted":
        acts.posted(connection, message, number, day, who.name, at, evidence)
    elif said in _OF_LETTERS:
        outcome = "" if said == "presented" else said
        acts.presented(connection, message, day, who.name, at, outcome, evidence)
        if outcome == acts.UNKNOWN_ADDRESS:
            _ask_for_address(connection, message, at)
    elif said == "called":
        acts.called(connection, message, day, who.name, at, evidence)
    elif said == "drop":
        acts.dropped(connection, message, who.name, at, evidence)
    else:
        raise TranslatedError(
            f"« {said[:40]} » is nothing that can be said of a message.", f"« {said[:40]} » ne se dit pas d'un message."
        )
    return the_message(connection, message.id)


def _ask_for_address(connection: Connection, message: Message, at: str) -> None:
    lines = ", ".join(addressee(connection, message)[1])
    text = f"Adresse postale inconnue ({lines}) : chercher une autre adresse."
    note_task(connection, message, text, at, "returned mail", lines)


def _day(text: str) -> int:
    try:
        day = parse_day(text)
    except ReceivablesError as error:
        raise TranslatedError(str(error), f"« {text[:40]} » n'est pas une date.") from error
    if day == NO_DAY:
        raise TranslatedError(f"« {text[:40]} » is no day.", "Dites de quel jour il s'agit.")
    return day


def waiting_bank_details(connection: Connection, *, in_full: bool) -> list[dict[str, Any]]:
    """company | holder | iban | bic | before (holder, iban, bic in force) | asked_by | asked_at | shown, of every
    company whose bank details wait for a second person. in_full: who decides reads every digit, and has `shown` to
    tell what they saw; others see masked numbers"""
    written = _spaced if in_full else masked
    found = []
    for row in records(companies.load_companies(connection)):
        settings = load_company_settings(connection, int(row["id"]))
        waiting, bank = settings.waiting, settings.bank
        if waiting is not None:
            told = {name: str(waiting[name]) for name in ("holder", "bic", "asked_by", "asked_at")}
            iban = written(bank.iban) if bank.iban else ""
            found.append({
                "company": str(row["name"]), "iban": written(str(waiting["iban"])),
                "before": {"holder": bank.holder, "iban": iban, "bic": bank.bic},
                "shown": fingerprint(waiting) if in_full else "", **told,
            })  # fmt: skip
    return found


def _spaced(number: str) -> str:
    """In groups of four, as it is read aloud."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def decide_bank_of(
    connection: Connection, company: str, is_approved: bool, shown: str, who: User, at: str
) -> dict[str, Any]:
    """Approve or refuse the bank details of a company that wait, if they are those that were `shown`. Raises
    UserError."""
    if not who.may("approve"):
        raise TranslatedError(
            f"{who.name} may not approve bank details: that is for the credit manager.",
            f"{who.name} ne peut pas approuver de coordonnées bancaires : c'est au responsable crédit de le faire.",
        )
    for row in records(companies.load_companies(connection)):
        if row["name"] == company:
            locked_clock(connection)
            return decide_bank(connection, int(row["id"]), is_approved, who.name, at, shown=shown)
    raise TranslatedError(f"There is no company « {company[:60]} ».", f"Il n'y a pas de société « {company[:60]} ».")
