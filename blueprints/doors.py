"""How a door answers: a fragment for HTMX, a page for everybody else; refusals come back with what was typed."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, abort, make_response, redirect, render_template, request
from flask_login import current_user

from blueprints.fields import Form
from models import User
from operations import AlreadyDone, Refused, Stale

Done = TypeVar("Done")
SAVED = 303
REFUSED = 422


def me() -> User:
    """Who is signed in, as a row: what verbs and queries are given."""
    return current_user._get_current_object()


def by_htmx() -> bool:
    """Whether HTMX asks and wants a fragment (a history restore wants the page)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def go(url: str) -> Response:
    """Send the reader to another page of ours, whoever asks."""
    if by_htmx():
        return make_response("", 200, {"HX-Redirect": url})
    return redirect(url, SAVED)


def answer(fragment: str, page: str, **context: Any) -> Response:
    """The deed is done: the changed fragment for HTMX, else 303 to the page that shows it."""
    if by_htmx():
        return make_response(render_template(fragment, **context))
    return redirect(page, SAVED)


def refused(fragment: str, template: str, **context: Any) -> Response:
    """The deed was refused: the same fragment, or the whole page, with its problems and what was typed; 422."""
    return make_response(render_template(fragment if by_htmx() else template, **context), REFUSED)


def shown(fragment: str, template: str, **context: Any) -> Response:
    """A page that HTMX may ask for in part: its fragment for HTMX, else the whole page."""
    return make_response(render_template(fragment if by_htmx() else template, **context))


def attempt(form: Form | None, deed: Callable[[], Done], show: Callable[[list], Any] | None = None) -> Done | None:
    """Carry out a verb; None when it was refused, and then the form (or ``show``) has the problems.

    The same form sent twice goes to where the first one led. A stale form takes on the present version, so that who has
    looked at what changed may save again.
    """
    try:
        return deed()
    except AlreadyDone as done:
        abort(go(done.location or "/"))
    except Refused as refusal:
        if isinstance(refusal, Stale) and refusal.row is not None and form is not None and "version" in form:
            form.version.raw_data, form.version.data = None, refusal.row.version
        if form is not None:
            form.show(refusal.problems)
        if show is not None:
            show(refusal.problems)
        return None


def new_key() -> str:
    """A one-time key for a form that is not a ``NewForm``."""
    return secrets.token_urlsafe(24)
