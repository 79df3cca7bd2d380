"""DSO by two methods, BPDSO, ADD, CEI, instalments, the version: public worked examples and hand arithmetic."""

import tomllib
from decimal import Decimal
from fractions import Fraction

from tests.conftest import ROOT
from tests.golden.notation import MANY, NA, NUM, OMITTED, VALUE, Case, Whole, day, half_up, interest, serial

DIVALTO, FINANCE = "divalto (wiki): 30000 / 60000 x 90", "financefactory.fr: 20000 / 45000 x 90"
WORKED = "worked example: 22000 / 60000 x 90"


def _ratios(name: str) -> list[Case]:
    """AR_DSO and AR_BPDSO: one formula on two sums."""

    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = DIVALTO) -> Case:
        return Case(name, aspect, note, arguments, expected, source)

    many = [(100_000 + row * 7919 % 900_001, 500_000 + row * 104_729 % 800_009) for row in range(MANY)]
    return [
        case("normal", "a quarter", (30000.0, 60000.0, 90.0), 45.0),
        case("normal", "another quarter", (20000.0, 45000.0, 90.0), 40.0, FINANCE),
        case("normal", "what is not due", (22000.0, 60000.0, 90.0), 33.0, WORKED),
        case("normal", "a year by itself", (47200.0, 287040.0), half_up(Fraction(47200 * 365, 287040)),
             "472 / (2400 + 470.40 VAT) x 365, about 60"),
        case("normal", "currency cells", (Decimal("30000.0000"), Decimal("60000.0000"), 90.0), 45.0),
        case("normal", "nothing owed", (0.0, 60000.0, 90.0), 0.0, "0 / 60000 x 90"),
        case("empty", "both cells", (None, None), "", "an empty row stays empty"),
        case("empty", "the days", (287040.0, 287040.0, None), 365.0, "an empty option is its default"),
        case("empty", "the sales", (30000.0, None, 90.0), VALUE, "not known is not zero"),
        case("text", "amounts", ("30 000,00", "60.000,00 €", "90"), 45.0),
        case("error", "single cell", (30000.0, NA, 90.0), VALUE, "refused"),
        case("error", "in a range", ([[30000.0], [NA]], 60000.0, 90.0), [[45.0], [VALUE]]),
        case("whole", "two columns", (Whole([[30000.0], [22000.0]]), Whole([[60000.0], [60000.0]]), 90.0),
             [[45.0], [33.0]], f"{DIVALTO}; {WORKED}"),
        case("row", "two amounts", ([[30000.0, 22000.0]], 60000.0, 90.0), [[45.0, 33.0]], f"{DIVALTO}; {WORKED}"),
        case("many", "amounts", ([[owed / 100] for owed, _ in many], [[sold / 100] for _, sold in many], 91.0),
             [[half_up(Fraction(owed * 91, sold))] for owed, sold in many], "owed x 91 / sold, half-up"),
        case("bad", "no sales", (30000.0, 0.0, 90.0), NUM, "nothing to divide by"),
        case("bad", "no days", (30000.0, 60000.0, 0.0), NUM, "a period has days"),
        case("bad", "a word", ("beaucoup", 60000.0, 90.0), VALUE, "no amount"),
    ]  # fmt: skip


def _count_backs() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str) -> Case:
        return Case("AR_DSO_COUNT_BACK", aspect, note, arguments, expected, source)

    end = day("2025-11-30")
    sales = [["Mois", "Ventes"], [day("2025-09-01"), 700.0], [day("2025-10-01"), 800.0], [day("2025-11-01"), 1200.0]]
    shown = "divalto (wiki): 30 + 31 + 500 / 700 x 30 = 82.43"
    long = [[f"{1998 + row // 12}-{row % 12 + 1:02}-01", 100.0] for row in range(336)]
    long_ended = [[None, None]] * (MANY - 336) + long
    other = [[day("2025-10-15"), 10000.0], [day("2025-11-15"), 12500.0]]
    return [
        case("normal", "divalto", (2500.0, sales, end), 82.43, shown),
        case("normal", "two months", (20000.0, other, end), 53.25, "30 + 7500 / 10000 x 31"),
        case("normal", "in the middle of a month", (600.0, sales, day("2025-11-15")), 7.5, "half of 15 days"),
        case("normal", "up to an earlier month", (1150.0, sales, day("2025-10-31")), 46.0, "31 + 350 / 700 x 30"),
        case("normal", "months from last to first", (2500.0, [sales[0], *sales[:0:-1]], end), 82.43, shown),
        case("normal", "nothing owed", (0.0, sales, end), 0.0, "no days"),
        case("empty", "the receivables", (None, sales, end), "", "an empty row stays empty"),
        case("empty", "no sales", (2500.0, [[None, None]] * 2, end), NA, "nothing to take off"),
        case("text", "months and amounts", ("2 500,00", [["01/09/2025", "700,00"], ["2025-10-01", "800,00"],
             ["01/11/2025", "1 200,00"]], "30/11/2025"), 82.43, shown),
        case("error", "in the sales", (2500.0, [*sales, [day("2025-12-01"), NA]], end), VALUE, "refused"),
        case("whole", "sales", (2500.0, Whole(sales), end), 82.43, shown),
        case("row", "one month", (600.0, [[day("2025-11-01"), 1200.0]], end), 15.0, "600 / 1200 x 30"),
        case("many", "a column of receivables", ([[row % 13 * 100.0] for row in range(MANY)], sales, end),
             [[[0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 27.5, 30][row % 13] * 1.0] for row in range(MANY)],
             "2.5 days for each 100 of November's 1200"),
        case("many", "sales at the end of ten thousand rows", (150.0, long_ended, day("2025-12-31")), 46.0,
             "31 + half of November"),
        case("bad", "more owed than was sold", (2701.0, sales, end), NA, "the months known run out"),
        case("bad", "a word as month", (2500.0, [["novembre", 1200.0]], end), VALUE, "no date"),
    ]  # fmt: skip


def _delays() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = "45 - 33") -> Case:
        return Case("AR_ADD", aspect, note, arguments, expected, source)

    return [
        case("normal", "worked example", (45.0, 33.0), 12.0),
        case("normal", "decimals", (53.25, 33.1), 20.15, "53.25 - 33.10"),
        case("empty", "both cells", (None, None), "", "an empty row stays empty"),
        case("empty", "one cell", (45.0, None), VALUE, "not known is not zero"),
        case("text", "figures", ("45", "33,5"), 11.5, "45 - 33.5"),
        case("error", "single cell", (NA, 33.0), VALUE, "refused"),
        case("error", "in a range", ([[45.0], [NA]], 33.0), [[12.0], [VALUE]]),
        case("whole", "columns", (Whole([[45.0], [40.0]]), Whole([[33.0], [33.0]])), [[12.0], [7.0]]),
        case("row", "two periods", ([[45.0, 40.0]], 33.0), [[12.0, 7.0]]),
        case("many", "periods", ([[row % 900 / 10] for row in range(MANY)], 10.0),
             [[(row % 900 - 100) / 10] for row in range(MANY)], "tenths of days"),
        case("bad", "a word", ("long", 33.0), VALUE, "no number"),
    ]  # fmt: skip


def _effectiveness() -> list[Case]:
    worked = "(40000 + 60000 - 30000) / (40000 + 60000 - 22000) = 89.74 %"

    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = worked) -> Case:
        return Case("AR_CEI", aspect, note, arguments, expected, source)

    shown = (40000.0, 60000.0, 30000.0, 22000.0)
    many = [row * 7919 % 2_000_001 for row in range(MANY)]
    return [
        case("normal", "worked example", shown, 89.74),
        case("normal", "Creditguru", (6200.0, 3630.0, 6340.0, 3590.0), 55.93, "creditguru: 3490 / 6240, about 55.9"),
        case("normal", "all collected", (40000.0, 60000.0, 22000.0, 22000.0), 100.0, "only what is not due is left"),
        case("empty", "all cells", (None, None, None, None), "", "an empty row stays empty"),
        case("empty", "one cell", (40000.0, None, 30000.0, 22000.0), VALUE, "not known is not zero"),
        case("text", "amounts", ("40 000,00", "60 000", "30000,00 €", "22.000,00"), 89.74),
        case("error", "single cell", (NA, *shown[1:]), VALUE, "refused"),
        case("error", "in a range", ([[40000.0], [NA]], *shown[1:]), [[89.74], [VALUE]]),
        case("whole", "openings", (Whole([[40000.0], [6200.0]]), Whole([[60000.0], [3630.0]]),
             Whole([[30000.0], [6340.0]]), Whole([[22000.0], [3590.0]])), [[89.74], [55.93]]),
        case("row", "two openings", ([[40000.0, 40000.0]], *shown[1:]), [[89.74, 89.74]]),
        case("many", "closings", (40000.0, 60000.0, [[one / 100] for one in many], 22000.0),
             [[half_up(Fraction(100 * (10_000_000 - one), 7_800_000))] for one in many], "the formula, half-up"),
        case("bad", "nothing to collect", (100.0, 0.0, 100.0, 100.0), NUM, "a rate of nothing"),
        case("bad", "a word", ("tout", *shown[1:]), VALUE, "no amount"),
    ]  # fmt: skip


def _plans() -> list[Case]:
    thirds = "1000 / 3, the last with the cent that is left"

    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = thirds) -> Case:
        return Case("AR_INSTALMENTS", aspect, note, arguments, expected, source)

    header = ["N°", "Date", "Principal", "Intérêts", "Échéance", "Reste dû"]
    first, dates = day("2026-10-15"), [serial("2026-10-15"), serial("2026-11-15"), serial("2026-12-15")]
    parts = [(333.33, 666.67), (333.33, 333.34), (333.34, 0.0)]
    plan = [header, *[[n + 1.0, dates[n], part, 0.0, part, left] for n, (part, left) in enumerate(parts)]]
    stretches = [interest("1000", (30, "12")), interest("666.67", (31, "12")), interest("333.34", (30, "12"))]
    with_interest = [header, *[
        [n + 1.0, dates[n], part, stretches[n], round(part + stretches[n], 2), left]
        for n, (part, left) in enumerate(parts)
    ]]  # fmt: skip
    ends = [serial("2027-01-31"), serial("2027-02-28"), serial("2027-03-31")]
    return [
        case("normal", "three parts", (1000.0, 3.0, first), plan),
        case("normal", "with interest", (1000.0, 3.0, first, "12 %", day("2026-09-15")), with_interest,
             "12 % on the balance: 30, 31 and 30 days of 365"),
        case("normal", "ends of months", (900.0, 3.0, day("2027-01-31")), [header, [1.0, ends[0], 300.0, 0.0, 300.0,
             600.0], [2.0, ends[1], 300.0, 0.0, 300.0, 300.0], [3.0, ends[2], 300.0, 0.0, 300.0, 0.0]],
             "the last day of a shorter month"),
        case("normal", "one part", (1000.0, 1.0, first), [header, [1.0, dates[0], 1000.0, 0.0, 1000.0, 0.0]]),
        case("empty", "all cells", (None, None, None), "", "no debt"),
        case("empty", "options", (1000.0, 3.0, first, None, None), plan),
        case("empty", "a start without a rate", (1000.0, 3.0, first, OMITTED, day("2026-09-15")), plan),
        case("text", "amount and date", ("1 000,00", "3", "15/10/2026"), plan),
        case("error", "in the amount", (NA, 3.0, first), VALUE, "refused"),
        case("whole", "one value at its top", (Whole([[1000.0]]), 3.0, first), plan),
        case("row", "ranges of one cell", ([[1000.0]], [[3.0]], [[first]]), plan),
        case("many", "a column of debts", ([[1000.0]] * MANY, 3.0, first), VALUE, "one plan at a time"),
        case("bad", "no part", (1000.0, 0.0, first), NUM, "one part at least"),
        case("bad", "a part and a half", (1000.0, 1.5, first), NUM, "whole parts"),
        case("bad", "no rate published", (1000.0, 3.0, day("2031-01-15"), "légal"), NA, "nothing is invented"),
        case("bad", "interest from after the first part", (1000.0, 3.0, first, "12 %", day("2026-11-01")), NUM,
             "from the first part at the latest"),
        case("bad", "a word", ("tout", 3.0, first), VALUE, "no amount"),
    ]  # fmt: skip


def _about() -> list[Case]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return [
        Case("AR_VERSION", "normal", "of the project", (), told, "pyproject.toml"),
        Case("AR_LAST_ERROR", "normal", "before any error", (), "", "nothing went wrong yet"),
    ]


METRIC_CASES = [
    *_ratios("AR_DSO"), *_ratios("AR_BPDSO"), *_count_backs(), *_delays(), *_effectiveness(), *_plans(), *_about(),
]  # fmt: skip
