"""Standard texts: listed, set, revised, taken out of use (A9.2). A revision is never edited."""

from flask import abort, flash, render_template
from flask_babel import gettext as _

from access import requires, visible_or_404
from blueprints.contracts import blueprint
from blueprints.contracts.forms import NewTemplateForm, RevisionForm
from blueprints.doors import attempt, go, me, refused
from blueprints.fields import Form
from models import ContractTemplate
from operations import contract_templates as verbs
from policy.contract_text import COMPUTED, TYPED, places
from policy.permissions import Permission
from queries.contract_facts import untouched
from queries.contracts import standard_texts
from queries.organisation import company_of

NAMES = {"computed": COMPUTED, "typed": TYPED}


@blueprint.get("/templates")
@requires(Permission.SET_TEMPLATES)
def texts():
    """Every standard text with its revisions."""
    return render_template("contracts/templates/index.html", texts=standard_texts(me()), company=_company())


def _company() -> int:
    return company_of(me().unit_id)


@blueprint.route("/templates/new", methods=["GET", "POST"])
@requires(Permission.SET_TEMPLATES)
def new_text():
    """Set a standard text of the own company."""
    form = NewTemplateForm()
    if not form.is_submitted():
        return render_template("contracts/templates/edit.html", form=form, kept=None, names=NAMES)
    made = attempt(form, lambda: _create(form)) if form.validate() else None
    if made is None:
        context = {"form": form, "kept": None, "names": NAMES}
        return refused("contracts/templates/_form.html", "contracts/templates/edit.html", **context)
    flash(_("The standard text is in use."), "success")
    return go(f"/contracts/templates/{made.id}")


def _create(form: NewTemplateForm) -> ContractTemplate:
    code, key = " ".join((form.code.data or "").split()), form.form_key.data
    return verbs.create(me(), _company(), code, form.label.data, form.body.data, form_key=key)


def _template_or_404(template_id: int) -> ContractTemplate:
    return visible_or_404(ContractTemplate, template_id)


def _own_or_404(template_id: int) -> ContractTemplate:
    """A standard text of the own company; another's is read, not set."""
    template = _template_or_404(template_id)
    if template.company_id != _company():
        abort(403)
    return template


@blueprint.get("/templates/<int:template_id>")
@requires(Permission.VIEW_CONTRACTS)
def show_text(template_id):
    """One revision: its text, places, hash."""
    template = _template_or_404(template_id)
    return render_template("contracts/templates/show.html", **_shown(template))


def _shown(template: ContractTemplate) -> dict:
    own = template.company_id == _company()
    named = [(name, {**COMPUTED, **TYPED}.get(name, "")) for name in places(template.body)]
    return {"kept": template, "own": own, "untouched": untouched(template), "named": named}


@blueprint.route("/templates/<int:template_id>/revision", methods=["GET", "POST"])
@requires(Permission.SET_TEMPLATES)
def revise_text(template_id):
    """Set the next revision; contracts that were made of this one keep it."""
    template = _own_or_404(template_id)
    form = RevisionForm(obj=template)
    if not form.is_submitted():
        return render_template("contracts/templates/edit.html", form=form, kept=template, names=NAMES)
    made = (
        attempt(form, lambda: verbs.revise(template_id, me(), form.label.data, form.body.data))
        if form.validate()
        else None
    )
    if made is None:
        context = {"form": form, "kept": template, "names": NAMES}
        return refused("contracts/templates/_form.html", "contracts/templates/edit.html", **context)
    flash(_("Revision %(revision)s is in use.", revision=made.revision), "success")
    return go(f"/contracts/templates/{made.id}")


@blueprint.post("/templates/<int:template_id>/withdrawal")
@requires(Permission.SET_TEMPLATES)
def withdraw_text(template_id):
    """Take it out of use."""
    template = _own_or_404(template_id)
    if Form().validate() and attempt(None, lambda: verbs.withdraw(template_id, me())):
        flash(_("The standard text is not in use any more."), "success")
        return go(f"/contracts/templates/{template_id}")
    return refused("contracts/templates/_text.html", "contracts/templates/show.html", **_shown(template))
