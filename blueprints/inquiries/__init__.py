"""Where customers come in by themselves (A5): the public form, consultations, and the interface for websites.

None of these doors has a session: a form's own signed key, the secret address of a thread or the key of a website stand
in for the token of a signed-in person, so that a form works inside another site, where browsers send no cookies.
"""

from flask import Blueprint

blueprint = Blueprint("inquiries", __name__)

from blueprints.inquiries import consultations, forms, interface, registration  # noqa: E402

__all__ = ["blueprint", "consultations", "forms", "interface", "registration"]
