"""What Excel knows of each function (functions.json) and the script that answers its calls (functions.js)."""

import json
from typing import Any

from addin.catalogue import CATALOGUE
from addin.names import short, with_dots
from addin.office.page import static
from addin.signature import Function


def functions_json(url: str, lang: str) -> bytes:
    """Custom functions metadata. An argument is always a range of anything, errors included: a value is a range of one.

    `allowCustomDataForDataTypeAny` is left out: with it, Excel 2021 LTSC stops at errors in an argument.
    """
    functions = [_described(function, url, lang) for function in CATALOGUE]
    return as_json({"allowErrorForDataTypeAny": True, "functions": functions})


def functions_js() -> bytes:
    """The runtime, and the functions it answers."""
    known = [[short(one.name), one.name, len(one.arguments), one.is_host] for one in CATALOGUE]
    rows = ",\n".join(f"  {json.dumps(row)}" for row in known)
    return f"{static('runtime.js')}\nRelance.register([\n{rows},\n]);\n".encode()


def as_json(value: Any) -> bytes:
    """JSON a person can read."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _described(function: Function, url: str, lang: str) -> dict[str, Any]:
    parameters = [
        {
            "name": one.name,
            "description": with_dots(one.text(lang)),
            "type": "any",
            "dimensionality": "matrix",
            **({"optional": True} if one.is_optional else {}),
        }
        for one in function.arguments
    ]
    return {
        "id": short(function.name),
        "name": short(function.name),
        "description": with_dots(function.text(lang)),
        "helpUrl": f"{url}/office/taskpane.html#{short(function.name)}",
        "parameters": parameters,
        "result": {"type": "any", "dimensionality": "matrix"},
        # What it answers changes with every other call.
        **({"options": {"volatile": True}} if function.is_host else {}),
    }
