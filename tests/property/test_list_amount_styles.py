"""Whatever the style a column is printed in, its amounts come back to the cent."""

from hypothesis import given
from hypothesis import strategies as st

from receivables.money import to_minor
from server.imports.files.grids import Cell, Grid
from server.imports.lists.amounts import read_amounts
from server.imports.lists.open_items import parse_open_items

STYLES = {
    "french": (" ", ","), "narrow": ("\u202f", ","), "english": (",", "."), "german": (".", ","), "swiss": ("'", "."),
}  # fmt: skip
CENTS = st.integers(-(10**11), 10**11)


def printed(cents: int, style: str, negative: str) -> str:
    """An amount with thousands grouped and two decimals."""
    thousands, mark = STYLES[style]
    units, rest = divmod(abs(cents), 100)
    body = f"{units:,}".replace(",", thousands) + f"{mark}{rest:02d}"
    return body if cents >= 0 else {"before": f"-{body}", "after": f"{body}-", "brackets": f"({body})"}[negative]


@given(st.lists(CENTS, min_size=1), st.sampled_from(sorted(STYLES)), st.sampled_from(["before", "after", "brackets"]))
def test_a_printed_column_reads_back(cents: list[int], style: str, negative: str) -> None:
    """Grouped thousands, cents, three ways to write a credit."""
    column = read_amounts([printed(one, style, negative) for one in cents])
    assert [to_minor(value) for value in column.values if value is not None] == cents


@given(st.lists(st.tuples(st.integers(0, 9), CENTS), min_size=1), st.sampled_from(["french", "english"]))
def test_a_list_adds_up_to_its_printed_total(rows: list[tuple[int, int]], style: str) -> None:
    """Lines of ten customers and the total an accounting system prints under them."""
    body: list[list[Cell]] = [["Code client", "Facture", "Montant"]]
    body += [[f"C{account}", f"F{at}", printed(cents, style, "before")] for at, (account, cents) in enumerate(rows)]
    body.append(["Total général", "", printed(sum(cents for _, cents in rows), style, "before")])
    parsed = parse_open_items([Grid("", body)], {})
    assert parsed.problems == []
    assert parsed.printed_totals == {("", "EUR"): int(parsed.lines["amount"].sum())}
    assert parsed.rows == len(rows)
