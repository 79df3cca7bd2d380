"""The ledgers beside the checkout, each from another program: they tie to figures computed independently of us."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from receivables.days import parse_day
from server.imports.files.errors import UserFileError
from tests.conftest import SHARED
from tests.office import Office

pytestmark = [pytest.mark.costly, pytest.mark.shared]

FOLDER = SHARED / "data" / "fec"
EXPECTED = sorted(FOLDER.glob("*.expected.json"))
#: Their bands, ours; age unknown apart.
BANDS = {"not_due": "not_due", "1-30": "1-30", "31-60": "31-60", "61-90": "61-90", ">90": "91+"}


@pytest.fixture
def office(file_url: str, tmp_path: Path) -> Office:
    return Office(file_url, tmp_path / "home")


def _names() -> list[str]:
    return [path.name[:24] for path in EXPECTED]


def _imported(office: Office, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    expected = json.loads(path.read_text(encoding="utf-8"))
    ledger = path.with_name(path.name.removesuffix(".expected.json"))
    return expected, office.import_one(ledger, company="shared", default_terms="30 net")


@pytest.mark.parametrize("path", EXPECTED, ids=_names())
def test_balances_agree_account_by_account(office: Office, path: Path) -> None:
    """Net, sums of debit and credit balances, and the balance of each customer account; every control line at 0.00."""
    expected, answer = _imported(office, path)
    aged = office.aged(on=parse_day(expected["closing_date"]), collective="411")
    assert {row["difference"] for row in answer["control"]} == {"0.00"}
    assert aged["total"]["total"] == expected["receivable_411_net"]
    totals = [Decimal(row["total"]) for row in aged["accounts"]]
    assert sum(total for total in totals if total > 0) == Decimal(expected["receivable_411_debit_balances"])
    assert sum(total for total in totals if total < 0) == Decimal(expected["receivable_411_credit_balances"])
    theirs = {
        (auxiliary or account): Decimal(row["balance"])
        for (account, auxiliary), row in ((key.split("|"), row) for key, row in expected["by_customer"].items())
        if Decimal(row["balance"])
    }
    ours = {row["account"].split("/")[-1]: Decimal(row["total"]) for row in aged["accounts"] if Decimal(row["total"])}
    assert ours == theirs


@pytest.mark.parametrize("path", EXPECTED, ids=_names())
def test_open_lines_and_their_ages_agree(office: Office, path: Path) -> None:
    """Their debits by days overdue, with 30 days from PieceDate, against our columns.

    They call every line of an unbalanced group open; we let the group's credits pay its debits, so both sides lose
    the same amount. And an opening line dated on the opening day says nothing of its document: they age it from that
    day, we show it in `age_unknown`. With these two moved back the bands are the same.
    """
    expected, _ = _imported(office, path)
    aged = office.aged(on=parse_day(expected["closing_date"]), collective="411")
    theirs = expected["overdue_if_30_days_from_PieceDate"]["debits"]
    debits = sum(Decimal(aged["total"][name]) for name in [*aged["buckets"], "age_unknown"])
    assert debits == sum(map(Decimal, theirs.values()))
    assert -Decimal(aged["total"]["unallocated"]) == sum(
        map(Decimal, expected["overdue_if_30_days_from_PieceDate"]["credits"].values())
    )
    unknown = Decimal(aged["total"]["age_unknown"])
    short = {
        ours: missing
        for their, ours in BANDS.items()
        if (missing := Decimal(theirs.get(their, "0")) - Decimal(aged["total"][ours]))
    }
    assert sum(short.values()) == unknown
    assert all(missing > 0 for missing in short.values())
    if not expected["opening_lines_411"]:
        assert (unknown, short) == (0, {})


@pytest.mark.parametrize("path", EXPECTED, ids=_names())
def test_other_collectives_agree(office: Office, path: Path) -> None:
    """413, 416, 417, 418 and the whole of 419."""
    expected, answer = _imported(office, path)
    ours: dict[str, Decimal] = {}
    for row in answer["control"]:
        ours[row["collective"][:3]] = ours.get(row["collective"][:3], Decimal(0)) + Decimal(row["ledger_balance"])
    for collective, balance in expected["other_41x_balances"].items():
        assert ours.get(collective, Decimal(0)) == Decimal(balance)


@pytest.mark.parametrize(
    ("pattern", "row"),
    [("*fec_sale.txt", "row 3: The amount « N/A » cannot be read"), ("*bijouterie.txt", "row 44 has 19 cells")],
    ids=["planted errors", "shifted row"],
)
def test_dirty_ledgers_are_refused_whole(office: Office, pattern: str, row: str) -> None:
    """The row is the one a text editor shows; nothing is stored."""
    (path,) = FOLDER.glob(pattern)
    with pytest.raises(UserFileError) as refusal:
        office.import_one(path)
    assert row in str(refusal.value)
    assert set(office.counts().values()) == {0}


@pytest.mark.parametrize(
    ("pattern", "total", "problems"),
    [
        ("*fec_propre.txt", "0.00", set()),
        ("*complete-test-2024.txt", "500.00", set()),
        ("tryton_FEC-previous.csv", "5.00", set()),
        ("tryton_FEC.csv", "15.00", {"unreadable_date"}),
    ],
    ids=["clean", "ISO dates", "year before", "template token in DateLet"],
)
def test_small_ledgers_are_read(office: Office, pattern: str, total: str, problems: set[str]) -> None:
    """Totals added up from the customer rows of the files (411) by hand."""
    (path,) = FOLDER.glob(pattern)
    answer = office.import_one(path, company="small")
    assert {row["difference"] for row in answer["control"]} <= {"0.00"}
    assert answer["total_open"] == total
    assert {problem["code"] for problem in answer["problems"]} == problems


def test_all_ledgers_live_in_one_store(office: Office) -> None:
    """Nine companies side by side: every control line at 0.00, each total its own."""
    totals = {}
    for path in sorted(FOLDER.glob("*FEC*.[tT][xX][tT]")) + sorted(FOLDER.glob("*propre.txt")):
        answer = office.import_one(path, company=path.stem)
        totals[path.stem] = answer["total_open"]
    aged = office.aged()
    assert {row["difference"] for row in aged["control"]} == {"0.00"}
    assert {name: row["total"] for name, row in aged["by_company"].items()}.items() <= totals.items()
