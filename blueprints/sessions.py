"""Who is asking: the session names a person and an epoch, and both must still hold on every request."""

import datetime as dt
from urllib.parse import urlencode, urlsplit

from flask import Flask, current_app, redirect, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import SignIn, User

SIGN_IN = "sign_in"
WHO_ASKS = (
    select(User)
    .options(joinedload(User.role_rows), joinedload(User.unit))
    .join(SignIn)
    .where(User.id == bindparam("id_"), User.session_epoch == bindparam("epoch"), User.active)
    .where(SignIn.token == bindparam("token"), SignIn.ended_at.is_(None), SignIn.at > bindparam("oldest"))
)
"""Built once, because every request asks it."""


def init_app(app: Flask, login: LoginManager) -> None:
    login.init_app(app)
    login.session_protection = "basic"
    login.user_loader(load)
    login.unauthorized_handler(ask_to_sign_in)


def enter(user: User, token: str) -> None:
    """Begin the session of a person in this browser; nothing of what the browser carried before is kept."""
    session.clear()
    login_user(user)
    session.permanent = True
    session[SIGN_IN] = token


def leave() -> str:
    """Forget the session in this browser; its token, so that it can be ended on the server too."""
    token = session.get(SIGN_IN, "")
    logout_user()
    session.clear()
    return token


def load(session_id: str) -> User | None:
    """The person of a session, with roles and unit.

    None when the session was ended or is too old, when the person signed out everywhere, was deactivated or is unknown.
    """
    id_, _, epoch = session_id.partition(":")
    if not (id_.isascii() and id_.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    oldest = clock.now() - dt.timedelta(seconds=current_app.config["LONGEST_SESSION"])
    named = {"id_": int(id_), "epoch": int(epoch), "token": session.get(SIGN_IN, ""), "oldest": oldest}
    return db.session.scalars(WHO_ASKS, named).unique().one_or_none()


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
