"""`relance campaign bounces` and `ledgers`: mail that came back; what the send ledgers know after a restore."""

from pathlib import Path

import click

from server import campaigns_shown
from server.campaigns.outcomes.returned import read_returned
from server.campaigns.sending.one_run import LEDGERS
from server.campaigns.sending.recovery import known_ledgers, read_ledgers, with_kin
from server.changes import anchor_head
from server.clock import instant
from server.commands.campaign import environment
from server.commands.options import FILE, for_all_option
from server.commands.shared import anchors_of, changing, operator
from server.console import Settings, answer, command
from server.store.database import sharing
from server.store.sync import locked_clock

_now = click.option("--now", metavar="INSTANT", help="The present instant, in test homes (RELANCE_ENV=test).")


@click.command("bounces")
@click.argument("paths", nargs=-1, required=True, type=FILE)
@_now
@for_all_option
@command()
def bounces_command(settings: Settings, paths: tuple[Path, ...], now: str | None) -> None:
    """Read mail that came back (.eml files, or folders of them): addresses that are no good are suspended, and a note
    of their account says so. A file may be read again."""
    at = environment(settings).clock(now)()
    with changing(settings) as connection:
        result = read_returned(connection, paths, at, operator())
    answer(settings, result, campaigns_shown.plain)


@click.command("ledgers")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--waive", "waived", multiple=True, metavar="WORKER", help="Go on without the ledger of this worker.")
@_now
@for_all_option
@command()
def ledgers_command(settings: Settings, files: tuple[Path, ...], waived: tuple[str, ...], now: str | None) -> None:
    """After a restore: read the send ledgers (those of this home, and FILES or folders of other machines), so that
    nothing is sent twice. Campaigns go on once those of all known workers were read or waived."""
    at, engine = environment(settings).clock(now)(), settings.engine()
    with sharing(engine) as connection:
        server = locked_clock(connection).server
    own = known_ledgers(settings.home / LEDGERS, server)
    result = read_ledgers(engine, dict.fromkeys([*own, *with_kin(files, server)]), at, operator(), waived)
    anchor_head(engine, anchors_of(settings), instant())
    answer(settings, result, campaigns_shown.plain)
