"""Mail handed over to servers that misbehave at each verb: what is known of the end is what is told, and no more."""

import datetime as dt
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from server.errors import UserError
from server.transports.port import Answer, ChannelError, End, Mail
from server.transports.smtp import SmtpServer, SmtpTransport, is_one_address, smtp_server
from server.transports.smtp_lines import Line, is_waiting
from tests.smtp_script import DROP, Drip, Said, Script

MAIL = Mail(
    b"From: a@example.com\r\nSubject: x\r\n\r\n.dot\nend", "a@example.com", "b@example.org", "<1.1@example.com>"
)


def _late() -> int:
    return time.time_ns() // 1_000_000 + 60_000


def _transport(script: Script, **other: object) -> SmtpTransport:
    server = SmtpServer("127.0.0.1", script.port, "none")
    return SmtpTransport(server, **({"answer_s": 0.5, "command_s": 0.5} | other))  # type: ignore[arg-type]


def _handed(answers: dict[str, Said], mail: Mail = MAIL, until: Callable[[], int] = _late) -> tuple[Answer, Script]:
    with Script(dict(answers)) as script:
        channel = _transport(script)
        try:
            return channel.hand_over(mail, until), script
        finally:
            channel.close()


def test_a_mail_is_taken_whole() -> None:
    """Dots doubled, lines ended; the envelope asks for notices under the message's own id."""
    answer, script = _handed({})
    assert (answer.end, answer.text) == (End.ACCEPTED, "250 2.0.0 taken")
    assert script.mails == [b"From: a@example.com\r\nSubject: x\r\n\r\n..dot\r\nend\r\n.\r\n"]
    assert any(verb.startswith("MAIL") and "RET=HDRS" in verb and "ENVID=1.1@example.com" in verb
               for verb in script.verbs)  # fmt: skip
    assert any("NOTIFY=FAILURE,DELAY" in verb for verb in script.verbs)


def test_a_copy_goes_along_and_its_refusal_keeps_the_mail_from_nobody() -> None:
    """The second recipient alone is refused: that is told beside the answer."""
    copied = replace(MAIL, copy="c@example.com")
    answer, script = _handed({}, copied)
    assert (answer.end, answer.text) == (End.ACCEPTED, "250 2.0.0 taken")
    assert [verb for verb in script.verbs if "c@example.com" in verb]
    answer, script = _handed({"RCPT": ["250 ok", "550 5.1.1 nobody"]}, copied)
    assert (answer.end, len(script.mails)) == (End.ACCEPTED, 1)
    assert answer.text == "250 2.0.0 taken (no copy to c@example.com: 550 5.1.1 nobody)"


@pytest.mark.parametrize(("answers", "end", "is_address"), [
    ({"RCPT": "550 5.1.1 nobody"}, End.REFUSED, True),
    ({"RCPT": "550-5.1.1 no\r\n550 5.1.1 body"}, End.REFUSED, True),
    ({"RCPT": "550 5.7.1 not allowed"}, End.REFUSED, False),
    ({"RCPT": "550 relay not permitted"}, End.REFUSED, False),
    ({"RCPT": "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"}, End.REFUSED, False),
    ({"RCPT": "550 5.7.1 Unable to relay for unknown user b@example.org"}, End.REFUSED, False),
    ({"RCPT": "550 5.1.8 bad address of the sender"}, End.REFUSED, False),
    ({"RCPT": "550 5.1.10 RecipientNotFound"}, End.REFUSED, True),
    ({"RCPT": "550 Requested action not taken: mailbox unavailable"}, End.REFUSED, True),
    ({"RCPT": "553 sorry, no mailbox here by that name (#5.1.1)"}, End.REFUSED, True),
    ({"RCPT": "550 <b@example.org>: Recipient address rejected: User unknown in relay recipient table"}, End.REFUSED,
     True),
    ({"RCPT": "550 5.5.0 mailbox unavailable"}, End.REFUSED, True),
    ({"RCPT": "503 valid RCPT command must precede"}, End.REFUSED, False),
    ({"RCPT": "530 5.7.0 authentication required"}, End.REFUSED, False),
    ({"RCPT": "451 4.7.1 greylisted"}, End.PUT_OFF, False),
    ({"RCPT": "452 4.2.2 full"}, End.PUT_OFF, False),
    ({"MAIL": "552 5.3.4 message size exceeds limit"}, End.REFUSED, False),
    ({"DATA": "451 4.3.0 later"}, End.PUT_OFF, False),
    ({"DATA": "554 5.7.1 spam"}, End.REFUSED, False),
    ({"DATA": DROP}, End.NOT_BEGUN, False),
    ({"DATA": 2.0}, End.NOT_BEGUN, False),
    ({"DATA": "\x00\xff???"}, End.NOT_BEGUN, False),
    ({"DATA": "250 ok?"}, End.NOT_BEGUN, False),
    ({"DATA": "421 4.3.2 closing"}, End.NOT_BEGUN, False),
    ({".": "451 4.3.0 later"}, End.PUT_OFF, False),
    ({".": "421 4.3.2 closing"}, End.PUT_OFF, False),
    ({".": "554 5.7.1 spam"}, End.REFUSED, False),
    ({".": "250-one\r\n250-two\r\n250 three"}, End.ACCEPTED, False),
    ({".": "550-spam\r\n250 ok"}, End.DOUBT, False),
    ({".": "2500 ok"}, End.DOUBT, False),
    ({".": "250"}, End.ACCEPTED, False),
    ({"DATA": "354 go\r\n250 ok", ".": "550 no"}, End.NOT_BEGUN, False),
    ({".": DROP}, End.DOUBT, False),
    ({".": 2.0}, End.DOUBT, False),
    ({".": "what?"}, End.DOUBT, False),
    ({".": "354 go on"}, End.DOUBT, False),
    ({".": "250-" + "x" * 10_000}, End.DOUBT, False),
    ({".": Drip("250-x\r\n" * 50, 0.02)}, End.DOUBT, False),
    ({".": Drip("250-x\r\n250", 0.001)}, End.DOUBT, False),
    ({".": Drip("250", 0.001)}, End.DOUBT, False),
])  # fmt: skip
def test_each_answer_has_one_meaning(answers: dict[str, Said], end: End, is_address: bool) -> None:
    """Before the content, nothing left; after it, only 2xx, 4xx and 5xx are answers."""
    answer, _ = _handed(answers)
    assert (answer.end, answer.is_address) == (end, is_address)


@pytest.mark.parametrize("answers", [
    {"banner": DROP}, {"banner": 2.0}, {"banner": "554 no"}, {"banner": Drip("220-x\r\n" * 50, 0.02)},
    {"banner": "what?"}, {"EHLO": DROP, "HELO": DROP}, {"EHLO": "500 no", "HELO": "500 no"}, {"MAIL": DROP},
    {"MAIL": 2.0}, {"MAIL": "451 later"}, {"MAIL": "550 5.7.1 who are you"}, {"MAIL": "garbage"}, {"RCPT": DROP},
    {"RCPT": 2.0}, {"RCPT": "garbage"}, {"RCPT": "421 closing"}, {"RCPT": Drip("250-x\r\n" * 50, 0.02)},
    {"RCPT": Drip("250", 0.001)},
])  # fmt: skip
def test_a_channel_that_fails_before_the_content_is_told_as_such(answers: dict[str, Said]) -> None:
    """Nothing was begun: the hook that commits `transmitting` is never called."""
    begun: list[int] = []

    def until() -> int:
        begun.append(1)
        return _late()

    with pytest.raises(ChannelError, match="mail server"):
        _handed(answers, until=until)
    assert begun == []


@pytest.mark.parametrize("answers", [{"banner": "554 no."}, {"MAIL": "550 who are you."}])
def test_a_sentence_ends_with_one_dot(answers: dict[str, Said]) -> None:
    with pytest.raises(ChannelError, match=r"[^.]\.$"):
        _handed(answers)


@pytest.mark.parametrize("answers", [{"banner": 2.0}, {"MAIL": 2.0}, {"RCPT": Drip("250-x\r\n" * 50, 0.02)}])
def test_a_mute_server_is_said_to_be_mute(answers: dict[str, Said]) -> None:
    with pytest.raises(ChannelError, match=r": no answer within 0\.5 seconds\.$"):
        _handed(answers)


def test_a_line_that_was_dropped_is_made_again() -> None:
    """One kept idle may be closed by the other side."""
    with Script({"RSET": [DROP, "250 ok"]}) as script:
        channel = _transport(script)
        ends = [channel.hand_over(MAIL, _late).end for _ in range(3)]
        channel.close()
    assert ends == [End.ACCEPTED] * 3
    assert len(script.mails) == 3


def test_what_the_hook_raises_leaves_nothing_behind() -> None:
    """The message was held back: the next one leaves on the same line."""

    def hold() -> int:
        raise LookupError("dispute")

    with Script({}) as script:
        channel = _transport(script)
        with pytest.raises(LookupError):
            channel.hand_over(MAIL, hold)
        assert channel.hand_over(MAIL, _late).end is End.ACCEPTED
        channel.close()
    assert len(script.mails) == 1


@pytest.mark.parametrize(("said", "is_gone", "expected"), [(b"", False, True), (b"250 ok", False, False),
                                                           (b"", True, False), (b"421 bye", True, False)])  # fmt: skip
def test_a_content_goes_only_to_a_server_that_waits_for_it(said: bytes, is_gone: bool, expected: bool) -> None:
    """What was said before it is no answer to it; a server that hung up takes none, and that is certain."""
    ours, theirs = socket.socketpair()
    line = Line(timeout=0.5)
    line.sock = ours
    theirs.sendall(b"354 go\r\n")
    assert line.getreply()[0] == 354
    theirs.sendall(said)
    if is_gone:
        theirs.close()
    assert is_waiting(line) is expected
    assert ours.gettimeout() is None
    line.close()
    theirs.close()


def test_content_that_comes_too_late_never_leaves() -> None:
    """This process slept: somebody else has the message by now."""
    answer, script = _handed({}, until=lambda: 1)
    assert answer.end is End.NOT_BEGUN
    assert script.mails == []


def test_addresses_with_letters_need_a_server_that_knows_them() -> None:
    mail = Mail(MAIL.content, MAIL.sender, "zoé@exemple.example", MAIL.message_id)
    answer, script = _handed({}, mail)
    assert (answer.end, answer.is_address) == (End.REFUSED, True)
    assert not any(verb.startswith("RCPT") for verb in script.verbs)
    answer, script = _handed({"EHLO": "250-hi\r\n250-8BITMIME\r\n250 SMTPUTF8"}, mail)
    assert answer.end is End.ACCEPTED
    assert any(verb.startswith("RCPT TO:<zoé@exemple.example>") for verb in script.verbs)


@pytest.mark.parametrize("address", ["a@b\r\nRCPT TO:<c@d>", "a b@c", "a@b>", "<a@b", "@b", "a@", "a", "", "a@b@c",
                                     "a\x00@b", "a" * 250 + "@b.cc"])  # fmt: skip
def test_what_is_no_address_is_never_said_to_a_server(address: str) -> None:
    assert not is_one_address(address)
    answer, script = _handed({}, Mail(MAIL.content, MAIL.sender, address, MAIL.message_id))
    assert (answer.end, answer.is_address) == (End.REFUSED, True)
    assert script.verbs == []


@pytest.mark.parametrize(("url", "found"), [
    ("smtps://u:p%40w@mail.example", SmtpServer("mail.example", 465, "tls", "u", "p@w")),
    ("smtp://mail.example:25", SmtpServer("mail.example", 25, "starttls")),
    ("smtp://127.0.0.1:2525?security=none", SmtpServer("127.0.0.1", 2525, "none")),
])  # fmt: skip
def test_urls(url: str, found: SmtpServer) -> None:
    assert smtp_server(url) == found


@pytest.mark.parametrize("url", ["", "http://mail.example", "smtp://", "smtp://h:port", "smtp://u:secret@mail.example:25?"
                                 "security=none", "smtp://h?security=some"])  # fmt: skip
def test_urls_that_are_none_are_refused_without_the_password(url: str) -> None:
    with pytest.raises(UserError) as error:
        smtp_server(url)
    assert "secret" not in str(error.value)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Of 127.0.0.1, signed by itself."""
    x509 = pytest.importorskip("cryptography.x509")
    import ipaddress  # noqa: PLC0415

    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    encoding, pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (tmp_path / "key.pem").write_bytes(key.private_bytes(encoding, pem, serialization.NoEncryption()))
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(encoding))
    return tmp_path / "cert.pem", tmp_path / "key.pem"


_TLS = {"EHLO": "250-hi\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 DSN", "STARTTLS": "220 go"}


def test_tls_and_a_password(certificate: tuple[Path, Path]) -> None:
    """STARTTLS first, then the password; a certificate nobody vouches for gets neither password nor mail."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    answers: dict[str, Said] = {**_TLS, "AUTH": "235 2.7.0 welcome"}
    with Script(dict(answers), wrap=lambda line: context.wrap_socket(line, server_side=True)) as script:
        server = SmtpServer("127.0.0.1", script.port, "starttls", "user", "word")
        channel = SmtpTransport(server, trusting, answer_s=2, command_s=2)
        assert channel.hand_over(MAIL, _late).end is End.ACCEPTED
        channel.close()
        verbs = [verb.split()[0] for verb in script.verbs]
        assert verbs.index("STARTTLS") < verbs.index("AUTH") < verbs.index("MAIL")
        script.verbs.clear()
        with pytest.raises(ChannelError, match=r"(?i)certificate"):
            SmtpTransport(server, answer_s=2, command_s=2).hand_over(MAIL, _late)
        assert not any(verb.startswith(("AUTH", "MAIL")) for verb in script.verbs)


def test_a_server_without_tls_gets_no_mail_and_a_wrong_password_says_so(certificate: tuple[Path, Path]) -> None:
    with Script({}) as script, pytest.raises(ChannelError, match="STARTTLS"):
        SmtpTransport(SmtpServer("127.0.0.1", script.port, "starttls"), command_s=2).open()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    answers: dict[str, Said] = {**_TLS, "AUTH": "535 5.7.8 no"}
    with Script(dict(answers), wrap=lambda line: context.wrap_socket(line, server_side=True)) as script:
        server = SmtpServer("127.0.0.1", script.port, "starttls", "user", "topsecret")
        with pytest.raises(ChannelError, match="535") as error:
            SmtpTransport(server, trusting, command_s=2).open()
    assert "topsecret" not in str(error.value)
