"""The letters on the disk that tell a person's name once it is erased from the store (GDPR, article 17).

What was posted, and the proofs of it, is kept: article 17.3.e leaves what legal claims need, and a formal notice is
proved by its own text. A letter that never left proves nothing: its files go.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.errors import UserError
from server.letters.proofs import FOLDER as PROOFS
from server.store import campaign_states as states
from server.store.campaign_messages import Message

WHY_KEPT = "posted: evidence of a legal claim (GDPR, article 17.3.e)"


@dataclass(frozen=True)
class LetterFiles:
    """Files that stay, and folders whose letter never left."""

    kept: tuple[Path, ...]
    gone: tuple[Path, ...]


def letters_about(letters: Path, messages: Iterable[Message]) -> LetterFiles:
    """What there is on the disk of messages that name a person, in a home's folder of letters."""
    kept: list[Path] = []
    gone: list[Path] = []
    for one in messages:
        # of whatever run: a message put back after a restore is of another than the one it was written in
        folders, proofs = sorted(letters.glob(f"[0-9]*/{one.id[:8]}")), letters / PROOFS / one.id
        places = [*folders, proofs] if one.state in states.LEFT else [proofs]
        kept += [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
        gone += [folder for folder in folders if folder.is_dir() and folder not in places]
    return LetterFiles(tuple(kept), tuple(gone))


def delete(folders: Iterable[Path]) -> None:
    """Delete folders of letters. Raises UserError for one that cannot be."""
    for folder in folders:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise UserError(f"{folder} cannot be deleted: {error.strerror}; delete it by hand.") from error
