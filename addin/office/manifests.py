"""The two manifests of the add-in: the add-in only manifest.xml (Mac, the web, PC) and the unified manifest.json."""

from string import Template
from typing import Any
from xml.sax.saxutils import escape

from addin.names import PREFIX
from addin.office.metadata import as_json
from addin.office.page import static

#: The first schema with custom functions.
SCHEMA_VERSION = "1.24"
#: Each manifest is an add-in of its own: never change them.
_XML_ID, _JSON_ID = "47327b3c-340f-4253-b946-252afe781963", "8be0e02c-ba8a-48d4-a95c-6d519169e069"
_SHORT = "Relance clients : pénalités, échéances, balance âgée dans les cellules"
_FULL = (
    "Les fonctions AR de Relance dans Excel : échéances, pénalités de retard, balance âgée, lettrage, priorités, "
    "indicateurs. Elles sont calculées par le serveur Relance, sur ce poste ou dans l'entreprise."
)
_HELP = "Le jour de calcul, le recalcul, l'état du serveur et l'aide de chaque fonction."
_ACCENT = "#0F5C6E"
_PROJECT = {"LABEL": "Relance", "GROUP": "Relance clients", "HELP": _HELP, "SHORT": _SHORT, "FULL": _FULL}


def manifest_xml(url: str, version: str) -> bytes:
    """The add-in only manifest. Its version is 1.0.1.0 for 0.1.0: Office takes none below 1.0."""
    marks = {'"': "&quot;"}
    texts = {name: escape(text, marks) for name, text in _PROJECT.items()}
    page = Template(static("manifest.xml"))
    fixed = {"ID": _XML_ID, "VERSION": f"1.{version}", "NAMESPACE": PREFIX, "BASE": escape(f"{url}/office", marks)}
    return page.substitute(texts | fixed).encode()


def manifest_json(url: str, version: str) -> bytes:
    """The unified manifest: one long-lived runtime holds the functions and the task pane."""
    pane = f"{url}/office/taskpane.html"
    return as_json({
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA_VERSION,
        "id": _JSON_ID,
        "version": version,
        "name": {"short": _PROJECT["LABEL"], "full": _PROJECT["GROUP"]},
        "description": {"short": _SHORT, "full": _FULL},
        "developer": {"name": _PROJECT["LABEL"], "websiteUrl": pane, "privacyUrl": pane, "termsOfUseUrl": pane},
        "icons": {"color": "icon-192.png", "outline": "outline.png"},
        "accentColor": _ACCENT,
        "localizationInfo": {"defaultLanguageTag": "fr-fr"},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": "Document.ReadWrite.User", "type": "Delegated"}]}
        },
        "extensions": [_extension(url)],
    })  # fmt: skip


def _extension(url: str) -> dict[str, Any]:
    runtimes = [{"name": "CustomFunctionsRuntime", "minVersion": "1.2"}, {"name": "SharedRuntime", "minVersion": "1.1"}]
    return {
        "requirements": {"scopes": ["workbook"], "capabilities": runtimes},
        "runtimes": [{
            "id": "SharedRuntime",
            "type": "general",
            "lifetime": "long",
            "code": {"page": f"{url}/office/taskpane.html", "script": f"{url}/office/functions.js"},
            "actions": [{"id": "ShowTaskPane", "type": "openPage", "view": "TaskPane", "pinnable": True}],
            "customFunctions": {
                "namespace": {"id": PREFIX, "name": PREFIX},
                "metadataUrl": f"{url}/office/functions.json",
            },
        }],
        "ribbons": [{"tabs": [{"builtInTabId": "TabFormulas", "groups": [_group(url)]}]}],
    }  # fmt: skip


def _group(url: str) -> dict[str, Any]:
    icons = [{"size": size, "url": f"{url}/office/icon-{size}.png"} for size in (16, 32, 80)]
    button = {
        "id": "ShowTaskPaneButton",
        "type": "button",
        "label": _PROJECT["LABEL"],
        "icons": icons,
        "supertip": {"title": _PROJECT["LABEL"], "description": _HELP},
        "actionId": "ShowTaskPane",
    }
    return {"id": "RelanceGroup", "label": _PROJECT["GROUP"], "icons": icons, "controls": [button]}
