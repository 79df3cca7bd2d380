"""Everything a template, a letter or a statement may say, as plain values: frozen as JSON when a message is approved.

Amounts are minor units of the message's currency, days are days since 1970-01-01 (`NO_DAY`: none). Nothing here is
computed from the store: who builds a `MessageContent` copies figures and names, and nothing reads them again.
"""

from dataclasses import dataclass

from receivables.days import NO_DAY

LEVELS = ("pre", "r1", "r2", "r3", "notice")
SEGMENTS = ("business", "consumer", "public", "key")
NOTICE, CONSUMER, PUBLIC = "notice", "consumer", "public"
#: EUR 40 per invoice paid late: C. com. D441-5 (traders), CCP D2192-35 (public buyers).
COMPENSATION_MINOR = 4_000
#: Least days a formal notice gives from its presentation, by kind of debtor: usage (C. civ. 1344).
NOTICE_DAYS = {"business": 8, PUBLIC: 8, CONSUMER: 15}


def letter_of_level(level: str) -> str:
    """Which of LEVELS a procedure's level is written as: `pre2` as `pre`, `r4` to `r9` as `r3`; others as they are."""
    if level.startswith("pre"):
        return "pre"
    return "r3" if len(level) == 2 and level[0] == "r" and level[1] > "3" else level


@dataclass(frozen=True)
class Identity:
    """The company a letter comes from. registry: as `RCS Lyon 123 456 789`; capital: as the letterhead writes it."""

    name: str
    address: tuple[str, ...] = ()
    legal_form: str = ""
    capital: str = ""
    siren: str = ""
    registry: str = ""
    vat_number: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True)
class Signatory:
    """Who signs and in what quality (the sender's authority to give formal notice)."""

    name: str = ""
    quality: str = ""


@dataclass(frozen=True)
class Bank:
    """Where to pay; from the company's settings only, approved by a second person."""

    holder: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True)
class Collector:
    """A third party that collects for the creditor (CPCE R124-1), with who signs for it; `first_reference` and
    `first_day` are those of its first letter to this debtor, empty in that first letter itself."""

    name: str
    address: tuple[str, ...] = ()
    first_reference: str = ""
    first_day: int = NO_DAY
    legal_form: str = ""
    siren: str = ""
    registry: str = ""
    phone: str = ""
    email: str = ""
    signatory_name: str = ""
    signatory_quality: str = ""


@dataclass(frozen=True)
class Mediator:
    """The consumer mediator a company comes under (C. conso. L612-1, L616-1)."""

    name: str
    address: tuple[str, ...] = ()
    website: str = ""


@dataclass(frozen=True)
class Prose:
    """A template filled in."""

    subject: str
    opening: str
    closing: str


@dataclass(frozen=True)
class Debtor:
    """Whom the letter goes to. email: of the recipient, empty for a letter; chorus: service and engagement codes of a
    public buyer as Chorus Pro knows them."""

    account: str
    name: str
    contact: str = ""
    address: tuple[str, ...] = ()
    siren: str = ""
    email: str = ""
    chorus: str = ""


@dataclass(frozen=True)
class Clerk:
    """Whom to call or answer."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Item:
    """One document. amount: as invoiced; paid: payments and credit notes matched to it, positive; disputed: the part
    contested, asked of nobody; apart: the part promised, planned or about to be credited, not asked for either; open:
    what is asked for (amount - paid - disputed - apart). kind: a `kind.…` of `words`; debtor: who owes it where another
    pays, as `Filiale Un (S1)`."""

    number: str
    document_day: int
    due_day: int
    amount: int
    paid: int
    open: int
    days_late: int = 0
    kind: str = "invoice"
    item: str = ""
    chorus: str = ""
    disputed: int = 0
    apart: int = 0
    debtor: str = ""


@dataclass(frozen=True)
class Credit:
    """A payment, credit note or deposit not matched to a document; amount is positive and deducted from the total.
    debtor: as of an `Item`."""

    number: str
    day: int
    amount: int
    kind: str = "payment"
    debtor: str = ""


@dataclass(frozen=True)
class InterestLine:
    """One line of the décompte: principal x rate x days / 365. rate_percent: decimal text as `12.40`; source: where
    the rate comes from."""

    number: str
    first_day: int
    last_day: int
    days: int
    principal: int
    rate_percent: str
    amount: int
    source: str = ""


@dataclass(frozen=True)
class Previous:
    """A message of this file that was really sent before."""

    level: str
    day: int
    channel: str = "email"
    reference: str = ""


@dataclass(frozen=True)
class MessageContent:
    """One message. channel: `email`, `letter` or `registered`; limit_days: days to pay from presentation (formal
    notice) or from the letter's date; attempt above 1: the first may have arrived already; disputed: documents
    contested as a whole (their `open` is what is contested); prose: the template as filled in at approval, which
    nothing written since can change; warned_legal_rate: percent, in a consumer's formal notice ('' not told). waived,
    invoiced: of interest and compensation; penalty_warnings: codes of `penalty_words`; account_items, account_credits:
    all that is open in the ledger, for the statement, of the account and of those it pays for (`debtors`); sales_copy:
    address a mail is copied to ('' nobody)."""

    message: str
    reference: str
    level: str
    segment: str
    lang: str
    currency: str
    day: int
    channel: str
    company: Identity
    debtor: Debtor
    items: tuple[Item, ...]
    clerk: Clerk = Clerk()
    signatory: Signatory = Signatory()
    bank: Bank = Bank()
    tone: str = ""
    not_due: tuple[Item, ...] = ()
    disputed: tuple[Item, ...] = ()
    credits: tuple[Credit, ...] = ()
    interest_lines: tuple[InterestLine, ...] = ()
    compensation_count: int = 0
    compensation: int = 0
    limit_days: int = 8
    enclosures: tuple[str, ...] = ()
    previous: tuple[Previous, ...] = ()
    collector: Collector | None = None
    mediator: Mediator | None = None
    prose: Prose | None = None
    warned_legal_rate: str = ""
    attempt: int = 1
    waived: int = 0
    invoiced: int = 0
    penalty_warnings: tuple[str, ...] = ()
    computed_until: int = NO_DAY
    account_items: tuple[Item, ...] = ()
    account_credits: tuple[Credit, ...] = ()
    debtors: tuple[Debtor, ...] = ()
    sales_copy: str = ""

    @property
    def letter(self) -> str:
        """Which letter it is, whatever number its level has."""
        return letter_of_level(self.level)

    @property
    def writer(self) -> Identity:
        """Whose paper it is: the collector's where one writes for the company."""
        own = self.collector
        if own is None:
            return self.company
        return Identity(
            own.name, own.address, own.legal_form, siren=own.siren, registry=own.registry, phone=own.phone,
            email=own.email,
        )  # fmt: skip

    @property
    def signing(self) -> Signatory:
        """Who signs for the writer: a creditor's signatory has no authority on a collector's paper."""
        own = self.collector
        return self.signatory if own is None else Signatory(own.signatory_name, own.signatory_quality)

    @property
    def principal(self) -> int:
        """What is open of the items asked for."""
        return sum(item.open for item in self.items)

    @property
    def credit(self) -> int:
        """What is deducted of them."""
        return sum(credit.amount for credit in self.credits)

    @property
    def interest(self) -> int:
        """Sum of the interest lines."""
        return sum(line.amount for line in self.interest_lines)

    @property
    def total(self) -> int:
        """What the debtor is asked to pay: principal less credits, plus interest and compensation less what of these
        was given up or invoiced."""
        penalties = self.interest + self.compensation - self.waived - self.invoiced
        return self.principal - self.credit + penalties
