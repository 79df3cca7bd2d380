"""What a letter looks like: addresses in the window, tables that can be read, sources of rates, mail on a telephone."""

from dataclasses import replace

import numpy as np
import pytest

from receivables.days import NO_DAY
from receivables.late_payment.rate_clauses import fixed
from receivables.late_payment.rates import RateTable, published_rates
from server.letters.checks import findings
from server.letters.content import MessageContent
from server.letters.fields import document_words
from server.letters.layout import letter_of
from server.letters.rate_sources import source_words
from server.letters.templates import LetterTemplate, shipped
from server.letters.window import recipient_lines
from server.store.campaign_addresses import postal_lines
from tests.letter_samples import DEBTOR, INTEREST, ITEMS, day, sample

BOOK = published_rates()
NAME = (
    "Société générale des établissements réunis de construction métallique et d'aménagement intérieur de la vallée du "
    "Haut-Rhône et de ses affluents, anciennement Forges et Aciéries"
)
ADDRESS = (
    "Bâtiment administratif central B12", "Entrée nord, quai 4", "Zone industrielle de la Grande Prairie",
    "14 bis avenue du Général-de-Gaulle", "BP 90210", "38999 Saint-Martin-le-Vinoux Cedex 9", "Côte d'Ivoire",
)  # fmt: skip


def template(content: MessageContent) -> LetterTemplate:
    """The shipped template of a message."""
    return shipped(content.segment, content.level, content.lang)


def codes(content: MessageContent) -> set[str]:
    """What the checks find."""
    return {one.code for one in findings(content, template(content))}


def test_a_long_address_keeps_its_post_code_town_and_country() -> None:
    content = sample("notice", debtor=replace(DEBTOR, name=NAME, contact="Mme de La Rochefoucauld", address=ADDRESS))
    assert recipient_lines(content)[-3:] == ADDRESS[-3:]
    assert "long_address" not in codes(content)


def test_an_address_the_window_cannot_show_is_refused_on_paper_and_nothing_of_it_is_left_out() -> None:
    address = tuple(f"Ligne {number} d'une adresse" for number in range(12)) + ADDRESS[-2:]
    content = sample("notice", debtor=replace(DEBTOR, address=address))
    assert recipient_lines(content) == (DEBTOR.name, *address)
    assert "long_address" in codes(content)
    assert "long_address" not in codes(replace(content, channel="email"))


def test_whom_to_ask_for_makes_way_for_the_address() -> None:
    address = tuple(f"Ligne {number}" for number in range(11))
    assert recipient_lines(sample(debtor=replace(DEBTOR, address=address))) == (DEBTOR.name, *address)


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("12, rue des Lilas, 31000 Toulouse", ("12, rue des Lilas", "31000 Toulouse")),
        ("Bât. B, 12 bis, rue des Lilas\n31000 Toulouse", ("Bât. B", "12 bis, rue des Lilas", "31000 Toulouse")),
        ("12-14, rue Basse, 3, quai Haut, Lyon", ("12-14, rue Basse", "3, quai Haut", "Lyon")),
        ("12 rue Basse 31000 Toulouse", ("12 rue Basse", "31000 Toulouse")),
        ("BP 90210 38999 Saint-Martin, BP 90210 Lyon", ("BP 90210", "38999 Saint-Martin", "BP 90210 Lyon")),
        ("12, Court Road, London W1", ("12, Court Road", "London W1")),
        ("1234 Main St, Springfield IL 62704", ("1234 Main St", "Springfield IL 62704")),
        ("12, 31000 Toulouse", ("12", "31000 Toulouse")),
        (" , \n", ()),
    ],
)
def test_an_address_is_parted_where_its_lines_end(address: str, lines: tuple[str, ...]) -> None:
    """French usage writes a comma after the number of a house; post code and town have a line of their own."""
    assert postal_lines(address) == lines


@pytest.mark.parametrize(
    ("table", "french", "english", "rule"),
    [
        (BOOK.default(), "BCE 2,15 % + 10 points", "ECB 2.15% + 10 points", "L441-10 II"),
        (BOOK.public(), "BCE 2,15 % + 8 points", "ECB 2.15% + 8 points", "R2192-31"),
        (BOOK.floor(), "plancher : 3 × légal 2,62 %", "floor: 3 × legal 2.62%", "L441-10 II"),
        (BOOK.legal(), "légal 2,62 %", "legal 2.62%", "L313-2"),
        (BOOK.three_times_legal(), "clause : 3 × légal 2,62 %", "clause: 3 × legal 2.62%", "l'intérêt légal"),
        (BOOK.ecb_clause(7_0000), "clause : BCE 2,15 % + 7,00 points", "clause: ECB 2.15% + 7.00 points", "BCE"),
        (fixed(12_0000), "clause", "clause", "taux fixe"),
    ],
)
def test_each_source_of_a_rate_is_told_short_in_both_languages_with_its_rule(
    table: RateTable, french: str, english: str, rule: str
) -> None:
    """The figures of the first half of 2026: 2.15 % of the ECB, 2.62 % legal (professional creditors)."""
    source = table.steps[int(table.step_of(np.array([day("2026-03-01")], dtype=np.int32))[0])].source
    assert source_words(source, "fr")[0] == french
    assert source_words(source, "en")[0] == english
    assert rule in source_words(source, "fr")[1]


def test_a_source_of_another_wording_is_told_whole() -> None:
    assert source_words("taux convenu le 3 mars", "en") == ("taux convenu le 3 mars", "")


@pytest.mark.parametrize(("lang", "told"), [("fr", "code de commerce, article L441-10"), ("en", "Code de commerce")])
def test_the_decompte_names_the_article_once_and_cuts_nothing(lang: str, told: str) -> None:
    steps = BOOK.default().steps[-2:]
    lines = tuple(replace(one, source=steps[place % 2].source) for place, one in enumerate(INTEREST))
    content = sample("notice", lang=lang, interest_lines=lines)
    table = letter_of(content, template(content)).annex[0]
    assert table.note.replace("\u00a0", " ").count(told) == 1
    assert "…" not in " ".join(row[-1] for row in table.rows)
    assert ("taux" in " ".join((table.note, *(row[-1] for row in table.rows)))) == (lang == "fr")


def test_what_is_contested_as_a_whole_stands_under_contested() -> None:
    content = sample("r2", disputed=(replace(ITEMS[0], number="F99"),))
    tables = {table.rows[0][0]: table.columns[-1] for table in letter_of(content, template(content)).tables}
    assert tables == {"F2604-118": "Reste dû", "F2611-004": "Reste dû", "F99": "Contesté"}


@pytest.mark.parametrize(
    ("lang", "kind", "told"),
    [("fr", "invoice", "de la facture sans numéro du 31/03/2026"), ("fr", "returned", "de la pièce sans numéro du"),
     ("en", "invoice", "the invoice without a number of 31 Mar 2026")],
)  # fmt: skip
def test_a_document_without_a_number_is_told_by_its_date(lang: str, kind: str, told: str) -> None:
    content = sample("r2", lang=lang, items=(replace(ITEMS[0], number=" ", kind=kind),), credits=())
    said = " ".join(letter_of(content, template(content)).before).replace("\u00a0", " ")
    assert told in said
    assert "n° sans" not in said


@pytest.mark.parametrize(
    ("lang", "bare", "told"),
    [("fr", "avoir du 20/10/2026", "sans numéro du 31/03/2026"),
     ("en", "credit note of 20 Oct 2026", "without number of 31 Mar 2026")],
)  # fmt: skip
def test_what_has_no_number_and_no_date_beside_it_is_told_by_its_date(lang: str, bare: str, told: str) -> None:
    content = sample("notice", lang=lang, credits=(replace(sample().credits[0], number=""),))
    label = letter_of(content, template(content)).tables[0].sums[1][0]
    assert label.replace("\u00a0", " ").endswith(f": {bare}")
    one = document_words(" ", ITEMS[0].document_day, ITEMS[0].due_day, lang)
    assert one.replace("\u00a0", " ") == told
    assert document_words("F1", 0, 0, lang) == "F1"
    assert document_words("", NO_DAY, NO_DAY, lang) in ("sans numéro", "without number")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("segment", ["business", "consumer", "public", "key"])
@pytest.mark.parametrize("level", ["r2", "r3", "notice"])
def test_one_day_late_is_no_plural(level: str, segment: str, lang: str) -> None:
    content = sample(level, segment, lang, items=(replace(ITEMS[0], days_late=1),))
    said = " ".join(letter_of(content, template(content)).before).replace("\u00a0", " ")
    assert "1 jours" not in said
    assert "1 days" not in said
