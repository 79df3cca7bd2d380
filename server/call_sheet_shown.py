"""The call sheet of an account at a terminal, in French or English."""

from typing import Any

from rich.console import Console
from rich.markup import escape

from receivables.days import parse_day
from receivables.money import to_minor
from receivables.wording import amount_text, day_text
from server.console import one_line

_WORDS = {
    "owes": ("{total} ouverts, {overdue} échus, {collectible} à recouvrer au {day}",
             "{total} open, {overdue} overdue, {collectible} to collect on {day}"),
    "reach": ("Joindre", "Reach"),
    "next": ("Prochaine étape", "Next step"),
    "know": ("À savoir", "To know"),
    "collector": ("Première lettre de {name}", "First letter of {name}"),
    "score": ("Score {score}", "Score {score}"),
    "since": ("Depuis le dernier contact, le {day}", "Since the last contact, on {day}"),
    "paid": ("réglé", "paid"), "new": ("nouveau", "new"), "newly_late": ("nouvellement échu", "newly overdue"),
    "unchanged": ("rien n'a changé", "nothing has changed"),
    "history": ("Relances", "Reminders"),
    "promises": ("Promesses", "Promises"), "disputes": ("Litiges", "Disputes"), "plans": ("Échéanciers", "Plans"),
    "stopped": ("La campagne retient", "The campaign holds back"),
    "objections": ("Objections déjà entendues, puis les usuelles", "Objections heard before, then the usual ones"),
    "none": ("aucune", "none"), "none.m": ("aucun", "none"),
}  # fmt: skip
_MASCULINE = ("disputes", "plans")
_MOST_OBJECTIONS = 5


def call_sheet(console: Console, result: dict[str, Any], lang: str) -> None:
    """Who, what they owe, what changed, what was sent, what was agreed, what to answer."""
    console.print(f"[bold]{_safe(' '.join((result['account'], result['name'])))}[/] {_safe(result['company'])}")
    for row in result["position"]:
        told = {name: _money(row[name], row["currency"], lang) for name in ("total", "overdue", "collectible")}
        console.print(f"  {_safe(_text('owes', lang, day=_day(result['as_of'], lang), **told))}")
    reach = ", ".join(value for value in result["reach"].values() if value)
    _line(console, "reach", reach or "?", lang)
    _line(console, "next", result["next_step"], lang)
    if result["know"]:
        _line(console, "know", f"{result['know']['text']} ({result['know']['source']})", lang)
    if first := result["collector"]:
        head = _safe(_text("collector", lang, name=first["name"]))
        console.print(f"[bold]{head}[/]{_colon(lang)} {_safe(first['reference'])}, {_day(first['day'], lang)}")
    if result["score"]:
        reasons = ("; " if lang == "en" else "\u00a0; ").join(result["score"]["reasons"])
        console.print(f"[bold]{_text('score', lang, **result['score'])}[/]{_colon(lang)} {_safe(reasons)}")
    _since(console, result["since"], lang)
    _section(console, "history", [_sent(one, lang) for one in result["history"]], lang)
    for kind in ("promises", "disputes", "plans"):
        _section(console, kind, [_agreed(one, lang) for one in result[kind]], lang)
    if result["stopped"]:
        _section(console, "stopped", result["stopped"], lang)
    answers = [
        f"{one['label']}{_colon(lang)} {one['answer']} → {one['ask']} ({one['source']})" for one in result["objections"]
    ]
    raised = sum(one["is_raised"] for one in result["objections"])
    _section(console, "objections", answers[: max(raised, _MOST_OBJECTIONS)], lang)


def _text(key: str, lang: str, **values: object) -> str:
    return _WORDS[key][lang == "en"].format(**values)


def _colon(lang: str) -> str:
    return ":" if lang == "en" else "\u00a0:"


def _safe(text: str) -> str:
    return escape(one_line(text))


def _day(text: str | None, lang: str) -> str:
    return day_text(parse_day(text or ""), lang)


def _money(text: str, currency: str, lang: str) -> str:
    return amount_text(to_minor(text, currency), currency, lang)


def _line(console: Console, key: str, text: str, lang: str) -> None:
    console.print(f"[bold]{_text(key, lang)}[/]{_colon(lang)} {_safe(text)}")


def _section(console: Console, key: str, rows: list[str], lang: str) -> None:
    none = _text("none.m" if key in _MASCULINE else "none", lang)
    console.print(f"[bold]{_text(key, lang)}[/]" + ("" if rows else f"{_colon(lang)} {none}"))
    for row in rows:
        console.print(f"  {_safe(row)}")


def _since(console: Console, since: dict[str, Any] | None, lang: str) -> None:
    if since is None:
        return
    rows = [
        f"{_text(name, lang)}{_colon(lang)} {one['number']} {_money(one['amount'], one['currency'], lang)}"
        for name in ("paid", "new", "newly_late") for one in since[name]
    ]  # fmt: skip
    console.print(f"[bold]{_text('since', lang, day=_day(since['day'], lang))}[/]")
    for row in rows or [_text("unchanged", lang)]:
        console.print(f"  {_safe(row)}")


def _sent(one: dict[str, Any], lang: str) -> str:
    parts = [
        _day(one["day"], lang),
        one["level"],
        one["channel"],
        _money(one["amount"], one["currency"], lang),
        one["told"],
    ]
    return " · ".join([*parts, *filter(None, (one["number"], one["outcome"]))])


def _agreed(one: dict[str, Any], lang: str) -> str:
    data = one["data"]
    told = [data[name] for name in ("item", "items", "by", "amount", "reason") if data.get(name)]
    return " · ".join([_day(one["day"], lang), *map(str, told), str(one["state"] or ""), one["who"]])
