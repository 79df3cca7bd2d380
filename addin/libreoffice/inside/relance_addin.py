"""The component LibreOffice loads: a method for each function, which hands its arguments to the client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo
from org.relance.calc import XFunctions
from relance_client import CLIENT
from relance_names import FUNCTIONS

#: Formulas in files name the implementation and the method: AR.PENALTY.
NAME = "AR"
SERVICES = (NAME, "com.sun.star.sheet.AddIn")


class Functions(unohelper.Base, XFunctions, XServiceInfo):  # type: ignore[misc]
    """One object for all cells."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def getImplementationName(self) -> str:  # noqa: N802
        """Part of XServiceInfo."""
        return NAME

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Part of XServiceInfo."""
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """Part of XServiceInfo."""
        return SERVICES


def _method(name: str, is_host: bool) -> Callable[..., Any]:
    if is_host:
        return lambda self: CLIENT.last_error
    return lambda self, *arguments: CLIENT.call(name, arguments)


for _name, _function in FUNCTIONS.items():
    setattr(Functions, _name, _method(*_function))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Functions, NAME, SERVICES)
