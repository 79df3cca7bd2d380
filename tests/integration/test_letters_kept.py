"""Letters and proofs on the disk: what a backup carries, what stays and what goes when a person is erased."""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.campaign_home import CampaignHome, day, invoice
from tests.command import Command
from tests.fec_builder import receipt

pytestmark = pytest.mark.costly

ON = "2026-06-30"  # a Tuesday
SLIP = b"%PDF-1.4 slip"


@pytest.fixture
def home(relance: Command, tmp_path: Path) -> CampaignHome:
    """Letters to two people of two customers: one posted with its proof, one printed that has not left."""
    one = CampaignHome(relance, tmp_path)
    late = [invoice(account, f"F-{account}", 100_000, day(ON, -6)) for account in ("L", "M")]
    one.ledger([*late, receipt(day(ON, -1), "PAYS", 100)])
    told = {"Courriel": "", "Téléphone": "", "Contact": "Jeanne Dupont"}
    one.customers(dict.fromkeys(("L", "M"), told))
    one.settings()
    plan = one.plan(ON)
    one.approve(plan["run"], ON)
    one.send(plan["run"], ON)
    [posted] = [row["message"] for row in plan["proposed"] if row["account"] == "L"]
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(SLIP)
    one("campaign", "resolve", posted, "--posted", "", "--on", ON, "--proof", slip, "--now", f"{ON} 12:00")
    return one


def _files(home: CampaignHome) -> dict[str, bytes]:
    letters = home.relance.home / "letters"
    return {path.relative_to(letters).as_posix(): path.read_bytes() for path in letters.rglob("*") if path.is_file()}


def test_a_backup_carries_letters_and_proofs(home: CampaignHome) -> None:
    """Into another home, and into this one where they are missing; what is there is not written over."""
    before, path = _files(home), home.folder / "b.zip"
    assert SLIP in before.values()
    assert home("backup", path)["files"] == len(before)
    assert home("restore", path)["files"] == 0
    proof = next(name for name, data in before.items() if data == SLIP)
    kept = next(name for name in before if name != proof)
    shutil.rmtree(home.relance.home / "letters" / "proofs")
    (home.relance.home / "letters" / kept).write_bytes(b"written since")
    assert home("restore", path)["files"] == 1
    assert _files(home) == before | {kept: b"written since"}
    shutil.rmtree(home.relance.home)
    assert home("restore", path)["files"] == len(before)
    assert _files(home) == before


@pytest.mark.parametrize(
    "name", ["letters/../../evil", "/letters/x", "other/x", "letters", "letters/c:x", "letters\\..\\x"]
)
def test_a_file_that_leads_elsewhere_is_refused(home: CampaignHome, name: str) -> None:
    """Nothing is restored of a backup somebody made so."""
    path, bad = home.folder / "b.zip", home.folder / "bad.zip"
    home("backup", path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as archive:
        for one in source.namelist():
            data = source.read(one)
            if one == "relance-backup.json":
                data = data.replace(b'"files": {', b'"files": {"%s": {"bytes": 1, "sha256": "x"}, ' %
                                    name.replace("\\", "\\\\").encode())  # fmt: skip
            archive.writestr(one, data)
    assert "no letter" in home.refused("restore", bad)


def test_a_letter_that_was_changed_in_the_backup_is_damage(home: CampaignHome) -> None:
    path, bad = home.folder / "b.zip", home.folder / "bad.zip"
    home("backup", path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as archive:
        for one in source.namelist():
            archive.writestr(one, source.read(one) + (b"x" if "/proofs/" in one else b""))
    assert "is damaged" in home.refused("restore", bad)


def test_who_is_erased_stays_in_what_was_posted_alone(home: CampaignHome) -> None:
    """GDPR 17.3.e: the letter posted and its proof stay and are named with why; the one that never left goes, and is
    held back. What looks like the person is told."""
    home("event", "add", "--account", "L", "--kind", "note", "--data", '{"text": "vu avec J. Dupont"}', "--date", ON)
    before = _files(home)
    told = home("person", "erase", "Jeanne Dupont")
    assert told["erased"]["messages_held_back"] == 1
    after = _files(home)
    letters = home.relance.home / "letters"
    assert {str(letters / name) for name in after} == {one["file"] for one in told["kept"]}
    assert all("17.3.e" in one["why"] for one in told["kept"])
    assert SLIP in after.values()
    assert len(told["deleted"]) == 1
    assert set(before) - set(after) == {name for name in before if str(letters / name).startswith(told["deleted"][0])}
    assert [one["text"] for one in told["also_found"]] == ["J. Dupont"]
    [act] = home("audit", "show", "--what", "person_letters")["entries"]
    assert (act["text"]["kept"], act["text"]["deleted"]) == (len(after), 1)
    shown = home.relance("person", "erase", "Jeanne Dupont").stdout
    assert "Also found, not erased: J. Dupont (2)" in shown
