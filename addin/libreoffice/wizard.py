"""What the function wizard of Calc shows: names and texts, in French and in English."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from addin.libreoffice.signatures import argument_name, method_name
from addin.names import PREFIX, dotted
from addin.signature import Argument, Function

#: Calc has its own list of categories; what it does not know is an add-in.
_CATEGORY = "Add-In"
_LOCALES = {"en-US": "en", "fr": "fr"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
oor:name="CalcAddIns" oor:package="org.openoffice.Office">"""


def calc_add_ins(functions: Iterable[Function]) -> str:
    """The configuration part `CalcAddIns.xcu`."""
    nodes = "".join(_function(function) for function in functions)
    inner = _node("AddInInfo", _node(PREFIX, _node("AddInFunctions", nodes), is_new=True))
    return f"{_HEAD}{inner}</oor:component-data>\n"


def _function(function: Function) -> str:
    texts = {lang: f"{function.category} : {function.text(lang)}" for lang in _LOCALES.values()}
    parts = (
        _texts("DisplayName", dict.fromkeys(_LOCALES.values(), dotted(function.name))),
        _texts("Description", texts),
        f'<prop oor:name="Category"><value>{_CATEGORY}</value></prop>',
        f'<prop oor:name="CompatibilityName"><value xml:lang="en-US">{function.name}</value></prop>',
        _node("Parameters", "".join(map(_argument, function.arguments))),
    )
    return _node(method_name(function), "".join(parts), is_new=True)


def _argument(argument: Argument) -> str:
    texts = {lang: argument.text(lang) for lang in _LOCALES.values()}
    names = dict.fromkeys(_LOCALES.values(), argument.name)
    inner = _texts("DisplayName", names) + _texts("Description", texts)
    return _node(argument_name(argument), inner, is_new=True)


def _texts(name: str, texts: dict[str, str]) -> str:
    values = [f"<value xml:lang={quoteattr(locale)}>{escape(texts[lang])}</value>" for locale, lang in _LOCALES.items()]
    return f'<prop oor:name="{name}">{"".join(values)}</prop>'


def _node(name: str, inner: str, *, is_new: bool = False) -> str:
    operation = ' oor:op="replace"' if is_new else ""
    return f"<node oor:name={quoteattr(name)}{operation}>{inner}</node>\n"
