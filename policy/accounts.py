"""Who may hold an account, with which password, in which unit (A13, A3.1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem
from policy.roles import Role
from policy.words import N_

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
FEWEST_CHARACTERS = 5
"""How many different characters a password has at least."""


@dataclass(frozen=True)
class PasswordFacts:
    """A password that somebody wants to have. ``known`` are words that everybody could guess, ``same`` as before."""

    password: str
    username: str
    known: tuple[str, ...] = ()
    same: bool = False


def password_problems(facts: PasswordFacts) -> Iterator[Problem]:
    """Why this password would not keep the company's trade secrets (A13)."""
    if len(facts.password) < SHORTEST_PASSWORD:
        yield _refuse(N_("The password needs at least %(least)s characters."), "short", least=SHORTEST_PASSWORD)
    elif len(facts.password) > LONGEST_PASSWORD:
        yield _refuse(N_("The password has at most %(most)s characters."), "long", most=LONGEST_PASSWORD)
    elif len(set(facts.password)) < FEWEST_CHARACTERS:
        yield _refuse(N_("The password repeats the same few characters."), "repeated")
    elif facts.username and facts.username.casefold() in facts.password.casefold():
        yield _refuse(N_("The password contains the user name."), "username")
    elif facts.password.casefold() in {word.casefold() for word in facts.known}:
        yield _refuse(N_("Everybody knows this password."), "known")
    elif facts.same:
        yield _refuse(N_("The new password is the old one."), "same")


def _refuse(message: str, code: str, **params) -> Problem:
    remedy = N_("Take several words that only you would put together.")
    return Problem("A13", Kind.BLOCKS, message, remedy, "password", f"password_{code}", params)


@dataclass(frozen=True)
class AccountFacts:
    """One account as it would be after a change.

    ``self_made``: who changes it is the person. ``other_administrators`` counts the active ones besides this person.
    ``same_company``: the unit lies in the company (headquarters, or one joint venture or agent) where the person's
    customers are; ``customers`` counts those.
    """

    roles: frozenset[Role]
    active: bool = True
    was_administrator: bool = False
    self_made: bool = False
    other_administrators: int = 1
    unit_active: bool = True
    same_company: bool = True
    customers: int = 0
    assists: bool = False


def account_problems(facts: AccountFacts) -> Iterator[Problem]:
    """Why an account may not become like this."""
    if not facts.roles:
        yield Problem("A3.1", Kind.BLOCKS, N_("A person has at least one role."), field="roles", code="no_role")
    yield from _administrator_problems(facts)
    if facts.active and not facts.unit_active:
        yield Problem(
            "A2",
            Kind.BLOCKS,
            N_("This unit is no longer active."),
            N_("Choose another unit, or make the unit active again first."),
            "unit_id",
            "unit_inactive",
        )
    if facts.customers and not facts.same_company:
        yield Problem(
            "A13",
            Kind.BLOCKS,
            N_("This person owns %(count)s customers of the present company; they do not move to another company."),
            N_("Hand the customers over first."),
            "unit_id",
            "customers_stay",
            {"count": facts.customers},
        )
    if facts.assists and not facts.roles & ASSISTING:
        yield Problem(
            "A3.3",
            Kind.BLOCKS,
            N_("Only an assistant is linked to a manager."),
            N_("Give the person an assistant's role, or remove the link."),
            "manager_ids",
            "not_assistant",
        )


ASSISTING = frozenset({Role.SALES_ASSISTANT, Role.BUSINESS_ASSISTANT, Role.PRESIDENTS_ASSISTANT})
ASSISTED = frozenset({Role.DEPARTMENT_MANAGER, Role.GENERAL_MANAGER, Role.SALES_MANAGEMENT, Role.BUSINESS_MANAGER})


def _administrator_problems(facts: AccountFacts) -> Iterator[Problem]:
    stays = facts.active and Role.ADMINISTRATOR in facts.roles
    if facts.was_administrator and not stays and facts.self_made:
        yield Problem(
            "",
            Kind.BLOCKS,
            N_("You would lock yourself out."),
            N_("Another administrator can do this."),
            "roles",
            "locks_out",
        )
    elif facts.was_administrator and not stays and not facts.other_administrators:
        yield Problem(
            "",
            Kind.BLOCKS,
            N_("This is the last administrator."),
            N_("Make somebody else administrator first."),
            "roles",
            "last_administrator",
        )
    if stays and len(facts.roles) > 1:
        yield Problem(
            "A13",
            Kind.WARNS,
            N_("An administrator with a second role sees customer data as well."),
            N_("Better give the person two accounts."),
            "roles",
            "mixed_administrator",
        )


USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def username_problems(username: str) -> Iterator[Problem]:
    """Why somebody cannot be called like this in the system."""
    if not USERNAME.fullmatch(username):
        yield Problem(
            "",
            Kind.BLOCKS,
            N_("A user name has 2 to 40 small letters, digits, dots, dashes or underscores, and begins with no mark."),
            field="username",
            code="odd_username",
        )
