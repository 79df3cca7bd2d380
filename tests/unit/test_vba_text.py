"""The text of the VBA modules: as committed, as the VBA editor takes it, and complete."""

import re
from pathlib import Path

import pytest
from pyopenvba.interpreter import parse_module

from addin.catalogue import CATALOGUE, CATEGORY, Function, by_name
from addin.vba import ENCODING, ON_ACTION, RIBBON_BUTTONS, quoted, stub_modules, write_stubs

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "vba_stubs"
MODULES = stub_modules()
EVERY_FUNCTION = pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
EVERY_MODULE = pytest.mark.parametrize("name", MODULES)


def _lines(name: str) -> list[str]:
    return MODULES[name].split("\r\n")


def _code(name: str) -> list[str]:
    """The lines without texts and comments, continued lines joined."""
    joined = MODULES[name].replace(" _\r\n", " ")
    return [re.sub(r'"(?:[^"]|"")*"', '""', line).partition("'")[0].rstrip() for line in joined.split("\r\n")]


def test_the_committed_files_are_the_generated_ones(tmp_path: Path) -> None:
    """Byte for byte; `python -m addin.vba vba_stubs` writes them anew."""
    write_stubs(tmp_path)
    generated = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {path.name: path.read_bytes() for path in COMMITTED.glob("*.bas")} == generated


def test_git_leaves_their_bytes_alone() -> None:
    """A checkout on Windows, or one that rewrites line ends, has the same files."""
    assert "vba_stubs/*.bas -text" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()


@EVERY_MODULE
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_module_is_as_the_editor_imports_it(name: str, lang: str) -> None:
    """Windows-1252, CRLF, its name first; no line longer than 1,023 characters or continued more than 24 times."""
    text = stub_modules(lang)[name]
    text.encode(ENCODING)
    assert text.startswith(f'Attribute VB_Name = "{name.removesuffix(".bas")}"\r\n')
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)|\t| \r", text)
    assert max(map(len, text.split("\r\n"))) <= 1023
    assert not re.search(r"(?:[^\n]* _\r\n){25}", text)


@EVERY_MODULE
def test_a_module_declares_its_variables_and_parses(name: str) -> None:
    """`Option Explicit`, and every procedure is found by a parser of VBA that is not ours."""
    assert "Option Explicit" in _lines(name)
    parsed = parse_module(MODULES[name])
    starts = [line for line in _code(name) if re.match(r"(Public|Private) (Function|Sub) ", line)]
    assert len(parsed.procedures) == len(starts) > 0


def test_only_functions_and_entries_are_seen_from_outside() -> None:
    """What Excel offers in its lists: the functions of the catalogue, the callback of the ribbon, Auto_Open."""
    seen = [
        re.split(r"[ (]", line)[2]
        for name in MODULES
        if "Option Private Module" not in _lines(name)
        for line in _code(name)
        if re.match(r"Public ", line)
    ]
    assert sorted(seen) == sorted([*(function.name for function in CATALOGUE), ON_ACTION, "Auto_Open"])


@EVERY_FUNCTION
def test_a_function_takes_the_arguments_of_the_catalogue(function: Function) -> None:
    """In order; the optional ones optional."""
    found = [line for line in _code("RelanceFunctions.bas") if line.startswith(f"Public Function {function.name}(")]
    assert len(found) == 1
    declared = re.findall(r"(Optional )?ByVal (\w+) As Variant", found[0])
    assert declared == [("Optional " if one.is_optional else "", one.name) for one in function.arguments]


@EVERY_FUNCTION
def test_a_function_says_what_it_does(function: Function) -> None:
    """Its attribute stands between its head and its body, where the editor expects it."""
    text = MODULES["RelanceFunctions.bas"]
    described = f"As Variant\r\nAttribute {function.name}.VB_Description = {quoted(function.fr)}\r\n"
    assert described in text
    assert quoted(function.en) in stub_modules("en")["RelanceFunctions.bas"]


@EVERY_FUNCTION
def test_the_wizard_is_told_every_argument(function: Function) -> None:
    """One text an argument, in order."""
    joined = MODULES["RelanceWizard.bas"].replace(", _\r\n        ", ", ")
    texts = ", ".join(map(quoted, [function.name, function.fr, *(one.fr for one in function.arguments)]))
    assert f"    Describe {texts}\r\n" in joined


def test_the_category_has_its_name() -> None:
    assert f'FUNCTION_CATEGORY As String = "{CATEGORY}"' in MODULES["RelanceWizard.bas"]


def test_the_last_error_is_asked_again_at_each_calculation() -> None:
    """It is the only volatile function: nothing it depends on is in a cell."""
    assert by_name("AR_LAST_ERROR").is_host
    assert MODULES["RelanceFunctions.bas"].count("Application.Volatile") == 1
    assert "    Application.Volatile\r\n    AR_LAST_ERROR = LastMessage()\r\n" in MODULES["RelanceFunctions.bas"]


def test_every_button_does_something() -> None:
    """The callback has one case for each button, and none besides."""
    cases = re.findall(r'Case "(\w+)":', MODULES["RelanceRibbon.bas"])
    assert cases == [one.id for one in RIBBON_BUTTONS]
    assert f"Public Sub {ON_ACTION}(control As IRibbonControl)" in _lines("RelanceRibbon.bas")


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("net", '"net"'),
        ("dit \u00ab x \u00bb", '"dit \u00ab x \u00bb"'),
        ('a "b"', '"a ""b"""'),
        ("12\u202f%", '"12\u00a0%"'),
    ],
)
def test_a_text_becomes_a_literal(text: str, literal: str) -> None:
    """Quotation marks are doubled; a narrow space, which the editor cannot hold, becomes a plain unbreakable one."""
    assert quoted(text) == literal
