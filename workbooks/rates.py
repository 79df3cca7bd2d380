"""Sheet Taux: every published rate with its days, source and certainty, and up to when interest can be computed."""

import numpy as np

from receivables.morning import RatesReport
from workbooks.book import Book
from workbooks.columns import Columns
from workbooks.tables import write_table

_SOURCE_WIDTH = 90.0


def write_rates(book: Book, report: RatesReport) -> None:
    """One table, series by series, the newest rate first."""
    words, make = book.words, Columns(book)
    rows = report.rates
    series = rows["series"].map({name: place for place, name in enumerate(dict.fromkeys(rows["series"]))})
    rows = rows.iloc[np.lexsort((-rows["first"].to_numpy(), series.to_numpy()))]
    sheet = book.add_sheet("rates")
    top = book.write_heading(sheet, "rates")
    until = words("rates.until", day=words.day(report.computable_until))
    sheet.write_string(top, 0, until, book.styles.of("bold" if report.computable_until >= book.report.as_of else "bad"))
    sheet.write_string(top + 1, 0, words("rates.add"), book.styles.of("note"))
    top += 3
    is_to_check = (rows["certainty"] == "to check").tolist()
    columns = [
        make.label(words("col.series"), make.codes("series", rows["series"])),
        make.day(words("col.from_day"), rows["first"], is_to_check),
        make.day(words("col.to_day"), rows["last"], is_to_check),
        make.rate(words("col.rate"), rows["units"].tolist()),
        make.label(words("col.certainty"), make.codes("certainty", rows["certainty"]), is_to_check),
        make.prose(words("col.source"), rows["source"], _SOURCE_WIDTH),
    ]
    write_table(book, sheet, top, "Rates", columns)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
