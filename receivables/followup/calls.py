"""What follows a call: for each result the next action and its day, who has it, and whether reminders stop.

Version 0 is the table of the program; a manager edits it. Days are working days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from receivables.days import Days, iso, parse_day
from receivables.errors import ReceivablesError
from receivables.followup.events import YES
from receivables.followup.words import RESULTS
from receivables.followup.working_days import NONE, day_after

#: How long reminders stop: not at all; up to the day before the next action; until a person lifts the hold.
GO_ON, UNTIL_NEXT, UNTIL_LIFTED = "", "until_next", "until_lifted"
STOPS: dict[str, tuple[str, str]] = {
    GO_ON: ("non", "no"),
    UNTIL_NEXT: ("jusqu'à la prochaine action", "until the next action"),
    UNTIL_LIFTED: ("jusqu'à levée", "until lifted"),
}
#: Results of which nobody was spoken to.
NOT_REACHED = ("message_left", "wrong_number")
MOST_DAYS, MOST_ACTION, MOST_OWNER = 365, 200, 80


@dataclass(frozen=True)
class CallRule:
    """One row: `next_days` working days until `next_action` (None: the result sets none); `owner` '' leaves the account
    to whoever has it; `stop` of STOPS."""

    result: str
    next_days: int | None
    next_action: str
    owner: str = ""
    stop: str = GO_ON

    def label(self, lang: str) -> str:
        """The result's name in 'fr' or 'en'."""
        return RESULTS[self.result][lang == "en"]

    def edited(self, next_days: int | None, next_action: str, owner: str, stop: str) -> "CallRule":
        """The row with other contents. Raises ReceivablesError with what they must be."""
        if next_days is not None and not 0 <= next_days <= MOST_DAYS:
            raise ReceivablesError(f"the days are a whole number from 0 to {MOST_DAYS}, or nothing")
        for text, most in ((next_action, MOST_ACTION), (owner, MOST_OWNER)):
            if len(text) > most or not text.isprintable():
                raise ReceivablesError(f"the text is one line of at most {most} characters")
        if stop not in STOPS:
            raise ReceivablesError("the stop is one of: " + ", ".join(labels[0] for labels in STOPS.values()))
        if stop == UNTIL_NEXT and next_days is None:
            raise ReceivablesError("a stop until the next action needs the days until it")
        return replace(self, next_days=next_days, next_action=next_action, owner=owner, stop=stop)


CallRules = Sequence[CallRule]
_MANAGER = "Responsable crédit"

DEFAULT_CALL_RULES: CallRules = (
    CallRule("reached", 5, "Vérifier le règlement"),
    CallRule("message_left", 2, "Rappeler"),
    CallRule("wrong_number", 1, "Chercher le bon numéro"),
    CallRule("call_back", 1, "Rappeler comme convenu"),
    CallRule("promise", None, ""),  # the promise has its own day
    CallRule("says_paid", 3, "Vérifier l'encaissement", stop=UNTIL_NEXT),
    CallRule("duplicate_wanted", 5, "Vérifier que le duplicata est reçu"),
    CallRule("dispute", 5, "Suivre le litige"),
    CallRule("plan_asked", 2, "Proposer un échéancier", stop=UNTIL_NEXT),
    CallRule("refuses", 1, "Décider de la mise en demeure", _MANAGER),
    CallRule("other_contact", 1, "Appeler l'autre interlocuteur"),
    # Nothing from before the judgment may be asked for any more (C. com. L622-7, L622-21). The claim is declared within
    # two months of the opening's publication in the BODACC, two more where the court sits in metropolitan France and
    # the creditor does not (C. com. R622-24): the text's own terms, which no table changes.
    CallRule(
        "insolvency",
        1,
        "Déclarer la créance (deux mois après le BODACC, quatre hors de France métropolitaine)",
        _MANAGER,
        UNTIL_LIFTED,
    ),
)


def rules_by_result(rules: CallRules) -> dict[str, CallRule]:
    """Rows by their result."""
    return {one.result: one for one in rules}


def call_edits(call: Mapping[str, str], day: int, rules: CallRules, holidays: Days = NONE) -> dict[str, str]:
    """A call (`checked_event`) made on a day -> the account fields it sets, canonical: what its result's row says.

    A day the call names itself (`next_date`) goes before that of the table. A contact or number it names becomes the
    account's where the result is that somebody else must be called.
    """
    rule = rules_by_result(rules)[call["result"]]
    told = call.get("next_date", "")
    after = None if rule.next_days is None else day_after(day, rule.next_days, holidays)
    next_day = parse_day(told) if told else after
    edits = {} if next_day is None else {"next_date": iso(next_day) or "", "next_action": rule.next_action}
    if rule.owner:
        edits["owner"] = rule.owner
    if rule.stop != GO_ON:
        until = "" if rule.stop == UNTIL_LIFTED or next_day is None else iso(next_day - 1) or ""
        edits |= {"hold": YES, "hold_until": until, "hold_reason": f"Appel : {RESULTS[rule.result][0]}"}
    if rule.result == "other_contact":
        edits |= {key: call[key] for key in ("contact", "phone") if call.get(key)}
    return {key: value for key, value in edits.items() if value or key == "hold_until"}
