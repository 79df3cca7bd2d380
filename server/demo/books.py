"""Double-entry books of the demo, and the FEC files they give (LPF art. A47 A-1 VII).

Everything is posted once, from 2024 on. A year's file opens with what was open the evening before, so that two years
tie by construction. A match shows its letter from its own day on: what is lettered later is open in the earlier file.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
JOURNALS = {"AN": "A nouveaux", "VE": "Ventes", "AC": "Achats", "BQ": "Banque", "EF": "Effets à recevoir",
            "OD": "Opérations diverses"}  # fmt: skip
ACCOUNTS = {
    "101000": "Capital", "110000": "Report à nouveau", "120000": "Résultat de l'exercice", "164000": "Emprunts",
    "215400": "Matériel industriel", "370000": "Stocks de marchandises", "401000": "Fournisseurs",
    "411000": "Clients", "411700": "Clients - retenues de garantie", "413000": "Clients - effets à recevoir",
    "416000": "Clients douteux ou litigieux", "417000": "Créances sur travaux non encore facturables",
    "418100": "Clients - factures à établir", "419100": "Clients - avances et acomptes reçus sur commandes",
    "419800": "Clients - avoirs à établir", "421000": "Personnel - rémunérations dues", "431000": "Sécurité sociale",
    "445510": "TVA à décaisser", "445660": "TVA déductible", "445711": "TVA collectée 20 %",
    "445712": "TVA collectée 10 %", "445713": "TVA collectée 5,5 %",
    "445870": "TVA sur factures à établir et avoirs à établir", "491000": "Dépréciation des comptes de clients",
    "512000": "Banque", "607000": "Achats de marchandises", "613000": "Locations",
    "627800": "Frais bancaires", "641000": "Rémunérations du personnel", "645000": "Charges sociales",
    "654000": "Pertes sur créances irrécouvrables", "658000": "Écarts de règlement",
    "681740": "Dotations aux dépréciations des créances", "704000": "Travaux", "706000": "Prestations de services",
    "707000": "Ventes de marchandises", "709700": "Remises accordées", "758000": "Produits divers de gestion",
}  # fmt: skip
#: Accounts brought forward item by item; the other balance-sheet accounts go forward as one balance.
_ITEM_ACCOUNTS = ("401", "41")
#: Documents of the year issued before the books begin.
_FIRST_RANKS = {("FA", 2021): 730, ("FA", 2024): 655, ("AV", 2024): 31}


@dataclass(eq=False)
class Document:
    """A piece: its number is drawn once all are known, so that it follows the dates without a gap."""

    series: str
    day: dt.date
    number: str = ""

    def __str__(self) -> str:
        return self.number


@dataclass(eq=False)
class Match:
    """Lines of one account lettered together on a day; closed when they sum to zero."""

    lines: list["Line"]
    day: dt.date
    letter: str = ""

    def is_closed_before(self, day: dt.date) -> bool:
        """True where nothing of it goes over into the year that begins on `day`."""
        return self.day < day and not sum(line.amount for line in self.lines)


@dataclass(eq=False)
class Line:
    """One posted line: amount in cents, debit positive."""

    account: str
    auxiliary: str
    amount: int
    document: Document | str
    document_day: dt.date
    label: tuple[Document | str, ...]
    posted: dt.date = dt.date.min
    match: Match | None = None
    is_lumped: bool = False

    def text(self) -> str:
        """The label as printed, the documents it names included."""
        return "".join(map(str, self.label))


@dataclass(frozen=True, eq=False)
class Entry:
    """A balanced entry; `recorded` is the day it was keyed in and validated (later than `day`: back-dated)."""

    journal: str
    day: dt.date
    recorded: dt.date
    lines: list[Line]


class Dating(Enum):
    """How an opening entry dates an item: its own date, the opening day, or that with the date in the label."""

    OWN = 0
    OPENING_DAY = 1
    IN_LABEL = 2


@dataclass
class Books:
    """The books of one company.

    number_format: of invoices and credit notes, takes series, day and rank; names: of the auxiliary accounts;
    dating: how the opening entry of a year dates a line.
    """

    number_format: str
    names: Mapping[str, str]
    dating: Callable[[Line, int], Dating]
    entries: list[Entry] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    lumps: list[Line] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    def document(self, series: str, day: dt.date) -> Document:
        """A new piece; FA and AV are numbered through the year, the others within their day."""
        self.documents.append(Document(series, day))
        return self.documents[-1]

    def post(self, journal: str, day: dt.date, lines: Iterable[Line], recorded: dt.date | None = None) -> None:
        """Post a balanced entry."""
        entry = Entry(journal, day, recorded or day, [line for line in lines if line.amount])
        assert not sum(line.amount for line in entry.lines), f"unbalanced entry on {day}"  # noqa: S101 - our own bug
        for line in entry.lines:
            line.posted = day
        self.entries.append(entry)

    def match(self, lines: list[Line], day: dt.date) -> None:
        """Letter lines of one account together on `day`."""
        self.matches.append(Match(lines, day))
        for line in lines:
            line.match = self.matches[-1]

    def lines(self) -> Iterator[Line]:
        """All lines in the order of posting."""
        return (line for entry in self.entries for line in entry.lines)

    def open_items(self, day: dt.date) -> list[Line]:
        """Lines of item accounts posted before `day` that no match had closed by then."""
        found = (line for line in self.lines() if line.posted < day and line.account.startswith(_ITEM_ACCOUNTS))
        items = (line for line in found if not (line.match and line.match.is_closed_before(day)))
        return sorted(items, key=lambda line: (line.account, line.auxiliary, line.document_day))

    def lump(self, auxiliary: str, day: dt.date) -> None:
        """Bring an account forward as one balance; what settles its items afterwards settles the lump."""
        items = [line for line in self.open_items(day) if (line.account, line.auxiliary) == ("411000", auxiliary)]
        label = ("A nouveau solde client",)
        lump = Line("411000", auxiliary, sum(line.amount for line in items), f"AN{day.year}", day, label, day)
        later = [line for match in dict.fromkeys(line.match for line in items if line.match)
                 for line in match.lines if line not in items]  # fmt: skip
        days = [line.match.day for line in items if line.match]
        self.matches = [match for match in self.matches if not any(line in items for line in match.lines)]
        for line in items:
            line.match, line.is_lumped = None, True
        if later:
            self.match([lump, *later], max(days))
        self.lumps.append(lump)

    def result(self, first: dt.date, after: dt.date) -> int:
        """Charges less income (classes 6 and 7) from `first` to the day before `after`, in cents."""
        return sum(line.amount for line in self.lines() if line.account[0] in "67" and first <= line.posted < after)

    def seal(self, first: dt.date) -> None:
        """Draw numbers and letters, once all is posted; `first` is the first day of the first file."""
        self._number_documents()
        self._letter_matches(first)

    def fec(self, first: dt.date, last: dt.date) -> str:
        """The FEC of one year of sealed books, from its first day to the last day posted."""
        rows = ["\t".join(COLUMNS)]
        entries = sorted((entry for entry in self.entries if first <= entry.day <= last), key=lambda e: e.recorded)
        for number, entry in enumerate([self._opening(first), *entries], start=1):
            rows.extend("\t".join(self._row(entry, number, line, last)) for line in entry.lines)
        return "\r\n".join(rows) + "\r\n"

    def _opening(self, day: dt.date) -> Entry:
        """A nouveaux: items, then balances, then the result of the year before."""
        items = [line for line in self.open_items(day) if not line.is_lumped]
        lines = [self._brought_forward(line, day) for line in items] + [x for x in self.lumps if x.posted == day]
        balances: dict[str, int] = defaultdict(int, {"120000": self.result(dt.date.min, day)})
        for line in self.lines():
            if line.posted < day and line.account[0] < "6" and not line.account.startswith(_ITEM_ACCOUNTS):
                balances[line.account] += line.amount
        lines += [Line(account, "", balance, f"AN{day.year}", day, ("A nouveau",))
                  for account, balance in sorted(balances.items()) if balance]  # fmt: skip
        assert not sum(line.amount for line in lines)  # noqa: S101 - our own bug
        return Entry("AN", day, day, lines)

    def _brought_forward(self, line: Line, day: dt.date) -> Line:
        """The line as the opening entry repeats it."""
        dating, label = self.dating(line, day.year), ("A nouveau ", *line.label)
        if dating is Dating.IN_LABEL:
            label = (*label, f" du {line.document_day:%d/%m/%Y}")
        return replace(line, label=label, document_day=line.document_day if dating is Dating.OWN else day)

    def _number_documents(self) -> None:
        ranks: Counter[tuple[str, int | dt.date]] = Counter(_FIRST_RANKS)
        for document in sorted(self.documents, key=lambda document: document.day):
            by_year = document.series in ("FA", "AV")
            key = (document.series, document.day.year if by_year else document.day)
            ranks[key] += 1
            form = self.number_format if by_year else "{series}{day:%y%m%d}{rank:02d}"
            document.number = form.format(series=document.series, day=document.day, rank=ranks[key])

    def _letter_matches(self, first: dt.date) -> None:
        """AA, AB, ... in the order of the days, account by account, from the first file on."""
        ranks: Counter[tuple[str, str]] = Counter()
        for match in sorted(self.matches, key=lambda match: match.day):
            if not match.is_closed_before(first):
                key = (match.lines[0].account, match.lines[0].auxiliary)
                match.letter = "".join(chr(65 + digit) for digit in divmod(ranks[key], 26))
                ranks[key] += 1

    def _row(self, entry: Entry, number: int, line: Line, last: dt.date) -> list[str]:
        match = line.match if line.match and line.match.day <= last else None
        return [
            entry.journal, JOURNALS[entry.journal], str(number), f"{entry.day:%Y%m%d}",
            line.account, ACCOUNTS[line.account], line.auxiliary, self.names.get(line.auxiliary, ""),
            str(line.document), f"{line.document_day:%Y%m%d}", line.text(),
            cents(max(line.amount, 0)), cents(max(-line.amount, 0)),
            match.letter if match else "", f"{match.day:%Y%m%d}" if match else "",
            f"{entry.recorded:%Y%m%d}", "", "",
        ]  # fmt: skip


def cents(amount: int) -> str:
    """123456 -> `1234,56`."""
    return f"{amount // 100},{amount % 100:02d}"
