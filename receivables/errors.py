"""Errors of the rules: one class per kind, one sentence each; hosts translate them at their rims."""


class ReceivablesError(ValueError):
    """A value the rules cannot take; the message is a sentence for the user."""

    code = "VALUE"


class OutOfRangeError(ReceivablesError):
    """A number or a date outside what the rule covers."""

    code = "NUM"


class UnknownError(ReceivablesError):
    """Something asked for is not known (no such account, no rate published)."""

    code = "NA"
