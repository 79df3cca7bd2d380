"""First page of the calculator: how to get the functions in this host, whether they answer, what errors mean."""

from addin.catalogue import CATALOGUE, Function
from addin.names import dotted
from workbooks.calculator_cells import Area
from workbooks.calculator_page import Page

_TERM_WIDTH, _TEXT_WIDTH = 34, 120
_LINE_HEIGHT, _LINE_LENGTH = 16, 150
_STEPS = {"excel": 4, "office": 4, "libreoffice": 4}
_ERRORS = ("name", "value", "num", "na", "last")


def write_guide(page: Page, topics: list[str]) -> None:
    """Live check, steps, sheets, errors, functions."""
    words, host = page.book.words, page.book.host
    page.sheet.set_column(0, 0, _TERM_WIDTH)
    page.sheet.set_column(1, 1, _TEXT_WIDTH)
    page.row = 3
    _write_check(page)
    steps = [(str(number), words(f"calc.step.{host}.{number}")) for number in range(1, _STEPS[host] + 1)]
    _write_terms(page, "calc.section.steps", steps)
    _write_terms(page, "calc.section.sheets", [(words.sheet(key), words(f"intro.{key}")) for key in topics], topics)
    errors = (*_ERRORS, "range") if host == "libreoffice" else _ERRORS
    told = [(words(f"calc.error.{key}", last=_typed(page, "AR_LAST_ERROR")), words(f"calc.error.{key}.text"))
            for key in errors]  # fmt: skip
    _write_terms(page, "calc.section.errors", told)
    functions = [(_typed(page, one.name), _signature(page, one)) for one in CATALOGUE]
    _write_terms(page, "calc.section.functions", functions)


def _write_check(page: Page) -> None:
    """A cell that says whether the functions answer."""
    words, styles = page.book.words, page.book.styles
    call = page.call("AR_VERSION")
    good, bad = words("calc.check.good"), words("calc.check.bad")
    page.sheet.write_string(page.row, 0, words("calc.check.label"), styles.of("card_label"))
    told = f'IFERROR("{good} "&{call.text},"{bad}")'
    page.write_plain(Area(page.row, 1, page.row, 1), told, styles.of("card_value"), f"{good} {call.value}")
    for criteria, name in (("begins with", "good"), ("not containing", "bad")):
        page.sheet.conditional_format(
            page.row, 1, page.row, 1,
            {"type": "text", "criteria": criteria, "value": good, "format": styles.conditional(name)},
        )  # fmt: skip
    page.sheet.set_row(page.row, 26)
    page.row += 2


def _write_terms(page: Page, key: str, terms: list[tuple[str, str]], links: list[str] | None = None) -> None:
    styles, words = page.book.styles, page.book.words
    page.section(key, 2)
    for place, (term, text) in enumerate(terms):
        if links:
            target = words.sheet(links[place]).replace("'", "''")
            page.sheet.write_url(page.row, 0, f"internal:'{target}'!A1", styles.of("row", "link", "bold"), term)
        else:
            page.sheet.write_string(page.row, 0, term, styles.of("paragraph", "row", "bold"))
        page.sheet.write_string(page.row, 1, text, styles.of("paragraph", "row"))
        page.sheet.set_row(page.row, _LINE_HEIGHT * (1 + len(text) // _LINE_LENGTH))
        page.row += 1
    page.row += 1


def _signature(page: Page, function: Function) -> str:
    """`(amount; due; until_day; [debtor])` and what it gives, in words."""
    names = [f"[{one.name}]" if one.is_optional else one.name for one in function.arguments]
    return f"({'; '.join(names)}) : {function.text(page.book.words.lang)}"


def _typed(page: Page, name: str) -> str:
    """A function as a user of this host types it."""
    return name if page.book.host == "excel" else dotted(name)
