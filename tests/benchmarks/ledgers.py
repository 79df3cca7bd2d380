"""Large inputs for benchmarks: a FEC of many lines, a store of many open items; the same at each run (seed 1)."""

import random
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from receivables.days import NO_DAY
from receivables.schema import NO_LETTER, NO_LINE, Kind
from server.balance import OPEN_ITEMS
from server.store import companies as company_store
from server.store import imports as import_store
from server.store.imports import ImportRecord

FIRST_DAY, AS_OF = 20_089, 20_453  # 2025
_HEADER = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n"  # noqa: E501


def write_fec(path: Path, line_count: int, account_count: int = 20_000) -> None:
    """Sales of three lines and receipts of two; nine receipts in ten are lettered."""
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEADER)
        for number in range(1, line_count // 5 + 1):
            file.write(_sale_and_receipt(draw, number, f"C{draw.randrange(account_count):05d}"))


def _sale_and_receipt(draw: random.Random, number: int, account: str) -> str:
    cents = draw.randrange(1_000, 900_000)
    net = round(cents / 1.2)
    day = f"2025{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}"
    letter = f"L{number}\t{day}" if draw.random() < 0.9 else "\t"
    dated = f"{{}}\t{day}\t{{}}\t{{}}\t{{}}\t{{}}\t{day}\t\t\n"
    sale = f"VE\tVentes\t{number}\t{day}\t{{}}\t" + dated.replace("{}", f"FA{number:07d}", 1)
    paid = f"BQ\tBanque\t{number}\t{day}\t{{}}\t" + dated.replace("{}", f"VI{number:07d}", 1)
    sold, received = f"Facture FA{number:07d} client {account}", f"Virement {account}"
    customer = f"411000\tClients\t{account}\tClient {account}"
    return "".join((
        sale.format(customer, sold, _text(cents), "0,00", letter),
        sale.format("707000\tVentes de marchandises\t\t", sold, "0,00", _text(net), "\t"),
        sale.format("445710\tTVA\t\t", sold, "0,00", _text(cents - net), "\t"),
        paid.format("512000\tBanque\t\t", received, _text(cents), "0,00", "\t"),
        paid.format(customer, received, "0,00", _text(cents), letter),
    ))  # fmt: skip


def _text(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def open_lines(item_count: int, account_count: int = 20_000) -> pd.DataFrame:
    """LINES of a list: open items with due dates, some credits."""
    draw = np.random.default_rng(1)
    document = draw.integers(FIRST_DAY - 200, AS_OF, item_count)
    amount = draw.integers(-50_000, 2_000_000, item_count)
    return pd.DataFrame(
        {
            "account": draw.integers(0, account_count, item_count),
            "row": np.arange(item_count) + 2,
            "posted": document,
            "document_day": document,
            "due_day": document + 30,
            "amount": np.where(amount == 0, 1, amount),
            "settled": 0,
            "kind": np.where(amount < 0, Kind.PAYMENT, Kind.INVOICE),
            "opening": 0,
            "letter": NO_LETTER,
            "letter_day": NO_DAY,
            "item": np.arange(1, item_count + 1),
            "reverses": NO_LINE,
            "number": [f"FA{number:07d}" for number in range(item_count)],
            "label": [f"Facture FA{number:07d}" for number in range(item_count)],
        }
    )


def fill_store(engine: Engine, item_count: int, account_count: int = 20_000) -> None:
    """One company with that many open items."""
    accounts = pd.DataFrame(
        {
            "ledger_account": "411000",
            "auxiliary": [f"C{number:05d}" for number in range(account_count)],
            "currency": "EUR",
            "name": [f"Client {number}" for number in range(account_count)],
        }
    )
    record = ImportRecord(
        company="benchmark", kind=OPEN_ITEMS, file_name="list.csv", sha256="0" * 64, options={},
        first_day=FIRST_DAY - 200, last_day=AS_OF, opening_day=NO_DAY, rows=item_count, balances={"EUR": None},
        problems=[], imported_at="2026-01-01T00:00:00+00:00",
    )  # fmt: skip
    lines = open_lines(item_count, account_count)
    with engine.begin() as connection:
        ids, _ = company_store.place_accounts(connection, company_store.company_id(connection, "benchmark"), accounts)
        lines = import_store.number_lines(connection, lines.assign(account_id=ids[lines["account"]]))
        import_store.add_import(connection, record, lines)
