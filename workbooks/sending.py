"""Sheet Envoi: when and how much may be sent, one row a setting, in yellow cells that `relance campaign procedure load`
reads back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

#: Name of the sheet; headings of its columns; what a day of the week is worked or not.
SHEET = ("Envoi", "Sending")
SETTING, VALUE, MEANING = ("Réglage", "Setting"), ("Valeur", "Value"), ("Ce que cela veut dire", "Meaning")
YES, NO = ("oui", "yes"), ("non", "no")
#: The setting the rows of the days of the week make up, and the one of the list below the others.
WEEKDAYS, CLOSING_DAYS = "weekdays", "closing_days"
_INTRO = (
    "Modifiez les cellules jaunes, enregistrez, puis : relance campaign procedure load CLASSEUR.xlsx --by NOM.",
    "Change the yellow cells, save, then: relance campaign procedure load WORKBOOK.xlsx --by NAME.",
)
_TIME, _TEXT, _NUMBER, _DAY = "time", "text", "number", "day"
_TIMES = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(6 * 60, 20 * 60 + 1, 30))
_ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
    "Pacific/Noumea", "Pacific/Tahiti", "Europe/Brussels", "Europe/Luxembourg", "Europe/Zurich", "UTC",
)  # fmt: skip
_REGIONS = ("57", "6AE", "971", "972", "973", "974", "976", "BL", "MF", "NC", "PF", "PM", "WF")
_WEEK = (("Lundi", "Monday"), ("Mardi", "Tuesday"), ("Mercredi", "Wednesday"), ("Jeudi", "Thursday"),
         ("Vendredi", "Friday"), ("Samedi", "Saturday"), ("Dimanche", "Sunday"))  # fmt: skip
_WORKED = ("Ce jour-là des messages peuvent partir.", "Messages may leave that day.")


@dataclass(frozen=True)
class Setting:
    """A row. key: of `SendingSettings` as they are written, `weekdays.1` (Monday) to `weekdays.7` | label, meaning:
    (French, English) | choices: what the list of the cell offers; other values may be typed, but for `weekdays`"""

    key: str
    label: tuple[str, str]
    meaning: tuple[str, str]
    kind: str = _TEXT
    choices: tuple[str, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting("opens", ("Envoi à partir de", "Sending from"),
            ("Heure où le premier message peut partir, à la montre de celui qui le reçoit.",
             "Time of the first message, by the clock of whoever gets it."), _TIME, _TIMES),
    Setting("closes", ("Envoi jusqu'à", "Sending until"),
            ("À partir de cette heure plus rien ne part ce jour-là ; le reste part le jour ouvré suivant.",
             "From then on nothing leaves that day; the rest leaves the next working day."), _TIME, _TIMES),
    *(Setting(f"{WEEKDAYS}.{number}", label, _WORKED, _DAY) for number, label in enumerate(_WEEK, 1)),
    Setting("zone", ("Fuseau horaire", "Time zone"),
            ("Celui de la société, par exemple Europe/Paris ; l'outre-mer et l'étranger gardent le leur.",
             "That of the company, such as Europe/Paris; readers elsewhere keep theirs."), _TEXT, _ZONES),
    Setting("country", ("Jours fériés : pays", "Holidays: country"),
            ("Code du pays dont les jours fériés ne sont pas ouvrés : FR, BE, LU, CH…",
             "Code of the country whose holidays are not worked: FR, BE, LU, CH…"), _TEXT, ("FR", "BE", "LU", "CH")),
    Setting("subdivision", ("Jours fériés : région", "Holidays: region"),
            ("57 : Moselle, 6AE : Alsace (Vendredi saint, 26 décembre) ; 971 à 976 : outre-mer ; vide ailleurs.",
             "57 for Moselle, 6AE for Alsace (Good Friday, 26 December), 971 to 976 overseas; empty elsewhere."),
            _TEXT, _REGIONS),
    Setting("plan_minute", ("Proposition du matin à", "Proposal of the morning at"),
            ("Heure où relance worker fait la proposition de chaque jour ouvré.",
             "When relance worker makes the proposal of each working day."), _TIME, _TIMES),
    Setting("per_minute", ("Messages par minute, au plus", "Messages a minute, at most"),
            ("Pour que le serveur de messagerie ne refuse pas.", "So that the mail server does not refuse."), _NUMBER),
    Setting("per_day", ("Messages par jour, au plus", "Messages a day, at most"),
            ("Le reste part le jour ouvré suivant.", "The rest leaves the next working day."), _NUMBER),
    Setting("per_domain_day", ("Messages par jour et par domaine, au plus", "Messages a day to one domain, at most"),
            ("Vers les adresses d'un même domaine (orange.fr, gmail.com…).",
             "To addresses of one domain (orange.fr, gmail.com…)."), _NUMBER),
    Setting("size_factor", ("Alarme de taille : combien de fois l'habitude", "Size alarm: times the usual"),
            ("Une campagne tant de fois plus grande que d'habitude demande une confirmation à l'approbation.",
             "A campaign so many times the usual size asks to be confirmed when it is approved."), _NUMBER),
    Setting("size_floor", ("Alarme de taille : à partir de", "Size alarm: from"),
            ("Jusqu'à tant de messages, jamais d'alarme.", "Up to so many messages there is no alarm."), _NUMBER),
    Setting("late_days", ("Alarme de retard : jours manqués", "Alarm of a late proposal: days missed"),
            ("Une proposition qui rattrape plus de jours ouvrés demande une confirmation.",
             "A proposal that makes good more working days asks to be confirmed."), _NUMBER),
    Setting(CLOSING_DAYS, ("Jours de fermeture", "Closing days"),
            ("Une date par cellule, vers le bas : ponts, inventaire… Rien ne part et rien n'est proposé ces jours-là.",
             "A date a cell, downwards: stocktaking, bridging days… Nothing leaves nor is proposed on them."), _DAY),
)  # fmt: skip
_TOP, _ROOM = 2, 12
_WIDTHS = (44.0, 22.0, 100.0)
_LAST_CHOICE = 1_000_000


def write_sending(book: Workbook, values: Mapping[str, Any], lang: str) -> None:
    """The sheet with the settings as `server.campaigns.settings.as_written` gives them, in 'fr' or 'en'."""
    place, sheet = int(lang == "en"), book.add_worksheet(SHEET[int(lang == "en")])
    heading = book.add_format({"bold": True, "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, _INTRO[place])
    for column, (both, width) in enumerate(zip((SETTING, VALUE, MEANING), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_TOP, column, both[place], heading)
    for row, one in enumerate(SETTINGS, _TOP + 1):
        sheet.write_string(row, 0, one.label[place], plain)
        sheet.write_string(row, 2, one.meaning[place], plain)
        if one.key != CLOSING_DAYS:
            _write_value(book, sheet, row, one, values, place)
    _write_closing_days(book, sheet, _TOP + len(SETTINGS), values[CLOSING_DAYS])
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def shown(values: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    """Label and value of each setting in words, the days of the week together, for a page."""
    place = int(lang == "en")
    week = ", ".join(_WEEK[day - 1][place].lower() if not place else _WEEK[day - 1][place] for day in values[WEEKDAYS])
    rows = [(one.label[place], _told(values[one.key], lang)) for one in SETTINGS if not one.key.startswith(WEEKDAYS)]
    return [*rows[:2], (("Jours ouvrés", "Working days")[place], week), *rows[2:]]


def _told(value: Any, lang: str) -> str:
    """A value; of days the list, as people write them."""
    if not isinstance(value, list):
        return str(value)
    return ", ".join("/".join(reversed(day.split("-"))) if lang == "fr" else day for day in value)


def _write_value(
    book: Workbook, sheet: Worksheet, row: int, one: Setting, values: Mapping[str, Any], place: int
) -> None:  # fmt: skip
    if one.kind == _NUMBER:
        sheet.write_number(row, 1, values[one.key], _yellow(book, "#,##0"))
        rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": _LAST_CHOICE}
    elif one.kind == _DAY:
        is_worked = int(one.key.removeprefix(f"{WEEKDAYS}.")) in values[WEEKDAYS]
        sheet.write_string(row, 1, (YES if is_worked else NO)[place], _yellow(book, "@"))
        rule = {"validate": "list", "source": [YES[place], NO[place]]}
    else:
        sheet.write_string(row, 1, values[one.key], _yellow(book, "@"))
        rule = {"validate": "list", "source": list(one.choices), "error_type": "information"}
    sheet.data_validation(row, 1, row, 1, {"input_message": one.meaning[place], **rule})


def _write_closing_days(book: Workbook, sheet: Worksheet, top: int, days: Sequence[str]) -> None:
    yellow = _yellow(book, "dd/mm/yyyy")
    for row in range(top, top + len(days) + _ROOM):
        sheet.write_blank(row, 1, None, yellow)
    for row, day in enumerate(days, top):
        sheet.write_datetime(row, 1, dt.datetime.fromisoformat(day), yellow)
    rule = {"validate": "date", "criteria": ">=", "value": dt.date(2000, 1, 1)}
    sheet.data_validation(top, 1, top + len(days) + _ROOM - 1, 1, rule)


def _yellow(book: Workbook, num_format: str) -> Any:
    made = {"bg_color": "#FFF8D6", "border": 1, "border_color": "#D9D9D9", "num_format": num_format, "align": "left",
            "valign": "top"}  # fmt: skip
    return book.add_format(made)
