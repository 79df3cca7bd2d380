"""The sheets people fill in together, reopened: who carries the shared cells, their names, formats and lists."""

import io
import warnings
from dataclasses import replace
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from addin.conflict_sheet import CHOICE_WORDS
from addin.sheet_names import CONFLICT_COLUMNS, KNOWN_NAMES, NOT_SHARED
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.days import parse_day
from receivables.fields import DAY
from receivables.followup.events import EVENT_KINDS
from receivables.shared_report import SharedEvent, SharedName, SharedReport
from tests.unit.morning_fixture import morning
from tests.unit.report_fixture import NORTH, report
from workbooks.balance import write_shared_workbook
from workbooks.cells import safe_text
from workbooks.event_sheets import EMPTY_ROWS
from workbooks.words import WORDS

FIGURES = report()
MORNING = morning(FIGURES)
_AT = "2025-12-30T10:00:00.000+00:00"
#: Two rows of the ledger that are one customer's.
_TWINS = ("000002", "000003")


@cache
def shared() -> SharedReport:
    """An id for each account, one for two of them; cells, a call, a promise, a plan."""
    uids: dict[tuple[str, str], str] = {}
    names: dict[str, SharedName] = {}
    for row in FIGURES.balance.itertuples():
        uid = f"uid{_TWINS[0] if row.account in _TWINS else row.account}"
        uids[row.company, row.account] = uid
        names.setdefault(uid, SharedName(row.company, row.account, row.name))
    cells = {
        ("uid000002", "owner"): "dupont", ("uid000002", "next_date"): "2026-01-05", ("uid000002", "language"): "en",
        ("uid000002", "phone"): "0612345678", ("uid000002", "hold_reason"): "=1+1",
    }  # fmt: skip
    lines = [{"by": "2026-01-31", "amount": "1000.00"}, {"by": "2026-02-28", "amount": "500.50"}]
    day = parse_day("2025-12-30")
    events = [
        SharedEvent("e1", "uid000002", "call", day, {"result": "reached", "comment": "=x"}, ("", ""), "dupont", _AT),
        SharedEvent("e2", "uid000005", "promise", day, {"amount": "1200.50", "by": "2026-01-10"}, ("en cours", "open"),
                    "dupont", _AT),
        SharedEvent("e3", "uid000005", "plan", day, {"lines": lines}, ("en cours", "in force"), "martin", _AT),
    ]  # fmt: skip
    return SharedReport("dupont", uids, names, cells, events, ["dupont", "martin"])


@cache
def built(lang: str = "fr") -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    write_shared_workbook(FIGURES, out, lang, MORNING, shared())
    return out.getvalue()


def opened(lang: str = "fr") -> openpyxl.Workbook:
    """The workbook, its formulas as they are written."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        return openpyxl.load_workbook(io.BytesIO(built(lang)))


def named(sheet: Any, name: str) -> list[Any]:
    """The cells of a name of the sheet."""
    first, last = sheet.defined_names[name].attr_text.rpartition("!")[2].replace("$", "").split(":")
    return [row[0] for row in sheet[f"{first}:{last}"]]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_one_row_of_an_account_carries_its_cells(lang: str) -> None:
    """Every account of the balance is there once by its id; a further row says where to write."""
    sheet = opened(lang)[WORDS["sheet.agenda"][lang == "en"]]
    ids = [cell.value for cell in named(sheet, "relance.id")]
    carried = [one for one in ids if one != NOT_SHARED]
    assert sorted(carried) == sorted(set(shared().uids.values()))
    assert ids.count(NOT_SHARED) == len(FIGURES.balance) - len(carried) == 1
    row = named(sheet, "relance.id")[ids.index(NOT_SHARED)].row
    places = [named(sheet, f"relance.{key}")[0].column for key in ACCOUNT_FIELDS]
    texts = [sheet.cell(row, place).value for place in places]
    assert [text for text in texts if text] == [WORDS["shared.other_row"][lang == "en"]]
    numbers = dict(zip(ids, (cell.value for cell in named(sheet, "relance.account")), strict=True))
    assert all(numbers[uid] == safe_text(one.account) for uid, one in shared().names.items())


def test_shared_cells_hold_values_as_people_write_them() -> None:
    """Texts in the format Text, also what looks like a formula; days are days; a choice is its word."""
    sheet = opened()["Agenda"]
    ids = [cell.value for cell in named(sheet, "relance.id")]
    at = ids.index("uid000002")
    cells = {key: named(sheet, f"relance.{key}")[at] for key in ACCOUNT_FIELDS}
    assert (cells["owner"].value, cells["phone"].value, cells["language"].value) == ("dupont", "0612345678", "anglais")
    assert cells["next_date"].value.date().isoformat() == "2026-01-05"
    assert (cells["hold_reason"].value, cells["hold_reason"].data_type, cells["hold_reason"].quotePrefix) == (
        "=1+1", "s", True,
    )  # fmt: skip
    for key, one in ACCOUNT_FIELDS.items():
        own = zip(named(sheet, f"relance.{key}"), ids, strict=True)
        shown = {cell.number_format for cell, uid in own if uid != NOT_SHARED}
        assert shown == {"dd/mm/yyyy" if one.holds == DAY else "@"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_name_is_one_the_sync_knows(lang: str) -> None:
    """And every shared field, every field of the four kinds of events, every column of conflicts has its name."""
    book = opened(lang)
    found = {name.lower() for sheet in book for name in sheet.defined_names if name.lower().startswith("relance.")}
    assert found - {"relance.row_key", "relance.event.state"} <= KNOWN_NAMES
    wanted = {f"relance.{key}" for key in ACCOUNT_FIELDS} | {f"relance.conflict.{key}" for key in CONFLICT_COLUMNS}
    for kind in ("call", "promise", "dispute", "plan"):
        wanted |= {f"relance.{kind}.{one.key}" for one in EVENT_KINDS[kind].fields}
    assert wanted | {"relance.plan.lines", "relance.event_id", "relance.event.day"} <= found


def test_lists_and_rules_stand_on_the_cells_they_are_for() -> None:
    """Each within its table, none over another; every list is a name that exists."""
    book = opened()
    for sheet in book:
        tables = [range_boundaries(table.ref) for table in sheet.tables.values()]
        ranges = [(one, range_boundaries(str(one.sqref))) for one in sheet.data_validations.dataValidation]
        for rule, (left, top, right, bottom) in ranges:
            if tables:
                assert any(a <= left and b < top and right <= c and bottom <= d for a, b, c, d in tables)
            if rule.type == "list":
                assert rule.formula1 in book.defined_names
        columns = [left for _, (left, *_) in ranges]
        assert len(columns) == len(set(columns)) or sheet.title == "Fiche compte"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_help_says_where_reminders_are_approved(lang: str) -> None:
    """Not here: no sheet of campaigns is in this workbook."""
    book = opened(lang)
    assert not {WORDS[f"sheet.{key}"][lang == "en"] for key in ("proposal", "sent", "procedures")} & {*book.sheetnames}
    told = {row[0].value: row[1].value for row in book[WORDS["sheet.help"][lang == "en"]].iter_rows(max_col=2)}
    term, text = (WORDS[f"help.shared.campaigns{part}"][lang == "en"] for part in ("", ".text"))
    assert told[term] == text
    assert WORDS["sheet.proposal"][lang == "en"] in text


def test_events_are_told_and_room_is_left() -> None:
    """What was noted first, then empty rows; a plan's instalments in one cell."""
    book = opened()
    sheet = book["Échéanciers"]
    assert named(sheet, "relance.plan.lines")[0].value == "31/01/2026 1000.00; 28/02/2026 500.50"
    assert named(sheet, "relance.event.state")[0].value == "en cours"
    ids = named(book["Appels"], "relance.event_id")
    assert [cell.value for cell in ids[:2]] == ["e1", None]
    assert len(ids) == 1 + EMPTY_ROWS
    call = named(book["Appels"], "relance.call.comment")[0]
    assert (call.value, call.data_type, named(book["Appels"], "relance.call.result")[0].value) == ("=x", "s", "joint")
    assert named(book["Promesses"], "relance.promise.amount")[0].value == 1200.5


def test_hidden_columns_are_hidden() -> None:
    """Ids and keys: nobody needs to see them."""
    book = opened()
    for sheet, name in (("Agenda", "relance.id"), ("Agenda", "relance.row_key"), ("Appels", "relance.event_id"),
                        ("Pièces ouvertes", "relance.row_key"), ("Conflits", "relance.conflict.id")):  # fmt: skip
        page = book[sheet]
        letter = named(page, name)[0].column_letter
        groups = [one for one in page.column_dimensions.values() if one.hidden]
        column = openpyxl.utils.column_index_from_string(letter)
        assert any(one.min <= column <= one.max for one in groups)


def test_keys_tell_every_row_from_the_others() -> None:
    """In every table that is renewed in place."""
    book = opened()
    keyed = [sheet for sheet in book if "relance.row_key" in sheet.defined_names]
    assert len(keyed) == 10 + len(set(FIGURES.balance["currency"])) - 1
    for sheet in keyed:
        keys = [cell.value for cell in named(sheet, "relance.row_key")]
        assert len(keys) == len(set(keys))


def test_a_list_without_rows_is_a_table_all_the_same() -> None:
    """A refresh finds it again when there are some."""
    out = io.BytesIO()
    figures = replace(FIGURES, anomalies=FIGURES.anomalies.iloc[:0], proposals=FIGURES.proposals.iloc[:0])
    write_shared_workbook(figures, out, "fr", MORNING, shared())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(out)
    assert {"Anomalies"} == set(book["Anomalies"].tables)
    assert set(book["Rapprochement proposé"].tables) == {"ProposedMatching"}


def test_the_fixture_has_what_it_is_for() -> None:
    """Two accounts of one customer, in one company."""
    assert {company for company, account in shared().uids if account in _TWINS} == {NORTH}


@pytest.mark.parametrize("choice", CHOICE_WORDS)
def test_the_choices_offered_are_those_that_are_understood(choice: str) -> None:
    """Any other words would be taken for the value somebody wants."""
    assert WORDS[f"conflict.{choice}"] == CHOICE_WORDS[choice]
