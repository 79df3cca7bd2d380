"""vbaProject.bin from the texts of its modules.

The library's empty project was written by Excel itself; the modules go in as source alone, which every Excel compiles
for itself when it opens the file.
"""

import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

_PART = "xl/vbaProject.bin"
NAME = "Relance"
_EMPTY_NAME, _EMPTY_MODULE = "VBAProject", "Module1"
#: MS-OVBA 2.3.4.2.1.6, PROJECTNAME: its number and the size of what follows.
_NAME_RECORD = b"\x04\x00"


def vba_project(modules: Mapping[str, str], classes: Mapping[str, str]) -> bytes:
    """The project: standard modules by file name (`X.bas`), their `Attribute` lines included, classes by name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.xlam"
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module(_EMPTY_MODULE)
            for name, text in classes.items():
                project.add_module(name, text, kind=VBAModuleKind.other)
            for name, text in modules.items():
                project.add_module(name.removesuffix(".bas"), text)
            book.save()
        with zipfile.ZipFile(path) as parts:
            return _renamed(parts.read(_PART))


def _renamed(content: bytes) -> bytes:
    """The project under our name: in Excel's list of projects every other one is called VBAProject."""
    streams = CFB.from_bytes(content)
    listing = decompress(streams.get_stream_in_storage("VBA", "dir"))
    text = streams.get_stream("PROJECT")
    before, after = _name_record(_EMPTY_NAME), _name_record(NAME)
    if listing.count(before) != 1 or text.count(_name_line(_EMPTY_NAME)) != 1:
        raise ValueError("the empty project of the library is not as this code knows it")
    streams.write_stream_in_storage("VBA", "dir", compress(listing.replace(before, after)))
    streams.write_stream("PROJECT", text.replace(_name_line(_EMPTY_NAME), _name_line(NAME)))
    renamed: bytes = streams.to_bytes()
    return renamed


def _name_record(name: str) -> bytes:
    return _NAME_RECORD + len(name).to_bytes(4, "little") + name.encode("ascii")


def _name_line(name: str) -> bytes:
    return f'Name="{name}"'.encode("ascii")
