"""Mails and letters rendered a little ahead of whoever hands them over, on all cores.

Rendering is the slow part of a run and needs nothing but the frozen content, so it is done in other processes while
this one talks to the mail server. Nothing of the result depends on it: what is not ready is rendered here.
"""

import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

#: A function of a module and its arguments; both must be picklable.
Job = tuple[Callable[..., Any], tuple[Any, ...]]
#: Fewer than these are rendered sooner than processes are started.
LEAST = 40
_AHEAD = 8
LOG = logging.getLogger(__name__)


class Ahead:
    """Results by key. queue: the keys in the order they will most likely be asked for."""

    def __init__(self, queue: Iterable[str], job_of: Callable[[str], Job], processes: int | None = None) -> None:
        """job_of: what to do for a key; an error of it is met when its key is asked for. processes: all cores."""
        self._queue, self._job_of = deque(queue), job_of
        self._futures: dict[str, Future[Any]] = {}
        self._count = (os.cpu_count() or 1) if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None
        if self._count > 1 and len(self._queue) >= LEAST:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=spawn)

    def take(self, key: str) -> Any:
        """The result for a key; once. Raises whatever the job raises."""
        self._fill()
        future = self._futures.pop(key, None)
        if future is not None:
            try:
                return future.result()
            except BrokenProcessPool:  # a process was killed: go on without
                self.close()
        work, arguments = self._job_of(key)
        return work(*arguments)

    def close(self) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool, self._futures = None, {}
        self._queue.clear()

    def _fill(self) -> None:
        while self._pool is not None and self._queue and len(self._futures) < self._count * _AHEAD:
            key = self._queue.popleft()
            try:
                work, arguments = self._job_of(key)
                self._futures[key] = self._pool.submit(work, *arguments)
            except BrokenProcessPool:
                self.close()
            except Exception:  # met again, and told, when the key is asked for
                LOG.debug("%s is not rendered ahead", key, exc_info=True)
