"""Errors the command line shows as one sentence with exit code 2."""


class UserError(Exception):
    """Bad input or nothing to work on; the message is a whole sentence for the user."""
