"""The templates in force: the edited ones of a company, else those shipped; an edit is tried before it is kept."""

from dataclasses import replace

from sqlalchemy import Connection

from server.company_settings import load_company_settings
from server.letters.checks import Finding, findings
from server.letters.content import MessageContent, letter_of_level
from server.letters.templates import LetterTemplate, checked, shipped
from server.store import audit
from server.store import company_settings as store


def template_in_force(connection: Connection, company: int, segment: str, level: str, lang: str) -> LetterTemplate:
    """The newest template of the company, the shipped one where it has none. Raises UserError for an unknown level."""
    logo = load_company_settings(connection, company).logo
    for code in dict.fromkeys((level, letter_of_level(level))):
        own = store.load_template(connection, company, segment, code, lang)
        if own is not None:
            return LetterTemplate(own["subject"], own["opening"], own["closing"], int(own["version"]), logo)
    return replace(shipped(segment, level, lang), logo=logo)


def keep_template(
    connection: Connection, company: int, sample: MessageContent, template: LetterTemplate, who: str, at: str
) -> tuple[int, list[Finding]]:
    """Keep an edited template for the segment, level and language of a message it was tried on; its version.

    Where the letter it makes may not leave, nothing is kept: (0, the findings). Raises TemplateRefusedError.
    """
    found = tried(sample, template)
    if any(one.is_fatal for one in found):
        return 0, found
    key = (company, sample.segment, sample.level, sample.lang)
    told = {"subject": template.subject, "opening": template.opening, "closing": template.closing}
    version = store.add_template(connection, key, told, who, at)
    audit.append(connection, at, who, "letter_template", "/".join(map(str, (*key, version))), told)
    return version, found


def tried(sample: MessageContent, template: LetterTemplate, lang: str = "fr") -> list[Finding]:
    """What is wrong with the letter a template makes of a message. Raises TemplateRefusedError."""
    return findings(sample, checked(template), lang)
