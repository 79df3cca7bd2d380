"""What a workbook shows of reminder campaigns: the procedures, the proposal that waits, what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from receivables.dunning.procedure import Procedure


@dataclass(frozen=True)
class CampaignReport:
    """All amounts are int64 minor units of the row's `currency`, days integers (`days.NO_DAY` where there is none).

    runs: run int | company (of `proposal`; a company has one) | on day | last_receipt, last_day, fresh_until day
        (the last working day on which that receipt lets messages leave) | is_stale bool | changed_fr, changed_en str
        (that the books are not those of the proposal any more, '' while they are); as fresh as the workbook's figures
    proposal: run int | message str ('' of what is not asked for) | company | account | name | currency | level
        | channel ('' where there is no message) | items str (numbers of documents) | amount | interest | compensation
        | reasons_fr | reasons_en | state ('' where there is no message) | approver | approved_by str
    sent: message str | day (it left, else it was approved) | company | account | name | currency | level | channel
        | items str | amount | state | reason str (code of why it was skipped or waits) | evidence str | recipient str
        | number str (of a registered letter) | posted_day | presented_day | outcome str; doubts first, then the newest
    """

    procedures: Sequence[Procedure]
    runs: pd.DataFrame
    proposal: pd.DataFrame
    sent: pd.DataFrame
