"""Options several commands share, and what their texts mean."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from receivables import aging
from receivables.days import day_number, parse_day
from receivables.matching import LEDGER, VIEWS
from server.errors import UserError

FILE = click.Path(path_type=Path)
as_of_option = click.option(
    "--as-of", metavar="DATE", help="Day, such as 2026-10-31, or today (default: last day covered)."
)
company_option = click.option("--company", metavar="NAME", help="One company only.")
for_all_option = click.option(
    "--company", metavar="NAME", expose_value=False, help="What is told or changed is one for all companies, NAME too."
)
creditor_option = click.option("--company", metavar="NAME", help="The creditor, named at the head.")
account_option = click.option("--account", metavar="NUMBER", help="One account only.")
collective_option = click.option("--collective", metavar="411", help="One collective account only.")
buckets_option = click.option("--buckets", metavar="DAYS", help="Last day of each band, such as 30,60,90.")
matching_option = click.option(
    "--matching",
    type=click.Choice(VIEWS),
    default=LEDGER,
    show_default=True,
    help="Trust the ledger's letters, or propose matches too.",
)


def language_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--lang`: English at the terminal, French in workbooks, unless told otherwise."""
    return click.option("--lang", type=click.Choice(["fr", "en"]), default=default, show_default=True)


def day_of(text: str | None) -> int | None:
    """`--as-of`: a date, `today`, or None for the last day covered."""
    if text is None:
        return None
    if not text.strip():
        raise UserError("--as-of needs a day, such as 2026-10-31, or today.")
    return day_number(dt.date.today()) if text == "today" else parse_day(text)


def day_since(text: str | None) -> int | None:
    """`--paid-since`: a date, `today`, or None where it is not told."""
    if text is not None and not text.strip():
        raise UserError("--paid-since needs a day, such as 2026-01-01.")
    return day_of(text)


def edges_of(text: str | None) -> tuple[int, ...]:
    """`--buckets`: rising numbers of days. Raises UserError."""
    if text is None:
        return aging.DEFAULT_EDGES
    try:
        edges = tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise UserError(
            f"--buckets {text} is not understood; write rising numbers of days such as 30,60,90."
        ) from error
    aging.bucket_names(edges)
    return edges
