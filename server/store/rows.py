"""What all rooms of the store need: a query as a table, the id of a new row."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Insert


def new_id(connection: Connection, statement: Insert) -> int:
    """Insert one row; its id."""
    key = connection.execute(statement).inserted_primary_key
    return int(key[0]) if key else 0


def frame_of(connection: Connection, query: Any) -> pd.DataFrame:
    """Result of a query as a DataFrame with its column names, whatever the number of rows."""
    result = connection.execute(query)
    names = list(result.keys())
    return pd.DataFrame([tuple(row) for row in result], columns=names)
