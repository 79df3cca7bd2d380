"""What runs beside LibreOffice, under a Python that has its UNO bridge: steps in, answers out, both JSON.

    python calc_worker.py SOFFICE STEPS.json ANSWERS.json

A cell is null, a number, a text or `{"error": code}` with Calc's own error number. Places are [sheet, row, column],
counted from 0; a sheet that is not there is made.
"""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

START_TIMEOUT_S = 60
#: Formulas that give each error, by Calc's number.
FAULTS = {
    **{32767: "=NA()", 532: "=1/0", 519: '="x"+1', 503: "=10^308*10"},
    **{524: "=#REF!", 525: "=NOSUCHNAME", 521: "=A1:A2 B1"},
}

#: What an array shows beyond its result.
NOTHING = {"error": 32767}


def properties(**values):
    """Arguments as UNO wants them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def started(soffice):
    """A headless office of its own: its process and its desktop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    accept = f"socket,host=127.0.0.1,port={port};urp;"
    process = subprocess.Popen([soffice, "--headless", "--norestore", "--nologo", f"--accept={accept}"])
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            context = resolver.resolve(f"uno:{accept}StarOffice.ComponentContext")
            return process, context
        except Exception:
            if time.monotonic() > end or process.poll() not in (None, 0, 81):
                raise
            time.sleep(0.1)


class Book:
    """One document, and the steps it takes."""

    def __init__(self, context):
        self.context = context
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.document = None

    def service(self, name):
        """An object of the office."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def step(self, name, *arguments):
        """Do one step by its name."""
        return getattr(self, f"do_{name}")(*arguments)

    def do_open(self, path=None):
        """A file, or an empty workbook that calculates only when asked."""
        self.close()
        url = "private:factory/scalc" if path is None else uno.systemPathToFileUrl(path)
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        if path is None:
            self.document.enableAutomaticCalculation(False)

    def close(self):
        """The present document, unsaved."""
        if self.document is not None:
            self.document.close(True)

    def do_save(self, path, kind):
        """A copy, by the name of a filter."""
        self.document.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=kind))

    def do_property(self, name, value):
        """A setting of the document; a date as [year, month, day]."""
        day = uno.createUnoStruct("com.sun.star.util.Date", *reversed(value)) if isinstance(value, list) else value
        setattr(self.document, name, day)

    def sheet(self, name):
        """A sheet by its name, made where there is none."""
        sheets = self.document.Sheets
        if not sheets.hasByName(name):
            sheets.insertNewByName(name, sheets.Count)
        return sheets.getByName(name)

    def do_sheet(self, name):
        """Make a sheet."""
        self.sheet(name)

    def area(self, place, rows, columns):
        """A range from its first cell and its size."""
        name, row, column = place
        return self.sheet(name).getCellRangeByPosition(column, row, column + columns - 1, row + rows - 1)

    def do_data(self, place, rows):
        """Write cells; None leaves one empty."""
        plain = tuple(tuple("" if cell is None or isinstance(cell, dict) else cell for cell in row) for row in rows)
        self.area(place, len(rows), len(rows[0])).setDataArray(plain)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is None:
                    self.area([place[0], place[1] + row, place[2] + column], 1, 1).clearContents(4)
                elif isinstance(cell, dict):
                    self.do_formula([place[0], place[1] + row, place[2] + column], FAULTS[cell["error"]])

    def do_formula(self, place, text):
        """Write one formula."""
        self.area(place, 1, 1).getCellByPosition(0, 0).setFormula(text)

    def do_formulas(self, place, rows):
        """Write formulas."""
        self.area(place, len(rows), len(rows[0])).setFormulaArray(tuple(map(tuple, rows)))

    def do_array(self, place, rows, columns, text):
        """Write one array formula."""
        self.area(place, rows, columns).setArrayFormula(text)

    def do_calculate(self):
        """Every formula anew."""
        self.document.calculateAll()

    def do_calculate_dirty(self):
        """What is not computed yet."""
        self.document.calculate()

    def do_read(self, place, rows, columns):
        """Cells as they are."""
        area = self.area(place, rows, columns)
        return [
            [cell if isinstance(cell, str) else self.number(area, at, column, cell) for column, cell in enumerate(row)]
            for at, row in enumerate(area.getDataArray())
        ]

    @staticmethod
    def number(area, row, column, value):
        """A number, or the error that stands in its place."""
        if isinstance(value, float) and value not in (0.0, 1.0):
            return value
        code = area.getCellByPosition(column, row).getError()
        return {"error": code} if code else value

    def do_sheets(self):
        """Every sheet's used cells and formulas."""
        return {name: self.used(self.document.Sheets.getByName(name)) for name in self.document.Sheets.ElementNames}

    def used(self, sheet):
        """Cells and formulas from A1 to the last used one."""
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        rows, columns = cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1
        formulas = self.area([sheet.Name, 0, 0], rows, columns).getFormulaArray()
        return {"values": self.do_read([sheet.Name, 0, 0], rows, columns), "formulas": formulas}

    def do_evaluate(self, calls):
        """What each formula gives, each on its sheet beside its arguments (column 40 on), computed once.

        A call is [sheet, formula, rows, columns]: a formula of one cell as it is typed; a larger one as an array with
        a row and a column more, which are left out where it gives them nothing.
        """
        for sheet, formula, rows, columns in calls:
            if rows * columns == 1:
                self.do_formula([sheet, 0, 40], f"={formula}")
            else:
                self.do_array([sheet, 0, 40], rows + 1, columns + 1, f"={formula}")
        self.do_calculate_dirty()
        return [self.result(sheet, rows, columns) for sheet, _, rows, columns in calls]

    def result(self, sheet, rows, columns):
        """The cells of a formula; an array of one row or column fills what is beside it with the same."""
        if rows * columns == 1:
            return self.do_read([sheet, 0, 40], 1, 1)
        found = self.do_read([sheet, 0, 40], rows + 1, columns + 1)
        if columns == 1 or all(row[-1] == NOTHING for row in found):
            found = [row[:-1] for row in found]
        return found[:-1] if rows == 1 or all(cell == NOTHING for cell in found[-1]) else found

    def do_time(self, count, *steps):
        """Seconds of some steps together, each time they are done."""
        seconds = []
        for _ in range(count):
            start = time.perf_counter()
            for one in steps:
                self.step(*one)
            seconds.append(time.perf_counter() - start)
        return seconds

    def do_wizard(self):
        """The functions of an add-in as the wizard tells them."""
        found = self.service("com.sun.star.sheet.FunctionDescriptions")
        told = [{one.Name: one.Value for one in found.getByIndex(at)} for at in range(found.Count)]
        return {
            one["Name"]: [one["Description"], [[part.Name, part.Description] for part in one["Arguments"] or ()]]
            for one in told
            if one["Name"].startswith("AR.")
        }


def main(soffice, steps, answers):
    """Run the steps in one office and end it."""
    process, context = started(soffice)
    book = Book(context)
    try:
        told = [book.step(*one) for one in json.loads(Path(steps).read_text(encoding="utf-8"))]
        Path(answers).write_text(json.dumps(told), encoding="utf-8")
    finally:
        try:
            book.close()
            book.desktop.terminate()
        except Exception:  # an office that is gone has ended too
            process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main(*sys.argv[1:])
