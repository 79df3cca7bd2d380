"""A made-up `BalanceReport`: two companies, forty accounts, euros and dollars, names that attack spreadsheets."""

import datetime as dt
import random
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from receivables.aging import DEFAULT_EDGES, bucket_names
from receivables.days import NO_DAY, day_number
from receivables.report import BalanceReport, Bridge, Freshness, MatchingQuality, PaymentTermsTable

AS_OF = dt.date(2025, 12, 31)
TODAY = day_number(AS_OF)
NORTH, SOUTH = "Ateliers du Nord", "Comptoir du Sud"
BUCKETS = bucket_names(DEFAULT_EDGES)
COLUMNS = [*BUCKETS, "age_unknown", "unallocated"]

#: What a ledger may hold in a name, a number or a file name.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+33 1 23 45 67 89",
    "-1+1",
    "@SUM(1+1)",
    "{=1+1}",
    "http://evil.example/login",
    "mailto:x@evil.example",
    "internal:Aide!A1",
    "00012345",
    "1E5",
    "TRUE",
    "_x0041_BC",
    "Dup\x00ont\x07 & Fils\r\nSARL",
    "\u202eelif.exe",
    "<b>&amp;</b>",
    "{name} %s",
    "É" * 40_000,
)

#: As a customers file holds them, in both languages; the last one nobody can read.
TERMS = ("30 net", "45 jours fin de mois", "=30 jours le jour dit")


@dataclass(frozen=True)
class _Account:
    company: str
    currency: str
    account: str
    collective: str
    name: str


def accounts() -> list[_Account]:
    """Thirty-three euro accounts, five in dollars, two in yen; the last names of the euro ones are hostile."""
    plain = [
        "Boulangerie Martin",
        "Garage des Trois Vallées",
        "Société nouvelle de menuiserie et d'agencement du Centre",
        "Mairie de Saint-Amand",
        "Hôtel du Lac",
        "Lycée Jean-Moulin",
        "Transports Lefèvre",
        "Imprimerie Roux",
    ]
    found = []
    for index in range(40):
        currency = "USD" if index in (5, 11, 17, 23, 29) else "JPY" if index in (8, 31) else "EUR"
        is_hostile = 20 <= index < 20 + len(HOSTILE)
        name = HOSTILE[index - 20] if is_hostile else f"{plain[index % 8]} {index + 1}"
        company = NORTH if index % 3 else SOUTH
        collective = {4: "413", 13: "416"}.get(index, "411")
        found.append(_Account(company, currency, f"{index + 1:06d}" if index != 36 else "=1+1", collective, name))
    return found


def _item(account: _Account, index: int, rng: random.Random) -> dict[str, Any]:
    kind = "payment" if index % 7 == 6 else "credit_note" if index % 11 == 10 else "invoice"
    amount = rng.randrange(1_000, 3_000_000) * (1 if kind == "invoice" else -1)
    days = rng.choice([-40, -5, 0, 1, 12, 30, 31, 45, 60, 61, 75, 90, 91, 140, 400])
    is_unknown = kind == "invoice" and index % 13 == 12
    due = NO_DAY if is_unknown or amount < 0 else TODAY - days
    origin = "unknown" if due == NO_DAY else rng.choice(["file", "file", "customer_terms", "default_terms"])
    return {
        "item": f"{account.company}-{account.account}-{index}",
        "company": account.company,
        "currency": account.currency,
        "account": account.account,
        "collective": account.collective,
        "name": account.name,
        "number": HOSTILE[index] if index < 12 else f"FA2025-{index:05d}",
        "kind": kind,
        "document_day": TODAY - days - 30,
        "due_day": due,
        "due_origin": "label" if due != NO_DAY and index % 10 == 3 else origin,
        "terms": "" if due == NO_DAY else TERMS[index % len(TERMS)],
        "amount": amount,
        "open": amount if index % 5 else amount // 3,
        "days_overdue": 0 if due == NO_DAY else max(days, 0),
        "bucket": _bucket(amount, due),
        "note": "litige en cours" if index % 17 == 0 else "",
    }


def _bucket(amount: int, due: int) -> str:
    """The convention in plain words, apart from the array rule: due today is not due, 30 days is in 1-30."""
    late = TODAY - due
    if amount < 0:
        return "unallocated"
    if due == NO_DAY:
        return "age_unknown"
    limits = ((0, "not_due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
    return next((name for limit, name in limits if late <= limit), "91+")


def _balance(items: pd.DataFrame) -> pd.DataFrame:
    keys = ["company", "currency", "account", "collective", "name"]
    table = items.pivot_table(index=keys, columns="bucket", values="open", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=COLUMNS, fill_value=0).astype("int64")
    table = table.assign(total=table.sum(axis=1))
    overdue = table[BUCKETS[1:]].sum(axis=1)
    collectible = (overdue + table["unallocated"]).clip(lower=0)
    return table.assign(collectible=collectible).reset_index().rename_axis(columns=None)


def _control(balance: pd.DataFrame, apart: pd.DataFrame) -> pd.DataFrame:
    keys = ["company", "currency", "collective"]
    frames = [
        frame.groupby(keys, as_index=False)["total"].sum().assign(treatment=treatment)
        for frame, treatment in ((balance, "in"), (apart, "apart"))
    ]
    rows = pd.concat(frames, ignore_index=True).rename(columns={"total": "open_total"})
    labels = {
        "411": ("Clients", "Customers"),
        "413": ("Effets à recevoir", "Bills in portfolio"),
        "416": ("Mon libellé", "My own label"),
        "4191": ("Acomptes reçus", "Deposits received"),
        "418": ("Factures à établir", "Unbilled"),
    }
    rows["label_fr"] = [labels[code][0] for code in rows["collective"]]
    rows["label_en"] = [labels[code][1] for code in rows["collective"]]
    is_printed = rows["currency"] == "EUR"
    rows["ledger_balance"] = rows["open_total"].astype("object").where(is_printed, None)
    rows["difference"] = pd.Series([0] * len(rows), dtype="object").where(is_printed, None)
    return rows


def _apart() -> pd.DataFrame:
    rows = [
        (NORTH, "EUR", "000001", "4191", "Boulangerie Martin 1", -120_000),
        (NORTH, "EUR", "000003", "4191", "=evil()", -45_050),
        (SOUTH, "EUR", "418000", "418", "Factures à établir", 880_000),
    ]
    return pd.DataFrame(rows, columns=["company", "currency", "account", "collective", "name", "total"])


def _anomalies() -> pd.DataFrame:
    rows = [
        (
            "duplicate_number",
            NORTH,
            "EUR",
            "000002",
            "i1",
            "FA-77",
            120_000,
            "Deux pièces portent le numéro FA-77.",
            "Two documents bear the number FA-77.",
        ),
        (
            "duplicate_number",
            NORTH,
            "EUR",
            "000005",
            "i2",
            "=1+1",
            4_500,
            "Deux pièces portent le numéro =1+1.",
            "Two documents bear the number =1+1.",
        ),
        ("code_of_tomorrow", SOUTH, "EUR", "000001", "i3", "", 0, "=cmd()", "=cmd()"),
        (
            "small_balance",
            SOUTH,
            "USD",
            "000018",
            "i4",
            "FA-9",
            12,
            "Il reste 0,12 USD à apurer.",
            "0.12 USD is left to write off.",
        ),
    ]
    return pd.DataFrame(
        rows,
        columns=["code", "company", "currency", "account", "item", "number", "amount", "sentence_fr", "sentence_en"],
    )


def _proposals() -> pd.DataFrame:
    rows = [
        (
            NORTH,
            "EUR",
            "000002",
            "Garage des Trois Vallées 2",
            "VIR-31",
            TODAY - 9,
            "FA2025-00031",
            TODAY - 70,
            45_000,
            "named",
        ),
        (SOUTH, "EUR", "000001", "-1+1", "@VIR", TODAY - 5, "=FA", NO_DAY, 12_345, "equal"),
        (SOUTH, "EUR", "000004", "Mairie", "VIR-40", TODAY - 3, "FA2025-00044", TODAY - 33, 100, "earliest"),
    ]
    return pd.DataFrame(
        rows,
        columns=[
            "company",
            "currency",
            "account",
            "name",
            "credit_number",
            "credit_day",
            "document_number",
            "document_day",
            "amount",
            "rule",
        ],
    )


def _imports() -> pd.DataFrame:
    rows = [
        (NORTH, "fec", "123456789FEC20251231.txt", TODAY - 364, TODAY, 18_204, 0, "9f" * 32),
        (SOUTH, "open-items", "=WEBSERVICE(1).csv", NO_DAY, TODAY, 310, 4, "0" * 64),
    ]
    return pd.DataFrame(
        rows, columns=["company", "kind", "file_name", "first_day", "last_day", "rows", "problems", "sha256"]
    )


def _payment_terms() -> list[PaymentTermsTable]:
    amounts = [8_400_000, 2_150_075, 990_000, 4_000_025]
    bands = pd.DataFrame({"band": BUCKETS[1:], "count": [12, 5, 3, 9], "amount": amounts})
    return [
        PaymentTermsTable(NORTH, "EUR", bands, 2, 310_000, 310_801_000, dt.date(2025, 1, 1)),
        PaymentTermsTable(SOUTH, "EUR", bands.assign(count=0, amount=0), 0, 0, None, None),
    ]


def report(seed: int = 7, items_per_account: int = 9) -> BalanceReport:
    """The whole report; the same seed gives the same figures."""
    rng = random.Random(seed)
    holders = accounts()
    rows = [_item(account, rng.randrange(60), rng) for account in holders for _ in range(items_per_account)]
    items = pd.DataFrame(rows)
    balance, apart = _balance(items), _apart()
    previous = balance[["company", "currency", "account", "total"]].iloc[::2]
    previous = previous.assign(total=previous["total"] // 2)
    return BalanceReport(
        as_of=AS_OF,
        basis="due",
        view="ledger",
        buckets=list(BUCKETS),
        balance=balance,
        items=items,
        control=_control(balance, apart),
        apart=apart,
        anomalies=_anomalies(),
        proposals=_proposals(),
        imports=_imports(),
        previous=previous,
        previous_month="2025-11",
        matching=[MatchingQuality(NORTH, 0.962, 41, True), MatchingQuality(SOUTH, 0.31, 388, False)],
        freshness=[Freshness(NORTH, dt.date(2025, 12, 30), AS_OF), Freshness(SOUTH, dt.date(2025, 12, 19), AS_OF)],
        payment_terms=_payment_terms(),
        bridges=[
            Bridge(
                NORTH, "EUR", "2025-12", 90_000_00, 310_00, 45_000_00, 38_000_00, 1_500_00, 250_00, -20_00, 95_540_00
            )
        ],
    )


def only(full: BalanceReport, currency: str) -> BalanceReport:
    """The same report with one currency kept."""
    frames = {name: getattr(full, name) for name in ("balance", "items", "control", "apart", "previous")}
    return replace(full, **{name: frame[frame["currency"] == currency] for name, frame in frames.items()})


def empty(full: BalanceReport) -> BalanceReport:
    """A report with nothing in it but its day."""
    names = ("balance", "items", "control", "apart", "anomalies", "proposals", "imports", "previous")
    frames = {name: getattr(full, name).iloc[:0] for name in names}
    return replace(full, **frames, previous_month=None, matching=[], freshness=[], payment_terms=[], bridges=[])
