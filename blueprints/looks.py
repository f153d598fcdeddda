"""What templates can say: money, days and moments in the reader's language, and what the reader may do."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import MutableMapping
from decimal import Decimal

from babel import support
from babel.dates import TIMEDELTA_UNITS
from flask import Flask, current_app, g, has_request_context, request
from flask.templating import Environment
from flask_babel import Domain, format_date, format_timedelta, get_locale, get_translations
from flask_wtf.csrf import generate_csrf
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

import clock
from access import can
from blueprints.fields import spoken
from blueprints.sessions import reader_language
from columns import to_fen
from extensions import babel
from policy.permissions import Permission

COOKIE = "lang"
LEAST_SPOKEN = 1.1
"""From so many of a unit on a span is said in it: 26 hours are "26 hours", 27 are "1 day"."""
VISITORS = {"zh": "zh_Hans_CN", "en": "en"}
"""What the addresses of the pages for visitors call the languages."""


class Templates(Environment):
    """Templates that share the common names. Jinja else keeps them behind a second dict for each template, and goes
    through all of them in Python for every import of every page."""

    def make_globals(self, own: MutableMapping[str, object] | None) -> MutableMapping[str, object]:
        return super().make_globals(own) if own else self.globals


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(money=money, day=day, moment=moment, ago=ago)
    app.jinja_env.globals.update(now=clock.now, today=clock.today, can=can, Permission=Permission)
    app.jinja_env.globals.update(language=language, languages=app.config["LANGUAGES"], said=said)
    app.jinja_env.globals.update(spoken=spoken, zip=zip, kept=functools.lru_cache(1024, typed=True))
    app.context_processor(lambda: {"csrf_token": csrf_token})
    app.jinja_env.install_gettext_callables(
        lambda text: _translations().ugettext(text),
        lambda one, many, number: _translations().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = written
    babel.domain_instance = Tongues()


_kept_translations: dict[str | None, support.NullTranslations] = {}


class Tongues(Domain):
    """What ``gettext`` asks where it is called from Python: the same translations, found by the language alone. Flask-Babel
    writes out the locale for every word."""

    def get_translations(self) -> support.NullTranslations:
        tongue = _tongue()
        if tongue not in _kept_translations:
            _kept_translations[tongue] = super().get_translations()
        return _kept_translations[tongue]


def _tongue() -> str | None:
    """The language of this page, ``zh`` or ``en``: a locale itself is slow to look things up by.

    It is asked for with every word, so what Flask-Babel noted for this page is read where it stands.
    """
    try:
        return g._flask_babel.babel_locale.language
    except (AttributeError, RuntimeError):
        locale = get_locale()
        return locale and locale.language


def _translations() -> support.NullTranslations:
    """The translations of this page's language. A page asks hundreds of times, and Flask-Babel looks them up anew each
    time."""
    return _kept_translations.get(_tongue()) or get_translations()


class _Said(dict):
    """Message ids and what they say in one language."""

    def __missing__(self, message: str) -> str:
        self[message] = _translations().ugettext(message)
        return self[message]


_sayings: defaultdict[str | None, _Said] = defaultdict(_Said)


class _Written(dict):
    """The same as pages write them where nothing is filled in: safe as it is, two percent signs for one."""

    def __missing__(self, message: str) -> Markup:
        self[message] = Markup(said()[message]) % {}  # noqa: S704  translations are ours
        return self[message]


_written: defaultdict[str | None, _Written] = defaultdict(_Written)


def said() -> dict[str, str]:
    """The words of the policy in the reader's language, for lists that say the same few words in every row:
    ``{% set say = said() %}…{{ say[row.status.label] }}``."""
    return _sayings[_tongue()]


@pass_eval_context
def written(where: EvalContext, message: str, /, **values: object) -> str:
    """``_()`` of the templates, the same as Jinja's own but in one step: a page says a hundred things."""
    if not values and where.autoescape:
        return _written[_tongue()][message]
    text = said()[message]
    return (Markup(text) if where.autoescape else text) % values  # noqa: S704  translations are ours


def chosen_language() -> str:
    """The reader's own choice, else the cookie's, else the browser's, else Chinese; pages for visitors follow ``?lang``."""
    known = current_app.config["LANGUAGES"]
    if not has_request_context():
        return current_app.config["BABEL_DEFAULT_LOCALE"]
    if request.blueprint == "inquiries" and (asked := request.args.get("lang", "")[:2].lower()) in VISITORS:
        return VISITORS[asked]
    for choice in (reader_language(), request.cookies.get(COOKIE)):
        if choice in known:
            return choice
    best = request.accept_languages.best_match(["zh-CN", "zh", "zh-Hans", "zh-TW", "zh-HK", "en"])
    return "en" if best == "en" else "zh_Hans_CN"


def language() -> str:
    """The language of this page as an HTML ``lang``: ``zh-Hans-CN`` or ``en``."""
    return str(get_locale()).replace("_", "-")


def csrf_token() -> str:
    """The token of this answer, signed once."""
    return g.get("csrf_token") or generate_csrf()


def money(amount: Decimal | None) -> str:
    """Yuan with grouping and two decimals: ``¥1,234.50``; nothing for None."""
    if amount is None:
        return ""
    amount = to_fen(amount)
    sign = "-" if amount < 0 else ""
    return f"{sign}¥{abs(amount):,.2f}"


def day(value: dt.date | dt.datetime | None) -> str:
    """A company day in the reader's language; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = clock.day_of(value)
    return _day_in(value, _tongue())


@functools.lru_cache(maxsize=4096)
def _day_in(value: dt.date, tongue: str | None) -> str:
    """Lists say the same few days in every row. ``tongue`` is the language of the page, which Flask-Babel follows."""
    return format_date(value, "medium")


def moment(value: dt.datetime | None) -> str:
    """Day and minute in company time; nothing for None."""
    return "" if value is None else clock.local(value).strftime("%Y-%m-%d %H:%M")


def ago(value: dt.datetime | None) -> str:
    """How long ago, or how soon: "3 days ago", "in 2 hours"; nothing for None."""
    if value is None:
        return ""
    span = value - clock.now()
    key = (*_said_as(span.days * 86_400 + span.seconds), _tongue())
    if key not in _spans:
        _spans[key] = format_timedelta(span, add_direction=True, threshold=LEAST_SPOKEN)
    return _spans[key]


_spans: dict[tuple[str, int, bool, str | None], str] = {}


def _said_as(seconds: int) -> tuple[str, int, bool]:
    """The unit in which Babel says a span, how many of it, and whether it lies ahead: few spans differ in the saying."""
    for unit, size in TIMEDELTA_UNITS:
        count = abs(seconds) / size
        if count >= LEAST_SPOKEN or size == 1:
            return unit, round(count), seconds >= 0
    raise AssertionError("a second is the smallest unit")
