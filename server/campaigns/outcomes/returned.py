"""Mail that came back, out of files: each notice told to its message, and what is to be done noted on the account."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.campaigns.approval.tasks import note_task
from server.campaigns.outcomes import acts
from server.campaigns.proposal.sales import copy_of, sales_beside
from server.errors import UserError
from server.imports.files.opening import check_size
from server.letters import bounces
from server.letters.mail import message_id
from server.store import audit
from server.store import campaign_states as states
from server.store.campaign_messages import Message, message_of
from server.store.campaign_returned import message_with_mail, messages_tried_again

_KINDS = (bounces.HARD, bounces.SOFT, bounces.COMPLAINT, bounces.AUTO_REPLY)
_MOST_FILES = 100_000
#: Mail as programs and mail servers (Maildir: no ending) keep it.
_SUFFIXES = (".eml", ".msg", "")
_SUSPENDED, _UNCLEAR = "suspended", "unclear"


def read_returned(connection: Connection, paths: Sequence[Path], at: str, who: str) -> dict[str, Any]:
    """`{"read", "unknown", "returned": [{"file", "message", "account", "kind", "status", "address", "effect"}],
    "tasks": [sentence], "faults": [sentence]}`. A notice read again changes nothing; a file that cannot be read is
    told, and the others are read. Raises UserError where a path named is none."""
    told: dict[str, Any] = {"read": 0, "unknown": 0, "returned": [], "tasks": [], "faults": []}
    for path in _files(paths):
        try:
            data = _bytes(path)
        except UserError as error:
            told["faults"].append(str(error))
            continue
        told["read"] += 1
        found = bounces.parse_bounces(data)
        told["unknown"] += _message(connection, found[0].message_id) is None
        for bounce in found:
            _tell(connection, bounce, hashlib.sha256(data).hexdigest()[:12], path.name, at, told)
    if told["returned"]:
        audit.append(connection, at, who, "campaign_bounces", "", {"returned": len(told["returned"])})
    return told


def _tell(
    connection: Connection, bounce: bounces.Bounce, notice: str, file: str, at: str, told: dict[str, Any]
) -> None:  # fmt: skip
    """What one notice says of one recipient, told to its message."""
    message = _message(connection, bounce.message_id)
    if message is None or bounce.kind not in _KINDS:
        return
    copy, address = copy_of(message), _address(message, bounce)
    detail = f"{_detail(bounce)} [{notice}]"
    if address is None:
        effect = _UNCLEAR
    elif address == copy:
        effect = acts.copy_bounced(connection, message, copy, bounce.kind, detail, at)
    else:
        effect = acts.bounced(connection, message, bounce.kind, detail, at, notice)
    told["returned"].append({
        "file": file, "message": message.id, "account": message.account, "kind": bounce.kind, "status": bounce.status,
        "address": address, "effect": effect or "none",
    })  # fmt: skip
    if address and effect == _SUSPENDED:
        told["tasks"].append(_task(connection, message, bounce, address, at))
    if effect == _UNCLEAR and bounce.kind == bounces.HARD:
        told["tasks"].append(_look(connection, message, bounce, copy, at))


def _address(message: Message, bounce: bounces.Bounce) -> str | None:
    """Which address of the message a notice is about; None where nobody can tell the customer's from the copy's."""
    copy, named = copy_of(message), [one.casefold() for one in bounce.recipients]
    for one in named:
        for own in (message.recipient, copy):
            if own and one == own.casefold():
                return own
    # a complaint, an automatic answer: of the one the message is for
    return None if copy and bounce.kind in (bounces.HARD, bounces.SOFT) else message.recipient


def _message(connection: Connection, key: str) -> Message | None:
    """Which one a Message-ID is of: of its last attempt, or of one before."""
    if not key:
        return None
    number, domain = message_with_mail(connection, key), key.rpartition("@")[2].removesuffix(">")
    if number is None:
        again = messages_tried_again(connection)
        number = next((one for one, last in again for attempt in range(1, last)
                       if message_id(one, attempt, domain) == key), None)  # fmt: skip
    return None if number is None else message_of(connection, number)


def _task(connection: Connection, message: Message, bounce: bounces.Bounce, address: str, at: str) -> str:
    """What is to be done, noted on the account once. It is the sentence too."""
    why = "plainte du destinataire" if bounce.kind == bounces.COMPLAINT else f"refusée par le serveur {bounce.status}"
    whose = " du commercial" if sales_beside(message).email == address or message.channel == states.SALES else ""
    text = f"Adresse e-mail {address}{whose} suspendue ({why.strip()}) : chercher une autre adresse."
    return note_task(connection, message, text, at, "returned mail", address)


def _look(connection: Connection, message: Message, bounce: bounces.Bounce, copy: str, at: str) -> str:
    """That a person has to find out whom a mail did not reach, noted on the account once. It is the sentence too."""
    named = f" ({', '.join(bounce.recipients)})" if bounce.recipients else ""
    text = (
        f"Un avis de retour{named} ne dit pas s'il s'agit de {message.recipient} ou du commercial ({copy}) : aucune "
        "adresse n'est suspendue, voir laquelle ne reçoit plus."
    )
    return note_task(connection, message, text, at, "returned mail", "unclear")


def _detail(bounce: bounces.Bounce) -> str:
    return " ".join(one for one in (bounce.status, bounce.told) if one) or bounce.kind


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in _SUFFIXES)
            yield from found[:_MOST_FILES]
        elif path.exists():
            yield path
        else:
            raise UserError(f"{path} is neither a file nor a folder.")


def _bytes(path: Path) -> bytes:
    check_size(path, bounces.MAX_BYTES * 10)
    try:
        return path.read_bytes()[: bounces.MAX_BYTES]
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}.") from error
