"""Who is asking: the session names a person and an epoch, and both must still hold on every request."""

from urllib.parse import urlencode, urlsplit

from flask import Flask, redirect, request
from flask_login import LoginManager, current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models import User


def init_app(app: Flask, login: LoginManager) -> None:
    login.init_app(app)
    login.session_protection = "basic"
    login.user_loader(load)
    login.unauthorized_handler(ask_to_sign_in)


def load(session_id: str) -> User | None:
    """The person of a session, with roles and unit; None when signed out everywhere, deactivated or unknown."""
    id_, _, epoch = session_id.partition(":")
    if not (id_.isascii() and id_.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    whole = select(User).options(selectinload(User.role_rows), joinedload(User.unit))
    return db.session.scalar(whole.where(User.id == int(id_), User.session_epoch == int(epoch), User.active))


def ask_to_sign_in():
    """To the sign-in page and back; a fragment must not receive that page, so htmx is told to go there itself."""
    if request.headers.get("HX-Request"):
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        return "", 401, {"HX-Redirect": _sign_in(here.path, here.query)}
    if request.method in {"GET", "HEAD"}:
        return redirect(_sign_in(request.path, request.query_string.decode("ascii", "ignore")))
    back = urlsplit(request.referrer or "")
    return redirect(_sign_in(back.path if back.netloc == request.host else "", back.query), 303)


def _sign_in(path: str, query: str) -> str:
    target = f"{path}?{query}" if query else path
    return f"/login?{urlencode({'next': target})}" if target not in {"", "/"} else "/login"


def reader_language() -> str | None:
    """The language that the signed-in person chose, if anybody is signed in."""
    return current_user.language if current_user and current_user.is_authenticated else None
