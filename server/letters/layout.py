"""One letter as blocks of plain texts: what the PDF, the text mail and the HTML mail show alike.

The prose comes from the template; sums, means of payment, sentences of the law, signature and enclosures come from the
content alone, so that no edited template can lose them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from receivables.days import NO_DAY
from server.letters import texts
from server.letters.content import NOTICE, Item, MessageContent, Prose
from server.letters.fields import fields_of, kind_word, previous_words, sent_steps
from server.letters.legal import collector_paragraphs, debtor_kind, legal_paragraphs
from server.letters.notes import items_note, usual_enclosures
from server.letters.paper import Letter, Table
from server.letters.rate_sources import source_words
from server.letters.templates import LetterTemplate, filled
from server.letters.window import recipient_lines
from server.letters.words import word

#: Characters of a list of numbers.
_LONG = 1_000


def letter_of(content: MessageContent, template: LetterTemplate) -> Letter:
    """The letter of a message. Raises TemplateRefusedError where the template cannot be filled in."""
    lang, prose = content.lang, content.prose or prose_of(content, template)
    again = (word("again", lang),) if content.attempt > 1 else ()
    sent = sent_steps(content)
    steps = previous_words(sent, lang) if content.letter == NOTICE else ""
    collector = collector_paragraphs(content)
    told = (word("previous" if len(sent) > 1 else "previous.single", lang, told=steps),) if steps else ()
    letter = Letter(
        lang=lang,
        sender=sender_lines(content),
        sender_small=sender_small(content),
        recipient=recipient_lines(content),
        marks=_marks(content),
        place=word("on", lang, day=texts.long_day(content.day, lang)),
        mention=word("registered", lang) if content.channel == "registered" else "",
        heading=word("notice", lang) if content.letter == NOTICE else "",
        subject=texts.line(prose.subject, 200),
        before=(*again, *_with_collector(texts.paragraphs(prose.opening), collector[:1]), *told),
        tables=(items_table(content), *_apart(content)),
        pay=_pay(content),
        pay_title=word("pay", lang),
        legal=(*legal_paragraphs(content), *collector[1:]),
        after=texts.paragraphs(prose.closing),
        signature=tuple(part for part in (texts.line(content.signing.name), texts.line(content.signing.quality),
                                          texts.line(content.writer.name)) if part),
        enclosures=tuple(texts.line(one, _LONG) for one in content.enclosures) or usual_enclosures(content),
        enclosures_title=word("enclosures", lang),
        annex=_annex(content),
        page=word("page", lang),
    )  # fmt: skip
    return _set_in_french(letter) if lang == "fr" else letter


def prose_of(content: MessageContent, template: LetterTemplate) -> Prose:
    """What a template says in a message. Raises TemplateRefusedError."""
    return filled(template, fields_of(content))


def with_prose(content: MessageContent, template: LetterTemplate) -> MessageContent:
    """The message with its words fixed: what is approved is what leaves, whoever edits the template since."""
    return replace(content, prose=content.prose or prose_of(content, template))


def _with_collector(opening: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """Who collects for whom, right after the salutation."""
    at = next((place for place, text in enumerate(opening, 1) if text.endswith(",")), 0)
    return *opening[:at], *own, *opening[at:]


def _set_in_french(letter: Letter) -> Letter:
    """The blanks French puts before its signs do not break a line."""
    names = ("subject", "before", "legal", "after")
    return replace(letter, **{name: _unbroken(getattr(letter, name)) for name in names})


def _unbroken(told: Any) -> Any:
    return texts.french(told) if isinstance(told, str) else tuple(map(texts.french, told))


def all_text(letter: Letter) -> str:
    """Every text of a letter, one a line: what `checks` read."""
    tables = [
        text
        for table in (*letter.tables, *letter.annex)
        for text in (
            table.title,
            *table.columns,
            *(cell for row in (*table.rows, *table.sums) for cell in row),
            table.note,
        )
    ]
    pairs = [text for pair in (*letter.marks, *letter.pay) for text in pair]
    return "\n".join((
        *letter.sender, letter.sender_small, *letter.recipient, letter.place, letter.mention, letter.heading,
        letter.subject, *letter.before, *tables, *pairs, *letter.legal, *letter.after, *letter.signature,
        *letter.enclosures,
    ))  # fmt: skip


def sender_lines(content: MessageContent) -> tuple[str, ...]:
    """Name and address at the head: of the collector, where one writes."""
    return texts.line(content.writer.name), *texts.lines(content.writer.address)


def sender_small(content: MessageContent) -> str:
    """Legal form, capital, register and numbers, as they stand at the foot of a company's paper."""
    own, lang = content.writer, content.lang
    parts = [
        " ".join(part for part in (texts.line(own.name), texts.line(own.legal_form)) if part),
        word("capital", lang, capital=texts.line(own.capital)) if own.capital else "",
        word("siren", lang, siren=texts.line(own.siren)) if own.siren and not _holds(own.registry, own.siren) else "",
        texts.line(own.registry),
        word("vat", lang, vat=texts.line(own.vat_number)) if own.vat_number else "",
        texts.line(own.phone), texts.line(own.email), texts.line(own.website),
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def _holds(text: str, number: str) -> bool:
    return number.replace(" ", "") in text.replace(" ", "")


def _marks(content: MessageContent) -> tuple[tuple[str, str], ...]:
    debtor, clerk, lang = content.debtor, content.clerk, content.lang
    siren = word("debtor_siren", lang, siren=texts.line(debtor.siren, 40)) if debtor.siren else ""
    account = " · ".join(part for part in (texts.line(debtor.account, 60), siren) if part)
    told = (
        ("reference", texts.line(content.reference, 60)), ("account", account),
        ("chorus", texts.line(debtor.chorus) if content.segment == "public" else ""),
        ("contact", texts.line(clerk.name)), ("phone", texts.line(clerk.phone, 40)), ("email", texts.line(clerk.email)),
    )  # fmt: skip
    return tuple((word(key, lang), text) for key, text in told if text)


def items_table(content: MessageContent) -> Table:
    """The items asked for, with what is deducted and what comes on top."""
    lang, is_early = content.lang, content.letter == "pre"
    sums = [(word("principal", lang), _money(content, content.principal))]
    sums += [(_credit_words(content, place), _money(content, -one.amount)) for place, one in enumerate(content.credits)]
    if content.interest_lines:
        last = max(line.last_day for line in content.interest_lines)
        kind = debtor_kind(content)
        key = "interest" if kind == "business" else f"interest.{kind}"
        sums.append((word(key, lang, day=texts.day(last, lang)), _money(content, content.interest)))
    if content.compensation_count:
        unit = _money(content, content.compensation // content.compensation_count)
        told = word("compensation", lang, count=content.compensation_count, unit=unit)
        sums.append((told, _money(content, content.compensation)))
    gone = (("waived", content.waived), ("invoiced", content.invoiced))
    sums += [(word(key, lang), _money(content, -amount)) for key, amount in gone if amount]
    total = (word("total.pre" if is_early else "total", lang), _money(content, content.total))
    sums = [total] if len(sums) == 1 else [*sums, total]
    table = documents_table(content, content.items, word("items.pre" if is_early else "items", lang), not is_early)
    return replace(table, sums=tuple(sums), note=items_note(content))


def documents_table(content: MessageContent, items: Sequence[Item], title: str, has_days: bool) -> Table:
    """Documents one a line: number, dates, amount, what was paid or credited, what is contested, what is left."""
    lang, has_apart = content.lang, any(one.apart for one in items)
    has_contested = has_apart or any(one.disputed for one in items)
    keys = (
        "document", "date", "due", *(("days_late",) if has_days else ()), "amount", "paid",
        *(("left_out" if has_apart else "contested", "asked") if has_contested else ("open",)),
    )  # fmt: skip
    rows = tuple(
        (
            _document(one, lang), texts.day(one.document_day, lang), texts.day(one.due_day, lang),
            *((str(max(0, one.days_late)),) if has_days else ()),
            _money(content, one.amount), _money(content, -one.paid) if one.paid else "",
            *((_money(content, -left) if (left := one.disputed + one.apart) else "",) if has_contested else ()),
            _money(content, one.open),
        )
        for one in items
    )  # fmt: skip
    return Table(title, tuple(word(key, lang) for key in keys), (False, *(True,) * (len(keys) - 1)), rows)


def _apart(content: MessageContent) -> tuple[Table, ...]:
    lang = content.lang
    parts = (("not_due", "open", content.not_due), ("disputed", "contested.whole", content.disputed))
    return tuple(_ending(documents_table(content, items, word(key, lang), False), word(last, lang))
                 for key, last, items in parts if items)  # fmt: skip


def _ending(table: Table, heading: str) -> Table:
    """With that heading over its last column."""
    return replace(table, columns=(*table.columns[:-1], heading))


def _annex(content: MessageContent) -> tuple[Table, ...]:
    """The décompte: every line of the interest, with base, rate and days; below it the rules of the rates, once."""
    if not content.interest_lines:
        return ()
    lang, is_public = content.lang, content.segment == "public"
    sources = [source_words(one.source, lang) for one in content.interest_lines]
    rules = dict.fromkeys(rule for _, rule in sources if rule)
    keys = ("document", "from", "to", "days", "base", "rate", "interest_column", "source")
    rows = tuple(
        (
            texts.line(one.number, 40), texts.day(one.first_day, lang), texts.day(one.last_day, lang), str(one.days),
            _money(content, one.principal), texts.rate(one.rate_percent, lang), _money(content, one.amount),
            texts.line(told),
        )
        for one, (told, _) in zip(content.interest_lines, sources, strict=True)
    )  # fmt: skip
    title = word("décompte.public" if is_public else "décompte", lang)
    right = (False, *(True,) * 6, False)
    sums = ((word("interest_column", lang), _money(content, content.interest)),)
    note = texts.line(" ".join((word("décompte.rule", lang), *rules)), 2_000)
    return (
        Table(
            title,
            tuple(word(key, lang) for key in keys),
            right,
            rows,
            sums,
            texts.french(note) if lang == "fr" else note,
        ),
    )


def _pay(content: MessageContent) -> tuple[tuple[str, str], ...]:
    bank, lang = content.bank, content.lang
    if not bank.iban:
        return ()
    told = (
        ("holder", texts.line(bank.holder or content.company.name)), ("iban", texts.grouped_iban(bank.iban)),
        ("bic", texts.line(bank.bic, 11)), ("quote", texts.line(content.reference or content.debtor.account, 60)),
    )  # fmt: skip
    return tuple((word(key, lang), text) for key, text in told if text)


def _credit_words(content: MessageContent, place: int) -> str:
    one, lang = content.credits[place], content.lang
    kind = kind_word(one.kind, lang)
    number = " · ".join(part for part in (texts.line(one.number, 40), texts.line(one.debtor)) if part)
    told = " ".join(part for part in (kind[0].lower() + kind[1:], number) if part)
    return word("credit" if one.day != NO_DAY else "credit.undated", lang, credit=told, day=texts.day(one.day, lang))


def _document(one: Item, lang: str) -> str:
    number = texts.line(one.number, 40) or word("without_number", lang)
    told = number if one.kind == "invoice" else f"{kind_word(one.kind, lang)} {number}"
    told = f"{told} · {texts.line(one.debtor)}" if one.debtor else told
    return f"{told} ({word('chorus_item', lang)} {texts.line(one.chorus, 40)})" if one.chorus else told


def _money(content: MessageContent, minor: int) -> str:
    return texts.amount(minor, content.currency, content.lang)
