"""`relance sync` and `relance attach` as a user runs them, against a real server."""

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.closed_books import parts_of
from tests.command import Command
from tests.service import serving

#: What openpyxl says of the mark of conflicts, which it cannot keep.
pytestmark = [pytest.mark.costly, pytest.mark.filterwarnings("ignore:Conditional Formatting extension")]
CUSTOMERS = "compte;nom\n411A;Alpha\n411B;Bêta\n411C;Gamma\n"
SHEET = "Mes clients"


@dataclass(frozen=True)
class Office:
    """A server, a token for it, and the command."""

    relance: Command
    url: str
    token: str

    def sync(self, path: Path, code: int = 0, **env: str) -> Any:
        """`relance sync FILE --server URL`."""
        done = self.relance("sync", path, "--server", self.url, "--json", env={"RELANCE_TOKEN": self.token, **env})
        assert done.returncode == code, done.stderr
        assert self.token not in done.stdout + done.stderr
        return json.loads(done.stdout) if code == 0 else done.stderr

    def attach(self, path: Path, *more: str) -> Any:
        """`relance attach FILE`, its columns by heading and by letter."""
        return self.relance.json(
            "attach", path, "--sheet", SHEET, "--account-column", "Compte", "--field", "owner=Responsable",
            "--field", "phone=D", "--field", "next_date=Rappel", "--server", self.url, *more,
            env={"RELANCE_TOKEN": self.token},
        )  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three customers, one clerk."""
    folder = tmp_path_factory.mktemp("office")
    relance = Command(folder / "home")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    relance.json("import", folder / "customers.csv", "--kind", "customers", "--company", "ACME")
    relance.json("user", "add", "Anne", "--role", "clerk")
    token = str(relance.json("token", "new", "--user", "Anne")["token"])
    with serving(folder / "home") as service:
        yield Office(relance, service.url, token)


def own_book(path: Path) -> Path:
    """A clerk's own list, with a title, two unshared columns, and parts openpyxl knows nothing of."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["Suivi"])
    sheet.append([])
    sheet.append(["Compte", "Nom", "Responsable", "Tél.", "Rappel", "À moi"])
    for number in ("411A", "411B", "999Z", "411C"):
        sheet.append([number, f"Client {number}", None, None, None, "=1+1"])
    book.create_sheet("Autre")["A1"] = "à moi"
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        for part in (
            "xl/vbaProject.bin",
            "xl/slicers/slicer1.xml",
            "xl/slicerCaches/slicerCache1.xml",
            "customXml/item1.xml",
        ):
            archive.writestr(part, b"kept " * 300)
    return path


def test_a_workbook_of_ones_own_becomes_a_shared_one(office: Office, tmp_path: Path) -> None:
    """Attached, synchronised with another one; every part that need not change keeps its bytes."""
    mine, other = own_book(tmp_path / "mine.xlsx"), own_book(tmp_path / "other.xlsx")
    before, others = parts_of(mine.read_bytes()), parts_of(other.read_bytes())
    told = office.attach(mine)
    assert (told["rows"], told["unknown"]) == (3, [f"{SHEET}!A6"])
    after = parts_of(mine.read_bytes())
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    office.attach(other)
    book = openpyxl.load_workbook(mine)
    assert book[SHEET]["C3"].value == "Responsable"
    assert book[SHEET].column_dimensions["G"].hidden
    assert {"_base", "_remote", "_pending", "_events", "_meta"} <= set(book.sheetnames)
    book[SHEET]["C4"], book[SHEET]["D5"] = "Anne", "06 12 34 56 78"
    book.save(mine)
    told = office.sync(mine)
    assert {key: told[key] for key in ("pushed", "applied", "pulled", "conflicts", "rejected")} == {
        "pushed": 2, "applied": 2, "pulled": 0, "conflicts": [], "rejected": [],
    }  # fmt: skip
    assert office.sync(other)["pulled"] == 2
    sheet = openpyxl.load_workbook(other)[SHEET]
    assert (sheet["C4"].value, sheet["D5"].value, sheet["F4"].value) == ("Anne", "06 12 34 56 78", "=1+1")
    again = parts_of(other.read_bytes())
    assert all(others[name] == again[name] for name in others if name not in changed)
    assert office.token.encode() not in b"".join(again.values())


def test_a_day_of_somebody_else_is_a_day_in_a_column_without_format(office: Office, tmp_path: Path) -> None:
    """Typed as a text here, a true day there, which is sorted and compared as one; and nothing more is sent."""
    mine, other = own_book(tmp_path / "mine.xlsx"), own_book(tmp_path / "other.xlsx")
    for path in (mine, other):
        office.attach(path)
        office.sync(path)
    book = openpyxl.load_workbook(mine)
    book[SHEET]["E4"] = "30/09/2026"
    book.save(mine)
    assert office.sync(mine)["applied"] == 1
    assert office.sync(other)["pulled"] == 1
    cell = openpyxl.load_workbook(other)[SHEET]["E4"]
    assert (cell.value, cell.is_date) == (dt.datetime(2026, 9, 30), True)
    assert office.sync(other)["pushed"] == 0


def test_what_cannot_be_done_leaves_the_file_alone(office: Office, tmp_path: Path) -> None:
    """Wrong token, no server, no token, not shared, open elsewhere: exit 2, one sentence, not a byte changed."""
    path = own_book(tmp_path / "mine.xlsx")
    office.sync(path, code=2)
    office.attach(path)
    book = openpyxl.load_workbook(path)
    book[SHEET]["C6"] = "Anne"
    book.save(path)
    before = path.read_bytes()
    sentences = [office.sync(path, code=2, RELANCE_TOKEN="x" * 40)]
    nobody = Office(office.relance, "http://127.0.0.1:9", office.token)
    sentences.append(nobody.sync(path, code=2))
    sentences.append(Office(office.relance, "http://192.0.2.1", office.token).sync(path, code=2))
    sentences.append(Office(office.relance, "ftp://x", office.token).sync(path, code=2))
    (tmp_path / "~$mine.xlsx").touch()
    sentences.append(office.sync(path, code=2))
    assert path.read_bytes() == before
    assert all(one.count("\n") == 1 for one in sentences), sentences


def test_a_sheet_without_known_accounts_is_refused(office: Office, tmp_path: Path) -> None:
    """And a column that is not there, a field that is none; the file stays as it was."""
    path = own_book(tmp_path / "mine.xlsx")
    before = path.read_bytes()
    for options in (
        ("--account-column", "Nom", "--field", "owner=C"), ("--account-column", "Compte", "--field", "owner=Nowhere"),
        ("--account-column", "Compte", "--field", "salary=C"), ("--account-column", "Compte", "--field", "owner=A"),
    ):  # fmt: skip
        done = office.relance("attach", path, "--sheet", SHEET, *options, "--server", office.url,
                              env={"RELANCE_TOKEN": office.token})  # fmt: skip
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert path.read_bytes() == before
