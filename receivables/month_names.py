"""Months by their names, as dates of files and of people bear them: French first, English, German, Italian."""

import re

from receivables.texts import without_accents

_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?,? )?"
_HOUR = r"(?:[t ](?:a )? ?\d{1,2}[:h]\d{2}.*)?"
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:er|st|nd|rd|th)?[-/. ]*([a-z]{{3,10}})\.?,?[-/. ]*(\d{{4}}|\d{{2}}){_HOUR}"
)
_MONTH_DAY = re.compile(rf"([a-z]{{3,10}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_HOUR}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv janvier january januar gennaio gen", "fev fevr fevrier feb february februar febbraio",
            "mar mars march marz marzo", "avr avril apr april aprile", "mai may maggio mag",
            "juin jun june juni giugno", "juil juillet jul july juli luglio", "aou aout aug august agosto",
            "sep sept septembre september settembre", "oct octobre october okt oktober ottobre ott",
            "nov novembre november", "dec decembre december dez dezember",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip


def named_month(text: str) -> tuple[int, int, int] | None:
    """`30 avril 2026`, `1er mai 2026`, `07-Apr-25`, `Jan 31, 2026` -> its year as written, month and day; else None."""
    plain = " ".join(without_accents(text).lower().split())
    if found := _DAY_MONTH.fullmatch(plain):
        day, name, year = found.groups()
    elif found := _MONTH_DAY.fullmatch(plain):
        name, day, year = found.groups()
    else:
        return None
    month = _MONTHS.get(name)
    return (int(year), month, int(day)) if month else None
