"""The summary of an import as a page shows it, whatever kind of file it was."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

_MOST_PROBLEMS, _MOST_CONTROLS = 200, 200
_FACTS = ("as_of", "rows", "accounts", "customers", "open_items", "completeness", "first_month", "last_month")


def shown_imports(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each result with what there is of it: counts, facts, sums by currency, control lines, problems by row."""
    return [_shown(one) for one in results]


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    problems = one.get("problems", ())
    return {
        "file": one.get("file", ""), "kind": one["kind"], "companies": one.get("companies") or [],
        "counted": "items" if "closed" in one.get("changed", ()) else "rows",
        "changed": list(one.get("changed", {}).items()),
        "facts": [(f"fact.{name}", one[name]) for name in _FACTS if one.get(name) not in (None, "")]
        + [(f"fact.{name}", one[name]) for name in ("settled_cause_unknown",) if one.get(name)],
        "sums": one.get("by_currency", {}), "control": [_tied(row) for row in one.get("control", ())][:_MOST_CONTROLS],
        "problems": problems[:_MOST_PROBLEMS], "problem_count": len(problems), "mapping": one.get("mapping", {}),
        "orphans": one.get("attached_to_vanished", ()),
    }  # fmt: skip


def _tied(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "ties": row["difference"] is not None and Decimal(row["difference"]) == 0}
