"""Where a host cannot show what the golden table expects, and what it shows instead: nothing else may differ.

`docs/functions.md` has a row for each form; a test compares the two.
"""

from typing import Any

from addin.cells import ErrorCell
from tests.golden.function_cases import BY_ID, CASES
from tests.golden.notation import NUM, VALUE, Case, Says, has_error, interest

HOSTS = ("xlwings", "vba", "http", "office", "calc")
#: The forms by their names in docs/functions.md.
LAST_ERROR = "Dernière erreur"
UNEVEN = "Colonnes entières inégales"
EMPTY_END = "Cellules vides en fin de plage"
ERROR_IN_RANGE = "Erreur dans une plage"
ERROR_CELL = "Erreur dans une cellule seule"
EMPTY_CELL = "Cellule vide seule"
BOOLEAN = "VRAI ou FAUX"

_SENTENCE = {"AR_LAST_ERROR normal: before any error": Says()}
#: Whole columns of one call end at the same row, the last that any of them uses.
_AS_TALL = {"AR_OVERDUE whole: items and accounts": [[60.05], [200.2], *[[""]] * 5]}

#: An empty amount or number is zero; where a date is missing beside it, the row is no longer an empty one.
_ZEROS = {
    "AR_MATCH empty: the payment": NUM,
    "AR_PENALTY empty: both cells": VALUE,
    "AR_PENALTY_DETAIL empty: both cells": VALUE,
    "AR_DISCOUNT empty: all cells": NUM,
    "AR_DISCOUNT empty: the cost": -100.0,  # money that costs nothing
    "AR_DSO empty: both cells": NUM,
    "AR_DSO empty: the days": NUM,
    "AR_DSO empty: the sales": NUM,
    "AR_BPDSO empty: both cells": NUM,
    "AR_BPDSO empty: the days": NUM,
    "AR_BPDSO empty: the sales": NUM,
    "AR_DSO_COUNT_BACK empty: the receivables": 0.0,
    "AR_ADD empty: both cells": 0.0,
    "AR_ADD empty: one cell": 45.0,
    "AR_CEI empty: all cells": NUM,
    "AR_CEI empty: one cell": 55.56,  # (40000 + 0 - 30000) / (40000 + 0 - 22000)
    "AR_INSTALMENTS empty: all cells": VALUE,
}


def _first_error(case: Case) -> ErrorCell:
    return next(one for one in case.arguments if isinstance(one, ErrorCell))


_REFUSED = {case.id: ErrorCell("Err:504") for case in CASES if has_error(case.arguments, in_range=True)}
_PASSED_ON = {case.id: _first_error(case) for case in CASES if has_error(case.arguments, in_range=False)}


def _shorter(*ids: str) -> dict[str, Any]:
    """Without the empty row at the end."""
    return {one: BY_ID[one].expected[:-1] for one in ids}


#: Host and form -> what its cells show, by case.
DEVIATIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("xlwings", LAST_ERROR): _SENTENCE,
    ("vba", LAST_ERROR): _SENTENCE,
    ("office", LAST_ERROR): _SENTENCE,
    ("calc", LAST_ERROR): _SENTENCE,
    ("vba", UNEVEN): _AS_TALL,
    ("calc", UNEVEN): _AS_TALL,
    ("office", EMPTY_END): _shorter(
        "AR_BUCKET empty: rows of a column",
        "AR_COLLECTIBLE empty: a hole among accounts",
        "AR_PENALTY empty: rows of columns",
        "AR_PRIORITY empty: a hole among accounts",
        "AR_PRIORITY_REASONS empty: a hole among accounts",
    ),
    ("calc", ERROR_IN_RANGE): _REFUSED,
    ("calc", ERROR_CELL): _PASSED_ON,
    ("calc", EMPTY_CELL): _ZEROS,
    ("calc", BOOLEAN): {
        "AR_DUE_DATE bad: a boolean date": NUM,  # day 1
        "AR_PENALTY bad: a boolean amount": interest(1, (60, "12.15"), (63, "12.40")),  # of one euro
    },
}


def expected_in(host: str, case: Case) -> Any:
    """What a host's cells show for a case."""
    own = (shown for (name, _), shown in DEVIATIONS.items() if name == host)
    return next((shown[case.id] for shown in own if case.id in shown), case.expected)
