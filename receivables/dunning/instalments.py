"""Documents paid in several instalments: which due day each comes after."""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.sums import Ints
from receivables.terms import due_days, parse_terms, schedule


def days_before(items: pd.DataFrame) -> Ints:
    """OPEN ITEMS -> due day of the instalment before each, paid or not: int64, NO_DAY of the first and of documents
    that have one due day."""
    found = np.full(len(items), NO_DAY, dtype=np.int64)
    texts, due = items["terms"].to_numpy(object), items["due_day"].to_numpy(np.int64)
    for text in items["terms"].unique():
        if not text or (terms := parse_terms(text)).is_single:
            continue
        rows = np.flatnonzero(texts == text)
        document = items["document_day"].to_numpy(np.int32)[rows]
        for _, part in schedule(terms):
            day = due_days(part, document).astype(np.int64)
            found[rows] = np.where(day < due[rows], np.maximum(found[rows], day), found[rows])
    return found
