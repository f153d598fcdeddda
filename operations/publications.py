"""The month's figures of use are issued once, frozen, and corrected only by a further issue (A11)."""

from sqlalchemy import select

import clock
from extensions import db
from models import Publication, Unit, User
from operations import flush_or, notify, once, record, refuse_if, transaction
from operations.house import keep_still
from policy.permissions import ROLES, Permission
from policy.problems import Problem, refusal
from policy.publications import digest, issue_problems
from policy.words import N_
from queries.people import active_people, holding
from queries.publications import issue_facts, latest
from queries.use_figures import units_of_company
from scopes import scope_of

TAKEN = N_("Somebody else has issued the figures of this month at this very moment.")


def _taken() -> Problem:
    return refusal("A11", "taken", TAKEN, N_("Look at what stands there now."))


def issue(month: str, by: User, reason: str = "", form_key: str = "") -> Publication:
    """Count the figures of a month of the own company and freeze them; the second time with a reason, as a correction.

    Who leads in the company is told. Raises ``Refused``.
    """
    with transaction():
        form = once(form_key, by.id)
        company_id = scope_of(by).home
        keep_still(Unit, company_id)
        facts = issue_facts(by, month, reason)
        refuse_if(issue_problems(facts))
        standing = latest(company_id, month)
        number = standing.issue + 1 if standing else 1
        row = Publication(
            company_id=company_id,
            month=month,
            issue=number,
            content=facts.content,
            sha256=digest(company_id, month, number, facts.content),
            reason=reason if standing else "",
            issued_at=clock.now(),
            issued_by_id=by.id,
        )
        db.session.add(row)
        flush_or(_taken())
        if form:
            form.location = f"/publications/{row.id}"
        verb = "usage_corrected" if standing else "usage_published"
        record(verb, row, by, after={"period": month, "issue": number, "sha256": row.sha256}, note=row.reason)
        _tell(row, verb)
        return row


def _tell(row: Publication, event: str) -> None:
    units = [one.id for one in units_of_company(row.company_id)]
    leading = [role for role, held in ROLES.items() if Permission.READ_TEAM in held]
    people = select(User).where(User.unit_id.in_(units), User.id.in_(holding(leading)))
    for person in active_people(people):
        about = {"month": row.month, "reason": row.reason}
        notify(person.id, event, f"/publications/{row.id}", key=f"{event}:{row.id}", mail=False, **about)
