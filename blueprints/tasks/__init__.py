"""Tasks of implementers (A9.5): the own board, one task, moves, time spent."""

from flask import Blueprint

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

from blueprints.tasks import boards, moves, tasks  # noqa: E402

__all__ = ["blueprint", "boards", "moves", "tasks"]
