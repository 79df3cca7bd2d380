"""Our functions inside formulas: found in every form a file stores, renamed for each host, never inside texts."""

import time

import pytest

from addin.catalogue import CATALOGUE
from addin.formula_names import HOSTS, Renamer, stored

NAMES = [function.name for function in CATALOGUE]


def renamed(formula: str, host: str, *, is_open_formula: bool = False) -> str:
    """With link [1] to a file of functions, [2] to a workbook."""
    return Renamer(NAMES, host, lambda number: number == 1).renamed(formula, is_open_formula=is_open_formula)


@pytest.mark.parametrize(
    ("host", "written"),
    [("excel", "AR_DUE_DATE"), ("office", "_xldudf_AR_DUEDATE"), ("libreoffice", "AR.DUEDATE")],
)
@pytest.mark.parametrize(
    "form",
    [
        "AR_DUE_DATE", "ar_due_date", "AR.DUEDATE", "_xldudf_AR_DUEDATE", "_xldudf_AR_DUE_DATE", "_xll.AR_DUE_DATE",
        "_xlfn.AR_DUE_DATE", "_xlfn._xludf.AR_DUE_DATE", "_xludf.AR.DUEDATE", "_xll.AR.DUEDATE", "[1]!AR_DUE_DATE",
        "[1]!_xldudf_AR_DUEDATE", "'C:\\Users\\d''Arc\\AppData\\relance.xlam'!AR_DUE_DATE", "relance.xlam!AR_DUE_DATE",
        "'C:\\Add ins\\[relance.xlam]'!AR_DUE_DATE", "[relance.xlam]!AR_DUE_DATE", "ORG.RELANCE.ADDIN.DUEDATE",
        "ORG.ARSPIKE.ARADDINIMPL.ARDUEDATE",
    ],
)  # fmt: skip
def test_every_stored_form_becomes_that_of_the_host(form: str, host: str, written: str) -> None:
    """Prefixes and broken paths go; arguments stay as they are."""
    assert renamed(f'1+{form}(A1,"x")*2', host) == f'1+{written}(A1,"x")*2'


@pytest.mark.parametrize(
    "formula",
    [
        '"AR_PENALTY(1)"', '"say ""AR_PENALTY("" (1)"', "'AR_PENALTY(1)'!A1", "'it''s AR_RATE('!A1",
        "Table1[AR_PENALTY(]", "Table1[[#This Row],[AR_RATE(']]]", "MYAR_PENALTY(1)", "AR_PENALTY", "AR_PENALTY+1",
        "AR_PENALTYX(1)", "[2]!AR_PENALTY(1)", "'C:\\[budget.xlsm]Feuil1'!AR_PENALTY(1)", "Clients!AR_PENALTY(1)",
        "AR_UNKNOWN(1)", "ORG.LIBREOFFICE.RATE(1)", "COM.SUN.STAR.SHEET.ADDIN.ANALYSIS.GETRATE(1)", "RATE(1)", "#REF!",
    ],
)  # fmt: skip
@pytest.mark.parametrize("host", HOSTS)
def test_what_is_no_call_of_ours_stays(formula: str, host: str) -> None:
    """Texts, names of sheets, columns of tables, functions of other files and of the spreadsheet itself."""
    assert renamed(formula, host) == formula


def test_calls_within_calls_are_all_renamed() -> None:
    """Also after a text with a quote of its own, and next to a sheet whose name has one."""
    formula = "IF(\"d\"\"x\"=A1,AR_PENALTY('l''été'!A1,AR_DUE_DATE(B1,C1),[1]!AR_RATE(D1)),AR_PENALTY)"
    assert renamed(formula, "libreoffice") == (
        "IF(\"d\"\"x\"=A1,AR.PENALTY('l''été'!A1,AR.DUEDATE(B1,C1),AR.RATE(D1)),AR_PENALTY)"
    )


def test_references_of_an_ods_stand_in_brackets() -> None:
    """A name within them, quoted or not, is no call."""
    formula = "of:=AR_PENALTY([.A1];[$'AR_RATE(1'.B2:.B9];\"AR_RATE(\")"
    assert renamed(formula, "libreoffice", is_open_formula=True) == formula.replace("AR_PENALTY(", "AR.PENALTY(")


@pytest.mark.parametrize("host", HOSTS)
def test_each_function_has_one_name_in_a_host_and_comes_back(host: str) -> None:
    """No two of the catalogue meet, whatever host they pass through."""
    names = [stored(name, host) for name in NAMES]
    assert len({name.upper() for name in names}) == len(NAMES)
    assert [renamed(f"{name}()", "excel") for name in names] == [f"{name}()" for name in NAMES]


@pytest.mark.parametrize("sign", ["1", "'", "[", "'a'", "a!", '"', "a", "[a", "[[", "(", "''", "'!"])
def test_no_formula_takes_long(sign: str) -> None:
    """A hostile one of 100,000 signs is read once, not once for each of its places."""
    start = time.process_time()
    for is_open_formula in (False, True):
        renamed(sign * (100_000 // len(sign)) + "x", "excel", is_open_formula=is_open_formula)
    assert time.process_time() - start < 5
