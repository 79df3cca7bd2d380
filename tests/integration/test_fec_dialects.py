"""One ledger in every dialect programs write: the same items, the same amounts, control lines at 0.00."""

from pathlib import Path
from typing import Any

import pytest

from tests.fec_builder import (
    CASH_COLUMNS,
    COLUMNS,
    Dialect,
    Entry,
    Line,
    comma,
    opening,
    padded,
    point,
    receipt,
    sale,
    short,
    thousands,
    write_fec,
)
from tests.office import Office, shown

pytestmark = pytest.mark.costly

LEDGER = [
    *opening("2025-01-01", [("C1", "F0900", "2024-11-20", 30_000), ("C2", "AV7", "2024-12-05", -4_000)]),
    sale("2025-01-10", "C1", "F1001", 123_456, letter="AA"),
    sale("2025-01-12", "C2", "F1002", 77_718, label="Facture « l'été » à Besançon"),
    sale("2025-01-31", "C3", "F1003", 6_940),
    sale("2025-02-03", "C2", "AV8", -12_000, label="Avoir AV8"),
    receipt("2025-02-05", "C1", 123_456, letter="AA"),
    receipt("2025-02-05", "C3", 2_000, label="Acompte F1003"),
    Entry("OD", "2025-02-05", (Line("607000", 5_000), Line("401000", -5_000, "FOUR1")), "X1", label="Achat"),
]
ITEMS = [  # account, number, document date, open: reckoned by hand from the entries above
    ("C1", "F0900", "2024-11-20", "300.00"),
    ("C2", "AV7", "2024-12-05", "-40.00"),
    ("C2", "AV8", "2025-02-03", "-120.00"),
    ("C2", "F1002", "2025-01-12", "777.18"),
    ("C3", "BQ2025-02-05", "2025-02-05", "-20.00"),
    ("C3", "F1003", "2025-01-31", "69.40"),
]
TOTAL = "966.58"

DIALECTS = {
    "the text of the order": Dialect(),
    "pipes": Dialect(separator="|"),
    "semicolons": Dialect(separator=";"),
    "cp1252": Dialect(separator="|", encoding="cp1252"),
    "ISO 8859-15": Dialect(encoding="iso-8859-15"),
    "UTF-8 with its mark": Dialect(encoding="utf-8-sig"),
    "UTF-16, as a spreadsheet saves text": Dialect(encoding="utf-16"),
    "LF": Dialect(line_end="\n"),
    "CR alone": Dialect(line_end="\r"),
    "CR CR LF": Dialect(line_end="\r\r\n"),
    "blank lines between rows": Dialect(blank_lines=True),
    "blank lines first": Dialect(start=b"\r\n\r\n"),
    "lines of blanks first": Dialect(start=b"  \t \r\n\t\t\r\n"),
    "blank lines last": Dialect(end=b"\r\n\r\n\r\n"),
    "Ctrl-Z last": Dialect(end=b"\x1a"),
    "empty rows last": Dialect(end=b"\t" * 17 + b"\r\n" + b"\t" * 17 + b"\r\n"),
    "ISO dates": Dialect(date="%Y-%m-%d"),
    "French dates": Dialect(date="%d/%m/%Y"),
    "French dates with two digits": Dialect(date="%d/%m/%y"),
    "decimal points": Dialect(amount=point),
    "signed and filled with zeros": Dialect(amount=padded),
    "no needless decimals": Dialect(amount=short),
    "thousands apart": Dialect(amount=thousands),
    "blank for nothing": Dialect(zero=""),
    "credits as negative debits": Dialect(is_negative=True),
    "Montant and Sens D C": Dialect(sense=("D", "C")),
    "Montant and Sens +1 -1": Dialect(sense=("+1", "-1")),
    "Montant and Sens 1 -1, points": Dialect(sense=("1", "-1"), amount=point),
    "21 columns": Dialect(columns=(*COLUMNS, *CASH_COLUMNS[:3])),
    "22 columns": Dialect(columns=(*COLUMNS, *CASH_COLUMNS), separator="|"),
    "16 columns, no currency": Dialect(columns=COLUMNS[:16]),
    "a column of its own": Dialect(columns=("Societe", *COLUMNS)),
    "a separator at the end": Dialect(separator="|", trailing=True),
    "a separator at the end of rows alone": Dialect(separator="|", trailing_rows=True),
    "a separator at the end of the header alone": Dialect(
        separator="|", header=lambda name: name + "|" if name == "Idevise" else name
    ),
    "cells filled with blanks": Dialect(width=25),
    "cells and amounts filled": Dialect(width=20, amount=padded, separator="|", trailing=True, encoding="cp1252"),
    "header in capitals": Dialect(header=str.upper),
    "header in small letters": Dialect(header=str.lower),
    "header as some write it": Dialect(
        header=lambda name: {"CompteLib": "CompteLIB", "Debit": "Débit", "Credit": "Crédit"}.get(name, name)
    ),
    "header with underscores": Dialect(header=lambda name: {"CompteNum": "Compte_Num"}.get(name, name)),
    "every cell quoted": Dialect(quoted=True),
    "every cell quoted, semicolons": Dialect(quoted=True, separator=";"),
    "every cell quoted, commas": Dialect(quoted=True, separator=","),
    "commas and points": Dialect(separator=",", amount=point),
    "amounts quoted by a spreadsheet": Dialect(amount=lambda cents: f'"{comma(cents)}"'),
    "no number": Dialect(numbers="zero"),
    "one number over several journals": Dialect(numbers="shared"),
    "opening journal last": Dialect(shuffled=True),
    "opening journal last, no number": Dialect(shuffled=True, numbers="zero"),
}


@pytest.fixture
def office(file_url: str, tmp_path: Path) -> Office:
    return Office(file_url, tmp_path / "home")


def _differences(answer: dict[str, Any]) -> set[str]:
    return {row["difference"] for row in answer["control"]}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_says_the_same(office: Office, tmp_path: Path, dialect: Dialect) -> None:
    """Items, total and control are those reckoned by hand, whatever the dialect."""
    answer = office.import_one(write_fec(tmp_path / "123456789FEC20251231.txt", LEDGER, dialect))
    assert answer["problems"] == []
    assert shown(office.items(), "account", "number", "document_date", "open") == ITEMS
    assert answer["total_open"] == TOTAL
    assert (answer["company"], answer["rows"], answer["as_of"]) == ("123456789", 21, "2025-02-05")
    assert _differences(answer) == {"0.00"}


def test_the_same_items_have_the_same_ids_in_every_dialect(tmp_path: Path) -> None:
    """An id is drawn from what the item is, not from how or where its row is written."""
    dialects = [Dialect(), Dialect(shuffled=True, numbers="zero"), Dialect(separator="|", date="%d/%m/%Y", quoted=True)]
    found = []
    for number, dialect in enumerate(dialects):
        office = Office(f"sqlite:///{(tmp_path / f'{number}.db').as_posix()}", tmp_path / "home")
        office.import_one(write_fec(tmp_path / "ledger.txt", LEDGER, dialect))
        found.append(shown(office.items(), "account", "number", "open", "item"))
    assert found[0] == found[1] == found[2]


def test_names_keep_their_accents_and_quotes(office: Office, tmp_path: Path) -> None:
    """Quotes inside a label belong to it; accents survive cp1252; bytes cp1252 has no letter for refuse nothing."""
    entries = [sale("2025-01-10", "C1", "F1", 1_000, label='Société "L\'Été" – 5 €')]
    body = Dialect(encoding="cp1252").text(entries).replace(b"Client C1", b"Client \xc9t\xe9 \x81")
    path = tmp_path / "ledger.txt"
    path.write_bytes(body)
    assert office.import_one(path)["total_open"] == "10.00"
    (row,) = office.aged()["accounts"]
    assert row["name"].startswith("Client Été")


def test_a_due_date_beside_the_columns_of_the_order_is_used(office: Office, tmp_path: Path) -> None:
    """Some programs add DateEcheance; it goes before any terms."""
    entries = [sale("2025-01-10", "C1", "F1", 1_000, due="2025-03-31"), sale("2025-01-10", "C1", "F2", 2_000)]
    office.import_one(write_fec(tmp_path / "ledger.txt", entries, Dialect(due_column="DateEcheance")))
    assert shown(office.items(), "number", "due_date", "due_origin") == [
        ("F1", "2025-03-31", "file"),
        ("F2", "2025-02-09", "default_terms"),
    ]


@pytest.mark.parametrize("title", ["Nouveau magasin", "Ventes nouveautés", "Nouveaux clients"])
def test_a_sales_journal_that_is_called_new_opens_nothing(office: Office, tmp_path: Path, title: str) -> None:
    """Only a journal of balances brought forward is an opening; its invoices would lose their dates."""
    body = Dialect().text([sale("2025-01-10", "C1", "F1", 1_000, label="Nouveau client")])
    body = body.replace(b"Ventes\t", title.encode() + b"\t")
    path = tmp_path / "ledger.txt"
    path.write_bytes(body)
    office.import_one(path)
    assert office.item("F1")["document_date"] == "2025-01-10"


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("AN", "x"),
        ("ZZ", "A-nouveaux"),
        ("ZZ", "A NOUVEAU"),
        ("ZZ", "Report à nouveau"),
        ("Z", "Ouverture"),
        ("RAN", ""),
    ],
)
def test_an_opening_journal_is_known_by_code_or_title(office: Office, tmp_path: Path, code: str, title: str) -> None:
    """Its lines dated on the opening day have no document date."""
    body = Dialect().text(opening("2025-01-01", [("C1", "F1", None, 1_000)], labels=["x"]))
    path = tmp_path / "ledger.txt"
    path.write_bytes(body.replace(b"\nAN\tA nouveaux", f"\n{code}\t{title}".encode()))
    office.import_one(path)
    assert office.item("F1")["document_date"] is None
    assert office.aged()["total"]["age_unknown"] == "10.00"
