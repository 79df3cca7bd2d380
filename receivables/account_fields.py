"""The fields of an account that people share."""

from collections.abc import Mapping

from receivables.errors import UnknownError
from receivables.fields import CHOICE, DAY, TEXT, Field

_LANGUAGES = {"fr": ("français", "French"), "en": ("anglais", "English")}
_ALL = (
    Field("owner", TEXT, 80, "Responsable", "Owner"),
    Field("next_action", TEXT, 200, "Prochaine action", "Next action"),
    Field("next_date", DAY, 10, "Date de la prochaine action", "Date of the next action"),
    Field("contact", TEXT, 120, "Contact", "Contact"),
    Field("phone", TEXT, 40, "Téléphone", "Phone"),
    Field("email", TEXT, 120, "E-mail", "E-mail"),
    Field("language", CHOICE, 20, "Langue", "Language", _LANGUAGES),
    Field("hold", CHOICE, 10, "Blocage de relance", "Hold", {"yes": ("oui", "yes")}, is_hold=True),
    Field("hold_until", DAY, 10, "Blocage jusqu'au", "Hold until"),
    Field("hold_reason", TEXT, 200, "Motif du blocage", "Reason of the hold"),
)  # fmt: skip

#: By key, in the order shown.
ACCOUNT_FIELDS: Mapping[str, Field] = {one.key: one for one in _ALL}


def account_field(key: str) -> Field:
    """The field of a key. Raises UnknownError."""
    try:
        return ACCOUNT_FIELDS[key]
    except KeyError as error:
        raise UnknownError(f"« {key[:40]} » is no shared field of an account.") from error
