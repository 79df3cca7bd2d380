"""The ledger of `relance demo`: an invented group of two companies, its FEC files of two years and its customers.

Same bytes at each run: a fixed seed, no clock. Where to find what, by account of the first company:

    C0001-C0450 ordinary trade: partial and grouped payments, credit notes, bills, differences of some cents, payments
        not lettered yet; last digit 0-1 early, 2-4 punctual, 5-7 slow, 8 drifting, 9 bad payers
    C0021, C0042 ... C0105 public buyers    C0061-C0066 retention money (4117)    C0070 factored
    C0072, C0073 terms over the legal maxima    C0421-C0430 consumers (the first with an item past limitation)
    C0451 double payment    C0452 invoice posted twice    C0453, C0454 one number on two accounts
    C0455, C0456 returned direct debits    C0457, C0458 returned bills    C0459 returned cheque
    C0460-C0462 doubtful (416), one written off    C0463-C0465 deposits (4191)    C0466, C0467 credit notes
    C0468, C0469 one SIREN, a payment on the sister account    C0470 past limitation    C0471 bill of two invoices
    C0472, C0473 unallocated payments    C0474 0.35 left    C0475 unbalanced group    C0476 named, not lettered
    C0477 date unknown    C0478 works (417)    C0479 back-dated entries    C9999 clients divers

The second company has 120 accounts: C0111-C0115 are consumers, C0116-C0120 hold a few of the same cases.
"""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random

from server.demo import cases
from server.demo.books import Books, Dating, Line
from server.demo.house import run_house, share_out_results
from server.demo.names import CONSUMER, HEADERS, PUBLIC, Customer, invented_name, make_customers, siren
from server.demo.trade import LAST, Trade

_SEED = 20261031
_FIRST_YEAR, _LAST_YEAR = 2025, 2026
_SISTER = siren(90_001)


@dataclass(frozen=True)
class Plan:
    """What makes the two companies differ: amounts in cents, `forget` the share of recent receipts not lettered."""

    siren: str
    accounts: int
    first_siren: int
    basket: int
    purchases: int
    wages: int
    number_format: str
    forget: float
    undated: frozenset[str]
    retained: frozenset[str] = frozenset()
    special: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def _consumers(first: int, count: int) -> dict[str, dict[str, str]]:
    return {f"C{first + rank:04d}": {"nature": CONSUMER} for rank in range(count)}


def _paying_by(means: str, *ranks: int) -> dict[str, dict[str, str]]:
    return {f"C{rank:04d}": {"means": means} for rank in ranks}


LARGE = Plan(
    siren=siren(12_345), accounts=479, first_siren=10_000, basket=700_000, purchases=14, wages=22_000_000,
    number_format="{series}{day:%Y}-{rank:05d}", forget=0.05, undated=frozenset({"C0477"}),
    retained=frozenset(f"C{rank:04d}" for rank in range(61, 67)),
    special={
        **_consumers(421, 10),
        **{f"C{rank:04d}": {"nature": PUBLIC} for rank in range(21, 106, 21)},
        **_paying_by("prélèvement", 455, 456),
        **_paying_by("LCR", 457, 458, 471),
        **_paying_by("chèque", 459),
        "C0070": {"name": "SAS Quinrazac Distribution (affacturé)", "means": "virement"},
        "C0072": {"terms": "90 jours fin de mois"},
        "C0073": {"terms": "60 jours fin de mois"},
        "C0463": {"terms": "30 % à la commande, 70 % à 30 jours"},
        "C0468": {"siren": _SISTER, "group": "Groupe Vaudirec"},
        "C0469": {"siren": _SISTER, "group": "Groupe Vaudirec", "payer": "C0468"},
    },
)  # fmt: skip
SMALL = Plan(
    siren=siren(54_321), accounts=120, first_siren=50_000, basket=340_000, purchases=5, wages=4_000_000,
    number_format="{series}{day:%y}{rank:04d}", forget=0.05, undated=frozenset(),
    special={**_consumers(111, 5), **_paying_by("prélèvement", 117, 118)},
)  # fmt: skip


def demo_company_names() -> list[str]:
    """What an import calls the two companies: the SIRENs its file names begin with."""
    return [LARGE.siren, SMALL.siren]


def write_demo_files(folder: Path, earlier: Path | None = None) -> list[Path]:
    """Write four FEC files and `clients.csv` into `folder`; returns their paths in the order of import.

    Each company: the closed year 2025, then 2026 up to 31 October under the name of its closing day. Into `earlier`,
    where it is given, go those of 2026 as they were exported a week before, under the same names.
    """
    written, customers = [], []
    for plan in (LARGE, SMALL):
        books, people = _company(plan)
        customers += people
        for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
            path = folder / f"{plan.siren}FEC{year}1231.txt"
            last = min(dt.date(year, 12, 31), LAST)
            path.write_text(books.fec(dt.date(year, 1, 1), last), encoding="utf-8", newline="")
            written.append(path)
        if earlier is not None:
            text = books.fec(dt.date(_LAST_YEAR, 1, 1), LAST - dt.timedelta(days=7))
            (earlier / written[-1].name).write_text(text, encoding="utf-8", newline="")
    path = folder / "clients.csv"
    path.write_text(_customers_file(customers), encoding="utf-8-sig", newline="")
    return [*written, path]


def _company(plan: Plan) -> tuple[Books, list[Customer]]:
    """One company's sealed books and its customers."""
    seed = f"{_SEED} {plan.siren}"
    rng = Random(seed)  # noqa: S311 - a play, not a secret
    people = make_customers(rng, plan.siren, plan.accounts, plan.first_siren, plan.special)
    names = {person.number: person.name for person in people} | _suppliers(rng)
    if plan is LARGE:
        people.append(_sundry_customer(people[0]))
        names["C9999"] = people[-1].name
    books = Books(plan.number_format, names, _dating(plan))
    accounts = {person.number: person for person in people}
    trade = Trade(books, seed, accounts, forget=plan.forget, retained=plan.retained)
    trade.run(_rates(plan), plan.basket)
    (_large_cases if plan is LARGE else _small_cases)(trade)
    run_house(books, rng, plan.basket * 50, plan.purchases, plan.wages)
    share_out_results(books, (_FIRST_YEAR, _LAST_YEAR))
    for number in _lumped(books, plan):
        books.lump(number, dt.date(_LAST_YEAR, 1, 1))
    books.seal(dt.date(_FIRST_YEAR, 1, 1))
    return books, people


def _suppliers(rng: Random) -> dict[str, str]:
    kinds = ("Négoce", "Fonderie", "Emballages", "Transports", "Location")
    return {f"F{rank:04d}": f"{kinds[rank % 5]} {invented_name(rng)}" for rank in range(1, 21)}


def _sundry_customer(model: Customer) -> Customer:
    """C9999: everybody and nobody, so nearly all cells are empty."""
    blank = dict.fromkeys(Customer.__dataclass_fields__, "")
    return Customer(**(blank | {"company": model.company, "number": "C9999", "name": "CLIENTS DIVERS"}))


def _rates(plan: Plan) -> dict[str, float]:
    """Invoices a month by ordinary account: the oldest tenth order monthly, a quarter quarterly, the rest seldom."""
    ordinary = plan.accounts - (29 if plan is LARGE else 5)
    return {f"C{rank:04d}": 1.2 if rank * 10 <= ordinary else 0.26 if rank * 3 <= ordinary else 0.07
            for rank in range(1, ordinary + 1)}  # fmt: skip


def _dating(plan: Plan, first: int = _FIRST_YEAR) -> Callable[[Line, int], Dating]:
    """How openings date items: mostly their own date; some accounts lose it, or keep it in the label alone."""

    def dating(line: Line, year: int) -> Dating:
        rank, issued = int(line.auxiliary[1:] or 0), line.document_day.year
        if issued < first and line.auxiliary in plan.undated:
            return Dating.OPENING_DAY
        if issued < first and rank % 10 == 4:
            return Dating.IN_LABEL
        return Dating.OPENING_DAY if issued == first < year and rank % 8 == 3 else Dating.OWN

    return dating


def _lumped(books: Books, plan: Plan, count: int = 4) -> list[str]:
    """The first ordinary accounts that owe two documents or more at the second opening, none of them lettered yet."""
    day, ordinary = dt.date(_LAST_YEAR, 1, 1), _rates(plan)
    items: dict[str, list[Line]] = defaultdict(list)
    for line in books.open_items(day):
        if line.account == "411000" and line.auxiliary in ordinary:
            items[line.auxiliary].append(line)
    able = (number for number, lines in items.items()
            if len(lines) > 1 and all(x.amount > 0 and not (x.match and x.match.day < day) for x in lines))  # fmt: skip
    return list(islice(able, count if plan is LARGE else 1))


def _large_cases(trade: Trade) -> None:
    for rank in range(451, 480):
        if rank not in (453, 454, 464, 470, 477):
            cases.past_trade(trade, f"C{rank:04d}")
    cases.double_payment(trade, "C0451")
    cases.duplicate_invoices(trade, "C0452", "C0453", "C0454")
    cases.returned_debits(trade, "C0455", "C0456")
    cases.returned_bills(trade, "C0457", "C0458", "C0459")
    cases.doubtful(trade, "C0460", "C0461", "C0462")
    cases.deposits(trade, "C0463", "C0464", "C0465")
    cases.credit_notes(trade, "C0466", "C0467")
    cases.sisters(trade, "C0468", "C0469")
    cases.limitation(trade, "C0470", "C0421")
    cases.bill_of_two_invoices(trade, "C0471")
    cases.unallocated(trade, "C0472", "C0473")
    cases.unmatched(trade, "C0474", "C0475", "C0476")
    cases.undated(trade, "C0477")
    cases.works(trade, "C0478")
    cases.back_dated(trade, "C0479")
    cases.sundry(trade, "C9999")
    for number in sorted(trade.retained):
        cases.release_retentions(trade, number)
    cases.year_end(trade, unbilled=11_540_000, credits=1_860_000, allowance=48_000_00)


def _small_cases(trade: Trade) -> None:
    cases.double_payment(trade, "C0116")
    cases.returned_debits(trade, "C0117", "C0118")
    cases.unallocated(trade, "C0119", "C0120")
    cases.year_end(trade, unbilled=1_420_000, credits=210_000, allowance=3_500_00)


def _customers_file(customers: list[Customer]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADERS)
    writer.writerows(customer.row() for customer in customers)
    return text.getvalue()
