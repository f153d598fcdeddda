"""The publications: the list, one as it was issued with what it corrected, and the issuing."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import ValidationError

import clock
from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import LongTextField, NewForm, TextField
from blueprints.publications import blueprint
from models import Publication
from operations import publications as verbs
from policy.periods import month_before, month_of
from policy.permissions import Permission
from policy.publications import MEANINGS, UseFigure
from queries import publications as known
from queries.pages import capped_count, keyset


class IssueForm(NewForm):
    """A month to be published; where it is already, why it is corrected."""

    month = TextField(_l("Month"), most=7)
    reason = LongTextField(_l("Reason of a correction"), most=1000)

    def validate_month(self, field):
        if arguments.day("month", {"month": field.data or ""}) is None or len(field.data) != 7:
            raise ValidationError(_("Write a month such as 2026-11."))


def _list(form: IssueForm | None = None) -> dict:
    month = arguments.day("month")
    rows = known.publications(me(), month and f"{month:%Y-%m}")
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, Publication.issued_at, Publication.id, **cursors)
    return {
        "page": page,
        "total": capped_count(rows),
        "month": month,
        "may_issue": known.publishes(me()),
        "form": form or IssueForm(formdata=None, month=month_before(month_of(clock.today()))),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }


@blueprint.get("")
@requires(Permission.USE)
def publications():
    """What was published, the last first."""
    return shown("publications/_list.html", "publications/index.html", **_list())


@blueprint.post("")
@requires(Permission.PUBLISH_USAGE)
def issue():
    """Freeze and publish the figures of a month, or correct them."""
    form = IssueForm()
    deed = lambda: verbs.issue(form.month.data, me(), form.reason.data or "", form.form_key.data or "")  # noqa: E731
    if form.validate() and (row := attempt(form, deed)) is not None:
        flash(_("Published."), "success")
        return go(f"/publications/{row.id}")
    return refused("publications/_issue.html", "publications/index.html", **_list(form))


def issued(publication_id: int) -> Publication:
    """A publication that the reader may read."""
    return visible_or_404(
        Publication, publication_id, joinedload(Publication.company), joinedload(Publication.issued_by)
    )


def figures_of(row: Publication) -> list[UseFigure]:
    """The figures of an issue in its own order; one that has been given up since is not shown."""
    known_figures = {figure.value: figure for figure in UseFigure}
    return [known_figures[name] for name in row.content.get("figures", ()) if name in known_figures]


@blueprint.get("/<int:publication_id>")
@requires(Permission.USE)
def publication(publication_id: int):
    """The figures as they were issued; people and departments are called as they were then."""
    row = issued(publication_id)
    issues = known.issues_of(row)
    unit_id = arguments.number("unit")
    people = [one for one in row.content.get("people", ()) if unit_id is None or one["unit_id"] == unit_id]
    return shown(
        "publications/_people.html",
        "publications/show.html",
        row=row,
        issues=issues,
        differences=known.changes_of(row, issues),
        figures=figures_of(row),
        meanings=MEANINGS,
        names={figure.value: figure.label for figure in UseFigure},
        units=row.content.get("units", []),
        total=row.content.get("total"),
        unit_id=unit_id,
        people=people,
    )
