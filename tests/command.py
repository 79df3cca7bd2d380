"""`relance` as a test runs it: in this process, which is quick, or as a user does, in a process of its own."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

Completed = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Command:
    """`relance` with a home of its own, run in this process through the installed command's own way in and out.

    What a process alone can show (another locale, the order of sets, what its imports cost) is for `InstalledCommand`;
    tests/integration/test_installed_command.py holds every command of both to the same answers.
    """

    home: Path

    def __call__(self, *args: str | Path, env: Mapping[str, str] | None = None) -> Completed:
        """Run it; `env` adds variables to an environment without the caller's own RELANCE_*."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("RELANCE_")}
        return self._run(list(map(str, args)), {**inherited, "RELANCE_HOME": str(self.home), **(env or {})})

    def json(self, *args: str | Path, env: Mapping[str, str] | None = None, code: int = 0) -> dict[str, Any]:
        """Run it with --json, expect the exit code and return the one object on standard output."""
        done = self(*args, "--json", env=env)
        shown = f"relance {' '.join(map(str, args))}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == code, shown
        answer = json.loads(done.stdout)
        assert isinstance(answer, dict), shown
        return answer

    def _run(self, args: list[str], env: dict[str, str]) -> Completed:
        from server.cli import main  # noqa: PLC0415 - tests of the rules alone need not wait for it

        # Streams of a terminal that knows ASCII alone: the command must see to its letters itself.
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
        code = 0
        with (
            pytest.MonkeyPatch.context() as patch, contextlib.chdir(self.home.parent),
            Path(os.devnull).open(encoding="utf-8") as nothing,
            contextlib.redirect_stdout(out), contextlib.redirect_stderr(err),
        ):  # fmt: skip
            for name in os.environ.keys() - env.keys():
                patch.delenv(name)
            for name, value in env.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["relance", *args])
            patch.setattr(sys, "stdin", nothing)
            try:
                main()
            except SystemExit as stop:
                code = int(stop.code or 0)
        return Completed(["relance", *args], code, _written(out), _written(err))


class InstalledCommand(Command):
    """The installed `relance`, as a user runs it: in its own process."""

    def _run(self, args: list[str], env: dict[str, str]) -> Completed:
        return subprocess.run(
            [installed_command(), *args],
            env=env,
            cwd=self.home.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )


#: Loads the installed `relance`, then runs each command it is told of in a child made by `fork`: a process of its own,
#: as it stands once it is loaded. A line of JSON for each, its exit code in return.
_LOADED = """
import json, os, sys
from server.cli import main
for line in sys.stdin:
    asked = json.loads(line)
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    break
else:
    sys.exit()
os.chdir(asked["cwd"])
os.environ.clear()
os.environ.update(asked["env"])
sys.argv = ["relance", *asked["args"]]
for number, name in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
    os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), number)
sys.exit(main())
"""


@dataclass(frozen=True)
class ForkedCommand(Command):
    """The installed `relance` in a process of its own for each command, without waiting each time until it is loaded.

    Set and dict orders are those of one loaded process, which is another than that of the tests.
    """

    loaded: subprocess.Popen[str]

    def _run(self, args: list[str], env: dict[str, str]) -> Completed:
        out, err = (self.home.parent / f".{name}" for name in ("out", "err"))
        asked = {"args": args, "env": env, "cwd": str(self.home.parent), "out": str(out), "err": str(err)}
        assert self.loaded.stdin
        assert self.loaded.stdout
        self.loaded.stdin.write(json.dumps(asked) + "\n")
        self.loaded.stdin.flush()
        code = int(self.loaded.stdout.readline())
        texts = [path.read_text(encoding="utf-8") for path in (out, err)]
        for path in (out, err):
            path.unlink()
        return Completed(["relance", *args], code, *texts)


@contextlib.contextmanager
def loaded_command(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """What `ForkedCommand` asks; started in a folder of no interest, without the tree of the tests on its path."""
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _LOADED], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def installed_command() -> str:
    """Path of the `relance` of this environment."""
    executable = shutil.which("relance", path=sysconfig.get_path("scripts"))
    assert executable, "the command is not installed here: pip install --no-deps ."
    return executable


def commands_of(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command by its name, those of a group behind the group's: `rates list`."""
    found: dict[str, click.Command] = {}
    for name, one in group.commands.items():
        found |= commands_of(one, f"{before}{name} ") if isinstance(one, click.Group) else {before + name: one}
    return found


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


@dataclass(frozen=True)
class OnDatabase:
    """`relance` on one database."""

    relance: Command
    url: str

    def __call__(self, *args: str | Path) -> dict[str, Any]:
        """The answer to a command with --json."""
        return self.relance.json(*args, "--database", self.url)

    def refused(self, *args: str | Path) -> str:
        """The one sentence of a command that is refused."""
        done = self.relance(*args, "--database", self.url)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        return done.stderr
