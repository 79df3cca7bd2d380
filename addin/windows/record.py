"""What install changed, written down before it is changed: uninstall gives exactly that back."""

import base64
import json
from dataclasses import dataclass, field
from pathlib import PureWindowsPath
from typing import Any

from addin.windows.machine import Machine, Value
from addin.windows.opens import Opens


@dataclass
class Record:
    """file: the add-in | kept: another file of that name, moved here; '' where there was none
    opens: by key, what Excel opened before | folders, keys: those that were made, outermost first
    """

    file: str
    kept: str = ""
    folders: list[str] = field(default_factory=list)
    opens: dict[str, Opens] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)


def read_record(machine: Machine, path: str) -> Record | None:
    """The record, or None where there is none that can be read."""
    try:
        found = json.loads(machine.read(path))
        opens = {key: {name: _value(one) for name, one in entries.items()} for key, entries in found["opens"].items()}
        return Record(str(found["file"]), str(found["kept"]), list(found["folders"]), opens, list(found["keys"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_record(machine: Machine, path: str, record: Record) -> None:
    """Write it, whole or not at all."""
    opens = {key: {name: _plain(one) for name, one in entries.items()} for key, entries in record.opens.items()}
    told = {**vars(record), "opens": opens}
    machine.write(path, json.dumps(told, ensure_ascii=False, indent=1).encode())


def make_folders(machine: Machine, path: str) -> list[str]:
    """Make the missing folders above a file; those made, outermost first."""
    missing = [str(folder) for folder in PureWindowsPath(path).parents if not machine.is_folder(str(folder))]
    for folder in reversed(missing):
        machine.make_folder(folder)
    return missing[::-1]


def _plain(value: Value) -> list[Any]:
    data = base64.b64encode(value.data).decode() if isinstance(value.data, bytes) else value.data
    return [value.kind, isinstance(value.data, bytes), data]


def _value(plain: list[Any]) -> Value:
    kind, is_bytes, data = plain
    return Value(base64.b64decode(data) if is_bytes else data, kind)
