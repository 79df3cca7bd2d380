"""Every French and English text of the workbooks in one table, and dates, shares, amounts inside sentences."""

import datetime as dt
import re

from receivables.errors import ReceivablesError
from receivables.money import minor_digits, to_decimal
from receivables.terms import Delay, MonthEnd, parse_terms
from workbooks.words_calculator import CALCULATOR
from workbooks.words_campaigns import CAMPAIGNS
from workbooks.words_criteria import CRITERIA
from workbooks.words_help import HELP
from workbooks.words_labels import LABELS
from workbooks.words_meanings import MEANINGS
from workbooks.words_morning import MORNING
from workbooks.words_penalties import PENALTIES
from workbooks.words_shared import SHARED

LANGUAGES = ("fr", "en")
#: key -> (French, English); `{name}` stands for a value filled in.
WORDS: dict[str, tuple[str, str]] = {
    **LABELS, **HELP, **CRITERIA, **MORNING, **PENALTIES, **MEANINGS, **CALCULATOR, **SHARED,
    **CAMPAIGNS,
}  # fmt: skip

_BAND = re.compile(r"(\d+)-(\d+)")
_OVER = re.compile(r"(\d+)\+")
_FRENCH_MARKS = str.maketrans({",": "\u202f", ".": ","})


class Words:
    """The texts in one language ('fr' or 'en'). Raises ReceivablesError for another one."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ReceivablesError(f"The language « {lang} » is not known: fr or en.")
        self.lang = lang
        self._index = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        """Text of a key with its values filled in."""
        return WORDS[key][self._index].format(**values)

    def sheet(self, key: str, tag: str = "") -> str:
        """Name of a sheet: 'Balance âgée', 'Balance âgée USD'."""
        return f"{self(f'sheet.{key}')} {tag}".strip()

    def code(self, family: str, code: str) -> str:
        """Label of a code such as an anomaly's or a rule's; the code itself where nobody named it yet."""
        key = f"{family}.{code}"
        return self(key) if key in WORDS else code

    def bucket(self, name: str, basis: str) -> str:
        """Column of the aged balance -> its heading: '1-30' -> '1 à 30 j', '91+' -> 'Plus de 90 j'."""
        if name == "not_due":
            return self(f"bucket.not_due.{basis}")
        return self._band("bucket", name) or self(f"bucket.{name}")

    def legal_band(self, name: str) -> str:
        """Band of the D441-6 table -> its heading: '1-30' -> '1 à 30 jours', '91+' -> '91 jours et plus'."""
        return self._band("terms", name) or name

    def _band(self, family: str, name: str) -> str | None:
        """Text of '1-30' or '91+'; None for another name."""
        if band := _BAND.fullmatch(name):
            return self(f"{family}.band", low=band[1], high=band[2])
        over = _OVER.fullmatch(name)
        return self(f"{family}.over", first=over[1], days=int(over[1]) - 1) if over else None

    def one_of(self, texts: tuple[str, str]) -> str:
        """The text in this language out of (French, English)."""
        return texts[self._index]

    def terms(self, text: str) -> str:
        """Payment terms, however they were written, in this language; what cannot be read stays as written."""
        try:
            terms = parse_terms(text)
        except ReceivablesError:
            return text
        if self.lang == "en":
            return terms.text
        if terms.is_single:
            return self._delay(terms.parts[0][1])
        shares = [part.split(" ")[0].replace("%", "\u00a0%").replace(".", ",") for part in terms.text.split(" + ")]
        return " + ".join(
            f"{share} {self._delay(delay)}" for share, (_, delay) in zip(shares, terms.parts, strict=True)
        )

    def _delay(self, delay: Delay) -> str:
        """One due date in French (the English of it is that of the rules)."""
        days = f"{delay.days} jours"
        if delay.month_end is MonthEnd.NO:
            return f"{days} nets" if delay.days else "comptant"
        if delay.month_end is MonthEnd.BEFORE_DAYS:
            return f"fin de mois + {days}"
        return (
            (f"{days} " if delay.days else "") + "fin de mois" + (f" le {delay.month_day}" if delay.month_day else "")
        )

    def day(self, day: dt.date) -> str:
        """1er janvier 2026, 1 January 2026."""
        number = "1er" if day.day == 1 and self.lang == "fr" else str(day.day)
        return f"{number} {self('months').split()[day.month - 1]} {day.year}"

    def share(self, share: float) -> str:
        """0.4127 -> '41,3 %' or '41.3%'."""
        text = f"{share * 100:z.1f}"
        return f"{text.replace('.', ',')}\u00a0%" if self.lang == "fr" else f"{text}%"

    def amount(self, minor: int, currency: str) -> str:
        """123456 minor units of EUR -> '1 234,56 EUR' or '1,234.56 EUR'."""
        digits = max(2, minor_digits(currency))
        text = f"{to_decimal(minor, currency):,.{digits}f}"
        return f"{text.translate(_FRENCH_MARKS) if self.lang == 'fr' else text} {currency}"
