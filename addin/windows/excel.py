"""Which Excel is here: version, where it came from, bitness."""

import re
import struct
from dataclasses import dataclass
from pathlib import PureWindowsPath

from addin.windows.machine import Machine

OFFICE = r"HKCU\Software\Microsoft\Office"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office"
PROCESS = "EXCEL.EXE"
CLICK_TO_RUN, INSTALLER, STORE = "Click-to-Run", "MSI", "Store"
_INSTALLED = (r"HKLM\SOFTWARE\Microsoft\Office", r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office")
_CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_STORE_PACKAGES = (
    r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
_STORE_OFFICE = "Microsoft.Office.Desktop"
_VERSION = re.compile(r"\d\d\.\d")
#: The machine field of an executable's header.
_MACHINES = {0x14C: "32", 0x8664: "64", 0xAA64: "ARM"}
_HEADER = 4096
#: Editions of version 16 that spill; 2016, 2019 and the installer editions do not.
_NO_SPILL = re.compile(r"2016|2019", re.IGNORECASE)


@dataclass(frozen=True)
class Excel:
    """An installed Excel. bits: '32', '64', 'ARM', or '' where its program cannot be read."""

    version: str
    kind: str
    path: str = ""
    bits: str = ""
    products: str = ""

    @property
    def options_key(self) -> str:
        """Where it keeps the add-ins it opens."""
        return rf"{OFFICE}\{self.version}\Excel\Options"

    @property
    def is_too_old(self) -> bool:
        """Before Excel 2010 there is no 64-bit VBA, and no add-in of ours."""
        return float(self.version) < 14

    @property
    def spills(self) -> bool:
        """Does a table function fill the cells around it of itself?"""
        return self.version == "16.0" and self.kind == CLICK_TO_RUN and not _NO_SPILL.search(self.products)


def find_excels(machine: Machine) -> list[Excel]:
    """Every Excel of this PC, the newest first."""
    found = {version: _excel(machine, version, path) for version, path in _programs(machine)}
    if not found and any(name.startswith(_STORE_OFFICE) for name in machine.subkeys(_STORE_PACKAGES)):
        return [Excel("16.0", STORE)]
    return [found[version] for version in sorted(found, key=float, reverse=True)]


def is_store(path: str) -> bool:
    """Does a program lie where Windows keeps what its Store installed?"""
    return "windowsapps" in (part.lower() for part in PureWindowsPath(path).parts)


def _programs(machine: Machine) -> list[tuple[str, str]]:
    """Version and path of each Excel whose program is really there; a removed one leaves keys behind."""
    pairs = []
    for office in _INSTALLED:
        for version in filter(_VERSION.fullmatch, machine.subkeys(office)):
            root = machine.values(rf"{office}\{version}\Excel\InstallRoot").get("Path")
            if root and machine.is_file(path := str(PureWindowsPath(root.text) / PROCESS)):
                pairs.append((version, path))
    return pairs


def _excel(machine: Machine, version: str, path: str) -> Excel:
    configuration = machine.values(_CLICK_TO_RUN)
    root = configuration["InstallationPath"].text if "InstallationPath" in configuration else ""
    is_click_to_run = bool(root) and PureWindowsPath(path).is_relative_to(root)
    kind = STORE if is_store(path) else CLICK_TO_RUN if is_click_to_run else INSTALLER
    products = configuration["ProductReleaseIds"].text if "ProductReleaseIds" in configuration else ""
    return Excel(version, kind, path, _bits(machine, path), products if is_click_to_run else "")


def _bits(machine: Machine, path: str) -> str:
    """From the program itself: what the registry says of it differs from edition to edition."""
    try:
        header = machine.read(path, _HEADER)
        (place,) = struct.unpack_from("<I", header, 0x3C)
        mark, number = struct.unpack_from("<4sH", header, place)
    except (OSError, struct.error):
        return ""
    return _MACHINES.get(number, "") if mark == b"PE\0\0" else ""
