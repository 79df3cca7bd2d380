"""Numbers and labels out of the store: whole ranges of lines, with and without gaps, and lines far apart."""

import numpy as np
import pandas as pd
import sqlalchemy as sa

from server.store.database import reading, writing
from server.store.lines import add_texts, load_texts
from tests.desk import Desk


def _taken(desk: Desk) -> int:
    """The first line of a list of F1 .. F5."""
    rows = [f"C1;F{number};01/03/2026;{number}0,00;Vente {number}" for number in range(1, 6)]
    desk.take(desk.write("list.csv", "Compte;Pièce;Date;Montant;Libellé", *rows), company="A")
    with reading(desk.engine) as connection:
        return int(connection.execute(sa.text("SELECT MIN(id) FROM lines")).scalar_one())


def test_texts_are_found_whatever_stands_between(desk: Desk) -> None:
    """In the order asked for, one asked for twice; of a line that is none, nothing."""
    first = _taken(desk)
    asked = np.array([3, 0, 4, 3]) + first
    with reading(desk.engine) as connection:
        assert load_texts(connection, "number", asked).tolist() == ["F4", "F1", "F5", "F4"]
        assert load_texts(connection, "label", asked).tolist() == ["Vente 4", "Vente 1", "Vente 5", "Vente 4"]
        assert load_texts(connection, "number", asked[:0]).tolist() == []
        far = np.array([first + 1_000_000, first + 2])
        assert load_texts(connection, "number", far).tolist() == ["", "F3"]
    with writing(desk.engine) as connection:
        connection.execute(sa.text("DELETE FROM lines WHERE number = 'F2'"))
    with reading(desk.engine) as connection:
        gap = np.array([2, 1, 4, 0]) + first
        assert load_texts(connection, "number", gap).tolist() == ["F3", "", "F5", "F1"]


def test_labels_are_read_of_their_own_rows(desk: Desk) -> None:
    """The other rows have none."""
    lines = pd.DataFrame({"line": np.arange(5) + _taken(desk)})
    with reading(desk.engine) as connection:
        read = add_texts(connection, lines, np.array([0, 1, 4]), np.array([4]))
    assert read["number"].tolist() == ["F1", "F2", "", "", "F5"]
    assert read["label"].tolist() == ["", "", "", "", "Vente 5"]
