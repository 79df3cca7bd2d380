"""Colours, fonts, number formats and bars: one sober palette, each cell format made once per workbook."""

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from receivables.money import minor_digits

NAVY, INK, GREY = "#1F3A5F", "#22303C", "#6B7785"
LINE, PAPER, INPUT = "#D9DEE4", "#F3F5F8", "#FFF8DC"
RED, GREEN, AMBER = "#B3261E", "#2E7D4F", "#9A5B00"
BLUE_BAR, AMBER_BAR = "#A9C3E3", "#F0CE9A"
NOT_DUE, UNKNOWN, CREDIT = "#5E8C7B", "#9AA5B1", "#6F8FBF"
#: From the first day late to the last band.
LATE = ("#E5B94E", "#DC9240", "#C86A38", "#A33B32")

Properties = dict[str, Any]

_BASE: Properties = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
_ROW: Properties = {"bottom": 1, "bottom_color": LINE}
_NUMBER: Properties = {"align": "right", "indent": 1}  # a number keeps off the text beside it
_NAMED: dict[str, Properties] = {
    "title": {"font_size": 20, "bold": True, "font_color": NAVY},
    "subtitle": {"font_size": 11, "font_color": GREY},
    "note": {"font_color": GREY, "italic": True},
    "section": {"font_size": 12, "bold": True, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY},
    "block": {"font_size": 14, "bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "indent": 1},
    "header": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": NAVY,
        "text_wrap": True,
        "border": 1,
        "border_color": NAVY,
    },
    "panel_header": {"bold": True, "font_color": GREY, "bottom": 1, "bottom_color": GREY},
    "paragraph": {"text_wrap": True},
    "row": _ROW,
    "sum": {"bold": True, "top": 1, "top_color": NAVY, "bottom": 1, "bottom_color": NAVY, "bg_color": PAPER},
    "card_label": {"font_color": GREY, "bg_color": PAPER, "left": 5, "left_color": NAVY, "indent": 1},
    "card_value": {
        "font_size": 16,
        "bold": True,
        "bg_color": PAPER,
        "left": 5,
        "left_color": NAVY,
        "align": "left",
        "indent": 1,
    },
    "card_note": {"font_color": GREY, "font_size": 9, "bg_color": PAPER, "left": 5, "left_color": NAVY, "indent": 1},
    "wrapped": {"text_wrap": True},
    "data": {"num_format": "@"},  # Text: what a clerk edits there stays text too
    "quoted": {"num_format": "@", "quote_prefix": True},
    "link": {"font_color": "#2A5DA8"},
    "estimated": {"font_color": GREY, "italic": True},
    "input": {"bg_color": INPUT, "border": 1, "border_color": LINE, "text_wrap": True},
    "count": {"num_format": "#,##0", **_NUMBER},
    "day.fr": {"num_format": "dd/mm/yyyy", "align": "center"},
    "day.en": {"num_format": "[$-809]dd mmm yyyy", "align": "center"},  # English on any machine
    "share.fr": {"num_format": "0.0 %", **_NUMBER},
    "share.en": {"num_format": "0.0%", **_NUMBER},
    "rate.fr": {"num_format": "0.00## %", **_NUMBER},
    "rate.en": {"num_format": "0.00##%", **_NUMBER},
    "amount_value": {"num_format": "#,##0.00;[Red]-#,##0.00", **_NUMBER},
    "days_value": {"num_format": "#,##0.0", **_NUMBER},
    "percent_value.fr": {"num_format": '0.0" %"', **_NUMBER},
    "percent_value.en": {"num_format": '0.0"%"', **_NUMBER},
    "index_value": {"num_format": "0.0000", **_NUMBER},
    "indented": {"align": "left", "indent": 1},
    "right": _NUMBER,
    "center": {"align": "center", "indent": 0},
    "bold": {"bold": True},
    "good": {"font_color": GREEN, "bold": True},
    "bad": {"font_color": RED, "bold": True},
    "doubt": {"font_color": AMBER, "bold": True},
}


class Styles:
    """The cell formats of one workbook: `of('row', 'amount')` merges named properties, later ones win."""

    def __init__(self, workbook: Workbook, lang: str) -> None:
        self._workbook, self._lang = workbook, lang
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, *names: str, **extra: Any) -> Format:
        """Format made of named properties; 'day' and 'share' follow the language."""
        properties = dict(_BASE)
        for name in names:
            properties |= _NAMED.get(name) or _NAMED[f"{name}.{self._lang}"]
        return self._format(properties | extra)

    def amount(self, currency: str, *names: str, whole: bool = False, dash: bool = False, **extra: Any) -> Format:
        """Format of amounts: thousands, the currency's decimals, negative in red, a dash for zero if asked."""
        digits = 0 if whole else minor_digits(currency)
        figure = "#,##0" + ("." + "0" * digits if digits else "")
        num_format = f"{figure};[Red]-{figure}" + (';"–"' if dash else "")
        return self.of(*names, **{"num_format": num_format, **_NUMBER, **extra})

    def conditional(self, name: str) -> Format:
        """Colours, weight and lines of named properties, for cells that look so only while a condition holds."""
        kept = {key: value for key, value in _NAMED[name].items() if key not in ("text_wrap", "indent", "align")}
        return self._format(kept)

    def _format(self, properties: Properties) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def bucket_colours(buckets: list[str]) -> list[str]:
    """One colour for each column of the balance: buckets, then age unknown, then unallocated."""
    late = len(buckets) - 1
    shades = [LATE[(index * (len(LATE) - 1)) // max(late - 1, 1)] for index in range(late)]
    return [NOT_DUE, *shades, UNKNOWN, CREDIT]


def add_bars(sheet: Worksheet, column: int, first: int, last: int, colour: str) -> None:
    """Bars behind the amounts of a column, from row `first` to row `last`; negative ones in red."""
    options = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": colour, "bar_no_border": True}
    sheet.conditional_format(first, column, last, column, {**options, "bar_negative_color": RED})
