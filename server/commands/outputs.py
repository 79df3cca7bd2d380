"""Files a command writes: whole, or not at all."""

from pathlib import Path

from server.errors import UserError


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole: a reader never finds half of it. Raises UserError."""
    beside = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UserError(f"{path} cannot be written: {error.strerror}; is it open in another program?") from error
