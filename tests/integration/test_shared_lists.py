"""Lists nobody here wrote, their sums compared with an independent reading by pandas."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from receivables.days import NO_DAY, day_number
from receivables.schema import Kind
from server.imports.files.errors import UserFileError
from server.imports.files.grids import read_grids
from server.imports.lists.open_items import ParsedList, parse_open_items
from tests.conftest import SHARED

pytestmark = pytest.mark.shared

LISTS, AGED = SHARED / "data" / "ar", SHARED / "data" / "aged"


def only(folder: Path, pattern: str) -> Path:
    """The one file of a folder whose name matches."""
    (found,) = folder.glob(pattern)
    return found


def parse(path: Path, **overrides: str) -> ParsedList:
    """A file as a list."""
    return parse_open_items(read_grids(path), overrides)


def cents(values: pd.Series) -> int:
    """Independent sum: each amount to the cent, half up."""
    return sum(int((Decimal(str(value)) * 100).quantize(Decimal(1), "ROUND_HALF_UP")) for value in values)


def opened(parsed: ParsedList) -> int:
    """What is open of all lines."""
    return int((parsed.lines["amount"] - parsed.lines["settled"]).sum())


def test_forecast_list_is_all_open() -> None:
    """Predicted payment instants on every row: none is a payment; six company codes; float document numbers."""
    path = only(LISTS, "*open_items*")
    raw, parsed = pd.read_csv(path, dtype=str), parse(path)
    assert opened(parsed) == cents(raw["converted_usd"])
    assert parsed.rows == len(parsed.lines) == len(raw)
    assert set(parsed.accounts["company"]) == set(raw["business_code"])
    assert set(parsed.accounts["currency"]) == {"USD"}
    assert set(parsed.accounts["auxiliary"]) == set(raw["cust_number"])
    assert parsed.lines["number"].tolist() == [text.removesuffix(".0") for text in raw["doc_id"]]
    by_account = pd.Series(parsed.lines["amount"].to_numpy()).groupby(
        parsed.accounts["auxiliary"].to_numpy()[parsed.lines["account"]]
    ).sum()  # fmt: skip
    expected = raw.groupby("cust_number")["converted_usd"].agg(cents)
    assert by_account.to_dict() == expected.to_dict()
    assert [problem.code for problem in parsed.problems] == ["rounded_amounts", "forecast_dates"]


@pytest.mark.parametrize("pattern", ["ibm_WA*", "ibm_leadingzeros*"])
def test_settled_list_is_open_before_and_closed_after(pattern: str) -> None:
    """Month-first dates; leading zeros as they stand; on any day what is posted adds up to what was open."""
    path = only(LISTS, pattern)
    raw, parsed = pd.read_csv(path, dtype=str), parse(path)
    invoices = parsed.lines[parsed.lines["kind"] == Kind.INVOICE]
    assert invoices["number"].tolist() == raw["invoiceNumber"].tolist()
    assert int(invoices["amount"].sum()) == cents(raw["InvoiceAmount"])
    assert opened(parsed) == 0
    on = pd.Timestamp(2013, 6, 30)
    issued, settled = (pd.to_datetime(raw[name], format="%m/%d/%Y") for name in ("InvoiceDate", "SettledDate"))
    was_open = raw[(issued <= on) & (settled > on)]
    posted = parsed.lines[parsed.lines["posted"] <= day_number(on.date())]
    assert int(posted["amount"].sum()) == cents(was_open["InvoiceAmount"])
    assert parsed.problems == []


def test_duplicates_part_payments_and_days_of_payment() -> None:
    """Month first, a mark at the head of the file, rows twice, some paid in part without a day."""
    path = only(LISTS, "*Sample_invoices*")
    raw, parsed = pd.read_csv(path), parse(path)
    assert opened(parsed) == cents(raw["InvoiceAmount"]) - cents(raw["PaidAmount"])
    assert parsed.rows == len(raw)
    paid = pd.to_datetime(raw["PaidDate"].dropna(), format="%m/%d/%Y")
    days = parsed.lines.loc[parsed.lines["kind"] == Kind.PAYMENT, "posted"]
    assert days.tolist() == [day_number(day.date()) for day in paid]


def test_open_balances() -> None:
    """Amount, paid and balance due agree; customers are told apart by name."""
    path = only(LISTS, "*accounts_receivable*")
    raw, parsed = pd.read_csv(path), parse(path)
    assert opened(parsed) == cents(raw["balance_due"])
    assert [problem.code for problem in parsed.problems] == ["account_from_name"]


@pytest.mark.parametrize("pattern", ["*1000_Openitems*", "*1000_Credit*"])
def test_interface_file_without_header(pattern: str) -> None:
    """Refused, and --map by letter is named."""
    with pytest.raises(UserFileError, match=r"No header line was recognised.*--map account=A"):
        parse(only(LISTS, pattern))


def test_interface_file_with_letters() -> None:
    """Amounts with codes D and C, currencies by row."""
    parsed = parse(
        only(LISTS, "*1000_Openitems*"),
        account="C", number="I", document_date="L", sign="T", amount="W", currency="N", company="B",
    )  # fmt: skip
    assert parsed.lines["amount"].tolist() == [100000, -200000]
    assert parsed.accounts["currency"].tolist() == ["USD", "EUR"]


def test_italian_export() -> None:
    """No account column: refused with the columns found; told by hand it adds up, the blank last row left out."""
    path = only(AGED, "*FBL1N*")
    with pytest.raises(UserFileError, match=r"--map account=column.*« Attribuzione »"):
        parse(path)
    raw = pd.read_excel(path, engine="calamine").dropna(subset=["Importo in divisa docum."])
    parsed = parse(path, account="Riferimento")
    assert opened(parsed) == cents(raw["Importo in divisa docum."])
    assert parsed.rows == len(raw)
    assert (parsed.lines["due_day"] != NO_DAY).all()


def test_tracker_of_several_sheets() -> None:
    """The sheet of the invoices is chosen among four, its header under a title, its currency in the headers."""
    path = only(AGED, "*Aging_Report*")
    raw, parsed = pd.read_excel(path, sheet_name=0, header=1, engine="calamine"), parse(path)
    assert (parsed.sheet, parsed.header_row) == ("Invoice Data", 2)
    balance = next(column for column in raw.columns if column.startswith("Balance"))
    assert opened(parsed) == cents(raw[balance])
    assert set(parsed.accounts["currency"]) == {"INR"}


def test_minimal_list_with_times() -> None:
    """Four columns; the time part of the date is dropped."""
    path = only(AGED, "*receivables.xlsx")
    raw, parsed = pd.read_excel(path, engine="calamine"), parse(path)
    assert opened(parsed) == cents(raw["Amount"])
    assert parsed.lines["document_day"].tolist() == [day_number(day.date()) for day in raw["InvoiceDate"]]


def test_part_paid_with_days() -> None:
    """Twenty-five columns: what was received on a day becomes a payment, the rest stays open."""
    path = only(AGED, "*Aging_Dataset*")
    raw, parsed = pd.read_excel(path, engine="calamine"), parse(path)
    assert opened(parsed) == cents(raw["Outstanding Amount"])
    payments = parsed.lines[parsed.lines["kind"] == Kind.PAYMENT]
    assert -int(payments["amount"].sum()) == cents(raw["Amount_Received"])
    assert [problem.code for problem in parsed.problems] == ["account_from_name"]
