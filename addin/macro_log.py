"""What the buttons write down beside what they tell: the whole of an error, every entry that was not sent."""

import logging
import traceback
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

from addin.known_servers import folder
from addin.macro_texts import told
from receivables.texts import shortened

_NAME = "relance.log"


def log_path() -> Path:
    """Where it lies."""
    return folder() / _NAME


def unforeseen(lang: str, error: Exception) -> str:
    """What Excel itself refused, in its own words; else where the whole of it is written down."""
    log().error("%s", "".join(traceback.format_exception(error)))
    if type(error).__name__ == "com_error":
        details = getattr(error, "excepinfo", None)
        text = details[2] if details and len(details) > 2 else None
        if text:
            return told(lang, "excel", told=shortened(" ".join(str(text).split()), 300))
    return told(lang, "unforeseen", told=type(error).__name__, log=log_path())


@cache
def log() -> logging.Logger:
    """The log of the buttons of this user."""
    logger = logging.getLogger("relance.buttons")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        folder().mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(log_path(), maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return logger
