"""What came of messages, as people say it or returned mail tells: each an act of the audit, each a step."""

from typing import Any

from sqlalchemy import Connection

from receivables.days import NO_DAY
from receivables.dunning.words import CHANNELS, STATES, word
from receivables.wording import day_text
from server.campaigns.sending.returned_letters import suspend_postal
from server.campaigns.sending.standstill import standing_process
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.clock import machine_ms
from server.errors import TranslatedError, UserError
from server.letters.bounces import AUTO_REPLY, COMPLAINT, HARD, SOFT
from server.letters.proofs import joined
from server.store import audit
from server.store import campaign_addresses as addresses
from server.store import campaign_states as states
from server.store.campaign_letters import load_letter, save_letter
from server.store.campaign_messages import Message, add_steps, load_steps, move
from server.store.campaign_recovery import tell_sent
from server.store.campaign_sending import FREE, free_contact_days
from server.store.sync import locked_clock

RECEIVED, UNCLAIMED, UNKNOWN_ADDRESS = "received", "unclaimed", "unknown_address"
OUTCOMES = (RECEIVED, UNCLAIMED, UNKNOWN_ADDRESS)
BY_HAND, _PRESENTED = "by_hand", "presented"
_MOST_CHARACTERS = 500


def settle(connection: Connection, message: Message, is_sent: bool, evidence: str, who: str, at: str) -> str:
    """A person says whether an uncertain message arrived, and how they know; the state it has then.

    Not sent, it is queued again as another attempt (with a new Message-ID). Raises UserError; also for « not sent »
    while a process that stood still might yet send it.
    """
    evidence = evidence.strip()[:_MOST_CHARACTERS]
    if message.state != states.UNCERTAIN:
        raise TranslatedError(
            f"Message {message.id[:8]} is {message.state}: there is no doubt to settle.",
            f"Le message {message.id[:8]} n'est plus en doute ({_state(message)}).",
        )
    if not evidence:
        raise TranslatedError(
            "Say with --evidence how it is known: found in the journal, answered by the customer...",
            "Dites comment on le sait : vu dans le journal, répondu par le client…",
        )
    locked_clock(connection)
    if is_sent:
        day = local_day(load_sending(connection).window, message.transmitted_at)
        values = {"sent_at": message.transmitted_at, "sent_day": day}
        return _moved(connection, message, states.SENT, at, who, evidence, **values)
    _refuse_standing(connection, message)
    free_contact_days(connection, message.id)
    values = {"attempt": message.attempt + 1, "not_before": "", "reason": ""}
    return _moved(connection, message, states.QUEUED, at, who, evidence, **values)


def _refuse_standing(connection: Connection, message: Message) -> None:
    """Raises UserError while a process that stood still might yet hand the message over."""
    if message.lease_ms > machine_ms():
        minutes = (message.lease_ms - machine_ms()) // 60_000 + 1
        raise TranslatedError(
            f"The process that had message {message.id[:8]} may still be alive: say that it was not sent in "
            f"{minutes} minutes; that it was, at any time.",
            f"Ce qui envoyait le message {message.id[:8]} tourne peut-être encore : dites dans {minutes} minutes qu'il "
            "n'est pas parti ; qu'il est parti, à tout moment.",
        )
    if name := standing_process(connection, message):
        raise TranslatedError(
            f"The process {name} stands still over message {message.id[:8]} and may send it once it goes on: say that "
            f"it was not sent once that process has ended; that it was, at any time.",
            f"Le processus {name} est arrêté sur le message {message.id[:8]} et l'enverrait en reprenant : dites qu'il "
            "n'est pas parti une fois ce processus terminé ; qu'il est parti, à tout moment.",
        )


def posted(connection: Connection, message: Message, number: str, day: int, who: str, at: str, proof: str = "") -> str:
    """A person posted a letter that day. number: of a registered one. Raises UserError."""
    was_held_back = message.state == states.SKIPPED and _written_day(connection, message) != NO_DAY
    if message.channel not in states.PAPER or not (message.state in (states.RENDERED, states.PRINTED) or was_held_back):
        raise TranslatedError(
            f"Message {message.id[:8]} is no letter ready to be posted ({message.channel}, {message.state}).",
            f"Le message {message.id[:8]} n'est pas une lettre prête à poster "
            f"({word(CHANNELS, message.channel, 'fr')}, {_state(message)}).",
        )
    if day < (written := _written_day(connection, message)):
        raise TranslatedError(
            f"A letter is not posted before it was written, on {day_text(written, 'en')}.",
            f"Une lettre n'est pas postée avant d'être écrite, le {day_text(written, 'fr')}.",
        )
    if message.channel == states.REGISTERED and not number.strip():
        raise TranslatedError(
            "A registered letter has a number: say it with --posted NUMBER.", "Un recommandé a un numéro : notez-le."
        )
    save_letter(connection, message.id, number=number.strip()[:100], posted_day=day, proof=proof)
    if was_held_back:  # too late: it was in the post already, which is what counts
        tell_sent(connection, message.id, states.POSTED, at, who, "posted all the same", sent_at=at, sent_day=day)
        audit.append(
            connection, at, who, "campaign_posted", message.id, {"detail": number, "held_back": message.reason}
        )
        return states.POSTED
    return _moved(connection, message, states.POSTED, at, who, number, sent_at=at, sent_day=day)


def _written_day(connection: Connection, message: Message) -> int:
    """The last day a letter was written, NO_DAY where it never was here."""
    written = [step["at"] for step in load_steps(connection, message.id) if step["state"] == states.RENDERED]
    return local_day(load_sending(connection).window, written[-1]) if written else NO_DAY


def printed(connection: Connection, message: Message, who: str, at: str) -> str:
    """A letter came out of the printer."""
    return _moved(connection, message, states.PRINTED, at, who, "")


def presented(
    connection: Connection, message: Message, day: int, who: str, at: str, outcome: str = "", proof: str = ""
) -> None:  # fmt: skip
    """The post presented a letter that day, or tells what came of it; time limits run from the presentation. Said
    again with another day it is corrected: the last word counts, all of them are in the audit.

    outcome: '', received, unclaimed, unknown_address: it reached nobody, so its level was not sent. Raises UserError.
    """
    letter = load_letter(connection, message.id)
    if message.state != states.POSTED or letter is None:
        raise TranslatedError(
            f"Message {message.id[:8]} was not posted.", f"Le message {message.id[:8]} n'a pas été posté."
        )
    if outcome and outcome not in OUTCOMES:
        raise UserError(f"« {outcome} » is no outcome; there are {', '.join(OUTCOMES)}.")
    if day < letter.posted_day:
        raise TranslatedError(
            "A letter is not presented before it was posted.", "Une lettre n'est pas présentée avant d'être postée."
        )
    if not outcome and letter.outcome_day != NO_DAY and day > letter.outcome_day:
        raise TranslatedError(
            f"What came of the letter was said of {day_text(letter.outcome_day, 'en')}: it was presented by then.",
            f"L'issue de la lettre est du {day_text(letter.outcome_day, 'fr')} : elle a été présentée avant.",
        )
    was_said = any(step["detail"] == _PRESENTED for step in load_steps(connection, message.id))
    if outcome and was_said and day < letter.presented_day:
        raise TranslatedError(
            f"The letter was presented on {day_text(letter.presented_day, 'en')}: what came of it came then or later.",
            f"La lettre a été présentée le {day_text(letter.presented_day, 'fr')} : son issue vient ce jour ou après.",
        )
    values: dict[str, Any] = {"outcome": outcome, "outcome_day": day} if outcome else {}
    # where nobody said when it was presented, the day of what came of it stands for it
    if not outcome or (outcome != UNKNOWN_ADDRESS and not was_said):
        values["presented_day"] = day
    save_letter(connection, message.id, **values, **({"proof": joined(letter.proof, proof)} if proof else {}))
    add_steps(connection, [message.id], states.POSTED, at, who, outcome or _PRESENTED)
    audit.append(connection, at, who, "campaign_letter", message.id, {"outcome": outcome or _PRESENTED, "day": day})
    if outcome == UNKNOWN_ADDRESS:
        move(connection, message.id, states.POSTED, states.BOUNCED, at, who, detail=outcome)
        suspend_postal(connection, message, at)


def called(connection: Connection, message: Message, day: int, who: str, at: str, result: str) -> str:
    """A call was made; its result is an event of the account, said once, where the follow-up is.

    Raises UserError.
    """
    was_held_back = message.state == states.SKIPPED and message.reason != BY_HAND
    if message.channel != states.CALL or not (message.state == states.OPEN or was_held_back):
        raise UserError(f"Message {message.id[:8]} is no call to be made ({message.channel}, {message.state}).")
    if was_held_back:  # made before it was
        tell_sent(connection, message.id, states.DONE, at, who, result, sent_at=at, sent_day=day)
        audit.append(
            connection, at, who, "campaign_done", message.id, {"detail": result, "held_back": message.reason}
        )  # fmt: skip
        return states.DONE
    return _moved(connection, message, states.DONE, at, who, result, sent_at=at, sent_day=day)


def dropped(connection: Connection, message: Message, who: str, at: str, why: str) -> str:
    """A person decides that something which has not left shall not."""
    if message.state not in states.NOT_BEGUN:
        raise TranslatedError(
            f"Message {message.id[:8]} is {message.state}: it cannot be held back any more.",
            f"Le message {message.id[:8]} ne peut plus être retenu ({_state(message)}).",
        )
    return _moved(connection, message, states.SKIPPED, at, who, why, reason=BY_HAND)


def bounced(connection: Connection, message: Message, kind: str, detail: str, at: str, notice: str = "") -> str:
    """Mail came back. hard, complaint: the address is suspended at once; soft: after the third; an automatic reply
    changes nothing. notice: what the detail names it by; one told before changes nothing. `suspended`, `noted`, ''."""
    if notice and any(f"[{notice}]" in step["detail"] for step in load_steps(connection, message.id)):
        return ""
    if kind == AUTO_REPLY or message.state not in (states.SENT, states.DELIVERED, states.UNCERTAIN, states.BOUNCED):
        return ""
    who = addresses.RETURNED_MAIL
    if kind == SOFT:
        return "suspended" if addresses.soft_bounce(connection, message, detail, at) else "noted"
    state = addresses.COMPLAINT if kind == COMPLAINT else addresses.SUSPENDED
    addresses.suspend(connection, message.recipient, detail, message.id, at, state)
    if kind == COMPLAINT:
        add_steps(connection, [message.id], message.state, at, who, f"complaint: {detail}")
    elif message.state != states.BOUNCED:
        _returned(connection, message, at, who, detail)
    return "suspended"


def copy_bounced(
    connection: Connection, message: Message, address: str, kind: str, detail: str, at: str
) -> str:  # fmt: skip
    """The copy to the sales contact came back: his address gets no mail any more where it is refused for good; of the
    customer's message nothing changes. `suspended`, `copy` (nothing is done), '' where it is suspended already."""
    if kind not in (HARD, COMPLAINT):
        return "copy"
    if addresses.is_suspended(connection, address):
        return ""
    addresses.suspend(connection, address, detail, message.id, at)
    return "suspended"


def _returned(connection: Connection, message: Message, at: str, who: str, detail: str) -> None:
    """Returned mail also settles a doubt: it had left. It reached nobody: no day without messages follows it."""
    if message.state == states.UNCERTAIN:
        move(connection, message.id, states.UNCERTAIN, states.SENT, at, who, detail="came back")
    before = states.SENT if message.state == states.UNCERTAIN else message.state
    move(connection, message.id, before, states.BOUNCED, at, who, detail=detail)
    free_contact_days(connection, message.id)


def _moved(connection: Connection, message: Message, after: str, at: str, who: str, detail: str, **values: Any) -> str:
    locked_clock(connection)
    if not move(connection, message.id, message.state, after, at, who, detail=detail, **values, **FREE):
        raise TranslatedError(
            f"Message {message.id[:8]} was changed by somebody else meanwhile: look again.",
            f"Quelqu'un d'autre vient de changer le message {message.id[:8]} : revoyez-le.",
        )
    audit.append(connection, at, who, f"campaign_{after}", message.id, {"detail": detail})
    return after


def _state(message: Message) -> str:
    return word(STATES, message.state, "fr")
