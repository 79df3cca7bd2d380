"""Lists as people paste them: which column is which, totals, currencies; a doubt is refused, never guessed."""

import datetime as dt
from typing import Any

import pytest

from addin.calls import evaluate
from addin.cells import ErrorCell

DUE = "31/08/2026"
ON = dt.date(2026, 9, 30)


def overdue(*rows: list[Any]) -> Any:
    return evaluate("AR_OVERDUE", [list(rows), ON]).value


def refusal(name: str, *arguments: Any) -> str:
    """The sentence of a call that is refused."""
    answer = evaluate(name, arguments)
    assert isinstance(answer.value, ErrorCell), answer
    return answer.message


@pytest.mark.parametrize(
    ("header", "row", "open_amount"),
    [
        (["Client", "Montant HT", "TVA", "Montant TTC", "Échéance"], ["A", 100, 20, 120, DUE], 120.0),
        (["Client", "Total HT", "Total TTC", "Échéance"], ["A", 100, 120, DUE], 120.0),
        (["Client", "Échéance", "Montant initial", "Montant réglé", "Reste à payer"], ["A", DUE, 100, 60, 40], 40.0),
        (["Client", "Échéance", "Montant facture", "Restant dû"], ["A", DUE, 100, 40], 40.0),
        (["Customer", "Due date", "Amount paid", "Amount due"], ["A", DUE, 60, 40], 40.0),
        (["Customer", "Due date", "Amount", "Outstanding"], ["A", DUE, 60, 40], 40.0),
        (["Client", "Open date", "Due date", "Open"], ["A", "01/08/2026", DUE, 3], 3.0),
        (["Client", "Date facture", "Montant TTC", "Date limite de paiement"], ["A", "01/07/2026", 120, "29/09/2026"],
         120.0),
        (["N° facture", "Échéance", "Montant", "Client"], ["F1", DUE, 5, "A"], 5.0),
    ],
)  # fmt: skip
def test_the_open_amount_including_vat_is_taken(header: list[str], row: list[Any], open_amount: float) -> None:
    assert overdue(header, row) == open_amount


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        (["Client", "Échéance", "Débit", "Crédit"], ["A", DUE, 60, 0], "le montant"),
        (["Client", "Date facture", "Montant TTC", "Payable le"], ["A", "01/07/2026", 120, DUE], "l'échéance"),
        (["N° facture", "Échéance", "Montant", "Raison sociale"], ["F1", DUE, 5, "A"], "le compte"),
        (["Client", "Échéance", "Montant mars", "Montant avril"], ["A", DUE, 5, 6], "« montant avril »"),
    ],
)
def test_a_header_that_leaves_a_column_out_is_refused(header: list[str], row: list[Any], told: str) -> None:
    assert told in refusal("AR_OVERDUE", [header, row], ON)


def test_without_header_more_than_three_columns_could_be_anything() -> None:
    assert "3 colonnes" in refusal("AR_OVERDUE", [["Durand", 46001, DUE, 100]], ON)


def test_the_customer_account_is_taken_not_the_ledger_account() -> None:
    rows = [["Compte général", "Compte auxiliaire", "Échéance", "Solde"], ["411000", "C1", DUE, 5],
            ["411000", "C2", DUE, 6]]  # fmt: skip
    assert evaluate("AR_OVERDUE", [rows, ON, [["C1"], ["c2"]]]).value == [[5.0], [6.0]]


def test_document_numbers_are_not_those_of_the_customers() -> None:
    rows = [["N° client", "N° facture", "Échéance", "Montant TTC"], ["C1", "F101", DUE, 200.20],
            ["C1", "F102", DUE, 150.15]]  # fmt: skip
    found = evaluate("AR_MATCH", [350.35, rows, "F101 F102"]).value
    assert isinstance(found, list)
    assert [row[0] for row in found[1:]] == ["F101", "F102"]
    assert found[1][5] == "nommée par la référence"


def test_an_error_in_a_column_that_is_not_read_refuses_the_range() -> None:
    rows = [["Client", "Échéance", "Montant", "Commentaire"], ["A", DUE, 5, ErrorCell("#N/A")]]
    assert "Ligne 2" in refusal("AR_OVERDUE", rows, ON)


def test_subtotals_and_totals_are_left_out() -> None:
    rows = [["Client", "Facture", "Échéance", "Montant"], ["A", "F1", DUE, 60], ["Total A", None, None, 60],
            ["B", "F2", DUE, 5], ["Total B", None, None, 5], ["Totaux", None, None, 65]]  # fmt: skip
    assert overdue(*rows) == 65.0
    table = evaluate("AR_AGED_BALANCE", [rows, ON]).value
    assert isinstance(table, list)
    assert [row[0] for row in table] == ["Compte", "A", "B", "Total"]


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    rows = [["Client", "Échéance", "Montant"], ["A", DUE, 60.10], ["Total", None, 60.15]]
    assert refusal("AR_OVERDUE", rows, ON).startswith("Ligne 3 : ce total")


def test_a_customer_called_total_is_a_customer() -> None:
    assert overdue(["Client", "Échéance", "Montant"], ["A", DUE, 60], ["Total Énergies", DUE, 60]) == 120.0


def test_no_payment_pays_a_total() -> None:
    rows = [["Pièce", "Échéance", "Montant"], ["F101", DUE, 200.20], ["F102", DUE, 150.15], ["Total", "", 350.35]]
    found = evaluate("AR_MATCH", [350.35, rows]).value
    assert isinstance(found, list)
    assert [row[0] for row in found[1:]] == ["F101", "F102"]


def test_currencies_are_never_added() -> None:
    rows = [["Client", "Échéance", "Montant", "Devise"], ["A", DUE, 100, "EUR"], ["A", DUE, 100, "USD"]]
    assert "EUR, USD" in refusal("AR_OVERDUE", rows, ON)
    assert overdue(*rows[:2]) == 100.0
    assert "euros" in refusal("AR_OVERDUE", [["A", DUE, "100 $"]], ON)


def test_a_claim_is_of_one_account() -> None:
    rows = [["Client", "Facture", "Échéance", "Montant"], ["A", "F1", DUE, 60], ["B", "F2", DUE, 5]]
    assert "plusieurs comptes" in refusal("AR_CLAIM", rows, ON)


@pytest.mark.parametrize("text", ["1.500", "1,500", "1.000 €", "12e3"])
def test_an_amount_with_two_readings_is_refused(text: str) -> None:
    assert text in refusal("AR_PENALTY", text, "30/04/2026", ON)


def test_a_rate_in_text_is_the_rate_in_a_number() -> None:
    by_text = evaluate("AR_PENALTY", [1000, "30/04/2026", ON, None, "0,12"]).value
    assert by_text == evaluate("AR_PENALTY", [1000, "30/04/2026", ON, None, 0.12]).value


SALES = [["Mois", "Ventes TTC"], ["01/07/2026", 700], ["01/08/2026", 800], ["01/09/2026", 600], ["15/09/2026", 600]]


@pytest.mark.parametrize(
    ("owed", "rows", "days"),
    [
        (1500, SALES, 41.63),  # 30 days of September's 1200, then 300 of August's 800 in 31 days
        (1500, [SALES[0], SALES[1], ["01/09/2026", 1200]], 74.29),  # August sold nothing: 30 + 31 + 300/700 x 31
        (500, SALES[:3], 49.38),  # September has no row: 30 + 500/800 x 31
    ],
)
def test_count_back_by_the_month(owed: float, rows: list[list[Any]], days: float) -> None:
    assert evaluate("AR_DSO_COUNT_BACK", [owed, rows, ON]).value == days


def test_months_below_zero_are_refused() -> None:
    assert "négatives" in refusal("AR_DSO_COUNT_BACK", 2500, [*SALES[:2], ["01/08/2026", -100]], ON)


@pytest.mark.parametrize(
    "footer",
    [["Édité le 31/12/2026", None, None], ["Page 1/3", None, None], [None, None, "Page 1/3"],
     ["Édité le", "31/12/2026", None], ["Imprimé le 31/12/2026", "", "Page 1 / 3"], ["Printed on 31.12.26", None, None],
     ["Édition du 31 décembre 2026", None, None]],
)  # fmt: skip
def test_what_is_printed_below_a_list_is_left_out(footer: list[Any]) -> None:
    """Alone, after a total, and twice."""
    rows: list[list[Any]] = [["Client", "Échéance", "Montant"], ["A", DUE, 60], ["B", DUE, 5]]
    assert overdue(*rows, footer) == 65.0
    assert overdue(*rows, ["Total", None, 65], [None, None, None], footer, ["Page 2", None, None]) == 65.0


def test_only_what_stands_last_and_is_no_item_is_left_out() -> None:
    """A row with an account and an amount is an item, whatever it is called; an item without its amount is refused."""
    rows: list[list[Any]] = [["Client", "Échéance", "Montant"], ["A", DUE, 60]]
    assert overdue(*rows, ["Page 1 SARL", DUE, 5]) == 65.0
    assert refusal("AR_OVERDUE", [*rows, ["Page 1/3", None, None], ["B", DUE, 5]], ON).startswith("Ligne 3")
    assert "le montant" in refusal("AR_OVERDUE", [*rows, ["B", DUE, None]], ON)


def test_no_payment_pays_what_is_printed_below() -> None:
    rows = [["Pièce", "Échéance", "Montant"], ["F101", DUE, 200.20], ["Page 1/1", "", None]]
    found = evaluate("AR_MATCH", [200.20, rows]).value
    assert isinstance(found, list)
    assert [row[0] for row in found[1:]] == ["F101"]


SPELLINGS = [["Client", "Échéance", "Montant"], ["Durand", DUE, 60], ["BERNARD", DUE, 1], ["DURAND", DUE, 5]]


def test_accounts_that_differ_by_case_are_one() -> None:
    """As Excel's look-ups have it: the first spelling is shown, the look-up finds the whole."""
    table = evaluate("AR_AGED_BALANCE", [SPELLINGS, ON]).value
    assert isinstance(table, list)
    assert [(row[0], row[-1]) for row in table[1:]] == [("BERNARD", 1.0), ("Durand", 65.0), ("Total", 66.0)]
    asked = [["Durand"], ["DURAND"], ["durand"]]
    for name in ("AR_OVERDUE", "AR_COLLECTIBLE"):
        assert evaluate(name, [SPELLINGS, ON, asked]).value == [[65.0]] * 3
    worklist = evaluate("AR_WORKLIST", [SPELLINGS, ON]).value
    assert isinstance(worklist, list)
    assert sorted(row[1] for row in worklist[1:]) == ["BERNARD", "Durand"]


def test_a_claim_is_of_one_account_in_two_spellings() -> None:
    rows = [["Client", "Facture", "Échéance", "Montant"], ["Durand", "F1", DUE, 60], ["DURAND", "F2", DUE, 5]]
    claim = evaluate("AR_CLAIM", [rows, ON]).value
    assert isinstance(claim, list)
    assert claim[-1][2] == 65.0


def test_days_and_months_are_never_mixed_in_a_column() -> None:
    """`12/31/2026` shows that the month comes first, so `9/1/2026` may be of September."""
    rows = [["Client", "Échéance", "Montant"], ["A", "9/1/2026", 60], ["A", "12/31/2026", 5]]
    told = refusal("AR_OVERDUE", rows, ON)
    assert told.startswith("Ligne 2 : Dates à deux lectures")
    assert "« 12/31/2026 »" in told
    assert "« 9/1/2026 »" in told
    found = evaluate("AR_DAYS_OVERDUE", [[["9/1/2026"], ["12/31/2026"], ["31/08/2026"], ["5/5/2026"]], ON])
    assert [isinstance(row[0], ErrorCell) for row in found.value] == [True, True, False, False]  # type: ignore[union-attr]
    assert "« 9/1/2026 »" in found.message


def test_a_month_that_comes_first_says_so() -> None:
    """Alone it is as unreadable as before, with its reason."""
    assert "le mois avant le jour" in refusal("AR_DAYS_OVERDUE", "12/31/2026", ON)


def test_a_named_month_is_a_date_in_a_list() -> None:
    """In a row of texts alone it makes no header of it."""
    assert overdue(["A", "31 août 2026", "60,00"], ["B", "1er sept. 2026", "5,00"]) == 65.0
