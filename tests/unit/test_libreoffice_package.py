"""The LibreOffice extension as a file: every function in it, the same bytes each time, readable by old Pythons."""

import ast
import io
import sys
import zipfile
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

from addin.catalogue import CATALOGUE
from addin.libreoffice.package import build_oxt
from addin.libreoffice.signatures import IDL_WORDS, argument_name, idl, method_name
from addin.libreoffice.wizard import calc_add_ins
from addin.names import dotted
from addin.signature import Argument, Function, Kind
from addin.version import version

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Beside the standard library: what LibreOffice has, and what the extension brings.
BROUGHT = {"unohelper", "com", "org", "relance_client", "relance_names"}


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """The extension's files by name."""
    with zipfile.ZipFile(io.BytesIO(build_oxt())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _function(name: str, *arguments: str) -> Function:
    made = tuple(Argument(one, Kind.TEXT, "é < & \"", "e") for one in arguments)  # fmt: skip
    return Function(name, "Dit <&>.", "Says.", made, Kind.TEXT, lambda **_: [])


def _written(node: Element, name: str) -> dict[str, str]:
    """The texts of a property by language."""
    (found,) = [one for one in node if one.get(f"{OOR}name") == name]
    return {value.get(LANG, ""): value.text or "" for value in found}


def test_the_same_catalogue_gives_the_same_bytes() -> None:
    """No date, no order of a set, no compression that a library chooses."""
    assert build_oxt() == build_oxt()
    with zipfile.ZipFile(io.BytesIO(build_oxt())) as archive:
        assert {(one.date_time, one.compress_type) for one in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}


def test_the_manifest_names_parts_that_are_there(parts: dict[str, bytes]) -> None:
    """Types as plain text, component, wizard."""
    manifest = ElementTree.fromstring(parts["META-INF/manifest.xml"])
    named = [one.attrib["{http://openoffice.org/2001/manifest}full-path"] for one in manifest]
    assert len(named) == 3
    assert set(named) < set(parts)


def test_the_description_tells_version_and_licence(parts: dict[str, bytes]) -> None:
    """The package's version; the licence lies in the file, and adding it asks nothing."""
    description = ElementTree.fromstring(parts["description.xml"])
    space = "{http://openoffice.org/extensions/description/2006}"
    assert description.find(f"{space}version").attrib["value"] == version()  # type: ignore[union-attr]
    assert description.find(f"{space}registration") is None
    assert parts["licence.txt"].startswith(b"MIT License")


def test_every_function_is_typed_named_and_told(parts: dict[str, bytes]) -> None:
    """The same methods and arguments in the IDL, in the wizard and in the component's table."""
    types, names = parts["relance.idl"].decode(), parts["pythonpath/relance_names.py"].decode()
    table = ast.literal_eval(names.split("FUNCTIONS = ")[1])
    wizard = ElementTree.fromstring(parts["CalcAddIns.xcu"])
    functions = next(one for one in wizard.iter("node") if one.get(f"{OOR}name") == "AddInFunctions")
    nodes = {one.attrib[f"{OOR}name"]: one for one in functions}
    assert len(nodes) == len(CATALOGUE)
    for function in CATALOGUE:
        method = method_name(function)
        assert f" {method}(" in types
        assert table[method] == (function.name, function.name == "AR_LAST_ERROR")
        assert _written(nodes[method], "DisplayName") == dict.fromkeys(("en-US", "fr"), dotted(function.name))
        told = _written(nodes[method], "Description")
        assert told == {"fr": f"Relance clients : {function.fr}", "en-US": f"Relance clients : {function.en}"}
        (arguments,) = [one for one in nodes[method] if one.get(f"{OOR}name") == "Parameters"]
        assert [one.attrib[f"{OOR}name"] for one in arguments] == [argument_name(one) for one in function.arguments]


def test_names_are_what_uno_takes() -> None:
    """Letters and digits only, no word of the language, no two alike, none like the document Calc hands over."""
    methods = [method_name(one) for one in CATALOGUE]
    assert len(set(methods)) == len(methods)
    for function in CATALOGUE:
        arguments = [argument_name(one).lower() for one in function.arguments]
        assert len({*arguments, "document"}) == len(arguments) + 1, function.name
        assert all(one.isalnum() and one.isascii() and one not in IDL_WORDS for one in [*arguments, *methods])


def test_a_word_of_the_language_takes_a_letter_more() -> None:
    """`in` and `sequence` would break the interface."""
    function = _function("AR_SET", "in", "invoice_date", "sequence")
    assert [argument_name(one) for one in function.arguments] == ["inx", "invoiceDate", "sequencex"]
    assert "> > setx([in] com::sun::star::beans::XPropertySet document, [in] any inx," in idl([function])


def test_a_function_without_arguments_gives_one_value() -> None:
    """No range and no document."""
    assert "\n  any today();\n" in idl([_function("AR_TODAY")])


def test_texts_are_escaped() -> None:
    """A sign of XML in a sentence stays a sign."""
    told = ElementTree.fromstring(calc_add_ins([_function("AR_X", "one")]))
    texts = {one.text for one in told.iter("value")}
    assert {"Relance clients : Dit <&>.", 'é < & "'} <= texts


def test_what_runs_inside_libreoffice_is_plain_old_python(parts: dict[str, bytes]) -> None:
    """Python 3.8 reads it, and it imports nothing LibreOffice has not."""
    for name in [one for one in parts if one.endswith(".py")]:
        tree = ast.parse(parts[name], feature_version=(3, 8))
        found = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        found |= {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
        roots = {str(one).partition(".")[0] for one in found}
        assert roots <= {*sys.stdlib_module_names, *BROUGHT}, name
