"""The functions as UNO knows them: method and argument names, and the interface in plain IDL.

LibreOffice reads the text itself, so no SDK is needed. Every result is a range, of one cell where it is one value: UNO
has one result type a method, and an `any` that holds rows is an error in Calc. An argument is `any`: Calc hands over a
value or the rows of a range, and nothing where it is left out.
"""

from collections.abc import Iterable

from addin.names import short
from addin.signature import Argument, Function

#: The module of the interface.
MODULE = ("org", "relance", "calc")
INTERFACE = "XFunctions"
#: Handed over by Calc itself, unseen by the user: the document's settings, among them its first day.
_DOCUMENT = "[in] com::sun::star::beans::XPropertySet document"
_ROWS = "sequence< sequence< any > >"
#: Words of the language; an argument of such a name takes a letter more.
IDL_WORDS = frozenset({
    "any", "attribute", "boolean", "bound", "byte", "char", "const", "constants", "constrained", "context", "double",
    "enum", "exception", "false", "float", "get", "hyper", "in", "inout", "interface", "long", "maybeambiguous",
    "maybedefault", "maybevoid", "methods", "module", "needs", "observes", "oneway", "optional", "out", "properties",
    "property", "published", "raises", "readonly", "removable", "sequence", "service", "set", "short", "singleton",
    "string", "struct", "transient", "true", "type", "typedef", "union", "unsigned", "void",
})  # fmt: skip


def method_name(function: Function) -> str:
    """`AR_DUE_DATE` -> `duedate`: with the service's name AR, the formula text is AR.DUEDATE."""
    return _spelled(short(function.name).lower())


def argument_name(argument: Argument) -> str:
    """`invoice_date` -> `invoiceDate`: UNO names have no underscore."""
    first, *others = argument.name.split("_")
    return _spelled(first + "".join(map(str.capitalize, others)))


def idl(functions: Iterable[Function]) -> str:
    """The interface with a method for each function."""
    opening = [f"module {name} {{" for name in MODULE]
    methods = [f"  {_method(function)};" for function in functions]
    return "\n".join([*opening, f"interface {INTERFACE} {{", *methods, "};", "}; " * len(MODULE)]) + "\n"


def _method(function: Function) -> str:
    if not function.arguments:
        return f"any {method_name(function)}()"
    arguments = [_DOCUMENT, *(f"[in] any {argument_name(one)}" for one in function.arguments)]
    return f"{_ROWS} {method_name(function)}({', '.join(arguments)})"


def _spelled(name: str) -> str:
    return f"{name}x" if name.lower() in IDL_WORDS else name
