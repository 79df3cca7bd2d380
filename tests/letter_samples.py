"""Messages as the campaigns would make them, for the tests of letters: one invented company and its customers."""

import datetime as dt
from dataclasses import replace

from receivables.days import day_number
from server.letters.content import (
    Bank,
    Clerk,
    Credit,
    Debtor,
    Identity,
    InterestLine,
    Item,
    Mediator,
    MessageContent,
    Previous,
    Signatory,
)

COMPANY = Identity(
    name="Menuiserie Vallier", address=("12 rue des Tanneurs", "69007 Lyon"), legal_form="SAS", capital="80 000 EUR",
    siren="732829320", registry="RCS Lyon 732 829 320", vat_number="FR44732829320", phone="04 72 00 00 00",
    email="compta@vallier.example", website="vallier.example",
)  # fmt: skip
BANK = Bank("Menuiserie Vallier", "FR7630006000011234567890189", "AGRIFRPP")
CLERK = Clerk("Claire Morin", "04 72 00 00 12", "claire.morin@vallier.example")
SIGNATORY = Signatory("Hélène Vallier", "Directrice administrative et financière")
MEDIATOR = Mediator("Médiation des Traboules", ("3 quai de Saône", "69001 Lyon"), "mediation.example")
DEBTOR = Debtor(
    "C0042", "Ateliers du Rhône", "Service comptabilité fournisseurs",
    ("ZI Nord", "4 allée des Platanes", "69100 Villeurbanne"), "552100554", "compta@rhone.example",
)  # fmt: skip


def day(text: str) -> int:
    """An ISO date as a day."""
    return day_number(dt.date.fromisoformat(text))


#: 12 000.00 due 30/04/2026, unpaid at 22/11/2026: 243.67 + 591.12 (the worked example of L441-10 II).
ITEMS = (
    Item("F2604-118", day("2026-03-31"), day("2026-04-30"), 1_200_000, 0, 1_200_000, 206, item="00000000000000a1"),
    Item("F2609-027", day("2026-09-10"), day("2026-10-10"), 250_000, 100_000, 150_000, 43, item="00000000000000a2"),
)
INTEREST = (
    InterestLine("F2604-118", day("2026-05-01"), day("2026-06-30"), 61, 1_200_000, "12.15", 24_367, "BCE + 10 points"),
    InterestLine("F2604-118", day("2026-07-01"), day("2026-11-22"), 145, 1_200_000, "12.40", 59_112, "BCE + 10 points"),
    InterestLine("F2609-027", day("2026-10-11"), day("2026-11-22"), 43, 150_000, "12.40", 2_191, "BCE + 10 points"),
)
PREVIOUS = (
    Previous("r1", day("2026-05-05"), "email", "R-1"),
    Previous("call", day("2026-05-12"), "call", ""),
    Previous("r3", day("2026-06-02"), "letter", "R-3"),
)


def sample(level: str = "r1", segment: str = "business", lang: str = "fr", **changes: object) -> MessageContent:
    """A lawful message of a level to a debtor of a segment."""
    is_notice, is_consumer = level == "notice", segment == "consumer"
    has_figures = is_notice and not is_consumer
    content = MessageContent(
        message="m-000123", reference="REL-2026-000123", level=level, segment=segment, lang=lang, currency="EUR",
        day=day("2026-11-22"), channel="registered" if is_notice else "email", company=COMPANY, debtor=DEBTOR,
        items=ITEMS, clerk=CLERK, signatory=SIGNATORY, bank=BANK,
        not_due=(Item("F2611-004", day("2026-11-05"), day("2026-12-05"), 80_000, 0, 80_000),),
        credits=(Credit("A2610-003", day("2026-10-20"), 20_000, "credit_note"),),
        interest_lines=INTEREST if has_figures else (),
        compensation_count=2 if has_figures else 0, compensation=8_000 if has_figures else 0,
        limit_days=15 if is_consumer else 8,
        enclosures=("Factures", "Relevé de compte", *(("Décompte des pénalités",) if has_figures else ())),
        previous=() if level in ("pre", "r1") else PREVIOUS,
    )  # fmt: skip
    if is_consumer:
        content = replace(content, mediator=MEDIATOR)
    if segment == "public":
        content = replace(content, debtor=replace(DEBTOR, name="Commune de Saint-Ombre", chorus="SIRET 21690000000018"))
    if level == "pre":
        early = tuple(replace(one, days_late=0, due_day=day("2026-11-29")) for one in ITEMS[:1])
        content = replace(content, items=early, not_due=(), credits=())
    content = replace(content, **changes)  # type: ignore[arg-type]
    return content if "account_items" in changes else with_ledger(content)


def with_ledger(content: MessageContent) -> MessageContent:
    """The ledger holds what the message tells, and nothing else."""
    contested = tuple(replace(one, open=0, disputed=one.open) for one in content.disputed)
    items = (*content.items, *contested, *content.not_due)
    return replace(content, account_items=items, account_credits=content.credits)


#: Bank details as people write them, and as people write them who do not want them to be found.
WRITTEN_ACCOUNTS = (
    "FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189", "DE89370400440532013000",
    "IBAN : GB82 WEST 1234 5698 7654 32", "FR76-3000-6000-0112-3456-7890-189", "30006 00001 12345678901 89",
    "FR76 3000 6000{# #} 0112 3456 7890 189", "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
    "payez au MT84MALT011000012345MTLCAST001S merci", "FR76\u200b3000\u200b6000\u200b0112\u200b3456\u200b7890\u200b189",
    "FR76\u20603000\u00ad6000/0112|3456·7890–189", "FR76, 3000, 6000, 0112, 3456, 7890, 189",
    "FR76 (3000) [6000] *0112* 3456_7890\n189", "\uff26\uff32\uff17\uff16 3000 6000 0112 3456 7890 189",
    "FR\u0667\u0666 3000 6000 0112 3456 7890 189", "30006-00001-12345678901-89",
    "banque 30006 guichet 00001 compte 12345678901 clé RIB 89", "sort code 12-34-56, account 12345678",
    "BIC : AGRIFRPP", "compte bancaire n° 12345678901",
)  # fmt: skip
