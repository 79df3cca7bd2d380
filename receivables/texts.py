"""Texts of files and users: compared without their accents, quoted in sentences without end."""

import unicodedata


def without_accents(text: str) -> str:
    """`Échéance fixée` -> `Echeance fixee`; compatible forms (`ﬁ`, `²`, narrow spaces) become plain ones (NFKD).

    Case stays, and letters that are no marked form of another do (`œ`, `ß`, `ø`).
    """
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def shortened(text: str, limit: int) -> str:
    """The text, or its first `limit` characters and `…` where it is longer: what a sentence shows of a cell or name."""
    return text if len(text) <= limit else f"{text[:limit]}…"
