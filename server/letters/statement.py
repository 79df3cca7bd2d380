"""The statement that goes with a reminder: all open documents of the account, as PDF and as a workbook of that
customer alone. Both are made from the content of the letter, which holds the ledger as it was when it was written."""

from receivables.days import NO_DAY
from server.letters import texts
from server.letters.content import Item, MessageContent
from server.letters.fields import kind_word
from server.letters.layout import sender_lines, sender_small
from server.letters.paper import Letter, Table
from server.letters.rendering import letter_pdf
from server.letters.window import recipient_lines
from server.letters.words import word
from workbooks.customer_statement import Statement, StatementRow, customer_statement

_COLUMNS = ("document", "date", "due", "amount", "paid", "open", "of_which_contested", "status")


def statement_of(content: MessageContent) -> Statement:
    """All open documents, then what is not allocated; the balance is what the ledger says."""
    lang = content.lang
    rows = [_row(one, content) for one in content.account_items]
    rows += [
        StatementRow(kind_word(one.kind, lang), texts.line(one.number, 60), one.day, NO_DAY, -one.amount, 0,
                     -one.amount, word("status.unallocated", lang), debtor=texts.line(one.debtor))
        for one in content.account_credits
    ]  # fmt: skip
    return Statement(
        company=texts.line(content.company.name), customer=texts.line(content.debtor.name),
        account=texts.line(content.debtor.account, 60), currency=texts.line(content.currency, 10),
        day_text=texts.long_day(content.day, lang), reference=texts.line(content.reference, 60), rows=tuple(rows),
    )  # fmt: skip


def statement_workbook(content: MessageContent) -> bytes:
    """The statement as .xlsx."""
    return customer_statement(statement_of(content), content.lang)


def statement_pdf(content: MessageContent, logo: bytes = b"") -> bytes:
    """The statement as PDF. Raises UserError."""
    return letter_pdf(_page(content, statement_of(content)), content.day, logo)


def _page(content: MessageContent, statement: Statement) -> Letter:
    lang = content.lang
    money = {name: word(name, lang) for name in ("reference", "account")}
    has_contested = any(one.disputed for one in statement.rows)
    rows = tuple(
        (
            _document(one), texts.day(one.document_day, lang), texts.day(one.due_day, lang),
            *_figures(content, one, has_contested), one.status,
        )
        for one in statement.rows
    )  # fmt: skip
    keys = [key for key in _COLUMNS if has_contested or key != "of_which_contested"]
    right = tuple(key not in ("document", "status") for key in keys)
    balance = (word("balance", lang), texts.amount(statement.balance, content.currency, lang))
    names = tuple(word(key, lang) for key in keys)
    table = Table(word("open_documents", lang), names, right, rows, (balance,), sum_at=keys.index("open"))
    return Letter(
        lang=lang, sender=sender_lines(content), sender_small=sender_small(content),
        recipient=recipient_lines(content),
        marks=((money["reference"], statement.reference), (money["account"], statement.account)),
        place=word("on", lang, day=statement.day_text), mention="", heading=word("statement", lang), subject="",
        before=(), tables=(table,), pay=(), pay_title="", legal=(), after=(), signature=(), enclosures=(),
        enclosures_title="", annex=(), page=word("page", lang),
    )  # fmt: skip


def _figures(content: MessageContent, one: StatementRow, has_contested: bool) -> tuple[str, ...]:
    """Amount, paid, open, and where any is contested that part; nothing is written for nothing."""
    told = (one.amount, -one.paid, one.open, *((one.disputed,) if has_contested else ()))
    return tuple(
        texts.amount(figure, content.currency, content.lang) if figure or place == 0 else ""
        for place, figure in enumerate(told)
    )


def _document(one: StatementRow) -> str:
    told = f"{one.kind} {one.number}".strip()
    return f"{told} · {one.debtor}" if one.debtor else told


def _row(one: Item, content: MessageContent) -> StatementRow:
    lang = content.lang
    number = texts.line(one.number, 60) or word("without_number", lang)
    left = one.open + one.disputed
    return StatementRow(
        kind_word(one.kind, lang), number, one.document_day, one.due_day, one.amount, one.paid, left,
        word(f"status.{_status(one, content.day)}", lang), one.disputed, texts.line(one.debtor),
    )  # fmt: skip


def _status(one: Item, day: int) -> str:
    if one.disputed and not one.open:
        return "disputed"
    return "late" if one.due_day != NO_DAY and one.due_day < day else "not_due"
