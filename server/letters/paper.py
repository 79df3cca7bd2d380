"""A letter as blocks of plain texts, from top to bottom: what `layout` makes and every output shows."""

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """columns: headings; right: which are numbers; sums: (label, amount), the last one strong, under the column
    `sum_at` (-1: the last of numbers)."""

    title: str
    columns: Row
    right: tuple[bool, ...]
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, str], ...] = ()
    note: str = ""
    sum_at: int = -1

    @property
    def sum_column(self) -> int:
        """The column the sums stand under."""
        return self.sum_at if self.sum_at >= 0 else max(at for at, is_number in enumerate(self.right) if is_number)


@dataclass(frozen=True)
class Letter:
    """What is on the paper, from top to bottom."""

    lang: str
    sender: tuple[str, ...]
    sender_small: str
    recipient: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    place: str
    mention: str
    heading: str
    subject: str
    before: tuple[str, ...]
    tables: tuple[Table, ...]
    pay: tuple[tuple[str, str], ...]
    pay_title: str
    legal: tuple[str, ...]
    after: tuple[str, ...]
    signature: tuple[str, ...]
    enclosures: tuple[str, ...]
    enclosures_title: str
    annex: tuple[Table, ...]
    page: str
