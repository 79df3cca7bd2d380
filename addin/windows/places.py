"""Where the add-in lies, and what a place can have against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PureWindowsPath

from addin.windows.machine import Machine
from addin.xlam import FILE_NAME

_DRIVES = r"HKCU\Network"
_CODE_PAGE = r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage"
_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
#: Signs that cmd.exe, or a list of folders, reads as something else.
BAD_SIGNS = '%^&!;"'


@dataclass(frozen=True)
class Places:
    """addin: the file Excel opens | record: what install changed, for uninstall | start_folder: Excel's XLSTART"""

    addin: str
    record: str
    start_folder: str


def places(machine: Machine) -> Places:
    """One fixed place for each user: formulas of other users' files find their functions again."""
    roaming, local = PureWindowsPath(machine.variable("APPDATA")), PureWindowsPath(machine.variable("LOCALAPPDATA"))
    return Places(
        str(roaming / "Microsoft" / "AddIns" / FILE_NAME),
        str(local / "relance" / "addin-install.json"),
        str(roaming / "Microsoft" / "Excel" / "XLSTART"),
    )


def zone_stream(path: str) -> str:
    """The stream that marks a file as come from the Internet."""
    return f"{path}:Zone.Identifier"


def faults(machine: Machine, path: str) -> Iterator[str]:
    """What is wrong with a place: 'network', 'onedrive', 'signs', 'letters'."""
    place = PureWindowsPath(path)
    if place.drive.startswith("\\\\") or place.drive.rstrip(":").upper() in map(str.upper, machine.subkeys(_DRIVES)):
        yield "network"
    if any(place.is_relative_to(folder) for name in _ONEDRIVE if (folder := machine.variable(name))):
        yield "onedrive"
    if set(path) & set(BAD_SIGNS):
        yield "signs"
    if not _is_readable(path, machine):
        yield "letters"


def _is_readable(path: str, machine: Machine) -> bool:
    """xlwings' library takes paths in the PC's own code page only."""
    page = machine.values(_CODE_PAGE).get("ACP")
    encoding = "utf-8" if page and page.text == "65001" else f"cp{page.text if page else 1252}"
    try:
        path.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return path.isascii()
    return True
