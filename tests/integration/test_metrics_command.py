"""relance metrics: figures added up by hand, coverage, tables of sales, several companies and currencies, closes."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from receivables.days import parse_day
from server.closing import close_month
from server.errors import UserError
from server.metrics import metrics
from server.reports import Question
from server.store.database import open_engine, reading, writing
from tests.command import Command
from tests.conftest import SHARED
from tests.desk import Desk, codes
from tests.fec_builder import Entry, Line, move, opening, receipt, sale, write_fec

pytestmark = pytest.mark.costly

#: Sales: January 1,200.00; February 2,400.00 - 240.00 + 600.00 (posted in March, dated in February); March 1,800.00.
#: Not sales: what is brought forward, the deposit invoice (no 70 account), the deposit, the move to 413.
QUARTER = [
    *opening("2025-01-01", [("C1", "F000", "2024-12-10", 60_000)]),
    sale("2025-01-15", "C1", "F001", 120_000, letter="A"),
    sale("2025-02-10", "C2", "F002", 240_000),
    sale("2025-02-20", "C2", "AV01", -24_000, label="Avoir AV01"),
    sale("2025-03-05", "C1", "F003", 60_000, document_day="2025-02-28"),
    receipt("2025-03-06", "C1", 120_000, letter="A"),
    sale("2025-03-20", "C3", "F004", 180_000),
    Entry("VE", "2025-03-25", (Line("411000", 36_000, "C3"), Line("419100", -30_000, "C3"), Line("445710", -6_000)),
          "F005", label="Facture d'acompte F005"),
    Entry("BQ", "2025-03-26", (Line("512000", 50_000), Line("419100", -50_000, "C2")), "B1", label="Acompte"),
    move("2025-03-28", "C2", "F002", 240_000),
]  # fmt: skip
#: Receivables 600 + 2,400 - 240 + 600 + 1,800 + 360 = 5,520.00, of which 2,160.00 is not due and 3,600.00 is.
BY_HAND = {
    "currency": "EUR", "receivables": "5520.00", "not_due": "2160.00", "overdue": "3600.00", "unallocated": "-240.00",
    "opening": "600.00", "sales": "5760.00", "period": {"from": "2025-01-01", "to": "2025-03-31", "days": 90},
    "dso_accounting": 86.25,  # 5,520 / 5,760 x 90
    "dso_count_back": 83.8,  # 31 + 28 + (5,520 - 1,800 - 2,760) / 1,200 x 31
    "bpdso": 33.75,  # 2,160 / 5,760 x 90
    "add": 52.5,
    "cei": 20.0,  # (600 + 5,760 - 5,520) / (600 + 5,760 - 2,160)
    "average_days_late": {
        "paid": 20.0,  # due 14 February, paid 6 March
        "open": 16.46,  # (600 x 81 + 2,400 x 19 + 600 x 1) / 5,760
    },
    "share_overdue": 0.625,
    "concentration": {
        "ten_largest": 1.0,
        "herfindahl": 0.3535,  # (1,200² + 2,160² + 2,160²) / 5,520²: bills in 413 are the same customer's
    },
    "coverage": 1.0, "reasons": {}, "notes": [], "trend": [],
}  # fmt: skip
OF_SALES = ("dso_accounting", "dso_count_back", "bpdso", "add", "cei")


def _ledger(folder: Path, entries: list[Entry], name: str = "123456789FEC20251231.txt") -> Path:
    return write_fec(folder / name, entries)


def _metrics(desk: Desk, lang: str = "en", **question: Any) -> dict[str, Any]:
    with reading(desk.engine) as connection:
        return metrics(connection, Question(**question), lang)


def test_every_figure_is_the_one_added_up_by_hand(relance: Command, tmp_path: Path, database_url: str) -> None:
    env = {"RELANCE_DATABASE_URL": database_url}
    relance.json("import", _ledger(tmp_path, QUARTER), env=env)
    found = relance.json("metrics", "--as-of", "2025-03-31", env=env)
    assert {name: found[name] for name in BY_HAND} == BY_HAND
    assert (found["as_of"], found["by_company"]["123456789"]) == ("2025-03-31", found["by_currency"]["EUR"])
    assert set(found["definitions"]) == {
        *OF_SALES, "average_days_late.paid", "average_days_late.open", "share_overdue", "concentration.ten_largest",
        "concentration.herfindahl", "coverage",
    }  # fmt: skip
    assert all(one["fr"] and one["en"] and one["unit"] for one in found["definitions"].values())
    shown = relance("metrics", "--as-of", "2025-03-31", "--lang", "en", env=env)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "86.25 d" in shown.stdout
    assert "62.50%" in shown.stdout
    french = " ".join(relance("metrics", "--as-of", "2025-03-31", "--lang", "fr", env=env).stdout.split())
    assert "Indicateurs au 31/03/2025 ; encours 5 520,00 EUR" in french
    assert "86,25 j" in french
    assert "Metrics" not in french


def test_without_data_it_is_one_sentence(relance: Command) -> None:
    done = relance("metrics", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no data yet" in done.stderr


CASH = [Entry("BQ", "2025-02-14", (Line("512000", 240_000), Line("707000", -200_000), Line("445710", -40_000)), "Z1",
              label="Ventes comptoir")]  # fmt: skip


def test_sales_a_ledger_does_not_tell_are_asked_for(desk: Desk) -> None:
    """5,760.00 of 8,160.00 passed through 411: 70.6 %; what needs no sales is given all the same."""
    desk.take(_ledger(desk.folder, [*QUARTER, *CASH]))
    found = _metrics(desk, on=parse_day("2025-03-31"))
    assert [found[name] for name in OF_SALES] == [None] * 5
    assert (found["coverage"], found["share_overdue"], found["period"], found["sales"]) == (0.7059, 0.625, None, None)
    for name in OF_SALES:
        assert "70.6 %" in found["reasons"][name]
        assert "--kind sales" in found["reasons"][name]
    assert set(found["reasons"]) == set(OF_SALES)
    assert "comptes 70 et 4457" in _metrics(desk, "fr", on=parse_day("2025-03-31"))["reasons"]["cei"]


TABLE = ("Mois;Ventes TTC", "2025-01;1 200,00", "février 2025;2760", "31/03/2025;1.800,00", "Total;5 760,00")


def test_a_table_of_sales_speaks_instead(desk: Desk) -> None:
    """The same three months told: the same figures; told again nothing changes; taken back it is gone."""
    desk.take(_ledger(desk.folder, [*QUARTER, *CASH]))
    path = desk.write("ventes.csv", *TABLE)
    answer = desk.take(path, kind="sales")
    assert (answer["kind"], answer["companies"], answer["rows"], answer["problems"]) == ("sales", ["123456789"], 3, [])
    assert (answer["first_month"], answer["last_month"]) == ("2025-01", "2025-03")
    found = _metrics(desk, on=parse_day("2025-03-31"))
    assert {name: found[name] for name in OF_SALES} == {name: BY_HAND[name] for name in OF_SALES}
    assert desk.take(path, kind="sales")["changed"] == {"new": 0, "amended": 0, "unchanged": 3}
    assert desk.give_back()["kind"] == "sales"
    assert _metrics(desk, on=parse_day("2025-03-31"))["dso_accounting"] is None
    assert desk.give_back()["kind"] == "fec"


def test_a_table_replaces_the_months_it_names(desk: Desk) -> None:
    """March 900.00 instead of 1,800.00 of the ledger: 5,520 / 4,860 x 90; taken back, the table before speaks."""
    desk.take(_ledger(desk.folder, QUARTER))
    desk.take(desk.write("a.csv", "month,sales incl. VAT", "2025-03,1000.00"), kind="sales")
    changed = desk.take(desk.write("b.csv", "month,sales incl. VAT", "2025-03,900.00"), kind="sales")["changed"]
    assert changed == {"new": 0, "amended": 1, "unchanged": 0}
    found = _metrics(desk, on=parse_day("2025-03-31"))
    assert (found["sales"], found["dso_accounting"]) == ("4860.00", 102.22)
    desk.give_back()
    assert _metrics(desk, on=parse_day("2025-03-31"))["sales"] == "4960.00"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("Mois;Ventes TTC", "2025-13;10"), "row 2: the month « 2025-13 »"),
        (("Mois;Ventes TTC", "2025-01;10", "02/01/2025;20"), "row 3: the month « 02/01/2025 »"),
        (("Mois;Ventes TTC", "2025-01;#N/A"), "row 2: the sales « #N/A » cannot be read"),
        (("Mois;Ventes TTC", "2025-01;"), "row 2: the sales are missing"),
        (("Mois;Ventes TTC", "=1+1;10"), "row 2: the month « =1+1 »"),
        (("Mois;Ventes TTC", ";10"), "row 2: the month «  »"),
        (
            ("Mois;Ventes TTC", "2025-02;5", "2025-01;=HYPERLINK(A1)"),
            "row 3: the sales « =HYPERLINK(A1) » cannot be read",
        ),
        (("Mois;Ventes TTC", "2025-01;99999999999999999999"), "more than a ledger can hold"),
        (("Mois;Ventes TTC", "2025-01;10", "janvier 2025;20"), "row 3: the month of row 2 comes a second time in EUR"),
        (("Mois;Ventes TTC;Devise", "2025-01;10;XQZ"), "row 2: « XQZ » is no currency"),
        (("Mois;Ventes TTC;Devise", "2025-01;10 USD;EUR"), "row 2: the sales are in USD"),
        (("Mois;Ventes HT", "2025-01;10"), "sales including VAT was recognised"),
        (("Mois;Ventes TTC (k€);Devise", "2025-01;10;EUR"), "in thousands"),
        (("Mois;Ventes TTC",), "no month"),
        (("bonjour",), "no column of months and sales including VAT"),
    ],
    ids=lambda value: "" if isinstance(value, tuple) else value[:40],
)
def test_a_table_that_cannot_be_read_is_refused_whole(tmp_path: Path, rows: tuple[str, ...], told: str) -> None:
    engine = open_engine(tmp_path / "home", None)
    desk = Desk(engine, tmp_path)
    desk.take(_ledger(tmp_path, QUARTER))
    with pytest.raises(UserError) as refusal:
        desk.take(desk.write("ventes.csv", *rows), kind="sales")
    engine.dispose()
    assert told in str(refusal.value)
    assert "ventes.csv was refused" in str(refusal.value)


def test_a_workbook_of_sales(desk: Desk) -> None:
    """Months as real dates, amounts as numbers, a total under them, a formula that is text stays out."""
    desk.take(_ledger(desk.folder, QUARTER))
    book = openpyxl.Workbook()
    for row in (["Période", "CA TTC"], [dt.date(2025, 2, 1), 2760], [dt.date(2025, 3, 31), 1800.5], ["Total", 4560.5]):
        book.active.append(row)
    book.save(desk.folder / "ventes.xlsx")
    answer = desk.take(desk.folder / "ventes.xlsx", kind="sales")
    assert (answer["rows"], answer["mapping"]) == (2, {"month": "Période", "amount": "CA TTC"})
    assert _metrics(desk, on=parse_day("2025-03-31"))["sales"] == "5760.50"


def test_sales_need_an_owner(desk: Desk) -> None:
    """Two companies: it must be said whose; a name that nothing else knows is told."""
    path = desk.write("ventes.csv", "2025-03;900,00")
    desk.take(_ledger(desk.folder, QUARTER))
    desk.take(_ledger(desk.folder, QUARTER, "987654321FEC20251231.txt"))
    with pytest.raises(UserError, match="say whose sales these are with --company"):
        desk.take(path, kind="sales")
    assert codes(desk.take(path, kind="sales", company="elsewhere")) == ["unknown_company"]
    assert codes(desk.take(path, kind="sales", company="987654321")) == []


LIST = ("Compte;Nom;Facture;Date facture;Échéance;Montant;Devise",
        "C1;Alpha;F1;01/03/2025;31/03/2025;300,00;EUR", "C2;Beta;F2;10/03/2025;09/04/2025;100,00;USD")  # fmt: skip


def test_a_list_needs_told_sales_and_currencies_stay_apart(desk: Desk) -> None:
    """EUR: 300.00 / 600.00 x 31 days; USD has no sales told; nothing is added up over both."""
    desk.take(desk.write("liste.csv", *LIST), company="Maison")
    desk.take(desk.write("ventes.csv", "Mois;Ventes TTC;Devise", "2025-03;600,00;EUR"), kind="sales")
    found = _metrics(desk, on=parse_day("2025-03-31"))
    assert (found["dso_accounting"], found["receivables"], found["coverage"]) == (None, None, None)
    assert "by_currency" in found["reasons"]["dso_accounting"]
    euro, dollar = (found["by_currency"][code] for code in ("EUR", "USD"))
    assert (euro["dso_accounting"], euro["dso_count_back"], euro["share_overdue"]) == (15.5, 15.5, 0.0)
    assert (euro["coverage"], euro["cei"]) == (None, None)
    assert "2025-02-28" in euro["reasons"]["cei"]
    assert dollar["dso_accounting"] is None
    assert "2025-03 are not known" in dollar["reasons"]["dso_accounting"]
    assert set(found["by_company"]["Maison"]["by_currency"]) == {"EUR", "USD"}


def test_companies_of_one_currency_have_a_total(desk: Desk) -> None:
    """Twice the same ledger: the same days, twice the amounts, half the concentration; one company alone on demand."""
    desk.take(_ledger(desk.folder, QUARTER))
    desk.take(_ledger(desk.folder, QUARTER, "987654321FEC20251231.txt"))
    found = _metrics(desk, on=parse_day("2025-03-31"))
    assert (found["receivables"], found["dso_accounting"], found["cei"]) == ("11040.00", 86.25, 20.0)
    assert found["concentration"] == {"ten_largest": 1.0, "herfindahl": 0.1767}
    assert {name: one["receivables"] for name, one in found["by_company"].items()} == {
        "123456789": "5520.00", "987654321": "5520.00",
    }  # fmt: skip
    assert _metrics(desk, on=parse_day("2025-03-31"), company="987654321")["receivables"] == "5520.00"


def test_a_group_lacks_what_one_company_lacks(desk: Desk) -> None:
    desk.take(_ledger(desk.folder, QUARTER))
    desk.take(_ledger(desk.folder, [*QUARTER, *CASH], "987654321FEC20251231.txt"))
    found = _metrics(desk, on=parse_day("2025-03-31"))
    assert found["dso_accounting"] is None
    assert found["by_company"]["123456789"]["dso_accounting"] == 86.25


def test_the_trend_follows_the_closes(desk: Desk) -> None:
    """Closed months as they were frozen; the CEI of a later period starts from what the close before it froze."""
    desk.take(_ledger(desk.folder, QUARTER))
    for month in ("2025-02", "2025-03"):
        with writing(desk.engine) as connection:
            close_month(connection, month, f"{month}-28T08:00:00+00:00")
    february, march = _metrics(desk, on=parse_day("2025-03-31"))["trend"]
    assert (february["month"], march["month"]) == ("2025-02", "2025-03")
    # 600 + 1,200 + 2,400 - 240 on 28 February; F003 is posted in March but its sale is February's: 3,960 / 3,960 x 59
    assert (february["receivables"], february["dso_accounting"]) == ("3960.00", 59.0)
    assert february["overdue"] == "1800.00"  # due 9 January and 14 February
    assert {name: march[name] for name in OF_SALES} == {name: BY_HAND[name] for name in OF_SALES}
    assert _metrics(desk, on=parse_day("2025-03-30"))["trend"] == [february]


def test_a_day_amid_a_month_takes_its_part_of_the_sales(desk: Desk) -> None:
    """10 of February's 28 days: 1,200 + 2,760 x 10 / 28 = 2,185.71; the reader is told."""
    desk.take(_ledger(desk.folder, QUARTER))
    found = _metrics(desk, on=parse_day("2025-02-10"))
    assert (found["sales"], found["period"]["days"]) == ("2185.71", 41)
    (note,) = found["notes"]
    assert note.startswith("The sales of 2025-02 count for the part of its days over on 2025-02-10")


def test_past_the_data_nothing_is_invented(desk: Desk) -> None:
    desk.take(_ledger(desk.folder, QUARTER))
    found = _metrics(desk, on=parse_day("2025-04-30"))
    assert [found[name] for name in OF_SALES] == [None] * 5
    assert "2025-04 are not known" in found["reasons"]["dso_accounting"]


def test_without_letters_ages_say_nothing(desk: Desk) -> None:
    """The balance is right all the same: DSO stays, what rests on ages is not meaningful."""
    bare = [sale("2025-01-10", "C1", "F1", 120_000), receipt("2025-02-12", "C1", 90_000)]
    desk.take(_ledger(desk.folder, bare))
    found = _metrics(desk, on=parse_day("2025-02-28"))
    assert found["dso_accounting"] == 12.5  # 300 / 1,200 x 50 days: the ledger begins on 10 January
    assert [found[name] for name in ("bpdso", "add", "cei", "share_overdue")] == [None] * 4
    assert "proposed" in found["reasons"]["share_overdue"]
    proposed = _metrics(desk, on=parse_day("2025-02-28"), view="proposed")
    assert (proposed["share_overdue"], proposed["bpdso"]) == (1.0, 0.0)


LEDGERS = sorted((SHARED / "data/fec").glob("*FEC*.[tT][xX][tT]")) if SHARED.is_dir() else []


@pytest.mark.shared
@pytest.mark.parametrize("path", LEDGERS, ids=[path.stem for path in LEDGERS])
def test_real_ledgers_give_sane_figures(tmp_path: Path, path: Path) -> None:
    """Coverage stands there; under 80 % no figure of sales does; parts of a whole are parts of it."""
    engine = open_engine(tmp_path / "home", None)
    desk = Desk(engine, tmp_path)
    desk.take(path, company="real")
    found = _metrics(desk)
    engine.dispose()
    print(path.stem, found["coverage"], found["dso_accounting"], found["dso_count_back"], found["cei"])
    assert found["coverage"] is not None
    is_told = found["coverage"] >= 0.8
    assert (found["dso_accounting"] is not None) == (is_told and float(found["receivables"]) >= 0)
    for name in OF_SALES:
        assert (found[name] is None) == (name in found["reasons"])
    for share in (found["share_overdue"], (found["concentration"] or {}).get("ten_largest")):
        assert share is None or 0 <= share <= 1
    for days in (found["dso_accounting"], found["dso_count_back"]):
        assert days is None or 0 <= days < 1000
