"""The rules of dispatch in their order: made, changed, moved, switched off; each change can be looked at beforehand."""

from types import SimpleNamespace

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints.dispatch import blueprint
from blueprints.dispatch.forms import EditRuleForm, NewRuleForm, RuleFields, VersionForm
from blueprints.doors import attempt, go, refused
from models import DispatchRule
from operations import dispatch_rules as verbs
from policy.dispatch import Rule
from policy.dispatch_rules import FIELDS, oddities, rule_problems
from policy.permissions import Permission
from queries.dispatch import active_rules, as_rule
from queries.dispatch_rules import (
    changed_rules,
    groups_of,
    headed_units,
    preview,
    receivers,
    rule_facts,
    rule_or_404,
    rule_rows,
)
from scopes import scope_of

STEPS = {"up": -1, "down": 1}


@blueprint.get("/leads/rules")
@requires(Permission.SET_DISPATCH)
def rules():
    """All rules in the order in which they are asked, with what is odd about them."""
    return render_template("dispatch/rules.html", rows=rule_rows(current_user), form=None)


@blueprint.route("/leads/rules/new", methods=["GET", "POST"])
@requires(Permission.SET_DISPATCH)
def new_rule():
    """Make a rule; ``preview`` only shows what it would do."""
    form = _offering(NewRuleForm())
    if not form.is_submitted():
        return render_template("dispatch/rule.html", form=form, rule=None, shown=None)
    return _save(form, None, lambda: verbs.create_rule(form.values(), current_user, form.form_key.data))


@blueprint.route("/leads/rules/<int:rule_id>/edit", methods=["GET", "POST"])
@requires(Permission.SET_DISPATCH)
def edit_rule(rule_id: int):
    """Change a rule, or its place; ``preview`` only shows what that would do."""
    rule = rule_or_404(rule_id, current_user)
    form = _offering(EditRuleForm(obj=rule))
    if not form.is_submitted():
        return render_template("dispatch/rule.html", form=form, rule=rule, shown=None)
    return _save(form, rule, lambda: verbs.edit_rule(rule_id, form.version.data, form.values(), current_user))


def _offering(form: RuleFields) -> RuleFields:
    return form.offer(receivers(current_user), groups_of(current_user), headed_units(current_user))


def _save(form: RuleFields, rule: DispatchRule | None, deed):
    """Save, or show what saving would do: both after the same questions."""
    if form.validate() and "preview" in request.form:
        return _shown(form, rule)
    done = attempt(form, deed) if form.validate() else None
    if done is None:
        return refused("dispatch/_rule.html", "dispatch/rule.html", form=form, rule=rule, shown=None)
    flash(_("Saved. Leads that come in from now on go by it."), "success")
    for problem in done[1]:
        flash(_(problem.message, **problem.params), "warning")
    return go("/leads/rules")


def _shown(form: RuleFields, rule: DispatchRule | None):
    """The form again with what the rule as typed would do, and with everything that speaks against it."""
    form.show(rule_problems(rule_facts(form.values(), current_user)))
    if form.problems:
        return refused("dispatch/_rule.html", "dispatch/rule.html", form=form, rule=rule, shown=None)
    typed = _typed(form, rule)
    order = changed_rules(current_user, rule.id if rule else None, typed, form.position.data)
    form.show(oddities(active_rules(scope_of(current_user).home), order, typed.id))
    context = {"form": form, "rule": rule, "shown": preview(current_user, order)}
    return render_template("dispatch/rule.html", **context)


def _typed(form: RuleFields, rule: DispatchRule | None) -> Rule:
    named = {name: form[name].data for name in FIELDS.values()}
    lists = {name: form[name].data for name in ("provinces", "cities", "industries")}
    return as_rule(
        SimpleNamespace(
            id=rule.id if rule else None, label=form.label.data, receiver=form.receiver.data, **lists, **named
        )
    )


@blueprint.post("/leads/rules/<int:rule_id>/<any(up, down):direction>")
@requires(Permission.SET_DISPATCH)
def move_rule(rule_id: int, direction: str):
    """Ask a rule one place earlier or later."""
    rule_or_404(rule_id, current_user)
    form = VersionForm()
    if form.validate() and attempt(
        form, lambda: verbs.move_rule(rule_id, form.version.data, STEPS[direction], current_user)
    ):
        return go("/leads/rules")
    return refused("dispatch/_rules.html", "dispatch/rules.html", rows=rule_rows(current_user), form=form)


@blueprint.route("/leads/rules/<int:rule_id>/switch", methods=["GET", "POST"])
@requires(Permission.SET_DISPATCH)
def switch_rule(rule_id: int):
    """What switching a rule off, or on again, would do; and doing it."""
    rule = rule_or_404(rule_id, current_user)
    form, on = VersionForm(obj=rule), not rule.active
    if (
        form.is_submitted()
        and form.validate()
        and attempt(form, lambda: verbs.switch_rule(rule_id, form.version.data, on, current_user))
    ):
        flash(_("The rule is on.") if on else _("The rule is off."), "success")
        return go("/leads/rules")
    order = changed_rules(current_user, rule.id, as_rule(rule) if on else None, rule.position)
    context = {"form": form, "rule": rule, "on": on, "shown": preview(current_user, order)}
    if form.is_submitted():
        return refused("dispatch/_switch.html", "dispatch/switch.html", **context)
    return render_template("dispatch/switch.html", **context)
