"""Rows of a table as plain dictionaries, for answers and inserts."""

from typing import Any, cast

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One dictionary a row, column name -> Python value."""
    return cast("list[dict[str, Any]]", frame.astype(object).to_dict("records"))
