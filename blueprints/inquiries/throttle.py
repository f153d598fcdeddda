"""How many inquiries one address may send: a policy parameter per minute, counted over all public doors together."""

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_limiter import RequestLimit

import clock
from blueprints.doors import by_htmx
from extensions import limiter
from queries import parameters

LOOKS = "240 per minute"
"""How often one address may ask for new messages; several visitors may share it."""


def _per_minute() -> str:
    return f"{parameters.value('inquiries_per_minute')} per minute"


def throttled(on_breach):
    """Mark a view whose POST brings an inquiry; ``on_breach`` answers what is too much."""
    return limiter.shared_limit(
        _per_minute, scope="inquiries", methods=["POST"], on_breach=on_breach, override_defaults=False
    )


def watched(view):
    """Mark a view that visitors ask again and again."""
    return limiter.limit(LOOKS, methods=["GET"], override_defaults=False)(view)


def seconds_left(limit: RequestLimit) -> int:
    """After how many seconds the next one is taken."""
    return max(int(limit.reset_at - clock.now().timestamp()) + 1, 1)


def sentence(seconds: int) -> str:
    """What somebody is told who sent too much."""
    return _(
        "Too many inquiries came from your address. Wait %(seconds)s seconds, then send this again.", seconds=seconds
    )


def too_many(form_class, template: str):
    """The page of a form as it was typed, with when to send it again."""

    def page(limit: RequestLimit) -> Response:
        seconds = seconds_left(limit)
        name = "errors/_error.html" if by_htmx() else template
        context = {"form": form_class(), "status": 429, "title": _("Too many tries"), "message": sentence(seconds)}
        return make_response(render_template(name, **context), 429, {"Retry-After": str(seconds)})

    return page


def embedded() -> bool:
    """Whether the page is shown inside another site."""
    return request.args.get("embed") == "1"
