"""`relance penalty` as the contract says: keys, strings, sentences, exit codes; it keeps nothing."""

import json
import sys
from pathlib import Path

import pytest

from server.cli import main
from tests.command import Command

GOLDEN = Path(__file__).parents[1] / "golden" / "penalties.json"
CASES = {case["id"]: case for case in json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]}
BASE = ("penalty", "--amount", "12000", "--due", "2026-04-30", "--until", "2026-11-22")


def test_answer_has_every_key_of_the_contract(relance: Command) -> None:
    """12 000.00 due 30 April 2026: 61 days at 12.15, 145 at 12.40."""
    answer = relance.json(*BASE)
    assert answer.pop("sentences") == []
    sources = [line.pop("source") for line in answer["lines"]]
    assert all("L441-10 II" in source for source in sources)
    assert answer == {
        "jurisdiction": "fr", "currency": "EUR",
        "days": 206, "interest": "834.79", "compensation": "40.00", "principal_remaining": "12000.00",
        "interest_remaining": "834.79", "total_due": "12874.79",
        "lines": [
            {"from": "2026-05-01", "to": "2026-06-30", "days": 61, "principal": "12000.00", "rate_percent": "12.15",
             "amount": "243.67"},
            {"from": "2026-07-01", "to": "2026-11-22", "days": 145, "principal": "12000.00", "rate_percent": "12.40",
             "amount": "591.12"},
        ],
        "imputations": [], "warnings": [], "computed_until": "2026-11-22",
        "rate_note": "taux légal par défaut : vérifiez vos conditions générales",
    }  # fmt: skip


def test_the_law_s_rate_between_traders_says_to_check_the_terms(relance: Command) -> None:
    """A note and no warning: --strict stays silent. Where a clause or the law alone rules there is nothing to note."""
    told = relance(*BASE, "--strict")
    assert told.returncode == 0
    assert "Taux légal par défaut : vérifiez vos conditions générales.\n" in told.stdout
    for options in (("--rate", "contract:12"), ("--debtor", "public"), ("--debtor", "consumer")):
        assert relance.json(*BASE, *options)["rate_note"] is None
    assert "conditions générales" not in relance(*BASE, "--rate", "contract:12").stdout


def _cents(answer: dict[str, str], key: str) -> int:
    return int(answer[key].replace(".", ""))


def test_payments_interest_first(relance: Command) -> None:
    """Case D09, two payments."""
    expected = CASES["D09"]["expected"]
    answer = relance.json(
        "penalty", "--amount", "10000.00", "--due", "2025-09-30", "--until", "2026-09-30",
        "--payment", "2026-07-10:2500.00", "--payment", "20/12/2025:3000,00",
    )  # fmt: skip
    assert _cents(answer, "interest") == expected["interest_accrued_cents"]
    assert _cents(answer, "interest_remaining") == expected["interest_due_cents"]
    assert _cents(answer, "principal_remaining") == expected["principal_remaining_cents"]
    assert _cents(answer, "total_due") == expected["total_due_cents"]
    assert [one["on_interest"] for one in answer["imputations"]] == ["269.63", "489.32"]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("P07", ["--credit-note", "2025-07-01:4000", "--counting", "due-day", "--rate", "contract:10"]),
        ("P12", ["--payment", "2025-07-01:4000", "--counting", "due-day", "--rate", "contract:10",
                 "--imputation", "principal-first"]),
        ("D04b", ["--day-count", "actact"]),
        ("D08", ["--rate", "contract:3xlegal"]),
        ("D15", ["--debtor", "consumer", "--notice", "2026-03-10"]),
        ("D20", ["--insolvency", "2026-05-12"]),
    ],
)  # fmt: skip
def test_options_of_the_golden_cases(relance: Command, name: str, options: list[str]) -> None:
    """One case for each option."""
    inputs, expected = CASES[name]["inputs"], CASES[name]["expected"]
    amount = f"{inputs['principal_cents'] / 100:.2f}"
    until = inputs.get("stop_date", "2026-06-30")
    answer = relance.json("penalty", "--amount", amount, "--due", inputs["due_date"], "--until", until, *options)
    assert _cents(answer, "interest_remaining") == expected["interest_due_cents"]
    assert _cents(answer, "principal_remaining") == expected["principal_remaining_cents"]
    if "total_due_cents" in expected:
        assert _cents(answer, "total_due") == expected["total_due_cents"]


def test_people_read_a_calculation_they_can_redo(relance: Command) -> None:
    """In French: each line, what a payment paid, what is left, the warnings."""
    done = relance(
        *BASE[:-1], "2027-02-01", "--rate", "contract:7", "--below-floor", "floor", "--payment", "2026-05-20:3000"
    )
    assert (done.returncode, done.stderr) == (0, "")
    words = " ".join(done.stdout.split())
    assert "01/05/2026 20/05/2026 20 12 000,00 7,86 % 51,68 plancher : 3 × taux légal 2,62 %" in words
    assert "Règlement du 20/05/2026, 3 000,00 : 51,68 sur les intérêts, 2 948,32 sur le principal." in words
    assert "Créance : 12 000,00 EUR, échue le 30/04/2026 ; débiteur professionnel." in words
    assert "jours comptés du lendemain du départ au jour du règlement inclus" in words
    assert "Règlements imputés d'abord sur les intérêts (C. civ. 1343-1)." in words
    assert "Indemnité forfaitaire de recouvrement (C. com. D441-5) 40,00 EUR" in words
    assert "Total dû 9 548,05 EUR" in words
    assert "Aucun taux n'est publié pour les jours après le 31/12/2026" in words


def test_public_buyers_owe_interets_moratoires(relance: Command) -> None:
    done = relance(*BASE, "--debtor", "public")
    assert "intérêts moratoires" in done.stdout
    assert "pénalités" not in done.stdout
    assert "Indemnité forfaitaire de recouvrement (CCP D2192-35)" in done.stdout


def test_what_moves_start_and_end_is_told_with_the_debt(relance: Command) -> None:
    """A clerk of the court sees from which day to which one he counts, and under which convention."""
    consumer = relance(*BASE, "--debtor", "consumer", "--notice", "2026-05-15", "--counting", "due-day").stdout
    assert "débiteur consommateur ; mise en demeure du 15/05/2026." in consumer
    assert "jours comptés du jour du départ inclus à la veille du règlement." in " ".join(consumer.split())
    assert "D441-5" not in consumer
    stopped = relance(*BASE, "--insolvency", "2026-06-10", "--payment", "2026-05-20:1", "--imputation",
                      "principal-first").stdout  # fmt: skip
    assert "procédure collective ouverte le 10/06/2026." in stopped
    assert "Règlements imputés d'abord sur le principal, de l'accord du créancier." in stopped


def test_nothing_is_kept(newcomer: Command) -> None:
    """No home, no store."""
    newcomer.json(*BASE)
    assert not newcomer.home.exists()


def test_strict_makes_a_warning_exit_1(relance: Command) -> None:
    assert relance.json(*BASE, "--strict")["warnings"] == []
    assert relance.json(*BASE, "--rate", "contract:5", "--strict", code=1)["warnings"] == ["below_floor"]


@pytest.mark.parametrize(
    "args",
    [
        ("penalty",),
        BASE[:-2],
        (*BASE[:2], "abc", *BASE[3:]),
        (*BASE[:2], "0", *BASE[3:]),
        (*BASE[:2], "-5", *BASE[3:]),
        (*BASE[:2], "1.005", *BASE[3:]),
        (*BASE[:2], "1e30", *BASE[3:]),
        (*BASE[:2], "1e5", *BASE[3:]),
        (*BASE[:2], "1.500", *BASE[3:]),  # 1 500 or 1.5?
        (*BASE[:2], "12 00", *BASE[3:]),
        (*BASE[:2], "=1+1", *BASE[3:]),
        (*BASE[:-1], "2026-02-30"),
        (*BASE[:-1], ""),
        (*BASE[:-1], "soon"),
        (*BASE, "--rate", "banana"),
        (*BASE, "--rate", "contract:-1"),
        (*BASE, "--rate", "judgment:"),
        (*BASE, "--rate", "floor", "--debtor", "public"),
        (*BASE, "--debtor", "nobody"),
        (*BASE, "--jurisdiction", "it"),
        (*BASE, "--jurisdiction", "uk", "--debtor", "consumer"),
        (*BASE, "--jurisdiction", "de", "--rate", "floor"),
        (*BASE, "--jurisdiction", "eu", "--insolvency", "2026-05-12"),
        (*BASE, "--payment", "2026-05-01"),
        (*BASE, "--payment", "2026-05-01:"),
        (*BASE, "--payment", ":100"),
        (*BASE, "--credit-note", "2026-05-01:-100"),
        (*BASE, "--notice", ""),
        ("penalty", "--amount", "1", "--due", "2012-01-01", "--until", "2012-06-01"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(
    args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process: its way out is the installed command's own."""
    monkeypatch.setattr(sys, "argv", ["relance", *args])
    with pytest.raises(SystemExit) as stopped:
        main()
    out, err = capsys.readouterr()
    assert (stopped.value.code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert "fault of its own" not in err


def test_a_british_debt_is_in_pounds(relance: Command) -> None:
    """GBP 5 000 from 16 June 2025, 107 days at 8 + 4.75 frozen: 186.88, and 70 for a debt of 1 000 to 9 999.99."""
    args = ("penalty", "--jurisdiction", "uk", "--amount", "5000", "--due", "2025-06-15", "--until", "2025-09-30")
    answer = relance.json(*args)
    assert (answer["jurisdiction"], answer["currency"]) == ("uk", "GBP")
    assert (answer["interest"], answer["compensation"], answer["total_due"]) == ("186.88", "70.00", "5256.88")
    words = " ".join(relance(*args, "--debtor", "public").stdout.split())
    assert "Total dû 5 256,88 GBP" in words
    assert "EUR" not in words
    assert "intérêts moratoires" not in words
