"""A process of its own, held to 512 MiB and 10 s for each file, that synchronises workbooks with nobody.

`python -m tests.shared_worker`: a path on each line of standard input; for each, how it ended: `done` or the sentence
of the refusal. It dies where a file takes more memory or time, or meets a fault of ours: so the test sees it.
"""

import resource
import signal
import sys
from pathlib import Path

from addin.shared_file import SharedFile
from addin.shared_state import Json
from addin.synchronise import synchronise
from receivables.errors import ReceivablesError

MOST_KIB, MOST_SECONDS = 512 * 1024, 10


class Nobody:
    """A server that knows three accounts and takes everything."""

    def pull(self, cursor: int, epoch: str, workbook: str) -> Json:
        """All there is."""
        accounts = [[f"uid-C{place}", "ACME", f"C{place}", "x"] for place in range(3)] if not cursor else []
        return {
            "status": "ok", "server": "s", "epoch": "e", "restored_from": 0, "cursor": 1, "more": False,
            "accounts": accounts, "cells": [["uid-C1", "owner", "=1+1", 1]], "events": [], "conflicts": [], "gone": [],
        }  # fmt: skip

    def push(self, batch: Json) -> Json:
        """Everything is taken."""
        results = [{"op": one["op"], "r": "ok", "ver": 9, "value": one["new"]} for one in batch["edits"]]
        events = [{"id": one["id"], "r": "ok", "seq": 9} for one in batch["events"]]
        return {"status": "done", "results": results, "events": events}


def ended(path: Path) -> str:
    """What came of one file."""
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)  # of work: a busy machine is no fault of the file
    try:
        synchronise(SharedFile(path), Nobody())
    except ReceivablesError as error:
        return " ".join(str(error).split())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "done"


def _too_long(*_: object) -> None:
    sys.exit(f"over {MOST_SECONDS} s")


def _peak_kib() -> int:
    """The most memory this process ever took. What getrusage says on Linux counts the process that started it too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Until the input ends."""
    signal.signal(signal.SIGPROF, _too_long)
    for line in sys.stdin:
        told = ended(Path(line.strip()))
        used = _peak_kib()
        if used > MOST_KIB:
            sys.exit(f"{line.strip()} took {used // 1024} MiB")
        print(told.encode("unicode_escape").decode(), flush=True)


if __name__ == "__main__":
    main()
