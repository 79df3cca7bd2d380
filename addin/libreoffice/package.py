"""The extension as one file: the same catalogue, the same bytes."""

import io
import zipfile
from collections.abc import Sequence
from importlib import resources
from xml.sax.saxutils import escape

from addin.catalogue import CATALOGUE
from addin.libreoffice.signatures import idl, method_name
from addin.libreoffice.wizard import calc_add_ins
from addin.signature import Function
from addin.version import version

IDENTIFIER = "org.relance.calc"
FILE_NAME = "relance.oxt"
_TYPES, _COMPONENT, _WIZARD = "relance.idl", "relance_addin.py", "CalcAddIns.xcu"
_KINDS = {
    _TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
    _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    _WIZARD: "application/vnd.sun.star.configuration-data",
}
_NAMES = {"fr": "Relance, fonctions du compte client", "en": "Relance, accounts-receivable functions"}
_TEXTS = {
    "fr": "Les fonctions AR de Relance dans Calc : échéances, balance âgée, pénalités, priorités. Elles sont calculées "
    "par le service lancé par « relance serve ». Licence MIT.",
    "en": "The AR functions of Relance in Calc: due dates, aged balance, late-payment interest, priorities. They are "
    "computed by the service that « relance serve » starts. MIT licence.",
}
_LICENCE = "licence.txt"
#: Zip files know no earlier day; a date of the build would change the bytes.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def build_oxt(functions: Sequence[Function] = CATALOGUE) -> bytes:
    """The extension for LibreOffice 7.4 or newer; French and English, LibreOffice chooses."""
    texts = {_language_file(lang): text for lang, text in _TEXTS.items()}
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        _TYPES: idl(functions),
        _WIZARD: calc_add_ins(functions),
        _COMPONENT: _inside(_COMPONENT),
        "pythonpath/relance_client.py": _inside("pythonpath", "relance_client.py"),
        "pythonpath/relance_names.py": _names_module(functions),
        _LICENCE: _inside(_LICENCE),
        **texts,
    }
    return _zipped(parts)


def _names_module(functions: Sequence[Function]) -> str:
    rows = "".join(f"    {method_name(one)!r}: ({one.name!r}, {one.is_host}),\n" for one in functions)
    return f'"""Each method: its function, and whether this side answers it."""\n\nFUNCTIONS = {{\n{rows}}}\n'


def _inside(*path: str) -> str:
    return resources.files("addin.libreoffice").joinpath("inside", *path).read_text(encoding="utf-8")


def _manifest() -> str:
    entries = "".join(
        f'  <manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>\n'
        for name, kind in _KINDS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entries}</manifest:manifest>\n'
    )


def _description() -> str:
    names = "".join(f'<name lang="{lang}">{escape(name)}</name>' for lang, name in _NAMES.items())
    texts = "".join(f'<src lang="{lang}" xlink:href="{_language_file(lang)}"/>' for lang in _TEXTS)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f'  <identifier value="{IDENTIFIER}"/>\n  <version value="{escape(version())}"/>\n'
        f"  <display-name>{names}</display-name>\n"
        f"  <extension-description>{texts}</extension-description>\n"
        '  <dependencies><OpenOffice.org-minimal-version value="4.1" name="LibreOffice 7.4"/></dependencies>\n'
        "</description>\n"
    )


def _language_file(lang: str) -> str:
    return f"description-{lang}.txt"


def _zipped(parts: dict[str, str]) -> bytes:
    """Stored, not deflated: no library's compression may change the bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return out.getvalue()
