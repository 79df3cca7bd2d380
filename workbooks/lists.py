"""Hidden sheet Listes: what the lists of a shared workbook offer, a column each (a rule holds but 255 characters)."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from addin.row_names import LIST_PREFIX
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.fields import CHOICE, Field
from receivables.followup.events import EVENT_KINDS
from receivables.shared_report import SharedReport
from workbooks.book import Book, data_text
from workbooks.words import Words

ACCOUNTS, NAMES, COMPANIES, PEOPLE, CONFLICT_CHOICES = "accounts", "names", "companies", "people", "conflict"
#: Accounts and their names, side by side.
DIRECTORY = "directory"
#: Kinds that have a sheet of their own, in the order of the tabs.
KINDS = ("call", "promise", "dispute", "plan")


class Lists:
    """The lists by their keys; a choice's key is that of its kind ('account' for fields of accounts) and field."""

    def __init__(self, shared: SharedReport, words: Words) -> None:
        self._shared, self._words = shared, words

    @cached_property
    def values(self) -> Mapping[str, Sequence[str]]:
        """Key -> what may be chosen. Accounts and their names go side by side, each number once."""
        names = {one.account: one.name for one in sorted(self._shared.names.values(), reverse=True)}
        found: dict[str, Sequence[str]] = {
            ACCOUNTS: sorted(names), NAMES: [names[number] for number in sorted(names)],
            COMPANIES: sorted({one.company for one in self._shared.names.values()}), PEOPLE: self._shared.people,
            CONFLICT_CHOICES: [self._words("conflict.mine"), self._words("conflict.theirs")],
        }  # fmt: skip
        owners = {"account": ACCOUNT_FIELDS.values(), **{kind: EVENT_KINDS[kind].fields for kind in KINDS}}
        choices = [(owner, one) for owner, fields in owners.items() for one in fields if one.holds == CHOICE]
        for owner, one in choices:
            found[choice_key(owner, one)] = [self._words.one_of(labels) for labels in one.choices.values()]
        return found

    def _range(self, first: str, last: str = "") -> str:
        """The cells of a list, or of neighbouring ones."""
        keys = list(self.values)
        letters = [xl_col_to_name(keys.index(key)) for key in (first, last or first)]
        bottom = max(len(self.values[first]), 1) + 1
        return f"'{self._words.sheet('lists')}'!${letters[0]}$2:${letters[1]}${bottom}"

    def write(self, book: Book) -> None:
        """The hidden sheet."""
        sheet = book.workbook.add_worksheet(self._words.sheet("lists"))
        sheet.hide()
        for column, (key, texts) in enumerate(self.values.items()):
            sheet.write_string(0, column, key, book.styles.of("panel_header"))
            for row, text in enumerate(texts, 1):
                sheet.write_string(row, column, *data_text(book, text))
            book.workbook.define_name(list_name(key), f"={self._range(key)}")
        book.workbook.define_name(list_name(DIRECTORY), f"={self._range(ACCOUNTS, NAMES)}")


def list_name(key: str) -> str:
    """The defined name of a list: rules and formulas go by it, for a refresh may make the list longer."""
    return f"{LIST_PREFIX}{key}"


def choice_key(owner: str, one: Field) -> str:
    """The key of the list of a choice."""
    return f"{owner}.{one.key}"
