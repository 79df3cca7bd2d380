"""What a plain run leaves out: of the costly tests of a folder all but a part. `.ci/run` leaves out none.

Costly are the second database, LibreOffice, the browser, and what is marked `costly`; in tests/integration and
tests/e2e alone, for rules, laws and worked examples are always run whole.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

KINDS = ("postgresql", "libreoffice", "chromium", "costly")
FOLDERS = ("integration", "e2e")
#: The share of long runs (RELANCE_ENDURANCE) from which all costly tests are run.
WHOLE_SHARE = 0.1


def one_in(share: float) -> int:
    """Of how many costly tests one is run: all from WHOLE_SHARE on, one in 20 at a tenth of that."""
    return 1 if share >= WHOLE_SHARE else round(2 * WHOLE_SHARE / share)


def left_out(items: Iterable[pytest.Item], every: int, seed: int, named: Sequence[Path] = ()) -> list[pytest.Item]:
    """Of each folder's costly tests all but one of each `every` in a row; another seed runs others. None of a file that
    was named."""
    of_folder: dict[Path, list[pytest.Item]] = {}
    for item in items:
        if is_costly(item) and item.path not in named:
            of_folder.setdefault(item.path.parent, []).append(item)
    return [
        item
        for own in of_folder.values()
        for place, item in enumerate(own)
        # Another place in each row, lest it always be the same database of tests that take turns.
        if place % every != (seed + 3 * (place // every)) % every
    ]


def is_costly(item: pytest.Item) -> bool:
    """Whether it is of a costly kind, in a folder where that counts."""
    is_there = item.path.parent.name in FOLDERS
    return is_there and any(item.get_closest_marker(kind) for kind in KINDS)


def named_files(arguments: Sequence[str]) -> list[Path]:
    """Files that stand on the command line, whole or with a test of theirs."""
    paths = (Path(argument.partition("::")[0]) for argument in arguments)
    return [path.resolve() for path in paths if path.is_file()]
