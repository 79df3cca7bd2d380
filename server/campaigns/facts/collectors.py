"""What a third-party collector's letters recall: the reference and the day of its first one (CPCE R124-4)."""

from dataclasses import replace

from sqlalchemy import Connection

from server.letters.content import Collector
from server.letters.frozen import from_json
from server.store.campaign_first_letter import first_letters


def with_first_letter(connection: Connection, company: int, account: str, own: Collector | None) -> Collector | None:
    """The collector as it writes to an account now: with its first letter, where one went out."""
    if own is None:
        return None
    for text, day in first_letters(connection, company, account):
        content = from_json(text)
        if content.collector is not None and content.collector.name == own.name:
            return replace(own, first_reference=content.reference, first_day=day)
    return own
