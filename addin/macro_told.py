"""What the buttons tell of a sync and of a file that waits to be imported."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from addin.ledger_import import Preview
from addin.macro_log import log_path
from addin.macro_press import ASK, DONE, MOST_SHOWN, WARN, Answer, Press
from addin.macro_texts import in_words
from addin.shared_state import Json
from addin.synchronise import Outcome
from receivables.texts import shortened

_MOST_SENTENCE = 200


def told_outcome(press: Press, outcome: Outcome, conflict_sheet: str) -> Answer:
    """How much went and came, what waits for a choice, what was not sent."""
    texts = [press.say("synced", pushed=outcome.pushed, applied=outcome.applied, pulled=outcome.pulled)]
    if outcome.conflicts:
        texts.append(press.say("conflicts", count=len(outcome.conflicts), sheet=conflict_sheet))
    if outcome.rejected:
        first, count = outcome.rejected[0], len(outcome.rejected)
        texts.append(press.say("rejected", count=count, cell=first.cell, why=in_words(press.lang, first.why)))
        texts += [press.say("all_rejected", log=log_path())] if count > 1 else []
    texts += [in_words(press.lang, one) for one in outcome.notices]
    return Answer(WARN if outcome.conflicts or outcome.rejected else DONE, "\n".join(texts))


def ask_to_import(press: Press, preview: Preview, before: str = "") -> Answer:
    """The summary of a file, and whether to import it."""
    lines = [before, *(line for one in preview.imports for line in _summary(press, one))]
    question = f"\n\n{press.say('accept')}"
    body = shortened("\n".join(filter(None, lines)), MOST_SHOWN - len(question) - 1)
    return Answer(ASK, body + question, json.dumps({**press.memo, "id": preview.id}))


def _summary(press: Press, one: Json) -> Iterator[str]:
    """What one file would change, in a few lines."""
    companies = one.get("companies") or [one.get("company") or "?"]
    yield press.say("file", file=one["file"], companies=", ".join(companies))
    if "rows" in one and "as_of" in one:
        yield press.say("counted", rows=one["rows"], as_of=one["as_of"])
    changed = one.get("changed", {})
    yield ", ".join(press.say(name, count=changed[name]) for name in ("new", "closed", "amended", "unchanged")
                    if name in changed)  # fmt: skip
    for code, sums in one.get("by_currency", {}).items():
        yield press.say("open", amount=sums["total_open"], code=code)
    differences = (row["difference"] for row in one.get("control", []))
    if untied := sum(one is not None and Decimal(one) != 0 for one in differences):
        yield press.say("untied", count=untied)
    if problems := one.get("problems"):
        yield press.say("problems", count=len(problems), first=_sentence(problems[0]))


def _sentence(problem: Any) -> str:
    text = problem.get("message") if isinstance(problem, dict) else None
    return shortened(str(text or problem), _MOST_SENTENCE)
