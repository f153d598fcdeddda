"""Who decides a step of an approval: a seat is a role for a unit; who sits there, above it, or for whoever sits there.

Stated answers (issue of approvals, A4.2, A6.7, A9):

- *The approver is who submits, or whose work it is*: never decides; the next above does (``find`` of ``queries.seats``
  leaves them out, so that their own superior, in the end sales management or the president, stands in).
- *Nobody holds the role*: the next unit above that has a manager; then ``STANDS_IN``, role by role. Where nobody does
  either, the step waits for the role as it is, and says so.
- *The approver is away*: assistants prepare the opinion; a deputy who was named for these days decides, and the step
  says for whom. Assistants decide themselves only where the clause says so (``StepPlan.assistants``).
- *Who is above* may decide a step of the line of authority as well; an expert's opinion is only the expert's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policy.roles import COMPANY_HEADS, HEADS, Role
from policy.words import N_, Word


class Seat(NamedTuple):
    """A role for a unit: DEPARTMENT_MANAGER is who leads exactly this unit, any other role is held for a company."""

    role: Role
    unit_id: int


class Standing(Word):
    """In which capacity a person meets a step."""

    SEAT = "seat", N_("Decides")
    DEPUTY = "deputy", N_("Decides as deputy")
    ABOVE = "above", N_("May decide, being above")
    ASSISTANT = "assistant", N_("Decides as assistant")
    PREPARES = "prepares", N_("Prepares the opinion")


DECIDE = frozenset(Standing) - {Standing.PREPARES}

STANDS_IN: dict[Role, tuple[Role, ...]] = {
    Role.SALES_MANAGEMENT: (Role.PRESIDENTS_ASSISTANT, Role.VICE_PRESIDENT, Role.PRESIDENT),
    Role.PRESIDENTS_ASSISTANT: (Role.VICE_PRESIDENT, Role.PRESIDENT),
    Role.VICE_PRESIDENT: (Role.PRESIDENT,),
    Role.RND_VICE_PRESIDENT: (Role.PRESIDENT, Role.VICE_PRESIDENT),
    Role.IMPLEMENTATION_VICE_PRESIDENT: (Role.PRESIDENT, Role.VICE_PRESIDENT),
    Role.PRESIDENT: (Role.VICE_PRESIDENT,),
}
"""Who stands in where nobody may decide as the role, in this order; for all other roles ``COMPANY_HEADS``."""

ABOVE: dict[Role, frozenset[Role]] = {
    Role.DEPARTMENT_MANAGER: frozenset(COMPANY_HEADS),
    Role.PRESIDENTS_ASSISTANT: frozenset({Role.VICE_PRESIDENT, Role.PRESIDENT}),
    Role.VICE_PRESIDENT: frozenset({Role.PRESIDENT}),
}
"""The line of authority (A9.1): who may decide what a lower role may."""


DECIDING = frozenset(HEADS) | frozenset(COMPANY_HEADS) | frozenset(STANDS_IN) | {Role.BUSINESS_MANAGER, Role.FINANCE}
"""The roles that decide about something: for them a deputy may be named."""


def ladder(role: Role) -> tuple[Role, ...]:
    """The role itself, then who stands in for it, in order."""
    return (role, *(stand_in for stand_in in STANDS_IN.get(role, COMPANY_HEADS) if stand_in is not role))


def superiors(role: Role) -> tuple[Role, ...]:
    """Who hears of a step that is long overdue: who stands above the role, in order."""
    return ladder(role)[1:]


def named_by(role: Role) -> frozenset[Role]:
    """Who above a role names a deputy for who decides as it; heads for those below them. For the president nobody does:
    otherwise whoever enters absences would hand out the right to decide what they may not decide themselves."""
    if role is Role.PRESIDENT:
        return frozenset()
    return frozenset(superiors(role)) | (frozenset() if role in STANDS_IN else HEADS)


def seats_held(roles: frozenset[Role], unit_id: int, company_id: int) -> frozenset[Seat]:
    """The seats of a person: the unit that they lead, and their other roles for their whole company."""
    leads = {Seat(Role.DEPARTMENT_MANAGER, unit_id)} if roles & HEADS else set()
    return frozenset(leads | {Seat(role, company_id) for role in roles - HEADS})


@dataclass(frozen=True)
class PersonFacts:
    """Who meets a step. ``barred``: it is their own work. ``above`` and ``assists_above``: they, or the manager whom they
    assist, lead the seat's unit from above; ``deputy_for`` and ``assists`` map people to their seats.

    Nobody stands for a person who is barred: such people are left out of both.
    """

    barred: bool
    seats: frozenset[Seat]
    above: bool = False
    deputy_for: Mapping[int, frozenset[Seat]] = field(default_factory=dict)
    assists: Mapping[int, frozenset[Seat]] = field(default_factory=dict)
    assists_above: int | None = None


def standing(seat: Seat, assistants: bool, person: PersonFacts) -> tuple[Standing, int | None] | None:
    """In which capacity the person meets the step, and for whom; None: it is not theirs."""
    if person.barred:
        return None
    if seat in person.seats:
        return Standing.SEAT, None
    for user_id, seats in sorted(person.deputy_for.items()):
        if seat in seats:
            return Standing.DEPUTY, user_id
    if person.above:
        return Standing.ABOVE, None
    helped = next((user_id for user_id, seats in sorted(person.assists.items()) if seat in seats), None)
    if helped is not None:
        return (Standing.ASSISTANT if assistants else Standing.PREPARES), helped
    if assistants and person.assists_above is not None:
        return Standing.ASSISTANT, person.assists_above
    return None
