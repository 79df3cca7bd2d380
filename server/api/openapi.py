"""The OpenAPI 3.1 document of the operations that programs use."""

import functools
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from addin.version import version
from server.api.operations import BYTES, JSON, LOCAL, OPERATIONS, PUBLIC, Operation, Refusal

_REFUSALS = {
    400: "The request is not what the operation takes",
    401: "No token, or one that is unknown or revoked",
    403: "The role of the token may not do this, or the request comes from another site's page",
    413: "The request is too large",
    415: "The body is not JSON",
    429: "Too many requests",
    500: "A fault of the service; its log has the details",
    503: "The store is busy or full or cannot be reached: ask again later",
}
_LATER = {429, 503}
_ABOUT = (
    "Accounts receivable shared by many workbooks. Push and pull answer 200 for conflicts and refused edits: each is a "
    "result of its own."
)


@functools.cache
def document() -> dict[str, Any]:
    """The document; the same for everybody."""
    operations = [(name, one) for name, one in OPERATIONS.items() if not one.is_page]
    refs, schemas = _schemas([one for _, one in operations])
    paths: dict[str, Any] = {}
    for name, one in operations:
        paths.setdefault(one.rule, {})[one.method.lower()] = _operation(name, one, refs, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Relance", "version": version(), "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "relance token new"}},
        },
    }


def _schemas(operations: list[Operation]) -> tuple[dict[Any, Any], dict[str, Any]]:
    """Where each model's schema stands, and all of them."""
    wanted: dict[Any, None] = {(Refusal, "serialization"): None}
    for one in operations:
        if one.takes:
            wanted[one.takes, "validation"] = None
        for model in (one.answers, *(model for _, _, model in one.more)):
            if model:
                wanted[model, "serialization"] = None
    refs, told = models_json_schema(list(wanted), ref_template="#/components/schemas/{model}")
    return refs, told["$defs"]


def _operation(name: str, one: Operation, refs: dict[Any, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": name.partition(".")[2], "summary": one.summary, "security": _security(one)}
    if one.takes and (one.method == "GET" or one.takes_file):
        told["parameters"] = _parameters(_resolved(refs[one.takes, "validation"], schemas))
        if one.takes_file:
            told["requestBody"] = {"required": True, "content": {BYTES: {}}}
    elif one.takes:
        told["requestBody"] = {"required": True, "content": _json(refs[one.takes, "validation"])}
    content = _json(refs[one.answers, "serialization"] if one.answers else {})
    done = {"description": "Done", "content": content if one.media == JSON else {one.media: {}}}
    means: dict[int, tuple[str, type[BaseModel]]] = {status: (_REFUSALS[status], Refusal) for status in _statuses(one)}
    means |= {status: (meaning, model) for status, meaning, model in one.more}
    told["responses"] = {"200": done}
    for status, (meaning, model) in sorted(means.items()):
        content = _json(refs[model, "serialization"])
        told["responses"][str(status)] = {"description": meaning, "content": content}
        if status in _LATER:
            told["responses"][str(status)]["headers"] = {
                "Retry-After": {"description": "Seconds to wait", "schema": {"type": "string"}}
            }
    return told


def _statuses(one: Operation) -> list[int]:
    """Of the refusals those an operation may answer."""
    statuses = {403, 429, 500}
    if one.right != PUBLIC:
        statuses |= {401, 503}
    if one.takes:
        statuses |= {400} if one.method == "GET" else {400, 413, 415}
    return sorted(statuses)


def _security(one: Operation) -> list[dict[str, list[str]]]:
    if one.right == PUBLIC:
        return []
    return [{"token": []}, {}] if one.right == LOCAL else [{"token": []}]


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _resolved(reference: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schemas[reference["$ref"].rpartition("/")[2]]
    return found


def _parameters(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a query's model, one parameter each."""
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": told}
        for name, told in schema["properties"].items()
    ]
