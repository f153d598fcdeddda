"""Keys with which websites hand in inquiries (A5): made, shown once, revoked."""

from flask import make_response, render_template
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access import requires
from blueprints.admin import blueprint
from blueprints.doors import attempt, go
from blueprints.fields import Form, NewForm, TextField
from operations.api_keys import create_key, revoke_key
from policy.permissions import Permission
from queries.inquiries import api_keys

REFUSED = 422
PAGE = "admin/api_keys.html"


class KeyForm(NewForm):
    """What a key is for."""

    label = TextField(_l("Which website is it for?"), most=100)


@blueprint.get("/api-keys")
@requires(Permission.ADMINISTER)
def list_keys():
    """Every key: what it ends with, who made it, when it was used last."""
    return render_template(PAGE, form=KeyForm(), keys=api_keys())


@blueprint.post("/api-keys")
@requires(Permission.ADMINISTER)
def make_key():
    """A new key, in this answer and never again."""
    form = KeyForm()
    made = (
        attempt(form, lambda: create_key(form.label.data, current_user, form.form_key.data))
        if form.validate()
        else None
    )
    if made is None:
        return make_response(render_template(PAGE, form=form, keys=api_keys()), REFUSED)
    row, key = made
    return render_template(PAGE, form=KeyForm(formdata=None), keys=api_keys(), made=row, key=key)


@blueprint.post("/api-keys/<int:key_id>/revoke")
@requires(Permission.ADMINISTER)
def revoke(key_id):
    """The key opens nothing from now on."""
    form = Form()
    if form.validate() and attempt(form, lambda: revoke_key(key_id, current_user)) is not None:
        return go("/admin/api-keys")
    fresh = KeyForm(formdata=None)
    fresh.show(form.problems)
    return make_response(render_template(PAGE, form=fresh, keys=api_keys()), REFUSED)
