"""Errors the command line shows as one sentence with exit code 2."""


class UserError(Exception):
    """Bad input or nothing to work on; the message is a whole sentence for the user."""


class TranslatedError(UserError):
    """A refusal that a person meets on a page: its sentence in French (`french`), too."""

    def __init__(self, english: str, french: str) -> None:
        super().__init__(english)
        self.french = french
