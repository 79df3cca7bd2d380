"""E-mail over SMTP: one recipient a message, one connection for many, ten minutes for the answer to the content.

RFC 5321 4.5.3.2.6: giving up on the answer after the final dot earlier makes mails arrive twice.
"""

import contextlib
import re
import smtplib
import ssl
import time
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from server.errors import UserError
from server.transports.port import Answer, BeforeData, ChannelError, End, Mail
from server.transports.smtp_lines import Line, TlsLine, hang_up, is_waiting, wait
from server.transports.smtp_replies import is_of_size, refusal, text_of, words_of

ANSWER_S, COMMAND_S = 600, 60
_OK, _NO, _GO_ON, _AWAY = range(200, 300), range(400, 600), 354, 421
#: The message is too large (RFC 1870): it alone is refused.
_TOO_LARGE = (552, 554)
#: On this machine nothing needs to be hidden: a relay here rarely speaks TLS.
_LOCAL = ("127.0.0.1", "localhost", "::1")
_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[^\s@<>(),;:\\\"\[\]\x00-\x20\x7f]+@[^\s@<>(),;:\\\"\[\]\x00-\x20\x7f]+")


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over. security: tls (from the start), starttls (required), none"""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""


def smtp_server(url: str) -> SmtpServer:
    """`smtps://user:password@host`, `smtp://host:587` (STARTTLS required), `smtp://host:25?security=none`; a
    server on this machine is taken without TLS unless the URL says otherwise.

    Raises UserError; the sentence never holds the password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise UserError("The SMTP URL is not understood; write smtp://user:password@host:587.") from error
    query = dict(one.split("=", 1) for one in parts.query.split("&") if "=" in one)
    security = (
        "tls" if parts.scheme == "smtps" else query.get("security", "none" if parts.hostname in _LOCAL else "starttls")
    )
    if parts.scheme not in _PORTS or not parts.hostname or security not in ("tls", "starttls", "none"):
        raise UserError("The SMTP URL is not understood; write smtp://user:password@host:587.")
    if parts.username and security == "none" and parts.hostname not in _LOCAL:
        raise UserError("A password never goes to a mail server without TLS: leave security=none out.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, port or _PORTS[parts.scheme], security, user, password)


def is_one_address(text: str) -> bool:
    """Whether a text is one plain address that no command can hide in. Wider than what mails are written to
    (`is_email_address`): a server with SMTPUTF8 takes letters beyond ASCII."""
    return len(text) <= 254 and text.isprintable() and _ADDRESS.fullmatch(text) is not None


class SmtpTransport:
    """One connection to a mail server, made again where it broke."""

    def __init__(
        self, server: SmtpServer, context: ssl.SSLContext | None = None, answer_s: float = ANSWER_S,
        command_s: float = COMMAND_S,
    ) -> None:  # fmt: skip
        """answer_s: how long the answer to a content may take, command_s: that to any command, whole."""
        self._server, self._context, self._answer_s, self._command_s = server, context, answer_s, command_s
        self._line: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect and sign in. Raises ChannelError."""
        self._line = self._line or self._connected_or_told()

    def _connected_or_told(self) -> smtplib.SMTP:
        try:
            return self._connected()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise ChannelError(f"The mail server {self._server.host} cannot be used: {words_of(error)}.") from error

    def hand_over(self, mail: Mail, before_data: BeforeData) -> Answer:
        """See `Transport`."""
        if not is_one_address(mail.recipient):
            return Answer(End.REFUSED, "The address is none.", is_address=True)
        if not is_one_address(mail.sender):
            raise ChannelError("The sender's address is none.")
        line = self._ready()
        refused = self._addressed(line, mail)
        if refused is not None:
            self._reset()
            return refused
        without = self._copied(line, mail)
        try:
            until_ms = before_data()
        except BaseException:
            self._reset()
            raise
        answer = self._transmitted(line, mail, until_ms)
        return replace(answer, text=f"{answer.text} ({without})") if without else answer

    def close(self) -> None:
        """Say goodbye, or just hang up."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                line.quit()
            line.close()

    def _connected(self) -> smtplib.SMTP:
        told, context = self._server, self._context or ssl.create_default_context()
        if told.security == "tls":
            line: smtplib.SMTP = TlsLine(told.host, told.port, timeout=self._command_s, context=context)
        else:
            line = Line(told.host, told.port, timeout=self._command_s)
        try:
            if told.security == "starttls":
                line.starttls(context=context)
            line.ehlo_or_helo_if_needed()
            if told.user:
                line.login(told.user, told.password)
        except BaseException:
            line.close()
            raise
        return line

    def _ready(self) -> smtplib.SMTP:
        """A connection that still answers: one kept idle may be closed by the other side."""
        if self._line is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                if self._line.rset()[0] in _OK:
                    return self._line
            self._drop()
        self._line = self._line or self._connected_or_told()
        return self._line

    def _addressed(self, line: smtplib.SMTP, mail: Mail) -> Answer | None:
        """MAIL and RCPT: None where the recipient is taken. Raises ChannelError."""
        try:
            options = self._options(line, mail)
            if options is None:
                return Answer(End.REFUSED, "The mail server takes no address with such letters.", is_address=True)
            code, said = line.mail(mail.sender, options)
            if code in _TOO_LARGE and is_of_size(said):
                return refusal(code, said)
            if code in _OK:
                code, said = line.rcpt(mail.recipient, _notices(line))
                if code in _OK:
                    return None
                if code in _NO and code != _AWAY:
                    return refusal(code, said, at_recipient=True)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            raise ChannelError(f"The mail server {self._server.host} broke off: {words_of(error)}.") from error
        self._drop()
        raise ChannelError(f"The mail server takes no mail from {mail.sender} now: {code} {text_of(said).rstrip('.')}.")

    def _copied(self, line: smtplib.SMTP, mail: Mail) -> str:
        """Address the copy too: its refusal, told, keeps the mail from nobody else. Raises ChannelError."""
        if not is_one_address(mail.copy):
            return ""
        try:
            code, said = line.rcpt(mail.copy, _notices(line))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            raise ChannelError(f"The mail server {self._server.host} broke off: {words_of(error)}.") from error
        return "" if code in _OK else f"no copy to {mail.copy}: {code} {text_of(said)}"

    def _options(self, line: smtplib.SMTP, mail: Mail) -> list[str] | None:
        """Of MAIL; None where an address needs what the server has not."""
        options = [f"SIZE={len(mail.content)}"] if line.has_extn("size") else []
        if not (mail.recipient.isascii() and mail.sender.isascii() and mail.content.isascii()):
            if line.has_extn("smtputf8"):
                options += ["SMTPUTF8", "BODY=8BITMIME"]
            elif not (mail.recipient.isascii() and mail.sender.isascii()):
                return None
            elif line.has_extn("8bitmime"):
                options.append("BODY=8BITMIME")
        if line.has_extn("dsn"):
            options += ["RET=HDRS", f"ENVID={re.sub(r'[^A-Za-z0-9.@-]', '', mail.message_id)[:100]}"]
        return options

    def _transmitted(self, line: smtplib.SMTP, mail: Mail, until_ms: int) -> Answer:
        """DATA, the content, the answer."""
        try:
            code, said = line.docmd("DATA")
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            return Answer(End.NOT_BEGUN, words_of(error))
        if code != _GO_ON:
            if code in _NO and code != _AWAY:
                self._reset()
                return refusal(code, said)
            self._drop()
            return Answer(End.NOT_BEGUN, f"{code} {text_of(said)}")
        if time.time() * 1000 >= until_ms:  # this process slept: somebody else has the message by now
            self._drop()
            return Answer(End.NOT_BEGUN, "too late")
        return self._answered(line, mail)

    def _answered(self, line: smtplib.SMTP, mail: Mail) -> Answer:
        try:
            if not is_waiting(line):  # what is there before the content cannot be the answer to it
                self._drop()
                return Answer(End.NOT_BEGUN, "the server answered, or hung up, before the content")
            wait(line, self._answer_s)
            line.send(_dotted(mail.content))
            code, said = line.getreply()
            wait(line, self._command_s)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            return Answer(End.DOUBT, words_of(error))
        if code not in _OK and code not in _NO:  # no answer anybody could understand
            self._drop()
            return Answer(End.DOUBT, f"{code} {text_of(said)}")
        if code == _AWAY:
            self._drop()
        return Answer(End.ACCEPTED, f"{code} {text_of(said)}") if code in _OK else refusal(code, said)

    def _reset(self) -> None:
        """Forget the message half given; a line that does not answer is hung up."""
        try:
            if self._line is not None and self._line.rset()[0] not in _OK:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            if line.sock is not None:
                hang_up(line.sock)
            line.close()


def _notices(line: smtplib.SMTP) -> list[str]:
    return ["NOTIFY=FAILURE,DELAY"] if line.has_extn("dsn") else []


def _dotted(content: bytes) -> bytes:
    """Lines ended as SMTP wants them, leading dots doubled, the final dot."""
    lines = re.sub(rb"(?:\r\n|\n|\r(?!\n))", b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines) + b".\r\n"
