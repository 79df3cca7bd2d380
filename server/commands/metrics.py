"""The command that prints the metrics of the receivables: relance metrics."""

import click

from server import metrics_shown
from server.commands.options import as_of_option, company_option, day_of, language_option, matching_option
from server.console import Settings, answer, command, progress
from server.metrics import metrics
from server.reports import Question
from server.store.database import reading


@click.command("metrics")
@as_of_option
@matching_option
@company_option
@language_option("en")
@command()
def metrics_command(settings: Settings, as_of: str | None, matching: str, company: str | None, lang: str) -> None:
    """DSO, delays, collection effectiveness, concentration: each with its definition; their trend over closes."""
    question = Question(day_of(as_of), view=matching, company=company)
    with progress(settings, "Measuring…"), reading(settings.engine()) as connection:
        result = metrics(connection, question, lang)
    answer(settings, result, metrics_shown.metrics_in(lang))
