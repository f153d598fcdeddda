"""When it does not work: a full page, or a fragment for htmx, in the reader's language and with a way on."""

import logging

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from extensions import db, login

log = logging.getLogger(__name__)

TEXTS = {
    400: (
        lazy_gettext("That request could not be read"),
        lazy_gettext("Go back, check what you entered, and send it again."),
    ),
    401: (lazy_gettext("Please sign in"), lazy_gettext("Sign in, and you will be taken back to where you were.")),
    403: (
        lazy_gettext("That is not yours to do"),
        lazy_gettext("Your role does not include this. Ask your manager or the administrator if it should."),
    ),
    404: (
        lazy_gettext("There is nothing here"),
        lazy_gettext("It does not exist, or it is not yours to see. Check the address, or start from the home page."),
    ),
    405: (lazy_gettext("That cannot be done here"), lazy_gettext("Go back to the page and use its buttons.")),
    409: (
        lazy_gettext("Somebody was faster"),
        lazy_gettext("This was changed in the meantime. Load the page again and look at what changed."),
    ),
    413: (
        lazy_gettext("That is too large"),
        lazy_gettext("The file or the text is beyond the limit. Send a smaller one."),
    ),
    422: (lazy_gettext("That was not accepted"), lazy_gettext("Go back, correct what is marked, and send it again.")),
    429: (lazy_gettext("Too many tries"), lazy_gettext("Wait a few minutes, then try again.")),
    500: (
        lazy_gettext("Something went wrong on our side"),
        lazy_gettext("It has been noted. What you saved before is safe; try again in a moment."),
    ),
    503: (lazy_gettext("Not available at the moment"), lazy_gettext("Try again in a moment.")),
}
EXPIRED = (
    lazy_gettext("This page was open for too long"),
    lazy_gettext("Load the page again and send the form once more; your sign-in may have ended meanwhile."),
)


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)


def _forged(error: CSRFError):
    """Without a session there is no token either: who comes back after a night is asked to sign in, not scolded."""
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, "permission", None) and not current_user.is_authenticated:
        return login.unauthorized()
    return answer(400, *EXPIRED)


def _refused(error: HTTPException):
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    response = answer(error.code, *TEXTS.get(error.code, TEXTS[500 if error.code >= 500 else 400]))
    response.headers.extend((k, v) for k, v in error.get_headers() if k in {"Allow", "Retry-After"})
    return response


def _broken(error: Exception):
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    log.exception("%s %s failed", request.method, _loggable_path())
    return answer(500, *TEXTS[500])


def _loggable_path() -> str:
    """Without the secret of a consultation: who reads the log does not read along."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path


def answer(status: int, title, message) -> Response:
    """The error page, or its fragment for htmx; bare text when even the page cannot be drawn."""
    name = "errors/_error.html" if request.headers.get("HX-Request") else "errors/error.html"
    try:
        if status >= 500:
            db.session.rollback()
        body = render_template(name, status=status, title=title, message=message)
    except (TemplateError, SQLAlchemyError):
        log.exception("the error page itself failed")
        g.pop("_login_user", None)
        body = f'<!doctype html><meta charset="utf-8"><title>{status}</title><h1>{escape(title)}</h1><p>{escape(message)}</p>'
        body += f'<p><a href="/">{escape(_("Home"))}</a></p>'
    return make_response(body, status)
