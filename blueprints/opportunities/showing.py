"""What the pages of opportunities share."""

from flask import g
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import inspect

import clock
from access import can, works_on
from blueprints.history import readable
from blueprints.looks import language
from blueprints.opportunities import blueprint
from blueprints.opportunities.forms import NewCompetitorForm, StageForm
from models import Opportunity
from policy.approvals import ApprovalKind
from policy.closing import missing_from_record
from policy.following import CLOSED, OpportunityStatus
from policy.permissions import Permission
from queries.activities import history_of
from queries.approval_files import history
from queries.attachments import shelf
from queries.opportunities import activities_of, mending, record_facts, stage, stages, story
from scopes import Scope, scope_of


@blueprint.app_template_global()
def stage_name(row) -> str:
    """The name of a stage (a row, or its id) in the reader's language."""
    row = stage(row) if isinstance(row, int) else row
    return "" if row is None else row.name_en if language() == "en" else row.name_zh


@blueprint.app_template_global()
def stages_in_use(present: int | None = None) -> list:
    """The stages that may be chosen: those in use, and the present one."""
    return [row for row in stages() if row.active or row.id == present]


@blueprint.app_template_global()
def stage_names() -> dict[int, str]:
    """The names of the stages in use by their id, in the order of the pipeline."""
    return {row.id: stage_name(row) for row in stages() if row.active}


@blueprint.app_template_global()
def row_words() -> dict:
    """What the lines of list and board say, translated once for all of them."""
    ends = {word.value: _(word.label) for word in OpportunityStatus}
    return ends | {
        "owner": _("Owner"),
        "stage": _("Stage"),
        "amount": _("Amount"),
        "probability": _("Probability"),
        "expected": _("Expected signing date"),
        "first": _("first:"),
        "passed": _("passed"),
        "unapproved": _("not approved"),
        "note": _("Note"),
        "move": _("Move"),
        "credit": _("Credit"),
        "today": clock.today(),
    }


def reader() -> Scope:
    """The reader's scope, kept apart from the user's row: that is read anew after every write."""
    if "reader_scope" not in g:
        g.reader_scope = scope_of(current_user)
    return g.reader_scope


@blueprint.app_template_global()
def may_move(row) -> bool:
    """Whether the reader may move this row of list or board; people who share the customer do so on the page."""
    me = reader()
    return Permission.FOLLOW_OPPORTUNITIES in me.permissions and (
        row.owner_id == me.user_id or row.unit_id in me.managed
    )


@blueprint.app_template_global()
def came_from(opportunity: Opportunity):
    """The lead that it came from, where the page has asked for it with ``from_lead``."""
    return None if "lead" in inspect(opportunity).unloaded else opportunity.lead


@blueprint.app_template_global()
def closed_late(closing) -> bool:
    """Whether an opportunity was closed after the last working day allowed (A6.7)."""
    return clock.day_of(closing.closed_at) > closing.due_on


def page(opportunity: Opportunity, **forms) -> dict:
    """Everything that the page of an opportunity shows."""
    closed = opportunity.status in CLOSED
    works = can(Permission.FOLLOW_OPPORTUNITIES) and works_on(opportunity)
    mends = mending(opportunity)
    moves, dates = story(opportunity.id)
    return {
        "opportunity": opportunity,
        "works": works,
        "may_mend": works and (not closed or mends),
        "mending": mends,
        "stage_form": StageForm(formdata=None),
        "competitor_form": NewCompetitorForm(formdata=None),
        "moves": moves,
        "date_changes": dates,
        "activities": activities_of(current_user, opportunity.id),
        "missing": list(missing_from_record(record_facts(opportunity))),
        "history": readable(history_of(opportunity)),
        "shelf": shelf(current_user, opportunity, may_attach=works),
        "stage_choices": stages_in_use(),
        "present_stage": opportunity.stage_id,
        "decisions": history(ApprovalKind.CLOSING, opportunity.id) if closed else [],
        **forms,
    }
