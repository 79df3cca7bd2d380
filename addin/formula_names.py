"""The names of our functions inside formulas: from the form one host stores to the form another one does.

Forms seen in files:

| form | who stores it |
| --- | --- |
| `AR_DUE_DATE(` | Excel, function of an .xlam; also typed by hand anywhere |
| `'C:\\...\\relance.xlam'!AR_DUE_DATE(`, `[1]!AR_DUE_DATE(` | Excel, once the .xlam is not where it was |
| `_xll.AR_DUE_DATE(`, `_xlfn.`, `_xludf.`, `_xll.AR.DUEDATE(` | Excel, a function it did not know when it saved |
| `_xldudf_AR_DUEDATE(`, `[2]!_xldudf_AR_DUEDATE(` | Excel with the Office.js add-in, shown as AR.DUEDATE |
| `AR.DUEDATE(`, `ORG.RELANCE.ADDIN.DUEDATE(` | LibreOffice |
"""

import re
from collections.abc import Callable, Collection

from addin.names import PREFIX, dotted, short

HOSTS = ("excel", "office", "libreoffice")
#: Excel's own files of functions; a call into another kind of workbook is that workbook's function, not ours.
ADDIN_FILE = re.compile(r"""\.xl(?:am|a|l)['\]]*$""", re.IGNORECASE)
_LINK = re.compile(r"'?\[(\d+)\]'?")
_MARKS = re.compile(r"(?:_xll\.|_xlfn\.|_xludf\.|_xlws\.)*(_xldudf_)?", re.IGNORECASE)
_SERVICE = re.compile(rf"ORG\.(?!LIBREOFFICE\.|OPENOFFICE\.)(?:\w+\.)*(?:{PREFIX})?(\w+)", re.IGNORECASE)
_CALL = r"(?P<book>(?:%s)*+!)?(?P<name>[^\W\d][\w.]*+)(?=\()"
_QUOTED, _TEXT, _WORD = r"'(?:[^']|'')*+'", r'"(?:[^"]|"")*+"', r"[\w.\\?]++"
_EXCEL_BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*+\])*+\]"
_OPEN_BRACKETS = rf"\[(?:{_QUOTED}|[^\]'])*+(?:\]|\Z)"
#: A call, or what may hold a name that is none: texts, names of sheets, columns of tables. All without going back, so
#: that no formula takes long.
_EXCEL = re.compile(
    "|".join([_TEXT, _CALL % f"{_QUOTED}|{_EXCEL_BRACKETS}|[\\w.]", _QUOTED, _EXCEL_BRACKETS, _WORD]), re.DOTALL
)
_OPEN = re.compile("|".join([_TEXT, _CALL % _QUOTED, _OPEN_BRACKETS, _QUOTED, _WORD]), re.DOTALL)


def stored(name: str, host: str) -> str:
    """How a host writes a function of the catalogue in a file: `AR_DUE_DATE` in office -> `_xldudf_AR_DUEDATE`."""
    if host == "excel":
        return name
    return dotted(name) if host == "libreoffice" else f"_xldudf_{PREFIX}_{short(name)}"


class Renamer:
    """Gives our functions the names of one host.

    names: of the catalogue | is_addin_link: whether the external link of a number leads to a file of functions
    """

    def __init__(
        self, names: Collection[str], host: str, is_addin_link: Callable[[int], bool] = lambda _: False
    ) -> None:
        self._host, self._is_addin_link = host, is_addin_link
        self._known: dict[str, str] = {}
        for name in names:
            forms = (name, f"{PREFIX}_{short(name)}", dotted(name), name.replace("_", ".", 1))
            self._known |= {form.upper(): name for form in forms}
        self._short = {short(name).upper(): name for name in names}

    def renamed(self, formula: str, *, is_open_formula: bool = False) -> str:
        """The formula with each call of ours under the host's name; all else as it was.

        is_open_formula: of an .ods, where references stand in brackets.
        """
        return (_OPEN if is_open_formula else _EXCEL).sub(self._of_call, formula)

    def may_concern(self, data: bytes) -> bool:
        """Whether bytes of a part may hold a call of ours at all: a quick look."""
        return re.search(rb"\bAR[._]|_AR_|\bORG\.", data, re.IGNORECASE) is not None

    def _of_call(self, found: re.Match[str]) -> str:
        name = found["name"] and self._function(found["name"])
        if not name or not self._is_ours(found["book"]):
            return found[0]
        return stored(name, self._host)

    def _function(self, written: str) -> str | None:
        """The catalogue's name of a function as a file writes it; None where it is not ours."""
        bare = written[_MARKS.match(written).end() :].upper()  # type: ignore[union-attr]
        if bare in self._known:
            return self._known[bare]
        service = _SERVICE.fullmatch(bare)
        return self._short.get(service[1]) if service else None

    def _is_ours(self, book: str | None) -> bool:
        """Whether what stands before the name is nothing, or a file of functions."""
        if not book:
            return True
        link = _LINK.fullmatch(book[:-1])
        return self._is_addin_link(int(link[1])) if link else bool(ADDIN_FILE.search(book[:-1]))
