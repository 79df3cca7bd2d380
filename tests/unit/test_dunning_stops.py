"""Each reason stops what it should and nothing else; sentences tell it in both languages."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from receivables.days import NO_DAY
from receivables.dunning.defaults import SHIPPED
from receivables.dunning.ground import Ground
from receivables.dunning.instalments import days_before
from receivables.dunning.procedure import Level, Procedure, problems
from receivables.dunning.procedure_rows import from_rows, to_rows
from receivables.dunning.proposal import propose
from receivables.dunning.recheck import Approved, recheck
from receivables.dunning.roles import role_of
from receivables.dunning.sentences import message_reasons, stop_sentences
from receivables.dunning.start import start_history
from receivables.schema import DueOrigin
from tests.dunning_grounds import COMPANY, D0, ground_of, levels_of, morning, plain, reasons_of

PLAIN = plain(5, 15, 25)
ON = D0 + 6

STOPS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("dispute", {"disputed": 10_000}, {}),
    ("promise", {"promised": 10_000, "promise_day": ON + 3}, {}),
    ("plan", {"planned": 10_000}, {}),
    ("credit_note_promised", {"credit_promised": 10_000}, {}),
    ("bill", {"is_bill": True}, {}),
    ("direct_debit", {"is_debit": True}, {}),
    ("factored", {"is_factored": True}, {}),
    ("factored", {}, {"is_factored": True}),
    ("retention", {"is_retention": True}, {}),
    ("unbilled", {"is_unbilled": True}, {}),
    ("insolvency", {"is_insolvent": True}, {}),
    ("insolvency", {"document_day": D0 - 30}, {"insolvency_day": D0}),
    ("over_indebtedness", {"document_day": D0 - 30}, {"over_indebted_day": D0}),
    ("invoice_refused", {"refused": "undelivered"}, {}),
    ("term_suspended", {"suspended_day": D0}, {}),
    ("hold", {}, {"is_held": True}),
    ("handed_over", {}, {"handed_to": "lawyer"}),
    ("intra_group", {}, {"is_intra_group": True}),
    ("collective_account", {}, {"is_collective": True}),
    ("conflict", {}, {"conflict": "email"}),
    ("recent_contact", {}, {"last_message_day": ON}),
    ("no_procedure", {"procedure": "unknown"}, {}),
    ("no_procedure", {}, {"segment": "consumer"}),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "item", "account"), STOPS)
def test_reason_stops_with_a_sentence(reason: str, item: dict[str, Any], account: dict[str, Any]) -> None:
    """Without it the item goes; with it the item is stopped, and both languages say why in other words."""
    assert levels_of(morning(ON, PLAIN, [{}], [])) == {1: "r1"}
    proposal = morning(ON, PLAIN, [item], [], [account])
    assert (levels_of(proposal), reasons_of(proposal)) == ({}, {1: reason})
    told = [stop_sentences(proposal.stopped, language).tolist()[0] for language in ("fr", "en")]
    assert all(told)
    assert told[0] != told[1]


def test_company_and_addresses() -> None:
    """Bank two working days behind still goes (Monday for Thursday), three do not; no history asks; nobody to reach."""
    assert levels_of(morning(D0 + 7, PLAIN, [{}], [], last_receipt_day=D0 + 3)) == {1: "r1"}
    assert reasons_of(morning(D0 + 8, PLAIN, [{}], [], last_receipt_day=D0 + 3)) == {1: "stale_money"}
    saturday = D0 + 5
    assert levels_of(morning(saturday, PLAIN, [{}], [], last_receipt_day=D0 + 2)) == {1: "r1"}
    assert reasons_of(morning(saturday, PLAIN, [{}], [], last_receipt_day=D0 + 1)) == {1: "stale_money"}
    nobody = [{"email": "a@b.example", "is_suspended": True}]
    assert reasons_of(morning(ON, PLAIN, [{}], [], contacts=nobody)) == {1: "no_address"}
    by_post = morning(ON, PLAIN, [{}], [], contacts=[*nobody, {"address": "1 rue Haute"}])
    assert by_post.messages["channel"].tolist() == ["letter"]


def test_first_campaign_asks_only_where_age_leaves_a_doubt() -> None:
    """Old enough for its second level: what was sent? Until somebody says so nothing of its company leaves. Old enough
    for its first, or proposed here before: no question. One level: never any."""
    young, old = {}, {"due_day": D0 - 10}
    assert levels_of(morning(ON, PLAIN, [young], [], has_history=False)) == {1: "r1"}
    both = morning(ON, PLAIN, [young, old], [], has_history=False)
    assert reasons_of(both) == {1: "start_level", 2: "start_level"}
    told = dict(zip(both.stopped["item"], stop_sentences(both.stopped, "en"), strict=True))
    assert told[2].endswith(
        'relance campaign start --company "Atelier" --on 2026-06-07 --sent 15:r2 (nothing: without --sent)'
    )
    assert "until somebody says" in told[1]
    assert both.needs_start_level[["from_days", "to_days", "items"]].values.tolist() == [[1, 14, 1], [15, 29, 1]]
    watched = {"has_history": False, "watched_day": ON - 5}  # five days old then: its first level alone
    assert levels_of(morning(ON, PLAIN, [old], [], **watched)) == {1: "r1"}
    assert reasons_of(morning(ON, PLAIN, [old], [], has_history=False, watched_day=ON)) == {1: "start_level"}
    assert levels_of(morning(ON, plain(5), [old], [], has_history=False)) == {1: "r1"}
    assert levels_of(morning(ON, PLAIN, [old], [], has_history=True)) == {1: "r1"}


def test_later_invoice_of_an_insolvent_customer_goes() -> None:
    """C. com. L622-17: what arose after the judgment is paid when due."""
    account = {"insolvency_day": D0 - 40}
    assert levels_of(morning(ON, PLAIN, [{"document_day": D0 - 30}], [], [account])) == {1: "r1"}


def test_part_in_dispute_leaves_the_rest() -> None:
    """30 of 100 contested: 70 are asked for, the 30 told beside."""
    proposal = morning(ON, PLAIN, [{"disputed": 3_000}], [])
    row = proposal.message_items.iloc[0]
    assert (row["amount"], row["left_out"], row["left_reason"]) == (7_000, 3_000, "dispute")
    assert len(proposal.stopped) == 0


@pytest.mark.parametrize(
    ("credit", "posted", "found"), [(1_500, 0, "check_first"), (500, 0, "r1"), (500, 64, "check_first")]
)
def test_unallocated_credits(credit: int, posted: int, found: str) -> None:
    """Over a tenth of what is overdue, or of the last days: check first. An old small one is deducted."""
    items = [{}, {"open": -credit, "posted": D0 - 60 + posted}]
    proposal = morning(ON, PLAIN, items, [])
    assert (levels_of(proposal) | reasons_of(proposal))[1] == found
    assert proposal.messages["amount"].tolist() == ([9_500] if found == "r1" else [])


def test_a_credit_of_the_amount_of_a_document_names_it() -> None:
    """100.00 came in, 100.00 is owed for FA1 and 250.00 for FA2: probably the first."""
    items = [{}, {"open": 25_000}, {"open": -10_000, "posted": D0 - 60}]
    stopped = morning(ON, PLAIN, items, []).stopped
    assert [one.endswith("probably for FA1") for one in stop_sentences(stopped, "en")] == [True, True]
    assert not any("probably" in one for one in stop_sentences(
        morning(ON, PLAIN, [{}, {"open": -1_500, "posted": D0 - 60}], []).stopped, "en"))  # fmt: skip


def test_broken_promise_passes_a_recent_contact_but_not_a_second_mail_of_a_day() -> None:
    """Three quiet days; the promise broke today."""
    quiet = plain(5, quiet_days=3)
    for account, found in (
        ({"last_contact_day": ON - 1}, {}),
        ({"last_contact_day": ON - 1, "broken_day": ON}, {1: "r1"}),
        ({"last_contact_day": ON - 1, "broken_day": ON, "last_message_day": ON}, {}),
    ):
        assert levels_of(morning(ON, quiet, [{}], [], [account])) == found


def test_formal_notice_only() -> None:
    """Nothing reminded, an estimated due day, a debtor nobody knows: reminders go, a formal notice does not."""
    notice = Level("notice", 20, channels=("registered",), approver="two")
    procedure = Procedure("plain", "business", (Level("r1", 5), notice))
    past = [{"level": "r1", "day": D0 + 5}]
    late = D0 + 30
    assert levels_of(morning(late, procedure, [{}], past)) == {1: "notice"}
    assert levels_of(morning(late, procedure, [{}, {}], past)) == {1: "notice"}  # the other waits, one a day
    estimated = {"due_origin": int(DueOrigin.DEFAULT_TERMS)}
    assert reasons_of(morning(late, procedure, [estimated], past)) == {1: "due_estimated"}
    assert reasons_of(morning(late, procedure, [{}], past, [{"segment": "unknown"}])) == {1: "debtor_unknown"}
    assert levels_of(morning(late, procedure, [estimated], [], [{"segment": "unknown"}])) == {1: "r1"}
    assert "two persons" in problems(Procedure("x", "business", (Level("r1", 5), Level("notice", 20))))[0]


def test_hand_over_waits_for_the_time_a_formal_notice_left() -> None:
    """Eight days from presentation; told by nobody, from the last day the post kept it; what another system sent
    is past."""
    levels = (Level("r1", 5), Level("notice", 20, channels=("registered",), approver="two"),
              Level("handover", 25, channels=(), approver="two"))  # fmt: skip
    procedure = Procedure("plain", "business", levels)

    def found(later: int, segment: str = "business", **letter: Any) -> dict[int, str]:
        sent = [{"level": "r1", "day": D0 + 5}, {"level": "notice", "day": D0 + 20, "channel": "registered", **letter}]
        proposal = morning(D0 + later, procedure, [{"procedure": "plain"}], sent, [{"segment": segment}])
        return levels_of(proposal) | reasons_of(proposal)

    for told, first in (({"presented_day": D0 + 33}, 42), ({}, 44), ({"channel": "takeover"}, 25),
                        ({"presented_day": D0 + 33, "segment": "consumer"}, 49)):  # fmt: skip
        days = [found(later, **told) for later in (first - 1, first)]
        assert days == [{1: "already_sent"}, {1: "handover"}], told


def test_nothing_but_a_pre_reminder_goes_before_an_item_is_overdue() -> None:
    """Reminder 1 fifteen days after the document, or five before the due day: the same ledger has customers at thirty
    days and at sixty; it goes the day after the due day at the earliest. A pre-reminder after it is refused."""
    item = {"document_day": D0 - 30}
    for told in (Level("r1", 15, "document"), Level("r1", -5), Level("call", -5, channels=("call",))):
        procedure = Procedure("early", "business", (told,))
        assert [levels_of(morning(D0 + later, procedure, [item], [])) for later in (-1, 0, 1)] == [
            {},
            {},
            {1: told.code},
        ]
    late = Procedure("late", "business", (Level("pre", 5), Level("r1", 9)))
    assert problems(late) == [
        "The procedure « late », level « pre »: a pre-reminder goes on the due day at the latest."
    ]


@pytest.mark.parametrize(
    ("codes", "wrong"),
    [
        (("r1", "notice", "r2"), "puts « r2 » after « notice »"), (("r2", "r1"), "puts « r1 » after « r2 »"),
        (("r1", "pre"), "puts « pre » after « r1 »"), (("call2", "r1", "call"), "puts « call » after « call2 »"),
        (("pre", "pre2", "r1", "call", "r2", "call2", "notice", "call3", "handover"), ""),
    ],
)  # fmt: skip
def test_levels_grow_graver(codes: tuple[str, ...], wrong: str) -> None:
    """A reminder after the formal notice would threaten with it: refused, as pre-reminders and calls out of order."""
    ways = {"notice": ("registered",), "handover": ()}
    levels = [
        Level(code, place - 2, channels=("call",) if code.startswith("call") else ways.get(code, ("email",)),
              approver="two" if code in ways else "one") for place, code in enumerate(codes)
    ]  # fmt: skip
    told = [one for one in problems(Procedure("x", "business", tuple(levels))) if " puts " in one]
    assert [wrong in one for one in told] == ([True] if wrong else [])


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"code": "notice", "channels": "call"}, "it goes by registered or letter, not by call"),
        ({"code": "notice", "channels": "email > registered"}, "it goes by registered or letter, not by email"),
        ({"code": "notice", "channels": "registered", "tiers": "5000 EUR: call"}, "not by call"),
        ({"code": "notice", "channels": ""}, ("registered",)),
        ({"code": "call2", "channels": "email", "approver": "one"}, "it goes by call, not by email"),
        ({"code": "call2", "channels": "", "approver": "one"}, ("call",)),
    ],
)
def test_formal_notices_go_by_post_and_calls_by_telephone(cells: dict[str, str], found: object) -> None:
    """A formal notice is presented, which no call and no e-mail is; an empty cell takes the usual way."""
    first, second = to_rows([plain(5, 20)])
    procedures, told = from_rows([first, {**second, "approver": "two", **cells}])
    if isinstance(found, str):
        assert found in told[0].message
    else:
        assert (procedures[0].levels[1].channels, told) == (found, [])


def test_companies_payers_and_instalments_stay_apart() -> None:
    """Two companies, two messages; a payer's subsidiaries, one; history of one instalment is not that of the next."""
    accounts = [{}, {"company": "Autre"}, {"account": "C2", "payer": "C1"}]
    items = [{}, {"company": "Autre"}, {"account": "C2"}]
    proposal = morning(ON, PLAIN, items, [], accounts)
    assert proposal.messages[["company", "account", "count"]].values.tolist() == [
        [COMPANY, "C1", 2],
        ["Autre", "C1", 1],
    ]
    parts = [{"item": 7, "due_day": D0 - 30}, {"item": 7, "due_day": D0, "after_day": D0 - 30}]
    proposal = morning(ON, PLAIN, parts, [{"item": 7, "due_day": D0 - 30, "level": "r1", "day": D0 - 25}])
    assert proposal.messages["level"].tolist() == ["r2"]
    assert proposal.stopped["reason"].tolist() == ["recent_contact"]
    assert stop_sentences(proposal.stopped, "en").tolist() == [
        "a graver message is proposed the same day: one a day to a customer"
    ]


@pytest.mark.parametrize("moved", [-2, 2, 30])
def test_a_due_day_corrected_since_leaves_what_was_sent(moved: int) -> None:
    """Reminders 1 and 2 were sent: 3 is next, whichever way the due day moved. Of two instalments of which both days
    moved, the second alone was never reminded; one that was paid leaves nothing to the other."""
    sent = [{"level": "r1", "day": D0 + 5}, {"level": "r2", "day": D0 + 15}]
    sent = [{**one, "due_day": D0} for one in sent]
    assert levels_of(morning(D0 + 60, PLAIN, [{"due_day": D0 + moved}], sent)) == {1: "r3"}
    parts = [{"item": 1, "due_day": D0 + moved}, {"item": 1, "due_day": D0 + moved + 29, "after_day": D0 + moved}]
    told = morning(D0 + 90, PLAIN, parts, sent).messages
    assert told["level"].tolist() == ["r3"]
    rest = {"due_day": D0 + 30, "after_day": D0}
    assert levels_of(morning(D0 + 90, PLAIN, [rest], sent)) == {1: "r1"}


def test_instalments_know_the_day_before_theirs() -> None:
    """Thirty and sixty days, the first is paid; thirty days; a day the file gave."""
    rows = [("50% 30 net; 50% 60 net", D0 + 60), ("30 net", D0 + 30), ("", D0 + 9)]
    items = pd.DataFrame(rows, columns=["terms", "due_day"]).assign(document_day=D0)
    assert days_before(items).tolist() == [D0 + 30, NO_DAY, NO_DAY]


def test_start_history_then_the_next_level() -> None:
    """Over 20 days reminder 2 was sent before Relance: today is quiet, reminder 3 follows when it is ripe."""
    ground = ground_of(D0 + 21, [{}, {"due_day": D0 + 15}])
    rows = start_history(ground, COMPANY, [(1, ""), (20, "r2")])
    assert rows[["item", "level"]].values.tolist() == [[1, "r2"]]


def _code(ground: Ground, **other: Any) -> str:
    """Why the message of 100.00 of item 1 does not leave."""
    one = Approved(
        COMPANY, "C1", "EUR", "r1", "email", "compta@client.example", "business", "friendly", {("C1", 1, D0): 10_000},
        {("C1", 1, D0): 0}, 0,
    )  # fmt: skip
    return recheck(ground, PLAIN, [replace(one, **other)])[0].code


def test_recheck_lets_go_exactly_what_was_approved() -> None:
    """As approved; its own waiting row does not hinder it."""
    waiting = [{"level": "r1", "is_sent": False}]
    assert _code(ground_of(ON, [{}], history=waiting)) == ""


@pytest.mark.parametrize(
    ("items", "account", "history", "code"),
    [
        ([{"open": 0}], {}, [], "paid"), ([{"open": 4_000}], {}, [], "paid"), ([{"open": 12_000}], {}, [], "changed"),
        ([{"due_day": D0 + 9}], {}, [], "changed"), ([{"disputed": 10_000}], {}, [], "dispute"),
        ([{"disputed": 100}], {}, [], "dispute"), ([{"promised": 100}], {}, [], "promise"),
        ([{"open": 9_900, "disputed": 100}], {}, [], "paid"), ([{}, {"open": -500}], {}, [], "changed"),
        ([{}], {"segment": "consumer"}, [], "changed"), ([{}], {"is_held": True}, [], "hold"),
        ([{}], {"last_message_day": ON}, [], "recent_contact"),
        ([{}], {}, [{"level": "r1", "day": ON - 1}], "already_sent"),
        ([{}, {"open": -2_000, "posted": ON}], {}, [], "check_first"),
    ],
)  # fmt: skip
def test_recheck_stops(items: list[Any], account: dict[str, Any], history: list[Any], code: str) -> None:
    """What became known since the approval."""
    assert _code(ground_of(ON, items, [account], history)) == code


@pytest.mark.parametrize(
    ("items", "approved", "code"),
    [
        ([{"disputed": 3_000}], {"amounts": {("C1", 1, D0): 7_000}, "left_out": {("C1", 1, D0): 3_000}}, ""),
        ([{"disputed": 4_000}], {"amounts": {("C1", 1, D0): 7_000}, "left_out": {("C1", 1, D0): 3_000}}, "dispute"),
        (
            [{"disputed": 3_000, "open": 9_000}],
            {"amounts": {("C1", 1, D0): 7_000}, "left_out": {("C1", 1, D0): 3_000}},
            "paid",
        ),
        ([{}, {"open": -500}], {"credits": 500}, ""), ([{}], {"credits": 500}, "changed"),
        ([{}], {"tone": "firm"}, "changed"), ([{}], {"recipient": "parti@client.example"}, "changed"),
        ([{}], {"recipient": "1 rue Haute, 75001 Paris", "channel": "letter"}, ""),
        ([{}], {"recipient": "9 rue Neuve, 33000 Bordeaux", "channel": "letter"}, "changed"),
        ([{}], {"recipient": "", "channel": "letter"}, ""),
    ],
)  # fmt: skip
def test_recheck_of_parts_credits_tone_and_recipient(items: list[Any], approved: dict[str, Any], code: str) -> None:
    """What the letter says must be so still: what is left out of an item, what is deducted, to whom it goes."""
    assert _code(ground_of(ON, items), **approved) == code


@pytest.mark.parametrize(
    ("open_parts", "code"), [((10_000, 4_000), ""), ((9_000, 4_000), "paid"), ((10_000, 0), "changed")]
)
def test_recheck_of_a_document_in_two_accounts(open_parts: tuple[int, int], code: str) -> None:
    """411 and 416 of one payer hold a part each of one document: each part is looked at, none for the other."""
    accounts = [{}, {"account": "D1", "payer": "C1"}]
    items = [
        {"item": 1, "account": name, "open": opened} for name, opened in zip(("C1", "D1"), open_parts, strict=True)
    ]
    asked = {("C1", 1, D0): 10_000, ("D1", 1, D0): 4_000}
    ground = ground_of(ON, items, accounts)
    assert _code(ground, amounts=asked, left_out=dict.fromkeys(asked, 0)) == code


@pytest.mark.parametrize(("others", "code"), [([], "no_address"), ([{"email": "chef@client.example"}], "no_address")])
def test_recheck_of_a_suspended_address(others: list[Any], code: str) -> None:
    """Mail came back from it: nothing more goes there, though somebody else could be written to."""
    suspended = {"email": "compta@client.example", "is_suspended": True}
    assert _code(ground_of(ON, [{}], contacts=[suspended, *others])) == code


def test_shipped_procedures_and_rows() -> None:
    """Nothing wrong with them; the sheet's rows read back equal; a bad cell is told with its row."""
    assert [problems(one) for one in SHIPPED] == [[], [], [], []]
    rows = to_rows(SHIPPED)
    assert from_rows(rows) == (list(SHIPPED), [])
    found, told = from_rows([{**rows[0], "days": "soon"}, *rows[1:]], first_row=2)
    assert [one.name for one in found] == [one.name for one in SHIPPED[1:]]
    assert told[0].row == 2


@pytest.mark.parametrize(
    ("function", "role"),
    [
        ("Comptabilité", "accounting"), ("comptable", "accounting"), ("Accounting", "accounting"),
        ("Accounts payable", "accounting"), ("AP", "accounting"), ("Compta fournisseurs", "accounting"),
        ("Responsable trésorerie", "accounting"), ("Directeur général", "management"), ("DIRECTION", "management"),
        ("Gérante", "management"), ("Dirigeant", "management"), ("DAF", "management"), ("Présidente", "management"),
        ("Management", "management"), ("CFO", "management"), ("Managing director", "management"),
        ("Directrice des achats", "purchasing"), ("Purchasing manager", "purchasing"), ("Account manager", ""),
        ("Japon", ""), ("Commercial", ""), ("", ""), ("compta@x.example", ""),
    ],
)  # fmt: skip
def test_functions_are_folded_to_roles(function: str, role: str) -> None:
    """As customers files write them, in French and English."""
    assert role_of(function) == role


def test_the_contact_of_the_role_is_taken_or_told_to_be_missing() -> None:
    """Whatever its case and accents; where nobody has it the proposal says so, and whom it goes to. Whose function
    nobody told is taken for who reads the invoices."""
    people = [{"email": "dg@a.example", "role": "Directeur général", "name": "M. Dubois"},
              {"email": "compta@a.example", "role": "Comptabilité", "name": "Mme Petit"}]  # fmt: skip

    def told(role: str, contacts: list[dict[str, str]]) -> tuple[int, list[str]]:
        proposal = morning(ON, plain(5, recipient=role), [{}], [], contacts=contacts)
        return int(proposal.messages["contact"].iloc[0]), message_reasons(proposal.messages, "fr")[0][1:]

    assert [told(role, people) for role in ("accounting", "management", "")] == [(1, []), (0, []), (0, [])]
    missing = "aucun contact de fonction « direction » : adressé à Mme Petit"
    assert told("management", people[1:]) == (0, [missing])
    assert [told(role, [{"email": "a@a.example"}])[1] for role in ("accounting", "management")] == [
        [], ["aucun contact de fonction « direction » : adressé à a@a.example"],
    ]  # fmt: skip


def test_recipients_of_the_sheet() -> None:
    """Roles, also in the words of functions; what is none is refused with the roles there are."""
    row = to_rows([plain(5)])[0]
    (found,), told = from_rows([{**row, "recipient": "Comptabilité", "tiers": "500 EUR: email @ gérant"}])
    assert (found.levels[0].recipient, found.levels[0].tiers[0].recipient, told) == ("accounting", "management", [])
    for wrong in ({"recipient": "managment"}, {"recipient": "x@y.fr"}, {"tiers": "500 EUR: email @ chef de rang"}):
        assert "is no recipient: accounting, management, purchasing" in from_rows([{**row, **wrong}])[1][0].message


def test_messages_say_why() -> None:
    """At least one sentence each."""
    proposal = propose(ground_of(ON, [{}, {}]), [PLAIN])
    assert message_reasons(proposal.messages, "fr") == [["relance 1 : 2 pièces, la plus ancienne échue depuis 6 jours"]]


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [("fr", "relance 1 : une pièce échue depuis 1 jour", "relance 1 : 2 pièces, la plus ancienne échue depuis 1 jour"),
     ("en", "reminder 1: one item overdue by 1 day", "reminder 1: 2 items, the oldest overdue by 1 day")],
)  # fmt: skip
def test_one_day_is_no_plural(lang: str, one: str, two: str) -> None:
    for items, told in (([{}], one), ([{}, {}], two)):
        assert message_reasons(propose(ground_of(D0 + 1, items), [plain(1)]).messages, lang) == [[told]]
