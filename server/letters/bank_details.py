"""Bank details found in texts of people, however they are written: they come from the company's settings alone.

Blanks, signs, invisible characters and other scripts' digits between or instead of the figures hide nothing, nor do
letters that look like them or numbers in words; what makes an account is its checksum, so that telephone numbers,
registers and dates stay what they are.
"""

import re
import unicodedata
from collections.abc import Iterable

from stdnum import iban

from receivables.texts import without_accents
from server.letters.hidden_digits import disguised_ibans, lookalikes_in_runs, spelled

_START = re.compile(r"(?=[A-Z]{2}\d{2})")
_SHORTEST_IBAN, _LONGEST_IBAN, _FEWEST_DIGITS = 15, 34, 8
#: Figures with nothing but signs and blanks between them, on one line.
_RUN = re.compile(r"\d(?:[^\w\n]*\d){17,}")
_BLANK_RUN = re.compile(r"\d(?:[ \t.]*\d){17,}")
_RIB = 23
#: What the letters of an account count for in the key of its RIB: 1 to 9 from A, 1 to 9 from J, 2 to 9 from S.
_RIB_FIGURES = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
#: Accounts that bear no checksum, named as such.
_NAMED = re.compile(
    r"\b(?:iban|bban|rib)\b\W{0,12}(?:[a-z]{2}\W{0,3})?\d(?:\W{0,3}\d){5}"
    r"|\b(?:guichet|code banque)\b\W{0,3}(?:n[o°]?\W{0,3})?\d(?:\W{0,3}\d){4}"
    r"|\bsort code\b\W{0,12}\d(?:\W{0,3}\d){5}|\b(?:routing|aba|bank account) (?:number|no)\b\W{0,12}\d(?:\W{0,3}\d){5}"
    r"|\bcompte bancaire\b\W{0,3}(?:n[o°]?\W{0,3})?\d(?:\W{0,3}\d){5}|\bcle rib\b\W{0,12}\d"
)
_BIC = re.compile(r"\b(?i:bic|swift)\b\W{0,12}[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")


def holds_account(text: str) -> bool:
    """Whether a text bears an IBAN, a French RIB or an account named as such."""
    plain = _figures(text)
    in_words, is_begun = spelled(plain)
    if is_begun or _NAMED.search(plain.casefold()) or _BIC.search(plain):
        return True
    return any(map(_holds_iban, (plain, in_words))) or any(
        map(_holds_run, (plain, lookalikes_in_runs(plain), in_words))
    )


def hold_account(parts: Iterable[str]) -> bool:
    """Whether one of the lines that stand under one another bears an account, or all of them together an IBAN.

    Letters pass for figures within a line alone: a VAT number, a telephone and `billing@` read as one are no account.
    """
    lines = list(parts)
    return any(map(holds_account, lines)) or _holds_plain_iban(_compact(_figures(" ".join(lines))))


def _figures(text: str) -> str:
    """Accents and invisible characters gone, every script's digits as 0 to 9."""
    kept = (char for char in without_accents(text) if unicodedata.category(char) != "Cf")
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in kept)


def _holds_run(plain: str) -> bool:
    """Figures in a row, as many as make an account, or with signs between them and the key of a RIB."""
    runs = (re.sub(r"\D", "", found.group()) for found in _RUN.finditer(plain))
    return bool(_BLANK_RUN.search(plain)) or any(map(_holds_rib, runs))


def _holds_iban(plain: str) -> bool:
    compact = _compact(plain)
    return any(map(_is_iban, disguised_ibans(compact))) or _holds_plain_iban(compact)


def _compact(plain: str) -> str:
    """Its capitals and figures alone."""
    return re.sub(r"[^A-Z0-9]", "", plain.upper())


def _holds_plain_iban(compact: str) -> bool:
    return any(
        _is_iban(compact[found.start() : found.start() + size])
        for found in _START.finditer(compact)
        if sum(char.isdigit() for char in compact[found.start() : found.start() + _LONGEST_IBAN]) >= _FEWEST_DIGITS
        for size in range(_SHORTEST_IBAN, min(_LONGEST_IBAN, len(compact) - found.start()) + 1)
    )


def _is_iban(text: str) -> bool:
    """The checksum first: one text in ninety-seven is left to be compared with the forms of the countries, whatever
    banks there are. A French one bears the key of its RIB too: VAT and SIRET numbers in a row do not."""
    return (
        int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
        and iban.is_valid(text, check_country=False)
        and (not text.startswith("FR") or _holds_rib(text[4:].translate(_RIB_FIGURES)))
    )


def _holds_rib(digits: str) -> bool:
    """Bank, branch, account and key: the key makes 89 b + 15 g + 3 c + k a multiple of 97."""
    windows = (digits[at : at + _RIB] for at in range(len(digits) - _RIB + 1))
    return any(
        (89 * int(one[:5]) + 15 * int(one[5:10]) + 3 * int(one[10:21]) + int(one[21:])) % 97 == 0 for one in windows
    )
