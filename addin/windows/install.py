"""Put the add-in where Excel opens it, and take it away again. Both refuse while Excel runs.

A running Excel holds the file, and writes its list of add-ins anew when it ends: a change made meanwhile would be lost.
"""

from dataclasses import dataclass

from addin.windows.excel import OFFICE, PROCESS, STORE, Excel, find_excels
from addin.windows.machine import Machine
from addin.windows.opens import Opens, added, opens_of, removed
from addin.windows.places import Places, places
from addin.windows.record import Record, make_folders, read_record, write_record
from addin.xlam import FILE_NAME, AddinSettings, build_xlam, read_settings
from receivables.errors import ReceivablesError

#: A file of the same name that was there before is kept under this one.
_KEPT = ".before-relance"


class InstallError(ReceivablesError):
    """Nothing was changed, and why."""


@dataclass(frozen=True)
class Installed:
    """file: where the add-in lies | excels: those that open it from now on | interpreter: what it starts"""

    file: str
    excels: list[Excel]
    interpreter: str


def install(machine: Machine, lang: str = "fr", is_served_outside: bool = False) -> Installed:
    """Install or renew the add-in for this user. Raises InstallError, OSError."""
    excels = [one for one in find_excels(machine) if one.kind != STORE and not one.is_too_old]
    _refuse_excel(machine, excels)
    interpreter = machine.python.windowless
    if not machine.is_file(interpreter):
        raise InstallError(f"There is no {interpreter}: install Relance in a Python of python.org, then try again.")
    content = build_xlam(lang, AddinSettings(interpreter, machine.python.packages, is_served_outside))
    where = places(machine)
    record = _prepared(machine, where, excels)
    if record.kept and not machine.is_file(record.kept):
        machine.move(where.addin, record.kept)
    machine.write(where.addin, content)
    for one in excels:
        for name, value in added(opens_of(machine.values(one.options_key)), where.addin).items():
            machine.set_value(one.options_key, name, value)
    return Installed(where.addin, excels, interpreter)


def uninstall(machine: Machine) -> list[str]:
    """Take the add-in away; the files and keys given back, none where nothing was installed. Raises InstallError."""
    if _is_excel_running(machine):
        raise InstallError("Excel is running: close it (see the Task Manager for a hidden one), then try again.")
    where = places(machine)
    record = read_record(machine, where.record) or _unrecorded(machine, where)
    done = [key for key, before in record.opens.items() if _closed(machine, key, before)]
    for key in reversed(record.keys):
        if machine.has_key(key) and not machine.values(key) and not machine.subkeys(key):
            machine.delete_key(key)
    if machine.is_file(record.file) and _is_ours(machine, record.file):
        machine.remove(record.file)
        done.append(record.file)
    if record.kept and machine.is_file(record.kept):
        machine.move(record.kept, record.file)
    if machine.is_file(where.record):
        machine.remove(where.record)
    for folder in reversed(record.folders):
        if machine.is_folder(folder) and not machine.names(folder):
            machine.remove_folder(folder)
    return done


def _refuse_excel(machine: Machine, excels: list[Excel]) -> None:
    if not excels:
        raise InstallError(
            "No Excel that can take the add-in was found (`relance addin doctor` says what is there); "
            "other hosts: `relance addin libreoffice`, `relance addin office`."
        )
    if _is_excel_running(machine):
        raise InstallError("Excel is running: close it (see the Task Manager for a hidden one), then try again.")


def _is_excel_running(machine: Machine) -> bool:
    return PROCESS in map(str.upper, machine.processes())


def _prepared(machine: Machine, where: Places, excels: list[Excel]) -> Record:
    """The record of this installation, or of the first one if it is renewed, as it stands on the disk now."""
    folders = make_folders(machine, where.record) + make_folders(machine, where.addin)
    record = read_record(machine, where.record) or Record(where.addin)
    record.folders += folders
    if machine.is_file(where.addin) and not _is_ours(machine, where.addin):
        record.kept = where.addin + _KEPT
    for one in excels:
        key = one.options_key
        if key not in record.opens:
            record.opens[key] = opens_of(machine.values(key))
            record.keys += [one for one in _missing_keys(machine, key) if one not in record.keys]
    write_record(machine, where.record, record)
    return record


def _unrecorded(machine: Machine, where: Places) -> Record:
    """Of an add-in that somebody put there by hand: every Excel of this user is looked at."""
    keys = [rf"{OFFICE}\{version}\Excel\Options" for version in machine.subkeys(OFFICE)]
    return Record(where.addin, opens={key: {} for key in keys if machine.has_key(key)})


def _closed(machine: Machine, key: str, before: Opens) -> bool:
    """Make Excel no longer open the add-in; was there anything to do?"""
    changes = removed(opens_of(machine.values(key)), before, FILE_NAME)
    for name, value in changes.items():
        if value is None:
            machine.delete_value(key, name)
        else:
            machine.set_value(key, name, value)
    return bool(changes)


def _missing_keys(machine: Machine, key: str) -> list[str]:
    """The keys that writing to this one makes, outermost first."""
    parts = key.split("\\")
    above = ["\\".join(parts[:count]) for count in range(2, len(parts) + 1)]
    return [one for one in above if not machine.has_key(one)]


def _is_ours(machine: Machine, path: str) -> bool:
    return bool(read_settings(machine.read(path)))
