"""Interest, its lines, compensation, claims, rates, discount: published cases by their number, else added up by hand.

Rates of the law as published: ECB 3.15 / 2.15 / 2.15 / 2.40 % and legal rate (professional creditor) 3.71 / 2.76 / 2.62
/ 2.75 % for the half-years of 2025 and 2026. P.. and D.. are the numbers of the shared penalty cases, retyped.
"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.golden.notation import (
    AS_ZERO,
    MANY,
    NA,
    NUM,
    OMITTED,
    ON,
    VALUE,
    Case,
    Says,
    Whole,
    day,
    half_up,
    interest,
    many_days,
    serial,
    total,
)

DUE, UNTIL = day("2026-05-01"), day("2026-09-01")
D01 = "D01: 60 days at 12.15 % and 63 days at 12.40 %"
FIRST_RATE = "C. com. L441-10 II: ECB + 10"
FIXED = "C. com. D441-5"
JUNE30, JULY1 = dt.date(2026, 6, 30), dt.date(2026, 7, 1)


def _law(principal: str, due: dt.date, until: dt.date) -> float:
    """Of a debt due in 2026 at ECB + 10: 12.15 % to 30 June, 12.40 % after."""
    first = max(0, (min(until, JUNE30) - due).days)
    return interest(principal, (first, "12.15"), (max(0, (until - max(due, JUNE30)).days), "12.40"))


def _interests() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = D01) -> Case:
        return Case("AR_PENALTY", aspect, note, arguments, expected, source)

    a_30, a_31 = day("2026-01-31"), day("2026-03-02")
    many = [day("2026-01-01") + dt.timedelta(days=row * 37 % 270) for row in range(MANY)]
    euros = [f"{(row * 7919 % 90_001 + 1) // 100}.{(row * 7919 % 90_001 + 1) % 100:02}" for row in range(MANY)]
    consumer = (day("2026-03-10"), day("2026-09-10"), "consommateur")
    public = interest(1000, (122, "11.15"))
    return [
        case("normal", "the law's rate", (10000.0, DUE, UNTIL), 413.76),
        case("normal", "P01", (15000.0, day("2018-04-15"), day("2018-05-15"), OMITTED, "15 %"), 184.93,
             "P01, Les Echos: 30 days at 15 %"),
        case("normal", "P04", (10000.0, day("2025-01-01"), day("2026-01-01"), OMITTED, 10.0), 1000.0, "P04: a year"),
        case("normal", "P15", (1000.0, a_30, a_31, OMITTED, 0.12), 9.86, "P15: 30 days at 12 %"),
        case("normal", "P16", (4820.0, day("2026-01-01"), day("2026-01-24"), "pro", "15,05 %"), 45.71, "P16: 23 days"),
        case("normal", "P18", (10000.0, day("2026-01-01"), day("2026-06-30"), OMITTED, "3,15 %"), 155.34,
             "P18: 180 days"),
        case("normal", "P19", (1190.0, day("2026-01-01"), day("2026-04-11"), OMITTED, "9 %"), 29.34, "P19: 100 days"),
        case("normal", "D05", (4380.0, day("2025-11-14"), day("2026-01-05"), "pro", "plancher"), 51.42, "D05: floor"),
        case("normal", "D06b", (10000.0, day("2024-03-31"), day("2024-09-30"), "pro", "plancher"), 751.24, "D06b"),
        case("normal", "D06c", (10000.0, day("2024-03-31"), day("2024-09-30")), 720.69, "D06c"),
        case("normal", "D07", (7500.0, day("2026-04-30"), day("2026-08-15"), OMITTED, "10 %"), 219.86, "D07"),
        case("normal", "D08", (9800.5, day("2025-10-31"), ON, OMITTED, "3 x légal"), 721.41, "D08"),
        case("normal", "D11", (200.0, day("2026-06-30"), day("2026-07-01")), 0.07, "D11: one day"),
        case("normal", "D12", (100000.0, day("2025-12-31"), day("2026-01-31"), "", "3 fois le taux légal"), 667.56,
             "D12"),
        case("normal", "D15", (1500.0, *consumer, OMITTED, day("2026-03-10")), 20.20, "D15: legal rate, a consumer"),
        case("normal", "a public buyer", (1000.0, day("2025-05-31"), day("2025-09-30"), "public"), public,
             "CCP R2192-31: ECB + 8 of the half-year in which it starts, 3.15 + 8, 122 days"),
        case("normal", "ECB + 7", (1000.0, day("2026-01-31"), day("2026-03-02"), OMITTED, "BCE + 7"),
             interest(1000, (30, "9.15")), "2.15 + 7, 30 days"),
        case("normal", "on the due day", (1000.0, DUE, DUE), 0.0, "from the day after (L441-10 II)"),
        case("normal", "before the due day", (1000.0, DUE, day("2026-04-01")), 0.0, "from the day after (L441-10 II)"),
        case("normal", "nothing owed", (0.0, DUE, UNTIL), 0.0, "no principal"),
        case("normal", "a currency cell", (Decimal("10000.0000"), DUE, UNTIL), 413.76),
        case("normal", "serial numbers", (10000.0, 46143.0, 46266.0), 413.76, f"{D01}; 46143 is 1 May 2026"),
        case("normal", "cells with hours", (10000.0, dt.datetime(2026, 5, 1, 23, 59), dt.datetime(2026, 9, 1, 8)),
             413.76),
        case("empty", "both cells", (None, None, UNTIL), "", "an empty row stays empty"),
        case("empty", "rows of columns", ([[10000.0], [None]], [[DUE], [None]], UNTIL), [[413.76], [""]]),
        case("empty", "options", (10000.0, DUE, UNTIL, None, None, None), 413.76),
        case("empty", "no due date", (10000.0, None, UNTIL), VALUE, "an amount without a date is not interest-free"),
        case("empty", "zeros for the options", (10000.0, DUE, UNTIL, 0.0, 0.0, 0.0), 413.76, AS_ZERO),
        case("normal", "a rate of nothing", (10000.0, DUE, UNTIL, OMITTED, "0 %"), 0.0, "written out, it is meant"),
        case("text", "amount and dates", ("10 000,00 €", "01/05/2026", "2026-09-01"), 413.76),
        case("error", "in the amount", (NA, DUE, UNTIL), VALUE, "refused"),
        case("error", "in a column", ([[10000.0], [NA]], [[DUE], [DUE]], UNTIL), [[413.76], [VALUE]]),
        case("whole", "amounts and dues", (Whole([[10000.0], [200.0]]), Whole([[DUE], [JUNE30]]), UNTIL),
             [[413.76], [_law("200", JUNE30, UNTIL)]], "D01; 63 days at 12.40 %"),
        case("row", "two amounts", ([[10000.0, 0.0]], DUE, UNTIL), [[413.76, 0.0]]),
        case("many", "the law's rate", ([[float(one)] for one in euros], [[one] for one in many], ON),
             [[_law(one, due, ON)] for one, due in zip(euros, many, strict=True)], FIRST_RATE),
        case("bad", "a word as amount", ("beaucoup", DUE, UNTIL), VALUE, "no amount"),
        case("bad", "a boolean amount", (True, DUE, UNTIL), VALUE, "TRUE is no amount"),
        case("bad", "a credit", (-100.0, DUE, UNTIL), NUM, "a credit bears no interest"),
        case("bad", "a rate in unknown words", (1000.0, DUE, UNTIL, OMITTED, "le taux du voisin"), VALUE, "no rate"),
        case("bad", "no rate published", (1000.0, DUE, day("2031-01-31")), NA, "nothing is invented"),
        case("bad", "a consumer without notice", (1500.0, *consumer), NA, "C. civ. 1231-6: from the formal notice"),
        case("bad", "an unknown debtor", (1500.0, DUE, UNTIL, "inconnu"), NA, "each kind has its own rate"),
        case("bad", "the floor for a consumer", (1500.0, *consumer, "plancher", DUE), VALUE, "L441-10 II: traders"),
    ]  # fmt: skip


LINES = ["Du", "Au", "Jours", "Principal", "Taux", "Intérêts", "Source"]
D01_LINES = [
    LINES,
    [serial("2026-05-02"), serial("2026-06-30"), 60.0, 10000.0, 0.1215, 199.73, Says("BCE")],
    [serial("2026-07-01"), serial("2026-09-01"), 63.0, 10000.0, 0.124, 214.03, Says("BCE")],
]


def _details() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = D01) -> Case:
        return Case("AR_PENALTY_DETAIL", aspect, note, arguments, expected, source)

    d07 = [serial("2026-05-01"), serial("2026-08-15"), 107.0, 7500.0, 0.10, 219.86, Says("clause")]
    d08 = [
        LINES,
        [serial("2025-11-01"), serial("2025-12-31"), 61.0, 9800.5, 0.0828, 135.62, Says()],
        [serial("2026-01-01"), serial("2026-06-30"), 181.0, 9800.5, 0.0786, 381.99, Says()],
        [serial("2026-07-01"), serial("2026-09-30"), 92.0, 9800.5, 0.0825, 203.80, Says()],
    ]
    return [
        case("normal", "the law's rate", (10000.0, DUE, UNTIL), D01_LINES),
        case("normal", "D07", (7500.0, day("2026-04-30"), day("2026-08-15"), OMITTED, "10 %"), [LINES, d07], "D07"),
        case("normal", "D08", (9800.5, day("2025-10-31"), ON, OMITTED, "3 x légal"), d08, "D08"),
        case("normal", "not late", (10000.0, DUE, DUE), [LINES], "no day, no line"),
        case("empty", "both cells", (None, None, UNTIL), "", "no debt"),
        case("empty", "options", (10000.0, DUE, UNTIL, None, None), D01_LINES),
        case("text", "amount and dates", ("10 000,00", "01/05/2026", "2026-09-01"), D01_LINES),
        case("error", "in the amount", (NA, DUE, UNTIL), VALUE, "refused"),
        case("whole", "one value at its top", (Whole([[10000.0]]), Whole([[DUE]]), UNTIL), D01_LINES),
        case("row", "ranges of one cell", ([[10000.0]], [[DUE]], [[UNTIL]]), D01_LINES),
        case("many", "a column of debts", ([[100.0]] * MANY, DUE, UNTIL), VALUE, "the lines of one debt at a time"),
        case("bad", "a word as amount", ("beaucoup", DUE, UNTIL), VALUE, "no amount"),
        case("bad", "no rate published", (1000.0, DUE, day("2031-01-31")), NA, "nothing is invented"),
    ]  # fmt: skip


def _compensations() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = FIXED) -> Case:
        return Case("AR_COMPENSATION", aspect, note, arguments, expected, source)

    return [
        case("normal", "late", (DUE, UNTIL), 40.0),
        case("normal", "on the due day", (DUE, DUE), 0.0, "late from the day after"),
        case("normal", "a consumer", (DUE, UNTIL, "particulier"), 0.0, "between traders only"),
        case("normal", "a public buyer", (DUE, UNTIL, "public"), 40.0, "CCP D2192-35"),
        case("normal", "late since the first day of the law", (day("2012-12-31"), UNTIL), 40.0, "decree 2012-1115"),
        case("normal", "late the day before", (day("2012-12-30"), UNTIL), 0.0, "decree 2012-1115: 1 January 2013"),
        case("empty", "single cell", (None, UNTIL), "", "no invoice"),
        case("empty", "rows of a column", ([[DUE], [None], [DUE]], UNTIL), [[40.0], [""], [40.0]]),
        case("text", "dates", ("01/05/2026", "2026-09-01"), 40.0),
        case("error", "single cell", (NA, UNTIL), VALUE, "refused"),
        case("error", "in a range", ([[DUE], [NA]], UNTIL), [[40.0], [VALUE]]),
        case("whole", "dues", (Whole([[DUE], [UNTIL]]), UNTIL), [[40.0], [0.0]]),
        case("row", "two dues", ([[DUE, UNTIL]], UNTIL), [[40.0, 0.0]]),
        case("many", "late or not", ([[one] for one in many_days()], ON),
             [[40.0 if one < ON else 0.0] for one in many_days()]),
        case("bad", "an unknown debtor", (DUE, UNTIL, "inconnu"), NA, "a trader or not"),
        case("bad", "a word as date", ("un jour", UNTIL), VALUE, "no date"),
    ]  # fmt: skip


def _claims() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str) -> Case:
        return Case("AR_CLAIM", aspect, note, arguments, expected, source)

    header = ["Pièce", "Échéance", "Principal", "Jours de retard", "Intérêts", "Indemnité", "Total"]
    nov, dec, stop = day("2025-11-14"), day("2025-12-03"), day("2026-01-05")
    rows: list[list[Any]] = [["Pièce", "Échéance", "Montant"], ["F1", nov, 4380.0], ["F2", dec, 6210.0]]
    both = [
        header,
        ["F1", serial(nov), 4380.0, 52.0, 51.42, 40.0, 4471.42],
        ["F2", serial(dec), 6210.0, 33.0, 46.13, 40.0, 6296.13],
    ]
    p20 = [*both, ["Total", "", 10590.0, "", 97.55, 80.0, 10767.55]]
    credit = [*both, ["Crédits non affectés", "", -590.0, "", "", "", -590.0],
              ["Total", "", 10000.0, "", 97.55, 80.0, 10177.55],
              ["Non échu ou sans date, hors décompte", "", 150.0, "", "", "", ""]]  # fmt: skip
    floor = "P20 at the floor: D05 and D05b"
    nothing = [header, ["Total", "", 0.0, "", 0.0, 0.0, 0.0]]
    d11 = [header, ["F1", serial(JUNE30), 200.0, 1.0, 0.07, 40.0, 240.07], ["Total", "", 200.0, "", 0.07, 40.0, 240.07]]
    many = [[f"F{row}", day("2026-06-30"), 200.0] for row in range(MANY)]
    return [
        case("normal", "P20", (rows, stop, "pro", "plancher"), p20, floor),
        case("normal", "with a credit and what is not due", ([*rows, ["A1", None, -590.0], ["F3", stop, 150.0]], stop,
             "pro", "plancher"), credit, floor),
        case("normal", "a consumer", ([["F1", day("2026-03-10"), 1500.0]], day("2026-09-10"), "consommateur", OMITTED,
             day("2026-03-10")), [header, ["F1", serial("2026-03-10"), 1500.0, 184.0, 20.2, 0.0, 1520.2],
             ["Total", "", 1500.0, "", 20.2, 0.0, 1520.2]], "D15"),
        case("empty", "no items", ([[None] * 3] * 2, stop), nothing, "nothing owed"),
        case("empty", "the day", (rows, None), VALUE, "no claim without a day"),
        case("text", "dates and amounts", ([["F1", "30/06/2026", "200,00"]], "2026-07-01"), d11, "D11 and EUR 40"),
        case("error", "in the amounts", ([*rows, ["F3", dec, NA]], stop), VALUE, "refused"),
        case("whole", "items", (Whole(rows), stop, "pro", "plancher"), p20, floor),
        case("row", "one item", ([["F1", JUNE30, 200.0]], JULY1), d11, "D11 and EUR 40"),
        case("many", "D11 ten thousand times", (many, JULY1), [header,
             *[[f"F{row}", serial(JUNE30), 200.0, 1.0, 0.07, 40.0, 240.07] for row in range(MANY)],
             ["Total", "", 2e6, "", 700.0, 4e5, 2400700.0]], "D11: 7 cents each, EUR 40 each"),
        case("normal", "an invoice due in two parts", ([["F1", JUNE30, 200.0], ["F1", JUNE30, 200.0]], JULY1), [header,
             ["F1", serial(JUNE30), 200.0, 1.0, 0.07, 40.0, 240.07],
             ["F1", serial(JUNE30), 200.0, 1.0, 0.07, 0.0, 200.07],
             ["Total", "", 400.0, "", 0.14, 40.0, 440.14]], "D11 twice; D441-5: EUR 40 an invoice"),
        case("bad", "an unknown debtor", (rows, stop, "inconnu"), NA, "each kind has its own rate"),
        case("bad", "a consumer without notice", (rows, stop, "consommateur"), NA, "C. civ. 1231-6"),
        case("bad", "a word as amount", ([["F1", nov, "beaucoup"]], stop), VALUE, "no amount"),
    ]  # fmt: skip


def _rates() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = FIRST_RATE) -> Case:
        return Case("AR_RATE", aspect, note, arguments, expected, source)

    ecb = {2025: (0.1315, 0.1215), 2026: (0.1215, 0.1240)}
    dates = [day("2025-01-01") + dt.timedelta(days=row * 37 % 730) for row in range(MANY)]
    return [
        case("normal", "the first day of a half-year", (day("2026-07-01"),), 0.124),
        case("normal", "the last day of a half-year", (day("2026-06-30"),), 0.1215),
        case("normal", "a public buyer", (day("2026-08-01"), "public"), 0.104, "CCP R2192-31: 2.40 + 8"),
        case("normal", "a consumer", (day("2026-08-01"), "consommateur"), 0.0275, "C. civ. 1231-6: the legal rate"),
        case("normal", "three times the legal rate", (day("2025-10-01"), OMITTED, "3 x légal"), 0.0828, "3 x 2.76"),
        case("normal", "the floor", (day("2026-01-01"), OMITTED, "plancher"), 0.0786, "3 x 2.62"),
        case("normal", "a number as percents", (ON, OMITTED, 12.0), 0.12, "12 is 12 %"),
        case("normal", "a share", (ON, OMITTED, 0.12), 0.12, "0.12 is how a cell holds 12 %"),
        case("empty", "single cell", (None,), "", "an empty row stays empty"),
        case("empty", "a hole in a column", ([[ON], [None], [ON]],), [[0.124], [""], [0.124]]),
        case("empty", "options", (ON, None, None), 0.124),
        case("text", "dates", ([["01/07/2026"], ["2026-06-30"]],), [[0.124], [0.1215]]),
        case("text", "a rate", (ON, "pro", "12,5 % l'an"), 0.125, "the clause"),
        case("error", "single cell", (NA,), VALUE, "refused"),
        case("error", "in a range", ([[ON], [NA]],), [[0.124], [VALUE]]),
        case("whole", "days", (Whole([[ON], [day("2025-03-01")]]),), [[0.124], [0.1315]]),
        case("row", "two clauses", (ON, OMITTED, [["10 %", "légal"]]), [[0.10, 0.0275]], "the clause; the legal rate"),
        case("many", "two years of days", ([[one] for one in dates],),
             [[ecb[one.year][one.month > 6]] for one in dates]),
        case("bad", "not published yet", (day("2031-01-01"),), NA, "nothing is invented"),
        case("bad", "before these rules", (day("2012-12-31"),), NA, "loi 2012-387 art. 121: from 2013"),
        case("bad", "a rate by the month", (ON, OMITTED, "1,5 % par mois"), VALUE, "by the year"),
        case("bad", "a rate past 1000 %", (ON, OMITTED, 5000.0), NUM, "no rate"),
    ]  # fmt: skip


def _discounts() -> list[Case]:
    def gain(euros: float, percent: str, days: int, cost: str) -> float:
        """What waiting costs on what would have come in, at a year of 360 days, less the discount; both to the cent."""
        granted = half_up(Fraction(str(euros)) * Fraction(percent) / 100)
        waiting = half_up((Fraction(str(euros)) - Fraction(str(granted))) * Fraction(cost) / 100 * days / 360)
        return total(waiting, -granted)

    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = "") -> Case:
        return Case("AR_DISCOUNT", aspect, note, arguments, expected, source or "9900 x 6 % x 30 / 360 - 100")

    amounts = [row * 7919 % 90_001 / 100 for row in range(MANY)]
    return [
        case("normal", "dearer than waiting", (10000.0, 0.01, 30.0, 0.06), -50.5),
        case("normal", "cheaper than waiting", (10000.0, 0.005, 60.0, 0.12), gain(10000, "0.5", 60, "12"),
             "9950 x 12 % x 60 / 360 - 50"),
        case("normal", "money that costs nothing", (10000.0, 0.01, 30.0, 0.0), -100.0, "0 - 100"),
        case("empty", "all cells", (None, None, None, None), "", "an empty row stays empty"),
        case("empty", "the cost", (10000.0, 0.01, 30.0, None), VALUE, "not known is not free"),
        case("text", "amount and percents", ("10 000,00", "1 %", "30", "6 %"), -50.5),
        case("text", "a number of percents", (10000.0, "1", 30.0, 6.0), -50.5),
        case("error", "single cell", (NA, 0.01, 30.0, 0.06), VALUE, "refused"),
        case("error", "in a range", ([[10000.0], [NA]], 0.01, 30.0, 0.06), [[-50.5], [VALUE]]),
        case("whole", "amounts", (Whole([[10000.0], [0.0]]), 0.01, 30.0, 0.06), [[-50.5], [0.0]]),
        case("row", "three delays", (10000.0, 0.01, [[30.0, 60.0]], 0.06), [[-50.5, -1.0]], "99.00 - 100.00"),
        case("many", "amounts", ([[one] for one in amounts], 0.02, 45.0, 0.08),
             [[gain(one, "2", 45, "8")] for one in amounts], "the calculation beside it"),
        case("bad", "no discount", (10000.0, 0.0, 30.0, 0.06), NUM, "above 0"),
        case("bad", "all of it", (10000.0, "100 %", 30.0, 0.06), NUM, "under 100 %"),
        case("bad", "no day gained", (10000.0, 0.01, 0.0, 0.06), NUM, "one day at least"),
        case("bad", "a word", (10000.0, "petit", 30.0, 0.06), VALUE, "no percentage"),
    ]  # fmt: skip


PENALTY_CASES = [*_interests(), *_details(), *_compensations(), *_claims(), *_rates(), *_discounts()]
