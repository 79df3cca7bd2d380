"""Ledgers that are refused whole, with the rows a user finds in the file; and doubts that refuse nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.errors import UserError
from server.imports.files.errors import UserFileError
from tests.fec_builder import Dialect, Entry, Line, opening, receipt, sale, write_fec
from tests.office import Office

ENTRIES = [
    sale("2025-01-10", "C1", "F1", 12_000),
    sale("2025-01-11", "C2", "F2", 24_000),
    receipt("2025-01-20", "C1", 12_000, reference="R1"),
]
BODY = Dialect().text(ENTRIES).decode()  # header, then three lines an invoice: C1 in row 2, C2 in row 5, money in 8, 9


@pytest.fixture
def office(file_url: str, tmp_path: Path) -> Office:
    return Office(file_url, tmp_path / "home")


def _refused(office: Office, tmp_path: Path, body: str | bytes) -> str:
    """The sentence a file is refused with; nothing is in the store afterwards."""
    path = tmp_path / "ledger.txt"
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    with pytest.raises((UserFileError, UserError)) as refusal:
        office.import_one(path, kind="fec")
    assert set(office.counts().values()) == {0}
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert "ledger.txt" in sentence
    return sentence


def _cell(row: int, column: int, text: str, body: str = BODY) -> str:
    """The ledger with one cell replaced; rows counted as a user sees them."""
    lines = body.split("\r\n")
    cells = lines[row - 1].split("\t")
    cells[column] = text
    lines[row - 1] = "\t".join(cells)
    return "\r\n".join(lines)


DATE, ACCOUNT, DEBIT, CREDIT = 3, 4, 11, 12


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        (DEBIT, "N/A", "row 5: The amount « N/A » cannot be read"),
        (DEBIT, "#REF!", "row 5: The amount « #REF! » cannot be read"),
        (DEBIT, "12,3O", "row 5: The amount « 12,3O » cannot be read"),
        (DEBIT, "240,00 240,00", "row 5: The amount"),
        (DEBIT, "999999999999999999,00", "row 5: The amount 999999999999999999.00 is more than a ledger can hold"),
        (DEBIT, "inf", "row 5: The amount"),
        (DATE, "20250231", "row 5: The date « 20250231 » does not exist"),
        (DATE, "", "row 5: the date is missing"),
        (DATE, "00000000", "row 5: the date is missing"),
        (DATE, "jeudi", "row 5: The date « jeudi » cannot be read"),
        (DATE, "10250111", "row 5: The date « 10250111 » is outside 1970-2100"),
        (ACCOUNT, "", "row 5: the account number is missing"),
        (ACCOUNT, "#N/A", "row 5: the account « #N/A » cannot be read"),
        (DEBIT, "239,99", "differ by -0.01 EUR (the entry of row 5 is off by -0.01)"),
        (CREDIT, "240,00", "differ by -240.00 EUR (the entry of row 5"),
        (10, "Facture\tF2", "row 5 has 19 cells where 18 are expected"),
        (10, "Facture F2\t", "row 5 has 19 cells where 18 are expected"),
    ],
)
def test_one_bad_cell_refuses_the_ledger(office: Office, tmp_path: Path, column: int, text: str, said: str) -> None:
    """The row is the one the user sees, header included."""
    assert said in _refused(office, tmp_path, _cell(5, column, text))


ENDS: dict[str, Callable[[str], str]] = {
    "CR CR LF": lambda body: body.replace("\r\n", "\r\r\n"),
    "CR": lambda body: body.replace("\r\n", "\r"),
    "no end after the last row": lambda body: body.rstrip("\r\n"),
}


@pytest.mark.parametrize("change", ENDS.values(), ids=ENDS)
def test_row_numbers_do_not_depend_on_line_ends(office: Office, tmp_path: Path, change: Callable[[str], str]) -> None:
    """CR CR LF is one line end, not two."""
    assert "row 5:" in _refused(office, tmp_path, change(_cell(5, DEBIT, "N/A")))


def test_blank_lines_count_as_the_user_sees_them(office: Office, tmp_path: Path) -> None:
    """Two blank lines after the header and one that only holds separators: the bad row moves down by three."""
    head, _, rest = _cell(5, DEBIT, "N/A").partition("\r\n")
    assert "row 8:" in _refused(office, tmp_path, f"{head}\r\n\r\n  \r\n{chr(9) * 17}\r\n{rest}")
    assert "row 7:" in _refused(office, tmp_path, f"\r\n\r\n{head}\r\n{rest}")


def test_a_row_broken_over_lines_of_a_quoted_file_counts_them(office: Office, tmp_path: Path) -> None:
    """A quoted label with a line end inside: the rows after it are named by their own lines."""
    body = Dialect(quoted=True).text(ENTRIES).decode()
    body = body.replace("Facture F1", "Facture\r\nF1", 1).replace('"240,00"', '"N/A"', 1)
    assert "row 6: The amount « N/A »" in _refused(office, tmp_path, body)


@pytest.mark.parametrize(
    ("cells", "said"),
    [(9, "row 5 has 9 cells where 18 are expected"), (17, "row 5 has 17 cells where 18 are expected")],
)
def test_short_rows_are_refused(office: Office, tmp_path: Path, cells: int, said: str) -> None:
    lines = BODY.split("\r\n")
    lines[4] = "\t".join(lines[4].split("\t")[:cells])
    assert said in _refused(office, tmp_path, "\r\n".join(lines))


def test_a_shifted_row_of_a_file_with_separators_at_the_end_is_refused(office: Office, tmp_path: Path) -> None:
    """Such a row has the width of the header, but one cell less than the others: its figures are not its own."""
    lines = Dialect(separator="|", trailing_rows=True).text(ENTRIES).decode().split("\r\n")
    cells = lines[4].split("|")
    lines[4] = "|".join(cells[:6] + cells[7:])
    assert "row 5 has 18 cells where 19 are expected" in _refused(office, tmp_path, "\r\n".join(lines))


def test_labels_that_end_in_a_tab_never_turn_an_entry_round(office: Office, tmp_path: Path) -> None:
    """With one cell too many, debit would be read from the label's rest and credit from debit: 240.00 turns -240.00."""
    body = BODY.replace("Facture F2\t", "Facture F2\t\t")
    assert "row 5 has 19 cells" in _refused(office, tmp_path, body)


def test_a_truncated_file_is_refused(office: Office, tmp_path: Path) -> None:
    """Cut anywhere inside a row or an entry; only a cut between entries leaves a sound ledger."""
    whole = BODY.rstrip("\r\n")
    rows = whole.split("\r\n")
    for keep in (len(whole) - 1 - len(rows[-1]) // 2, len("\r\n".join(rows[:9])) - 30, len("\r\n".join(rows[:6]))):
        _refused(office, tmp_path, whole[:keep])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BODY.split("\r\n")[0], "holds a header but no line"),
        (BODY.split("\r\n")[0] + "\r\n\r\n\r\n", "holds a header but no line"),
        (BODY.replace("CompteNum", "Compte", 1), "its first line lacks CompteNum"),
        (BODY.replace("EcritureDate", "Quand", 1), "its first line lacks EcritureDate"),
        (BODY.replace("Credit", "Avoir", 1), "its first line lacks Debit and Credit (or Montant and Sens)"),
        (BODY.replace("Facture F2", "Facture\0F2", 1), "not a text file"),
        ("\r\n".join(BODY.split("\r\n")[1:]), "its first line lacks"),
    ],
)
def test_files_without_what_a_ledger_needs(office: Office, tmp_path: Path, body: str, said: str) -> None:
    assert said in _refused(office, tmp_path, body)


def test_zeros_of_a_crashed_disk_are_found_wherever_they_are(office: Office, tmp_path: Path) -> None:
    """The type of a file is judged by its head; zeros behind it are found all the same, with their row."""
    many = [sale("2025-01-10", "C1", f"F{number}", 12_000) for number in range(400)]
    body = Dialect().text(many).replace(b"Facture F399", b"Facture \0F399")
    assert "row 1199 is damaged" in _refused(office, tmp_path, body)


def test_a_file_of_two_years_is_refused(office: Office, tmp_path: Path) -> None:
    """The second year's opening brings forward what the first year's entries already hold: all would count twice."""
    entries = [
        *opening("2024-01-01", [("C1", "F1", "2023-12-01", 1_000)]),
        sale("2024-03-01", "C1", "F2", 500),
        *opening("2025-01-01", [("C1", "F1", "2023-12-01", 1_000), ("C1", "F2", "2024-03-01", 500)]),
    ]
    said = _refused(office, tmp_path, Dialect().text(entries))
    assert "brings balances forward on 2024-01-01 and again on 2025-01-01" in said


def test_a_sense_that_is_no_side_is_refused(office: Office, tmp_path: Path) -> None:
    body = Dialect(sense=("D", "X")).text(ENTRIES)
    assert "row 3: the sense « X » is neither D nor C" in _refused(office, tmp_path, body)


def test_the_first_rows_are_named_and_the_rest_counted(office: Office, tmp_path: Path) -> None:
    sentence = _refused(office, tmp_path, BODY.replace("20250110\t411", "2025\t411").replace(",00\t", ",0x\t"))
    assert "row 2:" in sentence
    assert "more rows" in sentence


# -- doubts that refuse nothing -----------------------------------------------------------------------------------


def _problems(office: Office, tmp_path: Path, body: str) -> list[tuple[int | None, str]]:
    path = tmp_path / "ledger.txt"
    path.write_text(body, encoding="utf-8", newline="")
    answer = office.import_one(path)
    assert {row["difference"] for row in answer["control"]} <= {"0.00"}
    return [(problem["row"], problem["code"]) for problem in answer["problems"]]


def test_an_entry_off_inside_balanced_totals_is_a_problem(office: Office, tmp_path: Path) -> None:
    """One entry is 1.00 short, another 1.00 over: totals agree, both are named."""
    found = _problems(office, tmp_path, _cell(2, DEBIT, "119,00", _cell(5, DEBIT, "241,00")))
    assert sorted(found) == [(2, "unbalanced_entry"), (5, "unbalanced_entry")]
    assert office.item("F2")["open"] == "241.00"


def test_debit_and_credit_both_filled_count_their_difference(office: Office, tmp_path: Path) -> None:
    body = _cell(5, CREDIT, "60,00", _cell(5, DEBIT, "300,00"))
    assert _problems(office, tmp_path, body) == [(5, "debit_and_credit")]
    assert office.item("F2")["open"] == "240.00"


@pytest.mark.parametrize("dialect", [Dialect(), Dialect(sense=("D", "C"))], ids=["debit and credit", "amount"])
def test_a_row_without_an_amount_is_named_and_counts_for_nothing(
    office: Office, tmp_path: Path, dialect: Dialect
) -> None:
    entries = [*ENTRIES, Entry("OD", "2025-01-21", (Line("411000", 0, "C9"),), "OD1", label="memo")]
    body = dialect.text(entries).decode().split("\r\n")
    body[9] = body[9].replace("0,00", "")
    assert _problems(office, tmp_path, "\r\n".join(body)) == [(10, "missing_amount")]


def test_receivable_accounts_out_of_scope_are_named(office: Office, tmp_path: Path) -> None:
    """412 is no collective account of the scope: left out, never in silence; nor is an account without digits."""
    entries = [*ENTRIES, Entry("OD", "2025-01-21", (Line("412000", 500, "C9"), Line("ACH001", -500)), "OD1")]
    found = _problems(office, tmp_path, Dialect().text(entries).decode())
    assert sorted(found) == [(10, "unlisted_collective"), (11, "unusual_account")]


def test_bad_cells_that_are_not_vital_are_problems(office: Office, tmp_path: Path) -> None:
    """PieceDate and DateLet: the row is named, the item stands in age_unknown."""
    assert _problems(office, tmp_path, _cell(5, 9, "31/02/2025")) == [(5, "unreadable_date")]
    assert office.aged()["total"]["age_unknown"] == "240.00"


def test_more_than_two_decimals_are_rounded_and_said(office: Office, tmp_path: Path) -> None:
    assert _problems(office, tmp_path, _cell(5, DEBIT, "240,0049")) == [(5, "amount_rounded")]
    assert office.item("F2")["open"] == "240.00"


def test_a_hostile_ledger_of_many_odd_accounts_answers_soon(office: Office, tmp_path: Path) -> None:
    """Problems of one kind are listed up to a hundred, then counted."""
    entries = [
        Entry("OD", "2025-01-21", (Line(f"X{number}", 100), Line(f"Y{number}", -100)), "OD") for number in range(2_000)
    ]
    found = _problems(office, tmp_path, Dialect().text([*ENTRIES, *entries]).decode())
    assert len(found) == 101
    assert found[-1] == (None, "unusual_account")


def test_a_ledger_without_customers_is_a_ledger(office: Office, tmp_path: Path) -> None:
    """No receivable account at all: an empty balance, no error."""
    entry = Entry("OD", "2025-01-21", (Line("607000", 500), Line("401000", -500, "F1")), "A1")
    answer = office.import_one(write_fec(tmp_path / "ledger.txt", [entry]))
    assert (answer["open_items"], answer["total_open"], answer["control"]) == (0, "0.00", [])
    assert office.aged()["accounts"] == []
    assert office.items() == []


def test_opening_lines_alone_are_a_ledger(office: Office, tmp_path: Path) -> None:
    answer = office.import_one(
        write_fec(tmp_path / "ledger.txt", opening("2025-01-01", [("C1", "F1", "2024-12-01", 1_000)]))
    )
    assert (answer["total_open"], answer["as_of"]) == ("10.00", "2025-01-01")


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_no_entry_holds_is_refused(office: Office, tmp_path: Path, quote: str) -> None:
    """Rows are read in pieces of 16 MB."""
    body = Dialect(quoted=bool(quote)).text(ENTRIES).decode()
    said = _refused(office, tmp_path, body.replace("Facture F2", "x" * 40_000_000, 1))
    assert "a row holds more than 16 MB" in said


def test_a_long_quoted_cell_is_read(office: Office, tmp_path: Path) -> None:
    """Longer than Python's own limit of a cell, shorter than a row may be."""
    body = Dialect(quoted=True).text(ENTRIES).decode().replace("Facture F2", "x" * 200_000)
    (tmp_path / "ledger.txt").write_text(body, encoding="utf-8", newline="")
    assert office.import_one(tmp_path / "ledger.txt")["total_open"] == "240.00"


@pytest.mark.parametrize("hidden", ["\x01", "\u200b", "\ufeff"])
@pytest.mark.parametrize("place", ["{}{}", "{1}{0}"])
def test_signs_nobody_sees_make_no_account(office: Office, tmp_path: Path, hidden: str, place: str) -> None:
    """At the edge of an account or a customer's number they are left out; the line stays in the balance."""
    body = _cell(2, ACCOUNT, place.format("411000", hidden), _cell(5, 6, place.format("C1", hidden)))
    (tmp_path / "ledger.txt").write_text(body, encoding="utf-8", newline="")
    assert office.import_one(tmp_path / "ledger.txt")["total_open"] == "240.00"
    assert [row["account"] for row in office.aged()["accounts"]] == ["C1"]


def test_debit_beside_montant_and_sens(office: Office, tmp_path: Path) -> None:
    """Without Credit the signed amounts count, whatever Debit holds."""
    lines = Dialect(sense=("D", "C")).text(ENTRIES).decode().split("\r\n")
    told = [f"{line}\t{'Debit' if at == 0 else '1,00'}" for at, line in enumerate(lines) if line]
    (tmp_path / "ledger.txt").write_text("\r\n".join(told), encoding="utf-8", newline="")
    assert office.import_one(tmp_path / "ledger.txt")["total_open"] == "240.00"
