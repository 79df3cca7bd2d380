"""A choice as people type it: with or without accents, in the feminine or the plural, in either language."""

import unicodedata

from receivables.fields import Field

#: Code -> what people say for it besides its names.
_ALSO = {
    "withdrawn": ("retiré", "abandonné"),
    "cancelled": ("canceled",),
}


def code_of(one: Field, text: str) -> str:
    """The code of the one choice a text means; the text itself where it is none, or may be several."""
    told = _bare(text)
    found = {
        code
        for code, labels in one.choices.items()
        if told in {_bare(word) for word in (code, *labels, *_ALSO.get(code, ()))}
    }
    return found.pop() if len(found) == 1 else text


def _bare(text: str) -> str:
    """Small letters without accents; each word without the ending of its gender and number."""
    letters = unicodedata.normalize("NFD", " ".join(text.split()).casefold())
    words = "".join(one for one in letters if not unicodedata.combining(one)).split()
    return " ".join(word.rstrip("es") or word for word in words)
