"""The prose of a letter: subject, opening and closing, written by users in a small part of Jinja's language.

A template may show values, choose (`if`) and go through a list (`for`), and nothing else: no call, no arithmetic, no
assignment, no attribute whose name is not a field of `fields.fields_of`. What is not on that list is refused before
anything is compiled, so that no template can reach an object, nor run longer than its length and its lists allow;
the sandbox of Jinja stands behind it all the same. Values are plain texts and numbers; markup is escaped later, where
HTML is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from receivables.texts import shortened
from server.errors import UserError
from server.letters.bank_details import holds_account
from server.letters.content import LEVELS, SEGMENTS, Prose, letter_of_level
from server.letters.fields import FIELDS, LISTS

MAX_SOURCE, MAX_TEXT = 8_000, 40_000
_MAX_DEPTH = 12
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.If, nodes.For,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
)  # fmt: skip
_TESTS = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq"})
_PART = "\n---\n"


class TemplateRefusedError(UserError):
    """The sentence says what is wrong with a template."""


@dataclass(frozen=True)
class LetterTemplate:
    """Subject, opening and closing as written, and the picture at the head of the paper; version 0: shipped."""

    subject: str
    opening: str
    closing: str
    version: int = 0
    logo: bytes = b""


def shipped(segment: str, level: str, lang: str) -> LetterTemplate:
    """The template the program brings; a key account's is the business one where it has none of its own."""
    level = letter_of_level(level)
    if level not in LEVELS or segment not in SEGMENTS or lang not in ("fr", "en"):
        raise UserError(f"There is no letter for level « {level} », segment « {segment} », language « {lang} ».")
    return _shipped(segment, level, lang)


@lru_cache(maxsize=100)
def _shipped(segment: str, level: str, lang: str) -> LetterTemplate:
    place = files("server.letters") / "shipped" / lang
    found = place / segment / f"{level}.txt"
    if not found.is_file():
        found = place / "business" / f"{level}.txt"
    return parsed(found.read_text(encoding="utf-8"))


def parsed(text: str) -> LetterTemplate:
    """Subject, opening and closing parted by lines of `---`. Raises TemplateRefusedError."""
    parts = text.replace("\r\n", "\n").strip().split(_PART)
    if len(parts) != 3:
        raise TemplateRefusedError(
            "A template has three parts, subject, opening and closing, parted by lines of « --- »."
        )
    subject, opening, closing = (part.strip() for part in parts)
    return LetterTemplate(subject, opening, closing)


def written(template: LetterTemplate) -> str:
    """The text `parsed` reads."""
    return _PART.join((template.subject, template.opening, template.closing)) + "\n"


def checked(template: LetterTemplate) -> LetterTemplate:
    """The template, if it may be used at all. Raises TemplateRefusedError."""
    for source in (template.subject, template.opening, template.closing):
        _compiled(source)
    return template


def filled(template: LetterTemplate, values: Mapping[str, Any]) -> Prose:
    """The three texts with the values of a message. Raises TemplateRefusedError."""
    prose = _prose(template, values)
    refuse_account("\n".join((prose.subject, prose.opening, prose.closing)))
    return prose


def own_words(template: LetterTemplate, values: Mapping[str, Any]) -> Prose:
    """What the template itself says in a message: `…` for every name, number and sum but the time
    limit. Raises TemplateRefusedError."""
    hidden = {name: value if name == "limit_days" else _hidden(value) for name, value in values.items()}
    return _prose(template, hidden)


class _HiddenText(str):
    """Compared as what it is, shown as `…`."""

    __slots__ = ()

    def __str__(self) -> str:
        return "…" if self else ""


class _HiddenNumber(int):
    """Compared as what it is, shown as `…`."""

    def __str__(self) -> str:
        return "…"


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return _HiddenText(value)
    if isinstance(value, int):
        return _HiddenNumber(value)
    if isinstance(value, dict):
        return {name: _hidden(one) for name, one in value.items()}
    return [_hidden(one) for one in value] if isinstance(value, list) else value


def _prose(template: LetterTemplate, values: Mapping[str, Any]) -> Prose:
    return Prose(
        *(_rendered(part, values, own) for part, own in (
            (template.subject, "subject"), (template.opening, "opening"), (template.closing, "closing"),
        ))
    )  # fmt: skip


def _rendered(source: str, values: Mapping[str, Any], part: str) -> str:
    pieces: list[str] = []
    size = 0
    try:
        for piece in _compiled(source).generate(values):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_TEXT:
                raise TemplateRefusedError(f"The template's {part} makes more than {MAX_TEXT} characters.")
    except UndefinedError as error:
        raise TemplateRefusedError(
            f"The template's {part} names what a message does not have: {error.message}."
        ) from error
    except (TypeError, ValueError, TemplateError) as error:
        raise TemplateRefusedError(f"The template's {part} cannot be filled in: {_told(error)}.") from error
    return "".join(pieces)


@lru_cache(maxsize=500)
def _compiled(source: str) -> Template:
    if len(source) > MAX_SOURCE:
        raise TemplateRefusedError(f"A part of a template has at most {MAX_SOURCE} characters.")
    for text in (source, re.sub(r"{[{%#].*?[}%#]}", "", source, flags=re.DOTALL)):
        refuse_account(text)
    environment = _environment()
    try:
        tree = environment.parse(source)
        _check(tree, 0, frozenset())
        code = environment.compile(tree)
    except (TemplateError, SyntaxError, RecursionError, MemoryError, ValueError, OverflowError) as error:
        raise TemplateRefusedError(f"The template is not understood: {_told(error)}.") from error
    return Template.from_code(environment, code, {})


def refuse_account(text: str) -> None:
    """Bank details come from the company's settings alone. Raises TemplateRefusedError."""
    if holds_account(text):
        raise TemplateRefusedError(
            "A template and what it shows hold no bank details (an IBAN or an account number was found): they come "
            "from the company's settings, where a second person approves them."
        )


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, optimized=False)
    for table in (environment.globals, environment.filters, environment.tests):
        table.clear()
    return environment


def _check(node: nodes.Node, depth: int, own: frozenset[str]) -> None:
    """Refuse what is not allowed, in the tree, before any of it is run. own: names a `for` gives."""
    if depth > _MAX_DEPTH:
        raise TemplateRefusedError("The template's conditions stand too deep in one another.")
    if not isinstance(node, _ALLOWED):
        told = f"« {type(node).__name__} »"
        raise TemplateRefusedError(f"A template shows fields, chooses with if and repeats with for; {told} is refused.")
    if isinstance(node, nodes.For):
        own = _checked_loop(node, own)
    elif isinstance(node, nodes.Name):
        _check_name(node, own)
    elif isinstance(node, nodes.Getattr):
        _check_field(node)
    elif isinstance(node, nodes.Operand) and node.op not in _TESTS:
        raise TemplateRefusedError(f"A template compares with == and <; « {node.op} » is refused.")
    elif isinstance(node, nodes.Const) and not isinstance(node.value, (str, int, bool)):
        raise TemplateRefusedError("A template compares with texts and whole numbers only.")
    if isinstance(node, nodes.Output):
        for shown in node.nodes:
            _check_shown(shown)
    for child in node.iter_child_nodes():
        _check(child, depth + 1, own)


def _check_shown(node: nodes.Node | None) -> None:
    """What is printed is a field, or a choice of two; words written there could put together what may not be written,
    and a list or a person is no text."""
    if isinstance(node, nodes.CondExpr):
        _check_shown(node.expr1)
        _check_shown(node.expr2)
        return
    if isinstance(node, nodes.Name) and (node.name not in FIELDS or FIELDS[node.name] or node.name in LISTS):
        raise TemplateRefusedError(f"« {shortened(node.name, 40)} » is no text: name one of its fields.")
    if not isinstance(node, (nodes.TemplateData, nodes.Name, nodes.Getattr)):
        raise TemplateRefusedError(
            "Fixed words are written outside the braces: between them stand fields of the message."
        )


def _checked_loop(node: nodes.For, own: frozenset[str]) -> frozenset[str]:
    if own:
        raise TemplateRefusedError("A list inside a list is refused.")
    source = node.iter
    is_list = isinstance(source, nodes.Name) and source.name in LISTS
    if not is_list or node.recursive or not isinstance(node.target, nodes.Name):
        raise TemplateRefusedError(f"A template goes through {', '.join(sorted(LISTS))} and nothing else.")
    if node.target.name in FIELDS or node.target.name.startswith("_"):
        raise TemplateRefusedError(f"« {node.target.name} » is taken: name the line otherwise.")
    return frozenset({node.target.name})


def _check_name(node: nodes.Name, own: frozenset[str]) -> None:
    if node.name not in FIELDS and node.name not in own:
        known = ", ".join(sorted(FIELDS))
        raise TemplateRefusedError(f"« {shortened(node.name, 40)} » is no field of a message; there are {known}.")


def _check_field(node: nodes.Getattr) -> None:
    """`company.name`, `item.due`: a name and one known field of it."""
    if not isinstance(node.node, nodes.Name):
        raise TemplateRefusedError("A template names a field as « company.name », not deeper.")
    owner = node.node.name
    known = FIELDS.get(owner, frozenset().union(*LISTS.values()))
    if node.attr not in known:
        raise TemplateRefusedError(f"« {shortened(owner, 40)}.{shortened(node.attr, 40)} » is no field of a message.")


def _told(error: BaseException) -> str:
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return shortened(text.rstrip("."), 200)
