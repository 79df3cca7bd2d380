"""What mail servers mean by what they say."""

import re
import smtplib

from server.transports.port import Answer, End

_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
#: Words that name the mailbox; those of a server that will have none of this sender.
_MAILBOX = re.compile(
    r"\b(no such|unknown|invalid|bad|non-?existent|inactive|disabled)\b.{0,20}"
    r"\b(user|recipient|mailbox|address|account)"
    r"|\b(user|recipient|mailbox|address|account)\b.{0,40}\b(unknown|unavailable|not found|not exist|invalid|inactive|"
    r"disabled|no longer)"
    r"|\bno mailbox\b|\bnot a valid (mailbox|recipient|user)\b|\b(utilisateur|destinataire|adresse)\b.{0,20}\binconnu",
    re.IGNORECASE,
)
_RELAY = re.compile(
    r"relay(?! recipient)|rcpthosts|sender|authenticat|log ?in|not allowed|denied|polic|spam|block", re.IGNORECASE
)


def is_of_size(said: bytes | str) -> bool:
    """Whether a refusal is of how large the message is."""
    return re.search(r"size|large|big|5\.3\.4", text_of(said), re.IGNORECASE) is not None


def refusal(code: int, said: bytes | str, *, at_recipient: bool = False) -> Answer:
    """4xx may be tried again; of 5xx at the recipient only what names the mailbox speaks of the address."""
    text = f"{code} {text_of(said)}"
    if code // 100 != 5:
        return Answer(End.PUT_OFF, text)
    return Answer(End.REFUSED, text, at_recipient and _is_of_mailbox(text))


def _is_of_mailbox(text: str) -> bool:
    """5.1.x but of the sender (RFC 3463 3.2: 5.1.7, 5.1.8), or words that say so where there is no such code; a server
    that will not relay says 550 as well, of every address there is."""
    found = _ENHANCED.search(text)
    if found is not None and found[1] in ("1", "7"):
        return found[1] == "1" and found[2] not in ("7", "8")
    return _MAILBOX.search(text) is not None and _RELAY.search(text) is None


def text_of(said: bytes | str) -> str:
    """What was said, in one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]


def words_of(error: BaseException) -> str:
    """What went wrong, in words that end without a dot."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {text_of(error.smtp_error)}".rstrip(".")
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return text_of(str(error)).rstrip(".") or type(error).__name__
