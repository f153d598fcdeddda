"""The organisation tree (A2)."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.admin import blueprint
from blueprints.admin.forms import EditUnitForm, NewUnitForm, VersionForm
from blueprints.doors import attempt, go, refused
from models import Unit
from operations import units as verbs
from policy.permissions import Permission
from policy.roles import UnitKind
from queries.organisation import tree, unit_options


@blueprint.get("/units")
@requires(Permission.ADMINISTER)
def units():
    """The whole tree, with the number of people in each unit."""
    return render_template("admin/units/index.html", branches=tree(), form=VersionForm())


@blueprint.route("/units/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_unit():
    """Add a unit below another."""
    form = NewUnitForm(kind=UnitKind.DEPARTMENT)
    form.parent_id.choices = unit_options()
    if not form.is_submitted():
        return render_template("admin/units/form.html", form=form, unit=None)
    if form.validate():
        made = attempt(form, lambda: verbs.create_unit(form.values(), current_user, form.form_key.data))
        if made:
            flash(_("The unit was created."), "success")
            return go("/admin/units")
    return refused("admin/units/_form.html", "admin/units/form.html", form=form, unit=None)


@blueprint.route("/units/<int:unit_id>/edit", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_unit(unit_id: int):
    """Rename a unit, change its kind, or move it with everything below it."""
    unit = visible_or_404(Unit, unit_id)
    form = EditUnitForm(obj=unit)
    top = [("", _("(the top)"))] if unit.parent_id is None else []
    form.parent_id.choices = top + unit_options(but_below=unit.path)
    if not form.is_submitted():
        return render_template("admin/units/form.html", form=form, unit=unit)
    if form.validate():
        done = attempt(form, lambda: verbs.edit_unit(unit_id, form.version.data, form.values(), current_user))
        if done:
            flash(_("Saved."), "success")
            return go("/admin/units")
    return refused("admin/units/_form.html", "admin/units/form.html", form=form, unit=unit)


@blueprint.post("/units/<int:unit_id>/deactivate")
@requires(Permission.ADMINISTER)
def deactivate_unit(unit_id: int):
    """Put a unit to rest."""
    return _switch(unit_id, verbs.deactivate_unit)


@blueprint.post("/units/<int:unit_id>/activate")
@requires(Permission.ADMINISTER)
def activate_unit(unit_id: int):
    """Bring a unit back."""
    return _switch(unit_id, verbs.reactivate_unit)


def _switch(unit_id: int, verb):
    visible_or_404(Unit, unit_id)
    form = VersionForm()
    if form.validate_on_submit() and attempt(form, lambda: verb(unit_id, form.version.data, current_user)):
        flash(_("Saved."), "success")
        return go("/admin/units")
    page = "admin/units/index.html"
    return refused(page, page, branches=tree(), form=form)
