"""What the law and good practice ask of a letter before it may leave; a letter that lacks it is refused.

The text itself is read, not the intention; what its words may not say stands in `phrases`. Sources: C. civ. 1344,
1231-6; C. com. L441-10, D441-5; CCP L2192-13, D2192-35; CPCE L111-8, R124-4.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from receivables.email_addresses import is_email_address
from receivables.texts import without_accents
from server.letters.bank_details import hold_account
from server.letters.check_sentences import SENTENCES
from server.letters.content import (
    COMPENSATION_MINOR,
    CONSUMER,
    NOTICE,
    NOTICE_DAYS,
    PUBLIC,
    Clerk,
    Identity,
    MessageContent,
    Signatory,
)
from server.letters.fields import fields_of
from server.letters.layout import all_text, letter_of
from server.letters.legal import L111_8, debtor_kind
from server.letters.phrases import Found, forbidden
from server.letters.templates import LetterTemplate, own_words
from server.letters.window import fits_window


@dataclass(frozen=True)
class Finding:
    """code; sentence in the user's language; is_fatal: the letter may not leave."""

    code: str
    sentence: str
    is_fatal: bool = True


def findings(
    content: MessageContent, template: LetterTemplate, lang: str = "fr", is_shared_centre: bool = False
) -> list[Finding]:
    """What is wrong with the letter a template makes, the fatal first; `lang` is the user's, not the letter's.

    The words of a message approved before are not read again. Raises TemplateRefusedError.
    """
    text = _plain(all_text(letter_of(content, template)))
    said = forbidden(own_words(template, fields_of(content)), content) if content.prose is None else []
    codes = [
        *_sums(content), *_people(content), *(_notice(content, text) if content.letter == NOTICE else ()), *said,
        *_debtor(content), *_collector(content, text),
    ]  # fmt: skip
    if is_shared_centre and content.collector is None:
        codes.append(("shared_centre", {}))
    told = [_finding(code, values, lang) for code, values in codes]
    return sorted(told, key=lambda one: not one.is_fatal)


#: Missing, but no reason to keep a reminder back.
_WARNINGS = frozenset(
    {"shared_centre", "no_contact", "no_siren", "no_number", "no_mediator", "collector_mail", "notice_channel"}
)


def _finding(code: str, values: dict[str, object], lang: str) -> Finding:
    is_fatal = code not in _WARNINGS and not values.get("is_warning", False)
    return Finding(code, SENTENCES[code][lang == "en"].format(**values), is_fatal)


def _plain(text: str) -> str:
    return " ".join(without_accents(text).replace("’", "'").casefold().split())


def _sums(content: MessageContent) -> list[Found]:
    found: list[Found] = []
    if not content.items:
        found.append(("no_items", {}))
    if content.total <= 0:
        found.append(("no_amount", {}))
    for one in content.items:
        if (
            one.amount - one.paid - one.disputed - one.apart != one.open
            or one.open <= 0
            or min(one.disputed, one.apart) < 0
        ):
            found.append(("item_sums", {"number": one.number}))
        if not one.number.strip():
            found.append(("no_number", {}))
        if content.letter != "pre" and one.due_day >= content.day:
            found.append(("not_overdue", {"number": one.number}))
    if content.letter != NOTICE and (content.interest_lines or content.compensation):
        found.append(("early_figures", {}))
    return found


def _people(content: MessageContent) -> list[Found]:
    company, clerk = content.company, content.clerk
    is_mail = content.channel == "email"
    checks = {
        "no_company": company.name.strip() and company.address,
        "no_siren": company.siren or company.registry,
        "no_bank": content.bank.iban,
        "no_reference": content.reference.strip(),
        "no_contact": clerk.name and clerk.phone,
        "no_email": not is_mail or is_email_address(content.debtor.email),
        "no_address": is_mail or content.debtor.address,
        "long_address": is_mail or fits_window(content),
    }
    checks["bank_details"] = not any(hold_account(_lines(one)) for one in (content.writer, content.signing, clerk))
    return [(code, {}) for code, is_right in checks.items() if not is_right]


def _lines(person: Identity | Signatory | Clerk) -> Iterator[str]:
    for value in vars(person).values():
        yield from value if isinstance(value, tuple) else (value,)


def _notice(content: MessageContent, text: str) -> list[Found]:
    kind = debtor_kind(content)
    found: list[Found] = []
    if "mise en demeure" not in text:
        found.append(("no_notice_words", {}))
    if not (content.signing.name.strip() and content.signing.quality.strip()):
        found.append(("no_signatory", {}))
    if content.limit_days < NOTICE_DAYS[kind]:
        found.append(("short_limit", {"days": content.limit_days, "least": NOTICE_DAYS[kind]}))
    for article in _ARTICLES[kind]:
        if article.casefold() not in text:
            found.append(("no_articles", {"article": article}))
    if not content.debtor.address:
        found.append(("no_address", {}))
    if content.channel != "registered":
        found.append(("notice_channel", {}))
    if kind != CONSUMER:
        found += _figures(content)
    return found


_ARTICLES = {
    "business": ("1344", "1231-6", "L441-10", "D441-5"),
    PUBLIC: ("1344", "1231-6", "L2192-13", "D2192-35"),
    CONSUMER: ("1344", "1231-6"),
}


def _figures(content: MessageContent) -> list[Found]:
    found: list[Found] = []
    if not content.interest_lines:
        found.append(("no_interest", {}))
    is_right = content.compensation == content.compensation_count * COMPENSATION_MINOR
    if not is_right or (content.compensation and content.currency != "EUR"):
        found.append(("compensation", {"count": content.compensation_count}))
    return found


def _debtor(content: MessageContent) -> list[Found]:
    found: list[Found] = []
    if content.segment == CONSUMER and content.compensation:
        found.append(("consumer_costs", {"words": f"{COMPENSATION_MINOR // 100} EUR"}))
    if content.segment == CONSUMER and content.letter in ("r3", NOTICE) and content.mediator is None:
        found.append(("no_mediator", {}))
    if content.segment == PUBLIC and not content.debtor.chorus and not all(one.chorus for one in content.items):
        found.append(("no_chorus", {"is_warning": content.letter != NOTICE}))
    return found


def _collector(content: MessageContent, text: str) -> list[Found]:
    collector = content.collector
    if collector is None:
        return []
    wanted = {
        "address": bool(collector.address), "creditor": bool(content.company.address),
        "activity": "recouvrement amiable" in text,
    }  # fmt: skip
    if collector.first_reference:
        wanted["first"] = _plain(collector.first_reference) in text
    else:
        wanted["L111-8"] = all(_plain(quoted) in text for quoted in L111_8)
    found: list[Found] = [(f"collector.{what}", {}) for what, is_there in wanted.items() if not is_there]
    if content.letter == "pre":
        found.append(("collector_early", {}))
    elif content.channel == "email" and not collector.first_reference:
        found.append(("collector_mail", {}))
    return found
