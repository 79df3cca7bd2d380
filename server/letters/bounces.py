"""What comes back: delivery status notifications (RFC 3464), automatic answers, complaints (RFC 5965).

The message is known by our own Message-ID, found in the returned headers; a bounce that names none of ours says
nothing about any reminder. Parsing never fails on what strangers send: what is not understood is `other`.
"""

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

from receivables.email_addresses import is_email_address
from server.letters import texts

HARD, SOFT, AUTO_REPLY, COMPLAINT, DELIVERED, OTHER = "hard", "soft", "auto_reply", "complaint", "delivered", "other"
MAX_BYTES = 2_000_000
#: A mail of ours goes to a customer and a sales contact.
_MOST_RECIPIENTS = 20
_OURS = re.compile(r"<(relance\.[0-9a-f]{32}\.\d{1,3}@[A-Za-z0-9.-]{1,250})>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"\b([45])\d\d\b")
#: 5.x.x that say "not now" or "not so": the address itself may be good (full box, size, policy, system).
_SOFT_5XX = {("2", "2"), ("2", "3"), ("3", "4"), ("7", "1"), ("4", "7")}


@dataclass(frozen=True)
class Bounce:
    """kind: of the constants above; message_id: our Message-ID with its brackets, empty where none is named;
    recipients: the address concerned, that which was written to first, then what it became on the way (an alias, a
    forward); status: as `5.1.1`; told: the server's words, one line."""

    kind: str
    message_id: str = ""
    recipients: tuple[str, ...] = ()
    status: str = ""
    told: str = ""


def parse_bounces(data: bytes) -> list[Bounce]:
    """A mail that came back, as bytes: one for each recipient it tells of, one at least."""
    mail = email.message_from_bytes(data[:MAX_BYTES], policy=compat32)
    report = str(mail.get_param("report-type", "") or "").lower()
    ours = _message_id(data)
    if report == "feedback-report":
        return [Bounce(COMPLAINT, ours)]
    fields = _status_fields(mail)
    if fields:
        blocks = [one for one in fields if "action" in one or "status" in one] or [{}]
        return [_delivery(one, ours) for one in blocks[:_MOST_RECIPIENTS]]
    if _is_automatic(mail):
        return [Bounce(AUTO_REPLY, ours)]
    return [_plain_bounce(mail, ours)]


def _message_id(data: bytes) -> str:
    """The last Message-ID of ours in the mail: the returned headers stand at its end."""
    found = _OURS.findall(data[:MAX_BYTES].decode("ascii", "replace"))
    return f"<{found[-1]}>" if found else ""


def _status_fields(mail: Message) -> list[dict[str, str]]:
    """The blocks of the message/delivery-status part; empty where there is none."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            blocks = payload if isinstance(payload, list) else []
            return [
                {name.lower(): texts.line(str(value), 500) for name, value in block.items()}
                for block in blocks if isinstance(block, Message)
            ]  # fmt: skip
    return []


def _delivery(told: dict[str, str], ours: str) -> Bounce:
    status = _STATUS.search(told.get("status", "")) or _STATUS.search(told.get("diagnostic-code", ""))
    action = told.get("action", "").lower()
    named = [told.get(one, "").partition(";")[2].strip() for one in ("original-recipient", "final-recipient")]
    return Bounce(
        kind=_kind(action, status, told.get("diagnostic-code", "")),
        message_id=ours,
        recipients=tuple(one for one in dict.fromkeys(named) if is_email_address(one)),
        status=status.group() if status else "",
        told=texts.line(told.get("diagnostic-code", ""), 300),
    )


def _kind(action: str, status: re.Match[str] | None, diagnostic: str) -> str:
    if action in ("delivered", "relayed", "expanded"):
        return DELIVERED
    if action == "delayed":  # it is tried on: no refusal
        return OTHER
    if status is not None:
        if status[1] == "5" and status.group(2, 3) not in _SOFT_5XX:
            return HARD
        return DELIVERED if status[1] == "2" else SOFT
    code = _CODE.search(diagnostic)
    return HARD if code and code[1] == "5" else SOFT if action == "failed" or code else OTHER


def _is_automatic(mail: Message) -> bool:
    told = str(mail.get("Auto-Submitted", "no")).strip().lower()
    has_sign = any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    is_list = str(mail.get("Precedence", "")).strip().lower() in ("auto_reply", "bulk", "junk")
    return told.startswith("auto-replied") or ((has_sign or is_list) and "mailer-daemon" not in _sender(mail))


def _plain_bounce(mail: Message, ours: str) -> Bounce:
    """A server's notice without a status part: only of a server's own sender, about a message of ours."""
    if not ours or not any(name in _sender(mail) for name in ("mailer-daemon", "postmaster")):
        return Bounce(OTHER, ours)
    text = " ".join(_texts(mail))
    status, code = _STATUS.search(text), _CODE.search(text)
    kind = _kind("failed", status, text) if status or code else OTHER
    return Bounce(kind, ours, status=status.group() if status else "", told=texts.line(text, 300))


def _texts(mail: Message) -> list[str]:
    found = []
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                found.append(payload[:20_000].decode("utf-8", "replace"))
    return found


def _sender(mail: Message) -> str:
    return f"{mail.get('From', '')} {mail.get('Return-Path', '')}".lower()
