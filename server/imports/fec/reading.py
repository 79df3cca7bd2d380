"""A FEC (fichier des écritures comptables) -> customer lines, their accounts, and the figures they must tie to.

Source: LPF art. A47 A-1 VII (arrêté du 29/07/2013). Amounts are EUR whatever `Idevise` says. The file is refused
whole when a row cannot be read or its totals differ; everything else doubtful is a problem with its row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from receivables import ledger, money
from receivables.days import NO_DAY, Days, iso
from receivables.schema import NO_LETTER, Problem
from receivables.scope import Collective, account_roots, collective_of, is_unlisted_receivable
from receivables.sums import Ints, sum_by
from server.imports.fec.columns import CURRENCY, MOST_PROBLEMS, SHOWN_ROWS, FecColumns
from server.imports.fec.text import read_fec_text
from server.imports.files.opening import UserFileError

_FILE_NAME = re.compile(r"(\d{9})FEC(\d{8})", re.IGNORECASE)
_OPENING_CODES = {"AN", "ANO", "ANOUV", "RAN", "OUV", "ANX"}
_OPENING_WORDS = re.compile(
    r"\b[aà]\W{0,3}nouveau|report\w*\W.*nouveau|^\W*nouveaux?\W*$|ouverture|bilan.*d[eé]but|balance initiale|opening",
    re.IGNORECASE,
)
_LEAST_YEAR_DAYS = 300  # openings further apart are two years'
_OPENING_LABEL = r"^\W*([aà][ -])?nouveaux?\b|report [aà] nouveau|solde d.ouverture"


@dataclass(frozen=True)
class Fec:
    """What a FEC says of customers.

    siren: of the file name, '' where it has none
    first_day, last_day: of EcritureDate; opening_day: of the opening entries, NO_DAY where there are none
    accounts: ledger_account | auxiliary | currency | name, one row per customer account
    lines: LINES (see receivables.schema) with `account` = row in accounts and `continues` = position of the document a
        line stands for; `reverses` counts positions too
    balances: collective -> ledger balance in minor units, summed from the file's accounts, not from `lines`
    sales: month (first day) | sales | vat, minor units: net credits of 70x, and of 4457 in entries that hold a 70x
    """

    siren: str
    rows: int
    first_day: int
    last_day: int
    opening_day: int
    accounts: pd.DataFrame
    lines: pd.DataFrame
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
        customer_accounts, customer_lines = self._customer_lines(mine, amount, posted, opening)
        customer_lines["kind"] = ledger.kinds_of(
            amount[mine], natures[mine], lines.nature[mine], opening[mine], customer_lines["label"]
        )
        self._link(customer_lines, customer_accounts, entry[mine])
        return Fec(
            siren=siren_of(self.columns.name),
            rows=len(amount),
            first_day=int(posted.min()),
            last_day=int(posted.max()),
            opening_day=int(posted[opening].min()) if opening.any() else NO_DAY,
            accounts=customer_accounts,
            lines=customer_lines,
            balances=_balances(collectives, account_code, amount),
            sales=_sales(posted, amount, lines.nature, natures, opening),
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

    def _check_totals(self, amount: Ints, entry: Ints, is_unbalanced: NDArray[np.bool_]) -> None:
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
        number, numbers = self.columns.codes("number")
        is_named = np.array([bool(text.strip("0")) for text in numbers], dtype=bool)
        return ledger.LedgerLines(
            journal=self.columns.codes("journal")[0],
            number=number,
            day=posted.astype(np.int64),
            reference=self.columns.codes("reference")[0],
            amount=amount,
            nature=ledger.account_natures(accounts, self.scope)[codes],
            is_numbered=is_named[number],
        )

    def _opening_journal(self) -> NDArray[np.bool_]:
        """Lines of a journal that brings balances forward, by its code or its title."""
        code, codes = self.columns.codes("journal")
        title, titles = self.columns.codes("journal_name")
        is_code = np.array([text.upper() in _OPENING_CODES for text in codes], dtype=bool)[code]
        is_title = np.array([bool(_OPENING_WORDS.search(text)) for text in titles], dtype=bool)[title]
        is_journal: NDArray[np.bool_] = is_code | is_title
        return is_journal

    def _opening(
        self, posted: NDArray[np.int32], is_journal: NDArray[np.bool_], is_sale: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Lines of the opening journal on the opening day; else lines of the first day that call themselves so."""
        if is_journal.any():
            days, counts = np.unique(posted[is_journal], return_counts=True)
            is_opening: NDArray[np.bool_] = is_journal & (posted == days[counts.argmax()])
            return is_opening
        is_label = pc.match_substring_regex(self.columns.column("label"), _OPENING_LABEL, ignore_case=True)
        is_named_so: NDArray[np.bool_] = np.asarray(is_label, dtype=bool) & (posted == posted.min()) & ~is_sale
        return is_named_so

    def _check_one_year(self, days: Days) -> None:
        """Refuse a file of two years, told by the days of its opening journal: the second's would count twice."""
        if len(days) and days[-1] - days[0] >= _LEAST_YEAR_DAYS:
            raise UserFileError(
                f"{self.columns.name} was refused: it brings balances forward on {iso(days[0])} and again on "
                f"{iso(days[-1])}, which would count twice; export one ledger for each year; nothing was stored."
            )

    def _customer_lines(
        self, mine: Ints, amount: Ints, posted: NDArray[np.int32], opening: NDArray[np.bool_]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        texts = {
            name: _texts(self.columns.column(name).take(pa.array(mine)))
            for name in ("ledger_account", "auxiliary", "auxiliary_name", "ledger_name", "reference", "label", "letter")
        }
        keys = pd.DataFrame({name: texts[name] for name in ("ledger_account", "auxiliary")})
        code = keys.groupby(["ledger_account", "auxiliary"], sort=False).ngroup().to_numpy(np.int64)
        name = texts["auxiliary_name"].where(keys["auxiliary"] != "", texts["ledger_name"])
        accounts = keys.assign(currency=CURRENCY, name=name, code=code, is_named=name != "")
        accounts = accounts.sort_values(["code", "is_named"], kind="stable").drop_duplicates("code", keep="last")
        accounts = accounts.drop(columns=["code", "is_named"]).reset_index(drop=True)
        document_day = self.columns.days("document_date")[mine]
        # An opening line whose document date is the opening day says nothing of the document's age.
        document_day = np.where(opening[mine] & (document_day == posted[mine]), NO_DAY, document_day)
        return accounts, pd.DataFrame(
            {
                "account": code,
                "row": np.asarray(self.columns.rows, dtype=np.int32)[mine],
                "posted": posted[mine],
                "document_day": document_day.astype(np.int32),
                "due_day": self.columns.days("due_date")[mine]
                if "due_date" in self.columns.cells.column_names
                else np.int32(NO_DAY),
                "amount": amount[mine],
                "settled": np.int64(0),
                "opening": opening[mine],
                "letter": _letter_groups(code, texts["letter"]),
                "letter_day": self.columns.days("letter_date")[mine],
                "number": texts["reference"],
                "label": texts["label"],
            }
        )

    def _link(self, lines: pd.DataFrame, accounts: pd.DataFrame, entry: Ints) -> None:
        """Returned payments and moved items: what they undo, or the document they continue and take the dates of."""
        lines["account_id"] = lines["account"]
        roots = account_roots(accounts).iloc[lines["account"]].reset_index(drop=True)
        reverses = ledger.undone_payments(lines)
        continues = ledger.continued_documents(lines, roots, entry, reverses)
        movers = np.flatnonzero(continues >= 0)
        for column in ("document_day", "number", "due_day"):
            values = lines[column].to_numpy(copy=True)
            values[movers] = values[continues[movers]]
            lines[column] = values
        lines["reverses"], lines["continues"] = reverses, continues


def _texts(column: pa.Array) -> pd.Series:
    """Strings without control characters (a name is never trusted)."""
    cleaned = pc.replace_substring_regex(column, r"[\x00-\x1f\x7f]", " ")
    return pd.Series(cleaned.to_pandas(), dtype="str")


def _letter_groups(account: Any, letter: pd.Series) -> Ints:
    """Matching groups (account, letter) as codes from 1; 0 for lines without a letter."""
    codes = pd.DataFrame({"account": account, "letter": letter}).groupby(["account", "letter"], sort=False).ngroup()
    return np.where((letter == "").to_numpy(), NO_LETTER, codes.to_numpy(np.int64) + 1)


def _balances(collectives: list[str], account_code: Ints, amount: Ints) -> dict[str, int]:
    by_account = sum_by(account_code, amount, len(collectives))
    balances: dict[str, int] = {}
    for collective, balance in zip(collectives, by_account.tolist(), strict=True):
        if collective:
            balances[collective] = balances.get(collective, 0) + balance
    return balances


def _sales(posted: NDArray[np.int32], amount: Ints, own: Ints, entry: Ints, opening: NDArray[np.bool_]) -> pd.DataFrame:
    """Net sales (70x) and their VAT (4457 in entries that hold a 70x) by month, opening entries left out."""
    month = posted.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    is_sale = ((own & ledger.SALES) != 0) & ~opening
    is_vat = ((own & ledger.VAT) != 0) & ((entry & ledger.SALES) != 0) & ~opening
    table = pd.DataFrame({"month": month, "sales": np.where(is_sale, -amount, 0), "vat": np.where(is_vat, -amount, 0)})
    months: pd.DataFrame = table[is_sale | is_vat].groupby("month", as_index=False).sum()
    return months
