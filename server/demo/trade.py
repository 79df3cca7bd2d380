"""What a demo company does with its customers: orders, invoices, credit notes, receipts, bills, payers' habits.

An account's habit is told by the last digit of its number: 0-1 pay early, 2-4 on time, 5-7 late, 8 later every
month, 9 badly.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from server.demo.books import Books, Document, Line
from server.demo.names import BUSINESS, END_OF_MONTH_10, Customer, pick, plain

FIRST, LAST = dt.date(2024, 7, 1), dt.date(2026, 10, 31)
VAT = {200: "445711", 100: "445712", 55: "445713"}  # rate in thousandths -> account
_SALES = {200: "707000", 100: "704000", 55: "704000"}
_SEASONS = (0.9, 0.95, 1.1, 1.05, 1.0, 1.2, 1.0, 0.55, 1.05, 1.1, 1.1, 1.0)
_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
_DAYS = re.compile(r"(\d+) jours( fin de mois)?")
_SERIES = {"virement": "VIR", "chèque": "CHQ", "carte": "CB", "prélèvement": "PRL", "LCR": "LCR"}

Net = tuple[str, int, int]  # sales account, VAT rate in thousandths, amount excluding VAT in cents


def working_day(day: dt.date) -> dt.date:
    """The day, or the next one on which banks work."""
    while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
        day += dt.timedelta(1)
    return day


def month_end(day: dt.date) -> dt.date:
    """Last day of the month."""
    return (day.replace(day=1) + dt.timedelta(32)).replace(day=1) - dt.timedelta(1)


def months(first: dt.date = FIRST, last: dt.date = LAST) -> Iterator[dt.date]:
    """The first day of each month."""
    while first <= last:
        yield first
        first = month_end(first) + dt.timedelta(1)


def due_day(customer: Customer, day: dt.date) -> dt.date:
    """When an invoice of `day` falls due under the customer's terms; 30 days where they say nothing else."""
    if customer.terms == END_OF_MONTH_10:
        return month_end(day) + dt.timedelta(10)
    found = _DAYS.fullmatch(customer.terms)
    due = day + dt.timedelta(int(found[1]) if found else 30)
    return month_end(due) if found and found[2] else due


def with_vat(net: int, rate: int) -> int:
    """Net amount and its VAT, rounded half up to the cent."""
    return net + (net * rate + 500) // 1000


class Trade:
    """What a company does with its customers, posted in its books.

    seed: each account draws from a stream of its own, so that a change on one leaves the others alone;
    forget: share of recent receipts nobody lettered; retained: accounts that keep back 5 % as retention money.
    """

    def __init__(self, books: Books, seed: str, customers: Mapping[str, Customer], *, forget: float,
                 retained: frozenset[str]) -> None:  # fmt: skip
        self.books, self.seed, self.customers = books, seed, customers
        self.forget, self.retained, self.rng = forget, retained, Random(seed)  # noqa: S311 - a play, not a secret

    # -- single documents ---------------------------------------------------------------------------------------

    def sale(self, number: str, day: dt.date, nets: Sequence[Net], *, retention: int = 0, note: str = "",
             document: Document | None = None, recorded: dt.date | None = None) -> Line:  # fmt: skip
        """An invoice, `retention` per cent of it on 4117; returns its line on 411."""
        document = document or self.books.document("FA", day)
        label = ("Facture ", document, note)
        total = sum(with_vat(net, rate) for _, rate, net in nets)
        kept = total * retention // 100
        customer = Line("411000", number, total - kept, document, day, label)
        rest = [Line("411700", number, kept, document, day, ("Retenue de garantie ", document))]
        rest += [Line(account, "", -net, document, day, label) for account, _, net in nets]
        rest += [Line(VAT[rate], "", net - with_vat(net, rate), document, day, label) for _, rate, net in nets]
        self.books.post("VE", day, [customer, *rest], recorded)
        return customer

    def credit_note(self, number: str, day: dt.date, net: int, invoice: Document | str | None = None) -> Line:
        """A credit note at 20 %, naming the invoice where there is one; returns its line on 411."""
        document = self.books.document("AV", day)
        about = (" sur facture ", invoice) if invoice else (" remise commerciale",)
        label, total = ("Avoir ", document, *about), with_vat(net, 200)
        customer = Line("411000", number, -total, document, day, label)
        sales = Line(_SALES[200], "", net, document, day, label)
        vat = Line(VAT[200], "", total - net, document, day, label)
        self.books.post("VE", day, [customer, sales, vat])
        return customer

    def receipt(self, number: str, day: dt.date, amount: int, names: Sequence[Document | str] = (), *,
                account: str = "411000", means: str = "virement", recorded: dt.date | None = None) -> Line:  # fmt: skip
        """Money in; the label names the payer and what he tells us he pays."""
        document = self.books.document(_SERIES[means], day)
        payer = f"{document.series} {plain(self.customers[number].name)[:32]}"
        label = (payer, *(part for name in names for part in (" ", name)))
        customer = Line(account, number, -amount, document, day, label)
        self.books.post("BQ", day, [Line("512000", "", amount, document, day, label), customer], recorded)
        return customer

    def paid(self, invoices: Sequence[Line], day: dt.date, lettered: dt.date | None = None,
             means: str = "virement") -> None:  # fmt: skip
        """Full payment of documents of one account, lettered (on `lettered` where this comes later)."""
        names = [line.document for line in invoices if line.amount > 0]
        money = self.receipt(invoices[0].auxiliary, day, sum(line.amount for line in invoices), names,
                             account=invoices[0].account, means=means)  # fmt: skip
        self.books.match([*invoices, money], lettered or day)

    def transfer(self, invoices: Sequence[Line], day: dt.date, document: Document | str,
                 label: tuple[Document | str, ...], *, account: str, journal: str) -> Line:  # fmt: skip
        """Move items 411 -> `account` (413 bills, 416 doubtful), lettered on 411; returns the new line."""
        first, total = invoices[0], sum(line.amount for line in invoices)
        moved = Line(account, first.auxiliary, total, document, day, label)
        left = Line(first.account, first.auxiliary, -total, document, day, label)
        self.books.post(journal, day, [moved, left])
        self.books.match([*invoices, left], day)
        return moved

    def bill(self, invoices: Sequence[Line], day: dt.date, due: dt.date, document: Document | str) -> Line:
        """A bill of exchange for invoices, named in its label where its number is not theirs."""
        names = [part for line in invoices if line.document is not document for part in (" ", line.document)]
        label = ("LCR ", document, f" éch. {due:%d/%m/%Y}", *names)
        return self.transfer(invoices, day, document, label, account="413000", journal="EF")

    # -- the months ---------------------------------------------------------------------------------------------

    def run(self, rates: Mapping[str, float], basket: int) -> None:
        """Orders and their settlement; `rates` invoices a month by account, `basket` typical net cents."""
        for number, rate in rates.items():
            self.rng = Random(f"{self.seed} {number}")  # noqa: S311 - a play, not a secret
            size = basket * (0.5 + self.rng.random()) * (2.2 if rate > 0.5 else 1)
            self._settle(self.customers[number], list(self._orders(self.customers[number], rate, size)))

    def _orders(self, customer: Customer, rate: float, size: float) -> Iterator[Line]:
        """The customer's invoices: at least one, a third of them in the last days of a month."""
        kept = 5 if customer.number in self.retained else 0
        spare = pick(self.rng, list(months(dt.date(2025, 2, 1))))
        counts = {month: int(rate * _SEASONS[month.month - 1] + self.rng.random()) for month in months()}
        counts[spare] += not any(count for month, count in counts.items() if month.year > 2024)
        for month, count in counts.items():
            for _ in range(count):
                offset = 25 if self.rng.random() < 0.35 else 25 * self.rng.random()
                day = working_day(month + dt.timedelta(int(offset)))
                yield self.sale(customer.number, day, self._basket(customer, size), retention=kept)

    def _basket(self, customer: Customer, size: float) -> list[Net]:
        net = int(size * (0.8 / (0.2 + self.rng.random()) - 0.4))  # a tail: 0.3 to 3.6 times the size
        rate = 200 if customer.nature in (BUSINESS, "") else pick(self.rng, (200, 100, 55))
        if self.rng.random() < 0.92:
            return [(pick(self.rng, ("707000", "707000", "706000")) if rate == 200 else _SALES[rate], rate, net)]
        return [("707000", 200, net * 2 // 3), ("704000", 100, net // 3)]

    def _settle(self, customer: Customer, invoices: list[Line]) -> None:
        """Bills for LCR payers; for the others what is paid on one day is one payment."""
        runs: dict[dt.date, list[Line]] = defaultdict(list)
        for invoice in invoices:
            due = due_day(customer, invoice.document_day)
            if customer.means == "LCR":
                self._draw(invoice, due)
            elif (day := self._pay_day(customer, due)) <= LAST:
                runs[day].append(invoice)
        for day, run in sorted(runs.items()):
            self._pay(customer, day, run)

    def _draw(self, invoice: Line, due: dt.date) -> None:
        """A bill accepted ten days after the invoice, cashed at maturity."""
        accepted, cashed = working_day(invoice.document_day + dt.timedelta(10)), working_day(due + dt.timedelta(1))
        if accepted > LAST:
            return
        bill = self.bill([invoice], accepted, due, invoice.document)
        if cashed <= LAST:
            self.paid([bill], cashed, means="LCR")

    def _pay_day(self, customer: Customer, due: dt.date) -> dt.date:
        """The due day and the payer's habit; every third payer pays on the 10th, the 20th and the last day."""
        habit, chance = int(customer.number[-1]), self.rng.random()
        late = chance * 5 - 1 if habit > 1 else -12 * chance
        if customer.means == "prélèvement":
            late = 0
        elif habit >= 9:
            late = 18 + 60 * chance
        elif habit == 8:
            late = (due - FIRST).days / 22 + 10 * chance
        elif habit >= 5:
            late = 3 + 12 * chance
        day = working_day(due + dt.timedelta(int(late)))
        if int(customer.number[1:]) % 3 == 0 and customer.means == "virement":
            day = next(end for end in (day.replace(day=10), day.replace(day=20), month_end(day)) if end >= day)
        return working_day(day)

    def _pay(self, customer: Customer, day: dt.date, run: list[Line]) -> None:
        """One payment: mostly in full, now and then short, in part, after a credit note, or lettered late."""
        chance, lettered = self.rng.random(), self._lettering_day(day)
        means = customer.means
        if means == "prélèvement" or chance < 0.85:
            self.paid(run, day, lettered, means=means)
        elif chance < 0.91:
            credit_day = working_day(run[0].document_day + dt.timedelta(9))
            named = run[0].document if chance < 0.89 else None
            share = 0.02 + 0.2 * self.rng.random()
            note = self.credit_note(customer.number, min(credit_day, day), int(run[0].amount * share / 1.2), named)
            self.paid([*run, note], day, lettered, means=means)
        elif chance < 0.93:
            self._pay_short(run, day, lettered)
        elif chance < 0.97:
            self._pay_in_part(customer, run, day)
        else:
            names = [line.document for line in run] if chance < 0.99 else []
            money = self.receipt(customer.number, day, sum(line.amount for line in run), names, means=means)
            self.books.match([*run, money], lettered + dt.timedelta(45))

    def _lettering_day(self, day: dt.date) -> dt.date:
        """Receipts are lettered on the 5th and the 20th; some of the last ten weeks are forgotten still."""
        if day >= dt.date(2026, 8, 15) and self.rng.random() < self.forget:
            return LAST + dt.timedelta(30)
        if day.day > 20:
            return month_end(day) + dt.timedelta(5)
        return day.replace(day=5 if day.day <= 5 else 20)

    def _pay_short(self, run: list[Line], day: dt.date, lettered: dt.date) -> None:
        """Some cents short: written off as a settlement difference, or left open in an unbalanced group."""
        number, gap = run[0].auxiliary, pick(self.rng, (35, 12, 89, 150))
        money = self.receipt(number, day, sum(line.amount for line in run) - gap, [line.document for line in run])
        group = [*run, money]
        if self.rng.random() < 0.6 and lettered <= LAST:
            label = ("Écart de règlement ", run[0].document)
            group.append(Line("411000", number, -gap, run[0].document, lettered, label))
            self.books.post("OD", lettered, [Line("658000", "", gap, run[0].document, lettered, label), group[-1]])
        self.books.match(group, lettered)

    def _pay_in_part(self, customer: Customer, run: list[Line], day: dt.date) -> None:
        """A part now, the rest six weeks later; until then a few groups are lettered unbalanced."""
        total = sum(line.amount for line in run)
        part = int(total * (0.3 + 0.4 * self.rng.random())) // 10_000 * 10_000 or total // 2
        names = [line.document for line in run]
        first, later = self.receipt(customer.number, day, part, names), working_day(day + dt.timedelta(42))
        if later <= LAST:
            rest = self.receipt(customer.number, later, total - part, ["SOLDE", *names])
            self.books.match([*run, first, rest], self._lettering_day(later))
        elif self.rng.random() < 0.5:
            self.books.match([*run, first], day)
