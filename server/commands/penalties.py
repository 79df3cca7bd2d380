"""The command that counts the penalties of a whole store: relance penalties."""

import click

from server import penalties_shown, penalty_answers
from server.commands.options import account_option, as_of_option, company_option, day_of, day_since, matching_option
from server.console import Settings, answer, command, end, progress
from server.penalties import PenaltyQuestion, penalty_report
from server.store.database import reading

_MOST_ITEMS = 1_000


@click.command("penalties")
@as_of_option
@account_option
@click.option("--paid-since", metavar="DATE", help="Count what was paid late since that day too.")
@matching_option
@company_option
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=_MOST_ITEMS,
    show_default=True,
    help="Items told with their lines, the dearest first (0: all); the sums hold all of them.",
)
@command("the figures bear a warning")
def penalties_command(
    settings: Settings,
    as_of: str | None,
    account: str | None,
    paid_since: str | None,
    matching: str,
    company: str | None,
    limit: int,
) -> None:
    """What late customers owe: interest and fixed compensation, by account and item, each line to be redone by hand."""
    question = PenaltyQuestion(day_of(as_of), matching, company, account, day_since(paid_since), limit or None)
    with progress(settings, "Counting…"), reading(settings.engine()) as connection:
        report = penalty_report(connection, question)
    answer(settings, penalty_answers.penalties(report), penalties_shown.penalties)
    end(settings, len(report.warnings))
