"""The pages for people, as HTTP: what each shows, to whom, and what its forms do."""

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from server import passwords
from server.api import limits, login
from server.api.limits import Buckets
from server.api.operations import OPERATIONS, PUBLIC
from server.api.pages import POLICY
from server.imports import uploads
from server.imports.run import ImportOptions, import_files
from server.rights import ROLES
from server.store import audit
from server.store.database import reading, sharing
from server.store.sync import see_workbook
from tests.home_page import Person, joined, ledger, meet
from tests.office_people import AT, Staff, staff

pytestmark = pytest.mark.costly

GONE = "n'attend plus"


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staff]:
    """Everybody; nobody has tried a password yet."""
    monkeypatch.setattr(login, "_TRIED", Buckets(limits.OF_PASSWORD))
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # what they cost is for test_login
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    with staff(tmp_path / "home") as found:
        yield found


@pytest.fixture
def julie(people: Staff) -> Person:
    """An administrator, in French."""
    return joined(people, "Julie", "admin")


def _text(page: str) -> str:
    """What is read: no tags, one space between words (a thin one is a space here)."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _spool(people: Staff) -> list[str]:
    folder = people.home / "spool"
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def _acts(people: Staff) -> list[str]:
    with reading(people.engine) as connection:
        return [row.what for row in audit.last_rows(connection, 50)]


# -- frame and rights -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_shown_the_pages_it_may_see(people: Staff, role: str) -> None:
    """The menu links to what answers, and nothing else answers; without a session all lead to the sign-in."""
    person, stranger = joined(people, "Somebody", role), people.client()
    menu = set(re.findall(r'<a href="(/[a-z]*)"', person.get("/").text.split("</nav>")[0]))
    for one in OPERATIONS.values():
        if one.is_page and one.method == "GET" and one.right != PUBLIC:
            path = one.rule.replace("<one>", "0" * 32)
            may = one.right in ROLES[role]
            assert (person.get(path).status_code == 403) == (not may), path
            assert (path in menu) == may or "<" in one.rule, path
            assert stranger.get(path).location == f"/login?next={path}"


@pytest.mark.parametrize(
    "rule", sorted(o.rule for o in OPERATIONS.values() if o.is_page and o.right != PUBLIC and o.method == "POST")
)
def test_a_form_another_site_made_does_nothing(julie: Person, rule: str) -> None:
    """403 without the session's word, before anything is read."""
    path = re.sub(r"<\w+>", "0" * 32, rule)
    assert julie.client.post(path, data={"csrf": "x"}, headers=julie.headers).status_code == 403


def test_a_page_has_no_script_and_lets_none_in(julie: Person) -> None:
    """Its policy, its language; no inline script, no inline style: the policy would stop them."""
    for path in ("/", "/imports", "/conflicts", "/users", "/watched"):
        answer = julie.get(path)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", answer.text)
        assert '<html lang="fr">' in answer.text


def test_the_language_is_the_browser_s_or_the_one_asked_for(people: Staff) -> None:
    """`?lang=` is kept for the next pages."""
    person = joined(people, "Jane", "clerk", "en-GB,en;q=0.9,fr;q=0.5")
    assert "Open conflicts" in person.get("/").text
    assert "Conflits ouverts" in person.get("/?lang=fr").text
    assert "Conflits ouverts" in person.get("/").text
    assert "Conflits ouverts" in person.get("/?lang=%3Cb%3E").text


def test_what_goes_wrong_is_a_page_too(julie: Person) -> None:
    """For a browser; a program is still answered in JSON."""
    answer = julie.get("/nowhere")
    assert (answer.status_code, "Il n'y a rien à cette adresse" in html.unescape(answer.text)) == (404, True)
    assert julie.client.get("/nowhere").json == {"error": "There is nothing at this address."}


# -- home -----------------------------------------------------------------------------------------------------------


def test_the_home_page_of_an_empty_store(julie: Person) -> None:
    """Nothing to show is said, not an error."""
    text = _text(julie.get("/").text)
    assert "Aucun grand livre n'est importé" in text
    assert "Aucun conflit" in text
    assert "SQLite, répond" in text


def test_the_home_page_shows_the_figures_of_the_ledger(people: Staff, julie: Person, tmp_path: Path) -> None:
    """F1 (1 200.00, due 9 February) and F2 (450.00, due 12 March) on 10 February: one day overdue, and not due."""
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    text = _text(julie.get("/").text)
    assert "Balance âgée au 10/02/2026" in text
    assert "Non échu 450,00 € 27,3 %" in text
    assert "1 à 30 j 1 200,00 € 72,7 %" in text
    assert "Total 1 650,00 €" in text
    assert "Balance âgée (EUR) : Non échu 450 ; 1 à 30 j 1 200 ; 31 à 60 j 0" in text
    assert "123456789FEC20261231.txt" in text


def test_a_portfolio_sees_its_own_amounts_alone(people: Staff, tmp_path: Path) -> None:
    """A clerk of C2 is not told what C1 owes."""
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    text = _text(joined(people, "Everybody's", "clerk").get("/").text)
    people.add("Other", "clerk", portfolio=["C2"])
    assert "1 650,00 €" in text
    people.add("Of C2", "clerk", portfolio=["C2"], password="correct horse battery")  # noqa: S106
    text = _text(Person(people, "Of C2").get("/").text)
    assert "450,00 €" in text
    assert "sur les comptes de votre portefeuille" in text
    assert "1 200" not in text
    assert "1 650" not in text


def test_who_answers_for_others_sees_their_last_syncs(people: Staff, julie: Person) -> None:
    """A clerk sees their own."""
    with sharing(people.engine) as connection:
        see_workbook(connection, "w1", "finance", 3, "2026-11-20T08:15:00.000+00:00")
        see_workbook(connection, "w2", "finance", 3, "2026-11-21T08:15:00.000+00:00")
    assert re.search(r"finance finance 2 21/11/2026 à \d\d:15", _text(julie.get("/").text))
    clerk = _text(joined(people, "Karim", "clerk").get("/").text)
    assert "Karim chargé de recouvrement 0 jamais" in clerk
    assert "21/11/2026" not in clerk


def test_conflicts_are_counted_by_age(people: Staff, julie: Person, tmp_path: Path) -> None:
    """Of those one sees: long ago, and an hour ago."""
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    meet(people.engine, "owner", ("Sophie", "Karim"), "2026-01-05T08:00:00.000+00:00", 1)
    text = _text(julie.get("/").text)
    assert "Conflits ouverts 1 aujourd'hui 0 1 à 2 jours 0 3 à 7 jours 0 plus de 7 jours 1" in text
    people.add("Of C2", "clerk", portfolio=["C2"], password="correct horse battery")  # noqa: S106
    assert "Aucun conflit" in Person(people, "Of C2").get("/").text


# -- imports --------------------------------------------------------------------------------------------------------


def test_a_file_is_stored_after_its_summary_was_accepted(people: Staff, julie: Person, tmp_path: Path) -> None:
    """Summary, accept, another export with what was paid, accept, undo: the figures follow, the spool is empty."""
    answer = julie.upload(ledger(tmp_path / "a"))
    assert answer.status_code == 303
    text = _text(julie.get(answer.location).text)
    assert "Rien n'est encore enregistré" in text
    assert "2 nouvelles 0 réglées ou lettrées 0 montant modifié 0 inchangées" in text
    assert "123456789 411 1 650,00 € 1 650,00 € 0,00 €" in text
    assert "Aucun grand livre" in julie.get("/").text
    assert len(_spool(people)) == 2
    done = julie.post(f"{answer.location}/accept")
    assert (done.status_code, done.location) == (303, "/imports?done=accepted")
    assert "L'import est enregistré" in html.unescape(julie.get(done.location).text)
    assert "Total 1 650,00 €" in _text(julie.get("/").text)
    later = julie.upload(ledger(tmp_path / "b", is_paid=True))
    assert "1 nouvelles 1 réglées ou lettrées 0 montant modifié 1 inchangées" in _text(julie.get(later.location).text)
    julie.post(f"{later.location}/accept")
    assert "Total 750,50 €" in _text(julie.get("/").text)
    number = re.search(r'name="import" value="(\d+)"', julie.get("/imports").text)
    assert number
    assert julie.post("/imports/undo", **{"import": number[1]}).location == "/imports?done=undone"
    assert "Total 1 650,00 €" in _text(julie.get("/").text)
    assert _spool(people) == []
    assert _acts(people)[:3] == ["import_undone", "imported", "imported"]


def test_the_import_that_was_seen_is_the_one_taken_back(people: Staff, julie: Person, tmp_path: Path) -> None:
    """Somebody imported another one meanwhile: nothing is taken back."""
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    seen = re.search(r'name="import" value="(\d+)"', julie.get("/imports").text)
    assert seen
    import_files(people.engine, [ledger(tmp_path / "b", is_paid=True)], ImportOptions(at=AT))
    answer = julie.post("/imports/undo", **{"import": seen[1]})
    assert (answer.status_code, "look again" in answer.text) == (409, True)
    assert julie.post("/imports/undo", **{"import": "²"}).status_code == 409
    assert "Total 750,50 €" in _text(julie.get("/").text)


def test_what_is_accepted_is_what_was_read(people: Staff, julie: Person, tmp_path: Path) -> None:
    """The same export came in another way since: the summary is shown anew, and nothing is stored twice."""
    answer = julie.upload(ledger(tmp_path / "a"))
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    again = julie.post(f"{answer.location}/accept")
    assert again.status_code == 409
    assert "0 nouvelles 0 réglées ou lettrées 0 montant modifié 2 inchangées" in _text(again.text)
    assert julie.post(f"{answer.location}/accept").status_code == 303


def test_a_file_is_its_sender_s_and_is_decided_about_once(people: Staff, julie: Person, tmp_path: Path) -> None:
    """Discarded, it is gone; another person's is not there; a name that is no id is none."""
    place = julie.upload(ledger(tmp_path / "a")).location
    other = joined(people, "Sophie", "manager")
    for path in (place, "/imports/..%2f..", f"/imports/{'0' * 32}"):
        assert other.get(path).status_code == 404
        assert other.post(f"{path}/accept").status_code == 404
    assert julie.post(f"{place}/discard").location == "/imports?done=discarded"
    assert GONE in html.unescape(julie.post(f"{place}/accept").text)
    assert _spool(people) == []
    assert "Aucun import" in julie.get("/imports").text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7 ...", "grand livre.pdf", "is a PDF document"),
        (b"PK\x03\x04 no zip", "a.xlsx", "is damaged"),
        (b"", "empty.txt", "is empty"),
        (b"<html><table>", "x.xls", "is a web page"),
    ],
)
def test_a_refused_file_is_told_and_not_kept(
    people: Staff, julie: Person, content: bytes, name: str, sentence: str
) -> None:
    """422 with the sentence; nothing in the spool, nothing in the store."""
    answer = julie.post("/imports", file=(io.BytesIO(content), name))
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert _spool(people) == []
    assert julie.post("/imports", file=(io.BytesIO(b""), "")).status_code == 422


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.txt", "C:\\Windows\\nul.txt", "a\x00b\u202etxt.csv", "é" * 300]
)
def test_a_hostile_name_stays_in_the_spool(people: Staff, julie: Person, tmp_path: Path, name: str) -> None:
    """It is shown as text, it leads nowhere, and the file under it is read like any other."""
    before = {path for path in tmp_path.rglob("*") if people.home not in path.parents}
    answer = julie.upload(ledger(tmp_path / "a"), name=name, company="<b>Société</b>")
    assert answer.status_code == 303, answer.text
    page = julie.get(answer.location).text
    assert "&lt;b&gt;Société&lt;/b&gt;" in page
    assert "<b>Soc" not in page
    made = {path for path in tmp_path.rglob("*") if people.home not in path.parents} - before
    assert {path.name for path in made} == {"a", "123456789FEC20261231.txt"}
    assert len(_spool(people)) == 2


def test_a_file_that_is_too_large_is_refused(
    people: Staff, julie: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is kept."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    answer = julie.upload(ledger(tmp_path / "a"))
    assert (answer.status_code, "is larger than" in answer.text) == (422, True)
    assert _spool(people) == []


def test_the_settings_beside_a_file_are_those_of_the_command(julie: Person, tmp_path: Path) -> None:
    """Company, kind and columns; what is not understood is one sentence."""
    path = tmp_path / "list.csv"
    path.write_text("Compte;Nom;Pièce;Date;Échéance;Solde A;Solde B\nC1;Dupont;F1;2026-01-05;2026-02-05;120,00;7,00\n")
    answer = julie.upload(path, company="ACME", kind="open-items", mapping="open_amount=Solde B\n\n")
    text = _text(julie.get(answer.location).text)
    assert "ACME" in text
    assert "7,00 €" in text
    refused = julie.upload(path, mapping="nothing")
    assert (refused.status_code, "is not understood" in refused.text) == (422, True)
    assert "is no kind of file" in julie.upload(path, kind="recipe").text


# -- conflicts ------------------------------------------------------------------------------------------------------


def _stands(people: Staff, field: str) -> str:
    with reading(people.engine) as connection:
        return str(connection.exec_driver_sql(f"SELECT value FROM account_cells WHERE field = '{field}'").scalar())


@pytest.mark.parametrize(
    ("choice", "other", "stands"), [("mine", "", "Karim"), ("theirs", "", "Sophie"), ("other", "Julie", "Julie")]
)
def test_a_manager_settles_a_conflict(people: Staff, tmp_path: Path, choice: str, other: str, stands: str) -> None:
    """Mine, theirs, or another value; then it is gone from the list."""
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    conflict = meet(people.engine, "owner", ("Sophie", "Karim"), AT)
    manager = joined(people, "Marc", "manager")
    page = manager.get("/conflicts").text
    assert "Prendre Karim Karim voulait" in _text(page)
    assert "Garder Sophie Sophie, en place" in _text(page)
    answer = manager.post(f"/conflicts/{conflict}", choice=choice, seen="Sophie", other=other)
    assert answer.location == "/conflicts?done=settled"
    assert _stands(people, "owner") == stands
    assert "Aucun conflit" in manager.get(answer.location).text


def test_a_decision_about_what_does_not_stand_any_more_is_shown_anew(people: Staff, tmp_path: Path) -> None:
    """Nothing is written over unseen; an unknown choice or conflict is refused."""
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    conflict = meet(people.engine, "next_date", ("2026-11-30", "2026-12-04"), AT)
    manager = joined(people, "Marc", "manager")
    assert "Prendre 04/12/2026" in _text(manager.get("/conflicts").text)
    for fields in ({"choice": "mine", "seen": "2026-11-01"}, {"choice": "", "seen": "2026-11-30"},
                   {"choice": "other", "seen": "2026-11-30", "other": "hier"}):  # fmt: skip
        answer = manager.post(f"/conflicts/{conflict}", **fields)
        assert (answer.status_code, 'role="alert"' in answer.text) == (409, True)
    assert manager.post("/conflicts/nothing", choice="mine", seen="").status_code == 409
    assert _stands(people, "next_date") == "2026-11-30"


def test_others_conflicts_are_read_and_not_decided(people: Staff, tmp_path: Path) -> None:
    """A clerk who is no part of it; an auditor has no form, and may send none."""
    import_files(people.engine, [ledger(tmp_path / "a")], ImportOptions(at=AT))
    conflict = meet(people.engine, "owner", ("Sophie", "Karim"), AT)
    clerk, auditor = joined(people, "Léa", "clerk"), joined(people, "Anne", "auditor")
    for person in (clerk, auditor):
        assert "le credit manager tranche" in person.get("/conflicts").text
    assert clerk.post(f"/conflicts/{conflict}", choice="mine", seen="Sophie").status_code == 409
    assert auditor.post(f"/conflicts/{conflict}", choice="mine", seen="Sophie").status_code == 403
    karim = joined(people, "Karim", "clerk")
    assert karim.post(f"/conflicts/{conflict}", choice="mine", seen="Sophie").status_code == 303


# -- people ---------------------------------------------------------------------------------------------------------


def test_an_administrator_adds_and_changes_people(people: Staff, julie: Person) -> None:
    """Added, they sign in; another role counts at once; disabled, they are out."""
    fields = {"name": "Nadia <i>", "role": "clerk", "password": "correct horse battery", "accounts": "", "company": "",
              "all": "yes"}  # fmt: skip
    assert julie.post("/users", **fields).location == "/users?done=saved"
    assert "Nadia &lt;i&gt;" in julie.get("/users").text
    nadia = Person(people, "Nadia <i>")
    assert nadia.get("/imports").status_code == 403
    julie.post("/users/change", act="role", name="Nadia <i>", role="finance")
    assert nadia.get("/imports").status_code == 200
    julie.post("/users/change", act="disable", name="Nadia <i>")
    assert nadia.get("/imports").status_code == 303
    for refused in (fields, {**fields, "name": "X", "role": "root"}, {**fields, "name": "X", "password": "short"},
                    {**fields, "name": "X", "accounts": "C404", "all": ""}):  # fmt: skip
        answer = julie.post("/users", **refused)
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert julie.post("/users/change", act="dance", name="Nadia <i>").status_code == 422


def test_nobody_takes_their_own_rights_away(julie: Person) -> None:
    """The last administrator does not lock the house."""
    for act in ("role", "disable"):
        answer = julie.post("/users/change", act=act, name="Julie", role="clerk")
        assert (answer.status_code, "Un autre administrateur" in answer.text) == (409, True)
    assert julie.get("/users").status_code == 200


def test_a_token_is_shown_once_and_revoked(people: Staff, julie: Person) -> None:
    """It opens the API until it is revoked."""
    page = julie.post("/users/token", name="clerk", label="poste de Karim").text
    token = re.search(r'value="(relance_[A-Za-z0-9_-]{43})"', page)
    assert token
    assert token[1] not in julie.get("/users").text
    bearing = {"Authorization": f"Bearer {token[1]}"}
    assert people.client().get("/v1/pull?workbook=w", headers=bearing).status_code == 200
    number = re.search(r'name="token" value="(\d+)"><span>poste de Karim', julie.get("/users").text)
    assert number
    assert julie.post("/users/revoke", token=number[1]).location == "/users?done=revoked"
    assert people.client().get("/v1/pull?workbook=w", headers=bearing).status_code == 401
    assert julie.post("/users/revoke", token="9" * 30).status_code == 422
