"""A company told beside a file that names companies itself: whose its rows are, nothing merged unsaid."""

from collections.abc import Sequence

from receivables.schema import Problem
from server.imports.files.errors import UserFileError
from server.imports.lists.words import plain

_SHOWN = 5


def rows_of_company(names: Sequence[str], rows: Sequence[int], told: str) -> tuple[list[int], list[Problem]]:
    """The rows (from 0) of the company told, and what must be said; `names`: what each row calls its company.

    Rows that name none are its own. The one name of a file is another name of the company told (a code, a trade
    name), which is said; beside its own name another one is another company, whose rows are left out and listed.
    Raises UserFileError where the file names several companies and not the one told.
    """
    at_of: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if name:
            at_of.setdefault(plain(name), []).append(at)
    others = [found for name, found in at_of.items() if name != plain(told)]
    if not others:
        return list(rows), []
    if len(others) == len(at_of):
        if len(others) > 1:
            raise _several([names[found[0]] for found in others], told)
        return list(rows), [_other_name(rows[others[0][0]] + 1, names[others[0][0]], told)]
    left = {at for found in others for at in found}
    kept = [row for at, row in enumerate(rows) if at not in left]
    return kept, [_left_out([rows[at] + 1 for at in found], names[found[0]], told) for found in others]


def _several(names: Sequence[str], told: str) -> UserFileError:
    return UserFileError(
        f"it names {len(names)} companies ({_listed([f'« {name[:60]} »' for name in names])}), none of them "
        f"« {told[:60]} »: leave out --company to keep each under its own name, or name one of them."
    )


def _other_name(row: int, name: str, told: str) -> Problem:
    return Problem(row, "other_company", (
        f"Row {row}: the file calls the company « {name[:60]} »; its rows are kept under « {told[:60]} », as told."
    ))  # fmt: skip


def _left_out(rows: Sequence[int], name: str, told: str) -> Problem:
    return Problem(rows[0], "company_left_out", (
        f"Row {rows[0]}: « {name[:60]} » is another company than « {told[:60]} »; its rows are left out "
        f"({len(rows)} in all: {_listed(list(map(str, rows)))})."
    ))  # fmt: skip


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:_SHOWN]) + (", …" if parts[_SHOWN:] else "")
