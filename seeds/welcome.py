"""What a first start asks and says: whether demo data is wanted, and whom to sign in as."""

from flask import Flask
from sqlalchemy import select

from extensions import db
from models import User
from passwords import matches
from seeds.cast import PEOPLE

SHOWN = (
    "sales1",
    "sales_manager",
    "sales_assistant",
    "channel1",
    "finance1",
    "president",
    "east_gm",
    "agent_gm",
    "admin",
)


def wanted(app: Flask) -> bool:
    """Whether nobody is in the database yet, so that this is a first start."""
    with app.app_context():
        return "demo" in app.cli.commands and db.session.scalar(select(User.id).limit(1)) is None


def introduction(app: Flask) -> str:
    """The demo accounts, as long as they still have the demo password; otherwise how to make the first account."""
    password = app.config["DEMO_PASSWORD"]
    with app.app_context():
        one = db.session.scalar(select(User).where(User.username == SHOWN[0]))
        if one is None:
            return "  Make the first account: .venv/bin/flask user create --help"
        if not matches(one.password_hash, password):
            return "  Sign in with your own account."
    roles = {username: f"{role.label}, {name}" for username, name, _, role in PEOPLE}
    width = max(map(len, SHOWN))
    lines = [f"    {username:<{width}}  {roles[username]}" for username in SHOWN]
    return "\n".join([f"  Demo accounts (password: {password}); the whole cast is in the README:", *lines])
