"""`relance worker`: proposals made when they are due, approved messages sent, books closed; as many as one likes."""

import click

from server import campaigns_shown
from server.campaigns.sending.one_run import LEDGERS, transport_of
from server.campaigns.sending.turns import NoServer, Turns
from server.campaigns.sending.worker import TICK_S, begin, forever
from server.campaigns.settings.environment import environment_of
from server.commands.options import for_all_option
from server.configuration import mail_server
from server.console import Settings, answer, command

_EVERY = click.IntRange(1, 3600)


@click.command("worker")
@click.option("--once", "is_once", is_flag=True, help="Take one turn and end, as a scheduled task does.")
@click.option("--every", "every_s", type=_EVERY, default=TICK_S, show_default=True, help="Seconds between two turns.")
@click.option("--smtp", "smtp_url", envvar="RELANCE_SMTP_URL", default="", metavar="URL", help="The mail server.")
@click.option("--now", metavar="INSTANT", help="The present instant, in test homes (RELANCE_ENV=test).")
@for_all_option
@command()
def worker_command(settings: Settings, is_once: bool, every_s: int, smtp_url: str, now: str | None) -> None:
    """Make the proposals that are due and send what was approved, again and again. Without a mail server it proposes
    and writes letters only."""
    own, engine = environment_of(settings.home), settings.engine()
    clock = own.clock(now)
    server = mail_server(settings.home, smtp_url)
    transport = transport_of(server, None) if server.url else NoServer()
    ledger = begin(engine, settings.home / LEDGERS, clock())
    try:
        turns = Turns(engine, settings.home, own, clock, ledger, transport)
        if is_once:
            answer(settings, turns(), campaigns_shown.plain)
        else:
            forever(turns, every_s)
    finally:
        transport.close()
        ledger.close()
