"""Accounts: who may sign in, in which unit, with which roles, and whom an assistant assists."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select, update

import clock
from extensions import db
from models import AssistantLink, Customer, Lead, Opportunity, Unit, User, UserRole
from operations import changes, flush_or, locked, notify, once, record, refuse_if, transaction
from operations.house import keep_still, one_at_a_time
from operations.sessions import end_sessions, known_passwords, set_password
from passwords import hashed
from policy.accounts import AccountFacts, PasswordFacts, account_problems, password_problems, username_problems
from policy.following import OpportunityStatus
from policy.leads import HELD
from policy.problems import Kind, Problem
from policy.roles import Role
from policy.words import N_
from queries.accounts import owned_customers
from queries.handovers import holdings
from queries.organisation import company_of
from queries.people import managers_of

TAKEN = Problem("", Kind.BLOCKS, N_("This user name is taken."), field="username", code="username_taken")


def create_user(
    values: dict,
    roles: Collection[Role],
    password: str,
    by: User | None,
    *,
    manager_ids: Collection[int] = (),
    form_key: str = "",
) -> tuple[User, list[Problem]]:
    """Open an account with a first password that its owner must change; the account, and what one should know.

    ``values`` are the columns username, name, email, phone, unit_id and language.
    """
    with transaction():
        form = once(form_key, by.id) if by else None
        one_at_a_time()
        problems = [*username_problems(values["username"])]
        problems += password_problems(PasswordFacts(password, values["username"], known_passwords()))
        person = User(**values, password_hash=hashed(password), must_change_password=True, created_at=clock.now())
        warnings = refuse_if(
            [*problems, *account_problems(_facts(person, frozenset(roles), person.unit_id, manager_ids))]
        )
        _give_roles(person, roles)
        db.session.add(person)
        flush_or(TAKEN)
        _link(person, manager_ids)
        if form:
            form.location = f"/admin/users/{person.id}"
        record("created_user", person, by, after={**values, "roles": sorted(roles), "manager_ids": sorted(manager_ids)})
        return person, warnings


def edit_user(
    user_id: int,
    version: int | None,
    values: dict,
    roles: Collection[Role],
    by: User | None,
    *,
    manager_ids: Collection[int] = (),
) -> tuple[User, list[Problem]]:
    """Change name, ways to reach, unit, roles and managers; customers and open leads go along within the company."""
    with transaction():
        one_at_a_time()
        keep_still(Lead, *db.session.scalars(select(Lead.id).where(*_in_hand(user_id))))
        person = locked(User, user_id, version)
        warnings = refuse_if(
            account_problems(_facts(person, frozenset(roles), values.get("unit_id", person.unit_id), manager_ids, by))
        )
        old = {"roles": sorted(person.roles), "manager_ids": sorted(_managers(person))}
        new = {"roles": sorted(set(roles)), "manager_ids": sorted(set(manager_ids))}
        before, after = changes(person, values)
        if not after and old != new:
            person.version += 1
        _give_roles(person, roles)
        _link(person, manager_ids)
        for key in (key for key in old if old[key] != new[key]):
            before[key], after[key] = old[key], new[key]
        if "unit_id" in after:
            _take_customers_along(person)
        record("edited_user", person, by, before=before, after=after)
        return person, warnings


def reset_password(user_id: int, password: str, by: User | None) -> User:
    """Give a person a new first password; every session ends, and the person must change it before anything else."""
    with transaction():
        person = locked(User, user_id)
        set_password(person, password, must_change=True)
        record("reset_password", person, by)
        return person


def deactivate(user_id: int, version: int | None, by: User | None) -> User:
    """Let a person in no more, from the next request on; nothing is deleted, and the managers learn what is left."""
    with transaction():
        one_at_a_time()
        person = locked(User, user_id, version)
        if not person.active:
            return person
        facts = _facts(person, person.roles, person.unit_id, (), by, active=False)
        refuse_if(account_problems(facts))
        person.active = False
        end_sessions(person)
        record("deactivated_user", person, by, before={"active": True}, after={"active": False})
        if left := sum(holdings(person.id).values()):
            _tell_managers(person, left)
        return person


def reactivate(user_id: int, version: int | None, by: User | None) -> User:
    """Let a person in again, with the roles and the password of before."""
    with transaction():
        one_at_a_time()
        person = locked(User, user_id, version)
        if person.active:
            return person
        refuse_if(account_problems(_facts(person, person.roles, person.unit_id, (), by)))
        person.active = True
        record("reactivated_user", person, by, before={"active": False}, after={"active": True})
        return person


def _facts(
    person: User,
    roles: frozenset[Role],
    unit_id: int,
    manager_ids: Collection[int],
    by: User | None = None,
    active: bool = True,
) -> AccountFacts:
    known = person.id is not None
    return AccountFacts(
        roles=roles,
        active=active,
        was_administrator=known and person.active and Role.ADMINISTRATOR in person.roles,
        self_made=known and by is not None and by.id == person.id,
        other_administrators=_other_administrators(person.id or 0),
        unit_active=bool(db.session.scalar(select(Unit.active).where(Unit.id == unit_id))),
        same_company=not known or unit_id == person.unit_id or company_of(unit_id) == company_of(person.unit_id),
        customers=owned_customers(person.id) if known else 0,
        assists=bool(manager_ids),
    )


def _other_administrators(user_id: int) -> int:
    holders = select(UserRole.user_id).where(UserRole.role == Role.ADMINISTRATOR)
    others = select(func.count()).select_from(User).where(User.id.in_(holders), User.active, User.id != user_id)
    return db.session.scalar(others)


def _give_roles(person: User, roles: Collection[Role]) -> None:
    kept = {row.role: row for row in person.role_rows}
    person.role_rows = [kept.get(role) or UserRole(role=role) for role in sorted(set(roles))]


def _managers(person: User) -> set[int]:
    return set(db.session.scalars(select(AssistantLink.manager_id).where(AssistantLink.assistant_id == person.id)))


def _link(person: User, manager_ids: Collection[int]) -> None:
    wanted, present = set(manager_ids) - {person.id}, _managers(person)
    for link in db.session.scalars(select(AssistantLink).where(AssistantLink.assistant_id == person.id)):
        if link.manager_id not in wanted:
            db.session.delete(link)
    db.session.add_all(
        AssistantLink(assistant_id=person.id, manager_id=manager) for manager in sorted(wanted - present)
    )


def _take_customers_along(person: User) -> None:
    opportunities = Opportunity.owner_id == person.id, Opportunity.status == OpportunityStatus.OPEN
    everything = {Customer: (Customer.owner_id == person.id,), Opportunity: opportunities, Lead: _in_hand(person.id)}
    for model, mine in everything.items():
        moved = {"unit_id": person.unit_id, "version": model.version + 1}
        db.session.execute(update(model).where(*mine).values(**moved))


def _in_hand(user_id: int) -> tuple[ColumnElement[bool], ...]:
    """The open leads that somebody holds."""
    return Lead.owner_id == user_id, Lead.status.in_(sorted(HELD))


def _tell_managers(person: User, left: int) -> None:
    """Who leads the person hands over what is left, in one guided step."""
    for manager in managers_of(person.unit_id):
        if manager.id != person.id:
            key = f"person_left:{person.id}:{person.version}"
            url = f"/people/{person.id}/handover"
            notify(manager.id, "person_left", url, key=key, person=person.name, count=left)
