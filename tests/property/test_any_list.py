"""Whatever stands in a file, reading it ends in a table or in one sentence; never in another error."""

import contextlib
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, CellError, Grid, read_grids
from server.imports.lists.customers import is_customer_list, parse_customers
from server.imports.lists.open_items import parse_open_items

HEADERS = st.sampled_from([
    "Code client", "Client", "Compte", "Nom", "Société", "N° facture", "Type", "Date", "Date échéance", "Montant",
    "Débit", "Crédit", "Solde", "Reste dû", "Montant réglé", "Date règlement", "Devise", "Sens", "Lettrage", "Statut",
    "Libellé", "SIREN", "Téléphone", "Conditions", "Plafond", "", "1",
])  # fmt: skip
WORDS = st.sampled_from([
    "C1", "411000", "Total", "Total général", "Report", "Solde antérieur", "Compte : 411DUPONT X", "F1", "Avoir",
    "31/01/2026", "1/2/2026", "99/99/9999", "1 234,56", "1,234", "-5", "(5)", "abc", "EUR", "D", "C", "AA", "Payée",
    "*", "", " ", "=1+1",
])  # fmt: skip
CELLS: st.SearchStrategy[Cell] = st.one_of(
    WORDS, st.text(max_size=8), st.none(), st.booleans(), st.just(CellError("#N/A")),
    st.decimals(allow_nan=False, allow_infinity=False), st.dates(dt.date(1899, 12, 30), dt.date(2200, 1, 1)),
    st.integers(-(10**18), 10**18).map(Decimal),
)  # fmt: skip
GRIDS = st.builds(
    lambda before, header, rows: Grid("", [*before, list(header), *rows]),
    st.lists(st.lists(CELLS, max_size=3), max_size=2),
    st.lists(HEADERS, min_size=2, max_size=9),
    st.lists(st.lists(CELLS, max_size=9), max_size=8),
)


@given(GRIDS)
def test_any_grid_is_a_list_or_is_refused(grid: Grid) -> None:
    """What is taken keeps its books: each line has an account, each row is a row of the sheet."""
    try:
        parsed = parse_open_items([grid], {})
    except UserFileError:
        return
    assert parsed.lines["account"].between(0, len(parsed.accounts) - 1).all()
    assert parsed.lines["row"].between(1, len(grid.rows)).all()
    assert parsed.lines["row"].nunique() == parsed.rows


@given(GRIDS)
def test_any_grid_of_customers(grid: Grid) -> None:
    """The same for customers, and the choice between the two kinds always answers."""
    assert is_customer_list([grid]) in (True, False)
    try:
        parsed = parse_customers([grid], {})
    except UserFileError:
        return
    assert not parsed.customers.duplicated(["company", "account"]).any()
    assert (parsed.customers["account"] != "").all()


STARTS = st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b'a;"b'])


@given(st.binary(max_size=400), STARTS)
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes) -> None:
    """Bytes with the first signs of the formats we know."""
    path = Path(tmp_path_factory.getbasetemp()) / "any.csv"
    path.write_bytes(start + data)
    with contextlib.suppress(UserFileError):
        assert read_grids(path)
