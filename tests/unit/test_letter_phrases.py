"""What a template may say to whom and when: tables of phrases let through and refused, French and English."""

from dataclasses import replace

import pytest

from server.letters.checks import findings
from server.letters.content import Clerk, Collector
from server.letters.templates import LetterTemplate
from tests.letter_samples import COMPANY, DEBTOR, sample

#: segment, level, phrase, code of the refusal.
REFUSED = [
    ("business", "pre", "À défaut, des pénalités seront dues.", "early_threat"),
    ("business", "pre", "Le dossier sera remis à notre service contentieux.", "early_threat"),
    ("business", "pre", "Notre avocat suit ce dossier.", "early_threat"),
    ("business", "pre", "Nous irons en justice.", "early_threat"),
    ("business", "pre", "Le juge tranchera.", "early_threat"),
    ("business", "pre", "Des intérêts de retard et une indemnité de 40 € seront dus.", "early_threat"),
    ("business", "pre", "Faute de règlement, vos livraisons seront suspendues.", "early_threat"),
    ("key", "pre", "Nous suspendrons toutes vos commandes.", "early_threat"),
    ("business", "pre", "Vos livraisons suspendues.", "early_threat"),
    ("business", "pre", "Late fees will apply.", "early_threat"),
    ("business", "pre", "We will pass the file to our solicitors.", "early_threat"),
    ("consumer", "pre", "Une mise en demeure suivra.", "early_threat"),
    ("public", "pre", "We may have to go to court.", "early_threat"),
    ("business", "pre", "Your account will be blocked.", "early_threat"),
    ("business", "r1", "Des pénalités de retard seront dues.", "early_penalty"),
    ("business", "r1", "Ceci vaut mise en demeure.", "early_penalty"),
    ("business", "r1", "Une indemnité forfaitaire de 40 EUR est due.", "early_penalty"),
    ("key", "r1", "Late-payment interest is due.", "early_penalty"),
    ("public", "r1", "Des intérêts moratoires courent.", "early_penalty"),
    ("consumer", "r1", "A formal notice will follow.", "early_penalty"),
    ("business", "r2", "Le présent courrier vaut mise en demeure.", "early_notice"),
    ("consumer", "r3", "Par la présente, nous vous mettons en demeure de payer.", "early_notice"),
    ("business", "r3", "This letter is a formal notice.", "early_notice"),
    ("business", "r1", "Nous engagerons une procédure judiciaire.", "early_court"),
    ("business", "r1", "Nous vous poursuivrons en justice.", "early_court"),
    ("business", "r2", "Nous saisirons le tribunal de commerce.", "early_court"),
    ("business", "r2", "Notre avocat prendra contact avec vous.", "early_court"),
    ("consumer", "r2", "Votre dossier partira au service contentieux.", "early_court"),
    ("consumer", "r3", "Une action en justice sera engagée.", "early_court"),
    ("business", "r3", "Nous demanderons une injonction de payer.", "early_court"),
    ("business", "r1", "We will sue you.", "early_court"),
    ("business", "r2", "We shall instruct our solicitors.", "early_court"),
    ("key", "r2", "The matter will go to a debt collection agency.", "early_court"),
    ("business", "r3", "Litigation will follow.", "early_court"),
    ("business", "r3", "We will take you to court.", "early_court"),
    ("business", "r3", "Un commandement de payer vous sera remis.", "court_look"),
    ("business", "r1", "Nous procéderons à la saisie de vos comptes.", "court_look"),
    ("business", "r1", "La décision vous sera signifiée.", "court_look"),
    ("consumer", "notice", "Notre huissier passera chez vous.", "court_look"),
    ("business", "notice", "Une saisie-attribution suivra.", "court_look"),
    ("consumer", "notice", "Dernière sommation.", "court_look"),
    ("consumer", "notice", "The bailiffs will call on you.", "court_look"),
    ("business", "notice", "We will garnish your accounts.", "court_look"),
    ("consumer", "r2", "Des frais de retard s'ajouteront.", "consumer_costs"),
    ("consumer", "notice", "Les frais d'impayé vous sont facturés.", "consumer_costs"),
    ("consumer", "r2", "Des frais administratifs de 15 EUR sont dus.", "consumer_costs"),
    ("consumer", "notice", "Les frais de procédure vous reviendront.", "consumer_costs"),
    ("consumer", "r2", "Une pénalité de 10 % est due.", "consumer_costs"),
    ("consumer", "notice", "La somme sera majorée.", "consumer_costs"),
    ("consumer", "notice", "La clause pénale s'applique.", "consumer_costs"),
    ("consumer", "notice", "Les honoraires d'avocat seront à régler.", "consumer_costs"),
    ("consumer", "r2", "Vous devez 40€ de plus.", "consumer_costs"),
    ("consumer", "r2", "Vous devez 40 € de plus.", "consumer_costs"),
    ("consumer", "r2", "A charge of €40 is due.", "consumer_costs"),
    ("consumer", "r2", "Late fees of EUR 25 are due.", "consumer_costs"),
    ("consumer", "r2", "Nous préviendrons votre employeur.", "pressure"),
    ("consumer", "notice", "Nous informerons vos voisins.", "pressure"),
    ("consumer", "notice", "We will tell your family.", "pressure"),
    ("consumer", "r2", "Vous risquez la prison.", "pressure"),
    ("public", "notice", "Nous saisirons le juge administratif.", "public_threat"),
    ("public", "notice", "Nous agirons en justice.", "public_threat"),
    ("public", "notice", "Un référé-provision sera déposé.", "public_threat"),
    ("public", "r2", "Vous serez condamnés.", "public_threat"),
    ("public", "notice", "Un recours contentieux suivra.", "public_threat"),
    ("public", "r3", "A défaut, une INJONCTION de payer sera demandée.", "public_threat"),
    ("public", "notice", "Our lawyers will write to you.", "public_threat"),
    ("business", "notice", "Payez sous 24 heures.", "short_words"),
    ("consumer", "notice", "Nous vous demandons de régler cette somme sous trois jours.", "short_words"),
    ("business", "notice", "Please pay within five days.", "short_words"),
    ("consumer", "notice", "Vous avez huit jours pour payer.", "short_words"),
]
#: segment, level, phrase.
ACCEPTED = [
    ("business", "pre", "Si tout est en ordre, ce message n'appelle aucune démarche."),
    ("business", "pre", "Merci de votre confiance, et de nos relations dans l'intérêt de tous."),
    ("business", "pre", "Nous poursuivrons avec plaisir nos livraisons."),
    ("public", "pre", "Pouvez-vous confirmer qu'aucune suspension du délai n'est prévue ?"),
    ("key", "pre", "Votre service comptable a-t-il reçu le bon de commande ?"),
    ("consumer", "pre", "Vous pouvez régler en plusieurs fois, sans frais."),
    ("consumer", "pre", "The payment is due soon; nothing stands in the way of your order."),
    ("business", "pre", "Thank you for your interest in our services."),
    ("business", "r1", "Le délai est court, nous le savons."),
    ("business", "r1", "Sauf erreur de saisie de notre part, la somme reste due."),
    ("business", "r1", "La commande saisie le 3 mars a bien été livrée."),
    ("business", "r1", "Votre trésorerie est peut-être à court de visibilité."),
    ("business", "r1", "Nous souhaitons la poursuite de nos relations."),
    ("business", "r1", "La présente pour vous signifier que rien ne presse, ce qui signifie beaucoup."),
    ("business", "r1", "Nos prestations ont été exécutées ; l'exécution du contrat est complète."),
    ("business", "r1", "Votre procès-verbal de réception est joint."),
    ("business", "r1", "Il vous reste 140 EUR ou 1 240,40 EUR à régler."),
    ("business", "pre", "Dites-nous si un litige bloque le paiement de cette commande."),
    ("consumer", "r1", "Votre note d'honoraires reste à régler."),
    ("consumer", "r1", "Les frais de traitement sont pris en charge par votre mutuelle."),
    ("business", "r1", "Votre commande a bien été saisie."),
    ("business", "r1", "Nous savons que votre avocat suit ce chantier."),
    ("business", "r1", "Please attach your remittance advice. Kind regards, Sue"),
    ("business", "r1", "Le matricule 40 a été repris."),
    ("business", "r1", "Merci de nous dire si cette date vous convient."),
    ("business", "r1", "Our reminder crossed your payment? Thank you for your courtesy."),
    ("business", "r1", "Please tell us which document your accounts department is missing."),
    ("business", "r1", "It is in your interest to pay before 3 June."),
    ("key", "r1", "Pouvez-vous nous dire quelle pièce manque ?"),
    ("public", "r1", "Merci d'indiquer la date du mandatement et le comptable assignataire."),
    ("public", "r1", "S'il manque une pièce, le motif nous suffit."),
    ("consumer", "r1", "Les frais de port sont compris dans ce montant."),
    ("consumer", "r1", "Les frais de scolarité de votre famille restent à régler."),
    ("consumer", "r1", "Ce rappel est sans frais de relance."),
    ("consumer", "r1", "There are no late fees."),
    ("consumer", "r1", "Nous chercherons une solution avec vous."),
    ("business", "r2", "Des pénalités de retard sont dues de plein droit (article L441-10)."),
    ("business", "r2", "Une indemnité forfaitaire de 40 EUR est due par facture."),
    ("business", "r2", "Sans réponse, nous vous adresserons une mise en demeure."),
    ("business", "r2", "Ceci n'est pas une mise en demeure."),
    ("business", "r2", "Le dossier sera porté à l'attention de notre direction."),
    ("business", "r2", "Nous suspendrons nos livraisons."),
    ("business", "r2", "Late-payment interest is due by law."),
    ("business", "r2", "Please pay within eight days."),
    ("business", "r2", "We shall have to stop deliveries."),
    ("key", "r2", "Merci de nous indiquer sous huit jours la date de votre virement."),
    ("public", "r2", "Merci d'indiquer le motif et la date d'une suspension du délai."),
    ("public", "r2", "Des intérêts moratoires courent depuis l'échéance."),
    ("consumer", "r2", "Un échéancier peut être convenu, sans pénalité."),
    ("consumer", "r2", "Réglez sous quinze jours ou appelez-nous."),
    ("consumer", "r2", "Instalments can be agreed, without any charge."),
    ("business", "r3", "À défaut, nous vous adresserons une mise en demeure."),
    ("business", "r3", "Votre dossier sera transmis à notre service contentieux."),
    ("business", "r3", "Our lawyers will be informed."),
    ("business", "r3", "Failing this, we shall send you a formal notice."),
    ("consumer", "r3", "À défaut, nous serions conduits à vous adresser une mise en demeure."),
    ("public", "r3", "Nous vous demandons de mettre en paiement la somme due."),
    ("business", "notice", "À défaut, nous saisirons le tribunal de commerce."),
    ("business", "notice", "Nous demanderons une injonction de payer."),
    ("business", "notice", "We will bring the matter before the commercial court."),
    ("business", "notice", "Notre avocat reprendra ce dossier."),
    ("business", "notice", "Réglez dans les huit jours."),
    ("business", "notice", "Répondez-nous sous trois jours si vous contestez."),
    ("consumer", "notice", "Nous saisirons le tribunal judiciaire."),
    ("consumer", "notice", "Aucuns frais de recouvrement ne vous sont demandés."),
    ("consumer", "notice", "You are not charged any recovery costs."),
    ("consumer", "notice", "Dites-le-nous sous huit jours si vous êtes en difficulté."),
    ("consumer", "notice", "L'intérêt au taux légal court à compter de la présentation."),
    ("public", "notice", "Le mandatement d'office pourra être demandé au préfet."),
    ("public", "notice", "Merci d'indiquer les coordonnées du comptable assignataire."),
]


def codes(segment: str, level: str, template: LetterTemplate, **changes: object) -> set[str]:
    """What is found in the letter a template makes."""
    return {one.code for one in findings(sample(level, segment, "fr", **changes), template)}


def closing(phrase: str) -> LetterTemplate:
    """A template that ends with a phrase."""
    return LetterTemplate("Votre compte", "Bonjour,", phrase)


@pytest.mark.parametrize(("segment", "level", "phrase", "code"), REFUSED)
def test_a_phrase_refused(segment: str, level: str, phrase: str, code: str) -> None:
    assert code in codes(segment, level, closing(phrase))


@pytest.mark.parametrize(("segment", "level", "phrase"), ACCEPTED)
def test_a_phrase_let_through(segment: str, level: str, phrase: str) -> None:
    assert codes(segment, level, closing(phrase)) == set()


def test_the_table_holds_sixty_phrases_of_each_kind() -> None:
    assert min(len(REFUSED), len(ACCEPTED)) >= 60


@pytest.mark.parametrize(
    "subject",
    [
        "INJONCTION DE PAYER", "AVIS AVANT SAISIE", "DERNIER AVIS AVANT POURSUITES", "SIGNIFICATION", "Ordonnance",
        "Convocation devant le tribunal de commerce", "Avant saisie de vos comptes bancaires",
        "Procès-verbal de carence", "Court order", "Summons",
    ],
)  # fmt: skip
@pytest.mark.parametrize("segment", ["business", "consumer"])
def test_a_notice_headed_like_a_court_paper_is_refused(subject: str, segment: str) -> None:
    """C. pén. 433-13; in its subject, or standing alone over its text."""
    assert codes(segment, "notice", LetterTemplate(subject, "Bonjour,", "Merci.")) == {"court_look"}
    assert codes(segment, "notice", LetterTemplate("Compte", f"{subject}\n\nBonjour,", "Merci.")) == {"court_look"}


def test_a_heading_may_say_before_what_a_formal_notice_is_given() -> None:
    own = LetterTemplate("Mise en demeure avant poursuites judiciaires", "Bonjour,", "Merci.")
    assert codes("business", "notice", own) == set()


@pytest.mark.parametrize(
    ("segment", "level"), [("business", "r1"), ("business", "notice"), ("consumer", "r2"), ("public", "notice")]
)
@pytest.mark.parametrize(
    "name",
    ["Étude Dupont, huissiers", "Court Circuit SARL", "Tribunal judiciaire de Lyon", "Saisie & Frais de dossier"],
)
def test_names_streets_and_numbers_are_no_threats(segment: str, level: str, name: str) -> None:
    """A court is a public buyer like another, and people are called Court."""
    own = LetterTemplate("{{ debtor.name }}", "{{ debtor.name }}\n\n{{ debt }} {{ clerk.name }},", "{{ company.name }}")
    address = ("3 place du Tribunal", "avenue de la République française", "69100 Villeurbanne")
    debtor = replace(sample(level, segment).debtor, name=name, address=address)
    clerk, items = Clerk("Jean Court", "04 72 00 00 12"), (replace(sample(level).items[0], number="SAISIE-40 EUR"),)
    company = replace(COMPANY, name="Poursuites SAS")
    assert codes(segment, level, own, debtor=debtor, clerk=clerk, items=items, company=company) == set()


@pytest.mark.parametrize("amount", [4_000, 12_040, 1_004_000])
def test_a_sum_that_ends_with_forty_is_no_compensation(amount: int) -> None:
    items = (replace(sample().items[0], amount=amount, open=amount),)
    for level in ("r1", "notice"):
        own = LetterTemplate("{{ total }}", "Bonjour,\n\nNous attendons {{ total }}.", "Merci.")
        assert codes("consumer", level, own, items=items, credits=(), not_due=()) == set()


def test_words_parted_by_invisible_signs_and_fields_are_read_as_one() -> None:
    own = closing("Nous saisirons le tri{{ chorus }}bunal, dans une mise\u00a0en\u2011demeure.")
    assert codes("business", "r1", own) == {"early_court", "early_penalty"}


def test_a_choice_is_read_as_the_letter_makes_it() -> None:
    own = closing("{% if debtor.account == 'C0042' %}Nous saisirons le tribunal.{% endif %}")
    assert codes("business", "r1", own) == {"early_court"}
    assert codes("business", "r1", own, debtor=replace(DEBTOR, account="C0043")) == set()


def test_a_collector_may_say_what_it_is() -> None:
    own = closing("Notre société de recouvrement attend votre règlement.")
    collector = Collector("Recouvra", ("69002 Lyon",), "REL-1", 20_000)
    assert codes("business", "r1", own, collector=collector) == set()
    assert codes("business", "r1", own) == {"early_court"}


def test_a_collector_never_threatens_to_sue() -> None:
    """It cannot: only the creditor can (C. conso. L121-6)."""
    collector = Collector("Recouvra", ("69002 Lyon",), "REL-1", 20_000)
    assert "collector_threat" in codes(
        "business", "notice", closing("Nous saisirons le tribunal."), collector=collector
    )
