"""Totals a list prints: each is checked against its lines; the grand total is what the import must tie to."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receivables.money import to_text
from receivables.schema import Problem
from receivables.sums import Ints
from server.imports.lists.rows import TotalRow


@dataclass(frozen=True)
class PrintedTotal:
    """One printed total beside the lines above it: minor units, None where that column is blank on its row."""

    row: TotalRow
    currency: str
    amount: int | None
    open: int | None


@dataclass(frozen=True)
class Lines:
    """What totals are checked against, one value per line: `group` changes where the account does."""

    amount: Ints
    open: Ints
    currency: NDArray[np.str_]
    group: Ints


def check_totals(
    printed: Sequence[PrintedTotal], lines: Lines, carried: Sequence[PrintedTotal]
) -> tuple[dict[str, int], list[Problem]]:
    """Grand totals by currency (open amounts), and a problem for each printed total its lines do not make.

    A total may span its account's lines, those since the last total of any kind or of its own kind, or all.
    """
    problems, grand = [], dict[str, int]()
    last_any, last_same = 0, dict[str, int]()
    problems += [_left_out(one) for one in carried if _printed(one)]
    group_starts = _group_starts(lines.group)
    running = {code: _running(lines, carried, code) for code in {one.currency for one in printed if one.currency}}
    for total in printed:
        if not total.currency:
            problems.append(_mixed(total))
            continue
        sums = _Sums(total, running[total.currency])
        kind = " ".join(total.row.text.lower().split()[:2])
        group_start = int(group_starts[total.row.before - 1]) if total.row.before else 0
        starts = [last_any, group_start, last_same.get(kind, 0), 0]
        starts = [start for start in starts if start < total.row.before] or [0]
        is_last = total.row.before == len(lines.amount)
        is_part = is_last and any(sums.match(start) for start in starts if start)
        if is_last and (sums.match(0) or (total.row.is_grand and not is_part)):
            grand[total.currency] = _printed(total)
            starts = [0] if total.row.is_grand and len(printed) > 1 else starts
        if not any(sums.match(start) for start in starts):
            problems.append(_differs(total, sums.of(starts[0])[0 if total.open is None else 1]))
        last_any = last_same[kind] = total.row.before
    return grand, problems


@dataclass(frozen=True)
class _Running:
    """Running sums in one currency, so that thousands of printed totals cost one pass over the lines.

    amount, open: by line; carried: by carried balance, which stand in `rows` above line `befores`. All begin with 0.
    """

    amount: Ints
    open: Ints
    carried: Ints
    rows: list[int]
    befores: list[int]


def _running(lines: Lines, carried: Sequence[PrintedTotal], currency: str) -> _Running:
    is_own = lines.currency == currency
    own = sorted((one for one in carried if one.currency == currency), key=lambda one: one.row.row)
    sums = (np.where(is_own, lines.amount, 0), np.where(is_own, lines.open, 0), [_printed(one) for one in own])
    amount, opened, brought = (np.cumsum([0, *part], dtype=np.int64) for part in sums)
    return _Running(amount, opened, brought, [one.row.row for one in own], [one.row.before for one in own])


class _Sums:
    """Sums of the lines above one total, in its currency."""

    def __init__(self, total: PrintedTotal, running: _Running) -> None:
        self.total, self.running = total, running

    def of(self, start: int) -> tuple[int, int]:
        """Sum of the amounts and of what is open, lines start ... total."""
        end, running = self.total.row.before, self.running
        return int(running.amount[end] - running.amount[start]), int(running.open[end] - running.open[start])

    def match(self, start: int) -> bool:
        """Do these lines make the total, with or without the balances carried into them?"""
        first = bisect_left(self.running.befores, start)
        last = max(first, bisect_left(self.running.rows, self.total.row.row))
        brought = int(self.running.carried[last] - self.running.carried[first])
        amount, opened = self.of(start)
        return any(
            self.total.amount in (None, amount + extra) and self.total.open in (None, opened + extra)
            for extra in (0, brought)
        )


def _printed(total: PrintedTotal) -> int:
    return total.open if total.open is not None else total.amount or 0


def _group_starts(group: Ints) -> Ints:
    """For each line the first line of the run of its account."""
    is_first = np.diff(group, prepend=group[:1]) != 0
    starts: Ints = np.maximum.accumulate(np.where(is_first, np.arange(len(group)), 0))
    return starts


def _left_out(one: PrintedTotal) -> Problem:
    return Problem(one.row.row + 1, "balance_left_out", (
        f"Row {one.row.row + 1}: « {one.row.text[:60]} » {to_text(_printed(one), one.currency)} is left out: "
        "the documents it sums up are not in this list."
    ))  # fmt: skip


def _mixed(total: PrintedTotal) -> Problem:
    return Problem(total.row.row + 1, "total_differs", (
        f"Row {total.row.row + 1}: the printed total adds several currencies; it is not checked."
    ))  # fmt: skip


def _differs(total: PrintedTotal, lines: int) -> Problem:
    named = f"the printed total « {total.row.text[:60]} »" if total.row.text else "the printed total"
    amounts = to_text(_printed(total), total.currency), to_text(lines, total.currency)
    return Problem(total.row.row + 1, "total_differs", (
        f"Row {total.row.row + 1}: {named} is {amounts[0]} {total.currency} but its lines make {amounts[1]}."
    ))  # fmt: skip
