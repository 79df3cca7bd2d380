"""xlwings' own VBA, reduced to what starts and ends the Python server, as a class.

The whole module would put some sixty public functions within reach of any cell of any workbook, among them one that
runs Python text and others that read and write files: a workbook received by mail must not find them. Cells call no
member of a class. What stays is xlwings' text unchanged but for its scopes, the licence at its head included.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from addin.xlam.conditional import settled

#: The module of the class, and the names of its two public members.
CLASS_NAME = "XlwingsServer"
START, END = "XLPy", "KillPy"
#: Names of the settings: the sheet `relance.conf`, nothing shared with an xlwings add-in of the user's own.
PROJECT = "relance"
_HEAD = re.compile(r"(?:(?:Public|Private) +)?(?:Function|Sub) +(\w+)", re.IGNORECASE)
_TAIL = re.compile(r"End (?:Function|Sub)\b", re.IGNORECASE)
_SCOPE = re.compile(r"^( *)(?:(?:Public|Private) +)?(?=(?:Const|Declare|Function|Sub)\b)", re.IGNORECASE)
_DECLARED = re.compile(r" *(?:(?:Public|Private) +)?(?:Const|Declare(?: PtrSafe)? Function) +(\w+)", re.IGNORECASE)
_TOKEN = re.compile(r""""(?:[^"]|"")*"|'.*|(\w+)""")
_PROJECT_LINE = 'Const PROJECT_NAME As String = "xlwings"'


@dataclass(frozen=True)
class _Procedure:
    name: str
    lines: tuple[str, ...]

    def names(self) -> set[str]:
        """Identifiers of its code, in lower case."""
        return _names(self.lines)


def server_class(text: str) -> str:
    """xlwings.bas -> the body of the class (CRLF). Raises ValueError where the module is not as this code knows it."""
    head, procedures = _split(settled(text.splitlines()[1:], _answer))
    needed = _reachable({one.name.lower(): one.names() for one in procedures})
    kept = [one for one in procedures if one.name.lower() in needed]
    used = set().union(*(one.names() for one in kept))
    lines = [_SCOPE.sub(r"\1Private ", line, count=1) for line in head if _is_used(line, used)]
    lines = [line.replace(_PROJECT_LINE, _PROJECT_LINE.replace("xlwings", PROJECT)) for line in lines]
    if not any(PROJECT in line for line in lines):
        raise ValueError("the VBA of this xlwings names its settings otherwise")
    for one in kept:
        scope = "Public " if one.name in (START, END) else "Private "
        lines += ["", _SCOPE.sub(scope, one.lines[0], count=1), *one.lines[1:]]
    return "".join(f"{line.rstrip()}\r\n" for line in lines)


def _answer(condition: str) -> bool | None:
    """The add-in is loaded by Excel on Windows; Excel's generation and bitness are seen there."""
    if condition.lower() in ("mac", "not mac"):
        return condition.lower() == "not mac"
    return condition == 'App = "Microsoft Excel"' if condition.startswith("App") else None


def _split(lines: Iterable[str]) -> tuple[list[str], list[_Procedure]]:
    """What stands before the first procedure, and the procedures; comments between two are left out."""
    head: list[str] = []
    procedures: list[_Procedure] = []
    name, body = "", list[str]()
    for line in lines:
        opening = None if body else _HEAD.match(line)
        name = opening[1] if opening else name
        if body or opening:
            body.append(line)
            if _TAIL.match(line):
                procedures.append(_Procedure(name, tuple(body)))
                body = []
        elif not procedures and line.strip() and not line.startswith(("#Const", "'Attribute")):
            head.append(line)
    return head, procedures


def _reachable(names_of: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = {START.lower(), END.lower()}
    if not ahead <= names_of.keys():
        raise ValueError("the VBA of this xlwings starts its server otherwise")
    while ahead:
        found |= ahead
        ahead = {name for one in ahead for name in names_of[one] if name in names_of} - found
    return found


def _is_used(line: str, used: set[str]) -> bool:
    """Constants and functions of libraries that nothing calls are left out."""
    declared = _DECLARED.match(line)
    return declared is None or declared[1].lower() in used


def _names(lines: Iterable[str]) -> set[str]:
    return {token[1].lower() for line in lines for token in _TOKEN.finditer(line) if token[1]}
