"""Accounts are found however they are written, and nothing else is taken for one."""

import pytest

from server.letters.bank_details import holds_account
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
