"""One account as a clerk reads it at a terminal, in French or English."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receivables.account_fields import ACCOUNT_FIELDS
from receivables.followup.disputes import DISPUTE_STATES, SUSPECTS
from receivables.followup.events import EVENT_KINDS
from receivables.followup.plans import PLAN_STATES
from receivables.followup.promises import STATES
from server.console import one_line

_STATES = {"promise": STATES, "plan": PLAN_STATES, "dispute": DISPUTE_STATES}
_RESULT_COLUMNS = ("result", "working days", "next action", "owner", "reminders stop")
_WORDS = {
    "owes": ("{account} : {total} {currency} ouverts, {collectible} à recouvrer au {as_of}",
             "{account}: {total} {currency} open, {collectible} to collect on {as_of}"),
    "nothing": ("Rien de noté.", "Nothing noted."),
    "suspect": ("peut-être en litige : {number} ({open}), {why}", "perhaps disputed: {number} ({open}), {why}"),
}  # fmt: skip


def added(console: Console, result: dict[str, Any]) -> None:
    """What was noted."""
    one = result["event"]
    console.print(f"[bold]{escape(one['label'])}[/] of {escape(one_line(result['account']))} noted ({one['id']}).")
    if one.get("confirmation"):
        console.print(escape(one["confirmation"]["text"]))


def merged(console: Console, result: dict[str, Any]) -> None:
    """What became one, and what waits for a person."""
    console.print(escape(one_line("{account} is part of {into} now ({company}).".format(**result))))
    if result["conflicts"]:
        console.print(f"{result['conflicts']} fields had two values: they wait as conflicts, for a person to decide.")


def archived(console: Console, result: dict[str, Any]) -> None:
    """Where it is now."""
    what = "out of the workbooks" if result["is_archived"] else "in the workbooks again"
    console.print(escape(one_line(f"{result['account']} {result['name']} ({result['company']}) is {what}.")))


def account(console: Console, result: dict[str, Any], lang: str) -> None:
    """Position, fields, events, suspects."""
    place = int(lang == "en")
    console.print(f"[bold]{escape(one_line(' '.join((result['account'], result['name']))))}[/]")
    for row in result["position"]:
        console.print(escape(_WORDS["owes"][place].format(**row, as_of=result["as_of"])))
    for key, value in result["fields"].items():
        if value:
            one = ACCOUNT_FIELDS[key]
            label = one.label_en if place else one.label_fr
            console.print(escape(one_line(f"  {label}: {one.shown(value, lang)}")))
    for event in result["events"]:
        console.print(escape(one_line(f"  {event['day']}  {_event(event, lang)}")))
    if not result["events"]:
        console.print(_WORDS["nothing"][place])
    for row in result["suspects"]:
        text = _WORDS["suspect"][place].format(**row, why=SUSPECTS[row["kind"]][place])
        console.print(escape(one_line(text)))


def _event(event: dict[str, Any], lang: str) -> str:
    place, kind = int(lang == "en"), EVENT_KINDS[event["kind"]]
    told = ", ".join(
        f"{field.label_en if place else field.label_fr} {field.shown(event['data'][field.key], lang)}"
        for field in kind.fields
        if field.key in event["data"]
    )
    state = _STATES.get(event["kind"], {}).get(event["state"])
    return f"{event['label']} ({event['who']}): {told}" + (f" [{state[place]}]" if state else "")


def call_results(console: Console, result: dict[str, Any]) -> None:
    """The table of what follows each result of a call, after what a load has changed."""
    for one in result.get("changed", []):
        console.print(escape(one_line("{result}, {field}: {before} → {now}".format(**one))))
    table = Table(*_RESULT_COLUMNS, title=f"Call results, version {result['version']} (0: the program's)")
    for row in result["results"]:
        days = "" if row["next_days"] is None else str(row["next_days"])
        cells = (row["label"], days, row["next_action"], row["owner"], row["stop_label"])
        table.add_row(*(escape(one_line(cell)) for cell in cells))
    console.print(table)
