"""Notices of servers are told apart; invoice copies are found by number alone."""

import os
from pathlib import Path

import pytest

from server.campaigns.proposal.invoice_copies import Folders
from server.errors import UserError
from server.letters.bounces import AUTO_REPLY, COMPLAINT, DELIVERED, HARD, OTHER, SOFT, Bounce, parse_bounces
from server.letters.copies import FolderError, InvoiceFolder, attachments
from server.letters.mail import message_id

OURS = message_id("m-1", 1, "vallier.example")


def dsn(status: str, action: str = "failed", code: str = "smtp; 550 no such user") -> bytes:
    """A notification as RFC 3464 lays it out."""
    return (
        "From: MAILER-DAEMON@mx.test\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
        f"Final-Recipient: rfc822; compta@rhone.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {code}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {OURS}\r\nSubject: Rappel\r\n\r\n--b--\r\n"
    ).encode()


def told(data: bytes) -> Bounce:
    """The one thing a notice tells."""
    (found,) = parse_bounces(data)
    return found


@pytest.mark.parametrize(
    ("status", "action", "kind"),
    [("5.1.1", "failed", HARD), ("5.2.2", "failed", SOFT), ("4.4.1", "delayed", OTHER), ("5.7.1", "failed", SOFT),
     ("2.0.0", "delivered", DELIVERED), ("5.1.10", "failed", HARD), ("4.2.2", "failed", SOFT)],
)  # fmt: skip
def test_a_notification_tells_hard_from_soft(status: str, action: str, kind: str) -> None:
    found = told(dsn(status, action))
    assert (found.kind, found.message_id, found.recipients, found.status) == (
        kind, OURS, ("compta@rhone.example",), status,
    )  # fmt: skip


def test_a_notification_of_two_recipients_tells_of_both() -> None:
    """One server refuses the customer and the sales contact in one notice."""
    other = b"Final-Recipient: rfc822; paul@vallier.example\r\nAction: failed\r\nStatus: 4.2.2\r\n\r\n"
    found = parse_bounces(
        dsn("5.1.1").replace(b"--b\r\nContent-Type: text/rfc822", other + b"--b\r\nContent-Type: text/rfc822")
    )
    assert [(one.recipients, one.kind, one.message_id) for one in found] == [
        (("compta@rhone.example",), HARD, OURS), (("paul@vallier.example",), SOFT, OURS),
    ]  # fmt: skip


def test_whom_we_wrote_to_comes_before_what_he_became_on_the_way() -> None:
    """An alias or a forward: the address the mail was given to is ours, the final one is not."""
    data = dsn("5.1.1").replace(b"Final-", b"Original-Recipient: rfc822;sales@vallier.example\r\nFinal-")
    assert told(data).recipients == ("sales@vallier.example", "compta@rhone.example")


def test_automatic_answers_and_complaints_are_no_bounces() -> None:
    absent = f"From: a@rhone.example\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: {OURS}\r\n\r\nAbsent.".encode()
    assert (told(absent).kind, told(absent).message_id) == (AUTO_REPLY, OURS)
    spam = f"Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\n{OURS}\r\n--b--"
    assert told(spam.encode()).kind == COMPLAINT


def test_a_person_who_answers_is_neither() -> None:
    mail = f"From: a@rhone.example\r\nIn-Reply-To: {OURS}\r\n\r\nErreur 550 dans votre facture.".encode()
    assert told(mail).kind == OTHER


def test_an_old_server_without_a_status_part_is_understood() -> None:
    mail = f"From: Mailer-Daemon <>\r\n\r\n550 5.1.1 user unknown\r\n\r\nMessage-ID: {OURS}".encode()
    assert (told(mail).kind, told(mail).status) == (HARD, "5.1.1")


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 500, b"Content-Type: multipart/report; boundary=\r\n\r\n--", dsn("x", "y", "")]
)
def test_what_is_not_understood_is_other_or_says_nothing(data: bytes) -> None:
    assert told(data).kind in (OTHER, SOFT)


def test_copies_are_found_by_number_and_the_missing_ones_told(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    for name in ("Facture_F2604-118.pdf", "F2609-027 Ateliers.PDF", "2026/F1-23.pdf", "F7.pdf", "2026/f7.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 " + name.encode())
    (tmp_path / "F9.txt").write_text("x")
    (tmp_path / "F8.pdf").symlink_to("/etc/passwd")
    copies = InvoiceFolder(tmp_path).copies(
        ["F2604-118", "f2609/027", "F12-3", "F2604", "F7", "F8", "F9", "../F1-23", "", "F1-23"]
    )
    assert set(copies.found) == {"F2604-118", "f2609/027", "F1-23", "../F1-23"}
    assert copies.missing == ("F12-3", "F2604", "F7", "F8", "F9", "")
    assert [one.data[:5] for one in attachments(copies)] == [b"%PDF-"] * 4


def test_copies_beyond_what_a_mail_carries_are_told_apart(tmp_path: Path) -> None:
    """As many of the first as fit; printed with a letter all of them go."""
    for name, size in (("F1", 400), ("F2", 700), ("F3", 600)):
        (tmp_path / f"{name}.pdf").write_bytes(b"%PDF-".ljust(size))
    folder = InvoiceFolder(tmp_path)
    mailed = folder.copies(["F1", "F2", "F3", "F4"], 1_000)
    assert (list(mailed.found), mailed.heavy, mailed.missing) == (["F1", "F3"], ("F2",), ("F4",))
    assert list(folder.copies(["F1", "F2", "F3"]).found) == ["F1", "F2", "F3"]


def test_a_copy_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "F1.pdf").write_bytes(b"MZ")
    (tmp_path / "F2.pdf").write_bytes(b"%PDF-1.7")
    found = InvoiceFolder(tmp_path).copies(["F1", "F2"])
    assert found.missing == ("F1",)
    (tmp_path / "F2.pdf").write_bytes(b"MZ")  # changed since it was found
    with pytest.raises(UserError, match="no PDF"):
        attachments(found)
    with pytest.raises(UserError, match="cannot be read"):
        InvoiceFolder(tmp_path / "absent")


@pytest.mark.parametrize("is_mounted", [False, True])
def test_a_folder_that_goes_after_it_was_listed_is_nobody_s_fault(tmp_path: Path, is_mounted: bool) -> None:
    """A share that is down leaves no folder, or an empty one; its copies are not missing, those of a file alone are."""
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in ("F1.pdf", "F2.pdf"):
        (shared / name).write_bytes(b"%PDF-1.7")
    folder = InvoiceFolder(shared)
    found = folder.copies(["F1", "F2"])
    (shared / "F1.pdf").unlink()
    assert folder.copies(["F1", "F2"]).missing == ("F1",)
    with pytest.raises(UserError, match=r"copy F1\.pdf cannot be read") as alone:
        attachments(found)
    assert not isinstance(alone.value, FolderError)
    shared.rename(tmp_path / "away")
    if is_mounted:
        shared.mkdir()
    with pytest.raises(FolderError, match="shared cannot be read"):
        attachments(found)
    with pytest.raises(FolderError, match="shared cannot be read"):
        folder.copies(["F1", "F2"], 1_000)


def test_a_copy_that_goes_between_two_looks_weighs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("F1.pdf", "F2.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    folder, real = InvoiceFolder(tmp_path), Path.lstat

    def gone(path: Path) -> os.stat_result:
        """F1 goes when its size is asked for."""
        if path.name == "F1.pdf":
            path.unlink()
        return real(path)

    monkeypatch.setattr(Path, "lstat", gone)
    assert list(folder.copies(["F1", "F2"], 10).found) == ["F1", "F2"]


def test_a_folder_that_cannot_be_read_is_tried_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share that is down answers after half a minute: not for each of a thousand messages."""
    looked: list[Path] = []

    def look(path: Path) -> None:
        looked.append(path)
        raise FileNotFoundError(2, "No such directory")

    monkeypatch.setattr(os, "scandir", look)
    folders = Folders()
    for _ in range(3):
        with pytest.raises(FolderError, match="gone cannot be read"):
            folders.copies(str(tmp_path / "gone"), "email", ["F1"])
    assert len(looked) == 1
