"""A lead in the reader's hands: accept it, give it back, record what was done to reach the customer."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

import clock
from access import can, requires, visible_or_404
from blueprints.doors import answer, attempt, by_htmx, go, refused
from blueprints.fields import DayField, EditForm, LongTextField, MomentField, NewForm, TextField, WordField
from blueprints.leads import blueprint
from blueprints.leads.leads import WHOLE, page
from models import Lead
from operations import lead_following
from policy.following import CONTACT_KINDS, ActivityKind
from policy.leads import HELD, LeadStatus
from policy.permissions import Permission
from queries.lead_following import hands_facts, readable_results, records_of

UNDISPATCHED = frozenset({LeadStatus.NEW, LeadStatus.SCREENED})
"""Nothing was done with the lead yet."""


class ReachingField(WordField):
    """A kind of activity that reaches the customer."""

    def iter_choices(self):
        return (choice for choice in super().iter_choices() if choice[0] in CONTACT_KINDS)


class FollowUpForm(NewForm):
    """Records a follow-up on the lead; fields bear the names of an activity's columns, and ids
    of their own, because the form of another activity may open above them."""

    kind = ReachingField(_l("Kind"), ActivityKind, default=ActivityKind.CALL, id="follow-kind")
    starts_at = MomentField(_l("When"), default=clock.now, id="follow-starts_at")
    summary = LongTextField(_l("What happened"), required=True, id="follow-summary")
    effect = LongTextField(_l("Effect on the customer"), most=2000, id="follow-effect")
    progress = LongTextField(_l("Customer's real progress"), most=2000, id="follow-progress")
    key_value = LongTextField(_l("Key value"), most=2000, id="follow-key_value")
    next_step = TextField(_l("Next step"), most=500, required=False, id="follow-next_step")
    next_step_on = DayField(_l("On"), required=False, id="follow-next_step_on")


class AcceptForm(EditForm):
    """Takes the lead on."""


class GiveBackForm(EditForm):
    """Gives the lead back, with the reason."""

    reason = TextField(_l("Reason"), most=500, id="give-back-reason")


@blueprint.post("/<int:lead_id>/acceptance")
@requires(Permission.FOLLOW_LEADS)
def accept(lead_id: int):
    """The receiver takes it on."""
    lead, form = visible_or_404(Lead, lead_id, *WHOLE), AcceptForm()
    by = current_user._get_current_object()
    if form.validate() and attempt(form, lambda: lead_following.accept(lead_id, form.version.data, by)):
        return _changed(lead_id)
    return _refused(lead, problems=form.problems)


@blueprint.post("/<int:lead_id>/giving_back")
@requires(Permission.FOLLOW_LEADS)
def give_back(lead_id: int):
    """It goes on to the next candidate; the reader does not hold it any more."""
    lead, form = visible_or_404(Lead, lead_id, *WHOLE), GiveBackForm()
    by = current_user._get_current_object()
    if form.validate() and attempt(
        form, lambda: lead_following.give_back(lead_id, form.version.data, form.reason.data, by)
    ):
        flash(_("Given back. Thank you for the reason: the lead goes on to somebody else."), "success")
        return go("/leads")
    return _refused(lead, back_form=form, problems=form.problems)


@blueprint.post("/<int:lead_id>/follow_ups")
@requires(Permission.FOLLOW_LEADS)
def follow_up(lead_id: int):
    """Recorded on the lead; in the receiver's name when a manager or assistant does it (A4.4)."""
    lead, form = visible_or_404(Lead, lead_id, *WHOLE), FollowUpForm()
    by = current_user._get_current_object()
    if form.validate() and attempt(
        form, lambda: lead_following.follow_up(lead_id, form.values(), by, form.form_key.data)
    ):
        return _changed(lead_id)
    return _refused(lead, follow_form=form)


def hands(lead: Lead, follow_form=None, back_form=None, problems=()) -> dict:
    """Everything that the panel of the follow-up shows."""
    facts = hands_facts(lead, current_user)
    held = lead.status in HELD and can(Permission.FOLLOW_LEADS)
    works = held and (facts.holds or facts.leads)
    return {
        "holds": held and facts.holds,
        "works": works,
        "accepts": held and facts.holds and lead.status is LeadStatus.DISPATCHED,
        "records": records_of(lead.id) if lead.status not in UNDISPATCHED else [],
        "follow_form": follow_form or (FollowUpForm(formdata=None) if works else None),
        "back_form": back_form or GiveBackForm(formdata=None, version=lead.version),
        "problems": list(problems),
        "opens": readable_results(lead, current_user) if lead.customer_id else None,
    }


blueprint.add_app_template_global(hands, "lead_hands")


def _changed(lead_id: int):
    lead = visible_or_404(Lead, lead_id, *WHOLE)
    if not by_htmx():
        flash(_("Saved."), "success")
    return answer("leads/following/_changed.html", f"/leads/{lead_id}", **page(lead))


def _refused(lead: Lead, **forms):
    lead = visible_or_404(Lead, lead.id, *WHOLE)
    shown = page(lead) | {"hands": hands(lead, **forms)}
    return refused("leads/following/_panel.html", "leads/show.html", **shown)
