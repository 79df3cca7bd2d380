"""Subtotals by their amount: rows of an account or of words alone that repeat the sum of the rows above."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from receivables.schema import Problem
from server.imports.files import cells as cell_of
from server.imports.lists.amounts import read_amounts
from server.imports.lists.column_contents import AMOUNT_FIELDS
from server.imports.lists.columns import Table
from server.imports.lists.digit_dates import is_digit_day
from server.imports.lists.rows import ListRows, TotalRow

_ZERO = Decimal(0)
_DATES = ("document_date", "due_date", "posting_date")


def without_repeats(table: Table, rows: ListRows) -> tuple[ListRows, list[Problem]]:
    """The rows less those that repeat the sum of the rows above: of their account since the last total, or, where
    words stand in the place of the account, of the account above or of all. These become totals.

    One problem tells how many were left out: a document without number or date could be among them.
    """
    repeats = _repeats(table, rows)
    if not repeats:
        return rows, []
    kept = [at for at in range(len(rows.lines)) if at not in repeats]
    position = [0]
    for at in range(len(rows.lines)):
        position.append(position[-1] + (at not in repeats))
    moved = [[replace(one, before=position[one.before]) for one in part] for part in (rows.totals, rows.openings)]
    found = [TotalRow(rows.lines[at], position[at], "", False) for at in sorted(repeats)]
    first = rows.lines[min(repeats)] + 1
    problem = Problem(first, "subtotals_left_out", (
        f"Row {first}: without number or date, its amount is the sum of the rows above: it is taken for "
        f"a subtotal and left out ({len(repeats)} such rows in all)."
    ))  # fmt: skip
    return replace(
        rows, lines=[rows.lines[at] for at in kept], heading_of=[rows.heading_of[at] for at in kept],
        totals=sorted([*moved[0], *found], key=lambda one: one.row), openings=moved[1],
    ), [problem]  # fmt: skip


def _repeats(table: Table, rows: ListRows) -> set[int]:
    """Positions in `rows.lines` of the subtotals."""
    columns = table.columns
    if "account" not in columns or "sign" in columns or not {"number", *_DATES} & columns.keys():
        return set()
    bare = _are_bare(table, rows.lines)
    if not any(bare) or all(bare):
        return set()
    accounts = [cell_of.identifier(cell) for cell in table.cells("account", rows.lines)]
    amounts, breaks = _amounts(table, rows.lines), {one.before for one in rows.totals if not one.is_carried}
    words = [is_bare and _is_word_alone(table, row) for is_bare, row in zip(bare, rows.lines, strict=True)]
    told = _told_words(accounts, amounts, words)
    found, total, every, has_document = set[int](), _ZERO, _ZERO, False
    for at, account in enumerate(accounts):
        above = {total, every} if words[at] and _first_word(account) in told else set[Decimal]()
        if (at > 0 and account != accounts[at - 1]) or at in breaks or at - 1 in found:
            total, has_document = _ZERO, False
        is_sum = has_document and amounts[at] == total and _says_no_more(table, rows.lines, at)
        if bare[at] and account and amounts[at] and (is_sum or amounts[at] in above):
            found.add(at)
            continue
        total, every, has_document = total + amounts[at], every + amounts[at], has_document or not bare[at]
    return found


def _told_words(accounts: Sequence[str], amounts: Sequence[Decimal], words: Sequence[bool]) -> set[str]:
    """First words of rows of words alone that are sums for sure: of two rows or more, or twice of the row above.

    A customer who by chance owes what the one above owes has no word in common with the next.
    """
    counts = Counter[str]()
    run, count, total, every = 0, 0, _ZERO, _ZERO
    for at, account in enumerate(accounts):
        if words[at] and amounts[at]:
            is_long = (run > 1 and amounts[at] == total) or (count > 1 and amounts[at] == every)
            counts[_first_word(account)] += 2 if is_long else int(amounts[at] == total)
            run, total = 0, _ZERO
            continue
        if at and account != accounts[at - 1]:
            run, total = 0, _ZERO
        run, count, total, every = run + 1, count + 1, total + amounts[at], every + amounts[at]
    return {word for word, votes in counts.items() if votes > 1}


def _first_word(text: str) -> str:
    return text.split(maxsplit=1)[0].casefold() if text else ""


def _is_word_alone(table: Table, row: int) -> bool:
    """Words where the account should stand, and nothing but amounts beside them."""
    cells, account = table.grid.rows[row], table.columns["account"]
    told = {*(table.columns[field] for field in AMOUNT_FIELDS & table.columns.keys()), account}
    is_alone = all(at in told or cell_of.is_blank(cell) for at, cell in enumerate(cells))
    return is_alone and account < len(cells) and not cell_of.looks_like_code(cells[account])


def _are_bare(table: Table, lines: Sequence[int]) -> list[bool]:
    """Rows with neither number nor date."""
    columns = (table.cells(field, lines) for field in ("number", *_DATES))
    return [
        cell_of.is_blank(number) and not any(cell_of.looks_like_date(day) or is_digit_day(day) for day in dates)
        for number, *dates in zip(*columns, strict=True)
    ]


def _says_no_more(table: Table, lines: Sequence[int], at: int) -> bool:
    """Is every cell beside the amounts blank or the one of the row above?"""
    row, above = (table.grid.rows[lines[one]] for one in (at, at - 1))
    amounts = {table.columns[field] for field in AMOUNT_FIELDS & table.columns.keys()}
    told = ((one, cell) for one, cell in enumerate(row) if one not in amounts and not cell_of.is_blank(cell))
    return all(one < len(above) and above[one] == cell for one, cell in told)


def _amounts(table: Table, lines: Sequence[int]) -> list[Decimal]:
    """Amounts in units, 0 where blank or unreadable (the import is refused for these elsewhere)."""
    if "amount" in table.columns:
        return [value or _ZERO for value in read_amounts(table.cells("amount", lines)).values]
    debit, credit = (read_amounts(table.cells(field, lines)).values for field in ("debit", "credit"))
    return [(due or _ZERO) - (paid or _ZERO) for due, paid in zip(debit, credit, strict=True)]
