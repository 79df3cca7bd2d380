"""What a workbook shows of a morning beside the aged balance: calls, penalties, metrics, rates, what changed."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from receivables.campaign_report import CampaignReport
from receivables.report import MetricsReport, PenaltyReport, WorklistReport

#: What may have become of an open item since the last import, in the order shown.
CHANGES = ("paid", "new", "newly_late")


@dataclass(frozen=True)
class RatesReport:
    """Published rates, of every jurisdiction.

    rates: series (key of `rate_series.SERIES`) | first, last day | units (10 000 a percent) | source str
        | certainty ('seen', 'to check', 'added'), series by series, the oldest first
    computable_until: the last day interest under French law can be computed for.
    """

    rates: pd.DataFrame
    computable_until: dt.date


@dataclass(frozen=True)
class MorningReport:
    """The parts beside a `BalanceReport` of the same day.

    since_import: company | currency | since day (last one covered before the last import) | for each of `CHANGES`
        `<change>_count` int and `<change>` int64 minor units; no row for a company without an earlier import
    contacts: company | account | currency | contact | role | phone | email, of the accounts in scope
    history: company | account | currency | month str | total int64 minor units, of every close up to the day
    campaigns: reminders proposed and sent; None where they are not shown
    """

    worklist: WorklistReport
    penalties: PenaltyReport
    metrics: MetricsReport
    rates: RatesReport
    since_import: pd.DataFrame
    contacts: pd.DataFrame
    history: pd.DataFrame
    campaigns: CampaignReport | None = None
