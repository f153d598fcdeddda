"""How often one may try a password: per account and per address; only failures count."""

import datetime as dt
import hashlib
import math

from flask import Response, make_response, render_template, request
from flask_limiter import RequestLimit
from flask_login import current_user

import clock
from blueprints.account.forms import plain_username
from extensions import limiter

PER_ACCOUNT = "10 per 15 minutes"
PER_ADDRESS = "100 per 15 minutes"
FAILED = 422


def throttled(account):
    """Mark a view whose POST tries a password; ``account`` names the account that is tried."""

    def decorate(view):
        options = {"methods": ["POST"], "deduct_when": _failed, "on_breach": too_many, "override_defaults": False}
        per_address = limiter.limit(PER_ADDRESS, **options)
        return limiter.limit(PER_ACCOUNT, key_func=account, **options)(per_address(view))

    return decorate


def typed_account() -> str:
    """The account that somebody tries to sign in to; the same for known and unknown names."""
    name = plain_username(request.form.get("username", "")[:200])
    return "name:" + hashlib.sha256(name.encode()).hexdigest()[:32]


def own_account() -> str:
    """The account of who is signed in."""
    return f"user:{current_user.get_id()}"


def _failed(response: Response) -> bool:
    return response.status_code == FAILED


def too_many(limit: RequestLimit) -> Response:
    """The page that says when to try again."""
    seconds = max(int(limit.reset_at - clock.now().timestamp()), 1)
    again = clock.now() + dt.timedelta(seconds=seconds)
    page = render_template("account/too_many.html", minutes=math.ceil(seconds / 60), again=again)
    return make_response(page, 429, {"Retry-After": str(seconds)})
