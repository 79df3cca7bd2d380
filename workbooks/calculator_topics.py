"""The six topics of the calculator: their inputs with samples, their formulas."""

import datetime as dt
from collections.abc import Sequence

from xlsxwriter.format import Format

from workbooks.calculator_cells import Area, Formula
from workbooks.calculator_inputs import Field
from workbooks.calculator_page import Page

#: Rows of a list to paste over, and rows kept for a result where formulas do not spill.
_LINES, _LIST, _ROOM = 25, 1_000, 200
#: Rows of a result on its one printed page, below the inputs.
_PRINTED_LINES, _PRINTED_PARTS = 20, 36
_DAY, _AMOUNT = dt.date(2026, 9, 30), 12_000
_BUSINESS, _PUBLIC = ("professionnel", "business"), ("public", "public")
_CONSUMER = ("consommateur", "consumer")
_ON = Field("on", "day", [_DAY])
_ACCOUNTS = ("Boulangerie Aubépine", "Garage du Lac", "Mairie de Valfleury", "Transports Orizon")
_OPEN = (
    (0, "FA-2026-118", dt.date(2026, 5, 31), 4_250.00),
    (0, "FA-2026-164", dt.date(2026, 8, 31), 1_180.40),
    (0, "RG-0907", None, -500.00),
    (1, "FA-2026-131", dt.date(2026, 7, 15), 960.00),
    (1, "FA-2026-171", dt.date(2026, 10, 15), 2_340.00),
    (2, "FA-2026-097", dt.date(2026, 3, 31), 7_800.00),
    (2, "FA-2026-150", dt.date(2026, 9, 5), 3_120.00),
    (3, "FA-2026-142", dt.date(2026, 8, 10), 12_600.00),
    (3, "FA-2026-176", dt.date(2026, 9, 20), 5_475.60),
)


def _formats(page: Page, *names: str) -> list[Format]:
    """A format for each column of a result: text, day, amount, count, rate."""
    of = page.book.styles.of
    made = {"text": of(indent=1), "wrapped": of("wrapped", indent=1), "day": of("day"),
            "amount": of("amount_value"), "count": of("count"), "number": of("count", align="left"),
            "rate": of("rate")}  # fmt: skip
    return [made[name] for name in names]


def write_due(page: Page) -> None:
    """Due dates of a list of invoices: delay, bucket, what the law says of the terms, limitation."""
    page.sheet.set_column(0, 0, 22)
    page.sheet.set_column(1, 6, 14)
    page.sheet.set_column(2, 3, 24)
    page.sheet.set_column(7, 7, 16)
    page.sheet.set_column(8, 8, 84)
    on = page.inputs([_ON])["on"]
    days = [dt.date(2026, 1, 15), dt.date(2026, 5, 12), dt.date(2026, 6, 3), dt.date(2026, 7, 20), dt.date(2026, 8, 31)]
    terms = ["30 jours net", "45 jours fin de mois", "90 jours", "comptant", "60 jours"]
    listed = page.pasted(
        [
            Field("number", "text", [f"FA-2026-{one}" for one in (12, 98, 121, 149, 170)]),
            Field("invoice_date", "day", days), Field("terms", "text", terms),
            Field("debtor", "debtor", [_BUSINESS, _BUSINESS, _BUSINESS, _CONSUMER, _PUBLIC]),
        ],
        _LINES,
    )  # fmt: skip
    _raise_rows(page, listed, _LINES)
    dates, conditions, debtors = (_body(listed, place) for place in (1, 2, 3))
    day, count, text, wrapped = _formats(page, "day", "count", "text", "wrapped")
    due = page.column(4, "calc.col.due", page.call("AR_DUE_DATE", dates, conditions), listed, day)
    page.column(5, "calc.col.delay", page.call("AR_DAYS_OVERDUE", due, on), listed, count)
    page.column(6, "calc.col.bucket", page.call("AR_BUCKET", due, on), listed, text)
    page.column(7, "calc.col.limitation", page.call("AR_LIMITATION_DATE", due, debtors), listed, day)
    page.column(8, "calc.col.terms_check", page.call("AR_TERMS_CHECK", conditions, dates, debtors), listed, wrapped)


def write_penalty(page: Page) -> None:
    """Interest and compensation of one invoice, with the lines to print."""
    _narrow(page)
    page.sheet.set_column(6, 6, 78)
    put = page.inputs(
        [
            Field("amount", "positive", [_AMOUNT]), Field("due", "day", [dt.date(2026, 3, 15)]),
            Field("until", "day", [_DAY]), Field("debtor", "debtor", [_BUSINESS]),
            Field("rate", "rate", is_optional=True), Field("notice", "day", is_optional=True),
        ]
    )  # fmt: skip
    debt = [put[name] for name in ("amount", "due", "until", "debtor", "rate", "notice")]
    of = page.book.styles.of
    amount, rate = of("row", "amount_value"), of("row", "rate")
    page.section("calc.results", 8)
    accrued, fixed = page.call("AR_PENALTY", *debt), page.call("AR_COMPENSATION", *debt[1:4])
    first, second = page.result("interest", accrued, amount), page.result("compensation", fixed, amount)
    whole = f"{put['amount'].text}+{first.text}+{second.text}"
    total = round(_AMOUNT + accrued.value + fixed.value, 2)
    owed = page.result("owed", whole, of("row", "amount_value", "bold"), total)
    page.result("rate", page.call("AR_RATE", put["until"], put["debtor"], put["rate"]), rate)
    told = page.row
    page.row += 2
    page.section("calc.lines", 7)
    styles = _formats(page, "day", "day", "count", "amount", "rate", "amount", "text")
    table = page.table(page.call("AR_PENALTY_DETAIL", *debt), styles, 40)
    page.message(told, [owed, table], table, _PRINTED_LINES)
    page.print_with(table, _PRINTED_LINES)


def write_plan(page: Page) -> None:
    """Instalments of a debt."""
    _narrow(page)
    put = page.inputs(
        [
            Field("plan_amount", "positive", [6_000]), Field("count", "count", [6]),
            Field("first_date", "day", [dt.date(2026, 10, 5)]), Field("plan_rate", "rate", [0.06], is_optional=True),
            Field("start", "day", [_DAY], is_optional=True),
        ]
    )  # fmt: skip
    told = page.row
    page.row += 2
    page.section("calc.results", 8)
    styles = _formats(page, "number", "day", "amount", "amount", "amount", "amount")
    table = page.table(page.call("AR_INSTALMENTS", *put.values()), styles, 60)
    page.message(told, [table], table, _PRINTED_PARTS)
    page.print_with(table, _PRINTED_PARTS)


def write_aged(page: Page) -> None:
    """The aged balance of a pasted list."""
    put = page.inputs([_ON, Field("buckets", "text", ["30;60;90"], is_optional=True)], 4)
    kept = page.row
    listed = _list(page, _open_fields(), kept + 4)
    amount = page.book.styles.of("row", "amount_value")
    page.row = kept
    sums = [
        page.result(key, page.call(name, listed, put["on"]), amount)
        for key, name in (("overdue", "AR_OVERDUE"), ("collectible", "AR_COLLECTIBLE"))
    ]
    _table_beside(page, listed, page.call("AR_AGED_BALANCE", listed, *put.values()), ["text", *["amount"] * 11], sums)
    _widen(page, 5, 22, *[13] * 11)


def write_match(page: Page) -> None:
    """Which invoices a payment pays."""
    put = page.inputs(
        [
            Field("payment", "positive", [5_430.40]),
            Field("reference", "text", ["VIREMENT BOULANGERIE"], is_optional=True),
        ],
        4,
    )
    kept = page.row
    listed = _list(page, _open_fields(), kept + 2)
    page.row = kept
    names = ["text", "day", "amount", "amount", "amount", "text"]
    _table_beside(page, listed, page.call("AR_MATCH", put["payment"], listed, put["reference"]), names)
    _widen(page, 5, 26, 14, 14, 14, 14, 34)
    page.sheet.set_column(1, 1, 34)


def write_priority(page: Page) -> None:
    """Whom to call first."""
    put = page.inputs([_ON, Field("calls", "count", [20], is_optional=True)], 6)
    kept = page.row
    fields = [*_open_fields(), Field("disputed", "amount", [*[None] * 5, 2_000]), Field("promised", "amount")]
    listed = _list(page, fields, kept + 2)
    page.row = kept
    _raise_rows(page, listed, 25)
    names = ["count", "text", "count", "text", "amount", "amount", "count", "wrapped"]
    _table_beside(page, listed, page.call("AR_WORKLIST", listed, *put.values()), names, printed=28)
    _widen(page, 7, 7, 26, 8, 40, 14, 14, 14, 96)


def _narrow(page: Page) -> None:
    """Widths of a sheet whose results stand below its inputs."""
    page.sheet.set_column(0, 0, 30)
    page.sheet.set_column(1, 1, 18)
    page.sheet.set_column(2, 5, 15)


def _widen(page: Page, first: int, *widths: float) -> None:
    """Widths of a sheet whose results stand beside a list; a narrow column between."""
    page.sheet.set_column(0, 0, 30)
    page.sheet.set_column(1, first - 2, 18)
    page.sheet.set_column(first - 1, first - 1, 3)
    for place, width in enumerate(widths, first):
        page.sheet.set_column(place, place, width)


def _raise_rows(page: Page, listed: Area, count: int) -> None:
    """Room for two lines of a sentence: no spreadsheet raises a row when a formula's text grows."""
    for row in range(listed.row + 1, listed.row + 1 + count):
        page.sheet.set_row(row, 28)


def _open_fields() -> list[Field]:
    """The columns of a list of open items."""
    accounts = [_ACCOUNTS[row[0]] for row in _OPEN]
    number, due, amount = ([row[place] for row in _OPEN] for place in (1, 2, 3))
    return [
        Field("account", "text", accounts), Field("number", "text", number), Field("due", "day", due),
        Field("amount", "amount", amount),
    ]  # fmt: skip


def _list(page: Page, fields: list[Field], row: int) -> Area:
    page.row = row
    page.section("calc.list", len(fields))
    return page.pasted(fields, _LIST, is_long=True)


def _table_beside(
    page: Page, listed: Area, formula: Formula, names: list[str], watched: Sequence[Area] = (), printed: int = 40
) -> None:
    """The result beside the list, and in the present row why there is none."""
    told, column = page.row, listed.last_column + 2
    page.row = listed.row - 1
    page.section("calc.results", max(len(formula.rows[0]), 4), column)
    table = page.table(formula, _formats(page, *names), _ROOM, column)
    page.message(told, [*watched, table], table, printed)
    page.print_apart(listed, table, printed)


def _body(listed: Area, place: int) -> Area:
    """A column of a list without its header."""
    return Area(listed.row + 1, place, listed.last_row, place)
