"""A browser without a screen: every request in a context of its own, as in production, and with a CSRF token."""

import contextvars
import hashlib
import os
import secrets

from flask import session
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

import clock
from blueprints.sessions import enter
from extensions import db
from models import SignIn, User

AGENT = "Mozilla/5.0 (tests)"
SAFE = {"GET", "HEAD", "OPTIONS"}


class Client(FlaskClient):
    """What the test prepared in ``db.session`` is committed before a request, and read afresh after it.

    ``hx=True`` asks as htmx does; ``csrf=False`` leaves the token out.
    """

    def open(self, *args, hx: bool = False, csrf: bool = True, **kwargs):
        db.session.commit()
        if isinstance(args[0] if args else "", str):
            headers = {"User-Agent": AGENT, **dict(kwargs.pop("headers", None) or {})}
            if hx:
                headers.setdefault("HX-Request", "true")
            if csrf and kwargs.get("method", "GET") not in SAFE:
                headers.setdefault("X-CSRFToken", self._csrf_token())
            kwargs["headers"] = headers
        response = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        db.session.expire_all()
        return response

    def _csrf_token(self) -> str:
        with self.session_transaction() as kept:
            raw = kept.setdefault("csrf_token", hashlib.sha256(os.urandom(32)).hexdigest())
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)

    def sign_in(self, user: User) -> "Client":
        """Start a session of this person without the form and its slow hash."""
        self.sign_out()
        token = secrets.token_urlsafe(24)
        db.session.add(SignIn(user_id=user.id, token=token, at=clock.now(), agent=AGENT))
        with self.application.test_request_context(headers={"User-Agent": AGENT}):
            enter(user, token)
            made = dict(session)
        db.session.commit()
        with self.session_transaction() as kept:
            kept.update(made)
        return self

    def sign_out(self) -> None:
        with self.session_transaction() as kept:
            kept.clear()
