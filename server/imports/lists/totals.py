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
    problems = [_left_out(one) for one in carried if _printed(one)]
    checker = _Checker(printed, lines, carried)
    for total in printed:
        found = checker.check(total) if total.currency else _mixed(total)
        problems += [found] if found else []
    return checker.grand, problems


class _Checker:
    """Goes down the printed totals; `grand`: those of the whole list by currency."""

    def __init__(self, printed: Sequence[PrintedTotal], lines: Lines, carried: Sequence[PrintedTotal]) -> None:
        self.group_starts, self.n, self.is_only = _group_starts(lines.group), len(lines.amount), len(printed) == 1
        currencies = {one.currency for one in printed if one.currency}
        self.running = {code: _running(lines, carried, code) for code in currencies}
        self.last_any, self.last_same, self.grand = 0, dict[str, int](), dict[str, int]()

    def check(self, total: PrintedTotal) -> Problem | None:
        """A problem where no lines above the total make it."""
        sums, before = _Sums(total, self.running[total.currency]), total.row.before
        kind = " ".join(total.row.text.lower().split()[:2])
        group_start = int(self.group_starts[before - 1]) if before else 0
        starts = [start for start in (self.last_any, group_start, self.last_same.get(kind, 0), 0) if start < before]
        starts = starts or [0]
        if total.row.is_carried:
            return None if any(map(sums.match, starts)) else _differs(total, sums.told(0))
        if self._is_grand(total, sums, starts):
            self.grand[total.currency] = _printed(total)
            starts = [0] if total.row.is_grand and not self.is_only else starts
        self.last_any = self.last_same[kind] = before
        return None if any(map(sums.match, starts)) else _differs(total, sums.told(starts[0]))

    def _is_grand(self, total: PrintedTotal, sums: "_Sums", starts: Sequence[int]) -> bool:
        """Under the last line, and of all lines by its amount or, unless a part of them makes it, by its words."""
        if total.row.before != self.n:
            return False
        is_part = any(sums.match(start) for start in starts if start)
        return sums.match(0) or (total.row.is_grand and not is_part)


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

    def told(self, start: int) -> int:
        """The one of the two that the total is printed for."""
        return self.of(start)[self.total.open is not None]

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
