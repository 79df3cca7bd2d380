"""`python -m addin.reference FILE` writes docs/functions.md: every function, from the catalogue and its examples."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from addin.catalogue import CATALOGUE
from addin.names import dotted
from addin.reference_texts import EXAMPLES, FORMS, HOSTS, INTRODUCTION, SHEET
from addin.signature import Argument, Function


def functions_page() -> str:
    """The whole page."""
    return "\n".join([
        INTRODUCTION.rstrip(), "", "## La feuille des exemples", "", *_grid(SHEET, is_sheet=True), "",
        *(line for function in CATALOGUE for line in _section(function)),
        "## Les mêmes centimes partout", "",
        "Chaque forme, et ce que chaque tableur en fait ; en gras, ce qui n'y est pas comme ailleurs.", "",
        *_table(("Forme", *HOSTS), ((form, *shown) for form, shown in FORMS.items())), "",
    ])  # fmt: skip


def _section(function: Function) -> Iterable[str]:
    example = EXAMPLES[function.name]
    shown = example.shown[0][0]
    yield from (f"## {function.name}", "", function.fr, "")
    yield from (f"`{_signature(function)}` — ailleurs `{dotted(function.name)}`", "")
    yield from (f"- `{one.name}` : {one.fr}" for one in function.arguments)
    if len(example.shown) == len(example.shown[0]) == 1:
        yield from ("", f"Exemple : `{example.formula}` montre {f'`{shown}`' if shown else 'une cellule vide'}.", "")
    else:
        yield from ("", f"Exemple : `{example.formula}` montre", "", *_grid(example.shown), "")
    if example.errors:
        yield from (*(f"- `{code}` : {why}" for code, why in example.errors), "")


def _signature(function: Function) -> str:
    return f"{function.name}({'; '.join(map(_argument, function.arguments))})"


def _argument(argument: Argument) -> str:
    return f"[{argument.name}]" if argument.is_optional else argument.name


def _grid(rows: Sequence[Sequence[str]], is_sheet: bool = False) -> list[str]:
    """Rows with the letters of their columns and their numbers, or under their first row."""
    if not is_sheet:
        return _table(rows[0], rows[1:])
    letters = [chr(ord("A") + column) for column in range(len(rows[0]))]
    return _table(("", *letters), ((str(row), *cells) for row, cells in enumerate(rows, 1)))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(cells)} |" for cells in (header, *rows)]
    return [lines[0], "|" + "---|" * len(header), *lines[1:]]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(functions_page(), encoding="utf-8")
