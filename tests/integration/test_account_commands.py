"""`relance account merge` and `archive`, and the trace that commands leave in the audit, on both databases."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.command import Command, OnDatabase
from tests.fec_builder import sale, write_fec

pytestmark = pytest.mark.costly

COMPANIES = {"ACME": ("OLD", "NEW", "OTHER"), "Zeta": ("OLD", "FAR")}


class Run(OnDatabase):
    """`relance` on one database; ACME has OLD, NEW, OTHER, and Zeta has OLD and FAR."""

    def call(self, account: str, result: str, day: str = "2026-06-30", **data: str) -> None:
        told = json.dumps({"result": result, **data})
        self("event", "add", "--account", account, "--company", "ACME", "--kind", "call", "--data", told, "--date", day)

    def fields(self, account: str) -> dict[str, str]:
        fields: dict[str, str] = self("account", "show", account, "--company", "ACME")["fields"]
        return fields

    def acts(self, what: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self("audit", "show", "--what", what)["entries"]
        return found


@pytest.fixture
def run(relance: Command, database_url: str, tmp_path: Path) -> Run:
    found = Run(relance, database_url)
    for company, accounts in COMPANIES.items():
        entries = [sale("2026-05-31", account, f"F-{account}", 96_000) for account in accounts]
        found("import", write_fec(tmp_path / f"{company}.txt", entries), "--company", company)
    return found


def test_two_numbers_become_one_account(run: Run) -> None:
    """Its calls and fields go over, its number leads there, and the audit tells who did it and what it brought."""
    run.call("OLD", "call_back", next_date="2026-07-06")
    told = run("account", "merge", "OLD", "into", "NEW", "--company", "ACME")
    assert (told["account"], told["into"], told["company"], told["conflicts"]) == ("OLD", "NEW", "ACME", 0)
    shown = run("account", "show", "OLD", "--company", "ACME")
    assert (shown["account"], len(shown["events"]), shown["fields"]["next_date"]) == ("NEW", 1, "2026-07-06")
    [entry] = run.acts("account_merged")
    assert entry["who"].endswith("(command line)")
    brought = next(one for one in run.acts("field") if one["text"].get("field") == "next_date")
    assert (brought["object"], brought["who"]) == (shown["uid"], entry["who"])
    assert run("audit", "verify", "--strict")["ok"]
    assert "one account already" in run.refused("account", "merge", "OLD", "into", "NEW", "--company", "ACME")


def test_where_both_hold_a_value_a_person_decides(run: Run) -> None:
    run.call("OLD", "call_back", next_date="2026-07-06")
    run.call("NEW", "call_back", next_date="2026-07-09")
    assert run("account", "merge", "OLD", "into", "NEW", "--company", "ACME")["conflicts"] == 1
    assert run.fields("NEW")["next_date"] == "2026-07-09"


@pytest.mark.parametrize(("source", "target"), [("OLD", "NEW"), ("NEW", "OLD")])
def test_the_hold_that_lasts_longer_stands(run: Run, source: str, target: str) -> None:
    """An insolvency's has no end: neither as source nor as target does it become one that lifts itself."""
    run.call("OLD", "insolvency")
    run.call("NEW", "says_paid", paid_on="2026-06-29")
    assert run.fields("NEW")["hold_until"] != ""
    run("account", "merge", source, "into", target, "--company", "ACME")
    assert (run.fields(target)["hold"], run.fields(target)["hold_until"]) == ("yes", "")


def test_a_hold_comes_over_to_an_account_without_one(run: Run) -> None:
    """With its end and its reason, even where an earlier hold left its own behind."""
    run.call("OLD", "says_paid", paid_on="2026-06-29")
    wanted = {key: value for key, value in run.fields("OLD").items() if key.startswith("hold")}
    assert wanted["hold"] == "yes"
    run("account", "merge", "OLD", "into", "NEW", "--company", "ACME")
    assert {key: value for key, value in run.fields("NEW").items() if key.startswith("hold")} == wanted


def test_what_is_no_pair_of_accounts_is_refused(run: Run) -> None:
    """Two companies, one account, nobody's number, the number of two companies: one sentence each, nothing changed."""
    assert "two companies" in run.refused("account", "merge", "OTHER", "into", "FAR")
    assert "--company" in run.refused("account", "merge", "OLD", "into", "NEW")
    assert "no account" in run.refused("account", "merge", "NOBODY", "into", "NEW", "--company", "ACME")
    assert "one account already" in run.refused("account", "merge", "NEW", "into", "NEW")
    run("account", "archive", "NEW")
    assert "archived" in run.refused("account", "merge", "OTHER", "into", "NEW")
    assert run.acts("account_merged") == []


def test_an_account_is_archived_and_put_back(run: Run) -> None:
    """Nothing is noted of it meanwhile; who did it is told."""
    told = run("account", "archive", "OTHER", "--company", "ACME")
    assert (told["account"], told["company"], told["is_archived"]) == ("OTHER", "ACME", True)
    note = ("event", "add", "--account", "OTHER", "--kind", "note", "--data", '{"text": "x"}')
    assert "archived" in run.refused(*note)
    assert run("account", "archive", "OTHER", "--back")["is_archived"] is False
    assert run(*note)["is_new"]
    assert [len(run.acts(f"account_{what}")) for what in ("archived", "put_back")] == [1, 1]
    assert run.acts("account_archived")[0]["who"].endswith("(command line)")


# -- what commands leave in the audit ----------------------------------------------------------------------------------


def test_an_event_is_its_author_s_and_the_act_the_operator_s(run: Run) -> None:
    """`--by` names who called; the audit names who sat at the command line, and its head is anchored at once."""
    run("event", "add", "--account", "NEW", "--kind", "call", "--data", '{"result": "insolvency"}', "--by", "Dupont")
    assert [one["who"] for one in run("account", "show", "NEW")["events"]] == ["Dupont"]
    acts = [*run.acts("event"), *run.acts("field")]
    assert len(acts) > 1
    assert {one["who"].endswith("(command line)") for one in acts} == {True}
    assert {one["text"].get("who", "Dupont") for one in acts} == {"Dupont"}
    told = run("audit", "verify")
    assert (run.relance.home / "audit-anchors").read_text().splitlines()[-1].endswith(told["head"])


def test_imports_and_tables_of_rules_leave_their_trace(run: Run, tmp_path: Path) -> None:
    """Who imported what, who took it back, who changed the table of call results and the criteria."""
    assert [one["text"]["file"] for one in run.acts("imported")] == ["Zeta.txt", "ACME.txt"]
    run("undo-import")
    [undone] = run.acts("import_undone")
    assert undone["text"] == {"companies": ["Zeta"], "file": "Zeta.txt"}
    _load_changed_call_results(run, tmp_path)
    [loaded] = run.acts("call_results_loaded")
    assert [one["field"] for one in loaded["text"]["changed"]] == ["next_days"]
    entries = run("audit", "show")["entries"]
    assert {one["who"].endswith("(command line)") for one in entries} == {True}
    told = run("audit", "verify", "--strict")
    assert (told["ok"], told["entries"]) == (True, len(entries))


def _load_changed_call_results(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    run("call-results", "export", path)
    book = openpyxl.load_workbook(path)
    next(row for row in book.worksheets[0].iter_rows() if row[5].value == "refuses")[1].value = 10
    book.save(path)
    assert run("call-results", "load", path)["changed"]
    assert run("call-results", "load", path)["changed"] == []
