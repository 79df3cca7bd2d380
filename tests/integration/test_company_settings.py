"""Company settings in the store: versions, bank details that wait for somebody else, edited templates."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from server.campaigns.facts.clerks import save_clerk
from server.company_bank import decide_bank
from server.company_settings import checked, load_company_settings, read_settings, set_company_settings
from server.errors import UserError
from server.letters.editing import keep_template, template_in_force
from server.letters.templates import LetterTemplate, shipped
from server.store.companies import company_id
from server.store.database import open_engine, writing
from tests.letter_samples import sample

AT = "2026-11-22T08:30:00Z"
IBAN, OTHER = "FR7630006000011234567890189", "DE89370400440532013000"
SETTINGS = """
[identity]
name = "Menuiserie Vallier"
address = ["12 rue des Tanneurs", "69007 Lyon"]
siren = "732 829 320"
[signatory]
name = "Hélène Vallier"
quality = "Directrice financière"
[bank]
holder = "Menuiserie Vallier"
iban = "FR76 3000 6000 0112 3456 7890 189"
bic = "AGRIFRPP"
[terms]
notice_days_consumer = 20
"""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A transaction on a new store."""
    engine = open_engine(tmp_path / "home", None)
    with writing(engine) as opened:
        yield opened
    engine.dispose()


def told(tmp_path: Path, text: str = SETTINGS) -> dict[str, object]:
    """Values of a settings file."""
    (tmp_path / "company.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path / "company.toml")


def test_bank_details_wait_for_somebody_else(connection: Connection, tmp_path: Path) -> None:
    company = company_id(connection, "Vallier")
    result = set_company_settings(connection, company, told(tmp_path), "ana", AT)
    assert result == {"version": 1, "changed": ["identity", "signatory", "terms"], "bank": "waiting"}
    assert load_company_settings(connection, company).bank.iban == ""
    for same in ("ana", " Ana "):
        with pytest.raises(UserError, match="somebody else"):
            decide_bank(connection, company, True, same, AT)
    assert decide_bank(connection, company, True, "bob", AT) == {
        "bank": "approved", "holder": "Menuiserie Vallier", "iban": IBAN, "bic": "AGRIFRPP",
    }  # fmt: skip
    own = load_company_settings(connection, company)
    assert (own.bank.iban, own.identity.siren, own.terms.notice_days_consumer) == (IBAN, "732829320", 20)
    assert own.waiting is None


def test_a_changed_iban_leaves_the_approved_one_in_force(connection: Connection, tmp_path: Path) -> None:
    company = company_id(connection, "Vallier")
    set_company_settings(connection, company, told(tmp_path), "ana", AT)
    decide_bank(connection, company, True, "bob", AT)
    assert set_company_settings(connection, company, told(tmp_path), "ana", AT)["bank"] == "unchanged"
    set_company_settings(connection, company, {"bank": {"iban": OTHER}}, "eve", "2026-11-23T08:00:00Z")
    assert load_company_settings(connection, company).bank.iban == IBAN
    decide_bank(connection, company, False, "bob", "2026-11-23T09:00:00Z")
    assert load_company_settings(connection, company).bank.iban == IBAN
    with pytest.raises(UserError, match="No bank details wait"):
        decide_bank(connection, company, True, "bob", AT)


def test_an_approval_names_what_it_approves(connection: Connection) -> None:
    """Details that took the place of others that waited are approved by their IBAN alone; the answer tells them."""
    company = company_id(connection, "Vallier")
    for iban in (IBAN, OTHER):
        set_company_settings(connection, company, checked({"bank": {"holder": "V", "iban": iban}}), "eve", AT)
    with pytest.raises(UserError, match="took the place of others"):
        decide_bank(connection, company, True, "sophie", AT)
    with pytest.raises(UserError, match="Other bank details wait now"):
        decide_bank(connection, company, True, "sophie", AT, iban=IBAN)
    told = decide_bank(connection, company, True, "sophie", AT, iban="de89 3704 0044 0532 0130 00")
    assert told == {"bank": "approved", "holder": "V", "iban": OTHER, "bic": ""}
    for _ in range(2):  # the same details again take nobody's place
        set_company_settings(connection, company, checked({"bank": {"holder": "W", "iban": OTHER}}), "eve", AT)
    assert decide_bank(connection, company, True, "sophie", AT)["holder"] == "W"


def test_a_bic_goes_with_its_iban_and_the_holder_stays(connection: Connection, tmp_path: Path) -> None:
    company = company_id(connection, "Vallier")
    set_company_settings(connection, company, told(tmp_path), "ana", AT)
    decide_bank(connection, company, True, "bob", AT)
    assert (
        set_company_settings(connection, company, checked({"bank": {"iban": IBAN}}), "ana", AT)["bank"] == "unchanged"
    )
    set_company_settings(connection, company, checked({"bank": {"iban": OTHER}}), "ana", AT)
    waiting = load_company_settings(connection, company).waiting
    assert waiting is not None
    assert (waiting["holder"], waiting["iban"], waiting["bic"]) == ("Menuiserie Vallier", OTHER, "")


def test_values_a_section_leaves_out_stay_as_they_are(connection: Connection, tmp_path: Path) -> None:
    company = company_id(connection, "Vallier")
    set_company_settings(connection, company, told(tmp_path), "ana", AT)
    clerk = {"name": "Claire", "phone": "04 72 00 00 12", "email": "c@vallier.example"}
    set_company_settings(connection, company, checked({"clerk": clerk, "terms": {"notice_days": 10}}), "ana", AT)
    more = checked(
        {
            "clerk": {"phone": "04 72 00 00 13"},
            "terms": {"invoice_folder": "/f"},
            "signatory": {"name": "Hélène Vallier"},
        }
    )
    assert set_company_settings(connection, company, more, "ana", AT)["changed"] == ["clerk", "terms"]
    own = load_company_settings(connection, company)
    assert (own.clerk.name, own.clerk.phone, own.clerk.email) == ("Claire", "04 72 00 00 13", "c@vallier.example")
    assert (own.terms.notice_days, own.terms.notice_days_consumer, own.terms.invoice_folder) == (10, 20, "/f")
    assert own.signatory.quality == "Directrice financière"


def test_an_iban_told_in_two_steps_is_refused(connection: Connection) -> None:
    """Neither of them holds one."""
    company = company_id(connection, "Vallier")
    set_company_settings(connection, company, checked({"signatory": {"name": "FR76 3000 6000 0112"}}), "ana", AT)
    rest = checked({"signatory": {"quality": "3456 7890 189"}})
    with pytest.raises(UserError, match="holds an IBAN"):
        set_company_settings(connection, company, rest, "ana", AT)


@pytest.mark.parametrize("name", ["collector", "mediator"])
@pytest.mark.parametrize("nothing", ["null", '""'])
def test_a_collector_and_a_mediator_are_taken_out_again(
    connection: Connection, tmp_path: Path, name: str, nothing: str
) -> None:
    """By null, which TOML does not have: there by an empty text."""
    company = company_id(connection, "Vallier")
    set_company_settings(connection, company, checked({name: {"name": "Recouvra", "address": ["2 rue Y"]}}), "ana", AT)
    set_company_settings(connection, company, checked({name: {"address": ["3 rue Y"]}}), "ana", AT)
    assert getattr(load_company_settings(connection, company), name).address == ("3 rue Y",)
    path = tmp_path / ("out.json" if nothing == "null" else "out.toml")
    path.write_text(f'{{"{name}": null}}' if nothing == "null" else f"{name} = {nothing}", encoding="utf-8")
    assert set_company_settings(connection, company, read_settings(path), "ana", AT)["changed"] == [name]
    assert getattr(load_company_settings(connection, company), name) is None
    assert set_company_settings(connection, company, read_settings(path), "ana", AT)["changed"] == []


@pytest.mark.parametrize("part", [{}, {"name": ""}, {"name": " "}, {"website": "m.example"}, {"address": ["2 rue Y"]}])
@pytest.mark.parametrize("name", ["collector", "mediator"])
def test_a_collector_or_mediator_without_a_name_is_refused(
    connection: Connection, name: str, part: dict[str, object]
) -> None:
    company = company_id(connection, "Vallier")
    if name == "collector" and "website" in part:
        part = {"phone": "04 72 00 00 12"}
    with pytest.raises(UserError, match=f"« {name} » has no name: give its name, or null"):
        set_company_settings(connection, company, checked({name: part}), "ana", AT)
    assert getattr(load_company_settings(connection, company), name) is None


@pytest.mark.parametrize(
    ("name", "days", "least"), [("notice_days", 7, 8), ("notice_days", 3, 8), ("notice_days_consumer", 14, 15)]
)
def test_fewer_days_than_a_formal_notice_gives_are_refused_at_once(name: str, days: int, least: int) -> None:
    """With the least and where it comes from: each formal notice would fail at its approval."""
    with pytest.raises(UserError, match=rf"from {least} to 90: by usage .* {least} days at least .*C\. civ\. 1344"):
        checked({"terms": {name: days}})
    assert checked({"terms": {name: least}})["terms"] == {name: least}


@pytest.mark.parametrize(
    "told",
    [
        (IBAN, "01 02", ""),
        ("Jean", IBAN, ""),
        ("Jean FR76 3000 6000", "0112 3456 7890 189", ""),
        ("Jean", "", f"{IBAN}@v.example"),
    ],
)
def test_how_a_clerk_is_reached_holds_no_bank_details(connection: Connection, told: tuple[str, str, str]) -> None:
    with pytest.raises(UserError, match="no IBAN or account number"):
        save_clerk(connection, *told, "ana", AT)
    assert save_clerk(connection, "Jean Vente", "04 72 00 00 12", "j@v.example", "ana", AT)[0]["name"] == "Jean Vente"


@pytest.mark.parametrize(
    "values",
    [
        {"bank": {"iban": "FR7630006000011234567890188"}}, {"bank": {"iban": ""}}, {"bank": {"iban": IBAN, "bic": "X"}},
        {"identity": {"siren": "732829321"}}, {"identity": {"email": "a@b"}}, {"identity": {"address": "Lyon"}},
        {"terms": {"notice_days": 0}}, {"terms": {"notice_days": True}}, {"secret": 1}, {"identity": {"iban": IBAN}},
        {"identity": []}, {"is_shared_centre": "yes"}, {"collector": {"first_reference": "x"}},
    ],
)  # fmt: skip
def test_values_that_will_not_do_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(UserError):
        checked(values)


@pytest.mark.parametrize(
    "values",
    [
        {"signatory": {"name": "Resp.", "quality": "Nouvel IBAN FR76 3000 6000 0112 3456 7890 189"}},
        {"signatory": {"name": "FR76 3000 6000 0112", "quality": "3456 7890 189"}},
        {"clerk": {"phone": "FR7630006000011234567890189"}}, {"identity": {"website": f"iban.example/{IBAN}"}},
        {"identity": {"address": ["12 rue X", "DE89 3704 0044", "0532 0130 00"]}},
        {"collector": {"name": "Recouvra", "phone": IBAN}}, {"mediator": {"name": "30006 00001 12345678901 89"}},
        {"sender": {"name": f"Nouveau RIB {OTHER}"}},
    ],
)  # fmt: skip
def test_bank_details_stand_nowhere_but_in_their_section(values: dict[str, object]) -> None:
    """They would be printed on each letter by one person's word."""
    with pytest.raises(UserError, match="holds an IBAN or an account number"):
        checked(values)


def test_a_file_is_toml_or_json(tmp_path: Path) -> None:
    path = tmp_path / "company.json"
    path.write_text(json.dumps({"company": "Vallier", "identity": {"name": "Vallier\r\nBcc: x"}}))
    assert read_settings(path) == {"company": "Vallier", "identity": {"name": "Vallier Bcc: x"}}
    path.write_text("{")
    with pytest.raises(UserError, match="cannot be read"):
        read_settings(path)


def test_an_edited_template_is_tried_kept_in_versions_and_never_unlawful(connection: Connection) -> None:
    company = company_id(connection, "Vallier")
    assert template_in_force(connection, company, "business", "r1", "fr") == shipped("business", "r1", "fr")
    own = LetterTemplate("Compte {{ debtor.account }}", "Bonjour,\n\nNous attendons {{ total }}.", "Merci.")
    assert keep_template(connection, company, sample("r1"), own, "ana", AT)[0] == 1
    kept = template_in_force(connection, company, "business", "r1", "fr")
    assert (kept.subject, kept.version) == (own.subject, 1)
    bad = LetterTemplate("S", "Un commandement de payer suivra.", "Merci.")
    version, found = keep_template(connection, company, sample("r1"), bad, "ana", AT)
    assert (version, [one.code for one in found]) == (0, ["court_look"])
    assert template_in_force(connection, company, "business", "r1", "fr").version == 1
