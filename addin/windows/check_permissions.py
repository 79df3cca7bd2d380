"""What Excel, Office's policies and Windows Defender forbid. A policy counts before the user's own choice."""

from collections.abc import Iterator

from addin.windows.excel import OFFICE, POLICIES, Excel
from addin.windows.findings import Finding, fine, note, problem
from addin.windows.machine import Machine
from addin.xlam import FILE_NAME

#: Macros of signed files only, and none at all.
_MACROS_OFF = (3, 4)
_CHILD_PROCESSES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
_WINDOWS_CALLS = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
_DEFENDER = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
_MANAGED = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
#: A rule's states: it blocks, or it asks the user first.
_BLOCKING = ("1", "6")


def check_permissions(machine: Machine, excels: list[Excel]) -> Iterator[Finding]:
    """Macros, add-ins, VBA itself, access to its project, attack surface rules."""
    if _number(machine, rf"{POLICIES}\16.0\Common", "VBAOff"):
        yield problem("vba_off")
    opened = [one.version for one in excels if _number(machine, _security(OFFICE, one), "AccessVBOM")]
    for one in excels:
        yield from _check_settings(machine, one)
    yield from (note("trust_open", version=version) for version in opened)
    if not opened:
        yield fine("trust_not_needed")
    rules = _rules(machine)
    if rules.get(_CHILD_PROCESSES) in _BLOCKING:
        yield problem("defender_child", rule=_CHILD_PROCESSES)
    if rules.get(_WINDOWS_CALLS) in _BLOCKING:
        yield problem("defender_calls", rule=_WINDOWS_CALLS, file=FILE_NAME)


def _check_settings(machine: Machine, one: Excel) -> Iterator[Finding]:
    found = []
    for code, name, bad in (
        ("macros_off", "VBAWarnings", _MACROS_OFF),
        ("addins_off", "DisableAllAddins", (1,)),
        ("addins_signed", "RequireAddinSig", (1,)),
    ):
        policy = _number(machine, _security(POLICIES, one), name)
        if (_number(machine, _security(OFFICE, one), name) if policy is None else policy) in bad:
            found.append((code, policy is not None))
    yield from (problem(code, version=one.version) for code, _ in found)
    if any(is_policy for _, is_policy in found):
        yield note("by_policy", version=one.version)
    resiliency = rf"{POLICIES}\{one.version}\Excel\Resiliency"
    listed = {name.lower() for name in machine.values(rf"{resiliency}\AddinList")}
    if _number(machine, resiliency, "RestrictToList") and FILE_NAME not in listed:
        yield problem("addins_listed", version=one.version, file=FILE_NAME)


def _security(root: str, one: Excel) -> str:
    return rf"{root}\{one.version}\Excel\Security"


def _number(machine: Machine, key: str, name: str) -> int | None:
    """A number of the registry, whatever the case of its name; None where it is not set."""
    found = {known.lower(): value.data for known, value in machine.values(key).items()}.get(name.lower())
    return found if isinstance(found, int) else None


def _rules(machine: Machine) -> dict[str, str]:
    """Attack surface rules and their states, as set by policy, by hand or by a management service."""
    rules: dict[str, str] = {}
    managed = machine.values(_MANAGED).get("ASRRules")
    if managed:
        rules = dict(part.lower().split("=", 1) for part in managed.text.split("|") if "=" in part)
    for key in _DEFENDER:
        for name, value in machine.values(key).items():
            rules.setdefault(name.lower(), str(value.data).strip())
    return rules
