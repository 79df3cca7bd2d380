"""The catalogue as every host takes it: names Excel and VBA accept, texts the wizard shows whole, one shape of rule."""

import inspect
import re
from collections import Counter

import pytest

from addin.catalogue import CATALOGUE, CATEGORY, Argument, Function, by_name
from addin.names import dotted, short

#: At least these, with at least these arguments first. `on` and `until` alone are keywords of VBA.
PROMISED = {
    "AR_DUE_DATE": ("invoice_date", "terms"),
    "AR_DAYS_OVERDUE": ("due", "on_day"),
    "AR_BUCKET": ("due", "on_day", "buckets"),
    "AR_TERMS_CHECK": (),
    "AR_LIMITATION_DATE": (),
    "AR_AGED_BALANCE": ("items", "on_day", "buckets"),
    "AR_OVERDUE": (),
    "AR_COLLECTIBLE": (),
    "AR_ANOMALIES": (),
    "AR_MATCH": ("payment", "items"),
    "AR_PENALTY": ("amount", "due", "until_day", "debtor", "rate"),
    "AR_PENALTY_DETAIL": ("amount", "due", "until_day", "debtor", "rate"),
    "AR_COMPENSATION": ("due", "until_day", "debtor"),
    "AR_CLAIM": (),
    "AR_RATE": (),
    "AR_DISCOUNT": (),
    "AR_PRIORITY": (),
    "AR_PRIORITY_REASONS": (),
    "AR_WORKLIST": (),
    "AR_DSO": (),
    "AR_BPDSO": (),
    "AR_ADD": (),
    "AR_CEI": (),
    "AR_INSTALMENTS": ("amount", "count", "first_date", "rate"),
    "AR_VERSION": (),
    "AR_LAST_ERROR": (),
}
#: Reserved words of VBA (MS-VBAL 3.3.5.2) and names its functions would shadow.
VBA_KEYWORDS = frozenset(
    """abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate cdbl cdec cint
    circle clng const csng cstr currency cvar cverr date debug decimal declare defbool dim do doevents double each else
    elseif empty end endif enum eqv erase error event exit false fix for friend function get global gosub goto if imp
    implements in input inputb int integer is lbound len lenb let like line linput local lock long longlong longptr loop
    lset me mod name new next not nothing null object on open option optional or paramarray preserve print private pset
    public put raiseevent redim rem resume return rset scale seek select set sgn shared single spc static stop string
    sub tab then time to true type typeof ubound unlock until variant wend while width with withevents write xor
    caller""".split()  # noqa: SIM905 - a list of a hundred words reads better as text
)
CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*C[0-9]*", re.IGNORECASE)


def test_what_was_promised_is_there() -> None:
    for name, arguments in PROMISED.items():
        assert [one.name for one in by_name(name).arguments][: len(arguments)] == list(arguments), name


@pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
def test_names_and_texts_suit_every_host(function: Function) -> None:
    assert re.fullmatch(r"AR_[A-Z][A-Z_]{1,50}[A-Z]", function.name)
    assert not CELL.fullmatch(function.name)
    assert not CELL.fullmatch(short(function.name))
    assert function.category == CATEGORY
    for text in (function.fr, function.en, *(text for one in function.arguments for text in (one.fr, one.en))):
        assert 0 < len(text) <= 255
        assert text.endswith((".", "..."))
        assert text == text.strip()


@pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
def test_arguments_suit_vba(function: Function) -> None:
    names = [one.name for one in function.arguments]
    assert len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z][a-z_]*", name)
        assert name not in VBA_KEYWORDS
        assert not CELL.fullmatch(name)
    is_optional = [one.is_optional for one in function.arguments]
    assert is_optional == sorted(is_optional), "an optional argument stands before a required one"


@pytest.mark.parametrize("function", [one for one in CATALOGUE if not one.is_host], ids=lambda function: function.name)
def test_the_rule_takes_the_arguments_by_name(function: Function) -> None:
    assert function.rule is not None
    parameters = inspect.signature(function.rule).parameters.values()
    assert [one.name for one in parameters] == [one.name for one in function.arguments]
    assert all(one.kind is one.POSITIONAL_OR_KEYWORD for one in parameters)


def test_short_names_do_not_collide() -> None:
    assert max(Counter(dotted(one.name).upper() for one in CATALOGUE).values()) == 1
    assert dotted("AR_DUE_DATE") == "AR.DUEDATE"


def test_a_name_is_found_in_any_case() -> None:
    assert by_name("ar_penalty").name == "AR_PENALTY"
    with pytest.raises(KeyError):
        by_name("AR_NOTHING")


def test_a_table_says_its_columns() -> None:
    tables: list[Argument] = [one for function in CATALOGUE for one in function.arguments if one.kind == "table"]
    assert tables
    assert all(one.columns for one in tables)
