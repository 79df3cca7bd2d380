"""A button that was pressed, and what its macro answers."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from addin.macro_texts import told
from addin.shared_state import Json

DONE, WARN, ASK, ENTER = "done", "warn", "ask", "enter"
YES = "yes"
#: A message box shows no more.
MOST_SHOWN = 1_000
#: Steps of a sync, as it names them -> texts.
_PROGRESS = {"asking the server": "asking", "saving what is sent": "saving", "sending": "sending"}


class Answer(NamedTuple):
    """What VBA does next: tell a text, or ask and call again with the reply and the memo."""

    kind: str
    text: str
    memo: str = ""


class Question(Exception):  # noqa: N818 - no error: a macro has to ask something before it can go on
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.text)
        self.answer = answer


@dataclass(frozen=True)
class Press:
    """A button that was pressed. book: the open workbook, or None | reply, memo: to the question before, else ''"""

    book: Any
    reply: str
    memo: Json
    lang: str

    def say(self, key: str, **values: object) -> str:
        """A text in the user's language."""
        return told(self.lang, key, **values)

    def progress(self, key: str) -> None:
        """Tell in the status bar what is being done; VBA gives it back to Excel."""
        if self.book is not None:
            self.book.app.status_bar = f"Relance : {self.say(_PROGRESS.get(key, key))}"
