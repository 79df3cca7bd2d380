"""Numbers that identify a customer to the State, checked by their own keys."""

import re

#: La Poste's SIREN: its establishments' numbers follow no Luhn key, their digits add up to a multiple of five (INSEE).
LA_POSTE = "356000000"
_SEPARATORS = re.compile(r"[\s.\u00a0\u202f-]")
_VAT = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")
_FRENCH_VAT = re.compile(r"FR([0-9A-HJ-NP-Z]{2})(\d{9})")


def compact(text: str) -> str:
    """Without the spaces and points people put between groups of digits."""
    return _SEPARATORS.sub("", text).upper()


def is_luhn(digits: str) -> bool:
    """Luhn's key: every second digit from the right doubled, digits summed, a multiple of ten."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_siren(text: str) -> bool:
    """Nine digits with their key."""
    return _is_digits(text, 9) and is_luhn(text)


def is_siret(text: str) -> bool:
    """Fourteen digits with their key; La Poste's establishments have a key of their own."""
    if not _is_digits(text, 14):
        return False
    return is_luhn(text) or (text.startswith(LA_POSTE) and sum(map(int, text)) % 5 == 0)


def is_vat_number(text: str) -> bool:
    """Country and up to 13 signs; a French one has the key (12 + 3 x SIREN mod 97) mod 97 where its key is a number."""
    if not text.startswith("FR"):
        return bool(_VAT.fullmatch(text))
    found = _FRENCH_VAT.fullmatch(text)
    if not found:
        return False
    key, siren = found.groups()
    return not key.isdigit() or int(key) == (12 + 3 * (int(siren) % 97)) % 97


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()
