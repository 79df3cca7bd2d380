"""Lists of open items in the store, from the first import to the last: both databases, every figure written by hand."""

from pathlib import Path

import pytest

from receivables.days import parse_day
from server.errors import UserError
from server.imports.files.errors import UserFileError
from tests.desk import Desk, codes
from tests.fec_builder import receipt, sale, write_fec

pytestmark = pytest.mark.costly

HEADER = "Client;Nom;Facture;Date;Échéance;Montant;Devise"
JANUARY = (
    "C1;Alpha;F1;05/12/2025;04/01/2026;1 200,00;EUR",
    "C1;Alpha;F2;20/12/2025;19/01/2026;300,00;EUR",
    "C1;Alpha;F3;13/01/2026;12/02/2026;45,50;EUR",
    "C2;Beta;F4;14/01/2026;13/02/2026;1 000,00;EUR",
    "C2;Beta;AV5;15/01/2026;;-100,00;EUR",
    "C3;Gamma;F6;16/01/2026;15/02/2026;10,00;EUR",
)
#: A month later in another order: F2 is gone, 400,00 of F4 are paid, F7 is new.
FEBRUARY = (
    "C3;Gamma;F7;20/02/2026;22/03/2026;77,00;EUR",
    "C3;Gamma;F6;16/01/2026;15/02/2026;10,00;EUR",
    "C2;Beta;AV5;15/01/2026;;-100,00;EUR",
    "C2;Beta;F4;14/01/2026;13/02/2026;600,00;EUR",
    "C1;Alpha;F3;13/01/2026;12/02/2026;45,50;EUR",
    "C1;Alpha;F1;05/12/2025;04/01/2026;1 200,00;EUR",
)


def listed(desk: Desk, name: str, *rows: str, header: str = HEADER) -> Path:
    """A list of open items in a file."""
    return desk.write(name, header, *rows)


class TestOneListAfterAnother:
    """A newer list stands for the older one."""

    def test_first_list(self, desk: Desk) -> None:
        """The object of the command contract."""
        answer = desk.take(listed(desk, "january.csv", *JANUARY))
        assert {key: answer[key] for key in ("kind", "company", "rows", "accounts", "open_items", "as_of")} == {
            "kind": "open-items", "company": "default", "rows": 6, "accounts": 3, "open_items": 6,
            "as_of": "2026-01-16",
        }  # fmt: skip
        assert (answer["total_open"], answer["debit_balances"], answer["credit_balances"]) == (
            "2455.50",
            "2455.50",
            "0.00",
        )
        assert answer["by_currency"]["EUR"]["total_open"] == "2455.50"
        assert answer["control"] == [{
            "company": "default", "collective": "411", "currency": "EUR", "ledger_balance": None,
            "open_total": "2455.50", "difference": None,
        }]  # fmt: skip
        assert answer["changed"] == {"new": 6, "closed": 0, "amended": 0, "unchanged": 0}
        assert answer["problems"] == []

    def test_the_same_list_again_changes_nothing(self, desk: Desk) -> None:
        path = listed(desk, "january.csv", *JANUARY)
        first, before = desk.take(path), (desk.open_items(), desk.balance())
        again = desk.take(path)
        assert again["changed"] == {"new": 0, "closed": 0, "amended": 0, "unchanged": 6}
        assert {**again, "changed": None} == {**first, "changed": None}
        assert (desk.open_items(), desk.balance()) == before
        desk.give_back()
        with pytest.raises(UserError, match=r"There is no data yet"):
            desk.open_items()

    def test_a_newer_list_replaces_it(self, desk: Desk) -> None:
        desk.take(listed(desk, "january.csv", *JANUARY))
        ids = {item["number"]: item["item"] for item in desk.open_items()}
        answer = desk.take(listed(desk, "february.csv", *FEBRUARY))
        assert answer["changed"] == {"new": 1, "closed": 1, "amended": 1, "unchanged": 4}
        assert answer["settled_cause_unknown"] == 1
        assert answer["total_open"] == "1832.50"
        assert desk.opened() == {
            "F1": "1200.00", "F3": "45.50", "F4": "600.00", "AV5": "-100.00", "F6": "10.00", "F7": "77.00",
        }  # fmt: skip
        now = {item["number"]: item["item"] for item in desk.open_items()}
        assert {number: now[number] for number in ids if number != "F2"} == {n: i for n, i in ids.items() if n != "F2"}

    def test_undo_brings_the_old_list_back_exactly(self, desk: Desk) -> None:
        desk.take(listed(desk, "january.csv", *JANUARY))
        before = (desk.open_items(), desk.balance())
        desk.take(listed(desk, "february.csv", *(row.replace("Alpha", "Alpha SA") for row in FEBRUARY)))
        assert desk.balance()["accounts"][0]["name"] == "Alpha SA"
        undone = desk.give_back()
        assert (undone["undone"], undone["restored"]) == ("february.csv", ["january.csv"])
        assert (desk.open_items(), desk.balance()) == before

    def test_too_much_gone_stops_and_stores_nothing(self, desk: Desk) -> None:
        """Two of six are a third."""
        desk.take(listed(desk, "january.csv", *JANUARY))
        before = (desk.open_items(), desk.balance())
        rest = listed(desk, "rest.csv", *JANUARY[:4])
        with pytest.raises(
            UserError, match=r"^2 of the 6 open items of « default » are not in rest\.csv any more; .*--acc"
        ):
            desk.take(rest)
        assert (desk.open_items(), desk.balance()) == before
        answer = desk.take(rest, accept_vanished=True)
        assert answer["settled_cause_unknown"] == 2
        assert set(desk.opened()) == {"F1", "F2", "F3", "F4"}

    def test_a_fifth_gone_is_let_through(self, desk: Desk) -> None:
        """One of five is 20 %, not more."""
        desk.take(listed(desk, "five.csv", *JANUARY[:5]))
        assert desk.take(listed(desk, "four.csv", *JANUARY[1:5]))["settled_cause_unknown"] == 1

    def test_a_refused_file_takes_the_others_with_it(self, desk: Desk) -> None:
        good = listed(desk, "good.csv", *JANUARY)
        with pytest.raises(UserFileError, match=r"^bad\.csv was refused: row 3: the amount « dix » cannot be read\."):
            desk.take(good, listed(desk, "bad.csv", JANUARY[0], "C9;Zeta;F9;13/01/2026;;dix;EUR"))
        with pytest.raises(UserError, match="no data yet"):
            desk.open_items()


class TestNotes:
    """What a clerk attaches stays with the document."""

    def test_a_note_survives_a_new_list_in_another_order(self, desk: Desk) -> None:
        desk.take(listed(desk, "january.csv", *JANUARY))
        item = desk.note("F4", "Promesse pour le 15")
        answer = desk.take(listed(desk, "february.csv", *FEBRUARY))
        assert answer["attached_to_vanished"] == []
        assert next(one["item"] for one in desk.open_items() if one["number"] == "F4") == item

    def test_the_note_of_an_item_that_vanished_is_listed(self, desk: Desk) -> None:
        desk.take(listed(desk, "january.csv", *JANUARY))
        item = desk.note("F2", "Appelé le 3")
        lost = {"item": item, "account": "C1", "number": "F2", "text": "Appelé le 3"}
        assert desk.take(listed(desk, "february.csv", *FEBRUARY))["attached_to_vanished"] == [lost]
        desk.give_back()
        assert desk.note("F1", "autre") != item
        assert item in {one["item"] for one in desk.open_items()}

    def test_an_item_that_comes_back_finds_its_note(self, desk: Desk) -> None:
        """Gone from February, again in March: the same item."""
        desk.take(listed(desk, "january.csv", *JANUARY))
        item = desk.note("F2", "Litige")
        desk.take(listed(desk, "february.csv", *FEBRUARY))
        answer = desk.take(listed(desk, "march.csv", *FEBRUARY, JANUARY[1]))
        assert answer["attached_to_vanished"] == []
        assert next(one["item"] for one in desk.open_items() if one["number"] == "F2") == item


class TestListedScope:
    """`--scope listed`: the list speaks for its accounts and currencies alone."""

    def test_accounts_and_currencies_not_listed_stay(self, desk: Desk) -> None:
        dollars = "C1;Alpha;U1;13/01/2026;12/02/2026;500,00;USD"
        desk.take(listed(desk, "january.csv", *JANUARY, dollars))
        before = {item["number"]: item for item in desk.open_items()}
        part = listed(desk, "alpha.csv", "C1;Alpha;F1;05/12/2025;04/01/2026;700,00;EUR", JANUARY[1], JANUARY[2])
        answer = desk.take(part, listed_only=True)
        assert answer["changed"] == {"new": 0, "closed": 0, "amended": 1, "unchanged": 6}
        after = {item["number"]: item for item in desk.open_items()}
        assert after["F1"]["open"] == "700.00"
        figures = ("item", "company", "account", "due_date", "due_origin", "amount", "open", "currency", "kind")
        for number in ("F4", "AV5", "F6", "U1"):
            assert {key: after[number][key] for key in figures} == {key: before[number][key] for key in figures}

    def test_without_it_they_are_gone(self, desk: Desk) -> None:
        desk.take(listed(desk, "january.csv", *JANUARY))
        desk.take(listed(desk, "alpha.csv", *JANUARY[:3]), accept_vanished=True)
        assert set(desk.opened()) == {"F1", "F2", "F3"}

    def test_what_is_gone_within_the_scope_is_gone(self, desk: Desk) -> None:
        desk.take(listed(desk, "january.csv", *JANUARY))
        answer = desk.take(listed(desk, "alpha.csv", *JANUARY[:2]), listed_only=True)
        assert answer["settled_cause_unknown"] == 1
        assert set(desk.opened()) == {"F1", "F2", "F4", "AV5", "F6"}

    def test_a_printed_total_is_that_of_the_listed_accounts(self, desk: Desk) -> None:
        """1545.50 printed, 910.00 kept."""
        desk.take(listed(desk, "january.csv", *JANUARY))
        answer = desk.take(listed(desk, "alpha.csv", *JANUARY[:3], "Total;;;;;1 545,50;"), listed_only=True)
        assert (answer["rows"], answer["total_open"]) == (3, "2455.50")
        assert answer["control"][0] | {"ledger_balance": "2455.50", "difference": "0.00"} == answer["control"][0]

    def test_undo(self, desk: Desk) -> None:
        desk.take(listed(desk, "january.csv", *JANUARY))
        before = (desk.open_items(), desk.balance())
        desk.take(listed(desk, "alpha.csv", *JANUARY[:2]), listed_only=True)
        desk.give_back()
        assert (desk.open_items(), desk.balance()) == before


class TestCurrencies:
    """Never added together; each with its own decimals."""

    ROWS = (
        "C1;Alpha;F1;13/01/2026;12/02/2026;100,00;EUR",
        "C1;Alpha;F2;13/01/2026;12/02/2026;150000;JPY",
        "C2;Beta;F3;13/01/2026;12/02/2026;12,345;TND",
        "C2;Beta;A4;14/01/2026;;-2,005;TND",
    )

    def test_import_answer(self, desk: Desk) -> None:
        answer = desk.take(listed(desk, "list.csv", *self.ROWS))
        assert (answer["total_open"], answer["debit_balances"], answer["credit_balances"]) == (None, None, None)
        assert {code: sums["total_open"] for code, sums in answer["by_currency"].items()} == {
            "EUR": "100.00", "JPY": "150000.00", "TND": "10.340",
        }  # fmt: skip
        assert [(row["currency"], row["open_total"]) for row in answer["control"]] == [
            ("EUR", "100.00"), ("JPY", "150000.00"), ("TND", "10.340"),
        ]  # fmt: skip

    def test_aged_balance(self, desk: Desk) -> None:
        desk.take(listed(desk, "list.csv", *self.ROWS))
        parts = desk.balance()["by_currency"]
        assert sorted(parts) == ["EUR", "JPY", "TND"]
        assert "total" not in desk.balance()
        assert (
            parts["TND"]["total"] | {"total": "10.340", "not_due": "12.345", "unallocated": "-2.005"}
            == parts["TND"]["total"]
        )
        assert parts["JPY"]["total"]["total"] == "150000.00"
        assert [row["account"] for row in parts["EUR"]["accounts"]] == ["C1"]

    def test_more_decimals_than_the_currency_has_are_said(self, desk: Desk) -> None:
        answer = desk.take(listed(desk, "yen.csv", "C1;Alpha;F1;13/01/2026;;1500,50;JPY"))
        assert answer["by_currency"]["JPY"]["total_open"] == "1501.00"
        assert [p["message"] for p in answer["problems"]] == [
            "Row 2: amounts with more decimals than their currency are rounded (1 in all); here 1500.50 is read as "
            "1501.00 JPY."
        ]  # fmt: skip


class TestCompanies:
    """One file of several companies."""

    HEADER = "Société;Client;Nom;Facture;Date;Échéance;Montant"
    ROWS = (
        "S1;C1;Alpha;F1;13/01/2026;12/02/2026;100,00",
        "S2;C1;Alpha;F1;13/01/2026;12/02/2026;200,00",
        "S2;C2;Beta;F2;14/01/2026;13/02/2026;50,00",
    )

    def test_one_object_and_a_control_line_for_each(self, desk: Desk) -> None:
        answer = desk.take(listed(desk, "group.csv", *self.ROWS, header=self.HEADER))
        assert (answer["company"], answer["companies"], answer["rows"]) == (None, ["S1", "S2"], 3)
        assert [(row["company"], row["open_total"]) for row in answer["control"]] == [
            ("S1", "100.00"),
            ("S2", "250.00"),
        ]
        totals = desk.balance()["by_company"]
        assert {name: total["total"] for name, total in totals.items()} == {"S1": "100.00", "S2": "250.00"}
        assert desk.opened(company="S2") == {"F1": "200.00", "F2": "50.00"}

    def test_company_told_overrides(self, desk: Desk) -> None:
        answer = desk.take(listed(desk, "group.csv", *self.ROWS, header=self.HEADER), company="Groupe")
        assert (answer["company"], answer["companies"]) == ("Groupe", ["Groupe"])
        assert [(row["company"], row["open_total"]) for row in answer["control"]] == [("Groupe", "350.00")]
        assert {item["company"] for item in desk.open_items()} == {"Groupe"}
        assert codes(answer) == ["companies_merged"]
        assert (
            "names 2 companies (« S1 », « S2 »); all its rows are kept under « Groupe »"
            in (answer["problems"][0]["message"])
        )

    def test_undo_takes_all_companies_of_the_file_back(self, desk: Desk) -> None:
        desk.take(listed(desk, "group.csv", *self.ROWS, header=self.HEADER))
        before = desk.open_items()
        newer = [row.replace("100,00", "70,00").replace("200,00", "170,00") for row in self.ROWS]
        desk.take(listed(desk, "newer.csv", *newer, header=self.HEADER))
        assert desk.opened(company="S1") == {"F1": "70.00"}
        assert desk.give_back()["companies"] == ["S1", "S2"]
        assert desk.open_items() == before

    def test_problems_stand_with_the_company_of_their_row_once(self, desk: Desk) -> None:
        """An impossible date in S2's second row is told once, with its row."""
        rows = [row.replace("14/01/2026", "31/02/2026") for row in self.ROWS]
        answer = desk.take(listed(desk, "group.csv", *rows, header=self.HEADER))
        assert [(p["row"], p["code"]) for p in answer["problems"]] == [(4, "unreadable_date")]


class TestMapping:
    """Columns told once are known for the next file with that header."""

    TWO_AMOUNTS = "Client;Facture;Date;Montant;Encours réel"
    ROW = "C1;F1;13/01/2026;120,00;20,00"

    @pytest.mark.parametrize("column", ["Encours réel", "encours reel", "E"])
    def test_told_once_used_again(self, desk: Desk, column: str) -> None:
        """By its text, without accents, by letter."""
        path = listed(desk, "first.csv", self.ROW, header=self.TWO_AMOUNTS)
        assert desk.take(path)["total_open"] == "120.00"
        told = desk.take(path, mapping={"open_amount": column})
        assert (told["total_open"], told["mapping"]["open_amount"]) == ("20.00", "Encours réel")
        again = desk.take(listed(desk, "next.csv", self.ROW.replace("20,00", "15,00"), header=self.TWO_AMOUNTS))
        assert again["total_open"] == "15.00"

    def test_another_company_or_header_knows_nothing_of_it(self, desk: Desk) -> None:
        desk.take(listed(desk, "a.csv", self.ROW, header=self.TWO_AMOUNTS), mapping={"open_amount": "E"})
        other = desk.take(listed(desk, "b.csv", self.ROW, header=self.TWO_AMOUNTS), company="S2")
        assert other["total_open"] == "120.00"
        header = self.TWO_AMOUNTS.replace("Client", "Code client")
        assert desk.take(listed(desk, "c.csv", self.ROW, header=header), company="S3")["total_open"] == "120.00"

    @pytest.mark.parametrize(
        ("mapping", "sentence"),
        [
            ({"open_amount": "Reste"}, r"There is no column « Reste »; columns found: A « Client », B « Facture », C"),
            ({"solde": "E"}, r"--map solde: there is no such field; the fields are account, name, number"),
            ({"amount": "Facture"}, r"row 2: the amount « F1 » cannot be read\. Nothing was imported\."),
        ],
    )
    def test_a_wrong_one_is_one_sentence_and_not_kept(self, desk: Desk, mapping: dict[str, str], sentence: str) -> None:
        path = listed(desk, "list.csv", self.ROW, header=self.TWO_AMOUNTS)
        with pytest.raises(UserFileError, match=rf"^list\.csv was refused: {sentence}"):
            desk.take(path, mapping=mapping)
        assert desk.take(path)["total_open"] == "120.00"


class TestPrintedTotal:
    """The total a list prints is its ledger balance."""

    def test_it_ties(self, desk: Desk) -> None:
        answer = desk.take(listed(desk, "list.csv", *JANUARY, "Total général;;;;;2 455,50;"))
        assert (answer["rows"], answer["problems"]) == (6, [])
        assert answer["control"][0] | {"ledger_balance": "2455.50", "difference": "0.00"} == answer["control"][0]
        assert desk.balance()["control"] == answer["control"]

    def test_it_differs(self, desk: Desk) -> None:
        answer = desk.take(listed(desk, "list.csv", *JANUARY, "Total général;;;;;2 455,49;"))
        assert answer["control"][0] | {"ledger_balance": "2455.49", "difference": "-0.01"} == answer["control"][0]
        assert [(p["row"], p["code"]) for p in answer["problems"]] == [(8, "total_differs")]
        assert "2455.49 EUR but its lines make 2455.50" in answer["problems"][0]["message"]

    def test_subtotals_without_words_between_the_lines(self, desk: Desk) -> None:
        """Of two totals at the end only the last is the list's."""
        rows = (*JANUARY[:3], ";;;;;1 545,50;", *JANUARY[3:], ";;;;;910,00;", "", ";;;;Total;2 455,50;")
        answer = desk.take(listed(desk, "list.csv", *rows))
        assert (answer["control"][0]["difference"], answer["problems"]) == ("0.00", [])

    def test_totals_by_customer_alone_are_no_total_of_the_list(self, desk: Desk) -> None:
        rows = (*JANUARY[:3], "Total;;;;;1 545,50;", *JANUARY[3:], "Total;;;;;910,00;")
        answer = desk.take(listed(desk, "list.csv", *rows))
        assert (answer["control"][0]["ledger_balance"], answer["problems"]) == (None, [])

    def test_a_total_of_the_rows_a_filter_left_visible_is_told(self, desk: Desk) -> None:
        answer = desk.take(listed(desk, "list.csv", *JANUARY, "Total;;;;;1 200,00;"))
        assert answer["control"][0]["difference"] == "-1255.50"
        assert codes(answer) == ["total_differs"]


class TestDays:
    """The day of a list and the days of its payments."""

    @pytest.mark.parametrize(
        ("preamble", "day"),
        [
            ("Situation au 31/01/2026", "2026-01-31"), ("Arrêté au 31 janvier 2026", "2026-01-31"),
            ("Date d'extraction : 2026-02-01", "2026-02-01"), ("Période du 01/01/2025 au 31/12/2026", "2026-12-31"),
            ("Imprimé le 03/02/2026 à 10:12", "2026-02-03"), ("Date d'édition : 03/02/2026", "2026-02-03"),
            ("Edité le 05/02/2026;;Balance arrêtée au 31/01/2026", "2026-01-31"),
            ("As of January 31, 2026", "2026-01-31"),
            ("Extrait le 2026-02-03T10:00:00", "2026-02-03"), ("Échéancier des clients", "2026-01-16"),
            ("Arrêté au 31/02/2026", "2026-01-16"),
        ],
    )  # fmt: skip
    def test_day_of_the_list(self, desk: Desk, preamble: str, day: str) -> None:
        """What the preamble prints; else the latest document date, which is 16 January."""
        answer = desk.take(listed(desk, "list.csv", HEADER, *JANUARY, header=f"EXEMPLE SA\n{preamble}\n"))
        assert answer["as_of"] == day
        assert desk.balance()["as_of"] == day

    def test_a_list_without_any_date_is_of_the_day_it_came(self, desk: Desk) -> None:
        rows = ("C1;F1;100,00", "C2;F2;50,00")
        answer = desk.take(listed(desk, "list.csv", *rows, header="Client;Facture;Montant"))
        assert answer["as_of"] == "2026-06-01"
        assert codes(answer) == ["undated_list"]
        assert desk.balance()["total"]["age_unknown"] == "150.00"

    def test_paid_day_opens_before_and_closes_after(self, desk: Desk) -> None:
        header = "Client;Facture;Date;Échéance;Montant;Date de paiement"
        rows = ("C1;F1;13/01/2026;12/02/2026;100,00;20/02/2026", "C1;F2;25/02/2026;27/03/2026;60,00;")
        answer = desk.take(listed(desk, "list.csv", *rows, header=header))
        assert (answer["rows"], answer["total_open"], answer["as_of"]) == (2, "60.00", "2026-02-25")
        assert desk.opened(on=parse_day("2026-02-19")) == {"F1": "100.00"}
        assert desk.opened(on=parse_day("2026-02-20")) == {}
        before = desk.balance(on=parse_day("2026-02-19"))
        assert (before["as_of"], before["total"]["1-30"], before["total"]["total"]) == (
            "2026-02-19",
            "100.00",
            "100.00",
        )

    def test_ages_on_a_chosen_day(self, desk: Desk) -> None:
        """F1 is due 4 January: the 3rd it is not, the 4th neither, 91 days later it is in the last bucket."""
        desk.take(listed(desk, "list.csv", JANUARY[0]))
        ages = {
            day: next(name for name in ("not_due", "1-30", "31-60", "61-90", "91+")
                      if self._total(desk, day)[name] == "1200.00")
            for day in (
                "2026-01-04", "2026-01-05", "2026-02-03", "2026-02-04", "2026-03-05", "2026-04-04", "2026-04-05"
            )
        }  # fmt: skip
        assert list(ages.values()) == ["not_due", "1-30", "1-30", "31-60", "31-60", "61-90", "91+"]

    @staticmethod
    def _total(desk: Desk, day: str) -> dict[str, str]:
        total: dict[str, str] = desk.balance(on=parse_day(day))["total"]
        return total


class TestLedgersAndLists:
    """A company is fed by ledgers or by lists, never by both."""

    LEDGER = (sale("2025-11-03", "C1", "F1", 12000), receipt("2025-12-03", "C1", 2000))

    def test_a_list_is_refused_beside_a_ledger(self, desk: Desk) -> None:
        desk.take(write_fec(desk.folder / "123456789FEC20251231.txt", self.LEDGER))
        before = desk.open_items()
        sentence = (
            r"^The company « 123456789 » is fed by ledgers; list\.csv would count its items twice: .*--company\.$"
        )
        with pytest.raises(UserError, match=sentence):
            desk.take(listed(desk, "list.csv", *JANUARY), company="123456789")
        assert desk.open_items() == before

    def test_a_ledger_is_refused_beside_a_list(self, desk: Desk) -> None:
        desk.take(listed(desk, "list.csv", *JANUARY), company="123456789")
        with pytest.raises(
            UserError, match=r"^The company « 123456789 » is fed by lists; 123456789FEC20251231\.txt would"
        ):
            desk.take(write_fec(desk.folder / "123456789FEC20251231.txt", self.LEDGER))
        assert len(desk.open_items()) == 6

    def test_under_another_company_both_stand_side_by_side(self, desk: Desk) -> None:
        desk.take(write_fec(desk.folder / "123456789FEC20251231.txt", self.LEDGER))
        desk.take(listed(desk, "list.csv", *JANUARY), company="Filiale")
        totals = desk.balance()["by_company"]
        assert {name: total["total"] for name, total in totals.items()} == {"123456789": "100.00", "Filiale": "2455.50"}
        assert desk.balance()["as_of"] == "2026-01-16"
