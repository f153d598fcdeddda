"""The stages of the pipeline (A6.1)."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints.admin import blueprint
from blueprints.admin.forms import EditStageForm, HeirForm, NewStageForm, VersionForm
from blueprints.doors import attempt, go, refused
from operations import stages as verbs
from policy.permissions import Permission
from queries.pipeline import pipeline, stage_or_404

STEPS = {"up": -1, "down": 1}


@blueprint.get("/stages")
@requires(Permission.ADMINISTER)
def stages():
    """The pipeline in its order, with the number of open opportunities in each stage."""
    return render_template("admin/stages/index.html", rows=pipeline(), form=None)


@blueprint.route("/stages/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_stage():
    """Add a stage at the end."""
    form = NewStageForm()
    if not form.is_submitted():
        return render_template("admin/stages/form.html", form=form, stage=None)
    if form.validate() and attempt(form, lambda: verbs.create_stage(form.values(), current_user, form.form_key.data)):
        flash(_("The stage was created."), "success")
        return go("/admin/stages")
    return refused("admin/stages/_form.html", "admin/stages/form.html", form=form, stage=None)


@blueprint.route("/stages/<int:stage_id>/edit", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_stage(stage_id: int):
    """Rename a stage, change its preset probability, allow quotes or not."""
    stage = stage_or_404(stage_id)
    form = EditStageForm(obj=stage)
    if not form.is_submitted():
        return render_template("admin/stages/form.html", form=form, stage=stage)
    if form.validate() and attempt(
        form, lambda: verbs.edit_stage(stage_id, form.version.data, form.values(), current_user)
    ):
        flash(_("Saved."), "success")
        return go("/admin/stages")
    return refused("admin/stages/_form.html", "admin/stages/form.html", form=form, stage=stage)


@blueprint.post("/stages/<int:stage_id>/<any(up, down):direction>")
@requires(Permission.ADMINISTER)
def move_stage(stage_id: int, direction: str):
    """Move a stage by one place."""
    return _carry_out(
        stage_id, VersionForm(), lambda version: verbs.move_stage(stage_id, version, STEPS[direction], current_user)
    )


@blueprint.post("/stages/<int:stage_id>/deactivate")
@requires(Permission.ADMINISTER)
def deactivate_stage(stage_id: int):
    """Take a stage out of the pipeline and say where its open opportunities go."""
    form = HeirForm()
    return _carry_out(
        stage_id, form, lambda version: verbs.deactivate_stage(stage_id, version, form.heir_id.data, current_user)
    )


@blueprint.post("/stages/<int:stage_id>/activate")
@requires(Permission.ADMINISTER)
def activate_stage(stage_id: int):
    """Take a stage into the pipeline again."""
    return _carry_out(stage_id, VersionForm(), lambda version: verbs.reactivate_stage(stage_id, version, current_user))


def _carry_out(stage_id: int, form, deed):
    stage_or_404(stage_id)
    if form.validate_on_submit() and attempt(form, lambda: deed(form.version.data)):
        return go("/admin/stages")
    page = "admin/stages/index.html"
    return refused(page, page, rows=pipeline(), form=form)
