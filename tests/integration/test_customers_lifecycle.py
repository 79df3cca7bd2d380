"""Customers files in the store: what they add, amend and never erase, and what they do to due dates."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from receivables.customers import completeness
from receivables.days import parse_day
from server import penalty_answers
from server.errors import UserError
from server.imports.files.errors import UserFileError
from server.penalties import PenaltyQuestion, penalty_report
from server.store import customers as store
from server.store.database import reading
from server.worklist import worklist
from tests.command import Command
from tests.desk import Desk, codes
from tests.fec_builder import sale, write_fec

pytestmark = pytest.mark.costly

HEADER = "Numéro;Nom;Adresse;SIREN;TVA;Nature;Conditions;Moyen de paiement;Plafond de crédit;Contact;Téléphone;Courriel"
#: 732829320 is the example INSEE gives of a SIREN; its French VAT key is 44.
ALPHA = "C1;Alpha;1 rue A, Lyon;732829320;FR44732829320;société;60 jours;virement;5 000,00;B. Payeur;0199000001;b@a.fr"
BETA = "C2;Beta;;;;particulier;;;;;;"
#: When all of them are late.
FAR = parse_day("2026-06-30")
LIST = ("Client;Facture;Date;Échéance;Montant", "C1;F1;13/01/2026;;100,00", "C2;F2;14/01/2026;;50,00")


def known(desk: Desk, account: str) -> dict[str, Any]:
    """The stored customer, its contacts beside it."""
    with reading(desk.engine) as connection:
        customers, contacts = store.load_customers(connection), store.load_contacts(connection)
    row = customers[customers["account"] == account].iloc[0].to_dict()
    people = contacts[contacts["account"] == account][["name", "role", "phone", "email"]]
    return {**row, "contacts": people.to_dict("records")}


def everything(desk: Desk) -> tuple[object, object]:
    """All customers and contacts as they stand, without the ids of rows."""
    with reading(desk.engine) as connection:
        customers, contacts = store.load_customers(connection), store.load_contacts(connection)
    return customers.to_dict("records"), contacts.drop(columns="id").to_dict("records")


def due(desk: Desk) -> Mapping[str, tuple[str, str]]:
    """number -> due date and its origin."""
    return {item["number"]: (item["due_date"], item["due_origin"]) for item in desk.open_items()}


def test_first_file(desk: Desk) -> None:
    """New customers, how complete they are and what they lack."""
    answer = desk.take(desk.write("clients.csv", HEADER, ALPHA, BETA))
    assert (answer["kind"], answer["rows"], answer["customers"]) == ("customers", 2, 2)
    assert answer["changed"] == {"new": 2, "amended": 0, "unchanged": 0}
    assert answer["problems"] == []
    # Alpha is complete; of Beta's 80 points (a consumer needs no SIREN) name and kind make 25: 31 %.
    assert answer["completeness"] == 65.5
    assert answer["missing"] == [
        {"company": "default", "account": "C2", "score": 31,
         "fields": ["address", "terms", "phone_or_email", "means_of_payment"]}
    ]  # fmt: skip
    assert known(desk, "C1")["credit_limit"] == 500000


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    path = desk.write("clients.csv", HEADER, ALPHA, BETA)
    desk.take(path)
    before = everything(desk)
    assert desk.take(path)["changed"] == {"new": 0, "amended": 0, "unchanged": 2}
    assert everything(desk) == before


def test_empty_cells_never_erase_and_what_is_told_amends(desk: Desk) -> None:
    desk.take(desk.write("clients.csv", HEADER, ALPHA, BETA))
    answer = desk.take(desk.write("two.csv", HEADER, "C1;Alpha SA;;;;;;;;;;", BETA))
    assert answer["changed"] == {"new": 0, "amended": 1, "unchanged": 1}
    alpha = known(desk, "C1")
    assert [alpha[name] for name in ("name", "address", "siren", "terms", "credit_limit")] == [
        "Alpha SA", "1 rue A, Lyon", "732829320", "60 jours", 500000,
    ]  # fmt: skip
    assert alpha["contacts"] == [{"name": "B. Payeur", "role": "", "phone": "0199000001", "email": "b@a.fr"}]


def test_a_file_of_fewer_columns_erases_nothing(desk: Desk) -> None:
    desk.take(desk.write("clients.csv", HEADER, ALPHA))
    desk.take(desk.write("few.csv", "Numéro;SIREN;Langue", "C1;;anglais"))
    alpha = known(desk, "C1")
    assert (alpha["name"], alpha["siren"], alpha["language"]) == ("Alpha", "732829320", "en")


def test_contacts_are_merged_by_name(desk: Desk) -> None:
    """One learns a role and keeps the telephone, one is new, none is lost."""
    desk.take(desk.write("clients.csv", HEADER, ALPHA))
    header = "Numéro;SIREN;Contact;Fonction;Téléphone;Courriel"
    answer = desk.take(
        desk.write("people.csv", header, "C1;;B. Payeur;DAF;;", "C1;732829320;C. Chef;PDG;0199000002;c@a.fr")
    )
    assert answer["changed"] == {"new": 0, "amended": 1, "unchanged": 0}
    assert known(desk, "C1")["contacts"] == [
        {"name": "B. Payeur", "role": "DAF", "phone": "0199000001", "email": "b@a.fr"},
        {"name": "C. Chef", "role": "PDG", "phone": "0199000002", "email": "c@a.fr"},
    ]


def test_terms_change_due_dates(desk: Desk) -> None:
    """13 January + 30 days = 12 February (estimated); + 60 days = 14 March (the customer's own)."""
    desk.take(desk.write("list.csv", *LIST))
    assert due(desk) == {"F1": ("2026-02-12", "default_terms"), "F2": ("2026-02-13", "default_terms")}
    desk.take(desk.write("clients.csv", HEADER, ALPHA, BETA))
    assert due(desk) == {"F1": ("2026-03-14", "customer_terms"), "F2": ("2026-02-13", "default_terms")}
    desk.give_back()
    assert due(desk)["F1"] == ("2026-02-12", "default_terms")


def test_a_due_date_of_the_file_wins_over_terms(desk: Desk) -> None:
    desk.take(desk.write("list.csv", LIST[0], "C1;F1;13/01/2026;20/01/2026;100,00"))
    desk.take(desk.write("clients.csv", HEADER, ALPHA))
    assert due(desk) == {"F1": ("2026-01-20", "file")}


@pytest.mark.parametrize("account", ["411DUPONT", "DUPONT"])
def test_customer_number_is_the_ledger_account_or_the_auxiliary(desk: Desk, account: str) -> None:
    """A list by ledger account (`411DUPONT`), a ledger by auxiliary (`DUPONT`)."""
    if account == "411DUPONT":
        desk.take(desk.write("list.csv", LIST[0], "411DUPONT;F1;13/01/2026;;100,00"))
    else:
        desk.take(write_fec(desk.folder / "123456789FEC20261231.txt", [sale("2026-01-13", "DUPONT", "F1", 12000)]))
    company = desk.open_items()[0]["company"]
    desk.take(desk.write("clients.csv", HEADER, ALPHA.replace("C1;", f"{account};", 1)), company=company)
    assert due(desk) == {"F1": ("2026-03-14", "customer_terms")}


def test_undo_puts_back_what_was(desk: Desk) -> None:
    """Fields, contacts and customers that were not there."""
    desk.take(desk.write("clients.csv", HEADER, ALPHA))
    before = everything(desk)
    amended = ALPHA.replace("60 jours", "45 jours fin de mois").replace("B. Payeur", "D. Autre")
    desk.take(desk.write("newer.csv", HEADER, amended, BETA))
    assert known(desk, "C1")["terms"] == "45 jours fin de mois"
    assert desk.give_back()["kind"] == "customers"
    assert everything(desk) == before
    desk.give_back()
    assert everything(desk) == ([], [])


def test_what_cannot_be_right_is_told_and_not_stored(desk: Desk) -> None:
    """The customer itself is kept; what it was before is not erased by a wrong value."""
    desk.take(desk.write("clients.csv", HEADER, ALPHA))
    wrong = "C1;Alpha;;732829321;FR45732829320;zorg;un jour;;beaucoup;B. Payeur;12;b@@a"
    answer = desk.take(desk.write("wrong.csv", HEADER, wrong, "C2;Beta;;;;;;;1000;;;"))
    assert sorted(codes(answer)) == [
        "unknown_legal_kind", "unknown_terms", "unreadable_amount", "wrong_email", "wrong_phone", "wrong_siren",
        "wrong_vat_number",
    ]  # fmt: skip
    assert {problem["row"] for problem in answer["problems"]} == {2}
    assert all(problem["message"].startswith("Row 2: ") for problem in answer["problems"])
    assert answer["changed"] == {"new": 1, "amended": 0, "unchanged": 1}
    alpha = known(desk, "C1")
    assert [alpha[name] for name in ("siren", "vat_number", "legal_kind", "terms", "credit_limit")] == [
        "732829320", "FR44732829320", "business", "60 jours", 500000,
    ]  # fmt: skip
    assert alpha["contacts"][0]["email"] == "b@a.fr"


def test_a_row_that_counts_the_others_is_no_customer(desk: Desk) -> None:
    path = desk.write("clients.csv", HEADER, ALPHA, "Total : 1 client;;;;;;;;;;;")
    assert desk.take(path)["changed"] == {"new": 1, "amended": 0, "unchanged": 0}


def test_several_companies(desk: Desk) -> None:
    """The same number is another customer in another company."""
    path = desk.write("clients.csv", f"Société;{HEADER}", f"S1;{ALPHA}", f"S2;{ALPHA.replace('Alpha', 'Autre')}")
    answer = desk.take(path)
    assert (answer["company"], answer["companies"], answer["customers"]) == (None, ["S1", "S2"], 2)
    with reading(desk.engine) as connection:
        customers, contacts = store.load_customers(connection), store.load_contacts(connection)
    assert customers[["company", "account", "name"]].values.tolist() == [["S1", "C1", "Alpha"], ["S2", "C1", "Autre"]]
    assert completeness(customers, contacts)["score"].tolist() == [100, 100]
    desk.give_back()
    assert everything(desk) == ([], [])


def test_files_without_customers_are_one_sentence(desk: Desk) -> None:
    with pytest.raises(UserFileError, match=r"^clients\.csv was refused: There is no line with an account number"):
        desk.take(desk.write("clients.csv", HEADER), kind="customers")
    with pytest.raises(UserFileError, match=r"^prose\.csv was refused: No header line was recognised"):
        desk.take(desk.write("prose.csv", "Bonjour", "Cordialement"), kind="customers")
    with pytest.raises(UserError, match="no import to take back"):
        desk.give_back()


def companies(desk: Desk, *rows: str) -> Path:
    """A customers file with a column of companies."""
    return desk.write("clients.csv", "Société;Numéro;Nom;Adresse;SIREN", *rows)


def test_rows_of_another_company_than_the_one_told_are_left_out_and_listed(desk: Desk) -> None:
    """C1 is another customer in each company: never one with the name of the other."""
    rows = ("ALPHA;C1;Un;x;", "BETA;C1;Autre;y;", "alpha;C2;Deux;z;", ";C3;Trois;t;", "BETA;C4;Quatre;u;")
    answer = desk.take(companies(desk, *rows), company="Alpha")
    assert (answer["companies"], answer["rows"], answer["changed"]["new"]) == (["Alpha"], 3, 3)
    assert [(p["row"], p["code"]) for p in answer["problems"]] == [(3, "company_left_out")]
    assert "(2 in all: 3, 6)" in answer["problems"][0]["message"]
    assert (known(desk, "C1")["name"], known(desk, "C3")["company"]) == ("Un", "Alpha")
    assert {row["account"] for row in everything(desk)[0]} == {"C1", "C2", "C3"}  # type: ignore[attr-defined]


def test_several_companies_none_of_them_the_one_told_are_refused(desk: Desk) -> None:
    path = companies(desk, "ALPHA;C1;Un;x;", "BETA;C1;Autre;y;")
    with pytest.raises(
        UserFileError, match=r"^clients\.csv was refused: it names 2 companies \(« ALPHA », « BETA »\), n"
    ):
        desk.take(path, company="Gamma")
    assert everything(desk)[0] == []
    assert desk.take(path)["companies"] == ["ALPHA", "BETA"]


def test_the_one_company_of_a_file_is_the_one_told_under_another_name(desk: Desk) -> None:
    """A code of the accounting software, or the same name in capitals, of which nothing need be said."""
    answer = desk.take(companies(desk, "1000;C1;Un;x;", "1000;C2;Deux;y;"), company="Ma société")
    assert (answer["companies"], codes(answer)) == (["Ma société"], ["other_company"])
    assert "calls the company « 1000 »; its rows are kept under « Ma société »" in answer["problems"][0]["message"]
    assert codes(desk.take(companies(desk, "MA SOCIETE;C1;Un;x;"), company="Ma société")) == []


def test_the_command(relance: Command) -> None:
    """`relance import --kind customers`, then `relance customers`."""
    folder = relance.home.parent
    (folder / "clients.csv").write_text("\n".join([HEADER, ALPHA, BETA]), encoding="utf-8")
    answer = relance.json("import", "--kind", "customers", folder / "clients.csv", "--company", "S1")
    assert answer["changed"]["new"] == 2
    rows = relance.json("customers")["customers"]
    assert [(row["company"], row["account"], row["score"], row["missing"]) for row in rows] == [
        ("S1", "C1", 100, []),
        ("S1", "C2", 31, ["address", "terms", "phone_or_email", "means_of_payment"]),
    ]
    assert (rows[0]["credit_limit"], rows[0]["contacts"][0]["email"]) == ("5000.00", "b@a.fr")
    assert rows[1]["legal_kind"] == "consumer"
    assert relance("customers", "--company", "S9").returncode == 2


def test_an_account_the_ledger_does_not_name_bears_the_name_of_the_file(desk: Desk) -> None:
    """The list gives numbers alone, or a number for a name; where it names the account, that name stays."""
    header, *rows = LIST
    named = ";".join((header, "Nom")), f"{rows[0]};", f"{rows[1]};C2", "C3;F3;14/01/2026;;50,00;Gamma"
    desk.take(desk.write("items.csv", *named))
    desk.take(desk.write("clients.csv", HEADER, ALPHA, BETA, BETA.replace("C2;Beta", "C3;Gamma SARL")))
    names = {row["account"]: row["name"] for row in desk.balance()["accounts"]}
    assert names == {"C1": "Alpha", "C2": "Beta", "C3": "Gamma"}
    with reading(desk.engine) as connection:
        penalties = penalty_answers.penalties(penalty_report(connection, PenaltyQuestion(FAR)))
        calls = worklist(connection, FAR, None, None, "fr")
    assert {row["account"]: row["name"] for row in penalties["accounts"]} == names
    assert {row["account"]: row["name"] for row in calls["rows"]} == names
