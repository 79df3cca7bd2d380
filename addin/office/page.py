"""The page of the task pane: the day, the refresh, the state of the server, and every function with an example."""

import re
from html import escape
from importlib import resources
from string import Template

from addin.catalogue import CATALOGUE
from addin.names import dotted, short, with_dots
from addin.office.examples import example
from addin.signature import Argument, Function


def static(name: str) -> str:
    """A file of this package, as text."""
    return resources.files("addin.office").joinpath(name).read_text(encoding="utf-8")


def task_pane(version: str, lang: str) -> bytes:
    """taskpane.html; every text of the catalogue is escaped."""
    functions = "\n".join(_function(one, lang) for one in CATALOGUE)
    page = Template(static("taskpane.html"))
    return page.substitute(version=escape(version), functions=functions, count=len(CATALOGUE)).encode()


def signature(function: Function) -> str:
    """`AR.PENALTY(amount; due; until; [debtor]; [rate])`, as the wizard of a French Excel shows it."""
    names = [f"[{one.name}]" if one.is_optional else one.name for one in function.arguments]
    return f"{dotted(function.name)}({'; '.join(names)})"


def _function(function: Function, lang: str) -> str:
    arguments = "".join(_argument(one, lang) for one in function.arguments)
    listed = f"<dl>{arguments}</dl>" if arguments else "<p>Sans argument.</p>"
    return (
        f'<details id="{escape(short(function.name))}">'
        f"<summary><b>{escape(dotted(function.name))}</b> <span>{_sentence(function.text(lang))}</span></summary>"
        f"<p><code>{_breakable(signature(function))}</code></p>{listed}"
        f'<p class="example">Exemple : <code>{_breakable(example(function))}</code></p></details>'
    )


def _argument(argument: Argument, lang: str) -> str:
    optional = " <i>facultatif</i>" if argument.is_optional else ""
    return f"<dt>{escape(argument.name)}{optional}</dt><dd>{_sentence(argument.text(lang))}</dd>"


def _sentence(text: str) -> str:
    """A sentence of the catalogue; no line begins with a sign that French puts after a space."""
    return re.sub(r" (?=[:;?!»%])|(?<=«) ", "\u00a0", escape(with_dots(text)))


def _breakable(formula: str) -> str:
    """A formula that a narrow pane may break after each separator."""
    return escape(formula).replace("; ", ";<wbr> ").replace("_", "_<wbr>")
