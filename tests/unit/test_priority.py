"""The order of a morning on hand-made accounts where the right order is evident, and why."""

from typing import Any

import pandas as pd
import pytest

from receivables.days import NO_DAY
from receivables.followup.agreed_parts import Followup
from receivables.priority.criteria import DEFAULT_CRITERIA, Criteria, by_name
from receivables.priority.order import Stage, pareto, priorities
from receivables.priority.sentences import ACTIONS, next_actions, pareto_line, reasons
from receivables.schema import Kind
from tests.receivables_tables import ON, accounts, customers, known, late


def ranked(*args: Any, **options: Any) -> pd.DataFrame:
    """The morning's rows, complete with what the store adds."""
    rows = priorities(known(*args, **options))
    return rows.assign(skipped_number="F7", is_unreachable=False)


def names(rows: pd.DataFrame) -> list[str]:
    return [str(account) for account in rows["account"]]


def why(rows: pd.DataFrame, lang: str = "fr", criteria: Criteria = DEFAULT_CRITERIA) -> list[list[str]]:
    return [[text.replace("\u202f", " ") for text in told] for told in reasons(rows, criteria, lang)]


def edited(name: str, weight: int, threshold: int | None = None) -> Criteria:
    """The default criteria with one of them changed."""
    return tuple(
        one.edited(weight, one.threshold if threshold is None else threshold) if one.name == name else one
        for one in DEFAULT_CRITERIA
    )


def _paid(account: int, count: int, delay: int = 0, start: int = 400) -> list[dict[str, Any]]:
    """Invoices of the past, each lettered with its payment `delay` days after it was due."""
    rows = []
    for at in range(count):
        letter, due = account * 100 + at + 1, ON - start + 10 * at
        invoice = late(50_000, ON - due, account_id=account, letter=letter)
        payment = {"amount": -50_000, "kind": Kind.PAYMENT, "account_id": account, "letter": letter}
        rows += [invoice, {**payment, "posted": due + delay}]
    return rows


# -- the score -------------------------------------------------------------------------------------------------------


def test_a_larger_and_an_older_debt_come_first_and_points_add_up() -> None:
    """Same age: 9 000 before 3 000. Same amount: 80 days before 20. By hand: 9 000 of 10 000 is 27 points of 30,
    20 days of 90 are 3.33 of 15."""
    rows = ranked(accounts({}, {}, {}), late(300_000, 20), late(900_000, 20, account_id=1),
                  late(300_000, 80, account_id=2))  # fmt: skip
    assert names(rows) == ["C2", "C1", "C0"]
    assert rows.set_index("account")["score"].to_dict() == {"C1": 27 + 3, "C0": 9 + 3, "C2": 9 + 13 + 10}
    assert why(rows)[1] == ["9 000,00 EUR à recouvrer sur une pièce échue (+27)", "échu depuis 20 jours (+3)"]


def test_equal_scores_and_amounts_are_told_apart_by_account() -> None:
    rows = ranked(accounts({"auxiliary": "B"}, {"auxiliary": "A"}), late(100_000, 20), late(100_000, 20, account_id=1))
    assert names(rows) == ["A", "B"]


def test_a_weight_changes_the_order() -> None:
    """Large and young against small and old: who comes first is the manager's choice."""
    lines = (late(1_000_000, 3), late(50_000, 58, account_id=1))
    assert names(ranked(accounts({}, {}), *lines)) == ["C0", "C1"]
    assert names(ranked(accounts({}, {}), *lines, criteria=edited("collectible", 2))) == ["C1", "C0"]


def test_drift_counts_from_the_accounts_own_habit() -> None:
    """40 days late: for one who pays on time that is news, for one who always pays 38 days late it is Tuesday."""
    lines = [*_paid(0, 6, 38), *_paid(1, 6, 0), late(100_000, 40), late(100_000, 40, account_id=1)]
    rows = ranked(accounts({}, {}), *lines)
    assert names(rows) == ["C1", "C0"]
    assert rows["points_habit_drift"].tolist() == [12, 0]
    assert "paie d'habitude à l'heure, 40 jours de retard aujourd'hui (+12)" in why(rows)[0]


def test_first_delay_of_a_good_payer_is_a_courtesy_call() -> None:
    rows = ranked(accounts({}), *_paid(0, 5), late(100_000, 12))
    assert rows["action"].tolist() == ["courtesy"]
    assert "premier retard d'un bon payeur (5 factures payées sans retard) (+4)" in why(rows)[0]
    assert ranked(accounts({}), *_paid(0, 5, 9), late(100_000, 12))["points_first_late_payment"].tolist() == [0]


def test_a_skipped_invoice_is_asked_about_not_threatened() -> None:
    """Two later invoices are paid, this one is not: something is wrong with it."""
    rows = ranked(accounts({}), late(80_000, 70), *_paid(0, 2, 0, start=60))
    assert (rows["skipped"].tolist(), rows["skipped_line"].tolist(), rows["action"].tolist()) == (
        [2],
        [100],
        ["ask_why"],
    )
    assert next_actions(rows, "fr") == ["Appeler : demander ce qui bloque la facture F7"]
    assert any("sautée : 2 factures plus récentes sont payées, litige probable (+6)" in text for text in why(rows)[0])


def test_an_invoice_paid_in_part_was_not_skipped() -> None:
    part = [late(80_000, 70, letter=90), {"amount": -30_000, "kind": Kind.PAYMENT, "letter": 90}]
    assert ranked(accounts({}), *part, *_paid(0, 3, 0, start=60))["skipped"].tolist() == [0]


def test_limits_count_all_a_customer_owes_and_the_lower_one_speaks() -> None:
    """500 late and 900 not due are 1 400 against the insurer's 1 000, the company's own limit being 2 000."""
    told = customers(C0={"credit_limit": 200_000, "insurer_limit": 100_000})
    rows = ranked(accounts({}), late(50_000, 20), late(90_000, -20), told=told)
    assert rows[["exposure", "limit", "over_limit"]].values.tolist() == [[140_000, 100_000, 40_000]]
    assert "encours de 1 400,00 EUR, plafond de l'assureur dépassé de 400,00 EUR (+8)" in why(rows)[0]


def test_of_two_limits_exceeded_both_are_said() -> None:
    told = customers(C0={"credit_limit": 120_000, "insurer_limit": 100_000})
    rows = ranked(accounts({}), late(140_000, 20), told=told)
    assert rows["over_limit"].tolist() == [40_000]
    credit, insurer = "plafond de crédit dépassé de 200,00 EUR", "plafond de l'assureur dépassé de 400,00 EUR"
    assert f"encours de 1 400,00 EUR, {credit} et {insurer} (+8)" in why(rows)[0]


def test_risk_and_days_without_contact_count_once_they_are_known() -> None:
    told = Followup(
        risk_grades=pd.DataFrame({"account_id": [0], "grade": [8]}),
        contacts=pd.DataFrame({"account_id": [0], "day": [ON - 15]}),
    )
    rows = ranked(accounts({}, {}), late(100_000, 20), late(100_000, 20, account_id=1), followup=told)
    assert rows.set_index("account")[["points_risk_grade", "points_days_since_contact"]].to_dict("index") == {
        "C0": {"points_risk_grade": 8, "points_days_since_contact": 4},
        "C1": {"points_risk_grade": 0, "points_days_since_contact": 0},
    }


# -- the morning -----------------------------------------------------------------------------------------------------


def test_the_morning_goes_stage_by_stage_before_any_score() -> None:
    """Small amounts with an appointment or a deadline come before the largest debt without one."""
    rows = ranked(
        accounts(*[{}] * 6),
        late(5_000_000, 90),
        late(10_000, 4, account_id=1),
        late(10_000, 4, account_id=2),
        late(10_000, 4, account_id=3), {"amount": 10_000, "kind": Kind.RETURNED, "account_id": 3, "posted": ON - 2},
        late(10_000, 55, account_id=4),
        late(10_000, 4, account_id=5),
        told=customers(C4={"insurer_limit": 500_000, "insurer_notice_days": 60}),
        followup=Followup(
            call_backs=pd.DataFrame({"account_id": [5], "day": [ON]}),
            promises=pd.DataFrame({"account_id": [1], "line": [101], "amount": [10_000], "day": [ON - 1],
                                   "broken_day": [ON]}),
            plan_lines=pd.DataFrame({"account_id": [2], "line": [102], "amount": [10_000], "day": [ON - 1],
                                     "is_missed": [True]}),
        ),
    )  # fmt: skip
    assert names(rows) == ["C5", "C1", "C3", "C4", "C2", "C0"]
    assert rows["stage"].tolist() == [
        Stage.CALL_BACK, Stage.BROKEN_PROMISE, Stage.RETURNED, Stage.INSURER, Stage.PLAN_MISSED, Stage.SCORE,
    ]  # fmt: skip
    assert rows["action"].tolist() == ["call_back", "promise", "returned", "insurer", "plan", "notice"]


def test_a_return_leads_the_morning_until_somebody_was_in_touch() -> None:
    back = {"amount": 10_000, "kind": Kind.RETURNED, "account_id": 1, "posted": ON - 9}
    contact = Followup(contacts=pd.DataFrame({"account_id": [1], "day": [ON - 5]}))
    lines = (late(5_000_000, 90), back)
    assert names(ranked(accounts({}, {}), *lines)) == ["C1", "C0"]
    assert names(ranked(accounts({}, {}), *lines, followup=contact)) == ["C0", "C1"]


@pytest.mark.parametrize(
    ("days", "stage", "points"), [(49, Stage.SCORE, 0), (50, Stage.INSURER, 15), (60, Stage.INSURER, 15),
                                  (61, Stage.SCORE, 15), (71, Stage.SCORE, 0)]
)  # fmt: skip
def test_insurers_deadline_in_ten_days_to_ten_days_ago(days: int, stage: Stage, points: int) -> None:
    """60 days to notify: 50 days late is ten days ahead; once past it is told, but no longer cuts the queue."""
    told = customers(C0={"insurer_limit": 500_000, "insurer_notice_days": 60})
    rows = ranked(accounts({}), late(100_000, days), told=told)
    assert (rows["stage"].tolist(), rows["points_insurer_deadline"].tolist()) == ([stage], [points])


def test_documents_after_the_cover_ended_have_no_deadline() -> None:
    told = customers(C0={"insurer_limit": 1, "insurer_notice_days": 60, "insurer_expiry": ON - 200})
    assert ranked(accounts({}), late(100_000, 55), told=told)["days_left"].tolist() == [NO_DAY]


# -- who treats it ---------------------------------------------------------------------------------------------------


def test_what_others_treat_comes_last_and_raises_no_score() -> None:
    """Doubtful, time-barred, soon to be, disputed, nobody's in particular, a few cents: none of them is a call."""
    rows = ranked(
        accounts({"ledger_account": "416000"}, {}, {}, {}, {"name": "CLIENTS DIVERS"}, {}, {}),
        late(900_000, 200),
        late(900_000, 5 * 366 + 1, account_id=1),
        late(900_000, 5 * 365 - 90, account_id=2),
        late(900_000, 100, account_id=3),
        late(900_000, 100, account_id=4),
        late(89, 100, account_id=5),
        late(20_000, 3, account_id=6),
        told=customers(**{f"C{at}": {} for at in range(7)}),
        followup=Followup(
            disputes=pd.DataFrame({"account_id": [3], "line": [103], "amount": [900_000], "owner": [""]})
        ),
    )
    assert names(rows)[0] == "C6"
    others = rows.iloc[1:].set_index("account")
    assert others["action"].to_dict() == {
        "C0": "doubtful", "C1": "time_barred", "C2": "litigation", "C3": "dispute", "C4": "identify", "C5": "write_off",
    }  # fmt: skip
    assert others["score"].tolist() == [0] * 6
    assert rows["cumulated_share"].tolist() == [1.0] * 7


def test_nobody_writes_off_what_only_the_shortest_limitation_bars() -> None:
    """Three years late: two years for a consumer, five for a trader; of a customer of unknown kind nobody can tell."""
    rows = ranked(
        accounts({}, {}, {}),
        *(late(900_000, 3 * 365, account_id=at) for at in range(3)),
        told=customers(C0={"legal_kind": "consumer"}, C1={"legal_kind": "business"}, C2={"legal_kind": "unknown"}),
    ).set_index("account")
    assert rows["action"].to_dict() == {"C0": "time_barred", "C1": "notice", "C2": "maybe_barred"}
    assert rows.loc["C2", ["score", "callable", "maybe_barred", "time_barred"]].tolist() == [0, 0, 900_000, 0]
    (told,) = why(rows.loc[["C2"]].reset_index())
    assert told == [
        "9 000,00 EUR peut-être prescrits : la durée la plus courte est passée, préciser la nature du client et du "
        "contrat"
    ]


def test_a_disputed_part_and_an_old_item_do_not_raise_the_score_of_the_rest() -> None:
    """1 000 to call for at 20 days, whatever else stands on the account: the same score, and a word about the rest."""
    alone = ranked(accounts({}), late(100_000, 20))
    mixed = ranked(
        accounts({}), late(100_000, 20), late(700_000, 5 * 365 - 30), late(500_000, 90),
        told=customers(C0={}),
        followup=Followup(disputes=pd.DataFrame(
            {"account_id": [0], "line": [102], "amount": [500_000], "owner": [""]})),
    )  # fmt: skip
    assert mixed["score"].tolist() == alone["score"].tolist()
    assert mixed["collectible"].tolist() == [800_000]
    told = " ; ".join(why(mixed)[0])
    assert "7 000,00 EUR à transmettre au contentieux" in told
    assert "5 000,00 EUR en litige, hors appel" in told


def test_cents_left_from_years_ago_do_not_age_the_account() -> None:
    rows = ranked(accounts({}), late(89, 600), late(100_000, 12))
    assert (rows["oldest_days"].tolist(), rows["action"].tolist()) == ([12], ["reminder"])
    assert "0,89 EUR de petits restes à apurer, hors appel" in why(rows)[0]


def test_credits_are_matched_before_anyone_dials() -> None:
    """The account's own credits, or those of another account of the same SIREN, may already be the payment."""
    own = ranked(accounts({}), late(100_000, 20), {"amount": -60_000, "kind": Kind.PAYMENT})
    assert own["action"].tolist() == ["match_first"]
    told = customers(C0={"siren": "123456782"}, C1={"siren": "123456782"})
    sister = ranked(accounts({}, {}), late(100_000, 20), {"amount": -100_000, "kind": Kind.PAYMENT, "account_id": 1},
                    told=told)  # fmt: skip
    assert sister["action"].tolist() == ["match_first"]
    assert any("même SIREN : vérifier avant d'appeler" in text for text in why(sister)[0])


@pytest.mark.parametrize(("days", "action"), [(15, "reminder"), (16, "call"), (60, "call"), (61, "notice")])
def test_the_tone_rises_with_the_delay(days: int, action: str) -> None:
    assert ranked(accounts({}), late(100_000, days))["action"].tolist() == [action]


def test_nobody_stands_behind_the_collective_account() -> None:
    """A payment returned on 411 itself: there is no one to ask for another one."""
    collective = accounts({"ledger_account": "411", "auxiliary": "", "name": "Clients"})
    back = {"amount": 90_000, "kind": Kind.RETURNED, "posted": ON - 2}
    assert ranked(collective, back).empty
    assert ranked(collective, back, late(50_000, 20))["action"].tolist() == ["identify"]


def test_nobody_is_on_the_list_who_owes_nothing_overdue() -> None:
    rows = ranked(accounts({}, {}), late(100_000, -1), {"amount": -5_000, "kind": Kind.PAYMENT, "account_id": 1})
    assert rows.empty
    assert (pareto_line(pareto(rows), "fr"), next_actions(rows, "fr"), why(rows)) == ("aucun appel", [], [])


def test_an_insolvent_customer_is_declared_not_called() -> None:
    """Its debt of before is the largest and oldest, a cheque came back, a call was agreed: no call all the same."""
    opened = {"insolvency_day": ON - 5}
    rows = ranked(
        accounts(opened, {}), late(9_000_000, 90), late(20_000, 20, account_id=1),
        {"amount": 10_000, "kind": Kind.RETURNED, "posted": ON - 2},
        told=customers(C0={"insurer_limit": 500_000, "insurer_notice_days": 95}),
        followup=Followup(call_backs=pd.DataFrame({"account_id": [0], "day": [ON]})),
    )  # fmt: skip
    assert names(rows) == ["C1", "C0"]
    told = rows.set_index("account").loc["C0"]
    assert (told["stage"], told["score"], told["collectible"], told["action"]) == (Stage.OTHERS, 0, 0, "insolvency")
    assert next_actions(rows, "fr")[1] == (
        "Procédure collective : déclarer la créance (deux mois après le BODACC), ne pas relancer"
    )
    assert next_actions(rows, "en")[1] == "Insolvency: declare the claim (two months from the BODACC), do not dun"
    assert why(rows)[1] == [
        "procédure collective ouverte le 27/12/2025 : 90 100,00 EUR de pièces antérieures à déclarer, échues ou non, "
        "paiement interdit, hors appel"
    ]
    assert pareto(rows).values.tolist() == [["EUR", 1, 1]]


def test_an_insolvency_that_opens_later_changes_nothing_yet() -> None:
    rows = ranked(accounts({"insolvency_day": ON + 1}), late(20_000, 20))
    assert (rows["action"].tolist(), rows["insolvency_day"].tolist()) == (["call"], [NO_DAY])


def test_invoices_after_the_opening_are_paid_when_due() -> None:
    """C. com. L622-17: 200 issued after the opening may be asked for, with the score they have alone; 9 000 may not."""
    rows = ranked(accounts({"insolvency_day": ON - 60}), late(900_000, 40), late(20_000, 20))
    assert rows[["collectible", "to_declare", "score"]].values.tolist() == [
        [20_000, 900_000, ranked(accounts({}), late(20_000, 20))["score"].iloc[0]]
    ]
    assert any("9 000,00 EUR de pièces antérieures à déclarer" in text for text in why(rows)[0])


def test_what_has_yet_to_fall_due_is_declared_too() -> None:
    """C. com. L622-25; what an insolvent customer's factor holds is the factor's to declare."""
    opened = {"insolvency_day": ON - 5}
    rows = ranked(accounts(opened, {**opened, "is_factored": True}), late(70_000, -20), late(30_000, 40),
                  late(50_000, -20, account_id=1))  # fmt: skip
    assert rows[["account", "to_declare", "collectible", "action"]].values.tolist() == [
        ["C0", 100_000, 0, "insolvency"]
    ]
    only_to_come = ranked(accounts(opened), late(70_000, -20))
    assert only_to_come[["to_declare", "overdue", "action"]].values.tolist() == [[70_000, 0, "insolvency"]]


# -- what is new, and the Pareto -------------------------------------------------------------------------------------


def test_new_is_what_fell_overdue_after_the_last_look() -> None:
    """Looked at five days ago: three days late is new, ten is not; a contact since counts as a look."""
    told = Followup(contacts=pd.DataFrame({"account_id": [2], "day": [ON - 1]}))
    since = {"since": ON - 5}
    rows = ranked(accounts(since, since, since, {}), late(100_000, 3), late(100_000, 10, account_id=1),
                  late(100_000, 3, account_id=2), late(100_000, 3, account_id=3), followup=told)  # fmt: skip
    assert rows.set_index("account")["is_new"].to_dict() == {"C0": True, "C1": False, "C2": False, "C3": False}


def test_pareto_runs_down_the_list_in_each_currency() -> None:
    """7 000 + 2 000 of 10 000 EUR are past 80 % with the second call; the one dollar account is all of its own."""
    rows = ranked(
        accounts({}, {}, {}, {"currency": "USD"}), late(700_000, 20), late(200_000, 20, account_id=1),
        late(100_000, 20, account_id=2), late(50_000, 20, account_id=3),
    )  # fmt: skip
    assert rows.set_index("account")["cumulated_share"].to_dict() == {"C0": 0.7, "C1": 0.9, "C2": 1.0, "C3": 1.0}
    assert pareto_line(pareto(rows), "fr") == "2 appels = 80 % (EUR), un appel = 80 % (USD)"
    assert pareto_line(pareto(rows[rows["currency"] == "EUR"]), "en") == "2 calls = 80 %"


def test_amounts_of_currencies_without_decimals_have_thresholds_in_their_units() -> None:
    """10 000 yen are the threshold as 10 000 euros are: 1 000 000 minor units of euros, 10 000 of yen."""
    rows = ranked(accounts({"currency": "JPY"}, {}), late(10_000, 20), late(1_000_000, 20, account_id=1))
    assert rows["points_collectible"].tolist() == [30, 30]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_reason_and_action_is_one_readable_line_without_holes(lang: str) -> None:
    told = customers(C0={"credit_limit": 1_000, "insurer_limit": 1, "insurer_notice_days": 25, "siren": "1"},
                     C1={"siren": "1"})  # fmt: skip
    followup = Followup(
        promises=pd.DataFrame({"account_id": [0], "line": [101], "amount": [1], "day": [ON - 1], "broken_day": [ON]}),
        contacts=pd.DataFrame({"account_id": [0], "day": [ON - 90]}),
        risk_grades=pd.DataFrame({"account_id": [0], "grade": [9]}),
    )
    lines = [late(100_000, 20), late(300_000, 70), *_paid(0, 3, 0, start=60),
             {"amount": -100, "kind": Kind.PAYMENT, "account_id": 1}]  # fmt: skip
    rows = ranked(accounts({}, {}), *lines, told=told, followup=followup)
    texts = [text for told_row in why(rows, lang) for text in told_row] + next_actions(rows, lang)
    assert len(texts) > 8
    assert all(text and "{" not in text and "\n" not in text and str(NO_DAY) not in text for text in texts)


def test_every_action_is_worded_twice() -> None:
    assert all(french and english for french, english in ACTIONS.values())


def test_criteria_have_unlike_names_and_words_in_both_languages() -> None:
    assert len(by_name(DEFAULT_CRITERIA)) == len(DEFAULT_CRITERIA)
    for one in DEFAULT_CRITERIA:
        assert one == one.edited(one.weight, one.threshold)
        assert all(
            one.text(part, lang) and one.unit_text(lang) for part in ("label", "definition") for lang in ("fr", "en")
        )
