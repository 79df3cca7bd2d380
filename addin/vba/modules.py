"""The VBA of the Excel add-in, as text: templates beside this file, filled from the catalogue."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from addin.catalogue import CATALOGUE
from addin.signature import CATEGORY, Argument, Function
from addin.vba import ribbon
from addin.version import version

#: What the VBA editor reads and writes in Western Europe; a .bas file has no mark that could say otherwise.
ENCODING = "cp1252"
#: The host answers it, and its answer changes without any of its arguments changing.
LAST_ERROR = "AR_LAST_ERROR"
#: What the file picker shows.
_OFFICE_TEXTS = {
    "fr": {
        "files": "Exports comptables (*.txt;*.csv;*.xlsx;*.xlsm;*.xls;*.ods;*.zip),"
        "*.txt;*.csv;*.xlsx;*.xlsm;*.xls;*.ods;*.zip,Tous les fichiers (*.*),*.*",
        "choose": "Relance : choisir l'export à importer",
        "working": "Relance : au travail…",
    },
    "en": {
        "files": "Exports of the accounts (*.txt;*.csv;*.xlsx;*.xlsm;*.xls;*.ods;*.zip),"
        "*.txt;*.csv;*.xlsx;*.xlsm;*.xls;*.ods;*.zip,All files (*.*),*.*",
        "choose": "Relance: choose the export to import",
        "working": "Relance: working…",
    },
}
_LINE = 120
_INDENT = "    "
#: Excel's number for the category "user defined", before `RelanceWizard` gives it its name.
_USER_DEFINED = 14


def stub_modules(lang: str = "fr") -> dict[str, str]:
    """File name -> text (CRLF) of every module of the add-in, xlwings' own modules aside. Same catalogue, same text."""
    filled = {
        "RelanceFunctions.bas": {"functions": "\n".join(_function(one, lang) for one in CATALOGUE).rstrip()},
        "RelanceRibbon.bas": {
            "category": CATEGORY,
            "cases": "\n".join(f'{_INDENT * 2}Case "{one.id}": {one.calls}' for one in ribbon.RIBBON_BUTTONS),
        },
        "RelanceOffice.bas": {"language": lang, **_OFFICE_TEXTS[lang]},
        "RelanceServer.bas": {"version": version()},
        "RelanceWizard.bas": {
            "category": CATEGORY,
            "descriptions": "\n".join(_description(one, lang) for one in CATALOGUE),
        },
    }
    return {name: _template(name).format_map(words).replace("\n", "\r\n") for name, words in filled.items()}


def write_stubs(folder: Path, lang: str = "fr") -> list[Path]:
    """Write the modules as the VBA editor imports them; the paths written."""
    paths = []
    for name, text in stub_modules(lang).items():
        path = folder / name
        path.write_bytes(text.encode(ENCODING))
        paths.append(path)
    return paths


def _template(name: str) -> str:
    return resources.files("addin.vba").joinpath(name).read_text(encoding="utf-8")


def _function(function: Function, lang: str) -> str:
    """One worksheet function, with the attributes that Excel shows in its wizard."""
    return "".join(f"{line}\n" for line in [*_declaration(function), *_attributes(function, lang), *_body(function)])


def _declaration(function: Function) -> list[str]:
    parameters = [f"{_optional(one)}ByVal {one.name} As Variant" for one in function.arguments]
    return _wrapped(f"Public Function {function.name}(", parameters, ") As Variant", indent="")


def _optional(argument: Argument) -> str:
    return "Optional " if argument.is_optional else ""


def _attributes(function: Function, lang: str) -> list[str]:
    return [
        f"Attribute {function.name}.VB_Description = {quoted(function.text(lang))}",
        f'Attribute {function.name}.VB_ProcData.VB_Invoke_Func = " \\n{_USER_DEFINED}"',
    ]


def _body(function: Function) -> Iterator[str]:
    if function.name == LAST_ERROR:
        yield f"{_INDENT}' No argument changes when an error does."
        yield f"{_INDENT}Application.Volatile"
        yield f"{_INDENT}{function.name} = LastMessage()"
    else:
        call = f'{_INDENT}{function.name} = CallPython("{function.name}", Array('
        yield from _wrapped(call, [one.name for one in function.arguments], "))", indent=_INDENT)
    yield "End Function"


def _description(function: Function, lang: str) -> str:
    """The statement of `RelanceWizard` that describes one function."""
    texts = [quoted(one.text(lang)) for one in function.arguments]
    head = f'{_INDENT}Describe "{function.name}", {quoted(function.text(lang))}'
    return f", _\n{_INDENT * 2}".join([head, *texts])


def _wrapped(head: str, items: list[str], tail: str, indent: str) -> list[str]:
    """`head items tail` on one line, or with its items on lines of their own."""
    line = f"{head}{', '.join(items)}{tail}"
    if len(line) <= _LINE:
        return [line]
    return [f"{head} _", *(f"{indent}{_INDENT}{item}, _" for item in items[:-1]), f"{indent}{_INDENT}{items[-1]}{tail}"]


def quoted(text: str) -> str:
    """A VBA literal. Windows-1252 has no narrow space: the ordinary unbreakable one stands for it."""
    return '"' + text.replace("\u202f", "\u00a0").replace('"', '""') + '"'
