"""One formula to start from, for each function: its required arguments in the columns of a sheet."""

from addin.names import dotted
from addin.signature import Argument, Function, Kind

#: What a kind is shown as, where a cell of the sheet would say less.
_SHOWN = {Kind.DEBTOR: '"professionnel"', Kind.RATE: '"10 %"', Kind.COUNT: "6", Kind.PERCENT: "2%"}
_COLUMNS = "ABCDEFGH"
_TABLE_ROWS = 500


def example(function: Function) -> str:
    """`=AR.PENALTY(A2; B2; AUJOURDHUI())`: values in the second row of a sheet, tables with their headers."""
    shown: list[str] = []
    column = 0
    for one in function.arguments:
        if one.is_optional:
            break
        text, width = _shown(one, column)
        shown.append(text)
        column += width
    return f"={dotted(function.name)}({'; '.join(shown)})"


def _shown(argument: Argument, column: int) -> tuple[str, int]:
    """An argument's text, and how many columns of the sheet it takes."""
    if argument.is_view:
        return "AUJOURDHUI()", 0
    if argument.kind is Kind.TABLE:
        width = sum(one.is_required for one in argument.columns) or 1
        return f"{_COLUMNS[column]}1:{_COLUMNS[column + width - 1]}{_TABLE_ROWS}", width
    if argument.kind in _SHOWN:
        return _SHOWN[argument.kind], 0
    return f"{_COLUMNS[column]}2", 1
