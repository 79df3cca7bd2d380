"""What a cell to fill in takes: its sample, its style, and the check as it is typed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from addin.serial_days import DAY_0
from workbooks.words import Words

_FIRST_DAY, _LAST_DAY = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
_MAX_AMOUNT = 1e12
_STYLES = {
    "day": ("day",), "amount": ("amount_value",), "positive": ("amount_value",), "count": ("count",),
    "rate": ("rate",),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """An input: its key (words `calc.in.KEY`, `calc.help.KEY`, in lists `calc.col.KEY`), kind and samples.

    kind: day, amount (of either sign), positive, count, debtor, rate, text
    samples: one a row, texts as (French, English)
    """

    key: str
    kind: str
    samples: Sequence[Any] = ()
    is_optional: bool = False

    def sample(self, row: int, lang: str) -> Any:
        """The sample of a row as a cell holds it; None past the last."""
        value = self.samples[row] if row < len(self.samples) else None
        if isinstance(value, tuple):
            return value[0 if lang == "fr" else 1]
        return (value - DAY_0.date()).days if isinstance(value, dt.date) else value


def style_names(kind: str) -> tuple[str, ...]:
    """The number format of a kind of input."""
    return _STYLES.get(kind, ("data", "indented"))


def check(words: Words, sheet: Worksheet, cells: tuple[int, int, int, int], one: Field) -> None:
    """Refuse what the functions would; the help shows while the cell is chosen. Texts and rates are free."""
    told = words(f"calc.check.{one.kind}")
    rule = {"input_message": told, "error_title": words("calc.refused"), "error_message": told}
    sheet.data_validation(*cells, {**_rule(words, one.kind), **rule})


def _rule(words: Words, kind: str) -> dict[str, Any]:
    between = {"criteria": "between"}
    match kind:
        case "day":
            return {"validate": "date", **between, "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        case "positive":
            return {"validate": "decimal", "criteria": ">", "value": 0}
        case "amount":
            return {"validate": "decimal", **between, "minimum": -_MAX_AMOUNT, "maximum": _MAX_AMOUNT}
        case "count":
            return {"validate": "integer", **between, "minimum": 1, "maximum": 360}
        case "debtor":
            return {"validate": "list", "source": words("calc.debtors").split(";")}
    return {"validate": "any"}
