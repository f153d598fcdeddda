"""The monthly publication (A11): figures of use per department and person, frozen as issued, for everybody to read."""

from flask import Blueprint

blueprint = Blueprint("publications", __name__, url_prefix="/publications")

from blueprints.publications import files, publications  # noqa: E402

__all__ = ["blueprint", "files", "publications"]
