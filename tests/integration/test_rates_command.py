"""`relance rates`: what is known, what a home adds to it, and the clauses of its customers."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from receivables.errors import ReceivablesError
from receivables.late_payment.rate_agreements import agreements_of
from receivables.late_payment.rates import PERCENT, published_rates
from server import rates as use_cases
from server.errors import UserError
from server.store import rates as store
from server.store.database import reading, writing
from tests.command import Command
from tests.desk import Desk

NEXT = ("2027-01-01", "2027-06-30")
ADD = ("rates", "add", "ecb", *NEXT, "2.65", "--source", "BCE, avis du 17/12/2026")
PENALTY = ("penalty", "--amount", "12000", "--due", "2026-12-16", "--until", "2027-01-31")
CUSTOMERS = (
    "Numéro;Nom;Nature;Groupe;Agence;Clause taux",
    "C1;Alpha;société;Nord;Bois;12 %",
    "C2;Beta;commune;;Bois;",
    "C3;Gamma;société;Nord;;selon accord",
)
AT = "2026-12-23T08:00:00+00:00"


# -- published rates --------------------------------------------------------------------------------------------------


def test_list_needs_no_home(newcomer: Command) -> None:
    answer = newcomer.json("rates", "list", "--jurisdiction", "uk")
    assert answer["rates"][-1] == {
        "series": "base-uk", "first_day": "2026-07-01", "last_day": "2026-12-31", "percent": "3.75",
        "source": "Bank of England, Bank Rate : 3,75 % depuis le 18/12/2025 (relevé public du 08/10/2026)",
        "certainty": "seen",
    }  # fmt: skip
    assert answer["computable_until"] == {"uk": "2026-12-31"}
    assert not newcomer.home.exists()


def test_rates_alone_lists_every_series(relance: Command) -> None:
    answer = relance.json("rates")
    assert {one["series"] for one in answer["series"]} == {one["series"] for one in answer["rates"]}
    assert answer["computable_until"] == dict.fromkeys(("fr", "eu", "de", "uk"), "2026-12-31")
    to_check = [one for one in answer["rates"] if one["certainty"] == "to check" and one["series"] != "base-de"]
    assert {(one["first_day"], one["percent"]) for one in to_check} == {("2026-07-01", "2.75"), ("2026-07-01", "6.84")}


def test_an_added_half_year_makes_interest_computable(relance: Command) -> None:
    """15 days at 12.40 % are 61.15; 31 days of January 2027 at 2.65 + 10 are 128.93."""
    before = relance.json(*PENALTY)
    assert (before["interest"], before["computed_until"], before["warnings"]) == (
        "61.15", "2026-12-31", ["rate_not_published"]
    )  # fmt: skip
    added = relance.json(*ADD)
    assert (added["state"], added["certainty"], added["computable_until"]) == ("added", "added", "2027-06-30")
    assert relance.json(*ADD)["state"] == "unchanged"
    after = relance.json(*PENALTY)
    assert [line["amount"] for line in after["lines"]] == ["61.15", "128.93"]
    assert (after["interest"], after["computed_until"], after["warnings"]) == ("190.08", "2027-01-31", [])
    shown = relance("rates", "list", "--jurisdiction", "eu")
    assert "BCE, avis du 17/12/2026" in shown.stdout
    assert "up to 2027-06-30 (eu)" in shown.stdout
    assert relance.json("rates", "list")["computable_until"]["fr"] == "2026-12-31"  # the legal rate is not there yet
    assert relance.json("rates", "remove", "ecb", NEXT[0])["state"] == "removed"
    assert relance.json(*PENALTY)["interest"] == "61.15"


def test_a_negative_rate_is_an_argument(relance: Command) -> None:
    added = relance.json("rates", "add", "base-de", *NEXT, "-0.12", "--source", "Bundesbank")
    assert added["percent"] == "-0.12"


@pytest.mark.parametrize(
    "args",
    [
        ("rates", "nothing"),
        ("rates", "list", "--jurisdiction", "it"),
        ADD[:-2],
        (*ADD[:-1], "  "),
        (*ADD[:-1], "BCE\n2 lines"),
        ("rates", "add", "libor", *ADD[3:]),
        ("rates", "add", "ecb", "2027-02-01", *ADD[4:]),
        ("rates", "add", "ecb", "", *ADD[4:]),
        ("rates", "add", "ecb", "2027-07-01", "2027-12-31", *ADD[5:]),
        ("rates", "add", "ecb", "2026-07-01", "2026-12-31", "2.41", *ADD[6:]),
        (*ADD[:5], "=1+1", *ADD[6:]),
        (*ADD[:5], "2.65", "extra", *ADD[6:]),
        ("rates", "remove", "ecb", "2026-07-01"),
        ("rates", "remove", "libor", "2026-07-01"),
        ("rates", "clause", "--set", "contract:12", "--for", "company"),
        ("rates", "clause", "--set", "contract:12"),
        ("rates", "clause", "--for", "company"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(relance: Command, args: tuple[str, ...]) -> None:
    done = relance(*args)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert "fault of its own" not in done.stderr


def test_rates_are_kept_by_the_store(desk: Desk) -> None:
    """Two half-years; the last one goes first."""
    with reading(desk.engine) as connection:
        assert store.rate_book(connection) == published_rates()
    with writing(desk.engine) as connection:
        for days, percent in ((NEXT, "2,65"), (("2027-07-01", "2027-12-31"), "2,40")):
            use_cases.add_rate(connection, "ecb", *days, percent, "BCE", AT)
    with reading(desk.engine) as connection:
        book = store.rate_book(connection)
    assert [rate.units / PERCENT for rate in book.ecb[-3:]] == [2.4, 2.65, 2.4]
    with writing(desk.engine) as connection, pytest.raises(UserError, match="2027-07-01"):
        use_cases.remove_rate(connection, "ecb", NEXT[0])


def test_a_contradiction_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    with writing(desk.engine) as connection:
        use_cases.add_rate(connection, "ecb", *NEXT, "2.65", "BCE", AT)
        with pytest.raises(ReceivablesError, match=r"is 2\.65"):
            use_cases.add_rate(connection, "ecb", *NEXT, "2.50", "BCE", AT)
        assert store.rate_book(connection).ecb[-1].units == 26_500


def test_a_rate_to_check_is_confirmed(desk: Desk) -> None:
    """The same figure with its official source, and back."""
    rate = ("2026-07-01", "2026-12-31", "2.75", "JO du 28/06/2026", AT)
    with writing(desk.engine) as connection:
        assert use_cases.add_rate(connection, "legal-professional", *rate)["state"] == "added"
        assert not store.rate_book(connection).legal_professional[-1].is_to_check
        use_cases.remove_rate(connection, "legal-professional", "2026-07-01")
        assert store.rate_book(connection).legal_professional[-1].is_to_check


# -- clauses ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def house(desk: Desk) -> Desk:
    """A store with three customers of the company ACME."""
    desk.take(desk.write("clients.csv", *CUSTOMERS), company="ACME")
    return desk


def _set(house: Desk, place: str, rate: str, first: str | None = None, last: str | None = None) -> None:
    with writing(house.engine) as connection:
        chosen = use_cases.clause_place(connection, None, place)
        use_cases.set_clause(connection, chosen, rate, first, last, "keep")


def _percents(house: Desk, *documents: tuple[str, str]) -> list[float | None]:
    """Percent of the clause of each (account, document day); None where none was given."""
    with reading(house.engine) as connection:
        clauses, customers = store.load_clauses(connection), use_cases.customer_store.load_customers(connection)
    own: dict[str, dict[str, Any]] = {row["account"]: row for row in customers.to_dict("records")}
    fields = ["company", "account", "group", "branch", "legal_kind"]
    items = pd.DataFrame([{name: own[account][name] for name in fields} for account, _ in documents])
    days = np.array([np.datetime64(day).astype(int) for _, day in documents], dtype=np.int32)
    codes, agreements = agreements_of(items.assign(document_day=days), clauses)
    chosen = [agreements[code] for code in codes]
    return [one.clause.units / PERCENT if one.is_given else None for one in chosen]


def test_the_customers_file_is_the_clause_of_its_account(house: Desk) -> None:
    assert _percents(house, ("C1", "2026-01-01"), ("C2", "2026-01-01")) == [12, None]


def test_the_nearest_clause_of_the_document_day_wins(house: Desk) -> None:
    """A kind's, a branch's, a group's; an account's from July on, before it the file's own. The company's passes over
    C2, a public buyer (CCP R2192-31)."""
    _set(house, "company", "contract:8")
    assert _percents(house, ("C1", "2026-01-01"), ("C2", "2026-01-01")) == [12, None]
    _set(house, "kind:public", "contract:9")
    assert _percents(house, ("C1", "2026-01-01"), ("C2", "2026-01-01")) == [12, 9]
    _set(house, "branch:Bois", "contract:10")
    _set(house, "group:Nord", "contract:11")
    _set(house, "account:C1", "contract:15", "2026-07-01", "2026-12-31")
    days = [("C1", "2026-06-30"), ("C1", "2026-07-01"), ("C1", "2027-01-01"), ("C2", "2026-06-30")]
    assert _percents(house, *days) == [12, 15, 12, 10]


def test_a_clause_of_the_same_first_day_is_replaced(house: Desk) -> None:
    for rate in ("contract:9", "contract:10"):
        _set(house, "kind:public", rate, "2026-01-01")
    assert _percents(house, ("C2", "2025-12-31"), ("C2", "2026-01-01")) == [None, 10]
    with writing(house.engine) as connection:
        place = use_cases.clause_place(connection, "ACME", "kind:public")
        with pytest.raises(UserError, match="without first day"):
            use_cases.remove_clause(connection, place, None)
        use_cases.remove_clause(connection, place, "2026-01-01")
    assert _percents(house, ("C2", "2026-01-01")) == [None]


def test_a_clause_not_understood_is_named(house: Desk) -> None:
    """At the import, and in the list with its sentence."""
    again = house.take(house.write("again.csv", *CUSTOMERS), company="ACME")
    assert [(one["row"], one["code"]) for one in again["problems"]] == [(4, "unknown_rate_clause")]
    with reading(house.engine) as connection:
        rows = use_cases.clause_rows(connection, "ACME")
    assert [(row["name"], row["origin"], row["problem"] is None) for row in rows] == [
        ("C1", "customers file", True), ("C3", "customers file", False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "word"),
    [
        ("", "not understood"), ("company:ACME", "not understood"), ("group", "not understood"),
        ("family:Nord", "not understood"), ("kind:bank", "the kind is"), ("group:Sud", "there is Nord"),
        ("branch:Fer", "there is Bois"), ("account:C9", "no account C9"),
    ],
)  # fmt: skip
def test_a_place_nobody_is_in_is_refused(house: Desk, place: str, word: str) -> None:
    with pytest.raises(UserError, match=word):
        _set(house, place, "contract:12")


@pytest.mark.parametrize(
    ("place", "rate", "days"),
    [
        ("company", "12 % par mois", (None, None)),
        ("company", "judgment:2026-01-01", (None, None)),
        ("kind:public", "floor", (None, None)),
        ("company", "contract:12", ("2026-02-01", "2026-01-31")),
        ("company", "contract:12", ("", None)),
        ("company", "contract:12", ("soon", None)),
    ],
)
def test_a_bad_clause_is_refused(house: Desk, place: str, rate: str, days: tuple[str | None, str | None]) -> None:
    with pytest.raises((UserError, ReceivablesError), match=r"\.$"):
        _set(house, place, rate, *days)


def test_an_unknown_company_is_refused(house: Desk) -> None:
    with reading(house.engine) as connection, pytest.raises(UserError, match="known are ACME"):
        use_cases.clause_place(connection, "Nobody", "company")


def test_clauses_by_command(relance: Command, tmp_path: Any) -> None:
    """Set, seen, and --strict where one is not understood."""
    path = tmp_path / "clients.csv"
    path.write_text("\n".join(CUSTOMERS), encoding="utf-8")
    relance.json("import", path, "--company", "ACME")
    answer = relance.json(
        "rates", "clause", "--set", "contract:8", "--for", "account:C2", "--from", "2026-01-01", "--to", "31/12/2026",
        "--below-floor", "floor", "--company", "ACME", "--strict", code=1,
    )  # fmt: skip
    assert answer["clauses"][-1] == {
        "company": "ACME", "place": "account", "name": "C2", "from": "2026-01-01", "to": "2026-12-31",
        "rate": "contract:8", "below_floor": "floor", "origin": "set", "problem": None,
    }  # fmt: skip
    shown = relance("rates", "clause")
    assert "account:C2" in shown.stdout
    assert "day of the document" in shown.stdout
    left = relance.json("rates", "clause", "--remove", "--for", "account:C2", "--from", "2026-01-01")
    assert [one["origin"] for one in left["clauses"]] == ["customers file"] * 2
