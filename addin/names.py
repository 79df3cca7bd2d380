"""The name of a function in each host: AR_DUE_DATE in Excel's VBA, AR.DUEDATE where names have no underscore."""

import re

PREFIX = "AR"


def short(name: str) -> str:
    """`AR_DUE_DATE` -> `DUEDATE`: UNO and Office.js names have no underscore."""
    return name.removeprefix(f"{PREFIX}_").replace("_", "")


def dotted(name: str) -> str:
    """`AR_DUE_DATE` -> `AR.DUEDATE`: what a user of LibreOffice or Office.js types."""
    return f"{PREFIX}.{short(name)}"


def with_dots(text: str) -> str:
    """A text for a user, with the functions it names written as they are typed there: `AR_DUE_DATE` -> `AR.DUEDATE`."""
    return re.sub(rf"\b{PREFIX}_[A-Z_]+", lambda found: dotted(found[0]), text)
