"""Mails and letters of hostile names: headers stay those meant, names stay text; same message, same bytes."""

import email
import email.policy
import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from receivables.email_addresses import is_email_address
from server.letters.content import MessageContent
from server.letters.layout import all_text, letter_of
from server.letters.mail import (
    Attachment,
    Envelope,
    MailRefusedError,
    file_name,
    html_body,
    mail_bytes,
    message_id,
)
from server.letters.messages import MailFrom, files_of, mail_of, pdf_of, with_enclosures
from server.letters.statement import statement_workbook
from server.letters.templates import shipped
from tests.conftest import ENDURANCE
from tests.letter_samples import DEBTOR, sample

AT = "2026-11-22T08:30:00Z"
FROM = MailFrom("Menuiserie Vallier", "compta@vallier.example")
#: CVE-2024-6923: an encoded word that holds a line end.
INJECTION = "=?utf-8?q?Hi=0ABcc=3A_victim=40x=2Etest?="
_PIECES = [
    "=?", "?=", "utf-8", "?q?", "?b?", "=0A", "=0D=0A", "\r", "\n", "\r\n", "Bcc: v@x.test", '"', "<", ">", ",", ";",
    "é", "\u2028", "\u202e", "\x00", "\udc80", " ", "@", "(", ")", "\\", "{{ total }}", "#import \"x\"", "$x$",
    "<script>alert(1)</script>", "=cmd|'/c calc'!A0", "+1", "@SUM(1)", "*", "_", "`", "#read(\"/etc/passwd\")", "中",
    "🙂",
    "a\u0301\u0301\u0301\u0301\u0301", "x" * 150, "//", "/*", "https://x.test",
]  # fmt: skip
NAMES = st.one_of(
    st.text(max_size=120), st.lists(st.sampled_from(_PIECES), max_size=14).map("".join), st.sampled_from(_PIECES)
)


def mail(name: str = "Ateliers du Rhône", subject: str = "Rappel", **changes: object) -> bytes:
    """A mail to a customer of that name."""
    letter = replace(letter_of(sample(), shipped("business", "r1", "fr")), subject=subject)
    own = {"sender_name": "Vallier", "sender": "c@vallier.example", "to_name": name, "to": "a@rhone.example",
           "reply_to": "claire@vallier.example", "message": "m-1", "at": AT, "reply_name": name}  # fmt: skip
    return mail_bytes(letter, Envelope(**{**own, **changes}), [Attachment("Relevé.pdf", b"%PDF-1.7")])  # type: ignore[arg-type]


def headers(data: bytes) -> dict[str, str]:
    """Header names and values of a message."""
    return dict(email.message_from_bytes(data, policy=email.policy.compat32).items())


def named(name: str, level: str = "r1") -> MessageContent:
    """A message in which everything from outside is that text."""
    content = sample(level)
    debtor = replace(DEBTOR, name=name, contact=name, address=(name, name), account=name)
    items = tuple(replace(one, number=name) for one in content.items)
    return replace(content, debtor=debtor, items=items, reference=name, clerk=replace(content.clerk, name=name))


@settings(max_examples=ENDURANCE.scaled(1_000))
@given(NAMES, NAMES)
@example(INJECTION, INJECTION)
def test_a_hostile_name_or_subject_adds_no_header_and_no_recipient(name: str, subject: str) -> None:
    found = email.message_from_bytes(mail(name, subject), policy=email.policy.default)
    assert sorted(found.keys()) == sorted([
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
        "MIME-Version", "Content-Type",
    ])  # fmt: skip
    assert [one.addr_spec for one in found["To"].addresses] == ["a@rhone.example"]
    assert [one.addr_spec for one in found["Reply-To"].addresses] == ["claire@vallier.example"]


@settings(max_examples=ENDURANCE.scaled(1_000))
@given(NAMES)
@example(INJECTION)
def test_a_hostile_name_is_text_in_pdf_html_and_workbook(name: str) -> None:
    content = named(name)
    letter = letter_of(content, shipped("business", "r1", "fr"))
    assert pdf_of(content, shipped("business", "r1", "fr")).startswith(b"%PDF-")
    assert "<script" not in html_body(letter)
    book = openpyxl.load_workbook(io.BytesIO(statement_workbook(content)))
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds


def test_a_plain_subject_with_a_line_end_stays_one_line() -> None:
    assert headers(mail(subject="Rappel\r\nBcc: v@x.test"))["Subject"] == "Rappel Bcc: v@x.test"


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "a@b.test\nBcc: c@d.test", "a@b.test, c@d.test", '"a b"@c.test', "<a@b.test>", "a@é.test",
     ".a@b.test",
     "a..b@c.test", "a@b.test ", "a@[127.0.0.1]", "a" * 65 + "@b.test"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(address: str) -> None:
    assert not is_email_address(address)
    with pytest.raises(MailRefusedError):
        mail(to=address)


def test_the_message_is_the_same_bytes_again_and_names_its_attempt() -> None:
    assert mail() == mail()
    second = headers(mail(attempt=2))
    assert second["References"] == headers(mail())["Message-ID"] == message_id("m-1", 1, "vallier.example")
    assert second["Message-ID"] != second["References"]
    assert second["Auto-Submitted"] == "auto-generated"
    assert second["Reply-To"].endswith("<claire@vallier.example>")


def test_a_mail_carries_text_html_and_the_statement_twice() -> None:
    data = mail_of(sample(), shipped("business", "r1", "fr"), FROM, AT)
    assert data == mail_of(sample(), shipped("business", "r1", "fr"), FROM, AT)
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    names = [part.get_filename() for part in found.iter_attachments()]
    assert [str(name).rpartition(".")[2] for name in names] == ["pdf", "xlsx"]
    text, page = (found.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert page is not None
    for body in (text.get_content(), page.get_content()):
        assert "F2604-118" in body
        assert "FR76\u00a03000" in body
    assert "http" not in page.get_content()


def test_the_workbook_holds_one_visible_sheet_of_this_customer_and_its_balance() -> None:
    data = statement_workbook(sample("r2"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [(sheet.title, sheet.sheet_state) for sheet in book.worksheets] == [("Relevé", "visible")]
    assert book.defined_names == {}
    rows = list(book.active.iter_rows(min_row=6, values_only=True))
    # 12 000 + 1 500 overdue, 800 not due, 200 to deduct
    assert rows[-1][6] == 14_100.0
    assert not [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "vba" in name or "external" in name]


def test_file_names_lead_nowhere() -> None:
    assert file_name("../../etc/passwd") == "etc-passwd"
    assert file_name("a\r\nb.pdf") == "a b.pdf"
    assert file_name('F"1;2.pdf') == "F-1-2.pdf"


def test_the_statement_tells_the_contested_part_and_the_whole_balance() -> None:
    """12 000 invoiced, 2 000 paid, 3 000 contested: 10 000 open, 7 000 of it asked for; another wholly contested."""
    first, second = sample().items
    part = replace(first, paid=200_000, disputed=300_000, open=700_000)
    content = sample("r2", items=(part,), disputed=(replace(second, number="F2607-099"),), not_due=(), credits=())
    book = openpyxl.load_workbook(io.BytesIO(statement_workbook(content)))
    rows = {row[1]: row for row in book.active.iter_rows(min_row=6, values_only=True)}
    assert rows["F2604-118"][4:9] == (12_000.0, 2_000.0, 10_000.0, 3_000.0, "échue")
    assert rows["F2607-099"][6:9] == (1_500.0, 1_500.0, "en litige")
    assert list(rows.values())[-1][6] == 11_500.0


def test_invoice_copies_are_named_among_the_enclosures_and_lie_beside_a_printed_letter() -> None:
    """One by one where a copy is missing, for the letter must not name what does not go with it."""
    copy = Attachment("F2604-118.pdf", b"%PDF-1.4 copy")
    template = shipped("business", "r1", "fr")
    content = replace(sample(), enclosures=())
    mail_text = email.message_from_bytes(mail_of(content, template, FROM, AT, [copy]), policy=email.policy.default)
    assert isinstance(mail_text, EmailMessage)
    body = mail_text.get_body(("plain",))
    assert body is not None
    shown = body.get_content().replace("\u00a0", " ")
    assert "Copies de : F2604-118 · Relevé de compte" in shown
    both = [copy, Attachment("F2609-027.pdf", copy.data)]
    whole = all_text(letter_of(with_enclosures(content, both), template))
    assert "Copies des factures\nRelevé de compte" in whole
    printed = files_of(replace(content, channel="letter"), template, FROM, AT, [copy])
    assert [name for name in printed if name.endswith(".eml")] == []
    assert printed["F2604-118.pdf"] == copy.data
