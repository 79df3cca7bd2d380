"""A FEC (fichier des écritures comptables) -> customer lines, their accounts, and the figures they must tie to.

Source: LPF art. A47 A-1 VII (arrêté du 29/07/2013). Amounts are EUR whatever `Idevise` says. The file is refused
whole when a row cannot be read or its totals differ; everything else doubtful is a problem with its row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from receivables import ledger, money
from receivables.days import NO_DAY, Days, iso
from receivables.returns import undone_payments
from receivables.schema import Kind, Problem
from receivables.scope import Collective, account_roots, collective_of, is_unlisted_receivable
from receivables.sums import Ints, Mask, sum_by
from server.imports.fec.columns import MOST_PROBLEMS, SHOWN_ROWS, FecColumns
from server.imports.fec.lines import CustomerLines
from server.imports.fec.text import read_fec_text
from server.imports.files.opening import UserFileError

_FILE_NAME = re.compile(r"(\d{9})FEC(\d{8})", re.IGNORECASE)
_OPENING_CODES = {"AN", "ANO", "ANOUV", "RAN", "OUV", "ANX"}
_OPENING_WORDS = re.compile(
    r"\b[aà]\W{0,3}nouveau|report\w*\W.*nouveau|^\W*nouveaux?\W*$|ouverture|bilan.*d[eé]but|balance initiale|opening",
    re.IGNORECASE,
)
_LEAST_YEAR_DAYS = 300  # openings further apart are two years'
_MOST_DATED_DAYS = 366  # a document dated further from its posting is dated by mistake
_OPENING_LABEL = r"^\W*([aà][ -])?nouveaux?\b|report [aà] nouveau|solde d.ouverture"


@dataclass(frozen=True)
class Fec:
    """What a FEC says of customers.

    siren: of the file name, '' where it has none
    first_day, last_day: of EcritureDate; opening_day: of the opening entries, NO_DAY where there are none
    accounts: ledger_account | auxiliary | currency | name, one row per customer account
    lines: LINES (see receivables.schema) with `account` = row in accounts and `continues` = position of the document a
        line stands for; `reverses` counts positions too
    open_letters: letter (its code in `lines`) | account | text | amount of the matching groups that do not balance
    balances: collective -> ledger balance in minor units, summed from the file's accounts, not from `lines`
    sales: month (first day) | sales | vat | billed, minor units: net credits of 70x, and of 4457 in entries that hold a
        70x, by posting; debits less credit notes of receivable accounts in entries that hold a 70x, by document
    """

    siren: str
    rows: int
    first_day: int
    last_day: int
    opening_day: int
    accounts: pd.DataFrame
    lines: pd.DataFrame
    open_letters: pd.DataFrame
    balances: dict[str, int]
    sales: pd.DataFrame
    problems: list[Problem]


def siren_of(file_name: str) -> str:
    """`123456789FEC20251231.txt` -> `123456789`; '' where the name has no SIREN."""
    found = _FILE_NAME.search(file_name)
    return found.group(1) if found else ""


def read_fec(data: bytes, name: str, scope: Sequence[Collective]) -> Fec:
    """Bytes of a FEC and its file name -> Fec. Raises UserFileError, one sentence naming the rows."""
    return _Reader(FecColumns(read_fec_text(data, name), name), scope).read()


class _Reader:
    """The meaning of one file's columns."""

    def __init__(self, columns: FecColumns, scope: Sequence[Collective]) -> None:
        self.columns, self.scope = columns, scope

    def read(self) -> Fec:
        amount = self.columns.amounts()
        posted = self.columns.days("posted", is_vital=True)
        account_code, accounts = self.columns.codes("ledger_account")
        self._check_accounts(account_code, accounts)
        lines = self._ledger_lines(amount, posted, account_code, accounts)
        entry, is_unbalanced = ledger.entries_of(lines)
        self._check_totals(amount, entry, is_unbalanced)
        natures = ledger.entry_natures(entry, lines.nature)
        is_sale = (natures & ledger.SALES) != 0
        is_journal = self._opening_journal() & ~is_sale  # an opening brings balances forward and sells nothing
        opening = self._opening(posted, is_journal, is_sale)
        collectives = collective_of(accounts, self.scope)
        mine = np.flatnonzero(np.array([bool(code) for code in collectives], dtype=bool)[account_code] & (amount != 0))
        self._check_one_year(np.unique(posted[mine][is_journal[mine]]))
        found = CustomerLines(self.columns, mine)
        customer_lines = found.table(amount[mine], posted[mine], opening[mine])
        customer_lines["kind"] = ledger.kinds_of(
            amount[mine], natures[mine], lines.nature[mine], opening[mine], customer_lines["label"]
        )
        self._link(customer_lines, found.accounts, entry[mine])
        return Fec(
            siren=siren_of(self.columns.name),
            rows=len(amount),
            first_day=int(posted.min()),
            last_day=int(posted.max()),
            opening_day=int(posted[opening].min()) if opening.any() else NO_DAY,
            accounts=found.accounts,
            lines=customer_lines,
            open_letters=found.open_letters(customer_lines),
            balances=_balances(collectives, account_code, amount),
            sales=_by_month(
                _sales(posted, amount, lines.nature, natures, opening),
                _billed(customer_lines, lines.nature[mine], natures[mine]),
            ),
            problems=self.columns.problems,
        )

    def _check_accounts(self, codes: Ints, accounts: list[str]) -> None:
        missing = {at: "the account number is missing." for at, text in enumerate(accounts) if not text}
        broken = {at: f"the account « {text} » cannot be read." for at, text in enumerate(accounts) if text[:1] == "#"}
        self.columns.refuse(codes, missing | broken)
        self.columns.report_first(
            "unusual_account",
            codes,
            {
                at: f"the account « {text} » does not start with the digits of the chart of accounts; "
                "it is not taken for a customer's."
                for at, text in enumerate(accounts)
                if not text[:1].isdigit()
            },
        )
        self.columns.report_first(
            "unlisted_collective",
            codes,
            {
                at: f"the account {text} is no collective account of the scope; it is left out of the balance."
                for at, text in enumerate(accounts)
                if is_unlisted_receivable(text, self.scope)
            },
        )

    def _check_totals(self, amount: Ints, entry: Ints, is_unbalanced: Mask) -> None:
        codes = np.unique(entry[is_unbalanced])
        heads = [int(np.flatnonzero(entry == code)[0]) for code in codes[:MOST_PROBLEMS]]
        off = [int(amount[entry == code].sum()) for code in codes[:MOST_PROBLEMS]]
        total = int(amount.sum())
        if total:
            shown = "; ".join(
                f"the entry of row {self.columns.row(at)} is off by {money.to_text(cents)}"
                for at, cents in list(zip(heads, off, strict=True))[:SHOWN_ROWS]
            )
            raise UserFileError(
                f"{self.columns.name} was refused: debits and credits differ by {money.to_text(total)} EUR "
                f"({shown}); nothing was stored."
            )
        for at, cents in zip(heads, off, strict=True):
            self.columns.problems.append(
                Problem(
                    self.columns.row(at),
                    "unbalanced_entry",
                    (f"Row {self.columns.row(at)}: the entry that begins here is off by {money.to_text(cents)} EUR."),
                )
            )
        self.columns.count_rest("unbalanced_entry", len(codes))

    def _ledger_lines(
        self, amount: Ints, posted: NDArray[np.int32], codes: Ints, accounts: list[str]
    ) -> ledger.LedgerLines:
        number, numbers = self.columns.encoded("number")
        is_named = np.asarray(pc.not_equal(pc.utf8_trim(numbers, "0"), ""))
        return ledger.LedgerLines(
            journal=self.columns.encoded("journal")[0],
            number=number,
            day=posted.astype(np.int64),
            reference=self.columns.encoded("reference")[0],
            amount=amount,
            nature=ledger.account_natures(accounts, self.scope)[codes],
            is_numbered=is_named[number],
        )

    def _opening_journal(self) -> Mask:
        """Lines of a journal that brings balances forward, by its code or its title."""
        code, codes = self.columns.codes("journal")
        title, titles = self.columns.codes("journal_name")
        is_code = np.array([text.upper() in _OPENING_CODES for text in codes], dtype=bool)[code]
        is_title = np.array([bool(_OPENING_WORDS.search(text)) for text in titles], dtype=bool)[title]
        is_journal: Mask = is_code | is_title
        return is_journal

    def _opening(self, posted: NDArray[np.int32], is_journal: Mask, is_sale: Mask) -> Mask:
        """Lines of the opening journal on the opening day; else lines of the first day that call themselves so."""
        if is_journal.any():
            days, counts = np.unique(posted[is_journal], return_counts=True)
            is_opening: Mask = is_journal & (posted == days[counts.argmax()])
            return is_opening
        is_named_so: Mask = (posted == posted.min()) & ~is_sale
        labels = self.columns.column("label", pa.array(np.flatnonzero(is_named_so)))
        is_named_so[is_named_so] = np.asarray(pc.match_substring_regex(labels, _OPENING_LABEL, ignore_case=True))
        return is_named_so

    def _check_one_year(self, days: Days) -> None:
        """Refuse a file of two years, told by the days of its opening journal: the second's would count twice."""
        if len(days) and days[-1] - days[0] >= _LEAST_YEAR_DAYS:
            raise UserFileError(
                f"{self.columns.name} was refused: it brings balances forward on {iso(days[0])} and again on "
                f"{iso(days[-1])}, which would count twice; export one ledger for each year; nothing was stored."
            )

    def _link(self, lines: pd.DataFrame, accounts: pd.DataFrame, entry: Ints) -> None:
        """Returned payments and moved items: what they undo, or the document they continue and take the dates of."""
        lines["account_id"] = lines["account"]
        roots = account_roots(accounts).iloc[lines["account"]].reset_index(drop=True)
        reverses = undone_payments(lines)
        continues = ledger.continued_documents(lines, roots, entry, reverses)
        movers = np.flatnonzero(continues >= 0)
        for column in ("document_day", "number", "due_day"):
            values = lines[column].to_numpy(copy=True)
            values[movers] = values[continues[movers]]
            lines[column] = values
        lines["reverses"], lines["continues"] = reverses, continues


def _balances(collectives: list[str], account_code: Ints, amount: Ints) -> dict[str, int]:
    by_account = sum_by(account_code, amount, len(collectives))
    balances: dict[str, int] = {}
    for collective, balance in zip(collectives, by_account.tolist(), strict=True):
        if collective:
            balances[collective] = balances.get(collective, 0) + balance
    return balances


def _sales(posted: Days, amount: Ints, own: Ints, entry: Ints, opening: Mask) -> pd.DataFrame:
    """month | sales | vat | billed: net sales (70x) and their VAT (4457 in entries that hold a 70x), line by line."""
    is_sale = ((own & ledger.SALES) != 0) & ~opening
    is_vat = ((own & ledger.VAT) != 0) & ((entry & ledger.SALES) != 0) & ~opening
    rows = np.flatnonzero(is_sale | is_vat)
    credited = -amount[rows]
    sales, vat = (np.where(one[rows], credited, 0) for one in (is_sale, is_vat))
    return pd.DataFrame({"month": _months(posted[rows]), "sales": sales, "vat": vat, "billed": np.int64(0)})


def _billed(lines: pd.DataFrame, own: Ints, entry: Ints) -> pd.DataFrame:
    """month | sales | vat | billed: sales including VAT as receivable accounts have them, opening entries left out.

    A credit in an entry that also holds deposits (4191) takes a deposit off an invoice: no credit note.
    """
    document, posted = (lines[name].to_numpy(np.int64) for name in ("document_day", "posted"))
    amount, kind = lines["amount"].to_numpy(np.int64), lines["kind"].to_numpy()
    is_note = (kind == Kind.CREDIT_NOTE) & ((entry & ledger.DEPOSIT) == 0)
    is_billed = ((own & ledger.RECEIVABLE) != 0) & ((entry & ledger.SALES) != 0) & ~lines["opening"].to_numpy(bool)
    rows = np.flatnonzero(is_billed & ((kind == Kind.INVOICE) | is_note))
    day = np.where(abs(document - posted) <= _MOST_DATED_DAYS, document, posted)[rows]
    zero = np.int64(0)
    return pd.DataFrame({"month": _months(day), "sales": zero, "vat": zero, "billed": amount[rows]})


def _by_month(*parts: pd.DataFrame) -> pd.DataFrame:
    months: pd.DataFrame = pd.concat(parts).groupby("month", as_index=False).sum()
    return months


def _months(days: Ints | Days) -> Ints:
    """First day of each day's month."""
    months: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return months
