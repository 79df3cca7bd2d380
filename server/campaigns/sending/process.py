"""What a process sends with."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine

from server.campaigns.sending.ledger import Ledger
from server.campaigns.settings.sending_settings import SendingSettings
from server.store.campaign_messages import Message
from server.transports.port import Mail, Transport

Recheck = Callable[[Connection, Message], str | None]


@dataclass(frozen=True)
class Sending:
    """What a process sends with. render: the mail of a message as approved; it may raise, then that message fails
    recheck: why a message must not leave after all (a reason), None where it may; called with the accounts locked
    prepare: called before, with nothing locked, for a recheck that is quicker then
    clock: the present instant | may_receive: whether mail to an address may leave this home
    lease_ms: a claim's; answer_ms: how long the answer to a content may take, and then some"""

    engine: Engine
    ledger: Ledger
    transport: Transport
    render: Callable[[Message], Mail]
    recheck: Recheck
    clock: Callable[[], str]
    settings: SendingSettings = field(default_factory=SendingSettings)
    may_receive: Callable[[str], bool] = lambda _: True
    lease_ms: int = 120_000
    answer_ms: int = 900_000
    sleep: Callable[[float], None] = time.sleep
    prepare: Callable[[Connection, Message], None] = lambda *_: None
