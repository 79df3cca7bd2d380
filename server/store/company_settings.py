"""Identity, bank details and edited templates of the companies, every version of them."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from server.store.company_tables import bank_details, company_settings, letter_templates
from server.store.rows import new_id

WAITING, APPROVED, REFUSED, WITHDRAWN = "waiting", "approved", "refused", "withdrawn"
_TEMPLATE = ("company_id", "segment", "level", "lang")


def load_values(connection: Connection, company: int) -> tuple[int, dict[str, Any]]:
    """Version and values in force; (0, {}) where nobody has set any."""
    query = select(company_settings.c.version, company_settings.c["values"])
    query = query.where(company_settings.c.company_id == company).order_by(company_settings.c.version.desc()).limit(1)
    found = connection.execute(query).first()
    return (0, {}) if found is None else (int(found[0]), dict(json.loads(found[1])))


def add_values(connection: Connection, company: int, values: dict[str, Any], who: str, at: str) -> int:
    """Keep values as a new version, in force from now on; its number."""
    version = load_values(connection, company)[0] + 1
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    row = {"company_id": company, "version": version, "values": text, "set_by": who, "set_at": at}
    connection.execute(insert(company_settings), [row])
    return version


def load_bank(connection: Connection, company: int, state: str = APPROVED) -> dict[str, Any] | None:
    """The newest bank details of a company in that state."""
    key = (bank_details.c.company_id == company) & (bank_details.c.state == state)
    order = (bank_details.c.decided_at.desc(), bank_details.c.id.desc())
    found = connection.execute(select(bank_details).where(key).order_by(*order).limit(1)).mappings().first()
    return None if found is None else dict(found)


def ask_bank(connection: Connection, company: int, bank: dict[str, str], who: str, at: str) -> int:
    """Keep bank details that wait for a second person, in the place of any that waited; their id."""
    key = (bank_details.c.company_id == company) & (bank_details.c.state == WAITING)
    connection.execute(update(bank_details).where(key).values(state=WITHDRAWN, decided_by=who, decided_at=at))
    row = {**bank, "company_id": company, "state": WAITING, "asked_by": who, "asked_at": at}
    return new_id(connection, insert(bank_details).values(decided_by="", decided_at="", **row))


def took_a_place(connection: Connection, waiting: Mapping[str, Any]) -> bool:
    """Whether other details were withdrawn for those that wait, since somebody last decided on any."""
    own = bank_details.c.company_id == waiting["company_id"]
    decided = select(func.coalesce(func.max(bank_details.c.id), 0)).where(
        own & bank_details.c.state.in_((APPROVED, REFUSED))
    )
    is_other = or_(*(bank_details.c[name] != waiting[name] for name in ("holder", "iban", "bic")))
    is_withdrawn = own & (bank_details.c.state == WITHDRAWN) & (bank_details.c.id > decided.scalar_subquery())
    return bool(connection.scalar(select(func.count()).select_from(bank_details).where(is_withdrawn & is_other)))


def decide_bank(connection: Connection, number: int, state: str, who: str, at: str) -> bool:
    """Approve or refuse details that wait; False where they wait no more."""
    key = (bank_details.c.id == number) & (bank_details.c.state == WAITING)
    change = update(bank_details).where(key).values(state=state, decided_by=who, decided_at=at)
    return connection.execute(change).rowcount == 1


def load_template(connection: Connection, company: int, segment: str, level: str, lang: str) -> dict[str, Any] | None:
    """The edited template in force: version, subject, opening, closing; None where none was edited."""
    wanted = dict(zip(_TEMPLATE, (company, segment, level, lang), strict=True))
    query = select(letter_templates).filter_by(**wanted).order_by(letter_templates.c.version.desc()).limit(1)
    found = connection.execute(query).mappings().first()
    return None if found is None else dict(found)


def add_template(connection: Connection, key: tuple[int, str, str, str], texts: dict[str, str], who: str,
                 at: str) -> int:  # fmt: skip
    """Keep a template (company, segment, level, lang) as a new version, in force from now on; its number."""
    own = dict(zip(_TEMPLATE, key, strict=True))
    last = connection.scalar(select(func.max(letter_templates.c.version)).filter_by(**own))
    version = int(last or 0) + 1
    row = {**own, **texts, "version": version, "written_by": who, "written_at": at}
    connection.execute(insert(letter_templates), [row])
    return version
