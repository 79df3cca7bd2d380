"""Files that are not what they claim: one sentence that names them, nothing read, no endless memory."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from server.imports.files import archives
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import read_grids
from server.imports.files.opening import check_size, read_text, sniff

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook() -> bytes:
    """A small honest workbook."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Client", "Facture", "Montant"])
    book.active.append(["C1", "F1", 1.5])
    book.save(target)
    return target.getvalue()


def repacked(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """The workbook with some parts changed, dropped (None) or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                made.writestr(name, data)
        for name, data in (extra or {}).items():
            made.writestr(name, data)
    return target.getvalue()


def sheet(body: str, prolog: str = "") -> Callable[[str, bytes], bytes]:
    """Put other rows into the first sheet."""
    text = f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    return lambda name, data: text.encode() if name == "xl/worksheets/sheet1.xml" else data


def same(_: str, data: bytes) -> bytes:
    """Leave a part as it is."""
    return data


def ole(*streams: str) -> bytes:
    """Bytes of an old Office file that names these streams."""
    names = b"".join(name.encode("utf-16-le") + bytes(64) for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def noise(count: int) -> bytes:
    """Bytes that mean nothing, the same each time."""
    return b"".join(hashlib.sha256(bytes([at % 256, at // 256])).digest() for at in range(count // 32 + 1))[:count]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.csv": (lambda: b"", "is empty"),
    "random.csv": (lambda: noise(20_000), "not a text file"),
    "page.csv": (lambda: b"<html><body>login</body></html>", "is a web page"),
    "sap.xls": (lambda: b"\xef\xbb\xbf<!-- x -->\n<!DOCTYPE html><table><tr><td>1</td></tr></table>", "is a web page"),
    "old.xls": (lambda: b'<?xml version="1.0"?><Workbook/>', "is an XML document"),
    "paper.csv": (lambda: b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
    "packed.csv": (lambda: b"\x1f\x8b\x08\x00abc", "gzip"),
    "cut.xlsx": (lambda: workbook()[:-200], "damaged or cut short"),
    "noise.xlsx": (lambda: b"PK\x03\x04" + noise(500), "damaged or cut short"),
    "part.xlsx": (lambda: repacked(sheet("<row><c")), "damaged or cut short"),
    "plain.zip": (lambda: repacked(lambda _n, _d: None, {"list.csv": b"a;b"}), "is an archive"),
    "binary.xlsb": (lambda: repacked(lambda _n, _d: None, {"xl/workbook.bin": b"x"}), ".xlsb"),
    "locked.xlsx": (lambda: ole("EncryptionInfo", "EncryptedPackage"), "protected by a password"),
    "letter.xls": (lambda: ole("WordDocument"), "old Office document"),
    "broken.xls": (lambda: ole("Workbook\0"), "damaged or cut short"),
    "climb.xlsx": (lambda: repacked(same, {"../../evil.xml": b"<x/>"}), "climbs out"),
    "laughs.xlsx": (lambda: repacked(sheet(CELL, LAUGHS)), "XML entities"),
    "xxe.xlsx": (lambda: repacked(sheet(CELL, XXE)), "XML entities"),
    "wide.xlsx": (lambda: repacked(same, {"xl/x.xml": XXE.encode("utf-16")}), "XML entities"),
    "far.xlsx": (lambda: repacked(sheet(FAR)), "far beyond any list"),
    "bomb.xlsx": (lambda: repacked(same, {"xl/worksheets/sheet2.xml": bytes(60_000_000)}), "zip bomb"),
    "parts.xlsx": (lambda: repacked(same, {f"xl/p{n}": b"" for n in range(10_001)}), "zip bomb"),
    "blank.xlsx": (lambda: repacked(sheet("")), "holds no value"),
    "spaces.csv": (lambda: b"\n;;\n", "holds no value"),
    "quote.csv": (lambda: b'Client;Facture;Montant\nC1;"F1;1\nC2;F2;2\nC3;"F3;3\n', "row 2: a quote is opened"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_refused_with_one_sentence_that_names_the_file(name: str, tmp_path: Path) -> None:
    """Whatever the extension says, the bytes decide."""
    make, words = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(UserFileError) as refused:
        read_grids(path)
    sentence = str(refused.value)
    assert name in sentence
    assert words in sentence
    assert "\n" not in sentence
    assert str(tmp_path) not in sentence


def test_a_thousand_comments_are_read_in_no_time(tmp_path: Path) -> None:
    """A search that may end a comment at any of its ends would try more ways than there are atoms."""
    path = tmp_path / "comments.csv"
    path.write_bytes(b"<!---->" * 1_000 + b"Client;Montant\nC1;1\n")
    assert sniff(path) == "text"


def test_sizes_that_lie_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part whose header admits ten bytes and that unpacks to two million."""
    monkeypatch.setattr(archives, "MAX_TOTAL", 1_000_000)
    data = bytearray(repacked(same, {"xl/big.xml": bytes(2_000_000)}))
    size = (2_000_000).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
    path = tmp_path / "liar.xlsx"
    path.write_bytes(data)
    with pytest.raises(UserFileError, match="zip bomb"):
        sniff(path)


def test_encrypted_part_is_refused(tmp_path: Path) -> None:
    """A zip whose parts bear the encryption flag."""
    data = bytearray(workbook())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    path = tmp_path / "locked.xlsx"
    path.write_bytes(data)
    with pytest.raises(UserFileError, match="password"):
        sniff(path)


def test_missing_folder_and_size(tmp_path: Path) -> None:
    """What stands at the path is looked at before it is opened."""
    with pytest.raises(UserFileError, match=r"^no\.csv cannot be found"):
        sniff(tmp_path / "no.csv")
    with pytest.raises(UserFileError, match="is a folder"):
        sniff(tmp_path)
    path = tmp_path / "big.csv"
    path.write_bytes(b"x" * 3_000_000)
    check_size(path, 3_000_000)
    with pytest.raises(UserFileError, match=r"big\.csv holds 3\.0 MB, more than the 2\.0 MB"):
        check_size(path, 2_000_000)


def test_name_is_shown_without_control_characters() -> None:
    """No terminal escape, no folder, no endless name."""
    assert file_label(Path("/secret/a\x1b[31m\n\u202eb.csv")) == "a[31mb.csv"
    assert len(file_label("x" * 250)) == 101


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbf\xc3\xa9", "é"), ("é€".encode("utf-16"), "é€"), ("é".encode(), "é"), (b"\xe9", "é"),
        (b"5 \x80 \xe9", "5 € é"), (b"5 \xa4 \xe9", "5 € é"), (b"", ""),
    ],
)  # fmt: skip
def test_encodings(data: bytes, expected: str, tmp_path: Path) -> None:
    """UTF-8 with or without mark, UTF-16, Windows-1252, ISO 8859-15."""
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    assert read_text(path) == expected


@pytest.mark.parametrize(
    "data", [b"a\x00b", "text without mark".encode("utf-16-le"), b"\x01\x02\x03abc", b"\xff\xfe\x00\x00"]
)
def test_what_is_no_text(data: bytes, tmp_path: Path) -> None:
    """NUL bytes and control characters."""
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(UserFileError, match="not a text file"):
        read_text(path)


def test_macro_workbook_is_read_as_data(tmp_path: Path) -> None:
    """The macros of an .xlsm are bytes nobody opens."""
    path = tmp_path / "list.xlsm"
    path.write_bytes(repacked(same, {"xl/vbaProject.bin": ole("Workbook\0")}))
    assert read_grids(path)[0].rows[1][:2] == ["C1", "F1"]
