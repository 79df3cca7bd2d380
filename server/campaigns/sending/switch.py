"""The two switches: nothing leaves any more, messages may leave again."""

from sqlalchemy import Connection

from server.errors import TranslatedError
from server.store import audit
from server.store import campaign_workers as workers


def pause(connection: Connection, who: str, at: str) -> None:
    """The kill switch: nothing that has not begun leaves any more."""
    workers.set_paused(connection, workers.BY_HAND, who, at)
    audit.append(connection, at, who, "campaigns_paused", "", {})


def resume(connection: Connection, who: str, at: str) -> None:
    """Let messages leave again. Raises UserError after a restore, while ledgers are neither read nor waived."""
    workers.ensure_control(connection)
    if workers.is_restored(connection):
        names = ", ".join(one.name for one in workers.load_workers(connection)) or "none known"
        raise TranslatedError(
            f"The store was restored: the send ledgers of its workers are to be read first ({names}): "
            "relance campaign ledgers [FILES], with --waive NAME for one that is lost.",
            f"La base a été restaurée : lisez d'abord les registres d'envoi ({names}) : relance campaign ledgers "
            "[FICHIERS], avec --waive NOM pour celui qui est perdu.",
        )
    workers.set_paused(connection, "", who, at)
    audit.append(connection, at, who, "campaigns_resumed", "", {})
