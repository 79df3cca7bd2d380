"""Results worded for people at a terminal."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_MOST_ROWS = 40
_MOST_PROBLEMS = 10


def imports(console: Console, result: dict[str, Any]) -> None:
    """One paragraph a file: what was read, what it ties to, what is doubtful."""
    for one in result.get("imports", [result]):
        _customers(console, one) if one["kind"] == "customers" else _ledger(console, one)
        _problems(console, one["problems"])


def _ledger(console: Console, one: dict[str, Any]) -> None:
    console.print(f"[bold]{escape(one['file'])}[/] ({one['kind']}, company {escape(one['company'])}, as of {one['as_of']}): "
                  f"{one['rows']} rows, {one['accounts']} accounts, {one['open_items']} open items.")
    for code, sums in one["by_currency"].items():
        console.print(f"  Open: {sums['total_open']} {code} (owed {sums['debit_balances']}, credit {sums['credit_balances']}).")
    control(console, one["control"])
    changed = one["changed"]
    console.print(f"  Items: {changed['new']} new, {changed['closed']} closed, {changed['amended']} amended, "
                  f"{changed['unchanged']} unchanged.")
    if one["settled_cause_unknown"]:
        console.print(f"  {one['settled_cause_unknown']} items are not in the list any more: settled between two dates, cause unknown.")
    if one["mapping"]:
        pairs = ", ".join(f"{field} = {column}" for field, column in one["mapping"].items())
        console.print(f"  Columns: {escape(pairs)} (correct them with --map field=column).")
    for note in one["attached_to_vanished"]:
        console.print(f"  [yellow]The item {escape(note['number'])} of {escape(note['account'])} is gone; its note was:[/] {escape(note['text'])}")


def _customers(console: Console, one: dict[str, Any]) -> None:
    changed = one["changed"]
    console.print(f"[bold]{escape(one['file'])}[/] (customers of {escape(one['company'])}): {changed['new']} new, "
                  f"{changed['amended']} amended, {changed['unchanged']} unchanged; completeness {one['completeness']} %, "
                  f"{len(one['missing'])} customers lack something.")


def _problems(console: Console, problems: list[dict[str, Any]]) -> None:
    for problem in problems[:_MOST_PROBLEMS]:
        console.print(f"  [yellow]![/] {escape(problem['message'])}")
    if len(problems) > _MOST_PROBLEMS:
        console.print(f"  [yellow]![/] and {len(problems) - _MOST_PROBLEMS} more problems (all of them with --json).")


def control(console: Console, rows: list[dict[str, Any]]) -> None:
    """The control lines: ledger, open items, difference."""
    for row in rows:
        if row["difference"] is None:
            console.print(f"  Control {escape(row['company'])} {row['collective']}: open {row['open_total']} {row['currency']}, "
                          "no total printed by the list.")
            continue
        mark = "[green]ties[/]" if float(row["difference"]) == 0 else "[red bold]DIFFERS[/]"
        console.print(f"  Control {escape(row['company'])} {row['collective']}: ledger {row['ledger_balance']}, open "
                      f"{row['open_total']}, difference {row['difference']} {row['currency']}: {mark}.")


def aged_balance(console: Console, result: dict[str, Any]) -> None:
    """The balance as a table, the largest accounts first where it is long."""
    for part in result.get("by_currency", {"": result}).values():
        columns = [*part["buckets"], "age_unknown", "unallocated", "total"]
        table = Table(title=f"Aged balance at {result['as_of']}, {part['currency']}")
        for name in ("account", "name"):
            table.add_column(name)
        for name in columns:
            table.add_column(name, justify="right")
        rows = sorted(part["accounts"], key=lambda row: -abs(float(row["total"])))
        for row in rows[:_MOST_ROWS]:
            table.add_row(escape(row["account"]), escape(row["name"]), *(row[name] for name in columns))
        if len(rows) > _MOST_ROWS:
            table.add_row("…", f"{len(rows) - _MOST_ROWS} more accounts (all of them with --csv or --json)")
        table.add_section()
        table.add_row("Total", "", *(part["total"][name] for name in columns))
        console.print(table)
    control(console, result["control"])
    share = result["matching"]["credits_matched_share"]
    if share is not None:
        console.print(f"  Credits matched: {share:.1%} ({result['matching']['view']} view).")


def open_items(console: Console, result: dict[str, Any]) -> None:
    """The items as a table."""
    table = Table(title=f"Open items at {result['as_of']}")
    names = ("account", "number", "kind", "document_date", "due_date", "due_origin", "open", "currency", "days_overdue")
    for name in names:
        table.add_column(name)
    for row in result["items"][:_MOST_ROWS]:
        table.add_row(*(escape(str(row[name] if row[name] is not None else "")) for name in names))
    console.print(table)
    if len(result["items"]) > _MOST_ROWS:
        console.print(f"  and {len(result['items']) - _MOST_ROWS} more (all of them with --json).")


def undone(console: Console, result: dict[str, Any]) -> None:
    """What was taken back and what is in force again."""
    back = ", ".join(escape(name) for name in result["restored"])
    console.print(f"The import of {escape(result['undone'])} was taken back" + (f"; {back} is in force again." if back else "."))
