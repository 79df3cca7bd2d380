"""A call of a worksheet function: shapes, empties, errors, tables by header; the sentence of what went wrong."""

import datetime as dt
import logging
from typing import Any

import pytest

from addin import calls
from addin.batch import MAX_CALLS, BatchError, answer_batch
from addin.calls import evaluate
from addin.cells import ErrorCell

ITEMS = [
    ["Compte", "Échéance", "Montant"],
    ["C1", "15/01/2026", 100.10],
    ["C2", "15/01/2025", 50.05],
    ["C1", "15/03/2026", 10],
    ["C3", None, 10],
    ["C1", None, -20],
]
ON = "2026-02-01"


def value(name: str, *arguments: Any) -> Any:
    return evaluate(name, arguments).value


def code(name: str, *arguments: Any) -> str:
    answer = evaluate(name, arguments)
    assert isinstance(answer.value, ErrorCell), answer
    assert answer.message == answer.value.message != ""
    return answer.value.code


def test_a_value_and_a_column_take_the_same_rule() -> None:
    assert value("AR_DAYS_OVERDUE", "2026-01-15", ON) == 17.0
    assert value("AR_DAYS_OVERDUE", [["2026-01-15"], ["2026-02-01"], ["2026-03-01"]], ON) == [[17.0], [0.0], [0.0]]
    assert value("AR_DAYS_OVERDUE", [["2026-01-15", "2026-02-01"]], ON) == [[17.0, 0.0]]


def test_a_range_of_one_cell_is_a_value() -> None:
    assert value("AR_DAYS_OVERDUE", [["2026-01-15"]], ON) == 17.0


def test_empty_rows_stay_empty_and_keep_their_place() -> None:
    found = value("AR_PENALTY", [[1000], [None], [1000], [""]], [["2025-01-31"], [None], ["2025-01-31"], [None]], ON)
    assert [row[0] for row in found[1::2]] == ["", ""]
    assert found[0] == found[2]
    assert found[0][0] > 0
    assert value("AR_PENALTY", None, None, ON) == ""


def test_a_row_without_its_date_says_so_and_spares_the_others() -> None:
    found = value("AR_PENALTY", [[1000], [1000]], [["2025-01-31"], [None]], ON)
    assert isinstance(found[0][0], float)
    assert found[1][0] == ErrorCell("#VALUE!", "Il manque l'argument « due ».")


def test_an_error_cell_spoils_its_own_row_only() -> None:
    found = value("AR_DAYS_OVERDUE", [["2026-01-15"], [ErrorCell("#N/A")]], ON)
    assert found[0] == [17.0]
    assert found[1][0].code == "#VALUE!"


def test_an_error_cell_in_a_table_refuses_the_table() -> None:
    """A balance without one of its rows would be wrong, not incomplete."""
    answer = evaluate("AR_AGED_BALANCE", [[*ITEMS, ["C9", "2026-01-01", ErrorCell("#REF!")]], ON])
    assert isinstance(answer.value, ErrorCell)
    assert answer.message.startswith("Ligne 7 :")
    assert "#REF!" in answer.message


@pytest.mark.parametrize(
    ("row", "told"),
    [(["C9", "2026-01-01", None], "montant"), ([None, "2026-01-01", 5], "compte"), (["C9", "demain", 5], "demain"),
     (["C9", "2026-01-01", "x"], "« x »")],
)  # fmt: skip
def test_a_table_names_the_row_of_what_is_wrong(row: list[Any], told: str) -> None:
    answer = evaluate("AR_AGED_BALANCE", [[*ITEMS, row], ON])
    assert isinstance(answer.value, ErrorCell)
    assert answer.message.startswith("Ligne 7 :")
    assert told in answer.message


def test_a_whole_column_is_as_long_as_its_data() -> None:
    column = [["2026-01-15"], ["2026-01-31"], *[[None]] * (1_048_576 - 2)]
    assert value("AR_DAYS_OVERDUE", column, ON) == [[17.0], [1.0]]


def test_a_shorter_column_ends_in_empty_cells() -> None:
    found = value("AR_PENALTY", [[1000], [500], [None]], [["2025-01-31"], [None]], ON)
    assert found[0] == [value("AR_PENALTY", 1000, "2025-01-31", ON)]
    assert found[1][0] == ErrorCell("#VALUE!", "Il manque l'argument « due ».")
    assert found[2] == [""]


def test_an_empty_optional_is_its_default() -> None:
    assert value("AR_BUCKET", "2026-01-15", ON, None) == value("AR_BUCKET", "2026-01-15", ON) == "1-30"
    assert value("AR_PENALTY", 1000, "2025-01-31", ON, None, "") == value("AR_PENALTY", 1000, "2025-01-31", ON)


@pytest.mark.parametrize("buckets", ["15;45", "15,45", [[15], [45]], [[15, 45]], [[15.0, None, 45.0]]], ids=repr)
def test_buckets_in_a_text_or_a_range(buckets: Any) -> None:
    assert value("AR_BUCKET", "2026-01-15", ON, buckets) == "16-45"


def test_the_aged_balance_adds_up() -> None:
    assert value("AR_AGED_BALANCE", ITEMS, ON) == [
        ["Compte", "Non échu", "1-30", "31-60", "61-90", "91+", "Âge inconnu", "Non affecté", "Total"],
        ["C1", 10.0, 100.1, 0.0, 0.0, 0.0, 0.0, -20.0, 90.1],
        ["C2", 0.0, 0.0, 0.0, 0.0, 50.05, 0.0, 0.0, 50.05],
        ["C3", 0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 0.0, 10.0],
        ["Total", 10.0, 100.1, 0.0, 0.0, 50.05, 10.0, -20.0, 150.15],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ITEMS[1:],
        [["Kunde", "Fällig", "Betrag"], *ITEMS[1:]],
        [["Solde", "Libellé", "Code client", "Date d'échéance"], *[[a, "x", c, d] for c, d, a in ITEMS[1:]]],
        [*ITEMS, [None, None, None]],
        [*ITEMS, ["Total", None, 150.15]],
        [[None, None, None], *ITEMS],
    ],
    ids=["no header", "unknown header", "other order", "empty end", "total line", "empty start"],
)
def test_a_table_is_recognised_however_it_was_pasted(rows: list[list[Any]]) -> None:
    assert value("AR_AGED_BALANCE", rows, ON) == value("AR_AGED_BALANCE", ITEMS, ON)


def test_what_a_table_lacks_is_named() -> None:
    answer = evaluate("AR_AGED_BALANCE", [[["C1", "2026-01-01"], ["C2", "2026-01-01"]], ON])
    assert "le montant" in answer.message


def test_a_sum_of_all_or_of_each_account() -> None:
    assert value("AR_OVERDUE", ITEMS, ON) == 150.15
    assert value("AR_OVERDUE", ITEMS, ON, [["C2"], [None], ["C1"]]) == [[50.05], [""], [100.1]]
    assert code("AR_OVERDUE", ITEMS, ON, "C9") == "#N/A"


def test_collectible_leaves_out_what_is_disputed_or_paid() -> None:
    rows = [["Compte", "Échéance", "Montant", "Litige"], ["C1", "2026-01-01", 100, 30], ["C1", "2026-01-02", 50, None],
            ["C1", None, -20, None], ["C2", "2026-01-01", 10, None], ["C2", None, -40, None]]  # fmt: skip
    assert value("AR_COLLECTIBLE", rows, ON, [["C1"], ["C2"]]) == [[100.0], [0.0]]
    assert value("AR_COLLECTIBLE", rows, ON) == 100.0


def test_past_the_last_rate_there_is_no_partial_sum() -> None:
    assert code("AR_PENALTY", 1000, "2025-01-31", "2099-01-01") == "#N/A"
    assert code("AR_PENALTY_DETAIL", 1000, "2025-01-31", "2099-01-01") == "#N/A"
    assert code("AR_RATE", "2099-01-01") == "#N/A"
    assert value("AR_PENALTY", 1000, "2025-01-31", "2099-01-01", None, 0.12) > 0


def test_the_lines_add_up_to_the_penalty() -> None:
    lines = value("AR_PENALTY_DETAIL", 1000, "2023-03-31", ON)
    assert round(sum(row[5] for row in lines[1:]), 2) == value("AR_PENALTY", 1000, "2023-03-31", ON)


def test_a_consumer_owes_interest_from_the_notice() -> None:
    assert code("AR_PENALTY", 1000, "2025-01-31", ON, "consommateur") == "#N/A"
    assert value("AR_PENALTY", 1000, "2025-01-31", ON, "consommateur", None, "2025-06-30") > 0
    assert value("AR_COMPENSATION", "2025-01-31", ON, "consommateur") == 0.0


def test_a_table_function_takes_single_values() -> None:
    assert code("AR_PENALTY_DETAIL", [[1000], [500]], "2025-01-31", ON) == "#VALUE!"


def test_what_is_missing_or_too_much_is_said() -> None:
    assert code("AR_AGED_BALANCE", ITEMS) == "#VALUE!"
    assert code("AR_VERSION", 1) == "#VALUE!"
    assert code("AR_NOTHING") == "#NAME?"
    assert code("AR_PENALTY", [[1], [2, 3]], "2025-01-31", ON) == "#VALUE!"


def test_our_own_bug_is_logged_and_shows_no_detail(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(calls, "_value", broken)
    with caplog.at_level(logging.ERROR, logger="relance.addin"):
        answer = evaluate("AR_DSO", [1, 2, 3])
    assert isinstance(answer.value, ErrorCell)
    assert "secret" not in answer.message
    assert "secret detail" in caplog.text


def test_a_batch_answers_each_call_in_order() -> None:
    body = {"calls": [
        {"function": "AR_DSO", "arguments": [30000, 60000, 90]},
        {"function": "AR_DAYS_OVERDUE", "arguments": [[["2026-01-15"], [{"error": "#N/A"}]], ON]},
        {"function": "AR_NOTHING"},
    ]}  # fmt: skip
    dso, days, nothing = answer_batch(body)["results"]
    assert dso == {"value": 45.0, "message": ""}
    assert days["value"][0] == [17.0]
    assert days["value"][1][0]["error"] == "#VALUE!"
    assert days["message"] == days["value"][1][0]["message"]
    assert nothing["value"]["error"] == "#NAME?"


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"calls": []}, {"calls": "x"}, {"calls": [1]}, {"calls": [{"function": 1}]},
     {"calls": [{"function": "AR_DSO", "arguments": [{"x": 1}]}]}, {"calls": [{}] * (MAX_CALLS + 1)}],
    ids=lambda body: repr(body)[:30],
)  # fmt: skip
def test_a_malformed_batch_is_refused_with_a_sentence(body: object) -> None:
    with pytest.raises(BatchError, match=r"\.$"):
        answer_batch(body)


def test_days_leave_as_serials() -> None:
    due = (dt.date(2026, 4, 30) - dt.date(1899, 12, 30)).days
    assert value("AR_DUE_DATE", "2026-03-15", "45 jours fin de mois") == float(due)
    assert value("AR_DUE_DATE", dt.datetime(2026, 4, 15), 15) == float(due)
