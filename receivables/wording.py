"""Sentences out of templates and tables, French and English: amounts and dates as each language writes them.

Fields named `*_day` are days, `amount` and `*_amount` minor units, written without sign (the words say which side);
all else is text of the ledger, put in as it is but for control characters and length. Nothing of it is markup.
"""

import re
from collections.abc import Callable

import pandas as pd

from receivables.days import date_of
from receivables.money import minor_digits

LANGUAGES = ("fr", "en")
_MAX_TEXT = 80
_CONTROLS = "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
_NUMBERS = {"number", "document", "first_number"}
_FIELD = re.compile(r"{(\w+)}")
_DAYS = re.compile(r"^ (jour|day)s\b")
_ABSENT = {"fr": {"number": "sans numéro", "day": "sans date"}, "en": {"number": "without number", "day": "undated"}}


def filled(template: str, rows: pd.DataFrame, language: str) -> pd.Series:
    """One sentence for each row (columns as in the module's docstring): its words and values one after the other."""
    told = pd.Series("", index=rows.index, dtype="str")
    written: dict[str, pd.Series] = {}
    parts = _FIELD.split(template)
    for place, part in enumerate(parts):  # words and field names take turns
        if place % 2 and part not in written:
            written[part] = _written(part, rows, language)
        told = told + (written[part] if place % 2 else _counted(part, written.get(parts[place - 1])))
    absent = _ABSENT[language]["day"]
    return told.str.replace(rf"\b(?:le|du|on|of) {absent}", absent, regex=True)


def _counted(words: str, count: pd.Series | None) -> pd.Series | str:
    """The words behind a number: of one, ` jours échus` is ` jour échus`."""
    if count is None or not _DAYS.match(words):
        return words
    return pd.Series(words, index=count.index, dtype="str").where(count != "1", _DAYS.sub(r" \1", words))


def day_count(count: int, language: str = "fr") -> str:
    """`1 jour`, `2 jours`; `1 day`, `2 days`."""
    return f"{count} {'jour' if language == 'fr' else 'day'}{'' if count == 1 else 's'}"


def _written(name: str, rows: pd.DataFrame, language: str) -> pd.Series:
    """One column of values -> texts."""
    column = rows[name]
    if name.endswith("amount"):
        return _amounts(column, rows["currency"], language)
    if name.endswith("_day"):
        return _each(column, lambda day: day_text(day, language))
    if pd.api.types.is_numeric_dtype(column):
        return _each(column, str)
    text = printable(column)
    return text.where(text != "", _ABSENT[language]["number"]) if name in _NUMBERS else text


def _amounts(minor: pd.Series, currencies: pd.Series, language: str) -> pd.Series:
    pairs = zip(minor.abs().tolist(), currencies.tolist(), strict=True)
    return pd.Series([amount_text(*pair, language) for pair in pairs], index=minor.index, dtype="str")


def _each(column: pd.Series, write: Callable[[int], str]) -> pd.Series:
    """Values -> texts; equal values are written once."""
    codes, known = pd.factorize(column.to_numpy())
    texts = pd.array([write(value) for value in known.tolist()], dtype="str")
    return pd.Series(texts.take(codes), index=column.index)


def amount_text(minor: int, currency: str, language: str) -> str:
    """Minor units -> `1 234,56 EUR` in French, `1,234.56 EUR` in English."""
    digits = minor_digits(currency)
    whole, part = divmod(abs(minor), 10**digits)
    grouped, mark = (f"{whole:,}", ".") if language == "en" else (f"{whole:,}".replace(",", " "), ",")
    return f"{'-' if minor < 0 else ''}{grouped}{f'{mark}{part:0{digits}}' if digits else ''} {currency}"


def day_text(day: int, language: str) -> str:
    """Days since 1970 -> `22/11/2026` in French, `2026-11-22` in English; words where there is no date."""
    date = date_of(day)
    if date is None:
        return _ABSENT[language]["day"]
    return f"{date.day:02}/{date.month:02}/{date.year:04}" if language == "fr" else date.isoformat()


def printable(texts: pd.Series) -> pd.Series:
    """Texts of a file inside a sentence: no control characters nor marks that turn its direction, not endless."""
    plain = texts.astype("str").str.replace(_CONTROLS, " ", regex=True)
    is_long = plain.str.len() > _MAX_TEXT
    return plain.where(~is_long, plain.str.slice(0, _MAX_TEXT - 1) + "…")
