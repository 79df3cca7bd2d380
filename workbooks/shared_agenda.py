"""Sheet Agenda of a shared workbook: every account with its calls first, and the columns people fill in together."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from addin.sheet_names import ACCOUNT, COMPANY, ID, NAME, NOT_SHARED, field_name, reference
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.morning import MorningReport
from receivables.priority import sentences as priority_sentences
from receivables.priority.order import Stage
from receivables.shared_report import SharedReport
from workbooks.book import Book
from workbooks.cards import CARD_KEY
from workbooks.columns import Column, Columns
from workbooks.figures import ITEM_KEY, overdue_of
from workbooks.lists import Lists
from workbooks.shared_columns import account_column, add_check, shown_cell
from workbooks.styles import AMBER_BAR, add_bars
from workbooks.tables import KEY_HEADING, define_cells, write_table

#: Row of the table's header, from 0; title, day, way back, Pareto, order and an empty row stand above it.
HEADER_ROW = 6
TABLE = "Agenda"
_LABELS = 4
_COMPANY_WIDTH, _NAME_WIDTH, _ACTION_WIDTH, _REASONS_WIDTH, _CONTACT_WIDTH = 14.0, 22.0, 24.0, 46.0, 16.0
_EMAIL_WIDTH = 32.0
#: What is written by hand on a printed page goes first; the others follow on the screen.
_PRINTED = ("next_action", "next_date")
_SCREEN = tuple(key for key in ACCOUNT_FIELDS if key not in _PRINTED)


class SharedAgenda:
    """The rows and columns of the sheet; its cells are known before it is written, for the account card."""

    def __init__(self, book: Book, morning: MorningReport, shared: SharedReport, lists: Lists) -> None:
        self._book, self._morning, self._shared, self._lists = book, morning, shared, lists

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The calls in their order, then every other account of the balance; `rank` is None there."""
        calls = self._morning.worklist.rows
        balance = self._book.report.balance.assign(overdue=overdue_of(self._book.report, self._book.report.balance))
        known = set(zip(*(calls[name].astype(str) for name in ITEM_KEY), strict=True)) if len(calls) else set()
        keys = zip(*(balance[name].astype(str) for name in ITEM_KEY), strict=True)
        rest = balance.loc[[key not in known for key in keys]].sort_values(ITEM_KEY, kind="stable")
        rest = rest[[*ITEM_KEY, "name", "overdue"]].assign(collectible=0)
        people = self._morning.contacts.drop_duplicates(CARD_KEY)[[*CARD_KEY, "contact", "phone", "email"]]
        rest = rest.merge(people, on=CARD_KEY, how="left")
        return self._joined(calls, rest)

    @cached_property
    def ids(self) -> list[str]:
        """The id of each row's account in the one row that carries its cells, '' in others."""
        seen: set[str] = set()
        found = []
        for uid in self._uids:
            found.append("" if uid in seen else uid)
            seen.add(uid)
        return found

    def span(self) -> tuple[int, int]:
        """First and last row of the cells, from 0."""
        return HEADER_ROW + 1, HEADER_ROW + len(self.ids)

    def place_of(self, key: str) -> int:
        """The column of a shared field, or of the id (`id`)."""
        return self._keys.index(key)

    @property
    def row_ids(self) -> Mapping[tuple[str, str], str]:
        """(company, account) -> id of its shared account, of every account of the balance."""
        return self._shared.uids

    def range_of(self, key: str) -> str:
        """The cells of a shared field, or of the id, as a formula names them."""
        first, last = self.span()
        return reference(self._book.words.sheet("agenda"), self.place_of(key) + 1, (first + 1, last + 1))

    def value_at(self, key: str, row: int) -> Any:
        """What a shared cell holds; None where nothing."""
        canonical = self._shared.cells.get((self.ids[row], key), "")
        return shown_cell(ACCOUNT_FIELDS[key], canonical, self._book.words.lang)

    def write(self) -> None:
        """The sheet."""
        book, words, report = self._book, self._book.words, self._morning.worklist
        sheet = book.add_sheet("agenda")
        top = book.write_heading(sheet, "agenda", words("intro.agenda.shared"))
        pareto = words("agenda.pareto", pareto=priority_sentences.pareto_line(report.pareto, words.lang))
        sheet.write_string(top, 0, pareto, book.styles.of("title", font_size=14))
        sheet.set_row(top, 22)
        version = words("criteria.version", version=report.criteria_version)
        told = f"{words('agenda.order')} {words('agenda.shared_order')} {version}"
        sheet.write_string(top + 1, 0, told, book.styles.of("note"))
        columns = self._columns
        end = write_table(book, sheet, HEADER_ROW, TABLE, columns)
        sheet.freeze_panes(HEADER_ROW + 1, _LABELS)
        sheet.repeat_rows(HEADER_ROW)
        sheet.print_area(0, 0, end - 1, self.place_of(_PRINTED[-1]))
        sheet.set_zoom(85)
        if not self.ids:
            return
        rows, places = self.span(), {key: place for place, key in enumerate(self._keys) if key}
        add_bars(sheet, places["score"], *rows, AMBER_BAR)
        for key, one in ACCOUNT_FIELDS.items():
            add_check(book, sheet, self._lists, "account", one, rows, places[key])
            define_cells(book, sheet, field_name(key), rows, places[key])
        for name, place in ((ID, places["id"]), (COMPANY, 1), (ACCOUNT, 2), (NAME, 3)):
            define_cells(book, sheet, name, rows, place)

    @cached_property
    def _uids(self) -> list[str]:
        keys = zip(self.rows["company"].astype(str), self.rows["account"].astype(str), strict=True)
        return [self._shared.uids.get(key, "") for key in keys]

    @property
    def _keys(self) -> list[str]:
        """What each column is: '' for one that is neither shared nor looked for."""
        printed = [""] * 10
        return [*printed, *_PRINTED, *_SCREEN, "score", "", "", "", "", "", "id"]

    @cached_property
    def _columns(self) -> list[Column]:
        return [*self._facts(), *self._fields(_PRINTED), *self._fields(_SCREEN), *self._others()]

    def _facts(self) -> list[Column]:
        """What whoever calls needs: the columns that are printed before those written by hand."""
        book, words, rows, make = self._book, self._book.words, self.rows, Columns(self._book)
        return [
            make.count(words("col.rank"), _counts(rows["rank"]), "center"),
            make.prose(words("col.company"), rows["company"], _COMPANY_WIDTH),
            make.linked(words("col.account"), self._numbers(), book.links_of(rows)),
            make.prose(words("col.name"), rows["name"], _NAME_WIDTH),
            make.prose(words("col.suggested_action"), rows["told_action"], _ACTION_WIDTH),
            make.prose(words("col.reasons"), rows["told_reasons"], _REASONS_WIDTH),
            make.amount(words("col.collectible"), rows["collectible"], rows["currency"]),
            make.text(words("col.currency"), rows["currency"]),
            make.prose(words("col.file_contact"), rows["contact"], _CONTACT_WIDTH),
            make.text(words("col.file_phone"), rows["phone"]),
        ]

    def _numbers(self) -> pd.Series:
        """The customer's number where a row carries its id, which goes by that; else as the balance names the row."""
        names, accounts = self._shared.names, self.rows["account"].tolist()
        told = [names[uid].account if uid else one for uid, one in zip(self.ids, accounts, strict=True)]
        return pd.Series(told, dtype="str")

    def _fields(self, keys: Sequence[str]) -> list[Column]:
        is_further = [bool(uid) and not own for uid, own in zip(self._uids, self.ids, strict=True)]
        return [
            account_column(
                self._book, ACCOUNT_FIELDS[key], self.ids, is_further, self._shared.cells, tells=key == _PRINTED[0]
            )
            for key in keys
        ]

    def _others(self) -> list[Column]:
        """What else the screen shows, on the right."""
        words, rows, make = self._book.words, self.rows, Columns(self._book)
        return [
            make.count(words("col.score"), _counts(rows["score"])),
            make.amount(words("col.overdue"), rows["overdue"], rows["currency"]),
            make.count(words("col.oldest"), _counts(rows["oldest"])),
            make.prose(words("col.file_email"), rows["email"], _EMAIL_WIDTH),
            make.label(words("col.is_new"), [words("agenda.new") if flag else "" for flag in rows["is_new"].tolist()]),
            make.share(words("col.cumulated"), [None if pd.isna(one) else float(one) for one in rows["share"]]),
            make.key(words("col.shared_id"), pd.Series([uid or NOT_SHARED for uid in self.ids], dtype="str")),
            make.key(words(KEY_HEADING), pd.Series(self._row_keys(), dtype="str")),
        ]

    def _row_keys(self) -> list[str]:
        """What tells a row from the others: the id, whichever row of the account carries it."""
        keys = zip(*(self.rows[name].astype(str).tolist() for name in ITEM_KEY), strict=True)
        return [uid or "|".join(key) for uid, key in zip(self.ids, keys, strict=True)]

    def _joined(self, calls: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
        words, report = self._book.words, self._morning.worklist
        reasons = [" · ".join(each) for each in priority_sentences.reasons(calls, report.criteria, words.lang)]
        oldest = calls["oldest_days"].where(calls["oldest_days"] > 0, calls["oldest_overdue"])
        told = calls.assign(
            told_action=priority_sentences.next_actions(calls, words.lang), told_reasons=reasons, oldest=oldest,
            share=calls["cumulated_share"].where(calls["stage"] != Stage.OTHERS),
        )  # fmt: skip
        names = [*ITEM_KEY, "name", "rank", "score", "told_action", "told_reasons", "collectible", "overdue", "oldest",
                 "contact", "phone", "email", "is_new", "share"]  # fmt: skip
        quiet = rest.assign(
            rank=None, score=None, told_action=words("agenda.no_action"), told_reasons="", oldest=None, is_new=False,
            share=None,
        )  # fmt: skip
        quiet[["contact", "phone", "email"]] = quiet[["contact", "phone", "email"]].fillna("")
        both = pd.concat([told[names].astype(object), quiet[names].astype(object)], ignore_index=True)
        return both.astype({"collectible": "int64", "overdue": "int64"})


def _counts(values: pd.Series) -> list[int | None]:
    return [None if pd.isna(one) else int(one) for one in values.tolist()]
