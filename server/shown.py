"""Results worded for people at a terminal."""

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from server.console import one_line

_MOST_ROWS = 40
_MOST_PROBLEMS = 10


def imports(console: Console, result: dict[str, Any]) -> None:
    """One paragraph a file: what was read, what it ties to, what is doubtful."""
    for one in result.get("imports", [result]):
        {"customers": _customers, "sales": _sales, "followup": _followup}.get(one["kind"], _ledger)(console, one)
        _problems(console, one["problems"])


def _ledger(console: Console, one: dict[str, Any]) -> None:
    console.print(
        f"[bold]{escape(one['file'])}[/] ({one['kind']}, company {escape(', '.join(one['companies']))}): "
        f"as of {one['as_of']}, {one['rows']} rows, {one['accounts']} accounts, {one['open_items']} open items."
    )
    for code, sums in one["by_currency"].items():
        console.print(
            f"  Open: {sums['total_open']} {code} (owed {sums['debit_balances']}, credit {sums['credit_balances']})."
        )
    control(console, one["control"])
    changed = one["changed"]
    console.print(
        f"  Items: {changed['new']} new, {changed['closed']} closed, {changed['amended']} amended, "
        f"{changed['unchanged']} unchanged."
    )
    if one["settled_cause_unknown"]:
        console.print(
            f"  {one['settled_cause_unknown']} items are gone from the list: settled between two dates, cause unknown."
        )
    if one["mapping"]:
        pairs = ", ".join(f"{field} = {column}" for field, column in one["mapping"].items())
        console.print(f"  Columns: {escape(pairs)} (correct them with --map field=column).")
    for note in one["attached_to_vanished"]:
        console.print(
            f"  [yellow]The item {escape(note['number'])} of {escape(note['account'])} is gone; its note:[/] "
            f"{escape(note['text'])}"
        )


def _followup(console: Console, one: dict[str, Any]) -> None:
    events = ", ".join(f"{count} {kind}" for kind, count in one["events"].items()) or "none"
    console.print(
        f"[bold]{escape(one['file'])}[/] (follow-up of {escape(', '.join(one['companies']))}): {one['rows']} rows, "
        f"{one['changed']['new']} new events ({events}), {one['changed']['unchanged']} known already, "
        f"{len(one['unknown'])} rows of unknown accounts or invoices."
    )


def _customers(console: Console, one: dict[str, Any]) -> None:
    changed = one["changed"]
    console.print(
        f"[bold]{escape(one['file'])}[/] (customers of {escape(', '.join(one['companies']))}): {changed['new']} new, "
        f"{changed['amended']} amended, {changed['unchanged']} unchanged; completeness {one['completeness']} %, "
        f"{len(one['missing'])} customers lack something."
    )


def _sales(console: Console, one: dict[str, Any]) -> None:
    changed = one["changed"]
    console.print(
        f"[bold]{escape(one['file'])}[/] (sales of {escape(one['company'])}): {one['first_month']} to "
        f"{one['last_month']}, {changed['new']} months new, {changed['amended']} amended, "
        f"{changed['unchanged']} unchanged."
    )


def _problems(console: Console, problems: list[dict[str, Any]]) -> None:
    for problem in problems[:_MOST_PROBLEMS]:
        console.print(f"  [yellow]![/] {escape(one_line(problem['message']))}")
    if len(problems) > _MOST_PROBLEMS:
        console.print(f"  [yellow]![/] and {len(problems) - _MOST_PROBLEMS} more problems (all of them with --json).")


def control(console: Console, rows: list[dict[str, Any]]) -> None:
    """The control lines: ledger, open items, difference."""
    for row in rows:
        if row["difference"] is None:
            console.print(
                f"  Control {escape(row['company'])} {row['collective']}: open {row['open_total']} {row['currency']}, "
                "no total printed by the list."
            )
            continue
        mark = "[green]ties[/]" if Decimal(row["difference"]) == 0 else "[red bold]DIFFERS[/]"
        console.print(
            f"  Control {escape(row['company'])} {row['collective']}: ledger {row['ledger_balance']}, open "
            f"{row['open_total']}, difference {row['difference']} {row['currency']}: {mark}."
        )


def aged_balance(console: Console, result: dict[str, Any]) -> None:
    """The balance as a table, the largest accounts first where it is long."""
    for part in result.get("by_currency", {"": result}).values():
        columns = [*part["buckets"], "age_unknown", "unallocated", "total", "collectible"]
        table = Table(title=f"Aged balance at {result['as_of']}, {part['currency']}")
        for name in ("account", "name"):
            table.add_column(name)
        for name in columns:
            table.add_column(name, justify="right")
        rows = sorted(part["accounts"], key=lambda row: -abs(Decimal(row["total"])))
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
    console.print(
        f"The import of {escape(result['undone'])} was taken back" + (f"; {back} is in force again." if back else ".")
    )
    if "events" in result:
        events = result["events"]
        kept = f"; {events['kept']} corrected since stay as they are" if events["kept"] else ""
        console.print(f"Events cancelled: {events['cancelled']}{kept}.")


def anomalies(console: Console, result: dict[str, Any]) -> None:
    """Counts by code, then the sentences."""
    rows = result["anomalies"]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["code"]] = counts.get(row["code"], 0) + 1
    for code, count in counts.items():
        console.print(f"[bold]{code}[/]: {count}")
        for row in [row for row in rows if row["code"] == code][:3]:
            console.print(f"  {escape(row['sentence'])}")
        if count > 3:
            console.print(f"  and {count - 3} more (all of them with --json).")
    if not rows:
        console.print("Nothing doubtful was found.")


def workbook(console: Console, result: dict[str, Any]) -> None:
    """Where the workbook is and what it ties to."""
    console.print(
        f"[bold]{escape(result['workbook'])}[/]: {result['accounts']} accounts, {result['open_items']} open items "
        f"at {result['as_of']}, {result['anomalies']} doubts named, {result['proposals']} matches proposed."
    )
    control(console, result["control"])


def shared_workbook(console: Console, result: dict[str, Any]) -> None:
    """Where the workbook is, and whose accounts it holds."""
    console.print(f"[bold]{escape(result['workbook'])}[/]: {result['accounts']} accounts at {result['as_of']}.")
    control(console, result["control"])


def refreshed(console: Console, result: dict[str, Any]) -> None:
    """Which sheets were brought up to date, and to what they tie."""
    console.print(f"As of {result['as_of']}: {escape(', '.join(result['sheets']))}.")
    control(console, result["control"])


def closed(console: Console, result: dict[str, Any]) -> None:
    """The bridge of the month and what was booked into it since."""
    for one in result["companies"]:
        verb = "is closed" if one["is_new"] else f"was closed on {one['closed_at'][:10]}"
        console.print(
            f"[bold]{result['month']}[/] of {escape(one['company'])} {verb}: "
            + ", ".join(f"{total} {code}" for code, total in one["frozen"].items())
            + "."
        )
        for line in one["bridge"]:
            late = (
                "" if Decimal(line["backdated"]) == 0 else f" + back-dated since the close before {line['backdated']}"
            )
            console.print(
                f"  {line['opening']}{late} + billed {line['billed']} - cash {line['cash']} - credit notes "
                f"{line['credit_notes']} - losses {line['losses']} + other {line['other']} = "
                f"{line['closing']} {line['currency']}"
            )
        for row in one["backdated"]:
            console.print(
                f"  [yellow]Back-dated:[/] {escape(row['account'])} {escape(row['number'])} was {row['frozen']}, "
                f"is now {row['now']} {row['currency']}."
            )


def customers(console: Console, result: dict[str, Any]) -> None:
    """How complete the customers are."""
    rows = result["customers"]
    console.print(f"{len(rows)} customers, completeness {result['completeness']} %.")
    for row in sorted(rows, key=lambda row: row["score"])[:_MOST_PROBLEMS]:
        if row["missing"]:
            console.print(f"  {escape(row['account'])} {escape(row['name'])}: lacks {', '.join(row['missing'])}.")


def noted(console: Console, result: dict[str, Any]) -> None:
    """What the note is attached to."""
    console.print(f"Noted on {escape(result['number'])} of {escape(result['account'])}: {escape(result['text'])}")


def scope(console: Console, result: dict[str, Any]) -> None:
    """The table of collective accounts."""
    for row in result["scope"]:
        console.print(f"  {row['prefix']:<6} {row['treatment']:<6} {escape(row['label_en'])}")


def demo(console: Console, result: dict[str, Any]) -> None:
    """The five figures that matter and what to do next."""
    whose = "A group of two invented companies"
    if result["company"] is not None:
        whose = f"{escape(result['company'])}, one of two invented companies,"
    console.print(f"{whose} at {result['as_of']}: {result['accounts']} accounts, {result['open_items']} open items.\n")
    for name in (
        "receivable",
        "overdue",
        "overdue_more_than_90_days",
        "unallocated",
        "largest_difference_to_the_ledger",
    ):
        console.print(f"  {name.replace('_', ' ').capitalize():<34}{result[name]:>16} EUR")
    console.print(
        f"\nNext: open [bold]{escape(result['workbook'])}[/] in your spreadsheet; then import your own ledger:\n"
        "  relance import 123456789FEC20261231.txt\n  relance workbook balance.xlsx"
    )
