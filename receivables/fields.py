"""Fields that people fill in: what each holds, and how its value is written in one way only.

A canonical value is a text, '' where the field is empty: days are ISO dates, amounts have a point and two digits or
more, choices are their codes, texts are in Unicode NFC with the blanks around them kept. Two values are the same when
their canonical texts are.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from receivables.days import LAST_YEAR
from receivables.email_addresses import is_email_address
from receivables.errors import ReceivablesError

TEXT, DAY, AMOUNT, CHOICE = "text", "day", "amount", "choice"
#: What no cell, header or file name may be given: control signs, marks that turn the direction of a text, what is no
#: character at all. Tab and line end are taken as a space by whoever reads a cell.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
#: A day outside cannot be counted from, nor shown by a spreadsheet: one of them would stop everybody's workbook.
FIRST_TYPED_YEAR = 2000
_AMOUNT = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,3})?")


@dataclass(frozen=True)
class Field:
    """One field: its key, what it holds, the most characters, its name, and codes with their labels (fr, en).

    is_hold: it keeps reminders from leaving. Setting one wins over what others did meanwhile; lifting one needs to
    have seen what stands.
    """

    key: str
    holds: str
    most: int
    label_fr: str
    label_en: str
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    is_hold: bool = False

    def canonical(self, value: str | dt.date) -> str:
        """The one way this value is written. Raises ReceivablesError with a sentence."""
        text = unicodedata.normalize("NFC", value if isinstance(value, str) else value.isoformat())
        if text == "":
            return ""
        if _UNSEEN.search(text):
            raise ReceivablesError(f"« {self.label_fr} » holds a sign that cannot be seen: type it anew.")
        if len(text) > self.most:
            raise ReceivablesError(f"« {self.label_fr} » takes {self.most} characters; this one has {len(text)}.")
        if self.holds == DAY:
            return self._day(text)
        if self.holds == AMOUNT:
            return self._amount(text)
        if self.holds == CHOICE:
            return self._choice(text)
        if self.key == "email" and not is_email_address(text):
            raise ReceivablesError(f"« {text[:60]} » is no e-mail address.")
        return text

    def shown(self, canonical: str, lang: str = "fr") -> str:
        """What a person reads in the cell for a canonical value (of a day, its ISO date)."""
        labels = self.choices.get(canonical)
        return canonical if labels is None else labels[lang == "en"]

    def _day(self, text: str) -> str:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError as error:
            raise ReceivablesError(f"« {text[:40]} » is no date for « {self.label_fr} ».") from error
        if not FIRST_TYPED_YEAR <= day.year <= LAST_YEAR:
            raise ReceivablesError(
                f"« {text[:40]} » for « {self.label_fr} » is outside {FIRST_TYPED_YEAR}-{LAST_YEAR}."
            )
        return day.isoformat()

    def _amount(self, text: str) -> str:
        if not _AMOUNT.fullmatch(text):
            raise ReceivablesError(f"« {text[:40]} » is no amount for « {self.label_fr} »: write 1200.50.")
        whole, _, digits = text.partition(".")
        return f"{whole}.{digits:0<2}"

    def _choice(self, text: str) -> str:
        told = text.strip().casefold()
        for code, labels in self.choices.items():
            if told in (code, *(label.casefold() for label in labels)):
                return code
        known = ", ".join(labels[0] for labels in self.choices.values())
        raise ReceivablesError(f"« {text[:40]} » is not one of « {self.label_fr} »: {known}.")
