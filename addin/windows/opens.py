"""The add-ins Excel opens when it starts: the values OPEN, OPEN1, OPEN2… of its options, read up to the first gap."""

import re
from collections.abc import Mapping
from pathlib import PureWindowsPath

from addin.windows.machine import Value

_NAME = re.compile(r"OPEN(\d*)", re.IGNORECASE)
_ENTRY = re.compile(r'(?:/\w+\s+)*(?:"([^"]*)"|(.*))')

Opens = dict[str, Value]


def opens_of(values: Mapping[str, Value]) -> Opens:
    """The entries among the values of the key, in the order Excel opens them."""
    numbered = {name: _number(name) for name in values}
    return {name: values[name] for name in sorted(numbered, key=lambda name: numbered[name]) if numbered[name] >= 0}


def path_of(entry: Value) -> str:
    """`/R "C:\\…\\x.xlam"` -> the path; a bare file name lies in Excel's own folder of add-ins."""
    found = _ENTRY.fullmatch(entry.text.strip())
    return (found[1] or found[2] or "") if found else ""


def ours(opens: Opens, file_name: str) -> list[str]:
    """Names of the entries that open a file of this name, wherever it lies."""
    return [name for name, entry in opens.items() if PureWindowsPath(path_of(entry)).name.lower() == file_name.lower()]


def added(opens: Opens, path: str) -> Opens:
    """The values to write so that Excel opens `path`: at its present place, else at the first free one."""
    entry = Value(f'"{path}"')
    places = ours(opens, PureWindowsPath(path).name)
    if places:
        return {} if opens[places[0]] == entry else {places[0]: entry}
    taken = {_number(name) for name in opens}
    return {_name(next(number for number in range(len(taken) + 1) if number not in taken)): entry}


def removed(opens: Opens, before: Opens, file_name: str) -> dict[str, Value | None]:
    """What to write (None: delete) so that Excel no longer opens the file: all other entries, in their order.

    before: the entries when it was installed. If nothing else changed since, they come back as they were; otherwise
    those that stood behind ours move up, so that none is left behind a gap where Excel does not look.
    """
    gone = ours(opens, file_name)
    kept = {name: entry for name, entry in opens.items() if name not in gone}
    wanted = kept if kept == before else _closed_up(opens, gone)
    changes: dict[str, Value | None] = {name: None for name in opens if name not in wanted}
    return changes | {name: entry for name, entry in wanted.items() if opens.get(name) != entry}


def has_gap(opens: Opens) -> bool:
    """Do entries stand behind a missing number, where Excel does not look?"""
    return [_number(name) for name in opens] != list(range(len(opens)))


def _closed_up(opens: Opens, gone: list[str]) -> Opens:
    """The entries left, moved up over those that go; what stood behind a gap before stays there."""
    wanted: Opens = {}
    shift, last = 0, -1
    for name, entry in opens.items():
        number = _number(name)
        if number > last + 1:
            shift = 0
        last = number
        if name in gone:
            shift += 1
        else:
            wanted[_name(number - shift) if shift else name] = entry
    return wanted


def _number(name: str) -> int:
    """OPEN is 0, OPEN7 is 7; -1 of any other name."""
    found = _NAME.fullmatch(name)
    return -1 if found is None else int(found[1] or 0)


def _name(number: int) -> str:
    return f"OPEN{number or ''}"
