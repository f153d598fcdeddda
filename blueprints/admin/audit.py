"""The audit log (A13)."""

from flask import request
from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.admin import blueprint
from blueprints.admin.lines import label_of, readable, subject_of
from blueprints.doors import shown
from models import AuditEntry
from policy.permissions import Permission
from policy.verbs import SUBJECTS
from queries import audit
from queries.pages import keyset


@blueprint.get("/audit")
@requires(Permission.VIEW_AUDIT)
def audit_log():
    """Who did what, when, to what; by person, verb, subject and day."""
    query = audit.entries(
        current_user,
        person=arguments.text("person"),
        verb=arguments.text("verb", 60),
        subject_type=arguments.choice("subject", tuple(SUBJECTS)),
        subject_id=arguments.number("number"),
        since=arguments.day("since"),
        until=arguments.day("until"),
    )
    after, before = request.args.get("after", ""), request.args.get("before", "")
    page = keyset(query, AuditEntry.at, AuditEntry.id, after=after, before=before)
    return shown(
        "admin/audit/_list.html",
        "admin/audit/index.html",
        page=page,
        lines=readable(page.rows, lambda entry: audit.may_read(entry, current_user)),
        verbs=[(verb, label_of(verb)) for verb in audit.known_verbs()],
        subjects=[(subject, subject_of(subject)) for subject in SUBJECTS],
        here_with=arguments.here_with,
    )
