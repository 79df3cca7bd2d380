"""The odd cases of the demo, each on an account of its own so that it is easy to find (see `ledger`)."""

import datetime as dt

from server.demo.books import Document, Line
from server.demo.trade import Trade, with_vat, working_day

_GOODS, _WORKS, _SERVICES = ("707000", 200), ("704000", 100), ("706000", 200)


def _day(year: int, month: int, day: int) -> dt.date:
    return working_day(dt.date(year, month, day))


def _sale(trade: Trade, number: str, day: dt.date, net: int, note: str = "") -> Line:
    return trade.sale(number, day, [(*_GOODS, net)], note=note)


def past_trade(trade: Trade, number: str) -> None:
    """Two old invoices, paid and lettered, so that a case is not all there is on an account."""
    for month, net in ((2, 184_300), (9, 236_750)):
        day = _day(2025, month, 3 + int(number[1:]) % 20)
        trade.paid([_sale(trade, number, day, net)], working_day(day + dt.timedelta(38)))


def double_payment(trade: Trade, number: str) -> None:
    """The same invoice paid twice, two weeks apart; the second payment is not lettered."""
    invoice = _sale(trade, number, _day(2026, 5, 4), 401_680)
    trade.paid([invoice], _day(2026, 6, 12))
    trade.receipt(number, _day(2026, 6, 26), invoice.amount, [invoice.document])


def duplicate_invoices(trade: Trade, number: str, first: str, second: str) -> None:
    """One invoice posted twice; one number given to two customers."""
    double = trade.books.document("FA", _day(2026, 8, 17))
    for _ in range(2):
        trade.sale(number, double.day, [(*_GOODS, 326_400)], document=double)
    shared = trade.books.document("FA", _day(2026, 9, 3))
    trade.sale(first, shared.day, [(*_GOODS, 218_900)], document=shared)
    trade.sale(second, shared.day, [(*_SERVICES, 97_450)], document=shared)


def _return(trade: Trade, invoice: Line, day: dt.date, label: str, *, fee: int, account: str = "411000") -> Line:
    """Money taken back by the bank, with its fee."""
    document, number = trade.books.document("REJ", day), invoice.auxiliary
    text = (f"{label} ", invoice.document)
    back = Line(account, number, invoice.amount, document, day, text)
    trade.books.post("BQ", day, [back, Line("627800", "", fee, document, day, text),
                                 Line("512000", "", -invoice.amount - fee, document, day, text)])  # fmt: skip
    return back


def returned_debits(trade: Trade, unpaid: str, repaid: str) -> None:
    """Two direct debits collected, lettered and sent back by the bank; one is paid again by transfer."""
    for number in (unpaid, repaid):
        invoice = _sale(trade, number, _day(2026, 7, 6), 275_000 + int(number[1:]) * 100)
        trade.paid([invoice], _day(2026, 8, 5), means="prélèvement")
        back = _return(trade, invoice, _day(2026, 8, 12), "Rejet prélèvement", fee=1_850)
        if number == repaid:
            trade.paid([back], _day(2026, 9, 9))


def returned_bills(trade: Trade, on_411: str, on_413: str, cheque: str) -> None:
    """Two bills and a cheque that came back unpaid after they had been lettered."""
    for number, account in ((on_411, "411000"), (on_413, "413000")):
        invoice = _sale(trade, number, _day(2026, 6, 8), 588_000 + int(number[1:]) * 100)
        bill = trade.bill([invoice], _day(2026, 6, 18), dt.date(2026, 8, 31), invoice.document)
        trade.paid([bill], _day(2026, 8, 31), means="LCR")
        _return(trade, invoice, _day(2026, 9, 4), "LCR impayée", account=account, fee=2_200)
    invoice = _sale(trade, cheque, _day(2026, 7, 20), 143_200)
    trade.paid([invoice], _day(2026, 8, 24), means="chèque")
    _return(trade, invoice, _day(2026, 9, 2), "Chèque impayé", fee=1_500)


def bill_of_two_invoices(trade: Trade, number: str) -> None:
    """One bill, with its own number, for two invoices: still in portfolio at the end."""
    invoices = [_sale(trade, number, _day(2026, 9, day), net) for day, net in ((8, 512_000), (22, 267_300))]
    document = trade.books.document("LCR", _day(2026, 9, 30))
    trade.bill(invoices, document.day, dt.date(2026, 11, 30), document)


def doubtful(trade: Trade, waiting: str, part_paid: str, lost: str) -> None:
    """Three customers moved to 416: one waits, one paid a third, one was written off (654 and its VAT)."""
    for number, year in ((waiting, 2026), (part_paid, 2025), (lost, 2025)):
        invoice = _sale(trade, number, _day(year - 1, 11, 18), 362_500 + int(number[1:]) * 150)
        label = ("Transfert client douteux ", invoice.document)
        moved = trade.transfer([invoice], _day(year, 5, 12), invoice.document, label, account="416000", journal="OD")
        if number == part_paid:
            trade.receipt(number, _day(2026, 2, 17), moved.amount // 3, [invoice.document], account="416000")
        if number == lost:
            _write_off(trade, moved, _day(2025, 12, 15))


def _write_off(trade: Trade, item: Line, day: dt.date) -> None:
    label = ("Perte sur créance irrécouvrable ", item.document)
    net = (item.amount * 5 + 3) // 6
    loss = Line("416000", item.auxiliary, -item.amount, item.document, day, label)
    trade.books.post("OD", day, [Line("654000", "", net, item.document, day, label),
                                 Line("445711", "", item.amount - net, item.document, day, label), loss])  # fmt: skip
    trade.books.match([item, loss], day)


def deposits(trade: Trade, applied: str, waiting: str, wrong: str) -> None:
    """A deposit of 30 % set against its invoice, one that waits for it, one taken from the wrong account."""
    invoice_net = 1_250_000
    deposit = _deposit(trade, applied, _day(2026, 3, 9), with_vat(invoice_net, 200) * 3 // 10, "CD2603-014")
    invoice = _sale(trade, applied, _day(2026, 5, 19), invoice_net)
    used, less = _use_deposit(trade, applied, _day(2026, 5, 20), -deposit.amount, invoice.document)
    trade.books.match([deposit, used], _day(2026, 5, 20))
    trade.paid([invoice, less], _day(2026, 6, 18))
    _deposit(trade, waiting, _day(2026, 9, 21), 640_000, "CD2609-041")
    other = _sale(trade, wrong, _day(2026, 9, 14), 480_000)
    _use_deposit(trade, wrong, _day(2026, 9, 15), 120_000, other.document)


def _deposit(trade: Trade, number: str, day: dt.date, amount: int, order: str) -> Line:
    return trade.receipt(number, day, amount, ["ACOMPTE COMMANDE", order], account="419100")


def _use_deposit(trade: Trade, number: str, day: dt.date, amount: int, invoice: Document | str) -> tuple[Line, Line]:
    label = ("Imputation acompte ", invoice)
    used = Line("419100", number, amount, invoice, day, label)
    less = Line("411000", number, -amount, invoice, day, label)
    trade.books.post("OD", day, [used, less])
    return used, less


def credit_notes(trade: Trade, in_credit: str, unnamed: str) -> None:
    """A credit note after payment (the account is in credit); one that names nothing, one an unknown invoice."""
    invoice = _sale(trade, in_credit, _day(2026, 4, 13), 298_000)
    trade.paid([invoice], _day(2026, 5, 20))
    trade.credit_note(in_credit, _day(2026, 6, 3), 74_500, invoice.document)
    _sale(trade, unnamed, _day(2026, 10, 6), 187_000)
    trade.credit_note(unnamed, _day(2026, 7, 15), 32_000)
    trade.credit_note(unnamed, _day(2026, 9, 24), 21_500, "FA2023-99871")


def sisters(trade: Trade, first: str, second: str) -> None:
    """Two accounts of one SIREN; the payment of the first one's invoice is booked on the second."""
    invoice = _sale(trade, first, _day(2026, 7, 2), 454_300)
    _sale(trade, second, _day(2026, 9, 18), 122_800)
    trade.receipt(second, _day(2026, 8, 11), invoice.amount, [invoice.document])


def limitation(trade: Trade, trader: str, consumer: str) -> None:
    """An invoice of 2021 between traders, one of 2024 to a consumer (C. com. L110-4, C. consom. L218-2)."""
    old = trade.books.document("FA", _day(2021, 6, 14))
    label = ("Facture ", old)
    trade.books.post("OD", dt.date(2024, 7, 1), [Line("411000", trader, 228_000, old, old.day, label),
                                                 Line("110000", "", -228_000, old, old.day, label)])  # fmt: skip
    trade.sale(consumer, _day(2024, 7, 15), [(*_WORKS, 84_600)])


def unallocated(trade: Trade, plain_sum: str, foreign: str) -> None:
    """Round sums on account, naming nothing; a payment that names somebody else's order."""
    _sale(trade, plain_sum, _day(2026, 9, 29), 365_200)
    trade.receipt(plain_sum, _day(2026, 4, 22), 150_000)
    trade.receipt(plain_sum, _day(2026, 8, 28), 100_000)
    trade.receipt(foreign, _day(2026, 7, 30), 68_340, ["REF CLIENT 7712"])


def unmatched(trade: Trade, cents_short: str, unbalanced: str, named: str) -> None:
    """0.35 missing; a group lettered although a third is missing; payments nobody lettered, naming their invoices."""
    for number, missing in ((cents_short, 35), (unbalanced, 140_000)):
        invoice = _sale(trade, number, _day(2026, 3, 17), 344_900)
        money = trade.receipt(number, _day(2026, 4, 24), invoice.amount - missing, [invoice.document])
        trade.books.match([invoice, money], _day(2026, 5, 5))
    for month, net in ((7, 212_700), (8, 156_900)):
        invoice = _sale(trade, named, _day(2026, month, 9), net)
        trade.receipt(named, _day(2026, month + 2, 8), invoice.amount, [invoice.document])


def undated(trade: Trade, number: str) -> None:
    """An item of 2024 whose date no opening entry tells."""
    _sale(trade, number, _day(2024, 11, 26), 118_400)


def works(trade: Trade, number: str) -> None:
    """Works done that may not be invoiced yet (417)."""
    day, label = dt.date(2026, 9, 30), ("Situation de travaux n° 2 chantier Les Prés",)
    document, net = "ST2609-02", 960_000
    trade.books.post("OD", day, [
        Line("417000", number, with_vat(net, 200), document, day, label),
        Line("704000", "", -net, document, day, label),
        Line("445870", "", net - with_vat(net, 200), document, day, label),
    ])  # fmt: skip


def back_dated(trade: Trade, number: str) -> None:
    """An invoice and a payment of June keyed in on 18 September."""
    trade.sale(number, _day(2026, 6, 23), [(*_GOODS, 274_100)], recorded=_day(2026, 9, 18))
    _sale(trade, number, _day(2026, 4, 2), 99_000)
    trade.receipt(number, _day(2026, 6, 30), 118_800, recorded=_day(2026, 9, 18))


def sundry(trade: Trade, number: str) -> None:
    """Counter sales on one account: each label names the buyer; some were never lettered."""
    for rank in range(66):
        day = working_day(dt.date(2025, 1, 6) + dt.timedelta(10 * rank))
        invoice = _sale(trade, number, day, 4_900 + 1_370 * (rank % 17), f" comptoir client n° {rank + 1}")
        if rank % 9 != 5:
            names = [invoice.document] if rank % 2 else ["CLIENT COMPTOIR"]
            money = trade.receipt(number, day, invoice.amount, names, means="carte")
            if rank % 11 != 3:
                trade.books.match([invoice, money], day)


def release_retentions(trade: Trade, number: str) -> None:
    """Retention money is paid a year after the invoice (loi n° 71-584 du 16 juillet 1971)."""
    kept = [line for line in trade.books.lines() if (line.account, line.auxiliary) == ("411700", number)]
    for line in kept:
        if (day := working_day(line.document_day + dt.timedelta(370))) <= dt.date(2026, 10, 15):
            trade.paid([line], day)


def year_end(trade: Trade, unbilled: int, credits: int, allowance: int) -> None:
    """418 unbilled, 4198 credit notes to issue, 491 allowance at the end of 2025; the first two reversed in January."""
    accruals = (
        ("418100", unbilled, "707000", "Factures à établir"),
        ("419800", -credits, "709700", "Avoirs à établir"),
    )
    for day, sign, word in ((dt.date(2025, 12, 31), 1, ""), (_day(2026, 1, 5), -1, "Extourne ")):
        for account, net, income, title in accruals:
            label, document = (word + title + " 2025",), f"OD{day:%y%m}-{account[:4]}"
            amounts = {account: net + net // 5, income: -net, "445870": -(net // 5)}
            trade.books.post("OD", day, [Line(key, "", sign * amount, document, day, label)
                                         for key, amount in amounts.items()])  # fmt: skip
    day, label = dt.date(2025, 12, 31), ("Dépréciation des créances douteuses",)
    trade.books.post("OD", day, [Line("681740", "", allowance, "OD2512-491", day, label),
                                 Line("491000", "", -allowance, "OD2512-491", day, label)])  # fmt: skip
