"""Every shipped letter is lawful; a letter that lacks what the law asks is refused, with the sentence that says so."""

import re
from dataclasses import replace
from email import message_from_bytes

import pytest

from receivables.dunning.procedure import TONES
from server.letters.check_sentences import SENTENCES
from server.letters.checks import findings
from server.letters.content import LEVELS, SEGMENTS, Clerk, Collector, Previous
from server.letters.frozen import from_json, to_json
from server.letters.layout import all_text, letter_of, with_prose
from server.letters.messages import MailFrom, mail_of
from server.letters.templates import LetterTemplate, TemplateRefusedError, shipped
from tests.letter_samples import COMPANY, DEBTOR, ITEMS, day, sample

ALL = [(level, segment, lang) for level in LEVELS for segment in SEGMENTS for lang in ("fr", "en")]


def codes(level: str, segment: str = "business", lang: str = "fr", template: LetterTemplate | None = None,
          **changes: object) -> set[str]:  # fmt: skip
    """Codes of what is found in a letter."""
    content = sample(level, segment, lang, **changes)
    return {one.code for one in findings(content, template or shipped(segment, level, lang))}


def text(level: str, segment: str = "business", lang: str = "fr", **changes: object) -> str:
    """All that a letter says."""
    told = all_text(letter_of(sample(level, segment, lang, **changes), shipped(segment, level, lang)))
    return told.replace("\u00a0", " ").replace("\u2019", "'")


@pytest.mark.parametrize(("level", "segment", "lang"), ALL)
def test_every_shipped_letter_is_lawful(level: str, segment: str, lang: str) -> None:
    assert codes(level, segment, lang) == set()


@pytest.mark.parametrize(("level", "segment", "lang"), ALL)
def test_every_shipped_letter_names_sums_account_and_means_of_payment(level: str, segment: str, lang: str) -> None:
    told = text(level, segment, lang)
    for wanted in ("F2604-118", "REL-2026-000123", "FR76 3000 6000 0112 3456 7890 189", "Claire Morin", "C0042"):
        assert wanted in told
    assert ("12 000,00 EUR" if lang == "fr" else "12,000.00 EUR") in told


def test_a_business_notice_has_the_words_the_references_and_the_worked_figures() -> None:
    """12 000.00 from 30/04 to 22/11/2026: 243.67 + 591.12 (L441-10 II, ECB + 10 points); EUR 40 for each of two."""
    told = text("notice")
    for wanted in (
        "MISE EN DEMEURE", "articles 1344 et 1231-6 du code civil", "L441-10 II", "D441-5", "243,67 EUR", "591,12 EUR",
        "12,40 %", "145", "2 × 40,00 EUR", "14 236,70 EUR", "huit jours à compter de la présentation",
        "Hélène Vallier", "Directrice administrative et financière", "recommandée",
        "premier rappel par courriel du 05/05",
    ):  # fmt: skip
        assert wanted in told, wanted


def test_a_consumer_is_asked_no_recovery_costs_and_given_fifteen_days() -> None:
    told = text("notice", "consumer")
    assert "quinze jours" in told
    assert "taux légal" in told
    assert "40" not in told.replace("C0042", "")
    assert "L441-10" not in told


def test_a_public_buyer_reads_of_interets_moratoires_chorus_and_no_court() -> None:
    told = text("notice", "public")
    for wanted in ("Intérêts moratoires", "L2192-13", "D2192-35", "Chorus Pro", "21690000000018"):
        assert wanted in told
    assert "juridiction" not in told
    assert "L441-10" not in told


@pytest.mark.parametrize(("level", "says"), [("pre", False), ("r1", False), ("r2", True), ("r3", True)])
@pytest.mark.parametrize("segment", ["business", "public", "key"])
def test_penalties_are_absent_up_to_reminder_1_and_one_sentence_in_2_and_3(
    level: str, says: bool, segment: str
) -> None:
    told = text(level, segment)
    assert ("40 EUR" in told) is says
    assert ("pénalités de retard" in told or "intérêts moratoires" in told) is says


def test_items_not_due_are_shown_apart_and_not_summed() -> None:
    content = sample("r2")
    assert content.total == 1_350_000 - 20_000
    letter = letter_of(content, shipped("business", "r2", "fr"))
    assert [row[0] for row in letter.tables[0].rows] == ["F2604-118", "F2609-027"]
    assert [row[0] for row in letter.tables[1].rows] == ["F2611-004"]
    assert letter.tables[0].sums[-1] == ("Total à régler", "13\u00a0300,00\u00a0EUR")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"limit_days": 7}, "short_limit"),
        ({"interest_lines": ()}, "no_interest"),
        ({"compensation": 4_000}, "compensation"),
        ({"currency": "USD"}, "compensation"),
        ({"signatory": replace(sample().signatory, quality="")}, "no_signatory"),
        ({"bank": replace(sample().bank, iban="")}, "no_bank"),
        ({"debtor": replace(DEBTOR, address=())}, "no_address"),
        ({"company": replace(COMPANY, address=())}, "no_company"),
        ({"items": (replace(ITEMS[0], open=1),)}, "item_sums"),
        ({"items": (replace(ITEMS[0], due_day=day("2026-12-01")),)}, "not_overdue"),
        ({"items": ()}, "no_items"),
    ],
)
def test_a_notice_that_lacks_something_is_refused(changes: dict[str, object], code: str) -> None:
    assert code in codes("notice", **changes)


def test_an_iban_among_the_clerk_s_numbers_is_refused() -> None:
    """Owners of accounts are set by one person; what their letters print is read at approval."""
    for clerk in (Clerk("Claire", "FR76 3000 6000 0112 3456 7890 189"), Clerk("IBAN DE89370400440532013000", "04")):
        assert codes("r1", template=LetterTemplate("Compte", "Bonjour,", "Merci."), clerk=clerk) == {"bank_details"}
        with pytest.raises(TemplateRefusedError, match="what it shows"):
            codes("r1", clerk=clerk)


def test_a_consumer_is_given_fifteen_days_or_the_notice_is_refused() -> None:
    assert codes("notice", "consumer", limit_days=8) == {"short_limit"}


def test_figures_before_the_formal_notice_are_refused() -> None:
    assert "early_figures" in codes("r3", compensation_count=1, compensation=4_000)


@pytest.mark.parametrize(
    ("level", "segment", "prose", "code"),
    [
        ("notice", "consumer", "Des frais de recouvrement vous seront facturés.", "consumer_costs"),
        ("r1", "consumer", "Une indemnité forfaitaire de 40 € est due.", "consumer_costs"),
        ("notice", "public", "Nous saisirons le tribunal administratif.", "public_threat"),
        ("r2", "public", "A défaut, une INJONCTION de payer sera demandée.", "public_threat"),
        ("r2", "business", "Nous saisirons le tribunal de commerce.", "early_court"),
        ("r3", "business", "Un commandement de payer vous sera remis.", "court_look"),
        ("notice", "business", "Notre huissier procédera à une saisie-attribution.", "court_look"),
        ("pre", "business", "À défaut, des pénalités seront dues.", "early_threat"),
    ],
)
def test_an_edited_template_cannot_threaten_what_the_law_forbids(
    level: str, segment: str, prose: str, code: str
) -> None:
    """CPCE L111-8; no enforcement against public bodies; C. pén. 433-13; C. conso. L121-6."""
    own = replace(shipped(segment, level, "fr"), closing=prose)
    assert code in codes(level, segment, template=own)


def test_an_edited_template_cannot_lose_what_the_law_asks_for() -> None:
    """The fixed sentences stay, whatever the prose is."""
    assert codes("notice", template=LetterTemplate("Compte", "Bonjour,", "Merci.")) == set()


def test_the_first_letter_of_a_collector_bears_the_mentions_of_r124_4() -> None:
    collector = Collector("Recouvra", ("1 place Carnot", "69002 Lyon"))
    told = text("r1", "consumer", collector=collector, channel="letter")
    assert "recouvrement amiable" in told
    assert "Menuiserie Vallier" in told
    assert "Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier" in told
    assert "demander au juge de l'exécution" in told
    assert codes("r1", "consumer", collector=collector, channel="letter") == set()
    assert codes("r1", "consumer", collector=collector, channel="email") == {"collector_mail"}
    assert codes("r1", collector=replace(collector, address=()), channel="letter") == {"collector.address"}


def test_a_collector_signs_its_own_paper_and_leaves_the_court_to_the_creditor() -> None:
    """C. conso. L121-6: it cannot sue; the creditor's signatory has no quality on its paper."""
    collector = Collector(
        "Recouvra Conseil", ("69002 Lyon",), legal_form="SARL", siren="552100554", phone="04 72 11 11 11",
        signatory_name="Rémi Aubert", signatory_quality="Gérant", first_reference="REL-1", first_day=day("2026-10-01"),
    )  # fmt: skip
    for segment in ("business", "consumer"):
        content = sample("notice", segment, collector=collector)
        letter = letter_of(content, shipped(segment, "notice", "fr"))
        told = text("notice", segment, collector=collector)
        assert letter.signature == ("Rémi Aubert", "Gérant", "Recouvra Conseil")
        assert letter.sender_small == "Recouvra Conseil SARL · SIREN 552100554 · 04 72 11 11 11"
        assert "Au nom et pour le compte de Menuiserie Vallier, créancier, nous vous mettons en demeure" in told
        assert "Menuiserie Vallier, créancier, se réserve la possibilité de saisir la juridiction" in told
        assert "nous nous réservons" not in told
        assert "Hélène" not in told
        assert codes("notice", segment, collector=collector) == set()
        assert codes("notice", segment, collector=replace(collector, signatory_name="")) == {"no_signatory"}
    assert "dont relève Menuiserie Vallier" in text("r3", "consumer", collector=collector)
    assert "the creditor, reserves the right" in text("notice", lang="en", collector=collector)


def test_a_collector_does_not_write_before_the_due_date() -> None:
    assert codes("pre", collector=Collector("Recouvra", ("69002 Lyon",))) == {"collector_early"}


def test_a_notice_by_mail_runs_from_its_receipt_and_is_warned_of() -> None:
    for channel in ("email", "letter"):
        assert codes("notice", "business", channel=channel) == {"notice_channel"}
        assert "à compter de la réception de la présente" in text("notice", channel=channel)


def test_every_later_step_of_a_collector_recalls_the_first_letter() -> None:
    collector = Collector("Recouvra", ("69002 Lyon",), "REL-1", day("2026-10-01"))
    assert "REL-1 et la date du 1er octobre 2026" in text("r2", collector=collector)


def test_content_comes_back_from_json_as_it_was() -> None:
    content = sample("notice", collector=Collector("Recouvra", ("Lyon",)))
    assert from_json(to_json(content)) == content
    assert to_json(from_json(to_json(content))) == to_json(content)
    with pytest.raises(TypeError):
        from_json(to_json(content).replace('"attempt":1', '"attempt":"1"'))


def test_a_second_attempt_says_that_the_first_may_have_arrived() -> None:
    assert "ne tenez pas compte de celui-ci" in text("r1", attempt=2)
    assert "ne tenez pas compte de celui-ci" not in text("r1")


def test_a_contested_part_is_shown_and_not_asked_for() -> None:
    """12 000 invoiced, 2 000 paid, 3 000 contested: 7 000 asked for."""
    part = replace(ITEMS[0], paid=200_000, disputed=300_000, open=700_000)
    content = sample("r2", items=(part,), credits=())
    table = letter_of(content, shipped("business", "r2", "fr")).tables[0]
    assert table.columns[-4:] == ("Montant TTC", "Réglé ou crédité", "Part contestée", "À régler")
    figures = tuple(cell.replace("\u00a0", " ") for cell in table.rows[0][-4:])
    assert figures == ("12 000,00 EUR", "-2 000,00 EUR", "-3 000,00 EUR", "7 000,00 EUR")
    assert "en cours d\u2019examen" in table.note
    assert content.total == 700_000
    assert codes("r2", items=(part,)) == set()
    assert "item_sums" in codes("r2", items=(replace(part, disputed=100_000),))


def test_a_consumer_reads_of_the_mediator_and_nobody_else_does() -> None:
    """C. conso. L612-1 and L616-1."""
    for level in ("r3", "notice"):
        told = text(level, "consumer")
        assert "Médiation des Traboules, 3 quai de Saône, 69001 Lyon, mediation.example" in told
        assert "L616-1" in told
        assert codes(level, "consumer", mediator=None) == {"no_mediator"}
    assert "médiateur" not in text("r1", "consumer") + text("notice")


@pytest.mark.parametrize(
    ("segment", "level"),
    [("business", "r1"), ("business", "r2"), ("business", "r3"), ("consumer", "r1"), ("consumer", "r2"),
     ("consumer", "r3"), ("public", "r1"), ("public", "r2"), ("key", "r1"), ("key", "r2")],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_tone_of_a_level_changes_its_words_and_each_is_lawful(segment: str, level: str, lang: str) -> None:
    assert text(level, segment, lang, tone="friendly") != text(level, segment, lang, tone="firm")
    for tone in TONES:
        assert codes(level, segment, lang, tone=tone) == set()


def test_a_firm_first_reminder_no_longer_speaks_of_an_oversight() -> None:
    assert "sans doute d'un oubli" in text("r1", tone="friendly")
    assert "oubli" not in text("r1", tone="firm")
    assert "avant d'aller plus loin" in text("r3", tone="courteous").casefold()


@pytest.mark.parametrize(("level", "as_level"), [("pre2", "pre"), ("r4", "r3"), ("r9", "r3")])
def test_levels_beyond_the_third_reminder_have_a_letter_too(level: str, as_level: str) -> None:
    content = replace(sample(as_level), level=level)
    letter = letter_of(content, shipped("business", level, "fr"))
    assert letter.subject == letter_of(sample(as_level), shipped("business", as_level, "fr")).subject
    assert findings(content, shipped("business", level, "fr")) == []


def test_what_was_approved_leaves_whoever_edits_the_template_since() -> None:
    approved = from_json(to_json(with_prose(sample(), shipped("business", "r1", "fr"))))
    other = LetterTemplate("Autre", "Autre", "Autre")
    assert letter_of(approved, other) == letter_of(sample(), shipped("business", "r1", "fr"))


def test_french_signs_never_begin_a_line() -> None:
    told = all_text(letter_of(sample("notice"), shipped("business", "notice", "fr")))
    assert not [sign for sign in (" :", " ;", " ?", " !", "« ", " »", "n° ", " EUR") if sign in told.split("\n", 9)[-1]]


def test_a_step_taken_over_by_age_is_never_cited() -> None:
    """Its day is an assumption: nobody knows that it was sent."""
    assumed = (Previous("r1", day("2026-05-05"), "takeover"), Previous("r3", day("2026-06-02"), "takeover"))
    for level in ("r2", "notice"):
        told = text(level, previous=assumed)
        assert "takeover" not in told
        assert "démarche" not in told
    one = (*assumed, Previous("r3", day("2026-06-02"), "letter"))
    assert "Notre précédente démarche : troisième rappel par lettre du 02/06/2026." in text("notice", previous=one)


def test_the_mail_of_a_collector_bears_its_own_name() -> None:
    """CPCE R124-4: who reads sees who writes, whoever's mail server it leaves by."""
    content = sample("r1", "business", collector=Collector("Recouvra", ("1 place Carnot", "69002 Lyon")))
    data = mail_of(
        content, shipped("business", "r1", "fr"), MailFrom("Vallier", "compta@vallier.example"), "2026-11-22T08:30:00Z"
    )
    assert message_from_bytes(data)["From"] == "Recouvra <compta@vallier.example>"


def test_what_a_collector_s_letter_lacks_is_told_in_one_language() -> None:
    """The English sentences took the French names of what is missing."""
    bare = sample("r1", channel="letter", collector=Collector("Recouvra"), company=replace(COMPANY, address=()))
    told = {
        lang: [one.sentence for one in findings(bare, shipped("business", "r1", "fr"), lang)] for lang in ("fr", "en")
    }
    assert "La lettre d'un tiers recouvreur doit porter son adresse (CPCE R124-4)." in told["fr"]
    assert "A third-party collector's letter must bear its address (CPCE R124-4)." in told["en"]
    pairs = [pair for key, pair in SENTENCES.items() if key.startswith("collector.")]
    assert len(pairs) == 5
    assert not any(re.search(r"\b(?:son|les|la|le|et|de|du|adresse)\b", english) for _, english in pairs)
