"""How often somebody may ask: token buckets in memory, one for each token and each address."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """`burst` requests at once, then `per_second`."""

    burst: float
    per_second: float


#: A workbook asks twice in a sync; these stop a program that runs wild, not an office behind one address. A token
#: cannot be guessed (256 bits): a wrong one is answered 401 as often as any request of its address.
OF_TOKEN = Limit(2_000, 200.0)
OF_ADDRESS = Limit(5_000, 500.0)
#: Passwords tried, of one address or for one name.
OF_PASSWORD = Limit(10, 0.1)


class Buckets:
    """Counts by key; the keys longest unasked are forgotten."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic, most_keys: int = 10_000) -> None:
        self._limit, self._clock, self._most = limit, clock, most_keys
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str, cost: float = 1.0) -> float:
        """Take from the bucket of a key: 0 where there was enough, else the seconds until there is (none taken)."""
        now = self._clock()
        with self._lock:
            left, then = self._held.pop(key, (self._limit.burst, now))
            left = min(self._limit.burst, left + (now - then) * self._limit.per_second)
            is_enough = left >= cost
            self._held[key] = (left - cost if is_enough else left, now)
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return 0.0 if is_enough else (cost - left) / self._limit.per_second
