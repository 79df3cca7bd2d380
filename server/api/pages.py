"""Pages for people: one frame, no script inside a page, every value escaped."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, request
from jinja2 import Environment, PackageLoader, StrictUndefined

from server.api import page_words
from server.api.campaign_texts import CAMPAIGN_TEXTS
from server.api.home_texts import HOME_TEXTS
from server.api.page_texts import TEXTS
from server.api.signed_in import Session, is_secure
from server.errors import TranslatedError

pages = Blueprint("pages", __name__)
#: Scripts come from files of ours alone; forms go to us; nobody frames us.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGES = ("fr", "en")
_LANGUAGE_COOKIE, _YEAR_S = "relance-lang", 365 * 24 * 3600
#: What the frame links to: key of its text, address, the right it takes.
_MENU = (("page.home", "/", "home"), ("page.campaigns", "/campaigns", "read"),
         ("page.conflicts", "/conflicts", "read"), ("page.imports", "/imports", "import"),
         ("page.watched", "/watched", "import"), ("page.people", "/users", "users"))  # fmt: skip
#: Key of the head, and the sentence, of a refusal on a page.
Refused = tuple[str, str]
NOT_REFUSED: Refused = ("", "")
_TEMPLATES = Environment(
    loader=PackageLoader("server.api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page out of `templates/`; beside its values a template has `t` (texts), `lang`, `user`, `csrf`, `menu`, `path`,
    `here` (a page that can be asked for again) and the words of `page_words`."""
    session: Session | None = g.get("session")
    lang = language()
    user = session.user if session else None
    known = {
        "t": texts(lang), "lang": lang, "user": user, "csrf": session.csrf if session else "", "path": request.path,
        "here": request.path if request.method == "GET" else "/",
        "menu": [(key, href) for key, href, right in _MENU if user and user.may(right)], **_words(lang),
    }  # fmt: skip
    text = _TEMPLATES.get_template(template).render({**known, **values})
    response = Response(text, status, page_headers(), mimetype="text/html")
    if request.args.get("lang") == lang:
        response.set_cookie(_LANGUAGE_COOKIE, lang, max_age=_YEAR_S, secure=is_secure(), httponly=True, samesite="Lax")
    return response


def page_headers() -> Mapping[str, str]:
    """What every page is sent with."""
    return {
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }


def language() -> str:
    """What `?lang=` asks for, else what was asked for before; else fr, unless the browser prefers English."""
    for told in (request.args.get("lang"), request.cookies.get(_LANGUAGE_COOKIE)):
        if told in LANGUAGES:
            return told
    return request.accept_languages.best_match(LANGUAGES, "fr") or "fr"


def texts(lang: str) -> dict[str, str]:
    """All texts of pages in a language."""
    return TEXTS[lang] | {key: both[lang == "en"] for key, both in (HOME_TEXTS | CAMPAIGN_TEXTS).items()}


def told() -> str:
    """Key of the sentence that says what was just done, as a redirection carries it; '' for none of ours."""
    key = f"done.{request.args.get('done', '')[:20]}"
    return key if key in HOME_TEXTS or key in CAMPAIGN_TEXTS else ""


def refusal(error: Exception) -> Refused:
    """What a page says of a refusal: in French as it is told there, else an English sentence under a head."""
    if language() == "en":
        return "", str(error)
    french = error.french if isinstance(error, TranslatedError) else ""
    return ("", french) if french else ("refused", str(error))


def _words(lang: str) -> dict[str, Callable[..., str]]:
    names = ("amount", "units", "count", "share", "day", "moment", "decimal")
    return {name: partial(getattr(page_words, name), lang=lang) for name in names}


@pages.get("/page.css")
def style() -> Response:
    """How pages look."""
    text, _, _ = _TEMPLATES.loader.get_source(_TEMPLATES, "page.css")  # type: ignore[union-attr]
    return Response(text, headers={"Cache-Control": "no-cache"}, mimetype="text/css")
