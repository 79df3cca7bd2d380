"""Which Relance computes: the version of the installed package."""

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """Such as `0.1.0`."""
    return metadata.version("relance")
