"""Dispatch (A5): its rules and groups, a try-out of them, who has the right to leads, and who is away."""

from flask import Blueprint

blueprint = Blueprint("dispatch", __name__)

from blueprints.dispatch import absences, groups, rights, rules, tryout  # noqa: E402

__all__ = ["absences", "blueprint", "groups", "rights", "rules", "tryout"]
