"""The campaigns of `relance demo`: invented company settings, and what was sent before, so that a plan proposes."""

from typing import Any

from sqlalchemy import Connection

from server.balance import last_covered_day
from server.campaigns.facts.takeover import start_company
from server.company_bank import decide_bank
from server.company_settings import checked, set_company_settings
from server.demo.names import siren
from server.records import records
from server.store import companies
from server.store import imports as import_store

_SENT = [(15, "r1"), (30, "r2"), (60, "r3")]
_SENT_DAYS_AGO = 12
_CLERK, _MANAGER = "Camille Delvane", "Sophie Maurec"
_NAMES = ("Velmorand Distribution", "Ateliers Corsanne")
#: Of the bank code 00000, which no bank has; the check digits are right.
_IBANS = ("FR7600000000100000000001596", "FR7600000000110000000002454")


def prepare_campaigns(connection: Connection, at: str) -> None:
    """Identity and bank details of the two companies, approved by a second person, and the start of their campaigns."""
    on = last_covered_day(import_store.load_imports(connection))
    at = at[:19] + "Z"
    for place, row in enumerate(records(companies.load_companies(connection).sort_values("id"))):
        number, name = int(row["id"]), str(row["name"])
        set_company_settings(connection, number, checked(_settings(place, name)), _CLERK, at)
        decide_bank(connection, number, True, _MANAGER, at)
        start_company(connection, name, on, _SENT, _MANAGER, at, on - _SENT_DAYS_AGO)


def _settings(place: int, name: str) -> dict[str, Any]:
    title = _NAMES[place % len(_NAMES)]
    return {
        "identity": {
            "name": title, "address": ["12 rue des Tilleuls", "69003 Lyon"], "legal_form": "SAS",
            "capital": "500 000 €", "siren": name if name.isdigit() else siren(12_345), "registry": f"RCS Lyon {name}",
            "phone": "01 99 00 10 10", "email": "comptabilite@velmorand.example.com",
        },
        "signatory": {"name": _MANAGER, "quality": "Responsable crédit"},
        "sender": {"name": f"{title}, service crédit", "email": "credit@velmorand.example.com"},
        "clerk": {"name": _CLERK, "phone": "01 99 00 10 11", "email": "camille.delvane@velmorand.example.com"},
        "bank": {"holder": title, "iban": _IBANS[place % len(_IBANS)]},
    }  # fmt: skip
