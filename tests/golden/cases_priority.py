"""Scores, reasons, worklist: the points of the published criteria, one account at a time."""

from functools import cache
from typing import Any

from tests.golden.notation import NA, ON, VALUE, Case, Says, Whole, cents, day, many_items, score

#: 45, 91, 10 and 0 days late on ON; the last but one is in its last half-year before limitation.
DAYS_45, DAYS_91, DAYS_10 = day("2026-08-16"), day("2026-07-01"), day("2026-09-20")
ITEMS = [
    ["Compte", "Échéance", "Montant"],
    ["ALPHA", DAYS_45, 5000.0],
    ["BETA", DAYS_91, 20000.0],
    ["GAMMA", DAYS_10, 100.0],
    ["DELTA", ON, 900.0],
    ["OMEGA", day("2024-11-01"), 300.0],
]
NOTICE, CALL, REMINDER = "Appeler et annoncer la mise en demeure", "Appeler", "Envoyer un rappel"
HAND_OVER = "Passer au contentieux : prescription proche"
CRITERIA = "the points of the criteria: 30 from EUR 10,000, 15 from 90 days, 10 from half of it over 60 days"
ALPHA, BETA, GAMMA = score(5000, 45, 0), score(20_000, 91, 100), score(100, 10, 0)
TABLE = [
    ["Compte", "Score", "Prochaine action"],
    ["BETA", BETA, NOTICE],
    ["ALPHA", ALPHA, CALL],
    ["GAMMA", GAMMA, REMINDER],
    ["OMEGA", 0.0, HAND_OVER],
]
OF_BETA = Says("20 000,00", "91 jours", "60 jours", "(+30)", "(+15)", "(+10)")
OF_ALPHA = Says("5 000,00", "45 jours", "(+15)", "(+8)")
OF_GAMMA, OF_OMEGA = Says("10 jours", "(+2)"), Says("300,00", "01/11/2026")
TEXTS = [["ALPHA", "16/08/2026", "5 000,00"]]


@cache
def _many() -> dict[str, tuple[int, int, int]]:
    """By account: what can be called for in cents, the oldest delay, the share over 60 days."""
    found: dict[str, tuple[int, int, int]] = {}
    of_account: dict[str, list[tuple[int, int]]] = {}
    for account, due, euros in many_items():
        of_account.setdefault(account, []).append((cents(euros), (ON - due).days))
    for name, own in of_account.items():
        late = [(minor, days) for minor, days in own if minor > 0 and days > 0]
        asked = sum(minor for minor, _ in late)
        over = sum(minor for minor, days in late if days > 60) * 100 // max(asked, 1)
        credit = -sum(minor for minor, _ in own if minor < 0)
        found[name] = (max(asked - credit, 0), max((days for _, days in late), default=0), over)
    return found


@cache
def _scores() -> dict[str, float]:
    """Of accounts that owe 5 euros at least: for less nobody calls."""
    return {
        name: _of(*facts) if facts[0] >= 500 else 0.0 for name, facts in _many().items()
    }  # fmt: skip


def _of(minor: int, oldest: int, over: int) -> float:
    """`score` of cents."""
    share = (2 * 30 * min(minor, 1_000_000) + 1_000_000) // 2_000_000
    return float(share) + score(0, oldest, over)


def _answers(name: str, table: list[list[Any]], of: dict[str, Any], nothing: Any) -> list[Case]:
    """AR_PRIORITY and AR_PRIORITY_REASONS take the same arguments."""

    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = CRITERIA) -> Case:
        return Case(name, aspect, note, arguments, expected, source)

    alpha = of["ALPHA"]
    return [
        case("normal", "all accounts", (ITEMS, ON), table),
        case("normal", "one account", (ITEMS, ON, "BETA"), of["BETA"]),
        case("normal", "accounts", (ITEMS, ON, [["GAMMA"], ["OMEGA"]]), [[of["GAMMA"]], [of["OMEGA"]]]),
        case("normal", "nothing to do", (ITEMS, ON, "DELTA"), nothing, "due today"),
        case("empty", "no items", ([[None] * 3] * 2, ON), [table[0]], "no accounts"),
        case("empty", "a hole among accounts", (ITEMS, ON, [["ALPHA"], [None]]), [[alpha], [""]]),
        case("text", "dates and amounts", (TEXTS, "30/09/2026", "ALPHA"), alpha),
        case("error", "in the items", ([*ITEMS, ["ALPHA", NA, 1.0]], ON), VALUE, "refused"),
        case("error", "among accounts", (ITEMS, ON, [["ALPHA"], [NA]]), [[alpha], [VALUE]], "it spoils its row alone"),
        case("whole", "items", (Whole(ITEMS), ON), table),
        case("row", "one item", ([["ALPHA", DAYS_45, 5000.0]], ON, "ALPHA"), alpha),
        case("bad", "an account that is not there", (ITEMS, ON, "DUPONT"), NA, "not in the list, not zero"),
        case("bad", "a word as day", (ITEMS, "hier"), VALUE, "no date"),
    ]  # fmt: skip


def _worklists() -> list[Case]:
    def case(aspect: str, note: str, arguments: tuple[object, ...], expected: object, source: str = CRITERIA) -> Case:
        return Case("AR_WORKLIST", aspect, note, arguments, expected, source)

    header = ["Rang", "Compte", "Score", "Prochaine action", "À recouvrer", "Échu", "Retard (jours)", "Raisons"]
    rows = [
        header,
        [1.0, "BETA", BETA, NOTICE, 20000.0, 20000.0, 91.0, OF_BETA],
        [2.0, "ALPHA", ALPHA, CALL, 5000.0, 5000.0, 45.0, OF_ALPHA],
        [3.0, "GAMMA", GAMMA, REMINDER, 100.0, 100.0, 10.0, OF_GAMMA],
        [4.0, "OMEGA", 0.0, HAND_OVER, 300.0, 300.0, 698.0, OF_OMEGA],
    ]
    one = [header, [1.0, "ALPHA", ALPHA, CALL, 5000.0, 5000.0, 45.0, OF_ALPHA]]
    largest = sorted(_scores(), key=lambda name: (-_scores()[name], -_many()[name][0]))[0]
    return [
        case("normal", "all accounts", (ITEMS, ON), rows),
        case("normal", "the first two", (ITEMS, ON, 2.0), rows[:3]),
        case("empty", "no items", ([[None] * 3] * 2, ON), [header], "no accounts"),
        case("empty", "the number", (ITEMS, ON, None), rows, "an empty option is its default"),
        case("text", "dates and amounts", (TEXTS, "30/09/2026"), one),
        case("error", "in the items", ([*ITEMS, ["ALPHA", DAYS_45, NA]], ON), VALUE, "refused"),
        case("whole", "items", (Whole(ITEMS), ON), rows),
        case("row", "one item", (ITEMS[1:2], ON), one),
        case("many", "the first of 500", (many_items(), ON, 1.0), [header, [1.0, largest, _scores()[largest], Says(),
             _many()[largest][0] / 100, _late(largest), float(_many()[largest][1]), Says("à recouvrer")]]),
        case("bad", "a word as number", (ITEMS, ON, "deux"), VALUE, "no number"),
        case("bad", "a word as amount", ([["ALPHA", DAYS_45, "beaucoup"]], ON), VALUE, "no amount"),
    ]  # fmt: skip


def _late(name: str) -> float:
    return sum(cents(euros) for account, due, euros in many_items() if account == name and euros > 0 and due < ON) / 100


def _many_cases() -> list[Case]:
    names = sorted(_scores())
    arguments = (many_items(), ON, [[name] for name in names])
    told = [[Says("à recouvrer") if _scores()[name] else Says()] for name in names]
    return [
        Case("AR_PRIORITY", "many", "each of 500 accounts", arguments, [[_scores()[name]] for name in names], CRITERIA),
        Case("AR_PRIORITY_REASONS", "many", "each of 500 accounts", arguments, told, CRITERIA),
    ]


_REASONS = {"ALPHA": OF_ALPHA, "BETA": OF_BETA, "GAMMA": OF_GAMMA, "OMEGA": OF_OMEGA}
_SCORES = {"ALPHA": ALPHA, "BETA": BETA, "GAMMA": GAMMA, "OMEGA": 0.0}
_REASONS_TABLE: list[list[Any]] = [["Compte", "Raisons"], *[[row[0], _REASONS[str(row[0])]] for row in TABLE[1:]]]
PRIORITY_CASES = [
    *_answers("AR_PRIORITY", TABLE, _SCORES, 0.0),
    *_answers("AR_PRIORITY_REASONS", _REASONS_TABLE, _REASONS, "Rien à faire"),
    *_worklists(),
    *_many_cases(),
]
