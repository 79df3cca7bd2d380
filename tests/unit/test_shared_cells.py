"""What people and spreadsheets leave in a shared cell: read for what it is, or refused; never something else."""

import pytest

from addin.read_sheet import Held, Raw, Shown, shown_by
from addin.shared_cells import canonical_cell, cell_value, lines_of, same_number, shown_lines
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError
from receivables.followup.events import EVENT_KINDS

OWNER, PHONE, EMAIL = ACCOUNT_FIELDS["owner"], ACCOUNT_FIELDS["phone"], ACCOUNT_FIELDS["email"]
DAY, HOLD = ACCOUNT_FIELDS["next_date"], ACCOUNT_FIELDS["hold"]
AMOUNT = EVENT_KINDS["promise"].field("amount")


def text(value: str) -> Raw:
    """A text cell."""
    return Raw(Held.TEXT, value, Shown.PLAIN)


def number(value: str, shown: Shown = Shown.PLAIN) -> Raw:
    """A number cell."""
    return Raw(Held.NUMBER, value, shown)


@pytest.mark.parametrize(
    ("one", "raw", "read"),
    [
        (OWNER, text("Anne"), "Anne"), (OWNER, text(" blanks kept "), " blanks kept "), (OWNER, text("00123"), "00123"),
        (OWNER, text("1E5"), "1E5"), (OWNER, text("12/5"), "12/5"), (OWNER, text("+33 6"), "+33 6"),
        (OWNER, text("a\nb\tc\r\nd"), "a b c d"), (OWNER, text("e\u0301"), "\u00e9"), (OWNER, text("😀"), "😀"),
        (OWNER, text("#N/A"), "#N/A"), (OWNER, text("-1"), "-1"), (OWNER, text("@x"), "@x"), (OWNER, text("'x"), "'x"),
        (OWNER, text("_x0041_"), "_x0041_"), (OWNER, text("<b>&"), "<b>&"), (OWNER, number("123"), "123"),
        (OWNER, number("4.11E+5"), "411000"), (OWNER, number("0"), "0"), (PHONE, text("0612345678"), "0612345678"),
        (PHONE, text("06 12"), "06 12"), (EMAIL, text("a@b.fr"), "a@b.fr"),
        (DAY, number("46360", Shown.DAY), "2026-12-04"),
        (DAY, number("46360"), "2026-12-04"),
        (DAY, text("04/12/2026"), "2026-12-04"), (DAY, text("2026-12-04"), "2026-12-04"), (DAY, text("   "), ""),
        (HOLD, text("Oui"), "yes"), (HOLD, text("yes"), "yes"), (AMOUNT, number("1200.5"), "1200.50"),
        (AMOUNT, number("1200.1000000000001"), "1200.10"), (AMOUNT, number("0.30000000000000004"), "0.30"),
        (AMOUNT, text("1 200,50"), "1200.50"), (AMOUNT, text(" "), ""),
    ],
)  # fmt: skip
def test_what_is_read(one: object, raw: Raw, read: str) -> None:
    """The one canonical text."""
    assert canonical_cell(one, raw) == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "raw"),
    [
        (OWNER, Raw(Held.ERROR, "#N/A", Shown.PLAIN)), (OWNER, Raw(Held.FORMULA, "Anne", Shown.PLAIN)),
        (OWNER, Raw(Held.BOOLEAN, "1", Shown.PLAIN)), (OWNER, text("=1+1")), (OWNER, text(" =1+1")),
        (OWNER, text("\t=1+1")), (OWNER, text("\n=cmd")), (OWNER, number("46360", Shown.DAY)),
        (OWNER, number("0.5", Shown.OTHER)), (OWNER, number("1", Shown.OTHER)), (OWNER, number("1.5")),
        (OWNER, number("-4")), (OWNER, number("1234567890123456")), (OWNER, number("1E+300")), (OWNER, number("NaN")),
        (OWNER, number("x")), (OWNER, text("a" * 81)), (OWNER, text("a\x07b")), (OWNER, text("\u202eabc")),
        (OWNER, text("\ud800")), (OWNER, text("\ufeffx")), (PHONE, number("612345678")), (EMAIL, text("no mail")),
        (EMAIL, text("a@b.fr>\r\nBcc: c@d.fr")), (DAY, text("31/02/2026")), (DAY, text("demain")), (DAY, number("5")),
        (DAY, number("9999999")),
        (DAY, number("46360.75", Shown.DAY)), (DAY, Raw(Held.BOOLEAN, "1", Shown.PLAIN)), (DAY, text("12/2026")),
        (HOLD, text("maybe")), (HOLD, number("1")), (HOLD, Raw(Held.BOOLEAN, "1", Shown.PLAIN)),
        (AMOUNT, text("12 euros x")),
        (AMOUNT, number("46360", Shown.DAY)), (AMOUNT, Raw(Held.ERROR, "#REF!", Shown.PLAIN)), (AMOUNT, text("(5")),
    ],
)  # fmt: skip
def test_what_is_refused(one: object, raw: Raw) -> None:
    """In one sentence."""
    with pytest.raises(ReceivablesError, match=r"^\S.*\S$"):
        canonical_cell(one, raw)  # type: ignore[arg-type]


def test_what_others_wrote_is_no_formula_of_ours() -> None:
    """A text that begins with = and is there already is left there."""
    assert canonical_cell(OWNER, text("=SUM(A1)"), ["=SUM(A1)"]) == "=SUM(A1)"


def test_days_of_1904() -> None:
    """1 January 2026 is day 44561 there."""
    assert canonical_cell(DAY, number("44561", Shown.DAY), is_1904=True) == "2026-01-01"


@pytest.mark.parametrize("canonical", ["=1+1", "+33", "@x", "-5", "00123", "1E5", "12/5", "2026-01-01", "#N/A", "true"])
def test_texts_are_written_as_texts(canonical: str) -> None:
    """Whatever they look like; and read back for the same."""
    assert cell_value(OWNER, canonical) == canonical
    assert canonical_cell(OWNER, text(canonical), [canonical]) == canonical


def test_number_formats() -> None:
    """As files keep them."""
    shown = {code: shown_by(code).value for code in (
        "General", "@", "0", "dd/mm/yyyy", "[$-40C]d mmmm yyyy", "mmm", "h:mm", '0" days"', "0.00%", "#,##0.00 €",
        "[Red]0;[Blue]-0", "yyyy\\-mm\\-dd", '"d"0')}  # fmt: skip
    assert shown == {
        "General": "plain", "@": "plain", "0": "plain", "dd/mm/yyyy": "day", "[$-40C]d mmmm yyyy": "day", "mmm": "day",
        "h:mm": "other", '0" days"': "other", "0.00%": "other", "#,##0.00 €": "other", "[Red]0;[Blue]-0": "other",
        "yyyy\\-mm\\-dd": "day", '"d"0': "other",
    }  # fmt: skip


def test_lines_of_a_plan() -> None:
    """There and back; what is no line is refused."""
    lines = [{"by": "2026-12-31", "amount": "500"}, {"by": "2027-01-31", "amount": "500.5"}]
    assert lines_of(text("31/12/2026 500; 31/01/2027 : 500,50")) == lines
    assert shown_lines(lines) == "31/12/2026 500; 31/01/2027 500.5"
    for wrong in ("500", "31/12/2026", "31/02/2026 500", "31/12/2026 abc"):
        with pytest.raises(ReceivablesError):
            lines_of(text(wrong))


@pytest.mark.parametrize(
    ("raw", "account", "is_same"),
    [
        (text("C1"), "C1", True), (text(" C1 "), "C1", True), (number("411001"), "411001", True),
        (number("123"), "00123", True), (number("123.5"), "123", False), (text("123"), "00123", False),
        (number("411", Shown.DAY), "411", False), (number("0"), "", False), (text("c1"), "C1", False),
    ],
)  # fmt: skip
def test_account_numbers(raw: Raw, account: str, is_same: bool) -> None:
    """A spreadsheet may have made a number of one."""
    assert same_number(raw, account) is is_same
