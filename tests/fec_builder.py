"""Ledgers for tests: entries as values, and the text of a FEC in every dialect seen in the wild."""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
           "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
           "ValidDate", "Montantdevise", "Idevise")  # fmt: skip
#: The four more of cash accounting (BNC, BA).
CASH_COLUMNS = ("DateRglt", "ModeRglt", "NatOp", "IdClient")
JOURNALS = {"VE": "Ventes", "BQ": "Banque", "OD": "Opérations diverses", "AN": "A nouveaux"}
NAMES = {"411": "Clients", "413": "Effets à recevoir", "416": "Clients douteux", "512": "Banque", "707": "Ventes",
         "445": "TVA collectée", "101": "Capital", "401": "Fournisseurs"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line: amount in cents, positive for a debit."""

    account: str
    amount: int
    auxiliary: str = ""
    letter: str = ""
    letter_day: str = ""
    due: str = ""


@dataclass(frozen=True)
class Entry:
    """Lines of one entry; `document_day` is the day itself unless told ('' leaves the cell empty)."""

    journal: str
    day: str
    lines: tuple[Line, ...]
    reference: str = ""
    document_day: str | None = None
    label: str = ""
    number: str | None = None


def sale(day: str, auxiliary: str, reference: str, cents: int, *, letter: str = "", due: str = "",
         document_day: str | None = None, label: str = "") -> Entry:  # fmt: skip
    """An invoice with 20 % VAT in it (a credit note where `cents` is negative)."""
    net = round(cents / 1.2)
    customer = Line("411000", cents, auxiliary, letter, due=due)
    lines = (customer, Line("707000", -net), Line("445710", net - cents))
    return Entry("VE", day, lines, reference, document_day, label or f"Facture {reference}")


def receipt(day: str, auxiliary: str, cents: int, *, reference: str = "", letter: str = "", letter_day: str = "",
            label: str = "Virement", account: str = "411000") -> Entry:  # fmt: skip
    """Money from a customer (money back to him where `cents` is negative)."""
    lines = (Line("512000", cents), Line(account, -cents, auxiliary, letter, letter_day))
    return Entry("BQ", day, lines, reference or f"BQ{day}", label=label)


def move(day: str, auxiliary: str, reference: str, cents: int, *, source: str = "411000", target: str = "413000",
         label: str = "", letters: tuple[str, str] = ("", "")) -> Entry:  # fmt: skip
    """An item goes from one collective account to another."""
    lines = (Line(target, cents, auxiliary, letters[1]), Line(source, -cents, auxiliary, letters[0]))
    return Entry("OD", day, lines, reference, label=label or f"Virement {reference}")


def opening(day: str, items: Iterable[tuple[str, str, str | None, int]], *, labels: Sequence[str] = ()) -> list[Entry]:
    """Opening entry: (auxiliary, reference, document day, cents) brought forward; None dates an item on the day."""
    found = list(items)
    texts = list(labels) or ["A nouveau"] * len(found)
    entries = [
        Entry("AN", day, (Line("411000", cents, auxiliary),), reference, document_day, label, "AN1")
        for (auxiliary, reference, document_day, cents), label in zip(found, texts, strict=True)
    ]
    capital = Line("101000", -sum(cents for *_, cents in found))
    return [*entries, Entry("AN", day, (capital,), "AN", None, "A nouveau", "AN1")]


def comma(cents: int) -> str:
    """`777,18`."""
    return f"{cents / 100:.2f}".replace(".", ",")


def point(cents: int) -> str:
    """`777.18`."""
    return f"{cents / 100:.2f}"


def padded(cents: int) -> str:
    """`+000000777,18`."""
    return f"{cents / 100:+013.2f}".replace(".", ",")


def short(cents: int) -> str:
    """`777`, `0`, `69,4`: no decimals that are zero."""
    return f"{cents / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def thousands(cents: int) -> str:
    """`1 234,56` with a narrow space."""
    return f"{cents / 100:,.2f}".replace(",", " ").replace(".", ",")


@dataclass(frozen=True)
class Dialect:
    """How a program writes its FEC; the default is the text of the order."""

    separator: str = "\t"
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    date: str = "%Y%m%d"
    amount: Callable[[int], str] = comma
    sense: tuple[str, str] | None = None  # Montant and Sens instead of Debit and Credit
    is_negative: bool = False  # a credit stands in Debit with a minus
    width: int = 0  # cells filled up with blanks
    columns: tuple[str, ...] = COLUMNS
    header: Callable[[str], str] = str
    trailing: bool = False  # a separator ends each line, the header's too
    trailing_rows: bool = False  # a separator ends each line but the header
    quoted: bool = False
    zero: str = "0"  # what the empty one of Debit and Credit holds
    numbers: str = "own"  # "own", "zero" or "shared": one number spread over journals of a day
    shuffled: bool = False  # whole entries in another order, the opening journal last
    blank_lines: bool = False
    start: bytes = b""
    end: bytes = b""
    due_column: str = ""  # a column of due dates beside those of the order

    def text(self, entries: Sequence[Entry]) -> bytes:
        """The bytes of the file."""
        columns = self._columns()
        rows = [[self.header(column) for column in columns]]
        for number, entry in self._numbered(entries):
            rows += [self._row(columns, number, entry, line) for line in entry.lines]
        lines = [self._line(row, at == 0) for at, row in enumerate(rows)]
        joined = (self.line_end * (2 if self.blank_lines else 1)).join([*lines, ""])
        return self.start + joined.encode(self.encoding) + self.end

    def _columns(self) -> list[str]:
        columns = list(self.columns) + ([self.due_column] if self.due_column else [])
        if self.sense:
            columns[columns.index("Debit") : columns.index("Credit") + 1] = ["Montant", "Sens"]
        return columns

    def _numbered(self, entries: Sequence[Entry]) -> list[tuple[str, Entry]]:
        days = sorted({entry.day for entry in entries})
        numbered = [(self._number(at, entry, days), entry) for at, entry in enumerate(entries, start=1)]
        if self.shuffled:
            random.Random(7).shuffle(numbered)
            numbered.sort(key=lambda pair: pair[1].journal == "AN")
        return numbered

    def _number(self, at: int, entry: Entry, days: Sequence[str]) -> str:
        if self.numbers == "own":
            return entry.number or str(at)
        return "0" if self.numbers == "zero" else str(days.index(entry.day) + 1)

    def _row(self, columns: list[str], number: str, entry: Entry, line: Line) -> list[str]:
        debit, credit = (line.amount, 0) if line.amount > 0 or self.is_negative else (0, -line.amount)
        values = {
            "JournalCode": entry.journal, "JournalLib": JOURNALS[entry.journal], "EcritureNum": number,
            "EcritureDate": self._date(entry.day), "CompteNum": line.account,
            "CompteLib": NAMES.get(line.account[:3], "Compte"), "CompAuxNum": line.auxiliary,
            "CompAuxLib": f"Client {line.auxiliary}" if line.auxiliary else "", "PieceRef": entry.reference,
            "PieceDate": self._date(entry.day if entry.document_day is None else entry.document_day),
            "EcritureLib": entry.label, "Debit": self._side(debit, credit), "Credit": self._side(credit, debit),
            "EcritureLet": line.letter, "DateLet": self._date(line.letter_day), "ValidDate": self._date(entry.day),
            "Montant": self.amount(abs(line.amount)), "Sens": self._sense(line.amount), "NatOp": "V",
            self.due_column: self._date(line.due),
        }  # fmt: skip
        return [values.get(column, "") for column in columns]

    def _side(self, own: int, other: int) -> str:
        return self.zero if other and not own and self.zero != "0" else self.amount(own)

    def _sense(self, amount: int) -> str:
        return (self.sense or ("D", "C"))[0 if amount > 0 else 1]

    def _date(self, day: str) -> str:
        return dt.date.fromisoformat(day).strftime(self.date) if day else ""

    def _line(self, cells: list[str], is_header: bool) -> str:
        doubled = [cell.replace('"', '""') for cell in cells]
        written = [f'"{cell}"' for cell in doubled] if self.quoted else [cell.ljust(self.width) for cell in cells]
        ends = self.trailing or (self.trailing_rows and not is_header)
        return self.separator.join(written) + (self.separator if ends else "")


def write_fec(path: Path, entries: Sequence[Entry], dialect: Dialect | None = None) -> Path:
    """Write a ledger; returns the path."""
    path.write_bytes((dialect or Dialect()).text(entries))
    return path
