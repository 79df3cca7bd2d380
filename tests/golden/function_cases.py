"""The golden table: what every worksheet function gives, in every host. Written by hand, never taken from a run."""

from tests.golden.cases_aging import AGING_CASES
from tests.golden.cases_metrics import METRIC_CASES
from tests.golden.cases_penalties import PENALTY_CASES
from tests.golden.cases_priority import PRIORITY_CASES
from tests.golden.cases_terms import TERMS_CASES
from tests.golden.notation import Case

CASES: tuple[Case, ...] = (*TERMS_CASES, *AGING_CASES, *PENALTY_CASES, *PRIORITY_CASES, *METRIC_CASES)
BY_ID = {case.id: case for case in CASES}
