"""Choices as people type them."""

import pytest

from addin.read_sheet import Held, Raw, Shown
from addin.shared_cells import canonical_cell
from receivables.account_fields import ACCOUNT_FIELDS
from receivables.errors import ReceivablesError
from receivables.fields import CHOICE, Field
from receivables.followup.events import EVENT_KINDS

_DISPUTE, _CALL = EVENT_KINDS["dispute"], EVENT_KINDS["call"]
_CHOICES = [
    one for fields in (ACCOUNT_FIELDS.values(), *(kind.fields for kind in EVENT_KINDS.values())) for one in fields
    if one.holds == CHOICE
]  # fmt: skip


def read(one: Field, text: str) -> str:
    """What a cell that holds a text says."""
    return canonical_cell(one, Raw(Held.TEXT, text, Shown.PLAIN))


@pytest.mark.parametrize(
    ("one", "typed", "code"),
    [
        (_DISPUTE.field("result"), "retiré", "withdrawn"), (_DISPUTE.field("result"), "Retirée", "withdrawn"),
        (_DISPUTE.field("result"), "payée", "paid"), (_DISPUTE.field("result"), "avoirs", "credit_note"),
        (_DISPUTE.field("status"), "annulée", "cancelled"), (_DISPUTE.field("status"), "ANNULE", "cancelled"),
        (_CALL.field("result"), "jointe", "reached"), (_CALL.field("result"), "Message laisse", "message_left"),
        (ACCOUNT_FIELDS["language"], "Francaise", "fr"), (ACCOUNT_FIELDS["hold"], "YES", "yes"),
    ],
)  # fmt: skip
def test_a_choice_is_understood_as_it_is_typed(one: Field, typed: str, code: str) -> None:
    """In either gender, without its accents, in either language."""
    assert read(one, typed) == code


@pytest.mark.parametrize("one", _CHOICES, ids=lambda one: one.key)
def test_every_name_still_means_its_own_choice(one: Field) -> None:
    """No two choices of a field come to be one."""
    assert {code: {read(one, word) for word in (code, *labels)} for code, labels in one.choices.items()} == {
        code: {code} for code in one.choices
    }


def test_what_is_no_choice_is_refused_with_its_own_words() -> None:
    """As it was typed."""
    with pytest.raises(ReceivablesError, match="« peut-être »"):
        read(_DISPUTE.field("status"), "peut-être")
