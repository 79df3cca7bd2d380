"""What follows a call: next action, its day in working days, owner, stop."""

import numpy as np
import pytest

from receivables.errors import ReceivablesError
from receivables.followup.calls import DEFAULT_CALL_RULES, CallRule, call_edits, rules_by_result
from receivables.followup.words import RESULTS
from tests.agreements import day

FRIDAY = day("2026-10-09")
HOLIDAY = np.array([day("2026-10-13")], dtype=np.int32)


def test_every_result_has_its_row() -> None:
    assert [one.result for one in DEFAULT_CALL_RULES] == list(RESULTS)


@pytest.mark.parametrize(
    ("call", "edits"),
    [
        ({"result": "reached"}, {"next_date": "2026-10-16", "next_action": "Vérifier le règlement"}),
        ({"result": "message_left"}, {"next_date": "2026-10-13", "next_action": "Rappeler"}),
        ({"result": "call_back", "next_date": "2026-10-30"},
         {"next_date": "2026-10-30", "next_action": "Rappeler comme convenu"}),
        ({"result": "promise"}, {}),
        ({"result": "says_paid"}, {
            "next_date": "2026-10-14", "next_action": "Vérifier l'encaissement", "hold": "yes",
            "hold_until": "2026-10-13", "hold_reason": "Appel : dit avoir payé",
        }),
        ({"result": "insolvency"}, {
            "next_date": "2026-10-12", "owner": "Responsable crédit", "hold": "yes", "hold_until": "",
            "next_action": "Déclarer la créance (deux mois après le BODACC, quatre hors de France métropolitaine)",
            "hold_reason": "Appel : procédure collective",
        }),
        ({"result": "other_contact", "contact": "M. Petit", "phone": "01 02"}, {
            "next_date": "2026-10-12", "next_action": "Appeler l'autre interlocuteur", "contact": "M. Petit",
            "phone": "01 02",
        }),
    ],
)  # fmt: skip
def test_fields_a_call_of_a_friday_sets(call: dict[str, str], edits: dict[str, str]) -> None:
    """The hold ends the day before the next action, so that the action comes up."""
    assert call_edits(call, FRIDAY, DEFAULT_CALL_RULES) == edits


def test_holidays_are_no_working_days() -> None:
    found = call_edits({"result": "message_left"}, FRIDAY, DEFAULT_CALL_RULES, HOLIDAY)
    assert found["next_date"] == "2026-10-14"


def test_the_managers_table_decides() -> None:
    mine = rules_by_result(DEFAULT_CALL_RULES)["refuses"].edited(10, "Avocat", "Anne", "until_lifted")
    rules = [mine if one.result == "refuses" else one for one in DEFAULT_CALL_RULES]
    assert call_edits({"result": "refuses"}, FRIDAY, rules) == {
        "next_date": "2026-10-23", "next_action": "Avocat", "owner": "Anne", "hold": "yes", "hold_until": "",
        "hold_reason": "Appel : refuse de payer",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "action", "owner", "stop"),
    [(-1, "", "", ""), (366, "", "", ""), (1, "x" * 201, "", ""), (1, "a\nb", "", ""), (1, "", "y" * 81, ""),
     (1, "", "", "for ever"), (None, "", "", "until_next")],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused(days: int | None, action: str, owner: str, stop: str) -> None:
    with pytest.raises(ReceivablesError):
        CallRule("reached", 5, "").edited(days, action, owner, stop)
