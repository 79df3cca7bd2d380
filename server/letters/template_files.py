"""The templates as a folder of text files, to be edited with any editor and taken back: all of them or none.

`fr/business/r1.txt`: language, segment, level; in it subject, opening and closing, parted by lines of `---`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.errors import UserError
from server.letters.checks import findings
from server.letters.content import LEVELS, SEGMENTS
from server.letters.editing import keep_template, template_in_force
from server.letters.fields import FIELDS, LISTS
from server.letters.specimen import specimen, specimens
from server.letters.templates import LetterTemplate, TemplateRefusedError, checked, parsed, written

LANGUAGES = ("fr", "en")
_MAX_BYTES, _MOST_FILES = 40_000, 500
_LEVEL = re.compile(r"pre[2-9]?|r[1-9]|notice")
#: What an export adds for the reader, and `load` leaves alone.
HELP = "LISEZMOI.txt"


def export_templates(connection: Connection, company: int, folder: Path) -> list[str]:
    """The templates in force, a file each, with a page that names the fields; paths from `folder`. Raises UserError."""
    told = {
        f"{lang}/{segment}/{level}.txt": written(template_in_force(connection, company, segment, level, lang))
        for lang in LANGUAGES
        for segment in SEGMENTS
        for level in LEVELS
    }
    try:
        for name, text in {**told, HELP: _help()}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"The templates cannot be written into {folder}: {error.strerror}.") from error
    return list(told)


def load_templates(connection: Connection, company: int, folder: Path, who: str, at: str) -> dict[str, Any]:
    """Take the edited files of a folder back: each is tried on invented messages first, and one that could make an
    unlawful letter is refused, and all with it. `{"kept": [{"file", "version"}], "unchanged"}`. Raises UserError."""
    changed = []
    unchanged = 0
    for name, path in _files(folder):
        lang, segment, level = _place(name)
        template = read_template(path)
        now = template_in_force(connection, company, segment, level, lang)
        if written(template) == written(now):
            unchanged += 1
        else:
            try_template(template, segment, level, lang, name)
            changed.append((name, specimen(segment, level, lang), template))
    kept = [
        {"file": name, "version": keep_template(connection, company, sample, template, who, at)[0]}
        for name, sample, template in changed
    ]
    return {"kept": kept, "unchanged": unchanged}


def read_template(path: Path) -> LetterTemplate:
    """The template of a text file. Raises UserError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is no text in UTF-8.") from error
    if len(data) > _MAX_BYTES:
        raise UserError(f"{path.name} is larger than {_MAX_BYTES // 1_000} kB.")
    try:
        return checked(parsed(text))
    except TemplateRefusedError as error:
        raise TemplateRefusedError(f"{path.name}: {error}") from error


def try_template(template: LetterTemplate, segment: str, level: str, lang: str, name: str) -> None:
    """Whether every letter it can make is lawful, whatever the tone. Raises UserError with the first sentence."""
    for content in specimens(segment, level, lang):
        try:
            found = findings(content, template, "en")
        except TemplateRefusedError as error:
            raise TemplateRefusedError(f"{name}: {error}") from error
        for one in found:
            if one.is_fatal:
                raise TemplateRefusedError(f"{name}: {one.sentence}")


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The text files of a folder, in order, by their path in it; links are not followed."""
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder of templates; relance campaign template export DIR makes one.")
    paths = [path for path in sorted(folder.rglob("*.txt")) if path.is_file() and not path.is_symlink()]
    if len(paths) > _MOST_FILES:
        raise UserError(f"{folder} holds more than {_MOST_FILES} text files.")
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if name != HELP:
            yield name, path


def _place(name: str) -> tuple[str, str, str]:
    parts = name.removesuffix(".txt").split("/")
    if len(parts) != 3 or parts[0] not in LANGUAGES or parts[1] not in SEGMENTS or not _LEVEL.fullmatch(parts[2]):
        raise UserError(f"{name} is no place of a template: write LANGUAGE/SEGMENT/LEVEL.txt, as fr/business/r1.txt.")
    return parts[0], parts[1], parts[2]


def _help() -> str:
    fields = "\n".join(
        f"  {{{{ {name}{'.' + part if part else ''} }}}}"
        for name in sorted(FIELDS.keys() - LISTS.keys())
        for part in sorted(FIELDS[name]) or ("",)
    )
    lists = "\n".join(f"  {{% for x in {name} %}} : {', '.join(f'x.{part}' for part in sorted(LISTS[name]))}"
                      for name in sorted(LISTS))  # fmt: skip
    return (
        "Modèles de lettres / letter templates\n\n"
        "Chaque fichier : objet, ouverture, fin, séparés par une ligne « --- ».\n"
        "Les sommes, l'IBAN, les textes de loi et la signature sont ajoutés par Relance : ne les écrivez pas ici.\n"
        "Each file: subject, opening, closing, parted by a line of « --- ». Relance adds sums, bank details, the\n"
        "sentences of the law and the signature: do not write them here.\n\n"
        f"Champs / fields:\n{fields}\n\nListes / lists:\n{lists}\n\n"
        'Conditions : {% if tone == "firm" %}…{% elif count == 1 %}…{% else %}…{% endif %}\n'
    )
