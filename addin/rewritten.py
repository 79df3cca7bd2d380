"""What a rewriting did, as the command reports it."""

from dataclasses import dataclass

#: Where formulas of the workbook itself, not of one sheet, are counted.
NAMES = ""


@dataclass(frozen=True)
class Rewritten:
    """counts: how many formulas changed in which sheet (`NAMES`: of the workbook) | dropped_links: to add-in files."""

    content: bytes
    counts: dict[str, int]
    dropped_links: int = 0
