"""A lead becomes customer, contact and opportunity, on one page: existing customers are offered first (A5, A8.1)."""

from flask import abort, flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.customers.forms import COLUMNS, NewCustomerForm
from blueprints.doors import attempt, by_htmx, go, shown
from blueprints.fields import IdField
from blueprints.leads import blueprint
from blueprints.opportunities.forms import NewOpportunityForm
from models import Customer, Lead
from operations import Refused, conversion, customers
from operations.lookups import ask, counted, question
from policy.conversion import OPEN_WAYS, Match, choice_problems
from policy.leads import HELD, LeadStatus
from policy.permissions import Permission
from queries.conversion import Asked, Candidate, asked_of, candidates, conversion_facts, presets
from queries.customers import kinds_of
from queries.lead_following import hands_facts, readable_results
from queries.opportunities import stages

CONFLICT, REFUSED = 409, 422
TELLING = frozenset(Match) - {Match.SIMILAR, Match.FOUND}
"""Matches by which a customer is chosen beforehand."""
PREFIX = "opportunity-"
OF_OPPORTUNITY = ("expected_on", "stage_id", "amount", "probability", "product_interest")


class ConversionForm(NewCustomerForm):
    """The form of a new customer with its first contact; or, with ``customer_id``, of a contact at that customer."""

    customer_id = IdField()

    def validate(self, extra_validators=None):
        """What is said of a new customer counts only where one is recorded."""
        every = self._fields
        if self.customer_id.data:
            self._fields = {name: field for name, field in every.items() if name not in COLUMNS}
        try:
            return super().validate(extra_validators)
        finally:
            self._fields = every

    def person(self) -> dict:
        """The values of the contact's columns; the name may be empty where somebody is known already."""
        names = ("name", "title", "phone", "email", "decision_role")
        return {name: self[f"contact_{name}"].data or "" for name in names}


@blueprint.get("/<int:lead_id>/convert")
@requires(Permission.FOLLOW_LEADS)
def convert_form(lead_id: int):
    """The page, filled with what the lead says already; ``q`` looks for another customer."""
    lead = _in_hands(lead_id)
    if lead.status is LeadStatus.CONVERTED:
        return render_template("leads/conversion/convert.html", **_done(lead))
    company, opportunity = presets(lead)
    form = ConversionForm(kinds=kinds_of(current_user), formdata=None, **company)
    first = next((row.id for row in stages() if row.active), None)
    wanted = NewOpportunityForm(formdata=None, prefix=PREFIX, meta={"csrf": False}, stage_id=first, **opportunity)
    found = candidates(current_user, _offered(lead))
    form.customer_id.data = _likeliest(found)
    return shown("leads/conversion/_form.html", "leads/conversion/convert.html", **_context(lead, form, wanted, found))


@blueprint.post("/<int:lead_id>/convert")
@requires(Permission.FOLLOW_LEADS)
def convert(lead_id: int):
    """All of it, or nothing: what was typed comes back when any part is refused; 409 when somebody was faster."""
    lead, form = _in_hands(lead_id), ConversionForm(kinds=kinds_of(current_user))
    wanted = NewOpportunityForm(prefix=PREFIX, meta={"csrf": False})
    _must_be_known(form.customer_id.data, lead)
    _look_up_agent(form)
    refused, done = list(choice_problems(bool(form.customer_id.data), bool(form.kinds))), None
    if refused:
        form.show(refused)
    elif all([form.validate(), wanted.validate()]):
        done = attempt(form, lambda: _convert(lead, form, wanted), refused.extend)
    if done is not None:
        return _converted(done, form)
    wanted.show(problem for problem in refused if _of_opportunity(problem))
    lead = visible_or_404(Lead, lead_id)
    late = lead.status is LeadStatus.CONVERTED
    context = _done(lead, refused) if late else _context(lead, form, wanted, _candidates(lead, form))
    template = "leads/conversion/_form.html" if by_htmx() else "leads/conversion/convert.html"
    return make_response(render_template(template, **context), CONFLICT if late else REFUSED)


def _in_hands(lead_id: int) -> Lead:
    """The lead, if the reader holds it or leads who does, or if it was converted already; else 404 or 403."""
    lead = visible_or_404(Lead, lead_id)
    facts = hands_facts(lead, current_user)
    if lead.status is not LeadStatus.CONVERTED and not (lead.status in HELD and (facts.holds or facts.leads)):
        abort(403)
    return lead


def _offered(lead: Lead) -> Asked:
    """What is looked for by what the lead itself says, and by what the reader looked for among the own customers."""
    return asked_of(lead, term=request.values.get("q", "")[:80])


def _candidates(lead: Lead, form: ConversionForm) -> list[Candidate]:
    """With another name, code or phone than the lead's it is a question “is this one taken?”, and counted (A13)."""
    me, offered = current_user._get_current_object(), _offered(lead)
    code = None if form.credit_code.errors else form.credit_code.data or None
    phone = "" if form.contact_phone.errors else form.contact_phone.data or ""
    typed = asked_of(lead, form.name.data or "", code, phone, offered.term)
    if typed == offered:
        return candidates(me, offered)
    try:
        return ask(_question(form, lead), me, lambda: candidates(me, typed), len)
    except Refused:
        return candidates(me, offered)


def _likeliest(found: list[Candidate]) -> int | None:
    """The customer that is chosen beforehand: the most telling one if it is open to the reader, and surely the same."""
    sure = bool(found) and found[0].way in OPEN_WAYS and bool(TELLING & set(found[0].matches))
    return found[0].id if sure else None


def _must_be_known(customer_id: int | None, lead: Lead) -> None:
    """404 for a customer that was neither offered nor may be known."""
    if customer_id and customer_id not in {one.id for one in candidates(current_user, _offered(lead))}:
        visible_or_404(Customer, customer_id)


def _look_up_agent(form: ConversionForm) -> None:
    if form.agent_id.data and not form.customer_id.data:
        visible_or_404(Customer, form.agent_id.data)


def _question(form: ConversionForm, lead: Lead) -> str:
    """What the form asks for beyond the lead: saving and the candidates beside it are one question."""
    phone = "" if form.contact_phone.data == lead.phone or form.contact_phone.errors else form.contact_phone.data
    code = None if form.credit_code.errors else form.credit_code.data
    return question(form.name.data or "", code, phone)


def _convert(lead: Lead, form: ConversionForm, wanted: NewOpportunityForm) -> Lead:
    by, customer_id = current_user._get_current_object(), form.customer_id.data
    parts = {"customer": form.customer(), "contact": form.person(), "opportunity": wanted.values()}

    def deed():
        return conversion.convert(lead.id, by, customer_id=customer_id, form_key=form.form_key.data, **parts)

    return deed() if customer_id else counted(_question(form, lead), by, deed)


def _converted(lead: Lead, form: ConversionForm):
    if request.form.get("submit_now") and not form.customer_id.data:
        _submit(lead)
    else:
        flash(_("Converted: customer, contact and opportunity stand, with the lead's history."), "success")
    return go(f"/opportunities/{lead.opportunity_id}")


def _submit(lead: Lead) -> None:
    try:
        customers.submit(lead.customer_id, lead.customer.version, current_user)
        flash(_("Converted; the customer was submitted for review."), "success")
    except Refused:
        flash(_("Converted. The customer is a draft and not submitted yet: see what is missing."), "warning")


def _of_opportunity(problem) -> bool:
    return problem.field in OF_OPPORTUNITY or problem.code == "registered_before"


def _context(lead: Lead, form: ConversionForm, wanted: NewOpportunityForm, found: list[Candidate]) -> dict:
    open_ = [one for one in found if one.way in OPEN_WAYS]
    return {"lead": lead, "form": form, "wanted": wanted, "found": found, "enters": bool(form.kinds), "open": open_}


def _done(lead: Lead, problems=()) -> dict:
    facts, opens = conversion_facts(lead, current_user, "", False), readable_results(lead, current_user)
    return {"lead": lead, "form": None, "problems_found": list(problems), "facts": facts, "opens": opens}
