"""The mail server of relance.toml: its password is read where the server is opened, and nowhere before."""

from pathlib import Path

import pytest

from server.campaigns.sending.one_run import transport_of
from server.campaigns.sending.turns import NoServer
from server.configuration import MailServer, mail_server, read_configuration
from server.errors import UserError
from server.transports.port import ChannelError

SETTINGS = '[smtp]\nurl = "smtp://me@mail.example:587"\npassword_file = "secret"\n'


def test_a_password_nobody_may_read_troubles_only_who_sends(tmp_path: Path) -> None:
    """A file for its owner's eyes: everybody else's commands, and drafts, do without it."""
    (tmp_path / "relance.toml").write_text(SETTINGS)
    assert read_configuration(tmp_path).anchors == tmp_path / "audit-anchors"
    server = mail_server(tmp_path, "")
    transport_of(server, tmp_path / "drafts").close()
    with pytest.raises(UserError, match=r"The secret of \[smtp\] cannot be read"):
        transport_of(server, None)
    assert mail_server(tmp_path, "smtp://other") == MailServer("smtp://other")


def test_the_password_is_put_into_the_address_when_it_is_asked(tmp_path: Path) -> None:
    """Signs that mean something in an address are quoted; what is changed in the file counts from then on."""
    (tmp_path / "relance.toml").write_text(SETTINGS)
    server = mail_server(tmp_path, "")
    (tmp_path / "secret").write_text("a/b@c\n")
    assert server.address() == "smtp://me:a%2Fb%40c@mail.example:587"
    assert "a/b" not in repr(read_configuration(tmp_path))


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_password_file_is_told(tmp_path: Path, text: str) -> None:
    """Nobody signs in without a password unawares."""
    (tmp_path / "relance.toml").write_text(SETTINGS)
    (tmp_path / "secret").write_text(text)
    with pytest.raises(UserError, match=r"The secret of \[smtp\] in .*secret is empty: write the password there"):
        mail_server(tmp_path, "").address()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('password_file = "secret"', "needs url"), ('url = "smtp://a:b@host"', "goes into a file of its own"),
        ('url = "smtp://host"\npassword_file = "secret"', "needs a user"), ('url = "smtp://[::1"', "not understood"),
    ],
)  # fmt: skip
def test_an_address_that_will_not_do_is_told_at_once(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "relance.toml").write_text(f"[smtp]\n{text}\n")
    with pytest.raises(UserError, match=sentence):
        read_configuration(tmp_path)


def test_where_no_server_is_told_both_places_for_it_are_named() -> None:
    """The variable of the process, and the home's own file."""
    with pytest.raises(UserError, match=r"RELANCE_SMTP_URL, or url of \[smtp\] in relance.toml, or write drafts"):
        transport_of(MailServer(), None)
    with pytest.raises(ChannelError, match=r"RELANCE_SMTP_URL, or url of \[smtp\] in relance.toml\."):
        NoServer().open()
