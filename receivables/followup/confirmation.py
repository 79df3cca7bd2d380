"""The text that confirms a promise to whoever made it, French or English, ready to send."""

from collections.abc import Mapping
from typing import Any

from receivables.days import parse_day
from receivables.followup.events import document_numbers
from receivables.followup.words import MEANS
from receivables.money import to_minor
from receivables.wording import amount_text, day_text

_WORDS = {
    "subject": ("Confirmation de votre règlement de {amount} pour le {by}",
                "Confirmation of your payment of {amount} by {by}"),
    "greeting": ("Bonjour {name},", "Dear {name},"),
    "no_name": ("Bonjour,", "Hello,"),
    "body": ("Comme convenu le {made}, vous nous réglerez {amount} au plus tard le {by}{means}{items}.",
             "As agreed on {made}, you will pay us {amount} by {by}{means}{items}."),
    "means": (", par {means}", ", by {means}"),
    "one": (", au titre de la facture {items}", ", for invoice {items}"),
    "many": (", au titre des factures {items}", ", for invoices {items}"),
    "end": ("Merci de nous prévenir si un empêchement survenait d'ici là.",
            "Please let us know should anything come in the way."),
    "bye": ("Cordialement,", "Kind regards,"),
}  # fmt: skip


def confirmation(promise: Mapping[str, Any], made: int, currency: str, lang: str) -> dict[str, str]:
    """A promise (`checked_event`) made on a day -> {"subject", "text"} in 'fr' or 'en'.

    Plain text: what the customer's side typed stands in it as it is.
    """
    place = int(lang == "en")
    numbers = document_numbers(promise.get("items", ""))
    values = {
        "amount": amount_text(to_minor(promise["amount"], currency), currency, lang),
        "by": day_text(parse_day(promise["by"]), lang), "made": day_text(made, lang),
    }  # fmt: skip
    means = MEANS[promise["means"]][place] if promise.get("means") and promise["means"] != "other" else ""
    told = {
        "means": _WORDS["means"][place].format(means=means) if means else "",
        "items": _WORDS["one" if len(numbers) == 1 else "many"][place].format(items=", ".join(numbers))
        if numbers
        else "",
    }
    name = promise.get("promised_by", "")
    greeting = _WORDS["greeting"][place].format(name=name) if name else _WORDS["no_name"][place]
    body = _WORDS["body"][place].format(**values, **told)
    lines = [greeting, "", body, _WORDS["end"][place], "", _WORDS["bye"][place]]
    return {"subject": _WORDS["subject"][place].format(**values), "text": "\n".join(lines)}
