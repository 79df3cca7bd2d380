"""Text dates of one column that do not agree on which comes first, the day or the month: refused, never mixed."""

import re
from collections.abc import Sequence

_EITHER = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})(?!\d).*", re.DOTALL)
_SHOWN = 20


def day_order_doubts(cells: Sequence[object]) -> dict[int, str]:
    """The dates of a column that put the month first, and those beside them with two readings: a sentence by place.

    `12/31/2026` is of a sheet where the month comes first; so `9/1/2026` above it may be of September.
    """
    parts = {at: tuple(map(int, found.groups())) for at, cell in enumerate(cells) if (found := _dated(cell))}
    month_first = [at for at, (first, second) in parts.items() if first <= 12 < second <= 31]
    if not month_first:
        return {}
    proof = _shown(cells[month_first[0]])
    either = [at for at, (first, second) in parts.items() if max(first, second) <= 12 and first != second]
    if not either:
        return {at: f"La date « {_shown(cells[at])} » met le mois avant le jour." for at in month_first}
    told = (
        f"Dates à deux lectures : « {proof} » met le mois avant le jour, alors « {{}} » peut l'avoir mis aussi ; "
        "écrire jour/mois/année ou 2026-01-31 dans toute la colonne."
    )
    return {at: told.format(_shown(cells[at if at in either else either[0]])) for at in sorted([*month_first, *either])}


def _dated(cell: object) -> re.Match[str] | None:
    return _EITHER.fullmatch(cell) if isinstance(cell, str) else None


def _shown(cell: object) -> str:
    return str(cell).strip()[:_SHOWN]
