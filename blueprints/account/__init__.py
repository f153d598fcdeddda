"""One's own account: signing in and out, the password, the profile, the language."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from blueprints.account import bank, passwords, profile, sign_in  # noqa: E402, F401
