"""The content of a message as JSON: what is kept when it is approved, and read again for all that leaves."""

import dataclasses
import json
import typing
from functools import cache
from typing import Any

from server.letters.content import MessageContent


def to_json(content: MessageContent) -> str:
    """The same text for the same content."""
    return json.dumps(dataclasses.asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> MessageContent:
    """What `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    content: MessageContent = _built(MessageContent, json.loads(text))
    return content


def addressee_of(text: str) -> tuple[str, tuple[str, ...]]:
    """Name and postal address of whom a content is written to, without reading the rest of it."""
    debtor = json.loads(text).get("debtor", {})
    return str(debtor.get("name", "")), tuple(map(str, debtor.get("address", ())))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _built(kind: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _built(hints[name], part) for name, part in value.items()})
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return tuple(_built(arguments[0], part) for part in value)
    if type(None) in arguments:
        return None if value is None else _built(arguments[0], value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no {kind.__name__}.")
    return value
