"""Where a rate of the décompte comes from: in a few words beside each line, its rule once below them.

The rules word the source of a rate in French, on one long line (`receivables.late_payment.rates`). A letter has room
for the figures alone, and may be in English.
"""

import re

Both = tuple[str, str]
_ECB = r"taux BCE (?P<rate>\S+) % au \S+ \+ (?P<points>\S+) points"
_LEGAL = r"taux légal (?P<rate>\S+) % du \S+ semestre \d+"
_ECB_TOLD = ("BCE {rate} % + {points} points", "ECB {rate}% + {points} points")
#: Wording of the rules -> words beside the line, rule below the table; both French, English.
_FORMS: tuple[tuple[re.Pattern[str], Both, Both], ...] = tuple(
    (re.compile(pattern), told, rule)
    for pattern, told, rule in (
        (
            _ECB + r", à défaut de clause \(C\. com\. L441-10 II\)", _ECB_TOLD,
            ("BCE : taux de refinancement en vigueur au premier jour du semestre, aucun taux n'étant convenu (code de "
             "commerce, article L441-10 II).",
             "ECB: refinancing rate in force on the first day of the half-year, no rate being agreed (Code de "
             "commerce, article L441-10 II)."),
        ),
        (
            _ECB + r", figé au semestre de départ \(CCP R2192-31\)", _ECB_TOLD,
            ("BCE : taux de refinancement en vigueur au premier jour du semestre où les intérêts ont commencé à courir "
             "(code de la commande publique, article R2192-31).",
             "ECB: refinancing rate in force on the first day of the half-year in which the interest started (Code de "
             "la commande publique, article R2192-31)."),
        ),
        (
            "clause : " + _ECB, ("clause : " + _ECB_TOLD[0], "clause: " + _ECB_TOLD[1]),
            ("Clause : taux convenu, sur celui de refinancement de la BCE au premier jour du semestre.",
             "Clause: rate agreed, over the refinancing rate of the ECB on the first day of the half-year."),
        ),
        (
            "clause : 3 × " + _LEGAL, ("clause : 3 × légal {rate} %", "clause: 3 × legal {rate}%"),
            ("Clause : taux convenu, trois fois l'intérêt légal du semestre.",
             "Clause: rate agreed, three times the French legal rate of the half-year."),
        ),
        (
            "plancher : 3 × " + _LEGAL + r" \(C\. com\. L441-10 II\)",
            ("plancher : 3 × légal {rate} %", "floor: 3 × legal {rate}%"),
            ("Plancher : trois fois l'intérêt légal du semestre (code de commerce, article L441-10 II).",
             "Floor: three times the French legal rate of the half-year (Code de commerce, article L441-10 II)."),
        ),
        (
            _LEGAL + r", créancier \S+ \(CMF L313-2\)", ("légal {rate} %", "legal {rate}%"),
            ("Légal : taux de l'intérêt légal du semestre (code monétaire et financier, article L313-2).",
             "Legal: French legal rate of the half-year (Code monétaire et financier, article L313-2)."),
        ),
        (
            r"taux fixe de la clause \(C\. civ\. 1343-1\)", ("clause", "clause"),
            ("Clause : taux fixe convenu.", "Clause: fixed rate agreed."),
        ),
    )
)  # fmt: skip


def source_words(source: str, lang: str) -> tuple[str, str]:
    """What stands beside a line, and its rule; a source of another wording whole, without one."""
    place = int(lang == "en")
    for pattern, told, rule in _FORMS:
        if found := pattern.fullmatch(source):
            figures = {name: text.replace(",", ".") if place else text for name, text in found.groupdict().items()}
            return told[place].format(**figures), rule[place]
    return source, ""
