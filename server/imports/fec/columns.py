"""The columns of a FEC as arrays: codes, days, amounts; what cannot be read refuses the file, the rest is reported."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from receivables import money
from receivables.days import NO_DAY, Days, parse_day
from receivables.errors import ReceivablesError
from receivables.schema import Problem
from receivables.sums import Ints
from server.imports.fec.text import FecText
from server.imports.files.opening import UserFileError

CURRENCY = "EUR"  # amounts of a FEC are euros whatever `Idevise` says
SHOWN_ROWS = 5
MOST_PROBLEMS = 100  # of one code; the rest are counted


class FecColumns:
    """The cells of one file under our column names; `problems` grows as they are read."""

    def __init__(self, text: FecText, name: str) -> None:
        self.cells, self.rows, self.name = text.cells, text.rows, name
        self.problems: list[Problem] = []

    def column(self, name: str, rows: pa.Array | None = None) -> pa.Array:
        """A column's texts (of some rows) without blanks around them; all empty where the file has no such column."""
        if name not in self.cells.column_names:
            return pa.repeat("", len(self.cells) if rows is None else len(rows))
        texts = self.cells[name].combine_chunks()
        return pc.utf8_trim_whitespace(texts if rows is None else texts.take(rows))

    def encoded(self, name: str) -> tuple[Ints, pa.Array]:
        """A column as codes and the distinct texts they stand for, without control characters (no text is trusted)."""
        found = self.column(name).dictionary_encode()
        harmless = pc.utf8_trim_whitespace(without_controls(found.dictionary))
        if not harmless.equals(found.dictionary):  # two spellings may have become one
            found = pa.DictionaryArray.from_arrays(found.indices, harmless).dictionary_decode().dictionary_encode()
        return found.indices.to_numpy().astype(np.int64), found.dictionary

    def codes(self, name: str) -> tuple[Ints, list[str]]:
        """A column as codes and the distinct texts they stand for."""
        codes, texts = self.encoded(name)
        return codes, texts.to_pylist()

    def days(self, name: str, is_vital: bool = False) -> Days:
        """A column of dates; where it is vital a date missing or unreadable refuses the file."""
        codes, texts = self.codes(name)
        days, bad = np.full(len(texts), NO_DAY, dtype=np.int32), {}
        for at, text in enumerate(texts):
            try:
                days[at] = parse_day(text if text.strip("0") else "")  # 00000000 is how some programs write no date
            except ReceivablesError as error:
                bad[at] = str(error)
            if is_vital and not text.strip("0"):
                bad[at] = "the date is missing."
        if bad and is_vital:
            self.refuse(codes, bad)
        self.report("unreadable_date", codes, bad)
        return days[codes]

    def amounts(self) -> Ints:
        """Debit - credit of each line, or the signed Montant, in minor units."""
        if {"debit", "credit"} <= set(self.cells.column_names):
            debit, credit = self._minor("debit"), self._minor("credit")
            is_blank = pc.and_(*(pc.equal(self.column(name), "") for name in ("debit", "credit")))
            self._report_blank(is_blank, "neither debit nor credit is filled; it counts for nothing.")
            self.report_rows(
                "debit_and_credit",
                np.flatnonzero((debit != 0) & (credit != 0)),
                "debit and credit are both filled; their difference was taken.",
            )
            return debit - credit
        codes, texts = self.codes("sense")
        signs = {"D": 1, "+1": 1, "1": 1, "+": 1, "C": -1, "-1": -1, "-": -1}
        self.refuse(
            codes,
            {
                at: f"the sense « {text} » is neither D nor C."
                for at, text in enumerate(texts)
                if text.upper() not in signs
            },
        )
        self._report_blank(pc.equal(self.column("amount"), ""), "the amount is empty; it counts for nothing.")
        factors: Ints = np.array([signs[text.upper()] for text in texts], dtype=np.int64)[codes]
        return self._minor("amount") * factors

    def _report_blank(self, is_blank: pa.Array, sentence: str) -> None:
        self.report_rows("missing_amount", np.flatnonzero(is_blank), sentence)

    def _minor(self, name: str) -> Ints:
        column = self.column(name)
        column = pc.if_else(pc.equal(column, ""), "0", column)
        try:
            return _plain_minor(column)
        except pa.ArrowInvalid:  # some cell is written otherwise: read each distinct text by itself
            return self._odd_minor(column)

    def _odd_minor(self, column: pa.Array) -> Ints:
        encoded = column.dictionary_encode()
        codes, bad, rounded = encoded.indices.to_numpy().astype(np.int64), {}, {}
        minor = np.zeros(len(encoded.dictionary), dtype=np.int64)
        for at, text in enumerate(encoded.dictionary.to_pylist()):
            try:
                value = money.parse_amount(text.strip('"'))  # a spreadsheet quotes what holds a comma
                minor[at] = money.to_minor(value, CURRENCY)
            except ReceivablesError as error:
                bad[at] = str(error)
                continue
            if money.to_decimal(int(minor[at]), CURRENCY) != value:
                rounded[at] = f"the amount {text} has more than two decimals and was rounded."
        self.refuse(codes, bad)
        self.report("amount_rounded", codes, rounded)
        return np.asarray(minor[codes], dtype=np.int64)

    # -- checks --------------------------------------------------------------------------------------------------

    def row(self, at: int) -> int:
        """The line, as the user sees it, of the row at a position."""
        return self.rows[int(at)]

    def refuse(self, codes: Ints, bad: dict[int, str]) -> None:
        """Refuse the file, naming the first rows that hold a bad text."""
        if not bad:
            return
        found = np.flatnonzero(np.isin(codes, list(bad)))
        shown = "; ".join(f"row {self.row(at)}: {bad[int(codes[at])].rstrip('.')}" for at in found[:SHOWN_ROWS])
        more = f"; and {len(found) - SHOWN_ROWS} more rows" if len(found) > SHOWN_ROWS else ""
        raise UserFileError(f"{self.name} was refused, {shown}{more}; nothing was stored.")

    def report(self, code: str, codes: Ints, texts: dict[int, str]) -> None:
        """One problem a row that holds a doubtful text, as long as they are few enough to read."""
        found = np.flatnonzero(np.isin(codes, list(texts)))
        for at in found[:MOST_PROBLEMS]:
            self.problems.append(Problem(self.row(at), code, f"Row {self.row(at)}: {texts[int(codes[at])]}"))
        self.count_rest(code, len(found))

    def report_rows(self, code: str, found: Ints, sentence: str) -> None:
        """One problem a row at the positions found."""
        for at in found[:MOST_PROBLEMS]:
            self.problems.append(Problem(self.row(at), code, f"Row {self.row(at)}: {sentence}"))
        self.count_rest(code, len(found))

    def report_first(self, code: str, codes: Ints, texts: dict[int, str]) -> None:
        """One problem a doubtful text, at the first row that holds it."""
        if not texts:
            return
        first = np.zeros(int(codes.max()) + 1, dtype=np.int64)
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        for at, sentence in list(texts.items())[:MOST_PROBLEMS]:
            row = self.row(first[at])
            self.problems.append(Problem(row, code, f"Row {row}: {sentence}"))
        self.count_rest(code, len(texts))

    def count_rest(self, code: str, count: int) -> None:
        """Say how many more problems of a code there are than were listed."""
        if count > MOST_PROBLEMS:
            rest = count - MOST_PROBLEMS
            self.problems.append(Problem(None, code, f"{rest} more rows have the same problem ({code})."))


def without_controls(texts: pa.Array) -> pa.Array:
    """Texts with a blank for each control character and each character of no width, which would hide in a name."""
    return pc.replace_substring_regex(texts, r"[\x00-\x1f\x7f\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}\x{FEFF}]", " ")


def _plain_minor(column: pa.Array) -> Ints:
    """`777,18`, `+000000069,40`, `10.5` -> minor units; ArrowInvalid where a text is not a plain number."""
    plain = pc.replace_substring(column, ",", ".")
    # 15 digits: larger than `money.MAX_MINOR` is for the slow way to refuse.
    decimals = pc.cast(plain, pa.decimal128(15, 2))
    # A decimal128 is its unscaled value in 16 bytes, little end first: the low half is the minor units.
    return np.frombuffer(decimals.buffers()[1], dtype=np.int64)[decimals.offset * 2 :: 2][: len(decimals)].copy()
