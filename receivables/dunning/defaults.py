"""The procedures Relance ships with, for claims of a French company: by segment of debtors.

Usual ladder (no law sets the number of reminders, and none is needed for late-payment interest, C. com. L441-10 II):
confirmed before the due day where much is at stake, three reminders, formal notice (C. civ. 1344), hand-over.
"""

from receivables.dunning.procedure import (
    BUSINESS,
    CALL,
    CONSUMER,
    EMAIL,
    KEY,
    LETTER,
    PUBLIC,
    REGISTERED,
    TWO,
    Level,
    Procedure,
    Tier,
)

#: From so much on a customer is asked before the due day, and called before the others: 5,000 and 500 units.
_LARGE, _TO_CALL = {"EUR": 500_000}, {"EUR": 50_000}
#: Below so much nothing is asked: the letter costs more. Small differences of an item are let be.
_LEAST, _REST = {"EUR": 1_500}, {"EUR": 200}

_PRE = Level("pre", -7, minimum=_LARGE, tolerance=_REST, channels=(EMAIL, CALL), tone="courteous")
_FIRST = Level("r1", 5, minimum=_LEAST, tolerance=_REST, recipient="accounting")
_CALL = Level("call", 10, gap_days=4, minimum=_TO_CALL, tolerance=_REST, channels=(CALL,), recipient="accounting")
_SECOND = Level("r2", 15, gap_days=5, minimum=_LEAST, tolerance=_REST, recipient="accounting", tone="firm")
_THIRD = Level(
    "r3", 25, gap_days=7, minimum=_LEAST, tolerance=_REST, recipient="management", sales_copy=True,
    notice_hours=48, tone="final",
)  # fmt: skip
_NOTICE = Level(
    "notice", 38, gap_days=8, minimum=_LEAST, tolerance=_REST, channels=(REGISTERED,), recipient="management",
    sales_copy=True, tone="formal", approver=TWO,
)  # fmt: skip
#: Eight days from presentation of the formal notice, and the days the post takes and keeps it.
_HANDOVER = Level("handover", 53, gap_days=15, minimum=_TO_CALL, channels=(), tone="formal", approver=TWO)

SHIPPED: tuple[Procedure, ...] = (
    Procedure("Entreprises", BUSINESS, (_PRE, _FIRST, _CALL, _SECOND, _THIRD, _NOTICE, _HANDOVER)),
    Procedure(
        "Particuliers", CONSUMER,
        (
            Level("r1", 7, minimum=_LEAST, tolerance=_REST),
            Level("r2", 20, gap_days=10, minimum=_LEAST, tolerance=_REST, channels=(LETTER, EMAIL), tone="firm"),
            # fifteen days to pay from presentation
            Level("notice", 40, gap_days=10, minimum=_LEAST, tolerance=_REST, channels=(REGISTERED,), tone="formal",
                  approver=TWO),
            Level("handover", 65, gap_days=22, minimum=_TO_CALL, channels=(), tone="formal", approver=TWO),
        ),
        quiet_days=5,
    ),
    # No injonction de payer nor enforcement against a public body, hence no hand-over by itself.
    Procedure(
        "Secteur public", PUBLIC,
        (
            Level("r1", 5, minimum=_LEAST, tolerance=_REST, recipient="accounting", tone="courteous"),
            Level("call", 15, gap_days=5, minimum=_TO_CALL, tolerance=_REST, channels=(CALL,), recipient="accounting"),
            Level("r2", 30, gap_days=7, minimum=_LEAST, tolerance=_REST, recipient="accounting", tone="firm"),
            Level("notice", 60, gap_days=10, minimum=_LEAST, tolerance=_REST, channels=(REGISTERED,),
                  recipient="management", tone="formal", approver=TWO),
        ),
    ),
    Procedure(
        "Grands comptes", KEY,
        (
            Level("pre", -7, minimum=_LARGE, tolerance=_REST, channels=(EMAIL, CALL), tone="courteous"),
            Level("r1", 8, minimum=_LEAST, tolerance=_REST, recipient="accounting", tone="courteous", sales_copy=True,
                  tiers=(Tier(_LARGE, channels=(CALL, EMAIL, LETTER)),)),
            Level("r2", 20, gap_days=7, minimum=_LEAST, tolerance=_REST, recipient="accounting", sales_copy=True),
            Level("r3", 35, gap_days=7, minimum=_LEAST, tolerance=_REST, recipient="management", sales_copy=True,
                  notice_hours=48, tone="firm", approver=TWO),
            Level("notice", 50, gap_days=8, minimum=_LEAST, tolerance=_REST, channels=(REGISTERED,),
                  recipient="management", sales_copy=True, notice_hours=48, tone="formal", approver=TWO),
            Level("handover", 65, gap_days=15, minimum=_TO_CALL, channels=(), tone="formal", approver=TWO),
        ),
    ),
)  # fmt: skip
