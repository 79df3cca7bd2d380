"""Real workbooks of others: patched, every other part keeps its bytes, and another reader finds the cells."""

import io
import shutil
import warnings
from pathlib import Path

import openpyxl
import pytest

from addin.patch import patch_file
from addin.patched_cell import Formula
from addin.rewrite import rewrite
from addin.workbook_parts import Workbook
from tests.closed_books import parts_of
from tests.conftest import SHARED

pytestmark = pytest.mark.shared

FILES = sorted(path.relative_to(SHARED).as_posix() for path in SHARED.rglob("*.xls[xm]"))


def _loaded(content: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("name", FILES)
def test_a_real_workbook_is_patched_and_rewritten(name: str, tmp_path: Path) -> None:
    """A text, a number and a call beside the data; the call then gets another host's name."""
    file = tmp_path / "copy.xlsx"
    shutil.copyfile(SHARED / name, file)
    before = file.read_bytes()
    sheet, part = next(iter(Workbook(before).sheets().items()))
    cells = {(2, 300): "=note", (70_000, 2): 12.5, (70_001, 301): Formula("AR_RATE(B70000)")}
    patch_file(file, {sheet: cells})
    after = file.read_bytes()
    main = Workbook(before).main
    old, new = parts_of(before), parts_of(after)
    assert list(new) == list(old)
    assert {each for each in old if old[each] != new[each]} | {main} == {part, main}  # main may ask for it already
    assert b'fullCalcOnLoad="1"' in new[main]
    was, found = _loaded(before)[sheet], _loaded(after)[sheet]
    assert (found.cell(2, 300).value, found.cell(70_000, 2).value) == ("=note", 12.5)
    assert found.cell(70_001, 301).value == "=AR_RATE(B70000)"
    for row in was.iter_rows(max_row=50):
        for cell in row:
            assert (found[cell.coordinate].value, found[cell.coordinate].number_format) == (
                cell.value, cell.number_format,
            )  # fmt: skip
    done = rewrite(after, "libreoffice")
    assert done.counts == {sheet: 1}
    last = parts_of(done.content)
    assert {each for each in new if new[each] != last[each]} == {part}
    assert last[part] == new[part].replace(b"AR_RATE(B70000)", b"AR.RATE(B70000)")
