"""Supervision (A11): the weekly check sheets, what was found and is to be mended, spot checks."""

from flask import Blueprint

blueprint = Blueprint("supervision", __name__)

from blueprints.supervision import findings, sheets, spots  # noqa: E402

__all__ = ["blueprint", "findings", "sheets", "spots"]
