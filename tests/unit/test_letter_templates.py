"""Templates show values and choose, and do nothing else; attacks are refused before anything is compiled."""

import itertools
import time

import pytest

from server.errors import UserError
from server.letters.content import LEVELS, SEGMENTS, Prose
from server.letters.fields import fields_of
from server.letters.templates import (
    LetterTemplate,
    TemplateRefusedError,
    checked,
    filled,
    own_words,
    parsed,
    shipped,
    written,
)
from tests.letter_samples import WRITTEN_ACCOUNTS, sample

_REACHES = [
    "''.__class__", "''.__class__.__mro__[1].__subclasses__()", "company.__init__.__globals__", "items.__class__",
    "cycler.__init__.__globals__.os.popen('id').read()", "lipsum.__globals__", "joiner", "namespace()", "range(9)",
    "dict(a=1)", "self", "self.__init__", "self._TemplateReference__context", "request", "config", "loop.__class__",
    "''|attr('__class__')", "('%s'|attr('format'))(total)", "total|upper", "items|map(attribute='__class__')|list",
    "'{0.__class__}'.format(total)", "'%s' % total", "total.format(1)", "total.upper()", "company['name']",
    "company['__class__']", "items[0]", "items[0].__class__", "total[0:1]", "'a' * 10**9", "'a' ~ 'b'", "1 + 1",
    "9**9**9", "-count", "[1,2,3]", "{'a': 1}", "(1, 2)", "company.name.__class__", "company.secret", "company._name",
    "company.items()", "debtor.iban", "bank.iban", "content", "connection", "os.environ", "open('/etc/passwd')",
    "get_flashed_messages", "url_for", "environment", "caller()", "varargs", "kwargs", "undefined_name",
    "true and os",
    "count is defined", "count is divisibleby 2", "1.5", "none", "items.append(1)", "previous.clear()",
    "total in items",
    "total if x else ''", "loop.index", "x.y.z", "company.name if company.__dict__ else ''", "() ", "lambda: 1",
    "company.name is mapping", "'\\x5f\\x5fclass\\x5f\\x5f'", "total is eq total.__class__", "super()", "_('x')",
    "gettext('x')", "not os", "count < os", "items == items.__class__", "'' == ''.join(items)",
]  # fmt: skip
_STATEMENTS = [
    "{% set x = 1 %}", "{% for i in range(999999999) %}x{% endfor %}",
    "{% for i in items %}{% for j in items %}x{% endfor %}"
    "{% endfor %}", "{% for i in items recursive %}{{ loop(items) }}{% endfor %}", "{% macro m() %}x{% endmacro %}",
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% from 'os' import popen %}", "{% extends 'x' %}",
    "{% block a %}x{% endblock %}", "{% call m() %}x{% endcall %}", "{% filter upper %}x{% endfilter %}",
    "{% with x = total %}{{ x }}{% endwith %}", "{% autoescape false %}x{% endautoescape %}",
    "{% raw %}{{ x }}{% endraw %}"
    "{{ os }}", "{% do items.append(1) %}", "{% for k, v in company %}x{% endfor %}",
    "{% for i in company %}x{% endfor %}",
    "{% for i in 'aaaaaaaaaa' %}x{% endfor %}", "{% for total in items %}x{% endfor %}",
    "{% for _i in items %}x{% endfor %}",
    "{% for i in items if i.__class__ %}x{% endfor %}", "{% if os %}x{% endif %}", "{{", "{% if %}", "{% endif %}",
    "{{ }}",
    "{% for i in items %}{{ i.__class__ }}{% endfor %}", "{% for i in items %}{{ i.name }}{% endfor %}",
    "{{ " + "(" * 3_000 + "total" + ")" * 3_000 + " }}", "{% if count %}" * 200 + "{% endif %}" * 200,
    "{{ not " * 900 + "total" + " }}", "x" * 8_001, "{% debug %}", "{% trans %}x{% endtrans %}", "{% break %}",
]  # fmt: skip
ATTACKS = [*(f"{{{{ {body} }}}}" for body in _REACHES), *_STATEMENTS]


def one(text: str) -> LetterTemplate:
    """A template with this opening."""
    return LetterTemplate("Sujet", text, "Fin")


def test_there_are_a_hundred_attacks() -> None:
    assert len(set(ATTACKS)) >= 100


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_an_attack_is_refused_and_at_once(attack: str) -> None:
    start = time.process_time()
    with pytest.raises(TemplateRefusedError):
        checked(one(attack))
    with pytest.raises(TemplateRefusedError):
        filled(one(attack), fields_of(sample()))
    assert time.process_time() - start < 3


def test_a_template_that_would_grow_without_end_stops() -> None:
    """A loop over 500 items with a long body: more than a letter holds."""
    many = sample(items=sample().items * 250)
    with pytest.raises(TemplateRefusedError, match="more than"):
        filled(one("{% for i in items %}" + "x" * 7_000 + "{% endfor %}"), fields_of(many))


@pytest.mark.parametrize("text", WRITTEN_ACCOUNTS)
def test_bank_details_in_a_template_are_refused(text: str) -> None:
    with pytest.raises(TemplateRefusedError, match="bank details"):
        checked(one(text))


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'FR76 3000' }}{{ ' 6000 0112 3456 7890 189' }}",
        "{{ attempt and 'FR76 3000 6000' }}{{ attempt and ' 0112 3456 7890 189' }}",
        "{{ not attempt or 'FR76 3000 6000' }}", "{{ total if count else 'FR76' }}",
        "{{ total if count else (attempt and 'FR76') }}", "{{ count < 5 }}", "{{ not count }}",
    ],
)  # fmt: skip
def test_only_fields_stand_between_braces(text: str) -> None:
    """Constants let through would put together bank details piece by piece."""
    with pytest.raises(TemplateRefusedError, match=r"outside the braces|bank details"):
        checked(one(text))


@pytest.mark.parametrize("text", ["{{ items }}", "{{ company }}", "{% for i in items %}{{ i }}{% endfor %}"])
def test_lists_and_people_are_no_texts(text: str) -> None:
    """They would print as a program writes them."""
    with pytest.raises(TemplateRefusedError, match="is no text"):
        checked(one(text))


@pytest.mark.parametrize(
    "text",
    [
        "FR76 3000 6000{% if count < 0 %}(!!){% endif %} 0112 3456 7890 189",
        "{% if count > 0 %}FR76 3000 6000{% endif %} 0112 3456 {% if attempt < 0 %}x{% endif %}7890 189",
        "FR76 3000 6000 0{{ attempt }}{{ attempt }}2 3456 7890 189",
    ],
)
def test_bank_details_that_a_template_makes_are_refused(text: str) -> None:
    """However its source is written: what is filled in is read once more."""
    with pytest.raises(TemplateRefusedError, match="bank details"):
        filled(one(text), fields_of(sample()))


def test_the_words_of_a_template_are_read_without_the_names_it_shows() -> None:
    """Its conditions choose as they do in the letter."""
    text = "{% if debtor.account == 'C0042' %}Cher {{ debtor.name }},{% endif %}{% if chorus %}x{% endif %}"
    told = own_words(one(text + " {{ count }}/{{ limit_days }}"), fields_of(sample()))
    assert told == Prose("Sujet", "Cher …, …/8", "Fin")


def test_values_of_customers_are_no_template() -> None:
    """A name that is a template is shown as it is."""
    content = sample(debtor=sample().debtor.__class__("C1", "{{ total }}{% for %}", address=("x",)))
    assert filled(one("{{ debtor.name }}"), fields_of(content)).opening == "{{ total }}{% for %}"


def test_templates_choose_and_repeat() -> None:
    told = filled(
        one("{% if count > 1 %}{% for i in items %}{{ i.number }}: {{ i.open }}; {% endfor %}{% else %}un{% endif %}"),
        fields_of(sample()),
    )
    assert told.opening.replace("\u00a0", " ") == "F2604-118: 12 000,00 EUR; F2609-027: 1 500,00 EUR; "


@pytest.mark.parametrize(("segment", "level", "lang"), list(itertools.product(SEGMENTS, LEVELS, ("fr", "en"))))
def test_every_shipped_template_is_allowed_and_comes_back_from_its_text(segment: str, level: str, lang: str) -> None:
    template = checked(shipped(segment, level, lang))
    assert parsed(written(template)) == template


def test_there_is_no_letter_for_a_call_or_a_hand_over() -> None:
    for level in ("call", "handover", "../../etc/passwd"):
        with pytest.raises(UserError):
            shipped("business", level, "fr")


def test_a_template_has_three_parts() -> None:
    with pytest.raises(TemplateRefusedError, match="three parts"):
        parsed("Sujet\n---\nTexte")
