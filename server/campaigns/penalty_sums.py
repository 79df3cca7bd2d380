"""Interest and fixed compensation of what a formal notice asks for: until then no message has figures of them."""

import pandas as pd
from sqlalchemy import Connection

from receivables.dunning.procedure import HANDOVER, NOTICE
from receivables.identity import item_text
from receivables.report import PenaltyReport
from server.campaigns.facts import Facts
from server.penalties import PenaltyQuestion, penalty_report

#: Stages whose messages tell the figures.
WITH_FIGURES = (NOTICE, HANDOVER)


def penalty_sums(
    connection: Connection, facts: Facts, messages: pd.DataFrame, message_items: pd.DataFrame
) -> dict[int, tuple[int, int]]:
    """message -> (interest, compensation), minor units, of the messages that tell them; doubtful items count for 0."""
    own = messages[messages["stage"].isin(WITH_FIGURES)]
    found: dict[int, tuple[int, int]] = {}
    for company, group in own.groupby("company"):
        report = penalty_report(connection, PenaltyQuestion(facts.on, company=str(company)))
        by_item = claimable(report)
        for message in group["message"].tolist():
            items = message_items.loc[message_items["message"] == message, "item"].drop_duplicates()
            told = [by_item.get(item_text(item), (0, 0)) for item in items.tolist()]
            found[int(message)] = (sum(one[0] for one in told), sum(one[1] for one in told))
    return found


def claimable(report: PenaltyReport) -> dict[str, tuple[int, int]]:
    """Item -> (interest, compensation) that may be claimed of it: what was waived or invoiced is taken off, the
    compensation first."""
    items = report.items[~report.items["is_uncertain"].astype(bool) & (report.items["open"] > 0)]
    found: dict[str, tuple[int, int]] = {}
    columns = (items[name].tolist() for name in ("item", "interest", "compensation", "waived", "invoiced"))
    for item, interest, compensation, waived, invoiced in zip(*columns, strict=True):
        gone = int(waived) + int(invoiced)
        kept = max(int(compensation) - gone, 0)
        rest = max(int(interest) - max(gone - int(compensation), 0), 0)
        before = found.get(item, (0, 0))
        found[item] = (before[0] + rest, before[1] + kept)
    return found
