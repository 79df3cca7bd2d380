"""What a worksheet function is, as plain data: its texts, its typed arguments, the rule it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: In France AR reads *accusé de réception*: the wizard's category says whose functions these are.
CATEGORY = "Relance clients"
LANGUAGES = ("fr", "en")


class Kind(StrEnum):
    """The declared types; `cells` has one cleaning rule for each."""

    AMOUNT = "amount"
    DAY = "day"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    TEXT = "text"
    KEY = "key"
    DEBTOR = "debtor"
    RATE = "rate"
    BUCKETS = "buckets"
    TABLE = "table"


@dataclass(frozen=True)
class Column:
    """A column of a table argument. Without a header the columns stand in the order declared.

    words: beginnings of the headers that name it, folded (no accents, lower case), the surest first
    excludes: words that show a header to be of something else (an amount before tax, already paid, a date)
    is_required: the table must have it | is_optional_cell: one of its cells may be empty
    """

    name: str
    kind: Kind
    words: tuple[str, ...]
    fr: str
    is_required: bool = True
    is_optional_cell: bool = False
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Argument:
    """One argument: a value or a column of values, or a whole range where `is_whole`.

    fr, en: a sentence for the function wizard | default: what an omitted or empty optional argument stands for
    is_view: the day a whole sheet is seen on (`on`, `until`): it does not make a row, so rows without anything else
    stay empty | columns: of a table
    """

    name: str
    kind: Kind
    fr: str
    en: str
    is_optional: bool = False
    default: Any = None
    is_view: bool = False
    columns: tuple[Column, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Taken as one range, not value by value."""
        return self.kind in (Kind.TABLE, Kind.BUCKETS)

    def text(self, lang: str) -> str:
        """The wizard's text."""
        return self.fr if lang == "fr" else self.en


@dataclass(frozen=True)
class Function:
    """One worksheet function. `rule` takes its arguments by name, each of elementwise kind as a column of equal length,
    and gives a column of results (kind `returns`), or rows (lists of values) where `returns` is TABLE.

    A rule of None: the host answers (AR_LAST_ERROR).
    """

    name: str
    fr: str
    en: str
    arguments: tuple[Argument, ...]
    returns: Kind
    rule: Callable[..., Any] | None
    category: str = CATEGORY

    @property
    def is_table(self) -> bool:
        """Always a range of rows."""
        return self.returns is Kind.TABLE

    def compute(self, **arguments: Any) -> Any:
        """What the rule gives for its arguments; '' where the host answers."""
        return "" if self.rule is None else self.rule(**arguments)

    @property
    def is_host(self) -> bool:
        """Answered by the host itself."""
        return self.rule is None

    def text(self, lang: str) -> str:
        """The wizard's text."""
        return self.fr if lang == "fr" else self.en
