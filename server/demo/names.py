"""Invented people, firms and town halls of the demo: names built from made-up syllables, numbers no register gives out.

SIRENs start with 000 (never attributed) yet pass the Luhn check; telephones are 01 99 00 xx xx, the range kept for
fiction (ARCEP, décision 2018-0881); e-mail lies under example.com (RFC 2606).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from random import Random
from typing import TypeVar

from receivables.texts import without_accents

_T = TypeVar("_T")

HEADERS = (
    "société", "numéro", "nom", "adresse", "siren", "siret", "tva", "nature", "groupe", "compte payeur", "conditions",
    "moyen de paiement", "clause de taux", "plafond de crédit", "plafond assureur", "échéance assureur",
    "délai de déclaration", "commercial", "agence", "langue", "contact", "fonction", "téléphone", "courriel",
)  # fmt: skip

BUSINESS, CONSUMER, PUBLIC = "entreprise", "particulier", "public"
END_OF_MONTH_45, END_OF_MONTH_10 = "45 jours fin de mois", "fin de mois le 10"

_HEADS = ("Bal", "Cor", "Dru", "Fal", "Gar", "Hau", "Jor", "Kel", "Lan", "Mor", "Nau", "Orvé", "Pel", "Quin", "Rau",
          "Sar", "Tal", "Vau", "Zel", "Bren")  # fmt: skip
_MIDDLES = ("va", "di", "lo", "mé", "ra", "sti", "to", "vi", "gue", "cha")
_TAILS = ("lin", "rec", "don", "niel", "sart", "vane", "zac", "tier", "mont", "bel")
_TRADES = (
    "Menuiserie {}", "{} Bâtiment", "Établissements {}", "{} Énergies", "Charpentes {}", "{} et Fils", "Ateliers {}",
    "{} Industrie", "Couverture {}", "{} Rénovation", "Plomberie {}", "Maçonnerie {}", "{} Distribution", "Groupe {}",
    "Électricité {}", "{} Logistique", "Hôtel {}", "Clinique {}", "{} Paysages", "Imprimerie {}",
)  # fmt: skip
_FORMS = ("SARL", "SAS", "SAS", "SA", "")
_BODIES = ("Commune de Saint-{}", "Département du Haut-{}", "Communauté de communes du Pays de {}", "Collège {}")
_WOMEN = ("Claire", "Nadia", "Élodie", "Sophie", "Inès", "Camille")
_MEN = ("Julien", "Thomas", "Karim", "Mathieu", "Laurent", "Hugo")
_STREETS = (
    "rue des Tanneurs", "avenue de la Gare", "rue du Moulin", "zone artisanale des Prés", "rue de la Fontaine",
    "boulevard du Canal", "chemin des Vignes", "rue des Forges", "place du Marché", "allée des Tilleuls",
)  # fmt: skip
_TOWNS = (
    "69007 Lyon", "38000 Grenoble", "42000 Saint-Étienne", "21000 Dijon", "63000 Clermont-Ferrand", "44200 Nantes",
    "35000 Rennes", "31000 Toulouse", "33300 Bordeaux", "59800 Lille", "67000 Strasbourg", "13002 Marseille",
    "74000 Annecy", "25000 Besançon", "37000 Tours", "45000 Orléans", "72000 Le Mans", "86000 Poitiers",
)  # fmt: skip
_ROLES = ("Comptabilité fournisseurs", "Direction financière", "Gérance", "Service achats", "Comptabilité générale")
_SALES_CONTACTS = ("Hugo Talvane", "Inès Cordidon", "Karim Zellotier")
_BRANCHES = ("Lyon", "Nantes", "Toulouse")


@dataclass(frozen=True)
class Customer:
    """One row of clients.csv, fields in the order of HEADERS; `number` is the auxiliary account."""

    company: str
    number: str
    name: str
    address: str
    siren: str
    siret: str
    vat_number: str
    nature: str
    group: str
    payer: str
    terms: str
    means: str
    rate_clause: str
    credit_limit: str
    insurer_limit: str
    insurer_expiry: str
    insurer_notice: str
    sales_contact: str
    branch: str
    language: str
    contact: str
    role: str
    phone: str
    email: str

    def row(self) -> tuple[str, ...]:
        """The cells of the file."""
        return astuple(self)


def pick(rng: Random, choices: Sequence[_T]) -> _T:
    """One of the choices. Only `Random.random` is promised to stay the same from one Python to the next."""
    return choices[int(rng.random() * len(choices))]


def siren(rank: int) -> str:
    """The rank-th fictitious SIREN: 000, five digits, the Luhn digit."""
    return _with_luhn(f"000{rank:05d}")


def siret(siren_number: str) -> str:
    """The head office of a SIREN: establishment 0001 and the Luhn digit."""
    return _with_luhn(siren_number + "0001")


def vat_number(siren_number: str) -> str:
    """French VAT number: key (12 + 3 x SIREN mod 97) mod 97 before the SIREN."""
    return f"FR{(12 + 3 * (int(siren_number) % 97)) % 97:02d}{siren_number}"


def _with_luhn(body: str) -> str:
    doubled = [int(digit) * (2 - rank % 2) for rank, digit in enumerate(reversed(body))]
    return f"{body}{-sum(value - 9 * (value > 9) for value in doubled) % 10}"


def plain(text: str) -> str:
    """`Établissements Corvarec` -> `ETABLISSEMENTS CORVAREC`, as banks print names."""
    return without_accents(text).upper()


def make_customers(
    rng: Random, company: str, count: int, first_siren: int, special: Mapping[str, Mapping[str, str]]
) -> list[Customer]:
    """Customers C0001 to `count` of a company; `special` overrides fields of single accounts."""
    return [_customer(rng, company, rank, siren(first_siren + 7 * rank), special.get(f"C{rank:04d}", {}))
            for rank in range(1, count + 1)]  # fmt: skip


def invented_name(rng: Random) -> str:
    """Three syllables that make no word."""
    return pick(rng, _HEADS) + pick(rng, _MIDDLES) + pick(rng, _TAILS)


def _customer(rng: Random, company: str, rank: int, number: str, told: Mapping[str, str]) -> Customer:
    """One customer; here and there a cell is empty, as in any file. `told` overrides what is drawn."""
    nature, number = told.get("nature", BUSINESS), told.get("siren", number)
    title, person = _person(rng)
    name = told.get("name") or _name(rng, rank, nature, f"{title} {person}")
    is_business, is_consumer = nature == BUSINESS, nature == CONSUMER
    terms, means = _terms(rng, rank, nature)
    limit = pick(rng, (80_000, 150_000, 300_000) if rank < 50 else (5_000, 10_000, 30_000)) if rank % 6 else 0
    insured = limit // 2 if is_business and rank % 3 else 0
    drawn = Customer(
        company=company,
        number=f"C{rank:04d}",
        name=name,
        address="" if rank % 29 == 0 else f"{1 + int(rng.random() * 98)} {pick(rng, _STREETS)}, {pick(rng, _TOWNS)}",
        siren="" if is_consumer or rank % 23 == 0 else number,
        siret="" if is_consumer or rank % 11 == 0 else siret(number),
        vat_number=vat_number(number) if is_business and rank % 9 else "",
        nature="" if is_business and rank % 41 == 0 else nature,
        group="",
        payer="",
        terms=terms,
        means=means,
        rate_clause=pick(rng, ("BCE + 10 points", "BCE + 10 points", "3 fois le taux légal", "")) * is_business,
        credit_limit=f"{limit},00" if limit and is_business else "",
        insurer_limit=f"{insured},00" if insured else "",
        insurer_expiry=pick(rng, ("30/06/2026", "31/12/2026", "31/12/2027")) if insured else "",
        insurer_notice="60" if insured else "",
        sales_contact=pick(rng, _SALES_CONTACTS),
        branch=pick(rng, _BRANCHES),
        language="en" if is_business and rank % 67 == 0 else "fr",
        contact="" if rank % 13 == 0 else person,
        role="" if is_consumer else pick(rng, _ROLES),
        phone="" if rank % 17 == 0 else f"01 99 00 {rank // 100:02d} {rank % 100:02d}",
        email="" if rank % 19 == 0 else _email(person, "courriel" if is_consumer else name),
    )
    return replace(drawn, **told)


def _person(rng: Random) -> tuple[str, str]:
    title, firsts = pick(rng, (("Mme", _WOMEN), ("M.", _MEN)))
    return title, f"{pick(rng, firsts)} {invented_name(rng)}"


def _name(rng: Random, rank: int, nature: str, person: str) -> str:
    if nature == CONSUMER:
        return person
    if nature == PUBLIC:
        return _BODIES[rank % len(_BODIES)].format(invented_name(rng))
    return f"{pick(rng, _FORMS)} {pick(rng, _TRADES).format(invented_name(rng))}".strip()


def _terms(rng: Random, rank: int, nature: str) -> tuple[str, str]:
    """Terms and means of payment; one business in 37 left the terms empty."""
    if nature != BUSINESS:
        return "30 jours", "virement" if nature == PUBLIC else pick(rng, ("chèque", "carte"))
    terms = pick(rng, ("30 jours",) * 4 + (END_OF_MONTH_45, END_OF_MONTH_45, "60 jours", END_OF_MONTH_10))
    means = pick(rng, ("virement",) * 6 + ("chèque", "prélèvement", "prélèvement", "LCR"))
    return ("" if rank % 37 == 0 else terms), means


def _email(person: str, domain: str) -> str:
    user, host = (re.sub(r"[^a-z]+", mark, plain(text).lower()).strip(mark)
                  for text, mark in ((person, "."), (domain, "-")))  # fmt: skip
    return f"{user}@{host}.example.com"
