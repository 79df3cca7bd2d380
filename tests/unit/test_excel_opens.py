"""The list of add-ins Excel opens: ours comes and goes, all others keep their place and their order."""

from hypothesis import given
from hypothesis import strategies as st

from addin.windows.machine import EXPANDED_TEXT, Value
from addin.windows.opens import Opens, added, has_gap, opens_of, ours, path_of, removed

OURS = r"C:\Users\Zoé\AppData\Roaming\Microsoft\AddIns\relance.xlam"
NAME = "relance.xlam"
OTHERS = st.dictionaries(
    st.integers(0, 15).map(lambda number: f"OPEN{number or ''}"),
    st.sampled_from(['/R "C:\\x\\budget.xlam"', '"Solver.xlam"', "/A Some.Automation", "x.xll", ""]).map(Value),
)


def _after(opens: Opens, changes: dict[str, Value | None]) -> Opens:
    kept = {name: value for name, value in opens.items() if name not in changes}
    return opens_of({**kept, **{name: value for name, value in changes.items() if value is not None}})


def test_other_values_of_the_key_are_no_entries() -> None:
    """In the order Excel opens them: OPEN10 comes after OPEN9."""
    values = {name: Value("x") for name in ("OPEN10", "OPEN9", "Options", "OPEN", "OPENED", "open2", "OPEN1x")}
    assert list(opens_of(values)) == ["OPEN", "open2", "OPEN9", "OPEN10"]


def test_the_path_of_an_entry() -> None:
    """With switches, with and without quotes, of an automation add-in."""
    assert path_of(Value('/R "C:\\a b\\x.xlam"')) == r"C:\a b\x.xlam"
    assert path_of(Value('"Solver.xlam"')) == "Solver.xlam"
    assert path_of(Value(r"/F C:\x\y.xll")) == r"C:\x\y.xll"
    assert path_of(Value("/A Some.Automation")) == "Some.Automation"
    assert path_of(Value(7, 4)) == path_of(Value("")) == ""


def test_ours_is_known_by_its_name_wherever_it_lies() -> None:
    opens = {
        "OPEN": Value('"RELANCE.XLAM"'),
        "OPEN1": Value('/R "D:\\old\\relance.xlam"'),
        "OPEN2": Value('"x-relance.xlam"'),
    }
    assert ours(opens, NAME) == ["OPEN", "OPEN1"]


def test_ours_goes_behind_the_others() -> None:
    assert added({}, OURS) == {"OPEN": Value(f'"{OURS}"')}
    opens = {"OPEN": Value('"a.xlam"'), "OPEN1": Value('"b.xlam"')}
    assert added(opens, OURS) == {"OPEN2": Value(f'"{OURS}"')}


def test_ours_goes_into_a_gap_where_excel_still_looks() -> None:
    opens = {"OPEN": Value('"a.xlam"'), "OPEN4": Value('"b.xlam"')}
    assert list(added(opens, OURS)) == ["OPEN1"]
    assert has_gap(opens)


def test_a_renewal_keeps_its_place() -> None:
    """Excel itself shortens the entry to the bare name of a file of its own folder."""
    opens = {"OPEN": Value('"relance.xlam"'), "OPEN1": Value('"b.xlam"')}
    assert added(opens, OURS) == {"OPEN": Value(f'"{OURS}"')}
    assert added({"OPEN": Value(f'"{OURS}"')}, OURS) == {}


def test_others_move_up_when_something_else_changed() -> None:
    """No gap of ours is left, in which Excel would stop looking; kinds of values stay."""
    opens = {"OPEN": Value('"a.xlam"'), "OPEN1": Value(f'"{OURS}"'), "OPEN2": Value('"%X%\\c.xlam"', EXPANDED_TEXT)}
    changes = removed(opens, {"OPEN": Value('"a.xlam"')}, NAME)
    assert changes == {"OPEN2": None, "OPEN1": Value('"%X%\\c.xlam"', EXPANDED_TEXT)}
    assert next(iter(changes.values())) is None, "deleted before anything is written: names differ in case only"


def test_what_stood_behind_an_old_gap_stays_there() -> None:
    opens = {"OPEN": Value(f'"{OURS}"'), "OPEN1": Value('"a.xlam"'), "OPEN7": Value('"b.xlam"')}
    after = _after(opens, removed(opens, {}, NAME))
    assert after == {"OPEN": Value('"a.xlam"'), "OPEN7": Value('"b.xlam"')}


@given(OTHERS)
def test_coming_and_going_leaves_no_trace(others: Opens) -> None:
    """Whatever stood there, gaps included."""
    before = opens_of(others)
    during = _after(before, added(before, OURS))
    assert list(ours(during, NAME)) != []
    assert [value for value in during.values() if OURS not in value.text] == list(before.values())
    assert _after(during, removed(during, before, NAME)) == before


@given(OTHERS, st.sampled_from(['"new.xlam"', '"newer.xlam"']))
def test_others_that_came_since_keep_their_order(others: Opens, newcomer: str) -> None:
    before = opens_of(others)
    during = _after(before, added(before, OURS))
    more = _after(during, {f"OPEN{len(during) + 20}": Value(newcomer)})
    after = _after(more, removed(more, before, NAME))
    assert list(after.values()) == [*before.values(), Value(newcomer)]
