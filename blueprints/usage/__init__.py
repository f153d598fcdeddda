"""Daily use (A3): one's week against the quota, the unit's weeks, what was missed, exemptions, and the quotas."""

from flask import Blueprint

blueprint = Blueprint("usage", __name__, url_prefix="/usage")

from blueprints.usage import exemptions, lapses, quotas, weeks  # noqa: E402

__all__ = ["blueprint", "exemptions", "lapses", "quotas", "weeks"]
