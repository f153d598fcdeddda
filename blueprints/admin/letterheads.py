"""The letterhead of a unit: what stands on its quotes, contracts and letters."""

from flask import Response, abort, flash, make_response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms import BooleanField

import logos
from access import requires, visible_or_404
from blueprints.account.forms import MailField
from blueprints.admin import blueprint
from blueprints.doors import attempt, go, refused
from blueprints.fields import EditForm, LongTextField, TextField
from blueprints.papers import head_data, served, typeset
from models import Letterhead, Unit
from operations.attachments import kept
from operations.letterheads import change
from policy.permissions import Permission
from queries.letterheads import COLUMNS, letterhead_of, own_letterhead

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


class LetterheadForm(EditForm):
    """Every part may stay empty: it is then taken from the unit above."""

    company_zh = TextField(_l("Company name in Chinese"), required=False)
    company_en = TextField(_l("Company name in English"), required=False)
    address_zh = TextField(_l("Address in Chinese"), most=300, required=False)
    address_en = TextField(_l("Address in English"), most=300, required=False)
    phone = TextField(_l("Phone"), most=60, required=False)
    email = MailField(_l("Mail"))
    tax_number = TextField(_l("Tax number"), most=30, required=False)
    city = TextField(_l("City"), most=40, required=False)
    bank = LongTextField(_l("Bank account"), most=1000)
    terms_zh = LongTextField(_l("Terms of quotes in Chinese"))
    terms_en = LongTextField(_l("Terms of quotes in English"))
    logo = FileField(_l("Logo"))
    without_logo = BooleanField(_l("Take the logo off"))


@blueprint.route("/units/<int:unit_id>/letterhead", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def letterhead(unit_id: int):
    """What stands on the paper of the unit, and how it looks with what the units above add."""
    unit = visible_or_404(Unit, unit_id)
    own = own_letterhead(unit_id)
    form = LetterheadForm(obj=own) if own else LetterheadForm(version=0)
    if not form.is_submitted():
        return render_template("admin/units/letterhead.html", **_shown(form, unit, own))
    if form.validate() and attempt(form, lambda: _save(form, unit_id)):
        flash(_("Saved."), "success")
        return go(f"/admin/units/{unit_id}/letterhead")
    unit = visible_or_404(Unit, unit_id)
    shown = _shown(form, unit, own_letterhead(unit_id))
    return refused("admin/units/_letterhead.html", "admin/units/letterhead.html", **shown)


def _save(form: LetterheadForm, unit_id: int) -> Letterhead:
    picture = form.logo.data.read(logos.MOST_BYTES + 1) if form.logo.data else None
    return change(unit_id, form.version.data, form.values(*COLUMNS), current_user, picture, form.without_logo.data)


def _shown(form: LetterheadForm, unit: Unit, own: Letterhead | None) -> dict:
    head = letterhead_of(unit)
    return {"form": form, "unit": unit, "own": own, "head": head, "seen": head_data(head, chinese=True)}


@blueprint.get("/units/<int:unit_id>/logo")
@requires(Permission.ADMINISTER)
def logo(unit_id: int) -> Response:
    """The picture itself; nothing in it runs. A unit without one answers with nothing."""
    head = letterhead_of(visible_or_404(Unit, unit_id))
    if not head.logo_key:
        return make_response("", 204)
    content = kept(head.logo_key)
    if content is None:
        abort(404)
    safe = {"Content-Security-Policy": SANDBOX, "X-Content-Type-Options": "nosniff", "Content-Type": head.logo_type}
    return make_response(content, 200, safe)


@blueprint.get("/units/<int:unit_id>/letterhead.pdf")
@requires(Permission.ADMINISTER)
def letterhead_sample(unit_id: int) -> Response:
    """An empty sheet with the letterhead, to look at."""
    unit = visible_or_404(Unit, unit_id)
    return served(typeset("admin/units/letterhead.typ", {"title": unit.name}, unit), f"letterhead-{unit_id}")
