"""Accounts are found however they are written, and nothing else is taken for one."""

import pytest
from stdnum import luhn

from server.letters.bank_details import hold_account, holds_account
from tests.letter_samples import WRITTEN_ACCOUNTS


@pytest.mark.parametrize("text", [text for text in WRITTEN_ACCOUNTS if "{#" not in text])
def test_bank_details_are_found_however_they_are_written(text: str) -> None:
    assert holds_account(f"Nouveau compte : {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "Appelez le 04 72 00 00 12 ou le +33 4 72 00 00 12, RCS Lyon 732 829 320 00018, le 22/11/2026.",
        "Tél. 04 72 00 00 12 / 06 12 34 56 78", "04 72 00 00 12 - 06 12 34 56 78", "TVA FR44732829320",
        "SIRET 732 829 320 00018", "Notre IBAN et notre BIC figurent ci-dessous.", "votre RIB de 2026", "swiftly",
        "Facture n° F2604-118 du 31/03/2026, échue le 30/04/2026", "compte client 41100042",
        "Le guichet est ouvert de 9 h à 12 h",
    ],
)  # fmt: skip
def test_telephones_registers_and_dates_are_no_bank_details(text: str) -> None:
    assert not holds_account(text)


@pytest.mark.parametrize(
    "text",
    [
        "FR76 3OOO 6OOO O112 3456 789O 189", "FR76 3OOO 6OOO OII2 3456 789O I89", "fr76 3ooo 6ooo o112 3456 789o l89",
        "FR76OOOOOOOOOOIOOOOOOOOOOI596", "DE89 37O4 OO44 O532 O13O OO", "GB82 WEST I234 S698 7654 32",
        "BE68 5390 0754 7034", "NL9I ABNA O4I7 I643 OO", "BE68 539O O754 7O34", "3OOO6 OOOOI I23456789OI 89",
        "I20-3OOO6/OOOO1/12345678901-89",
        "FR soixante-seize 3000 6000 0112 3456 7890 189", "FR soixante-seize 3000 6000", "FR sept six 3000 6000 0112",
        "BE soixante-huit 5390 0754 7034", "GB eighty-two WEST 1234 5698 7654 32", "BE six huit 5390 0754 sept zéro 34",
        "DE quatre-vingt-neuf 3704 0044 0532 0130 00", "CH quatre-vingt-treize 0076 2011 6238 5295 7",
        "BE soixante-huit cinq trois neuf zéro zéro sept cinq quatre sept zéro trois quatre",
    ],
)  # fmt: skip
def test_letters_for_figures_and_numbers_in_words_hide_no_account(text: str) -> None:
    assert holds_account(f"Nouveau compte : {text}, merci.")


@pytest.mark.parametrize(
    "text",
    [
        "Il vous reste à régler 12 000,00 EUR sous huit jours, soit 3 x 4 000,00 EUR les 10, 20 et 30 du mois.",
        "LOI n° 2008-776 du 4 août 2008, articles L441-10 II et D441-5, décret 2012-1115, III et IV",
        "OIL & LOOS SOLIL, 10 rue des Lilas, 31000 Toulouse, RCS Lille 732 829 320, tél. 04 72 00 00 12",
        "Bill, 12 Oslo Road; call 020 7946 0018 or 020 7946 0019 within eight days, two of them are ours",
        "SOLDE DE VINGT factures : 04 72 00 00",
        "au numéro zéro quatre soixante-douze zéro zéro zéro zéro douze",
        "SOIT DE DIX À QUINZE jours",
        "Le paiement de la facture O-2026-0001234 et de l'avoir I-2026-0001235 du 10/10/2026",
        "LIBELLÉ SOLDE 2026 : 1 000,00 EUR ; DÉBIT 10 000,00 ; CRÉDIT 110 000,00 ; IL RESTE 100 000,00",
    ],
)
def test_ordinary_text_with_such_letters_and_words_is_no_account(text: str) -> None:
    assert not holds_account(text)


def _siren(number: int) -> str:
    return f"{number:08d}{luhn.calc_check_digit(f'{number:08d}')}"


@pytest.mark.parametrize("mailbox", ["billing", "collections", "alice", "credit"])
def test_honest_letterheads_hold_no_account(mailbox: str) -> None:
    """A VAT number, a telephone and an address in a row, of five hundred companies: checksums are met by chance."""
    taken = []
    for number in range(41_400_000, 41_400_500):
        siren = _siren(number)
        vat = f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
        lines = ("Ateliers Corsanne", "75001 Paris", siren, f"RCS Paris {siren}", vat)
        for phone in ("+33 3 69 51 22 10", "03 69 51 22 10"):
            taken += [siren] * hold_account([*lines, phone, f"{mailbox}@corsanne.example"])
        taken += [siren] * hold_account(["Corsanne", f"TVA {vat} SIRET {siren}00018"])
    assert not taken


def test_an_account_is_found_through_lines_and_disguised_within_one() -> None:
    """A French account with a letter in it bears a key of its own."""
    assert hold_account(["Jean", "FR14 2004 1010 0505", "0001 3M02 606"])
    assert hold_account(["Jean", "BE68 5390", "0754 7034"])
    assert hold_account(["Jean", "FR76 3OOO 6OOO O112 3456 789O 189"])
    assert not hold_account(["Jean", "FR15 2004 1010 0505", "0001 3M02 606"])
