"""What every command shares: home and database, --json, one sentence for every error, progress over a second."""

import io
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import platformdirs
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from receivables.errors import ReceivablesError
from server.errors import UserError
from server.store.database import is_busy, open_engine

#: Exit codes of the contract.
DONE, PROBLEMS, REFUSED = 0, 1, 2
LOG_NAME = "relance.log"
_PAGE_WIDTH = 180


@dataclass(frozen=True)
class Settings:
    """Where the data live and how to answer."""

    home: Path
    database_url: str | None
    is_json: bool
    is_strict: bool

    def engine(self) -> Engine:
        """The store, opened and migrated; closed when the command ends."""
        engine = open_engine(self.home, self.database_url)
        click.get_current_context().call_on_close(engine.dispose)
        return engine


def default_home() -> Path:
    """The user's own data folder."""
    return Path(platformdirs.user_data_dir("relance", appauthor=False))


def command(strict: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command --home, --database, --json, --strict and pass them as its first argument, `Settings`.

    strict: when --strict makes the exit code 1, as its help says it; '' for a command that finds no problems.
    """
    when = f"Exit with 1 when {strict}." if strict else "Changes nothing here: this command finds no problems."
    options = (
        click.option("--strict", "is_strict", is_flag=True, help=when),
        click.option("--json", "is_json", is_flag=True, help="Print one JSON object and nothing else."),
        click.option("--database", envvar="RELANCE_DATABASE_URL", help="URL of a PostgreSQL database."),
        click.option("--home", envvar="RELANCE_HOME", metavar="DIR", help="Folder of the data (default: yours)."),
    )

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        run = _guarded(function)
        for option in options:
            option(run)
        return run

    return decorated


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The command with its `Settings`; whatever goes wrong leaves it as an error with a sentence."""

    def run(home: str | None, database: str | None, is_json: bool, is_strict: bool, **options: Any) -> None:
        settings = Settings(_home(home), _database(database), is_json, is_strict)
        try:
            function(settings, **options)
        except (UserError, ReceivablesError, click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except DBAPIError as error:
            if is_busy(error):
                raise UserError("Others are writing at the moment: nothing was changed; try again.") from error
            cause = str(error.orig).strip().splitlines()[0].rstrip(".")
            raise UserError(
                f"The database could not be used: {cause}; is the disk full, or may it not be written?"
            ) from error
        except OSError as error:
            raise UserError(f"Nothing more can be read or written: {error.strerror or error}.") from error
        except Exception as error:
            raise _logged(settings.home) from error

    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    return run


def _home(given: str | None) -> Path:
    """`--home`, else the user's own folder. Empty is a mistake (of a script, most often), not the folder one is in."""
    if given is None:
        return default_home()
    if not given.strip():
        raise UserError("--home needs a folder; leave it out for your own.")
    return Path(given)


def _database(given: str | None) -> str | None:
    if given is not None and not given.strip():
        raise UserError("--database needs a URL; leave it out for the file in the home.")
    return given


def answer(settings: Settings, result: dict[str, Any], show: Callable[[Console, dict[str, Any]], None]) -> None:
    """Print a result: as JSON, or as `show` words it for people."""
    if settings.is_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        width = None if sys.stdout.isatty() else _PAGE_WIDTH  # a file or a pipe is as wide as the tables need
        show(Console(highlight=False, width=width, soft_wrap=width is not None), result)


def end(settings: Settings, problem_count: int) -> None:
    """Under --strict, problems make the exit code 1."""
    if settings.is_strict and problem_count:
        sys.exit(PROBLEMS)


@contextmanager
def progress(settings: Settings, text: str) -> Iterator[None]:
    """A moving line on a terminal while work goes on; nothing where output is captured."""
    console = Console(stderr=True)
    if settings.is_json or not console.is_terminal:
        yield
        return
    with console.status(text):
        yield


def run_command_line(group: click.Group) -> None:
    """Run a command; whatever goes wrong ends as one sentence on standard error and exit code 2."""
    _speak_utf8()
    try:
        group.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        click.echo(help_wanted.format_message(), err=True)
        sys.exit(REFUSED)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        _refuse(error.format_message())
    except (UserError, ReceivablesError) as error:
        _refuse(str(error))
    except (click.Abort, KeyboardInterrupt):
        _refuse("Stopped; nothing was stored.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception as error:
        _refuse(f"Relance met a fault of its own and stopped ({type(error).__name__}).")


def _speak_utf8() -> None:
    """Names and amounts of a ledger come out whole whatever the terminal was set to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def one_line(sentence: str) -> str:
    """A sentence without line ends nor control characters: the cell it quotes must not command the terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in sentence).split())


def _refuse(sentence: str) -> None:
    click.echo(one_line(sentence), err=True)
    sys.exit(REFUSED)


def _logged(home: Path) -> UserError:
    """Write the fault's trace into the home (or the system's temporary folder); the sentence that says where."""
    for folder in (home, Path(tempfile.gettempdir())):
        try:
            with (folder / LOG_NAME).open("a", encoding="utf-8") as log:
                log.write(traceback.format_exc() + "\n")
        except OSError:
            continue
        return UserError(f"Relance met a fault of its own and stopped. The details are in {folder / LOG_NAME}.")
    return UserError("Relance met a fault of its own and stopped.")
