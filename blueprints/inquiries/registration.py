"""The website registration: a form that stands alone, or inside the pages of allowed sites."""

from flask import make_response, redirect, render_template, request, url_for

from access import public
from blueprints.doors import attempt
from blueprints.inquiries import blueprint
from blueprints.inquiries.forms import InquiryForm
from blueprints.inquiries.throttle import embedded, throttled, too_many
from blueprints.shield import embeddable
from extensions import csrf
from operations.inquiries import take
from policy.leads import LeadChannel
from queries.inquiries import house_name

SEEN, REFUSED, OTHER = 303, 422, 409
PAGE = "inquiries/inquire.html"


@blueprint.route("/inquire", methods=["GET", "POST"])
@csrf.exempt
@public
@embeddable
@throttled(too_many(InquiryForm, PAGE))
def inquire():
    """The form; what was taken leads to the same thanks as what a program sent, or who is known already."""
    form = InquiryForm()
    if not form.is_submitted():
        return render_template(PAGE, form=form)
    if form.by_a_program() or (form.ready() and attempt(form, lambda: _take(form)) is not None):
        return redirect(url_for("inquiries.thanks", **kept_arguments()), SEEN)
    status = status_of(form)
    return make_response(render_template(PAGE, form=form), status)


def _take(form: InquiryForm):
    return take(LeadChannel.WEBSITE, form.said(), form.source())


@blueprint.get("/inquire/thanks")
@public
@embeddable
def thanks():
    """The same for everybody."""
    return render_template("inquiries/thanks.html")


def status_of(form) -> int:
    """How a refused form is answered: 409 when it was sent before with other content, and from now on it is new."""
    if not any(problem.code == "other_content" for problem in form.problems):
        return REFUSED
    form.renew()
    return OTHER


def kept_arguments() -> dict[str, str]:
    """What the addresses of the public pages hand on: the language, and whether another site shows them."""
    return {name: request.args[name][:10] for name in ("lang", "embed") if request.args.get(name)}


blueprint.app_template_global()(house_name)
blueprint.app_template_global()(kept_arguments)
blueprint.app_template_global("embedded")(embedded)
