"""What an e-mail address is: one rule for who reads it in a file, who plans a message to it and who makes the mail."""

import re

_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_TOP = r"(?:[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{0,58}[A-Za-z0-9])"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+{_TOP}")
_MOST_CHARACTERS = 254


def is_email_address(text: str) -> bool:
    """Whether a mail can be addressed so: one address in plain ASCII, no quotes, no comments, nothing around it
    (RFC 5321 4.1.2: words parted by single dots before the @, host names after it)."""
    return len(text) <= _MOST_CHARACTERS and _ADDRESS.fullmatch(text) is not None
