"""Parts of a zip replaced while all others keep their bytes; archives made to harm are refused."""

import io
import struct
import zipfile

import pytest

from addin import archive
from addin.archive import Archive, ArchiveError
from tests.closed_books import parts_of, zipped

PARTS = {"a.xml": "<a/>" * 50, "é/b.bin": bytes(range(256)), "mimetype": "plain", "z.xml": "<z/>"}


def spans(content: bytes) -> dict[str, bytes]:
    """Each part as it lies in the file, header included."""
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        entries = sorted(found.infolist(), key=lambda entry: entry.header_offset)
        ends = [*(entry.header_offset for entry in entries[1:]), found.start_dir]
        return {
            entry.filename: content[entry.header_offset : end] for entry, end in zip(entries, ends, strict=True)
        }  # fmt: skip


def test_nothing_changed_is_the_same_file() -> None:
    """To the byte."""
    content = zipped(PARTS)
    assert Archive(content).changed({}) == content


def test_a_replaced_part_leaves_all_others_as_they_lie() -> None:
    """Order, dates, headers, compressed bytes, the comment of the archive."""
    content = zipped(PARTS, stored=("mimetype",))
    changed = Archive(content).changed({"a.xml": b"<new/>", "z.xml": None})
    before, after = spans(content), spans(changed)
    assert list(after) == ["a.xml", "é/b.bin", "mimetype"]
    assert {name: after[name] == before[name] for name in after} == {"a.xml": False, "é/b.bin": True, "mimetype": True}
    assert parts_of(changed)["a.xml"] == b"<new/>"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(changed)) as new:
        assert new.testzip() is None
        assert new.comment == old.comment
        assert [entry.date_time for entry in new.infolist()] == [entry.date_time for entry in old.infolist()[:3]]


def test_parts_written_as_a_stream_and_with_wide_sizes_are_copied_whole() -> None:
    """Sizes behind the data (flag 8), and zip64 fields that some writers put everywhere."""
    out = io.BytesIO()

    class Stream(io.RawIOBase):
        """A file one cannot go back in."""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return out.write(data)

    with zipfile.ZipFile(Stream(), "w") as made:  # type: ignore[arg-type]
        for name in ("one.xml", "two.xml"):
            with made.open(zipfile.ZipInfo(name), "w", force_zip64=True) as part:
                part.write(b"<x/>" * 9)
    changed = Archive(out.getvalue()).changed({"two.xml": b"<y/>"})
    assert spans(changed)["one.xml"] == spans(out.getvalue())["one.xml"]
    assert parts_of(changed) == {"one.xml": b"<x/>" * 9, "two.xml": b"<y/>"}


def test_a_part_is_found_in_any_case() -> None:
    """As Excel finds them."""
    assert Archive(zipped({"XL/Workbook.xml": "<x/>"})).read("xl/workbook.xml") == b"<x/>"


def _overlapping() -> bytes:
    """Two entries of the list that lead to one part: how small bombs grow."""
    content = bytearray(zipped({"a.xml": "<a/>", "b.xml": "<b/>"}))
    second = content.rindex(b"PK\1\2")
    content[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"not a zip", b"\xd0\xcf\x11\xe0" + bytes(600), zipped(PARTS)[:-30], zipped({}), _overlapping(),
     zipped({"a.xml": "<a/>", "A.XML": "<a/>"})],
)  # fmt: skip
def test_no_archive_or_a_tricky_one_is_refused(content: bytes) -> None:
    """One sentence, whatever it is."""
    with pytest.raises(ArchiveError, match=r"^[A-Z].*[.]$"):
        Archive(content)


def test_a_damaged_or_missing_part_is_refused_when_it_is_read() -> None:
    """The others can still be read."""
    content = bytearray(zipped({"a.xml": "<a/>" * 99, "b.xml": "<b/>"}, stored=("a.xml",)))
    content[60] ^= 1
    found = Archive(bytes(content))
    assert found.read("b.xml") == b"<b/>"
    for name in ("a.xml", "c.xml"):
        with pytest.raises(ArchiveError, match=name):
            found.read(name)


def test_what_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is unpacked."""
    content = zipped({"a.xml": " " * 100_000})
    monkeypatch.setattr(archive, "MAX_UNPACKED", 99_999)
    with pytest.raises(ArchiveError, match="too large"):
        Archive(content)
    monkeypatch.setattr(archive, "MAX_FILE", 10)
    with pytest.raises(ArchiveError, match="too large"):
        Archive(content)
