"""Sums people type at a command line."""

import re

from receivables.errors import ReceivablesError
from receivables.money import minor_digits, parse_amount, to_decimal, to_minor
from receivables.texts import shortened
from server.errors import UserError

#: Digits, in groups of three if one likes, then decimals: no sign, no currency, and no power of ten as `1e5`.
_DIGITS = re.compile(r"(?:\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:[.,](\d{1,3}))?", re.ASCII)
_SHOWN_LENGTH = 40


def typed_minor(option: str, text: str, currency: str = "EUR") -> int:
    """Digits with at most two decimals (those of the currency where it has more) -> minor units above zero.

    Raises UserError: the sentence names the option.
    """
    digits = max(2, minor_digits(currency))
    found = _DIGITS.fullmatch(text.strip())
    if found and len(found[1] or "") <= digits:
        try:
            exact = parse_amount(found[0])
            minor = to_minor(exact, currency)
        except ReceivablesError as error:
            raise UserError(f"{option}: {error}") from error
        if minor > 0 and to_decimal(minor, currency) == exact:
            return minor
    raise UserError(
        f"{option} {shortened(text.strip(), _SHOWN_LENGTH)} is not understood; write an amount above zero in digits, "
        f"with at most {'two' if digits == 2 else 'three'} decimals, such as 1200.50."
    )
