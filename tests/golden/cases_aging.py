"""Aged balance, overdue, collectible, doubts, matching: added up by hand, ten thousand rows by a dict."""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

from tests.golden.notation import (
    AS_ZERO,
    MANY,
    NA,
    NUM,
    ON,
    VALUE,
    Case,
    Says,
    Whole,
    cents,
    day,
    many_items,
    serial,
)

HEADER = ["Compte", "Échéance", "Montant"]
TODAY, AUG31, AUG30, JUL1, SEP1 = ON, day("2026-08-31"), day("2026-08-30"), day("2026-07-01"), day("2026-09-01")
ITEMS = [
    ["DURAND", TODAY, 100.10],  # due today: not late
    ["DURAND", AUG31, 200.20],  # 30 days late
    ["BERNARD", AUG30, 50.05],  # 31
    ["BERNARD", JUL1, 10.00],  # 91
    ["MARTIN", None, 5.00],
    ["DURAND", SEP1, -30.00],
]
COLUMNS = ["Compte", "Non échu", "1-30", "31-60", "61-90", "91+", "Âge inconnu", "Non affecté", "Total"]
BALANCE = [
    COLUMNS,
    ["BERNARD", 0.0, 0.0, 50.05, 0.0, 10.0, 0.0, 0.0, 60.05],
    ["DURAND", 100.10, 200.20, 0.0, 0.0, 0.0, 0.0, -30.0, 270.30],
    ["MARTIN", 0.0, 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 5.0],
    ["Total", 100.10, 200.20, 50.05, 0.0, 10.0, 5.0, -30.0, 335.35],
]
NOTHING = [COLUMNS, ["Total", *[0.0] * 8]]
BY_HAND = "added up by hand; bands of C. com. D441-6"
BY_DICT = "summed row by row in whole cents"


def _column(due: dt.date | None, euros: float) -> int:
    """The place of an item in the balance."""
    if euros < 0:
        return 7
    if due is None:
        return 6
    late = (ON - due).days
    return 1 if late <= 0 else 2 if late <= 30 else 3 if late <= 60 else 4 if late <= 90 else 5


@cache
def _many_balance() -> list[list[Any]]:
    sums: dict[str, list[int]] = {}
    for account, due, euros in many_items():
        for name in (account, "Total"):
            row = sums.setdefault(name, [0] * 9)
            row[_column(due, euros)] += cents(euros)
            row[8] += cents(euros)
    grand = sums.pop("Total")
    body = [[name, *(one / 100 for one in sums[name][1:])] for name in sorted(sums)]
    return [COLUMNS, *body, ["Total", *(one / 100 for one in grand[1:])]]


def _balances() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = BY_HAND) -> Case:
        return Case("AR_AGED_BALANCE", aspect, note, arguments, expected, source)

    texts = [["DURAND", "31/08/2026", "1 200,50"], ["DURAND", "2026-09-30", "1.200,50 €"], ["BERNARD", "", "12,00"]]
    of_texts = [
        COLUMNS,
        ["BERNARD", 0.0, 0.0, 0.0, 0.0, 0.0, 12.0, 0.0, 12.0],
        ["DURAND", 1200.5, 1200.5, 0.0, 0.0, 0.0, 0.0, 0.0, 2401.0],
        ["Total", 1200.5, 1200.5, 0.0, 0.0, 0.0, 12.0, 0.0, 2413.0],
    ]
    one = [COLUMNS, ["DURAND", 0.0, 200.2, *[0.0] * 5, 200.2], ["Total", 0.0, 200.2, *[0.0] * 5, 200.2]]
    by_15 = ["Compte", "Non échu", "1-15", "16-45", "46+", "Âge inconnu", "Non affecté", "Total"]
    currency = [["DURAND", AUG31, Decimal("0.1000")], ["DURAND", AUG31, Decimal("0.2000")]]
    return [
        case("normal", "with its header", ([HEADER, *ITEMS], ON), BALANCE),
        case("normal", "without a header", (ITEMS, ON), BALANCE),
        case("normal", "columns in another order", ([["Solde", "Libellé", "Client", "Date d'échéance"],
             *[[euros, "x", account, due] for account, due, euros in ITEMS]], ON), BALANCE),
        case("normal", "a total line below", ([HEADER, *ITEMS, ["Total", None, 335.35]], ON), BALANCE,
             "a pasted total counts nothing twice"),
        case("normal", "other bands", ([HEADER, *ITEMS], ON, "15;45"), [
            by_15,
            ["BERNARD", 0.0, 0.0, 50.05, 10.0, 0.0, 0.0, 60.05],
            ["DURAND", 100.1, 0.0, 200.2, 0.0, 0.0, -30.0, 270.3],
            ["MARTIN", 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 5.0],
            ["Total", 100.1, 0.0, 250.25, 10.0, 5.0, -30.0, 335.35],
        ]),
        case("normal", "account numbers", ([[411001.0, AUG31, 200.2]], ON),
             [COLUMNS, ["411001", *one[1][1:]], one[2]], "a number of an account is a text"),
        case("normal", "currency cells", (currency, ON),
             [COLUMNS, ["DURAND", 0.0, 0.3, *[0.0] * 5, 0.3], ["Total", 0.0, 0.3, *[0.0] * 5, 0.3]],
             "0.1 + 0.2 = 0.3 to the cent"),
        case("empty", "a range of empty cells", ([[None] * 3] * 3, ON), NOTHING, "no items, no sums"),
        case("empty", "a header alone", ([HEADER, [None] * 3], ON), NOTHING, "no items, no sums"),
        case("empty", "rows between items", ([HEADER, *[row for one in ITEMS for row in (one, [None] * 3)]], ON),
             BALANCE),
        case("empty", "single cell", (None, ON), NOTHING, "no items, no sums"),
        case("empty", "the day", (ITEMS, None), VALUE, "no balance without a day"),
        case("empty", "a zero for a due date", ([["MARTIN", 0.0, 5.0]], ON), [COLUMNS,
             ["MARTIN", *[0.0] * 5, 5.0, 0.0, 5.0], ["Total", *[0.0] * 5, 5.0, 0.0, 5.0]], AS_ZERO),
        case("text", "dates and amounts", (texts, "30/09/2026"), of_texts, BY_HAND),
        case("error", "in the amounts", ([HEADER, *ITEMS, ["DURAND", AUG31, NA]], ON), VALUE,
             "a balance without one of its rows would be wrong"),
        case("error", "in a date", ([HEADER, *ITEMS, ["DURAND", NA, 1.0]], ON), VALUE, "refused, never read as empty"),
        case("error", "as the day", (ITEMS, NA), VALUE, "refused"),
        case("whole", "three columns", (Whole([HEADER, *ITEMS]), ON), BALANCE),
        case("whole", "with empty rows above", (Whole([[None] * 3, [None] * 3, HEADER, *ITEMS]), ON), BALANCE),
        case("row", "one item", ([["DURAND", AUG31, 200.2]], ON), one),
        case("many", "500 accounts", (many_items(), ON), _many_balance(), BY_DICT),
        case("bad", "a word as amount", ([["DURAND", AUG31, "beaucoup"]], ON), VALUE, "no amount"),
        case("bad", "two columns", ([["DURAND", AUG31]], ON), VALUE, "the amount is not there"),
        case("bad", "an amount past all ledgers", ([["DURAND", AUG31, 1e16]], ON), NUM, "no ledger holds it"),
        case("bad", "an account without amount", ([["DURAND", AUG31, None]], ON), VALUE, "not zero: not known"),
    ]  # fmt: skip


@cache
def _many_overdue() -> dict[str, int]:
    found: dict[str, int] = {}
    for account, due, euros in many_items():
        found[account] = found.get(account, 0) + (cents(euros) if euros > 0 and due < ON else 0)
    return found


def _overdues() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = BY_HAND) -> Case:
        return Case("AR_OVERDUE", aspect, note, arguments, expected, source)

    names = sorted(_many_overdue())
    return [
        case("normal", "the whole list", (ITEMS, ON), 260.25, "200.20 + 50.05 + 10.00"),
        case("normal", "one account", (ITEMS, ON, "BERNARD"), 60.05),
        case("normal", "accounts", (ITEMS, ON, [["DURAND"], ["MARTIN"]]), [[200.2], [0.0]]),
        case("normal", "a month before", (ITEMS, day("2026-08-31")), 60.05, "30 August and 1 July are past, 31 is not"),
        case("normal", "accounts in a row", (ITEMS, ON, [["DURAND", "BERNARD"]]), [[200.2, 60.05]]),
        case("empty", "no items", ([[None] * 3] * 2, ON), 0.0, "nothing is late"),
        case("empty", "a hole among accounts", (ITEMS, ON, [["DURAND"], [None], ["BERNARD"]]),
             [[200.2], [""], [60.05]]),
        case("text", "dates", ([["DURAND", "31/08/2026", "200,20"]], "2026-09-30"), 200.2),
        case("error", "in the items", ([*ITEMS, ["DURAND", NA, 1.0]], ON), VALUE, "refused"),
        case("error", "among accounts", (ITEMS, ON, [["DURAND"], [NA]]), [[200.2], [VALUE]], "it spoils its row alone"),
        case("whole", "items", (Whole([HEADER, *ITEMS]), ON), 260.25),
        case("whole", "items and accounts", (Whole([HEADER, *ITEMS]), ON, Whole([["BERNARD"], ["DURAND"]])),
             [[60.05], [200.2]]),
        case("row", "one item", ([["DURAND", AUG31, 200.2]], ON), 200.2),
        case("many", "the whole list", (many_items(), ON), sum(_many_overdue().values()) / 100, BY_DICT),
        case("many", "each of 500 accounts", (many_items(), ON, [[name] for name in names]),
             [[_many_overdue()[name] / 100] for name in names], BY_DICT),
        case("bad", "an account that is not there", (ITEMS, ON, "DUPONT"), NA, "not in the list, not zero"),
        case("bad", "a word as amount", ([["DURAND", AUG31, "beaucoup"]], ON), VALUE, "no amount"),
    ]  # fmt: skip


PARTS = [
    ["Compte", "Échéance", "Montant", "Litige", "Promesse"],
    ["DURAND", AUG31, 1000.0, None, None],
    ["DURAND", JUL1, 500.0, 200.0, None],
    ["DURAND", SEP1, -150.0, None, None],
    ["BERNARD", AUG30, 300.0, None, 300.0],
    ["MARTIN", AUG30, 80.0, None, None],
    ["MARTIN", SEP1, -100.0, None, None],
    ["PETIT", TODAY, 700.0, None, None],
]


def _collectibles() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = BY_HAND) -> Case:
        return Case("AR_COLLECTIBLE", aspect, note, arguments, expected, source)

    credits: dict[str, int] = {}
    for account, _, euros in many_items():
        credits[account] = credits.get(account, 0) + max(-cents(euros), 0)
    many = {name: max(late - credits[name], 0) for name, late in _many_overdue().items()}
    names = sorted(many)
    return [
        case("normal", "the whole list", (PARTS, ON), 1150.0, "1000 + (500 - 200) - 150; the others 0, never below"),
        case("normal", "an account with a dispute", (PARTS, ON, "DURAND"), 1150.0),
        case("normal", "a promise", (PARTS, ON, "BERNARD"), 0.0, "promised and awaited"),
        case("normal", "credits over debts", (PARTS, ON, "MARTIN"), 0.0, "never below zero"),
        case("normal", "without these columns", (ITEMS, ON), 230.25, "DURAND 200.20 - 30.00, BERNARD 60.05"),
        case("normal", "more disputed than owed", ([PARTS[0], ["DURAND", AUG31, 100.0, 250.0, None],
             ["DURAND", AUG31, 40.0, None, None]], ON), 40.0, "a dispute takes its own item out, no other"),
        case("empty", "no items", ([[None] * 3] * 2, ON), 0.0, "nothing to ask for"),
        case("empty", "a hole among accounts", (PARTS, ON, [["DURAND"], [None]]), [[1150.0], [""]]),
        case("text", "dates and amounts", ([["DURAND", "31/08/2026", "1 000,00"], ["DURAND", "", "-150,00"]],
             "30/09/2026"), 850.0),
        case("error", "in the items", ([*PARTS, ["DURAND", AUG31, NA, None, None]], ON), VALUE, "refused"),
        case("whole", "items", (Whole(PARTS), ON), 1150.0),
        case("row", "one item", ([["DURAND", AUG31, 200.2]], ON), 200.2),
        case("many", "each of 500 accounts", (many_items(), ON, [[name] for name in names]),
             [[many[name] / 100] for name in names], BY_DICT),
        case("many", "the whole list", (many_items(), ON), sum(many.values()) / 100, BY_DICT),
        case("bad", "an account that is not there", (PARTS, ON, "DUPONT"), NA, "not in the list, not zero"),
        case("bad", "a word as day", (PARTS, "hier"), VALUE, "no date"),
    ]  # fmt: skip


NUMBERED = ["Compte", "Pièce", "Date de facture", "Échéance", "Montant"]
FOUND = ["Compte", "Pièce", "Montant", "Anomalie"]


def _doubts() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str) -> Case:
        return Case("AR_ANOMALIES", aspect, note, arguments, expected, source)

    def numbered(number: str, issued: object, due: object, euros: object) -> list[object]:
        return ["DURAND", number, issued, due, euros]

    fine = [NUMBERED, numbered("F1", day("2026-08-01"), AUG31, 120.0), numbered("F2", day("2026-08-02"), AUG31, 75.5)]
    twin = [*fine, numbered("F2", day("2026-08-02"), AUG31, 75.5)]
    barred = [*fine, numbered("F0", day("2019-01-02"), day("2019-02-01"), 60.0)]
    told = [FOUND, ["DURAND", "F0", 60.0, Says("prescri")]]
    many = [
        NUMBERED,
        *([f"C{row % 500}", f"F{row}", day("2026-08-01"), AUG31, 100.0 + row / 100] for row in range(MANY)),
    ]
    return [
        case("normal", "nothing to say", (fine, ON), [FOUND], "two invoices of different numbers and amounts"),
        case("normal", "the same invoice twice", (twin, ON), [FOUND, ["DURAND", "F2", 75.5, Says("F2")]],
             "same number, day and amount"),
        case("normal", "past limitation", (barred, ON), told, "2 years at the shortest: C. conso. L218-2"),
        case("empty", "no items", ([[None] * 3] * 2, ON), [FOUND], "no items, no doubts"),
        case("text", "dates", ([NUMBERED, numbered("F0", "02/01/2019", "2019-02-01", "60,00")], "30/09/2026"), told,
             "2 years at the shortest: C. conso. L218-2"),
        case("error", "in the items", ([*fine, numbered("F3", NA, AUG31, 1.0)], ON), VALUE, "refused"),
        case("whole", "items", (Whole(barred), ON), told, "2 years at the shortest: C. conso. L218-2"),
        case("row", "one item", ([["DURAND", AUG31, 200.2]], ON), [FOUND], "no doubt about one invoice"),
        case("many", "all different", (many, ON), [FOUND], "numbers and amounts all differ"),
        case("bad", "a word as amount", ([["DURAND", AUG31, "beaucoup"]], ON), VALUE, "no amount"),
    ]  # fmt: skip


def _matches() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str) -> Case:
        return Case("AR_MATCH", aspect, note, arguments, expected, source)

    header = ["Pièce", "Échéance", "Ouvert", "Payé", "Reste", "Règle"]
    opened = [["Pièce", "Échéance", "Montant"], ["FA101", JUL1, 100.0], ["FA102", AUG30, 250.0], ["FA103", AUG31, 80.5]]
    jul1, aug30, aug31 = serial(JUL1), serial(AUG30), serial(AUG31)
    named, equal, exact, oldest = (
        "nommée par la référence", "montant exact", "somme exacte de plusieurs", "la plus ancienne",
    )  # fmt: skip
    by_name, by_age = "C. civ. 1342-10: the debtor says which debt he pays", "C. civ. 1342-10: the oldest first"
    fa103 = [header, ["FA103", aug31, 80.5, 80.5, 0.0, equal]]
    many = [[f"F{row:05}", AUG31, 1000.0 + row] for row in range(MANY)]
    return [
        case("normal", "the named item", (60.0, opened, "virement FA102"),
             [header, ["FA102", aug30, 250.0, 60.0, 190.0, named]], by_name),
        case("normal", "the same amount", (80.5, opened), fa103, "one item of the amount, to the cent"),
        case("normal", "an exact sum", (180.5, opened), [header, ["FA101", jul1, 100.0, 100.0, 0.0, exact],
             ["FA103", aug31, 80.5, 80.5, 0.0, exact]], "100.00 + 80.50"),
        case("normal", "the earliest", (120.0, opened), [header, ["FA101", jul1, 100.0, 100.0, 0.0, oldest],
             ["FA102", aug30, 250.0, 20.0, 230.0, oldest]], by_age),
        case("normal", "more than is open", (500.0, opened), [header, ["FA101", jul1, 100.0, 100.0, 0.0, oldest],
             ["FA102", aug30, 250.0, 250.0, 0.0, oldest], ["FA103", aug31, 80.5, 80.5, 0.0, oldest],
             ["Non affecté", "", "", 69.5, "", ""]], "500.00 - 430.50"),
        case("normal", "a reference over 255 characters", (60.0, opened, "virement " + "x" * 300 + " FA102"),
             [header, ["FA102", aug30, 250.0, 60.0, 190.0, named]], by_name),
        case("empty", "no items", (10.0, [[None] * 3] * 2), [header, ["Non affecté", "", "", 10.0, "", ""]],
             "nothing to pay"),
        case("empty", "the payment", (None, opened), "", "no payment, nothing paid"),
        case("empty", "the reference", (80.5, opened, None), fa103, "an empty option is its default"),
        case("text", "amounts and dates", ("80,50 €", [["FA101", "01/07/2026", "100,00"],
             ["FA103", "2026-08-31", "80,50"]]), fa103, "one item of the amount, to the cent"),
        case("error", "in the items", (80.5, [*opened, ["FA104", AUG31, NA]]), VALUE, "refused"),
        case("error", "as the payment", (NA, opened), VALUE, "refused"),
        case("whole", "items", (80.5, Whole(opened)), fa103, "one item of the amount, to the cent"),
        case("row", "one item", (80.5, [["FA103", AUG31, 80.5]]), fa103, "one item of the amount, to the cent"),
        case("many", "the same amount", (8500.0, many), [header, ["F07500", aug31, 8500.0, 8500.0, 0.0, equal]],
             "1000 + 7500"),
        case("bad", "a negative payment", (-5.0, opened), NUM, "a payment is above zero"),
        case("bad", "a word as payment", ("beaucoup", opened), VALUE, "no amount"),
        case("bad", "a column of payments", ([[80.5], [100.0]], opened), VALUE, "one payment at a time"),
    ]  # fmt: skip


AGING_CASES = [*_balances(), *_overdues(), *_collectibles(), *_doubts(), *_matches()]
