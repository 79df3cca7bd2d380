"""The unified manifest against Microsoft's schema, offline; the add-in only manifest against its own references."""

import copy
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from defusedxml import ElementTree
from jsonschema import Draft4Validator

from addin.office.build import DEFAULT_URL, office_files, package
from addin.office.manifests import SCHEMA_VERSION
from addin.version import version
from tests.conftest import IN_CI
from tests.office_host import SCRIPTS

ADDRESS = "https://relance.example.com:8443/compta"
FILES = office_files(ADDRESS)
MANIFEST = json.loads(FILES["manifest.json"])
#: Brought by `npm ci`, see the README beside.
SCHEMAS = SCRIPTS / "node_modules" / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"
SCHEMA_FILE = SCHEMAS / f"v{SCHEMA_VERSION}" / "MicrosoftTeams.schema.json"
OFFICE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
OVERRIDES = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BASIC = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """`\\p{L}` of its function names is no pattern of Python's; the manifest only points to its functions."""
    if not SCHEMA_FILE.is_file() and not IN_CI:
        pytest.skip(f"the schemas are not there: npm ci --ignore-scripts in {SCRIPTS}")
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def _faults(manifest: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in Draft4Validator(schema).iter_errors(manifest)]


def test_the_unified_manifest_is_valid(schema: dict[str, Any]) -> None:
    """Every address of it is below the server's own."""
    Draft4Validator.check_schema(schema, format_checker=None)
    assert schema["properties"]["manifestVersion"]["const"] == MANIFEST["manifestVersion"] == SCHEMA_VERSION
    assert _faults(MANIFEST, schema) == []
    (runtime,) = MANIFEST["extensions"][0]["runtimes"]
    assert runtime["customFunctions"]["metadataUrl"] == f"{ADDRESS}/office/functions.json"
    assert runtime["lifetime"] == "long"


@pytest.mark.parametrize(
    "harm",
    [
        lambda manifest: manifest.pop("icons"),
        lambda manifest: manifest["name"].update(short="x" * 31),
        lambda manifest: manifest["extensions"][0]["runtimes"][0].pop("code"),
        lambda manifest: manifest["extensions"][0].update(customFunctions={}),
        lambda manifest: manifest["extensions"][0]["runtimes"][0].update(lifetime="endless"),
    ],
)
def test_the_schema_refuses_what_it_should(schema: dict[str, Any], harm: Callable[[dict[str, Any]], object]) -> None:
    """The last but one is how some of the documentation still shows it."""
    broken = copy.deepcopy(MANIFEST)
    harm(broken)
    assert _faults(broken, schema)


def test_every_action_of_the_ribbon_is_one_of_the_runtime() -> None:
    """Or the button does nothing."""
    extension = MANIFEST["extensions"][0]
    actions = {action["id"] for runtime in extension["runtimes"] for action in runtime["actions"]}
    groups = [group for ribbon in extension["ribbons"] for tab in ribbon["tabs"] for group in tab["groups"]]
    assert {control["actionId"] for group in groups for control in group["controls"]} == actions


def test_the_package_holds_the_manifest_and_its_icons() -> None:
    """What is uploaded for the unified manifest; the same bytes at every build."""
    content = package(FILES)
    assert content == package(dict(FILES))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["manifest.json", *MANIFEST["icons"].values()]
        assert archive.read("manifest.json") == FILES["manifest.json"]


def test_every_reference_of_the_add_in_only_manifest_is_a_resource() -> None:
    """And every resource is used, every address is one of the files written."""
    tree = ElementTree.fromstring(FILES["manifest.xml"])
    held = {
        node.get("id"): node.get("DefaultValue")
        for node in tree.iter()
        if node.tag.startswith(BASIC) and node.get("id")
    }
    assert {node.get("resid") for node in tree.iter() if node.get("resid")} == set(held)
    addresses = [
        node.get("DefaultValue") for node in tree.iter() if (node.get("DefaultValue") or "").startswith("https")
    ]
    assert len(addresses) > 8
    assert {address.removeprefix(f"{ADDRESS}/office/") for address in addresses} <= set(FILES)


def test_the_add_in_only_manifest_is_written_in_the_order_office_reads() -> None:
    """Office refuses other orders, without saying why (its schema is a sequence)."""
    tree = ElementTree.fromstring(FILES["manifest.xml"])
    assert [node.tag.removeprefix(OFFICE) for node in tree] == [
        "Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "IconUrl",
        "HighResolutionIconUrl", "SupportUrl", "Hosts", "Requirements", "DefaultSettings", "Permissions",
        f"{OVERRIDES}VersionOverrides",
    ]  # fmt: skip
    host = tree.find(f".//{OVERRIDES}Host")
    assert [node.tag.removeprefix(OVERRIDES) for node in host] == ["Runtimes", "AllFormFactors", "DesktopFormFactor"]
    assert tree.findtext(f"{OFFICE}Version") == f"1.{version()}"


def test_its_texts_have_the_lengths_office_takes() -> None:
    """125 characters for a name or a short text, 250 for a description or a long one, 32 for a resource's id."""
    tree = ElementTree.fromstring(FILES["manifest.xml"])
    limits = {f"{OFFICE}DisplayName": 125, f"{OFFICE}Description": 250}
    for tag, limit in limits.items():
        assert 0 < len(tree.find(tag).get("DefaultValue")) <= limit
    for place, limit in (("ShortStrings", 125), ("LongStrings", 250)):
        for text in tree.find(f".//{BASIC}{place}"):
            assert 0 < len(text.get("DefaultValue")) <= limit
            assert len(text.get("id")) <= 32


def test_the_runtime_page_of_the_functions_is_the_task_pane() -> None:
    """One shared runtime: it does not load where these differ."""
    tree = ElementTree.fromstring(FILES["manifest.xml"])
    pages = [tree.find(f".//{OVERRIDES}{path}").get("resid") for path in ("Runtime", f"Page/{OVERRIDES}SourceLocation")]
    action = tree.find(f".//{OVERRIDES}Action/{OVERRIDES}SourceLocation").get("resid")
    assert {*pages, action} == {"Taskpane.Url"}


def test_both_manifests_are_add_ins_of_their_own() -> None:
    """And stay the same whatever address they name: Office would see another add-in."""
    ids = {
        ElementTree.fromstring(files["manifest.xml"]).findtext(f"{OFFICE}Id")
        for files in (FILES, office_files(DEFAULT_URL))
    }
    assert len(ids | {MANIFEST["id"], json.loads(office_files(DEFAULT_URL)["manifest.json"])["id"]}) == 2
