"""Letters as they are on the paper: what is printed, where, and on which page."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from receivables.late_payment.rates import published_rates
from server.letters.content import Item, MessageContent
from server.letters.layout import letter_of
from server.letters.mail import html_body
from server.letters.messages import pdf_of
from server.letters.templates import shipped
from tests import browser
from tests.letter_samples import COMPANY, DEBTOR, INTEREST, ITEMS, sample
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


def overlapping(content: MessageContent, folder: Path) -> list[tuple[str, str]]:
    """Words of the first page printed one over the other."""
    told = printed(content, folder, "-bbox", "-l", "1")
    found = re.findall(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*?)</word>', told)
    boxes = [(*(float(edge) for edge in edges), word) for *edges, word in found]
    return [
        (one[4], other[4])
        for place, one in enumerate(boxes) for other in boxes[place + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > 0.5 and min(one[3], other[3]) - max(one[1], other[1]) > 5
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["F1", "FACT-2026-LYON-00000123", "FACT-2026/LYON-SUD/EXPORT/00000000001234"])
@pytest.mark.parametrize("amount", [12_000, 1_234_567_890, 99_999_999_999])
@pytest.mark.parametrize("level", ["r2", "notice"])
def test_nothing_of_a_table_is_printed_over_its_neighbour(tmp_path: Path, level: str, amount: int, number: str) -> None:
    """Four columns of amounts, with long numbers beside them."""
    item = Item(number, ITEMS[0].document_day, ITEMS[0].due_day, amount, amount // 5, amount * 3 // 5, 206,
                disputed=amount - amount // 5 - amount * 3 // 5)  # fmt: skip
    lines = tuple(replace(one, principal=amount, amount=amount // 9, number=number) for one in INTEREST)
    content = sample(level, items=(item, ITEMS[1]), interest_lines=lines if level == "notice" else ())
    assert overlapping(content, tmp_path) == []


@pytest.mark.parametrize(
    "number", ["LONGNUMBER-2026-0001234567", "FACT/2026/LYON.SUD/0000000001234", "A1B2C3D4E5F6G7H8I9J0K1L2M3N4O5"]
)
@pytest.mark.parametrize("level", ["r2", "notice"])
def test_a_long_number_is_copied_as_it_is_written(tmp_path: Path, level: str, number: str) -> None:
    """Whole, in a smaller type if need be: what is copied out of the letter is found at the bank."""
    lines = tuple(replace(one, number=number) for one in INTEREST)
    content = sample(level, items=(replace(ITEMS[0], number=number), ITEMS[1]), credits=(),
                     interest_lines=lines if level == "notice" else ())  # fmt: skip
    told = printed(content, tmp_path, "-layout")
    assert told.count(number) >= (2 if level == "notice" else 1)
    assert "\u200b" not in told


@pytest.mark.parametrize("number", ["FACT-2026/LYON-SUD/EXPORT/00000000001234", "X" * 40])
def test_a_number_wider_than_its_column_breaks_behind_its_signs(tmp_path: Path, number: str) -> None:
    """No character is put in between, whatever its place."""
    amount = 99_999_999_999
    item = Item(number, ITEMS[0].document_day, ITEMS[0].due_day, amount, amount // 5, amount * 3 // 5, 206,
                disputed=amount - amount // 5 - amount * 3 // 5)  # fmt: skip
    content = sample("r2", items=(item,), debtor=replace(DEBTOR, name="N" * 90), credits=())
    told = printed(content, tmp_path, "-tsv")
    assert "\u200b" not in told
    words = [line.split("\t")[-1] for line in told.splitlines()]
    broken = [word for word in words if len(word) > 4 and word in number]
    assert broken
    assert number[0] == "X" or all(word[-1] in "-/" or number.endswith(word) for word in broken)


@pytest.mark.parametrize("segment", ["business", "consumer", "public"])
@pytest.mark.parametrize("count", [1, 3, 5, 8, 30])
def test_the_signature_stands_with_the_letter_and_what_it_encloses(tmp_path: Path, count: int, segment: str) -> None:
    items = tuple(replace(ITEMS[0], number=f"F{place}") for place in range(count))
    pages = printed(sample("notice", segment, items=items), tmp_path).split("\f")
    (signed,) = [page for page in pages if "Hélène Vallier" in page]
    assert "Pour toute question" in signed
    assert "Pièces jointes" in signed
    assert count > 1 or segment == "public" or signed is pages[0]


def test_two_hundred_lines_of_the_decompte_take_no_more_than_one_line_each(tmp_path: Path) -> None:
    source = published_rates().default().steps[-1].source
    items = tuple(replace(ITEMS[0], number=f"FA2026-{place:05}") for place in range(200))
    lines = tuple(replace(INTEREST[0], number=one.number, source=source) for one in items)
    assert printed(sample("notice", items=items, interest_lines=lines), tmp_path).count("\f") <= 11


@pytest.mark.chromium
def test_a_mail_fits_a_telephone(tmp_path: Path) -> None:
    """Eight columns, 360 points wide: nothing stands outside the screen, every amount keeps its heading."""
    items = tuple(replace(one, disputed=one.open // 3, open=one.open - one.open // 3) for one in ITEMS)
    content = sample("notice", items=items)
    path = tmp_path / "mail.html"
    path.write_text(html_body(letter_of(content, shipped("business", "notice", "fr"))), encoding="utf-8")
    with browser.running(tmp_path / "profile") as opened:
        opened.resize(360, 800)
        opened.open(path.as_uri())
        edges = "return [...document.querySelectorAll('p, td, h2, h3')].map(one => one.getBoundingClientRect().right)"
        assert max(opened.run(edges)) <= 360
        named = "return getComputedStyle(document.querySelector('td:nth-child(8)'), '::before').content"
        assert "régler" in opened.run(named)
