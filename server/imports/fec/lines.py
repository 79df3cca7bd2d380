"""The customer lines of a FEC with their accounts and matching groups, as the tables of `receivables.schema`."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from receivables.days import NO_DAY, Days
from receivables.schema import NO_LETTER
from receivables.sums import Ints, Mask, sum_by
from server.imports.fec.columns import CURRENCY, FecColumns, without_controls


class CustomerLines:
    """The lines at the positions `mine` of a file.

    accounts: ledger_account | auxiliary | currency | name; account: for each line its row in them.
    """

    def __init__(self, columns: FecColumns, mine: Ints) -> None:
        self.columns, self.mine = columns, mine
        self.account, self.accounts = self._accounts()

    def table(self, amount: Ints, posted: Days, opening: Mask) -> pd.DataFrame:
        """LINES of the schema, but for what they are and what they continue."""
        mine, document_day = self.mine, self.columns.days("document_date")[self.mine]
        # An opening line whose document date is the opening day says nothing of the document's age.
        document_day = np.where(opening & (document_day == posted), NO_DAY, document_day)
        return pd.DataFrame(
            {
                "account": self.account,
                "row": np.asarray(self.columns.rows, dtype=np.int32)[mine],
                "posted": posted,
                "document_day": document_day.astype(np.int32),
                "due_day": self.columns.days("due_date")[mine],
                "amount": amount,
                "settled": np.int64(0),
                "opening": opening,
                "letter": self._letter_groups(),
                "letter_day": self.columns.days("letter_date")[mine],
                "number": self._texts("reference"),
                "label": self._texts("label"),
            }
        )

    def open_letters(self, lines: pd.DataFrame) -> pd.DataFrame:
        """letter | account | text | amount of the groups that do not balance: a later file may hold their rest."""
        group = lines["letter"].to_numpy(np.int64)
        sums = sum_by(group, lines["amount"].to_numpy(np.int64), int(group.max(initial=0)) + 1)
        sums[NO_LETTER] = 0
        rows = np.flatnonzero((sums != 0)[group])
        rows = rows[np.unique(group[rows], return_index=True)[1]]
        codes, texts = self.columns.encoded("letter")
        return pd.DataFrame(
            {
                "letter": group[rows],
                "account": self.account[rows],
                "text": texts.take(pa.array(codes[self.mine[rows]])).to_pylist(),
                "amount": sums[group[rows]],
            }
        )

    def _accounts(self) -> tuple[Ints, pd.DataFrame]:
        """For each line the row of its account, and the accounts: each is called what the last line naming it says."""
        names = ("ledger_account", "auxiliary", "auxiliary_name", "ledger_name")
        (ledger_code, ledgers), (code, auxiliaries), (name, titles), (ledger_name, ledger_titles) = (
            (codes[self.mine], texts.to_numpy(zero_copy_only=False))
            for codes, texts in map(self.columns.encoded, names)
        )
        account, pairs = pd.factorize(ledger_code * len(auxiliaries) + code)
        at_ledger, at_auxiliary = np.divmod(pairs, len(auxiliaries))
        called = np.where(auxiliaries[code] == "", len(titles) + ledger_name, name)
        titles = np.concatenate((titles, ledger_titles))
        last, named = (np.zeros(len(pairs), dtype=np.int64) for _ in range(2))
        is_named = (titles != "")[called]
        last[account] = called
        named[account[is_named]] = called[is_named] + 1  # of several lines of an account the last one counts
        columns = {
            "ledger_account": ledgers[at_ledger],
            "auxiliary": auxiliaries[at_auxiliary],
            "currency": CURRENCY,
            "name": titles[np.where(named > 0, named - 1, last)],
        }
        return account, pd.DataFrame(columns).astype("str")

    def _letter_groups(self) -> Ints:
        """Matching groups (account, letter) as codes from 1; 0 for lines without a letter."""
        codes, texts = self.columns.encoded("letter")
        letters = codes[self.mine]
        is_lettered = np.asarray(pc.not_equal(texts, ""))[letters]
        groups = pd.factorize(self.account * len(texts) + letters)[0] + 1
        return np.where(is_lettered, groups, NO_LETTER)

    def _texts(self, name: str) -> pd.Series:
        texts = without_controls(self.columns.column(name, pa.array(self.mine)))
        return pd.Series(pc.utf8_trim_whitespace(texts).to_pandas(), dtype="str")
