"""The workbook of call results: what follows each, in yellow cells that `relance call-results load` reads back."""

import io
from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from receivables.followup.calls import MOST_DAYS, STOPS, CallRule

#: Name of the sheet, and its headings: key -> (French, English).
SHEET = ("Résultats d'appel", "Call results")
HEADINGS = {
    "result": ("Résultat", "Result"),
    "next_days": ("Jours ouvrés", "Working days"),
    "next_action": ("Prochaine action", "Next action"),
    "owner": ("Responsable", "Owner"),
    "stop": ("Arrêt des relances", "Reminders stop"),
    "code": ("Code", "Code"),
}
_WIDTHS = (26, 14, 46, 24, 30, 20)
_INTRO = (
    "Modifiez les cellules jaunes, enregistrez, puis : relance call-results load CLASSEUR.xlsx. Jours ouvrés vides : "
    "le résultat ne fixe pas de date. Responsable vide : celui du compte.",
    "Change the yellow cells, save, then: relance call-results load WORKBOOK.xlsx. No working days: the result sets no "
    "date. No owner: the account's own.",
)
_INTRO_ROW, _HEADER_ROW = 0, 2


def call_results_workbook(rules: Sequence[CallRule], lang: str) -> bytes:
    """The bytes of the .xlsx, in 'fr' or 'en'."""
    place, target = int(lang == "en"), io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(SHEET[place])
        bold, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#666666"})
        yellow = book.add_format({"bg_color": "#FFF8D6", "border": 1, "border_color": "#D9D9D9"})
        sheet.write_string(_INTRO_ROW, 0, _INTRO[place])
        for column, (labels, width) in enumerate(zip(HEADINGS.values(), _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(_HEADER_ROW, column, labels[place], bold)
        for row, one in enumerate(rules, _HEADER_ROW + 1):
            sheet.write_string(row, 0, one.label(lang))
            if one.next_days is None:
                sheet.write_blank(row, 1, None, yellow)
            else:
                sheet.write_number(row, 1, one.next_days, yellow)
            sheet.write_string(row, 2, one.next_action, yellow)
            sheet.write_string(row, 3, one.owner, yellow)
            sheet.write_string(row, 4, STOPS[one.stop][place], yellow)
            sheet.write_string(row, 5, one.result, plain)
        last = _HEADER_ROW + len(rules)
        stops = {"validate": "list", "source": [labels[place] for labels in STOPS.values()]}
        sheet.data_validation(_HEADER_ROW + 1, 4, last, 4, stops)
        days = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST_DAYS}
        sheet.data_validation(_HEADER_ROW + 1, 1, last, 1, days)
        sheet.freeze_panes(_HEADER_ROW + 1, 1)
    return target.getvalue()
