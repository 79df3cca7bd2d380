"""Files a command writes: whole, or not at all."""

from pathlib import Path

from addin.closed_file import write_beside
from server.errors import UserError


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole, in a folder that is made: a reader never finds half of it. Raises UserError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}; is it open in another program?") from error
    write_beside(path, content)
