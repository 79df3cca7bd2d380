"""Customers files: what cannot be right is kept out and named; several rows of one customer add contacts."""

import pandas as pd
import pytest

from receivables.customers import WEIGHTS, completeness
from receivables.days import NO_DAY
from receivables.email_addresses import is_email_address
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, Grid
from server.imports.lists import identifiers
from server.imports.lists.customers import ParsedCustomers, is_customer_list, parse_customers
from tests.dunning_grounds import D0, morning, plain

HEADER = (
    "société;numéro;nom;adresse;siren;siret;tva;nature;groupe;compte payeur;conditions;moyen de paiement;"
    "clause de taux;plafond de crédit;plafond assureur;échéance assureur;délai de déclaration;commercial;agence;langue;"
    "contact;fonction;téléphone;courriel"
)
#: 732829320 is the example INSEE gives of a SIREN; its French VAT key is (12 + 3 x (732829320 mod 97)) mod 97 = 44.
GOOD = (
    "S1;0042;Exemple SA;1 rue des Lilas, Lyon;732 829 320;73282932000074;FR 44 732829320;entreprise;G1;0041;"
    "45 jours fin de mois;virement;BCE + 10;50 000,00;40000;31/12/2026;30 jours;A. Vendeuse;Lyon;français;"
    "B. Payeur;DAF;01 99 00 00 01;compta@exemple.fr"
)


def grid(text: str) -> Grid:
    """A sheet from text, one line a row."""
    rows: list[list[Cell]] = [list(line.split(";")) for line in text.splitlines()]
    return Grid("", rows)


def parse(*lines: str) -> ParsedCustomers:
    """Rows under the usual header."""
    return parse_customers([grid("\n".join([HEADER, *lines]))], {})


def row(**values: str) -> str:
    """A row of these fields, by their headers."""
    return ";".join(values.get(name.replace(" ", "_"), "") for name in HEADER.split(";"))


def test_every_field_is_read() -> None:
    """One full row."""
    parsed = parse(GOOD)
    customer = parsed.customers.iloc[0]
    assert parsed.problems == []
    assert customer[["company", "account", "siren", "siret", "vat_number"]].tolist() == [
        "S1", "0042", "732829320", "73282932000074", "FR44732829320",
    ]  # fmt: skip
    assert customer[["legal_kind", "payer_account", "terms", "language"]].tolist() == [
        "business", "0041", "45 jours fin de mois", "fr",
    ]  # fmt: skip
    assert customer[["credit_limit", "insurer_limit", "insurer_expiry", "insurer_notice_days"]].tolist() == [
        5000000, 4000000, 20818, 30,
    ]  # fmt: skip
    assert parsed.contacts.values.tolist() == [
        ["S1", "0042", "B. Payeur", "DAF", "01 99 00 00 01", "compta@exemple.fr"]
    ]


def test_wrong_values_are_named_and_left_out() -> None:
    """Each by a code of its own, with the row."""
    parsed = parse(row(
        numéro="C1", nom="X", siren="732829321", siret="1", tva="FR00732829320", nature="zorg", conditions="un jour",
        plafond_de_crédit="beaucoup", échéance_assureur="32/13/2026", délai_de_déclaration="bientôt", langue="klingon",
        téléphone="12", courriel="a@@b", contact="Y",
    ), row(numéro="C2", plafond_de_crédit="1000", échéance_assureur="31/12/2026"))  # fmt: skip
    assert {problem.code for problem in parsed.problems} == {
        "wrong_siren", "wrong_siret", "wrong_vat_number", "unknown_legal_kind", "unknown_terms", "unreadable_amount",
        "unreadable_date", "unreadable_days", "unknown_language", "wrong_phone", "wrong_email",
    }  # fmt: skip
    assert {problem.row for problem in parsed.problems} == {2}
    customer = parsed.customers.iloc[0]
    assert customer[["siren", "siret", "vat_number", "legal_kind", "terms", "language"]].tolist() == [""] * 6
    assert customer["credit_limit"] is None
    assert customer["insurer_expiry"] == NO_DAY
    assert parsed.contacts[["phone", "email"]].values.tolist() == [["", ""]]
    assert parsed.customers["credit_limit"].tolist() == [None, 100000]


def test_more_rows_add_contacts_and_never_erase() -> None:
    """A second row of one customer: its blanks change nothing, its contact is kept, what differs is named."""
    parsed = parse(GOOD, row(société="S1", numéro="0042", contact="C. Comptable", courriel="c@exemple.fr"),
                   row(société="S1", numéro="0042", nom="Autre nom"))  # fmt: skip
    assert len(parsed.customers) == 1
    assert parsed.customers["name"].tolist() == ["Exemple SA"]
    assert parsed.contacts["name"].tolist() == ["B. Payeur", "C. Comptable"]
    assert [(problem.row, problem.code) for problem in parsed.problems] == [(4, "differing_value")]


def test_row_without_account_is_named() -> None:
    """It is left out; the others are taken."""
    parsed = parse(row(nom="X", siren="732829320"), row(numéro="C1"))
    assert parsed.customers["account"].tolist() == ["C1"]
    assert [(problem.row, problem.code) for problem in parsed.problems] == [(2, "no_account")]


def test_siren_is_the_head_of_a_siret() -> None:
    """Decree 73-314: the first nine digits of a SIRET are its SIREN."""
    assert parse(row(numéro="C1", siret="732 829 320 00074")).customers["siren"].tolist() == ["732829320"]


def test_english_headers_and_address_in_parts() -> None:
    """Street, postal code and city are one address."""
    header = "Customer number;Customer name;Address;Zip code;City;Legal kind;Payment terms;Credit limit"
    parsed = parse_customers([grid(f"{header}\n9;Acme;1 High St;75001;Paris;B2C;30 net;1000")], {})
    assert parsed.customers[["account", "address", "legal_kind"]].values.tolist() == [
        ["9", "1 High St, 75001 Paris", "consumer"]
    ]


def test_the_lines_of_an_address_in_a_cell_are_kept_apart() -> None:
    """Run together, they would stand on one line in the window of the envelope."""
    rows: list[list[Cell]] = [["Compte", "Nom", "SIREN", "Adresse"],
                              ["C1", "Alpha", "732829320", "Bât. B,\n12 rue Basse\n31000 Toulouse"]]  # fmt: skip
    assert parse_customers([Grid("", rows)], {}).customers["address"].tolist() == [
        "Bât. B, 12 rue Basse, 31000 Toulouse"
    ]


@pytest.mark.parametrize("header", ["Délai", "Délais", "Délai de règlement", "Délai de paiement"])
def test_terms_under_the_words_a_clerk_uses(header: str) -> None:
    """Passed over, they leave every due date an estimate, and no penalty to claim."""
    parsed = parse_customers([grid(f"Compte;Nom;Nature;{header}\nC1;Alpha;société;30 jours nets")], {})
    assert (parsed.customers["terms"].tolist(), parsed.problems) == (["30 jours nets"], [])


def test_columns_can_be_told() -> None:
    """--map works here too, and an unknown column is refused with those found."""
    text = "Réf. interne;Nom;Siren;Adresse\n7;Exemple;732829320;Lyon"
    assert parse_customers([grid(text)], {"account": "Réf. interne"}).customers["account"].tolist() == ["7"]
    with pytest.raises(UserFileError, match=r"columns found: A « Réf\. interne »"):
        parse_customers([grid(text)], {"account": "Z"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADER, True), ("Code client;Nom;SIREN;Adresse;Plafond", True), ("Client;Facture;Date;Montant", False),
        ("Client;Nom;Adresse;Téléphone;N° facture;Date facture;Montant TTC", False), ("a;b;c", False),
    ],
)  # fmt: skip
def test_customers_are_told_from_open_items(text: str, expected: bool) -> None:
    """By what only a customers file has, and by the amounts only a list of items has."""
    values = ";".join("1" for _ in text.split(";"))
    assert is_customer_list([grid(f"{text}\n{values}")]) is expected


class TestIdentifiers:
    """Keys of the State's numbers."""

    def test_la_poste(self) -> None:
        """35600000000048 is La Poste's seat and passes Luhn; its other offices only add up to a multiple of five."""
        assert identifiers.is_siret("35600000000048")
        assert not identifiers.is_luhn("35600000049837")
        assert identifiers.is_siret("35600000049837")
        assert not identifiers.is_siret("35600000049838")

    @pytest.mark.parametrize("text", ["73282932", "7328293200", "73282932O", "٧٣٢٨٢٩٣٢٠", "732829321"])
    def test_no_siren(self, text: str) -> None:
        assert not identifiers.is_siren(text)

    @pytest.mark.parametrize(("text", "expected"), [
        ("FR44732829320", True), ("FR43732829320", False), ("FRK7732829320", True), ("DE811569869", True),
        ("732829320", False),
    ])  # fmt: skip
    def test_vat(self, text: str, expected: bool) -> None:
        assert identifiers.is_vat_number(text) is expected

    @pytest.mark.parametrize("text", [
        "a@b", "a b@c.fr", "a@c.fr,b@c.fr", "a@c.fr\nBcc: x@y.fr", "a@c..fr", "@c.fr", "a@" + "c" * 260 + ".fr",
        "<a@c.fr>", ".a@c.fr", "a.@c.fr", "a..b@c.fr", "é@c.fr", "a@-c.fr", "a@c-.fr", "a@c.fr ", "a" * 65 + "@c.fr",
        "a@c.f1",
    ])  # fmt: skip
    def test_no_email(self, text: str) -> None:
        """What the mail maker refuses is no address of a file either, and the plan takes the next channel."""
        assert not is_email_address(text)
        assert not is_email_address(text)
        by_post = morning(D0 + 6, plain(5, 15, 25), [{}], [], contacts=[{"email": text}, {"address": "1 rue Haute"}])
        assert by_post.messages["channel"].tolist() == ["letter"]

    def test_email(self) -> None:
        for text in ("prenom.nom+relance@sous-domaine.exemple.fr", "o'neil_1@a--b.example", "a@xn--p1ai.xn--p1ai"):
            assert is_email_address(text)
            assert is_email_address(text)


class TestCompleteness:
    """The share of what a clerk needs that is told."""

    def test_weights_make_a_hundred(self) -> None:
        assert sum(WEIGHTS.values()) == 100

    def test_full_record(self) -> None:
        parsed = parse(GOOD)
        scores = completeness(parsed.customers, parsed.contacts)
        assert scores[["score", "missing"]].values.tolist() == [[100, []]]

    def test_missing_are_listed_heaviest_first(self) -> None:
        parsed = parse(row(numéro="C1", nom="X", nature="entreprise"))
        scores = completeness(parsed.customers, parsed.contacts)
        assert scores["score"].tolist() == [25]
        assert scores["missing"][0] == ["siren", "address", "terms", "phone_or_email", "means_of_payment"]

    def test_consumer_needs_no_siren(self) -> None:
        """Without the 20 of the SIREN, 25 of 80 is 31 %."""
        parsed = parse(row(numéro="C1", nom="X", nature="particulier"))
        scores = completeness(parsed.customers, parsed.contacts)
        assert scores["score"].tolist() == [31]
        assert "siren" not in scores["missing"][0]

    def test_nobody(self) -> None:
        parsed = parse(row(numéro="C1"))
        assert completeness(parsed.customers.iloc[:0], pd.DataFrame(columns=parsed.contacts.columns)).empty
