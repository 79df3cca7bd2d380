"""The sales contact of a customer, as a level wants: copied on a mail, or told some hours before a message leaves."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from receivables.email_addresses import is_email_address
from server.campaigns.facts.clerks import load_clerks
from server.campaigns.proposal.details import details_of
from server.campaigns.settings.window import NEVER
from server.records import records
from server.store import campaign_states as states
from server.store import customers as customer_store
from server.store.campaign_facts import load_suspended
from server.store.campaign_messages import Message, message_of

#: Why a message waits whose sales contact is told first.
SALES_TOLD = "sales_told"
#: Where a notice keeps which message it tells of.
ABOUT = "about"
_FOUND = re.compile(r"[^\s<>()\[\];,]+@[^\s<>()\[\];,]+")
#: What no mail can be copied from, and what somebody can still keep from leaving.
_UNMAILED = (*states.PAPER, states.INTERNAL)
_SENTENCES = {
    "copied": ("copie au commercial ({email})", "copy to the sales contact ({email})"),
    "told": ("commercial ({email}) prévenu à l'approbation", "sales contact ({email}) told at approval"),
    "waits": ("commercial ({email}) prévenu {hours} h avant", "sales contact ({email}) told {hours} h before"),
    "uncopied": ("pas de copie au commercial : sans adresse ({name})",
                 "no copy to the sales contact: no address ({name})"),
    "untold": ("commercial prévenu par une note du compte : sans adresse ({name})",
               "sales contact told by a note of the account: no address ({name})"),
    "unwaits": ("commercial prévenu {hours} h avant, par une note du compte : sans adresse ({name})",
                "sales contact told {hours} h before, by a note of the account: no address ({name})"),
    "nobody": ("pas de commercial au fichier clients : personne n'est prévenu", "no sales contact in the customers "
               "file: nobody is told"),
}  # fmt: skip

#: (company, account) -> (name, e-mail address), '' where the customers file tells none.
Contacts = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Sales:
    """What a message has to do with the sales contact of who pays. email: '' where nobody knows one."""

    channel: str
    is_copied: bool = False
    hours: int = 0
    name: str = ""
    email: str = ""

    @property
    def is_told(self) -> bool:
        """Whether he is told before: some hours, or because what leaves is no mail he could be copied on. Where the
        customers file names nobody there is nobody to wait for."""
        is_wanted = self.hours > 0 or (self.is_copied and self.channel in _UNMAILED)
        return is_wanted and bool(self.name or self.email)

    def sentences(self, lang: str) -> list[str]:
        """What the proposal says of it."""
        place, keys = int(lang == "en"), []
        if not (self.name or self.email):
            return [_SENTENCES["nobody"][place]] if self.is_copied or self.hours else []
        if self.is_copied and self.channel == states.EMAIL:
            keys.append("copied" if self.email else "uncopied")
        if self.is_told:
            keys.append(("" if self.email else "un") + ("waits" if self.hours else "told"))
        return [_SENTENCES[key][place].format(email=self.email, hours=self.hours, name=self.name) for key in keys]

    def kept(self) -> dict[str, Any]:
        """As kept beside a message."""
        return {"sales": asdict(self)} if self.is_copied or self.hours else {}


def sales_contacts(connection: Connection) -> Contacts:
    """Those of the customers file: an address in it, else that of a clerk of this name; none mail came back from."""
    clerks, table = load_clerks(connection), customer_store.load_customers(connection)
    suspended = load_suspended(connection)
    found = {}
    for row in records(table[table["sales_contact"].fillna("") != ""]):
        text = " ".join(str(row["sales_contact"]).split())
        told = next((one.group() for one in _FOUND.finditer(text) if is_email_address(one.group())), "")
        clerk = clerks.get(text.casefold())
        name = text.replace(told, "").strip(" <>()[];,") if told else text
        email = told or (clerk.email if clerk else "")
        found[row["company"], row["account"]] = (name, "" if email.casefold() in suspended else email)
    return found


def sales_of(contacts: Contacts, row: Mapping[str, Any]) -> Sales:
    """row: company, account, channel, sales_copy, notice_hours of a message proposed"""
    number = str(row["account"]).rpartition("/")[2]
    name, email = next((contacts[key] for key in ((row["company"], row["account"]), (row["company"], number))
                        if key in contacts), ("", ""))  # fmt: skip
    hours = int(row["notice_hours"]) if row["channel"] in states.WRITTEN else 0  # nothing else waits
    return Sales(row["channel"], bool(row["sales_copy"]), hours, name, email)


def sales_beside(message: Message) -> Sales:
    """The same, of a message as it was proposed."""
    kept = details_of(message).get("sales")
    return Sales(**kept) if kept else Sales(message.channel)


def copy_of(message: Message) -> str:
    """The address a mail is copied to, '' for nobody's."""
    sales = sales_beside(message)
    is_other = sales.email.casefold() != message.recipient.casefold()
    return sales.email if sales.is_copied and message.channel == states.EMAIL and is_other else ""


def sales_shown(message: Message, notice: Message | None) -> dict[str, Any] | None:
    """What `campaign show` tells: {"name", "email", "is_copied", "hours", "notice": {"message", "state", "sent_at"},
    "until"}; None where the level wants nothing of him. until: the message waits, None while he was not told"""
    sales = sales_beside(message)
    if not sales.kept():
        return None
    until = message.not_before if message.reason == SALES_TOLD and message.not_before != NEVER else None
    own = None if notice is None else {"message": notice.id, "state": notice.state, "sent_at": notice.sent_at or None}
    return {"name": sales.name or None, "email": sales.email or None, "is_copied": sales.is_copied,
            "hours": sales.hours, "notice": own, "until": until}  # fmt: skip


def about_of(connection: Connection, notice: Message) -> Message | None:
    """The message a notice tells of."""
    return message_of(connection, str(details_of(notice).get(ABOUT, "")))
