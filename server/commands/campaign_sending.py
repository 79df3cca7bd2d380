"""`relance campaign approve`, `run`, `resolve`: what leaves, and what came of it."""

from pathlib import Path
from typing import Any

import click

from receivables.days import iso, parse_day
from receivables.dunning.words import reason_word
from server import campaigns_shown
from server.campaigns.approval.approving import approve
from server.campaigns.approval.freezing import contents_ahead, freezer
from server.campaigns.approval.rechecks import Rechecks
from server.campaigns.approval.ticks_file import read_ticks
from server.campaigns.outcomes import acts
from server.campaigns.outcomes.saying import say
from server.campaigns.proposal.details import payers_of
from server.campaigns.proposal.runs import the_message
from server.campaigns.sending import one_run
from server.campaigns.sending.worker import tell_ledger
from server.campaigns.settings.approvers import approver
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.commands.campaign import environment
from server.commands.options import FILE, for_all_option
from server.commands.shared import changing, operator
from server.configuration import mail_server
from server.console import Settings, answer, command, progress
from server.errors import UserError
from server.letters.proofs import joined, keep_proof
from server.rights import User

_now = click.option("--now", metavar="INSTANT", help="The present instant, in test homes (RELANCE_ENV=test).")
_run = click.argument("run", type=click.IntRange(1))


@click.command("approve")
@_run
@click.option("--only", multiple=True, metavar="ACCOUNT", help="The messages of this account only; may be repeated.")
@click.option("--from", "file", type=FILE, metavar="FILE.xlsx", help="Those ticked in a workbook's sheet Proposition.")
@click.option("--by", "who", required=True, metavar="USER", help="Who approves.")
@click.option("--size-is-right", "is_confirmed", is_flag=True, help="The run is larger or later than usual, and meant.")
@_now
@for_all_option
@command()
def approve_command(
    settings: Settings, run: int, only: tuple[str, ...], file: Path | None, who: str, is_confirmed: bool,
    now: str | None,
) -> None:  # fmt: skip
    """Freeze a proposal: what leaves is what is approved. Formal notices and hand-overs need a second person."""
    clock = environment(settings).clock(now)
    ticked = read_ticks(file, run) if file else []
    with progress(settings, "Freezing…"):
        ahead = contents_ahead(settings.engine(), run, only=only, messages=ticked)
        with changing(settings) as connection:
            freeze = freezer(connection, run, ahead)
            result = approve(
                connection, run, approver(connection, who, run), clock(), freeze,
                only=payers_of(connection, run, only), messages=ticked, is_size_confirmed=is_confirmed,
            )  # fmt: skip
    answer(settings, result, campaigns_shown.plain)


@click.command("run")
@_run
@click.option("--drafts", type=FILE, metavar="DIR", help="Write .eml files instead of sending.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would happen; send nothing.")
@click.option("--smtp", "smtp_url", envvar="RELANCE_SMTP_URL", default="", metavar="URL", help="The mail server.")
@_now
@for_all_option
@command()
def run_command(
    settings: Settings, run: int, drafts: Path | None, is_dry: bool, smtp_url: str, now: str | None
) -> None:  # fmt: skip
    """Send what was approved until nothing may leave now; the books of the run."""
    own = environment(settings)
    clock, engine = own.clock(now), settings.engine()
    with progress(settings, "Sending…"):
        if is_dry:
            result = one_run.tried(engine, run, clock)
        else:
            server = mail_server(settings.home, smtp_url)
            result = one_run.run(engine, settings.home, run, own, clock, server=server, drafts=drafts)
    answer(settings, result, campaigns_shown.plain)


@click.command("resolve")
@click.argument("message")
@click.option("--sent", "is_sent", flag_value=True, default=None, help="An uncertain message did leave.")
@click.option("--not-sent", "is_sent", flag_value=False, help="It did not: it is queued again.")
@click.option("--evidence", default="", metavar="TEXT", help="How that is known.")
@click.option("--posted", metavar="NUMBER", help="A letter was posted (registered: its number).")
@click.option("--presented", metavar="DATE", help="The post presented it that day.")
@click.option("--received", "outcome", flag_value=acts.RECEIVED, default=None, help="It was received (--on).")
@click.option("--unclaimed", "outcome", flag_value=acts.UNCLAIMED, help="Nobody fetched it (--on).")
@click.option("--unknown-address", "outcome", flag_value=acts.UNKNOWN_ADDRESS, help="Nobody known there (--on).")
@click.option("--proof", type=FILE, metavar="FILE", help="The scanned slip (PDF, PNG, JPEG), kept with its sha256.")
@click.option("--called", metavar="TEXT", help="The call was made; what came of it.")
@click.option("--drop", metavar="WHY", help="It shall not leave.")
@click.option("--on", "day", metavar="DATE", help="The day of it, such as 2026-11-24, or today.")
@click.option("--by", "who", metavar="NAME", help="Who says so (default: the user of the machine).")
@_now
@for_all_option
@command()
def resolve_command(settings: Settings, message: str, who: str | None, now: str | None, **told: Any) -> None:
    """Say what became of a message: a doubt settled, a letter posted or presented, a call made."""
    at = environment(settings).clock(now)()
    said, texts = _said(told)
    with changing(settings) as connection:
        one = the_message(connection, message)
        today = local_day(load_sending(connection).window, at)
        texts["on"] = _said_day(told["presented"] or told["day"], today)
        if told["proof"] is not None:
            texts["evidence"] = _with_proof(settings.home / one_run.LETTERS, one.id, said, told)
        by = User(who or operator(), "manager")
        reason = Rechecks(lambda: today)(connection, one) if said == "posted" else None
        result = {"message": one.id, "state": say(connection, one.id, said, by, at, **texts).state}
    if reason:
        result["warning"] = (
            f"It should not have left ({reason_word(reason, 'en')}): call it back, or tell the customer."
        )
    tell_ledger(settings.engine(), settings.home / one_run.LEDGERS, at)
    answer(settings, result, campaigns_shown.plain)


def _with_proof(letters: Path, message: str, said: str, told: dict[str, Any]) -> str:
    """The evidence with the file kept as proof of a letter. Raises UserError."""
    if said not in ("posted", "presented", *acts.OUTCOMES):
        raise UserError("--proof goes with --posted, --presented, --received, --unclaimed or --unknown-address.")
    return joined(told["evidence"], keep_proof(letters, message, told["proof"]))


def _said(told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The one thing that was said, in the words of `saying.say`, and what goes with it. Raises UserError."""
    evidence = {"evidence": told["evidence"]}
    found: list[tuple[str, dict[str, str]]] = []
    if told["is_sent"] is not None:
        found.append(("sent" if told["is_sent"] else "not_sent", evidence))
    if told["posted"] is not None:
        found.append(("posted", {**evidence, "number": told["posted"]}))
    if told["presented"] is not None or told["outcome"]:
        found.append((told["outcome"] or "presented", evidence))
    found += [(name, {"evidence": told[name]}) for name in ("called", "drop") if told[name] is not None]
    if len(found) != 1:
        raise UserError(
            "Say one thing that became of it: --sent, --not-sent, --posted, --presented, --received, --unclaimed, "
            "--unknown-address, --called or --drop."
        )
    return found[0]


def _said_day(text: str | None, today: int) -> str:
    """The day something happened as a text, today unless told. Raises UserError for a day to come."""
    day = today if text is None or text.strip() == "today" else parse_day(text)
    if day > today:
        raise UserError(f"{iso(day)} is still to come: say what happened once it has.")
    return iso(day) or ""
