"""Decisions on penalties, interruptions and insolvencies at a terminal."""

from typing import Any

from rich.console import Console
from rich.markup import escape

from receivables.late_payment.penalty_words import SENTENCES
from server.console import one_line


def decided(console: Console, result: dict[str, Any]) -> None:
    """What was noted."""
    console.print(f"{'Noted' if result['is_new'] else 'Known already'}: {_sentence(result)}")
    for code in result["warnings"]:
        console.print(f"[yellow]![/] {escape(SENTENCES[code])}")


def decisions(console: Console, result: dict[str, Any]) -> None:
    """All of them, one a line."""
    for row in result["decisions"]:
        console.print(_sentence(row))
    if not result["decisions"]:
        console.print("Nothing was decided on penalties yet.")


def withdrawn(console: Console, result: dict[str, Any]) -> None:
    """What no longer counts."""
    console.print(f"Taken back: {_sentence(result['withdrawn'])}")


def interruption(console: Console, result: dict[str, Any]) -> None:
    """From when the limitation runs anew."""
    what = "forgotten" if result["kind"] is None else f"noted ({result['kind']})"
    console.print(
        f"Interruption of {result['date']} {what} for {result['item']} of {escape(result['account'])}: "
        f"limitation on {result['limitation_date'] or 'a day unknown'}."
    )


def insolvency(console: Console, result: dict[str, Any]) -> None:
    """What is known of the customer now."""
    opened = result["opening_date"]
    what = "no insolvency" if opened is None else f"insolvency opened on {opened}"
    console.print(f"{escape(result['account'])} of {escape(result['company'])}: {what}.")


def _sentence(row: dict[str, Any]) -> str:
    amount = "all" if row["amount"] is None else f"{row['amount']} {row['currency']}"
    about = f"item {row['item']}" if row["item"] else f"the items due up to {row['date']}"
    return (
        f"number {row['id']}, {row['date']}: {row['kind']} {amount} of {about}, account {escape(row['account'])}, by "
        f"{escape(one_line(row['who']))}: {escape(one_line(row['why']))}"
    )
