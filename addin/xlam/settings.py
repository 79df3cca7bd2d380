"""The sheet `relance.conf` of the add-in, where xlwings' VBA looks first for its settings."""

import io
import zipfile
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

SHEET = "relance.conf"
UDF_MODULE = "addin.udfs"
INTERPRETER, PYTHON_PATH, DEBUG = "INTERPRETER_WIN", "PYTHONPATH", "DEBUG UDFS"
#: VBA writes True and False in the user's language; these it reads everywhere.
YES, NO = "-1", "0"
RELANCE_VERSION, XLWINGS_VERSION = "RELANCE_VERSION", "XLWINGS_VERSION"


@dataclass(frozen=True)
class AddinSettings:
    """What differs from one machine to the next.

    interpreter: full path of pythonw.exe; '' leaves it to the user's own file %USERPROFILE%\\.relance\\relance.conf
    python_path: the folder that holds Relance's packages | is_served_outside: Python is started by hand, not by Excel
    """

    interpreter: str = ""
    python_path: str = ""
    is_served_outside: bool = False

    def rows(self, relance: str, xlwings: str) -> list[tuple[str, str]]:
        """The sheet, row by row. A missing row lets the user's own file speak; so does no row that is here."""
        machine = {INTERPRETER: self.interpreter, PYTHON_PATH: self.python_path}
        return [
            *((name, value) for name, value in machine.items() if value),
            ("UDF MODULES", UDF_MODULE),
            ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),  # read by Python; code beside a workbook is never run
            (DEBUG, YES if self.is_served_outside else NO),
            ("SHOW CONSOLE", NO),
            (RELANCE_VERSION, relance),
            (XLWINGS_VERSION, xlwings),
        ]


def read_settings(content: bytes) -> dict[str, str]:
    """The settings of an add-in file; none where it is no add-in of ours."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_name(SHEET).to_python()
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        return {}
    return {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] != ""}
