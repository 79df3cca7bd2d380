"""Campaigns at a terminal."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from server.console import one_line

_MOST_ROWS = 60


def run(console: Console, result: dict[str, Any]) -> None:
    """What is proposed and why, what is not and why."""
    console.print(f"Campaign {result['run']} of {result['on']}: {result['state']}")
    for company, told in result["now"].items():
        stale = f", too old on {told['on']}: nothing leaves" if told["is_stale"] else ""
        days = f"last receipt posted {told['last_receipt'] or '?'}, books up to {told['last_day'] or '?'}"
        console.print(f"  {escape(company)}: {days}{stale}")
        if told["changed"]:
            console.print(f"  [yellow]![/] {escape(company)}: {escape(one_line(told['changed']))}")
        if result["freshness"][company]["needs_start_level"]:
            console.print(
                f"  [yellow]![/] First campaign of {escape(company)}: say what was sent before (campaign start)."
            )
    proposed = [
        {**row, "message": row["message"][:8], "reasons": " · ".join(row["reasons"])} for row in result["proposed"]
    ]
    _table(
        console, "Proposed", ("message", "account", "level", "channel", "amount", "currency", "reasons"), proposed
    )  # fmt: skip
    _table(console, "Stopped", ("account", "reason", "sentence"), result["stopped"])


def preview(console: Console, result: dict[str, Any]) -> None:
    """The files, and what keeps the message from leaving."""
    for path in result["files"]:
        console.print(escape(path))
    for sentence in result.get("sales", ()):
        console.print(escape(one_line(sentence)))
    for one in result["findings"]:
        console.print(f"[yellow]![/] {escape(one_line(one['sentence']))}")


def plain(console: Console, result: dict[str, Any]) -> None:
    """Names and values."""
    for name, value in result.items():
        console.print(f"{name}: {escape(one_line(str(value)))}")


def _table(console: Console, title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    table = Table(title=f"{title} ({len(rows)})", title_justify="left")
    for name in columns:
        table.add_column(name, justify="right" if name == "amount" else "left")
    for row in rows[:_MOST_ROWS]:
        table.add_row(*(escape(one_line(str(row[name]))) for name in columns))
    console.print(table)
    if len(rows) > _MOST_ROWS:
        console.print(f"… and {len(rows) - _MOST_ROWS} more (all with --json)")
