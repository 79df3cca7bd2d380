"""One sending process: python -m tests.campaign_process HOME DATABASE_URL PORT; works until nothing is left to do."""

import os
import sys
import time
from pathlib import Path

from server.campaigns.sending.process import Sending
from server.campaigns.sending.sender import release, send_all
from server.campaigns.settings.sending_settings import SendingSettings
from server.store.campaign_sending import held_tokens, sendable
from server.store.database import is_trouble, open_engine, reading
from server.transports.port import ChannelError
from server.transports.smtp import SmtpServer, SmtpTransport
from tests.campaign_world import sending

_LATER = "2026-11-24T14:00:00Z"
#: Caps have tests of their own.
_SETTINGS = SendingSettings(per_minute=1_000_000, per_day=1_000_000, per_domain_day=1_000_000)
_IDLE = 40


def main() -> None:
    """Send, with leases of a second, until there was nothing to do for two."""
    home, url, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    engine = open_engine(home, url)
    channel = SmtpTransport(SmtpServer("127.0.0.1", port, "none"), answer_s=5)
    one = sending(engine, home / "ledgers", channel, at=_LATER, lease_ms=600, answer_ms=1_200, settings=_SETTINGS)
    (home / f"{os.getpid()}.name").write_text(one.ledger.name)
    idle = 0
    while idle < _IDLE:
        idle = 0 if _works(one) else idle + 1
        time.sleep(0.05)


def _works(one: Sending) -> bool:
    """Whether there was, or may soon be, something to do."""
    try:
        release(one)
        ends = send_all(one)
        with reading(one.engine) as connection:
            return bool(ends or sendable(connection) or held_tokens(connection))
    except ChannelError:
        return True
    except Exception as error:
        if not is_trouble(error):
            raise
        return True


if __name__ == "__main__":
    main()
