"""Jobs for the tests of the worker itself."""

from extensions import db
from models import User


def rename(user_id: int, name: str) -> None:
    db.session.get(User, user_id).name = name
    db.session.commit()


def fail(user_id: int) -> None:
    """Leaves a mark for every try, and fails."""
    db.session.get(User, user_id).phone += "x"
    db.session.commit()
    raise RuntimeError("this job always fails")
