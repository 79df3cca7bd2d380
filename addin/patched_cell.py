"""A cell as the XML of a sheet holds it."""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal

from addin.archive import ArchiveError
from addin.cell_marks import Place, shown_place
from addin.markup import escaped

MAX_TEXT = 32_767
#: What XML cannot hold, and what already looks like Excel's own way to write it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Formula:
    """A formula as a file stores it, without its sign: `SUM(A1:A9)`; its result where that is known already."""

    text: str
    result: Decimal | str | None = None


#: A text is a text, whatever it begins with; None empties the cell.
Value = None | bool | int | float | Decimal | str | dt.date | Formula


@dataclass(frozen=True)
class CellMarkup:
    """How cells of one sheet are written: the prefix of its tags, the day serial numbers count from."""

    prefix: bytes
    day_0: dt.datetime

    def cell(self, place: Place, style: str | None, value: Value) -> bytes:
        """`<c>` with its value; style: the number of one of the workbook's."""
        kind, inner = self._content(value, place)
        told = {"r": shown_place(place), "s": style, "t": kind}
        head = "".join(f' {name}="{value}"' for name, value in told.items() if value).encode()
        tag = self.prefix + b"c"
        return b"<%s%s>%s</%s>" % (tag, head, inner, tag) if inner else b"<%s%s/>" % (tag, head)

    def _content(self, value: Value, place: Place) -> tuple[str, bytes]:
        """The type of a cell and what stands in it."""
        if value is None or value == "":
            return "", b""
        if isinstance(value, bool):
            return "b", self._element("v", str(int(value)))
        if isinstance(value, Formula):
            kind, shown = self._result(value.result, place)
            return kind, self._element("f", value.text) + shown
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise ArchiveError(f"The text for {shown_place(place)} is longer than a cell takes ({MAX_TEXT}).")
            text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
            return "inlineStr", self._element("is", self._element("t", text, b' xml:space="preserve"'))
        return "", self._element("v", self._number(value, place))

    def _result(self, result: Decimal | str | None, place: Place) -> tuple[str, bytes]:
        if result is None:
            return "", b""
        if isinstance(result, str):
            return "str", self._element("v", _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", result))
        return "", self._element("v", self._number(result, place))

    def _number(self, value: float | Decimal | dt.date, place: Place) -> str:
        if isinstance(value, dt.date):
            moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
            days = (moment.replace(tzinfo=None) - self.day_0) / dt.timedelta(days=1)
            if days < 0:
                raise ArchiveError(f"The date for {shown_place(place)} is before a spreadsheet's first day.")
            return repr(int(days) if days == int(days) else days)
        if not math.isfinite(value):
            raise ArchiveError(f"The number for {shown_place(place)} is not finite.")
        return format(value, "f") if isinstance(value, Decimal) else repr(value)

    def _element(self, name: str, inner: str | bytes, attributes: bytes = b"") -> bytes:
        tag = self.prefix + name.encode()
        content = escaped(inner) if isinstance(inner, str) else inner
        return b"<%s%s>%s</%s>" % (tag, attributes, content, tag)
