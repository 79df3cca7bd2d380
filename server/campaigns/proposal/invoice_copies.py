"""The invoice copies of messages: found in their company's folder, those that will be missing told beforehand."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.campaigns.facts.day import Facts
from server.company_settings import load_company_settings
from server.errors import UserError
from server.letters.copies import Copies, InvoiceFolder
from server.letters.words import word
from server.store import campaign_states as states

#: Why a message waits whose folder of copies cannot be read now, and how long at least.
COPIES, WAIT_MINUTES = "copies", 5
#: What the copies of one mail may weigh together: with the statement, and as mails are written, under `mail.MAX_BYTES`.
MOST_MAILED = 13_000_000
_MOST_TOLD = 5
_SENTENCES = {
    "missing": ("copies de factures introuvables : {told}", "invoice copies not found: {told}"),
    "heavy": ("copies de factures trop lourdes pour un courriel, non jointes : {told}",
              "invoice copies too large for a mail, not attached: {told}"),
    "unread": ("copies de factures : {told}", "invoice copies: {told}"),
}  # fmt: skip
NONE = Copies({})


class Folders:
    """The folders of invoice copies, each listed once; one that cannot be read is not tried again."""

    def __init__(self) -> None:
        self._listed: dict[str, InvoiceFolder | UserError] = {}

    def copies(self, folder: str, channel: str, numbers: Iterable[str]) -> Copies:
        """Of a message; none where its company names no folder. Raises UserError for a folder that cannot be read."""
        if not folder or channel in states.NOT_WRITTEN:
            return NONE
        try:
            return self._of(folder).copies(numbers, MOST_MAILED if channel in states.MAILED else None)
        except UserError as error:  # a share that is down may take half a minute to say so, for each message
            self._listed[folder] = error
            raise

    def _of(self, folder: str) -> InvoiceFolder:
        found = self._listed.get(folder) or InvoiceFolder(Path(folder))
        if isinstance(found, UserError):
            raise type(found)(*found.args)
        self._listed[folder] = found
        return found


class NoFolders(Folders):
    """Where no folder can be read: every copy is missing."""

    def copies(self, folder: str, channel: str, numbers: Iterable[str]) -> Copies:
        """All missing."""
        return Copies({}, tuple(dict.fromkeys(numbers)))


class CopiesToCome:
    """What a proposal says of invoice copies that will not be there."""

    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._folders = Folders()
        items = facts.ground.items
        self._numbers = dict(zip(zip(items["company"], items["item"], strict=True), items["number"], strict=True))
        self._folder_of = cache(lambda company: load_company_settings(connection, company).terms.invoice_folder)

    def sentences(
        self, company: int, row: Mapping[str, Any], items: Iterable[Mapping[str, Any]], lang: str
    ) -> list[str]:
        """row: company, channel of a message; items: what it asks for"""
        numbers = [str(self._numbers[row["company"], one["item"]]) for one in items]
        try:
            found = self._folders.copies(self._folder_of(company), row["channel"], numbers)
        except UserError as error:
            return [_sentence("unread", [str(error)], lang)]
        told = {"missing": found.missing, "heavy": found.heavy}
        return [_sentence(key, own, lang) for key, own in told.items() if own]


def _sentence(key: str, told: Iterable[str], lang: str) -> str:
    names = [one or word("without_number", lang) for one in told]
    more = f" (+ {len(names) - _MOST_TOLD})" if len(names) > _MOST_TOLD else ""
    return _SENTENCES[key][lang == "en"].format(told=", ".join(names[:_MOST_TOLD]) + more)
