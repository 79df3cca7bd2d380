"""The add-in itself."""

from addin import version as installed


def version() -> list[str]:
    """The version of Relance, as a column of one."""
    return [installed.version()]
