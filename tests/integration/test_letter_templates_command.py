"""`relance campaign template`: the words of letters as files; an unlawful edit is refused, and all with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from server.company_settings import load_company_settings, read_settings, set_company_settings
from server.errors import UserError
from server.letters.content import LEVELS, SEGMENTS
from server.letters.editing import template_in_force
from server.letters.specimen import specimens
from server.letters.template_files import HELP, export_templates, load_templates, try_template
from server.letters.templates import TemplateRefusedError, shipped
from server.store.companies import company_id
from server.store.database import open_engine, writing

pytestmark = pytest.mark.costly

AT = "2026-11-22T08:30:00Z"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A transaction on a new store."""
    engine = open_engine(tmp_path / "home", None)
    with writing(engine) as opened:
        yield opened
    engine.dispose()


def edit(path: Path, before: str, after: str) -> None:
    """Change words of a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_shipped_template_is_lawful_on_every_specimen(lang: str) -> None:
    for segment in SEGMENTS:
        for level in LEVELS:
            try_template(shipped(segment, level, lang), segment, level, lang, "shipped")
            assert len(list(specimens(segment, level, lang))) == 18


def test_what_was_exported_comes_back_edited(connection: Connection, tmp_path: Path) -> None:
    company, folder = company_id(connection, "A"), tmp_path / "letters"
    names = export_templates(connection, company, folder)
    assert len(names) == 2 * len(SEGMENTS) * len(LEVELS)
    assert "{{ total }}" in (folder / HELP).read_text(encoding="utf-8")
    assert load_templates(connection, company, folder, "ana", AT) == {"kept": [], "unchanged": len(names)}
    edit(folder / "fr/business/r1.txt", "Il s'agit sans doute d'un oubli.", "Un simple oubli, sans doute.")
    told = load_templates(connection, company, folder, "ana", AT)
    assert told == {"kept": [{"file": "fr/business/r1.txt", "version": 1}], "unchanged": len(names) - 1}
    assert "Un simple oubli" in template_in_force(connection, company, "business", "r1", "fr").opening
    assert template_in_force(connection, company, "business", "r1", "en") == shipped("business", "r1", "en")


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("fr/business/pre.txt", "confiance.", "confiance. À défaut, des pénalités seront dues.", "threatens"),
        ("fr/public/r1.txt", '{% if tone', '{% if tone == "firm" %}Nous saisirons le tribunal.{% endif %}{% if tone',
         "public buyer"),
        ("fr/consumer/notice.txt", "Malgré nos rappels", "Des frais de dossier sont dus. Malgré nos rappels", "EUR 40"),
        ("fr/business/r1.txt", "{{ total }}", "{{ total.__class__ }}", "field"),
        ("fr/business/r2.txt", "par retour", "sur le compte FR7630006000011234567890189", "bank details"),
    ],
)  # fmt: skip
def test_an_unlawful_edit_is_refused_and_nothing_is_kept(
    connection: Connection, tmp_path: Path, file: str, before: str, after: str, sentence: str
) -> None:
    company, folder = company_id(connection, "A"), tmp_path / "letters"
    export_templates(connection, company, folder)
    edit(folder / "fr/business/r3.txt", "dans les huit jours", "sous huitaine")
    edit(folder / file, before, after)
    with pytest.raises(TemplateRefusedError, match=sentence) as caught:
        load_templates(connection, company, folder, "ana", AT)
    assert file.rpartition("/")[2] in str(caught.value)
    assert template_in_force(connection, company, "business", "r3", "fr") == shipped("business", "r3", "fr")


@pytest.mark.parametrize("name", ["r1.txt", "de/business/r1.txt", "fr/bank/r1.txt", "fr/business/call.txt"])
def test_a_file_in_no_place_of_a_template_is_refused(connection: Connection, tmp_path: Path, name: str) -> None:
    (tmp_path / "t" / name).parent.mkdir(parents=True)
    (tmp_path / "t" / name).write_text("a\n---\nb\n---\nc\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"fr/business/r1\.txt"):
        load_templates(connection, company_id(connection, "A"), tmp_path / "t", "ana", AT)


def test_a_fourth_reminder_may_have_words_of_its_own(connection: Connection, tmp_path: Path) -> None:
    company, folder = company_id(connection, "A"), tmp_path / "t"
    export_templates(connection, company, folder)
    text = (folder / "fr/business/r3.txt").read_text(encoding="utf-8").replace("Dernier rappel", "Ultime rappel")
    (folder / "fr/business/r4.txt").write_text(text, encoding="utf-8")
    load_templates(connection, company, folder, "ana", AT)
    assert template_in_force(connection, company, "business", "r4", "fr").subject.startswith("Ultime")
    assert template_in_force(connection, company, "business", "r5", "fr").subject.startswith("Dernier")


def test_the_logo_of_the_settings_stands_on_every_letter(connection: Connection, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>')
    (tmp_path / "c.toml").write_text('logo = "logo.svg"\n[mediator]\nname = "M"\naddress = ["Lyon"]\n')
    company = company_id(connection, "A")
    told = set_company_settings(connection, company, read_settings(tmp_path / "c.toml"), "ana", AT)
    assert told["changed"] == ["logo", "mediator"]
    settings = load_company_settings(connection, company)
    assert settings.logo == (tmp_path / "logo.svg").read_bytes()
    assert settings.mediator is not None
    assert template_in_force(connection, company, "consumer", "r1", "fr").logo == settings.logo
    (tmp_path / "c.toml").write_text('logo = ""\n')
    set_company_settings(connection, company, read_settings(tmp_path / "c.toml"), "ana", AT)
    assert load_company_settings(connection, company).logo == b""
