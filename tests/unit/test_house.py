"""The house keeps its own rules: what lies where, how large it is, and what no file may name."""

import ast
import fnmatch
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["receivables", "addin", "workbooks", "server"]
ENTRIES = {
    *FLOORS,
    *["vba_stubs", "tests", "docs", ".ci"],
    *["pyproject.toml", "requirements.lock", "README.md", "CHANGELOG.md", "LICENSE"],
}
MAX_FUNCTION_LINES = 70
MAX_FILE_BYTES = 600 * 1024
#: Registry addresses, and folders that exist on one machine only (written so that this file does not match itself).
NAMED_PLACES = re.compile(
    r"(index|find)[-_](url|links)|(pypi|pythonhosted|npmjs|debian)[.](org|net|com)|[^\w.](/opt/pypi|/work|/root)/",
    re.IGNORECASE,
)


def _text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def _ignored(path: Path) -> bool:
    """Whether .gitignore leaves the path out (it holds plain names, `*` patterns and rooted folders only)."""
    patterns = [".git", *(line.strip("/") for line in _text(Path(".gitignore")).split())]
    names = [*path.parts, *("/".join(path.parts[:depth]) for depth in range(2, len(path.parts)))]
    return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns)


def _files() -> list[Path]:
    """Paths of the tree's files: what git tracks, or in an unpacked archive all that is not ignored."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    if listed.returncode or not paths:
        paths = [path for path in (found.relative_to(ROOT) for found in ROOT.rglob("*")) if not _ignored(path)]
    return [path for path in paths if (ROOT / path).is_file()]


FILES = _files()
MODULES = [path for path in FILES if path.suffix == ".py" and path.parts[0] in FLOORS]


def test_top_level_entries_are_the_planned_ones() -> None:
    """Nothing missing, nothing beside the plan; other dotfiles are free."""
    found = {path.parts[0] for path in FILES}
    assert {entry for entry in found if not entry.startswith(".") or entry in ENTRIES} == ENTRIES


def test_no_file_names_a_registry_or_a_machine() -> None:
    """The tree works wherever it is cloned and whatever registry serves it."""
    named = [f"{path}: {found[0]}" for path in FILES if (found := NAMED_PLACES.search(_text(path)))]
    assert named == []


def test_lock_file_holds_no_address_and_a_hash_for_every_pin() -> None:
    """Every requirement of the lock is pinned to a version and followed by its hashes."""
    text = _text(Path("requirements.lock"))
    pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pins
    assert [pin.split()[0] for pin in pins if not re.match(r"\S+==\S+ .*\\\n +--hash=sha256:", pin)] == []
    assert re.search(r"\w+://|@|^-", text, flags=re.MULTILINE) is None


def test_every_module_of_the_floors_says_what_it_is() -> None:
    """A docstring at the head of each module."""
    assert [str(path) for path in MODULES if not ast.get_docstring(ast.parse(_text(path)))] == []


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """(where, lines) of each function of a module."""
    for node in ast.walk(ast.parse(_text(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("floor", FLOORS)
def test_no_function_is_too_long(floor: str) -> None:
    """At most 70 lines, signature and docstring included."""
    modules = [path for path in MODULES if path.parts[0] == floor]
    assert modules
    long = [f"{where}: {lines}" for path in modules for where, lines in _functions(path) if lines > MAX_FUNCTION_LINES]
    assert long == []


def test_the_paid_edition_of_xlwings_is_never_used() -> None:
    """xlwings PRO needs a licence key; its free part is enough."""
    assert [str(path) for path in FILES if re.search("xlwings[.]pro", _text(path))] == []


def test_no_file_is_heavy() -> None:
    """Pictures and cases stay small enough to clone."""
    assert [str(path) for path in FILES if (ROOT / path).stat().st_size >= MAX_FILE_BYTES] == []
