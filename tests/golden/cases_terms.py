"""Due dates, delays, buckets, legal ceilings, limitation: dates counted on the calendar, by hand."""

import datetime as dt

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
    many_days,
    serial,
)

CALENDAR = "counted on the calendar"
PUBLISHED = "expertfiscal.fr: 45 days end of month of an invoice of 15 February 2025 is 30 April"
LAW = "C. com. L441-10 I"
BANDS = "C. com. D441-6"
JAN31 = day("2026-01-31")


def _due_dates() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = CALENDAR) -> Case:
        return Case("AR_DUE_DATE", aspect, note, arguments, expected, source)

    february, march2 = day("2025-02-15"), serial("2026-03-02")
    return [
        case("normal", "45 days, then the end of that month", (february, "45 jours fin de mois"), serial("2025-04-30"),
             PUBLISHED),
        case("normal", "end of month, then 45 days", (february, "fin de mois 45"), serial("2025-04-14"),
             "28 February + 45 days"),
        case("normal", "60 days net", (february, "60 jours net"), serial("2025-04-16")),
        case("normal", "across the year", (day("2026-11-30"), "45 jours fin de mois"), serial("2027-01-31")),
        case("normal", "terms as a number", (JAN31, 30.0), march2),
        case("normal", "cash", (JAN31, "comptant"), serial("2026-01-31")),
        case("normal", "the tenth of the month after", (day("2026-01-15"), "30 jours fin de mois le 10"),
             serial("2026-03-10"), "15 January + 30 = 14 February, its month ends on the 28th, then 10 March"),
        case("normal", "leap day", (day("2024-01-30"), "30 jours net"), serial("2024-02-29")),
        case("normal", "serial number", (46053.0, "30 jours net"), march2, "46053 is 31 January 2026"),
        case("normal", "serial with hours", (46053.99, "30 jours net"), march2, "hours do not make a day"),
        case("normal", "cell with hours", (dt.datetime(2026, 1, 31, 23, 59), "30 jours net"), march2),
        case("normal", "English words", (february, "45 end of month"), serial("2025-04-30"), PUBLISHED),
        case("empty", "both cells", (None, None), "", "an empty row stays empty"),
        case("empty", "rows of a column", ([[JAN31], [None], [JAN31]], [["30 jours"], [None], [30.0]]),
             [[march2], [""], [march2]], "an empty row keeps its place"),
        case("empty", "only the terms", (JAN31, None), VALUE, "a date without terms has no due date"),
        case("empty", "a zero for the terms", (JAN31, 0.0), VALUE, AS_ZERO),
        case("text", "French date", ("31/01/2026", "30 jours"), march2),
        case("text", "ISO date", ("2026-01-31", "30 jours"), march2),
        case("text", "date without separators", ("20260131", "30 jours"), march2),
        case("error", "in the date", (NA, "30 jours"), VALUE, "an error is refused, never read as empty"),
        case("error", "in one row", ([[JAN31], [NA]], "30 jours"), [[march2], [VALUE]], "and spoils its row alone"),
        case("whole", "dates", (Whole([[JAN31], [february]]), "30 jours"), [[march2], [serial("2025-03-17")]]),
        case("whole", "dates and terms", (Whole([[JAN31], [february]]), Whole([["30 jours"], ["45 fin de mois"]])),
             [[march2], [serial("2025-04-30")]]),
        case("row", "three dates", ([[JAN31, february, day("2026-02-01")]], "60 jours net"),
             [[serial("2026-04-01"), serial("2025-04-16"), serial("2026-04-02")]]),
        case("many", "net days", ([[one] for one in many_days()], "45 jours net"),
             [[serial(one) + 45] for one in many_days()], "the number of the day + 45"),
        case("bad", "a boolean date", (True, "30 jours"), VALUE, "TRUE is no date"),
        case("bad", "a word as date", ("demain", "30 jours"), VALUE, "no date"),
        case("bad", "a day that is not", ("31/02/2026", "30 jours"), VALUE, "February has 28 days"),
        case("bad", "terms in no known words", (JAN31, "quand vous pourrez"), VALUE, "no terms"),
        case("bad", "two instalments", (JAN31, "50% à 30 jours, 50% à 60 jours"), VALUE, "two due dates are not one"),
        case("bad", "a day of 1899", (1.0, "30 jours"), NUM, "no invoice is that old"),
        case("bad", "a day after 2100", (99999.0, "30 jours"), NUM, "99999 is in 2173"),
    ]  # fmt: skip


def _delays() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = CALENDAR) -> Case:
        return Case("AR_DAYS_OVERDUE", aspect, note, arguments, expected, source)

    due, on = day("2026-01-15"), day("2026-02-01")
    return [
        case("normal", "17 days", (due, on), 17.0),
        case("normal", "due today is not late", (on, on), 0.0, "late from the day after (C. com. L441-10 II)"),
        case("normal", "not due yet", (day("2026-03-01"), on), 0.0),
        case("normal", "over a leap day", (day("2024-02-28"), day("2024-03-01")), 2.0),
        case("normal", "over a year", (day("2025-09-30"), ON), 365.0),
        case("normal", "serial numbers", (46037.0, 46054.0), 17.0, "15 January and 1 February 2026"),
        case("empty", "single cell", (None, on), "", "no row, no delay"),
        case("empty", "a hole in a column", ([[due], [None], [due]], on), [[17.0], [""], [17.0]]),
        case("empty", "the day of calculation", (due, None), VALUE, "no delay without a day to count to"),
        case("empty", "zeros in a column", ([[due], [0.0]], on), [[17.0], [""]], AS_ZERO),
        case("text", "both dates", ("15/01/2026", "2026-02-01"), 17.0),
        case("text", "two figures for the year", ("15/01/26", on), 17.0),
        case("text", "dots", ("15.01.2026", on), 17.0),
        case("error", "single cell", (VALUE, on), VALUE, "an error is refused"),
        case("error", "in a range", ([[due], [NUM], [due]], on), [[17.0], [VALUE], [17.0]], "it spoils its row alone"),
        case("whole", "dues", (Whole([[due], [on], [None], [due]]), on), [[17.0], [0.0], [""], [17.0]]),
        case("row", "two dues", ([[due, on]], on), [[17.0, 0.0]]),
        case("row", "a grid", ([[due, on], [on, due]], on), [[17.0, 0.0], [0.0, 17.0]]),
        case("many", "all delays", ([[one] for one in many_days()], ON),
             [[float(max((ON - one).days, 0))] for one in many_days()], "difference of dates, at least 0"),
        case("bad", "a word", ("bientôt", on), VALUE, "no date"),
        case("bad", "a word in a column", ([[due], ["bientôt"]], on), [[17.0], [VALUE]], "it spoils its row alone"),
        case("bad", "a negative day", (-5.0, on), NUM, "no such day"),
        case("bad", "ranges of different width", ([[due, due]], [[on, on, on]]), VALUE, "they do not fit"),
    ]  # fmt: skip


def _buckets() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = BANDS) -> Case:
        return Case("AR_BUCKET", aspect, note, arguments, expected, source)

    def ago(days: int) -> dt.date:
        return ON - dt.timedelta(days=days)

    def band(late: int) -> str:
        """The bands of the balance, spelled out."""
        if late <= 0:
            return "Non échu"
        return "1-30" if late <= 30 else "31-60" if late <= 60 else "61-90" if late <= 90 else "91+"

    edges = [0, 1, 30, 31, 60, 61, 90, 91]
    shown = ["Non échu", "1-30", "1-30", "31-60", "31-60", "61-90", "61-90", "91+"]
    return [
        case("normal", "each side of each edge", ([[ago(days)] for days in edges], ON), [[one] for one in shown]),
        case("normal", "not due yet", (ago(-10), ON), "Non échu"),
        case("normal", "edges in a text", (ago(16), ON, "15;45"), "16-45"),
        case("normal", "edges in a row", (ago(46), ON, [[15.0, 45.0]]), "46+"),
        case("normal", "edges in a column", (ago(15), ON, [[15.0], [45.0]]), "1-15"),
        case("normal", "one edge", (ago(31), ON, 30.0), "31+"),
        case("empty", "single cell", (None, ON), ""),
        case("empty", "buckets", (ago(30), ON, None), "1-30", "an empty option is its default"),
        case("empty", "rows of a column", ([[ago(1)], [None]], ON), [["1-30"], [""]]),
        case("text", "French date", ("31/08/2026", "30/09/2026"), "1-30", "30 days late"),
        case("text", "ISO date", ("2026-08-30", "2026-09-30"), "31-60", "31 days late"),
        case("error", "single cell", (NA, ON), VALUE),
        case("error", "among the edges", (ago(1), ON, [[30.0], [NA]]), VALUE),
        case("whole", "dues", (Whole([[ago(0)], [ago(91)]]), ON), [["Non échu"], ["91+"]]),
        case("row", "three dues", ([[ago(0), ago(30), ago(31)]], ON), [["Non échu", "1-30", "31-60"]]),
        case("many", "all bands", ([[one] for one in many_days()], ON),
             [[band((ON - one).days)] for one in many_days()]),
        case("bad", "edges that fall", (ago(1), ON, "60;30"), NUM, "edges rise"),
        case("bad", "edges in words", (ago(1), ON, "trente"), VALUE, "no number"),
        case("bad", "half a day", (ago(1), ON, 30.5), NUM, "whole days"),
    ]  # fmt: skip


def _checks() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = LAW) -> Case:
        return Case("AR_TERMS_CHECK", aspect, note, arguments, expected, source)

    over_60, over_45 = Says("60 jours", "L441-10"), Says("45 jours fin de mois", "L441-10")
    return [
        case("normal", "60 days net", ("60 jours net", ON), "Conforme"),
        case("normal", "61 days net", ("61 jours net", ON), over_60),
        case("normal", "45 days end of month", ("45 jours fin de mois", ON), "Conforme"),
        case("normal", "end of month 45", ("fin de mois 45", ON), "Conforme"),
        case("normal", "60 days end of month", ("60 jours fin de mois", ON), over_45),
        case("normal", "a public buyer in 30 days", ("30 jours", ON, "public"), "Conforme", "CCP R2192-10"),
        case("normal", "a public buyer in 45 days", ("45 jours", ON, "public"), Says("R2192-10"), "CCP R2192-10"),
        case("normal", "a consumer", ("90 jours", ON, "consommateur"), "Conforme", "no ceiling for consumers"),
        case("normal", "before the law", ("90 jours", day("2008-06-30")), "Conforme", "loi 2008-776 art. 21"),
        case("empty", "single cell", (None, ON), "", "nothing to check"),
        case("empty", "debtor", ("61 jours net", ON, None), over_60, "an empty debtor is a business"),
        case("empty", "a zero for the debtor", ("61 jours net", ON, 0.0), over_60, AS_ZERO),
        case("text", "French date", ("60 jours net", "30/09/2026"), "Conforme"),
        case("text", "debtor in capitals", ("90 jours", ON, "Particulier"), "Conforme", "no ceiling for consumers"),
        case("error", "single cell", (NA, ON), VALUE),
        case("error", "in a range", ([["60 jours"], [NA]], ON), [["Conforme"], [VALUE]]),
        case("whole", "terms", (Whole([["60 jours"], ["61 jours"]]), ON), [["Conforme"], [over_60]]),
        case("row", "two terms", ([["30 jours", "75 jours"]], ON), [["Conforme", over_60]]),
        case("many", "30 and 90 days in turn", ([[30.0 if row % 2 else 90.0] for row in range(MANY)], ON),
             [["Conforme" if row % 2 else over_60] for row in range(MANY)]),
        case("bad", "no terms", ("bonjour", ON), VALUE, "no terms"),
        case("bad", "no debtor", ("30 jours", ON, "extraterrestre"), VALUE, "no kind of debtor"),
    ]  # fmt: skip


def _limitations() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str) -> Case:
        return Case("AR_LIMITATION_DATE", aspect, note, arguments, expected, source)

    five, two = "5 years: C. com. L110-4 I", "2 years: C. conso. L218-2"
    four = "4 years from 1 January after: loi 68-1250 art. 1, from 60 days before the due date at the earliest"
    due = day("2023-06-15")
    return [
        case("normal", "a business", (due, "professionnel"), serial("2028-06-15"), five),
        case("normal", "a consumer", (due, "consommateur"), serial("2025-06-15"), two),
        case("normal", "a public buyer", (day("2022-05-10"), "public"), serial("2026-12-31"), four),
        case("normal", "a public buyer early in a year", (day("2022-02-15"), "public"), serial("2025-12-31"), four),
        case("normal", "carriage", (day("2025-06-30"), "pro", "carriage"), serial("2026-05-31"),
             "C. com. L133-6: 1 year, at the earliest from 30 days before the due date"),
        case("normal", "telecom", (day("2025-06-30"), OMITTED, "telecom"), serial("2026-06-30"), "1 year: CPCE L34-2"),
        case("normal", "a dwelling", (due, "pro", "dwelling"), serial("2026-06-15"), "3 years: loi 89-462 art. 7-1"),
        case("normal", "a leap day", (day("2024-02-29"), "particulier"), serial("2026-02-28"), two),
        case("empty", "single cell", (None, "pro"), "", "nothing due"),
        case("empty", "debtor", (due, None), serial("2025-06-15"), "of an unknown debtor the shortest"),
        case("empty", "all options left out", (due,), serial("2025-06-15"), "of an unknown debtor the shortest"),
        case("text", "French date", ("15/06/2023", "entreprise"), serial("2028-06-15"), five),
        case("error", "single cell", (NA, "pro"), VALUE, "an error is refused"),
        case("error", "in a range", ([[due], [NA]], "pro"), [[serial("2028-06-15")], [VALUE]], five),
        case("whole", "dues and debtors", (Whole([[due], [due]]), Whole([["pro"], ["particulier"]])),
             [[serial("2028-06-15")], [serial("2025-06-15")]], f"{five}; {two}"),
        case("row", "two debtors", (due, [["pro", "particulier"]]), [[serial("2028-06-15"), serial("2025-06-15")]],
             f"{five}; {two}"),
        case("many", "five years each", ([[one] for one in many_days()], "pro"),
             [[serial(one.replace(year=one.year + 5))] for one in many_days()], five),
        case("bad", "no debtor", (due, "martien"), VALUE, "no kind of debtor"),
        case("bad", "no contract", (due, "pro", "mariage"), VALUE, "no kind of contract"),
        case("bad", "a word as date", ("jamais", "pro"), VALUE, "no date"),
    ]  # fmt: skip


TERMS_CASES = [*_due_dates(), *_delays(), *_buckets(), *_checks(), *_limitations()]
