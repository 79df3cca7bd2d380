"""The words of the workbooks: both languages hold the same texts, and nothing is missing."""

import datetime as dt
import string

import pytest

from receivables.aging import column_names
from receivables.anomalies import CODES
from receivables.errors import ReceivablesError
from receivables.schema import DUE_ORIGINS, KINDS
from receivables.terms import parse_terms
from workbooks.help_sheet import SHEETS
from workbooks.words import WORDS, Words
from workbooks.words_help import HELP
from workbooks.words_labels import LABELS


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_text_stands_in_both_languages_with_the_same_values(key: str) -> None:
    """No empty text, no stray spaces, and `{company}` of one language is in the other."""
    french, english = WORDS[key]
    assert french == french.strip() != ""
    assert english == english.strip() != ""
    assert _fields(french) == _fields(english)


def test_no_key_is_defined_twice() -> None:
    """The table is the union of labels and help; one must not hide the other."""
    assert not set(LABELS) & set(HELP)


def test_every_code_of_the_rules_has_a_label_in_both_languages() -> None:
    """Kinds, origins and columns of the balance never show as raw codes."""
    codes = [("kind", kind) for kind in KINDS] + [("origin", origin) for origin in DUE_ORIGINS]
    codes += [("anomaly", code) for code in CODES]
    codes += [("rule", rule) for rule in ("named", "equal", "earliest")]
    assert [code for family, code in codes if f"{family}.{code}" not in WORDS] == []
    headings = {Words("fr").bucket(name, basis) for name in column_names() for basis in ("due", "document")}
    assert not headings & set(column_names())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_names_of_sheets_are_short_enough_and_all_different(lang: str) -> None:
    """Excel takes 31 characters; room is left for a currency or a part number."""
    names = [Words(lang).sheet(key) for key in SHEETS]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 22
    assert not set("[]:*?/\\'") & set("".join(names))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_reasons_of_the_committee_fit_in_a_list_of_excel(lang: str) -> None:
    """Excel joins the choices with commas and takes 255 characters."""
    reasons = Words(lang)("committee.reasons").split("|")
    assert len(",".join(reasons)) <= 255
    assert not any("," in reason for reason in reasons)


def test_headings_of_buckets() -> None:
    """'91+' is more than 90 days; the law's table says 91 days and more."""
    french, english = Words("fr"), Words("en")
    names = ("not_due", "1-30", "91+")
    assert [french.bucket(name, "due") for name in names] == ["Non échu", "1 à 30 j", "Plus de 90 j"]
    assert [english.bucket(name, "due") for name in names] == ["Not due", "1 to 30 d", "Over 90 d"]
    assert [french.legal_band(name) for name in ("1-30", "91+")] == ["1 à 30 jours", "91 jours et plus"]


@pytest.mark.parametrize(
    ("minor", "currency", "french", "english"),
    [
        (123_456, "EUR", "1\u202f234,56 EUR", "1,234.56 EUR"),
        (-5, "EUR", "-0,05 EUR", "-0.05 EUR"),
        (1_000, "JPY", "1\u202f000,00 JPY", "1,000.00 JPY"),
        (1_234, "TND", "1,234 TND", "1.234 TND"),
    ],
)
def test_amounts_in_sentences(minor: int, currency: str, french: str, english: str) -> None:
    """Sign and decimals of the currency survive."""
    assert (Words("fr").amount(minor, currency), Words("en").amount(minor, currency)) == (french, english)


def test_days_and_shares_in_sentences() -> None:
    """French writes the first of a month `1er` and a comma."""
    assert Words("fr").day(dt.date(2026, 8, 1)) == "1er août 2026"
    assert Words("en").day(dt.date(2026, 8, 1)) == "1 August 2026"
    assert (Words("fr").share(0.4127), Words("en").share(0.4127)) == ("41,3\u00a0%", "41.3%")


@pytest.mark.parametrize("share", [-0.0004, -0.0, 0.0004])
def test_a_share_next_to_nothing_has_no_sign(share: float) -> None:
    """-0.04 % is 0.0 %."""
    assert (Words("fr").share(share), Words("en").share(share)) == ("0,0\u00a0%", "0.0%")
    assert Words("en").share(-0.0006) == "-0.1%"


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("30 net", "30 jours nets", "30 net"),
        ("comptant", "comptant", "0 net"),
        ("45 jours fin de mois", "45 jours fin de mois", "45 end of month"),
        ("fin de mois + 45 jours", "fin de mois + 45 jours", "end of month 45"),
        ("fin de mois", "fin de mois", "end of month"),
        ("30 end of month the 10th", "30 jours fin de mois le 10", "30 end of month the 10th"),
        ("30% à la commande, 70% à 30 jours", "30\u00a0% comptant + 70\u00a0% 30 jours nets", "30% 0 net + 70% 30 net"),
        (
            "3 x 30 jours",
            "1/3 30 jours nets + 1/3 60 jours nets + 1/3 90 jours nets",
            "1/3 30 net + 1/3 60 net + 1/3 90 net",
        ),
        ("comme convenu", "comme convenu", "comme convenu"),
        ("", "", ""),
    ],
)
def test_terms_are_worded_in_the_language(text: str, french: str, english: str) -> None:
    """And read back to the same terms; what cannot be read stays as written."""
    assert (Words("fr").terms(text), Words("en").terms(text)) == (french, english)
    if text not in ("", "comme convenu"):
        assert parse_terms(french) == parse_terms(english) == parse_terms(text)


def test_another_language_is_refused_with_a_sentence() -> None:
    """Only French and English are written."""
    with pytest.raises(ReceivablesError, match="fr or en"):
        Words("de")


def test_a_value_with_braces_is_not_read_as_a_pattern() -> None:
    """A company called `{0}` must not break its sentence."""
    assert "{0} {receipt}" in Words("en")("unreliable", company="{0} {receipt}")
