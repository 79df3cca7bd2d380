"""The rest of a demo company's ledger, so that not everything in it is a customer: capital, purchases, wages, VAT."""

import datetime as dt
from collections import Counter
from random import Random

from server.demo.books import Books, Line
from server.demo.names import plain
from server.demo.trade import FIRST, LAST, VAT, month_end, months, with_vat, working_day

_SUPPLIERS = 20

_Piece = tuple[str, str]  # its number, its label


def run_house(books: Books, rng: Random, capital: int, purchases: int, wages: int) -> None:
    """`purchases` supplier invoices a month worth two thirds of its sales, wages and VAT paid; cents."""
    _found(books, capital)
    sales = _by_month(books)
    for month in months():
        _buy(books, rng, month, purchases, -sum(sales[account, month] for account in ("704000", "706000", "707000")))
        _pay_wages(books, month_end(month), wages)
    sums = _by_month(books)
    for month in months():
        _declare_vat(books, {account: sums[account, month] for account in (*VAT.values(), "445660")}, month_end(month))


def share_out_results(books: Books, years: tuple[int, ...]) -> None:
    """At the end of June the meeting carries last year's result to the balance brought forward."""
    for year in years:
        result, day = books.result(dt.date(year - 1, 1, 1), dt.date(year, 1, 1)), dt.date(year, 6, 30)
        piece = (f"AGO{year}", f"Affectation du résultat {year - 1}")
        _post(books, "OD", day, piece, {"120000": -result, "110000": result})


def _by_month(books: Books) -> Counter[tuple[str, dt.date]]:
    """Balance of the movements by account and month (its first day)."""
    sums: Counter[tuple[str, dt.date]] = Counter()
    for line in books.lines():
        sums[line.account, line.posted.replace(day=1)] += line.amount
    return sums


def _post(books: Books, journal: str, day: dt.date, piece: _Piece, amounts: dict[str, int]) -> None:
    document, label = piece
    books.post(journal, day, [Line(account, "", amount, document, day, (label,))
                              for account, amount in amounts.items()])  # fmt: skip


def _found(books: Books, capital: int) -> None:
    shares = {"512000": 4, "215400": 6, "370000": 5, "101000": -9, "164000": -6}
    amounts = {account: share * capital for account, share in shares.items()}
    _post(books, "OD", FIRST, ("OD2024", "Reprise des soldes"), amounts)


def _buy(books: Books, rng: Random, month: dt.date, count: int, sales: int) -> None:
    for rank in range(count):
        supplier = f"F{1 + (rank + month.month) % _SUPPLIERS:04d}"
        day = working_day(month + dt.timedelta(rank * 27 // count))
        net = int(sales * 0.66 / count * (0.6 + 0.8 * rng.random()))
        total, document = with_vat(net, 200), f"{supplier}-{month:%y%m}{rank:02d}"
        label = (f"Facture {books.names[supplier]}",)
        bill = Line("401000", supplier, -total, document, day, label)
        charge = "613000" if rank == 0 else "607000"
        others = [Line(account, "", amount, document, day, label)
                  for account, amount in ((charge, net), ("445660", total - net))]  # fmt: skip
        books.post("AC", day, [*others, bill])
        _pay_supplier(books, bill, working_day(day + dt.timedelta(45)))


def _pay_supplier(books: Books, bill: Line, day: dt.date) -> None:
    if day > LAST:
        return
    label = (f"VIR {plain(books.names[bill.auxiliary])} {bill.document}",)
    paid = Line("401000", bill.auxiliary, -bill.amount, bill.document, day, label)
    books.post("BQ", day, [paid, Line("512000", "", bill.amount, bill.document, day, label)])
    books.match([bill, paid], day)


def _pay_wages(books: Books, end: dt.date, wages: int) -> None:
    piece, net, social = (f"PAIE{end:%y%m}", f"Paie {end:%m/%Y}"), wages * 8 // 10, wages * 6 // 10
    charges = {"641000": wages, "645000": net + social - wages}
    _post(books, "OD", end, piece, {**charges, "421000": -net, "431000": -social})
    _pay(books, working_day(end.replace(day=26)), piece, "421000", net)
    _pay(books, working_day(end + dt.timedelta(15)), piece, "431000", social)


def _declare_vat(books: Books, sums: dict[str, int], end: dt.date) -> None:
    """The month's VAT accounts are emptied into 44551, paid on the 24th of the next month."""
    piece, due = (f"CA3{end:%y%m}", f"TVA {end:%m/%Y}"), -sum(sums.values())
    _post(books, "OD", end, piece, {**{account: -amount for account, amount in sums.items()}, "445510": -due})
    _pay(books, working_day(end + dt.timedelta(24)), piece, "445510", due)


def _pay(books: Books, day: dt.date, piece: _Piece, account: str, amount: int) -> None:
    if day <= LAST:
        _post(books, "BQ", day, piece, {account: amount, "512000": -amount})
