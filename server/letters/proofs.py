"""Proofs of posting and of receipt: the scanned slip, kept beside the letters under its own hash."""

import hashlib
import re
from pathlib import Path

from server.errors import UserError
from server.letters.mail import file_name

MAX_BYTES = 10_000_000
#: The first bytes of what scanners make, and the ending such a file is kept under.
_KINDS = {b"%PDF-": ".pdf", b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
FOLDER = "proofs"


def keep_proof(letters: Path, message: str, file: Path) -> str:
    """Copy a scan (PDF, PNG, JPEG) into the home's folder of letters; `NAME sha256:…`, as the store keeps it.

    The same file again changes nothing. Raises UserError.
    """
    try:
        with file.open("rb") as source:
            data = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(f"The proof {file.name} cannot be read: {error.strerror}.") from error
    ending = next((ending for start, ending in _KINDS.items() if data.startswith(start)), "")
    if not ending or len(data) > MAX_BYTES:
        raise UserError(f"The proof {file.name} is no PDF, PNG or JPEG file of at most {MAX_BYTES // 1_000_000} MB.")
    told = hashlib.sha256(data).hexdigest()
    name = f"{re.sub(r'[.]', '-', file_name(file.stem))[:60]}{ending}"
    place = letters / FOLDER / file_name(message) / f"{told[:16]}-{name}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    except OSError as error:
        raise UserError(f"The proof cannot be kept in {place.parent}: {error.strerror}.") from error
    return f"{name} sha256:{told}"


def joined(before: str, proof: str) -> str:
    """The proofs of a letter: that it was posted, then what came of it."""
    return "; ".join(dict.fromkeys(part for part in (*before.split("; "), proof) if part))
