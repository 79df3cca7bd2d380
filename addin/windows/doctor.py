"""Look over a Windows PC for what keeps the functions from working; most of it has been met by users of xlwings."""

from addin.windows.check_addin import check_addin, check_place
from addin.windows.check_excel import check_excels
from addin.windows.check_permissions import check_permissions
from addin.windows.check_python import check_python
from addin.windows.excel import find_excels
from addin.windows.findings import Finding
from addin.windows.machine import Machine


def examine(machine: Machine) -> list[Finding]:
    """Everything found, each thing once: Python, Excel, what is allowed, the add-in."""
    excels = find_excels(machine)
    found = [
        *check_python(machine, excels),
        *check_place(machine, machine.python.windowless),
        *check_excels(machine, excels),
        *check_permissions(machine, excels),
        *check_addin(machine, excels),
    ]
    return list(dict.fromkeys(found))
