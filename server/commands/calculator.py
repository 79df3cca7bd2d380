"""relance workbook --calculator: live formulas for one host, without a store."""

import io
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from server.console import Settings, answer
from server.errors import UserError
from server.outputs import write_file
from workbooks.calculator import write_calculator

#: What each host needs before the formulas answer.
_NEXT = {
    "excel": "The functions come with `relance addin install` on Windows.",
    "office": "The functions come with `relance addin office` and `relance serve --https`.",
    "libreoffice": "The functions come with `relance addin libreoffice --install` and `relance serve`.",
}


def calculator(settings: Settings, out: Path, host: str, lang: str) -> None:
    """Write the calculator and say what it needs."""
    if out.suffix.lower() != ".xlsx":
        raise UserError(f"The workbook's name ends in .xlsx; {out.name} does not.")
    content = io.BytesIO()
    sheets = write_calculator(content, host, lang)
    write_file(out, content.getvalue())
    answer(settings, {"workbook": str(out), "host": host, "sheets": sheets}, _show)


def _show(console: Console, result: dict[str, Any]) -> None:
    console.print(f"Calculator: {escape(result['workbook'])} ({len(result['sheets'])} sheets)")
    console.print(_NEXT[result["host"]])
