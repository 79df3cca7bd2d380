"""The tables of the house, written down once: pandas DataFrames with these columns, dtypes and units.

ACCOUNTS, one row per (company, ledger account, auxiliary, currency), indexed by `account_id`:
    company str | ledger_account str | auxiliary str ('' where there is none) | currency str (ISO) | name str
    collective str ('411', '4191') | treatment str ('in', 'apart', 'out': the scope no longer has it)
    account str, the number users see (see `scope`)

LINES, one row per posted line of a receivable account (a ledger line, or a row of an open-items list):
    line int64, its id | account_id int64 | row int32, the line of the file as the user sees it
    posted int32 day | document_day int32 day | due_day int32 day given by the file
    amount int64 minor units, positive = owed by the customer | settled int64, part of it a list says is settled already
    kind int8, see KINDS | opening bool, brought forward from the year before
    letter int64, matching group, 0 = none, unique over imports | letter_day int32 day
    item int64, the identity that lasts from import to import | reverses int64, line id this one undoes, -1 = none
    number str, document number | label str
CUSTOMERS, one row per (company, account), '' or None where not told:
    company | account | name | address | siren | siret | vat_number | legal_kind ('business', 'consumer', 'public',
    'unknown') | group | payer_account | terms | means_of_payment | rate_clause | credit_limit, insurer_limit: int minor
    units or None | insurer_expiry int32 day | insurer_notice_days int or None | sales_contact | branch | language
    | contract_kind (`limitation.CONTRACT_KINDS`)

Days are integers since 1970-01-01, `days.NO_DAY` where unknown.

OPEN ITEMS, what `matching` leaves open, one row per line (per instalment where the terms have several):
    line, account_id, item, kind, opening, number, label, posted, document_day, due_day, amount as above
    open int64 minor units | due_origin int8, see DUE_ORIGINS
    terms str, the terms used ('' when the file gave the date)
"""

from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True)
class Problem:
    """Something doubtful in a file: the line as the user sees it (None: the whole file), a code, one sentence."""

    row: int | None
    code: str
    message: str


class Kind(IntEnum):
    """What a line is. Debits that wait for money: INVOICE, RETURNED. Credits: the other three of `unallocated`."""

    INVOICE = 0
    CREDIT_NOTE = 1
    PAYMENT = 2
    DEPOSIT = 3
    RETURNED = 4  # a bill, cheque or debit that came back unpaid
    TRANSFER = 5  # 411 -> 413 or 416: moves an item, no payment
    LOSS = 6  # written off (654)
    OTHER = 7


class DueOrigin(IntEnum):
    """Where a due date comes from, best first."""

    FILE = 0
    CUSTOMER_TERMS = 1
    DEFAULT_TERMS = 2  # estimated
    LABEL = 3  # terms counted from a date found in an opening line's label: proposed
    UNKNOWN = 4


KINDS = [kind.name.lower() for kind in Kind]
DUE_ORIGINS = [origin.name.lower() for origin in DueOrigin]

NO_LINE = -1
NO_LETTER = 0
#: Of a row that is about no document: money that pays none yet, a number none bears, a whole account.
NO_ITEM = -1
