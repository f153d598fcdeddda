"""One page for the phone: picture, activity and expense at the customer's door."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import SelectField
from wtforms.validators import InputRequired

import clock
from access import requires
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.expenses import blueprint
from blueprints.fields import DayField, IdField, LongTextField, MomentField, MoneyField, NewForm, TextField, WordField
from operations.expense_quick import file as file_quick
from operations.invoice_files import look
from policy.expenses import Category, preset
from policy.following import ActivityKind, ActivityStatus
from policy.periods import month_of
from policy.permissions import Permission
from policy.problems import Kind, Problem
from policy.words import N_
from queries.expense_activities import own_customers, recent
from scopes import permissions_of

PAGES = ("expenses/quick/_form.html", "expenses/quick/index.html")
NEW = "new"
MOST_PICTURES = 6
TOO_MANY = Problem(
    "", Kind.BLOCKS, N_("At most %(most)s files go at once."), N_("Choose fewer; add the rest to the line afterwards."),
    "file", "too_many", {"most": MOST_PICTURES},
)  # fmt: skip


class QuickForm(NewForm):
    """An expense with what it rests on; ``rests_on``: an activity of these days, a new one, or none."""

    file = MultipleFileField(_l("Invoice or receipt"))
    category = WordField(_l("Category"), Category, default=Category.LOCAL_TRANSPORT)
    amount = MoneyField(_l("Amount (yuan)"))
    spent_on = DayField(_l("Date"))
    city = TextField(_l("City"), most=40, required=False)
    description = TextField(_l("What was it for"), most=1000, required=False)
    invoice_number = TextField(_l("Invoice number"), most=40, required=False)
    rests_on = SelectField(_l("Activity"), choices=[])
    starts_at = MomentField(_l("When"), required=False)
    kind = WordField(_l("Kind"), ActivityKind, default=ActivityKind.VISIT)
    customer_id = IdField(_l("Customer"))
    summary = LongTextField(_l("What happened"))
    effect = LongTextField(_l("Effect on the customer"), most=2000)
    progress = LongTextField(_l("Customer's real progress"), most=2000)
    key_value = LongTextField(_l("Key value"), most=2000)
    next_step = TextField(_l("Next step"), most=200, required=False)
    next_step_on = DayField(_l("Next step on"), required=False)

    def validate(self, extra_validators=None) -> bool:
        """What is recorded has its moment: sent from a kept draft it is that of the visit, not of the sending."""
        if self.rests_on.data == NEW:
            self.starts_at.validators = [InputRequired(_l("Please fill this in."))]
        return super().validate(extra_validators)

    def line(self, near: list) -> dict:
        """The columns of the line; its activity is one of those ``near``, and its customer that activity's."""
        customer, action = preset(self.category.data)
        chosen = next((one for one in near if str(one.id) == self.rests_on.data), None)
        met = self.customer_id.data if self.rests_on.data == NEW else chosen and chosen.customer_id
        typed = self.values("category", "amount", "spent_on", "city", "description", "invoice_number")
        return typed | {
            **dict.fromkeys(("progress", "key_value"), ""),
            "relates_to_customer": customer or met is not None,
            "relates_to_action": action or self.rests_on.data != "",
            "activity_id": chosen and chosen.id,
            "customer_id": met,
            "opportunity_id": chosen and chosen.opportunity_id,
        }

    def activity(self) -> dict | None:
        """The columns of the activity that is recorded with it."""
        if self.rests_on.data != NEW:
            return None
        empty = dict.fromkeys(("opportunity_id", "lead_id", "ends_at"))
        texts = dict.fromkeys(("subject", "place"), "")
        typed = self.values(
            "kind",
            "customer_id",
            "summary",
            "effect",
            "progress",
            "key_value",
            "city",
            "next_step",
            "next_step_on",
            "starts_at",
        )
        people = {"participants": [], "contacts": []}
        return empty | texts | typed | people | {"status": ActivityStatus.DONE}


def _form(form: QuickForm) -> tuple[QuickForm, list]:
    """The form with what can be chosen, and the activities of these days."""
    records = Permission.RECORD_ACTIVITIES in permissions_of(me())
    near = recent(me())
    offered = [(str(one.id), one.subject) for one in near] + ([(NEW, _("Record it now"))] if records else [])
    form.rests_on.choices = [*offered, ("", _("It rests on none"))]
    return form, near


def _context(form: QuickForm, near: list) -> dict:
    customers = own_customers(me()) if (NEW, _("Record it now")) in form.rests_on.choices else []
    return {"form": form, "near": near, "customers": customers}


@blueprint.get("/quick")
@requires(Permission.CLAIM_EXPENSES)
def quick():
    """The page, with the activities of these days first."""
    form, near = _form(QuickForm(formdata=None, spent_on=clock.today(), starts_at=clock.now()))
    first = str(near[0].id) if near else ""
    form.rests_on.data = first or (NEW if len(form.rests_on.choices) > 1 else "")
    form.city.data = near[0].city if near else ""
    return shown(*PAGES, **_context(form, near))


@blueprint.post("/quick")
@requires(Permission.CLAIM_EXPENSES)
def file_at_once():
    """Keep all of it; the claim then."""
    form, near = _form(QuickForm())
    pictures = [one for one in form.file.data or () if one]
    if len(pictures) > MOST_PICTURES:
        form.problems = [TOO_MANY]
    elif form.validate():
        purpose = _("Expenses of %(month)s", month=month_of(form.spent_on.data))
        how = {"activity": form.activity(), "form_key": form.form_key.data or ""}
        files = [look(one) for one in pictures]
        line = attempt(form, lambda: file_quick(me(), form.line(near), files, purpose, **how))
        if line is not None:
            flash(_("The line was kept."), "success")
            return go(f"/expenses/{line.claim_id}#line-{line.id}")
    return refused(*PAGES, **_context(form, near))
