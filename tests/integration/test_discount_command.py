"""`relance discount`: the answer, its sentence, what is refused; figures worked by hand."""

import pytest

from tests.command import Command

BASE = ("discount", "--amount", "12000", "--percent", "2", "--days", "20", "--rate", "12.4")


def test_a_discount_dearer_than_waiting(relance: Command) -> None:
    """2/98 x 360/20 = 36.7347 %; 240.00 against 11 760.00 x 12.4 % x 20 / 360 = 81.01."""
    assert relance.json(*BASE, "--company", "ACME") == {
        "company": "ACME", "amount": "12000.00", "percent": "2.00", "days": 20, "rate_percent": "12.40",
        "year_days": 360, "discount": "240.00", "annual_cost_percent": "36.7347", "cost_of_waiting": "81.01",
        "better": "waiting",
        "sentence": "Paid 20 days earlier, the discount of 240.00 costs 36.7347 % a year; waiting at 12.40 % costs "
        "81.01: waiting is better.",
    }  # fmt: skip


def test_a_discount_worth_it_in_french(relance: Command) -> None:
    """0.5/99.5 x 6 = 3.0151 %; 60.00 against 11 940.00 x 5 % x 60 / 360 = 99.50."""
    done = relance("discount", "--amount", "12000", "--percent", "0,5", "--days", "60", "--rate", "5", "--lang", "fr")
    assert done.stdout == (
        "Pour 60 jours gagnés, l'escompte de 60,00 coûte 3,0151 % par an ; attendre à 5,00 % coûte 99,50 : mieux vaut "
        "l'escompte.\n"
    )


def test_both_may_cost_the_same(relance: Command) -> None:
    """1/99 x 360/8 = 45.4545 %, in hundredths of a hundredth of a percent."""
    told = relance.json("discount", "--amount", "99", "--percent", "1", "--days", "8", "--rate", "45.4545")
    assert told["better"] == "equal"


@pytest.mark.parametrize(
    "options",
    [("--percent", "0"), ("--percent", "100"), ("--percent", "two"), ("--days", "0"), ("--rate", "-1"), ("--rate", ""),
     ("--amount", "0"), ("--amount", "1.005")],
)  # fmt: skip
def test_what_is_refused_is_one_sentence(relance: Command, options: tuple[str, str]) -> None:
    done = relance(*BASE, *options)
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1)
    assert "Traceback" not in done.stderr
    assert "fault of its own" not in done.stderr
