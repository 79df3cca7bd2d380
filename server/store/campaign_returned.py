"""Which message a mail that came back is of."""

from sqlalchemy import Connection, select

from server.store.campaign_tables import campaign_messages


def message_with_mail(connection: Connection, key: str) -> str | None:
    """The message whose mail bore a Message-ID last."""
    columns = campaign_messages.c
    found = connection.scalar(select(columns.id).where(columns.message_id == key).limit(1))
    return None if found is None else str(found)


def messages_tried_again(connection: Connection) -> list[tuple[str, int]]:
    """(message, attempt) of those a person said had not arrived."""
    columns = campaign_messages.c
    rows = connection.execute(select(columns.id, columns.attempt).where(columns.attempt > 1))
    return [(str(number), int(attempt)) for number, attempt in rows]
