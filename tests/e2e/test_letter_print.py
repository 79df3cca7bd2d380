"""Letters as they are on the paper: what is printed, where, and on which page."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from server.letters.content import MessageContent
from server.letters.messages import pdf_of
from server.letters.templates import shipped
from tests.letter_samples import COMPANY, DEBTOR, sample
from tests.unit.test_letter_looks import ADDRESS, NAME

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler (pdftotext) is not installed")
#: Points from the left and the top of the page, width and height.
WINDOW = ("-x", "290", "-y", "120", "-W", "260", "-H", "105", "-r", "72", "-l", "1")
HEAD = ("-x", "50", "-y", "40", "-W", "235", "-H", "180", "-r", "72", "-l", "1")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120"><rect width="300" height="120"/></svg>'


def printed(content: MessageContent, folder: Path, *options: str, logo: bytes = b"") -> str:
    """The text of a letter, pages parted by form feeds."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf_of(content, replace(shipped(content.segment, content.level, content.lang), logo=logo)))
    done = subprocess.run(["pdftotext", *options, path, "-"], check=True, capture_output=True, text=True)
    return done.stdout


def test_the_window_shows_a_long_address_to_its_last_line(tmp_path: Path) -> None:
    debtor = replace(DEBTOR, name=NAME, contact="Mme de La Rochefoucauld", address=ADDRESS)
    head = printed(sample("notice", debtor=debtor), tmp_path, *WINDOW)
    assert [line for line in ADDRESS if line not in head.replace("’", "'")] == []


def test_a_long_legal_name_stands_whole_beside_a_logo_above_the_references(tmp_path: Path) -> None:
    address = ("Immeuble Le Parvis, bâtiment C, 14e étage", "Parc technologique", "128 bis avenue du Maréchal",
               "CS 40012", "76821 Mont-Saint-Aignan Cedex", "France")  # fmt: skip
    content = sample("notice", company=replace(COMPANY, name=NAME, address=address))
    head = " ".join(printed(content, tmp_path, *HEAD, logo=LOGO).split())
    assert NAME in head
    assert head.endswith("France")
