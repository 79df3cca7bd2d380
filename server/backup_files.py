"""The files of a backup beside the store: letters as they were printed, and the proofs of what was posted.

A store put back without them would tell of proofs nobody has any more. What is there is never written over: a letter
written since the backup stays, as does one of which a person's name was erased with the store.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from addin.closed_file import replacing
from server.errors import UserError

#: Where they stand in a backup.
FOLDER = "letters"


def written_files(archive: zipfile.ZipFile, letters: Path) -> dict[str, dict[str, Any]]:
    """Put the files of a home's folder of letters into a backup; name -> {"bytes", "sha256"}. Raises OSError."""
    told = {}
    for path in sorted(letters.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name, data = f"{FOLDER}/{path.relative_to(letters).as_posix()}", path.read_bytes()
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
            told[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return told


def check_names(names: Iterable[str]) -> None:
    """Raises UserError for a name that would lead elsewhere than into the folder of letters."""
    for name in names:
        parts = PurePosixPath(name).parts
        if parts[:1] != (FOLDER,) or len(parts) < 2 or ".." in parts or any(sign in name for sign in "\\:\0"):
            raise UserError(f"The backup holds a file that is no letter: {name[:80]!r}; nothing was restored.")


def put_back(archive: zipfile.ZipFile, files: Mapping[str, Any], letters: Path) -> int:
    """Write the files that are missing; how many. Raises OSError."""
    count = 0
    for name in files:
        path = letters.joinpath(*PurePosixPath(name).parts[1:])
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(path, 0o600) as file:
                file.write(archive.read(name))
            count += 1
    return count
