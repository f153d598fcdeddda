"""``flask user``, ``flask policy``, ``flask audit``: the same verbs as the pages, for who sits at the machine."""

import datetime as dt
import json

import click
from flask.cli import AppGroup

import clock
from blueprints.account.forms import plain_username
from models import Unit, User
from operations import Refused, people, units
from operations import policy as verbs
from operations.attachments import path_of
from policy.parameters import PARAMETERS
from policy.proving import Fault
from policy.roles import Role, UnitKind
from queries.accounts import person_called
from queries.audit import newest
from queries.claim_proofs import Broken, anchors_differ, chained, digest_at, faults_of, links_of, orphans
from queries.organisation import units_called
from queries.parameters import overview_of_parameters

user = AppGroup("user", help="Accounts: create, new first password, deactivate.")
policy = AppGroup("policy", help="The policy's parameters.")
audit = AppGroup("audit", help="The audit log.")


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", default="", help="Name or number of the unit; without it the one at the top.")
@click.option("--email", default="")
@click.option("--phone", default="")
@click.password_option(help="The first password; the person must change it.")
def create(username: str, name: str, roles: tuple[str, ...], unit: str, email: str, phone: str, password: str) -> None:
    """Open an account."""
    values = {"username": plain_username(username), "name": name, "email": email, "phone": phone}
    values |= {"unit_id": _unit(unit).id, "language": "zh_Hans_CN"}
    made, warnings = _carry_out(lambda: people.create_user(values, [Role(role) for role in roles], password, None))
    _warn(warnings)
    click.echo(f"Created {made.username} (number {made.id}).")


@user.command("password")
@click.argument("username")
@click.password_option(help="The new first password; the person must change it.")
def reset(username: str, password: str) -> None:
    """Give a person a new first password; every session of theirs ends."""
    person = _person(username)
    _carry_out(lambda: people.reset_password(person.id, password, None))
    click.echo(f"{person.username} must take a new password at the next sign-in.")


@user.command()
@click.argument("username")
def deactivate(username: str) -> None:
    """Let a person in no more, from the next request on."""
    person = _person(username)
    _carry_out(lambda: people.deactivate(person.id, None, None))
    click.echo(f"{person.username} is deactivated.")


@policy.command("list")
def list_parameters() -> None:
    """Every parameter: clause, value today, default, meaning, and what is decided for later."""
    for row in overview_of_parameters():
        later = f"; from {row.coming[0]} on {row.coming[1]}" if row.coming else ""
        mark = f"(default {row.parameter.default}{later})"
        click.echo(
            f"{row.parameter.clause:6} {row.parameter.name:26} {row.value!s:>10} {mark}  {row.parameter.meaning}"
        )


@policy.command("set")
@click.argument("name", type=click.Choice(sorted(PARAMETERS)))
@click.argument("value")
@click.option("--reason", required=True, help="Who decided it, and why.")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="Company day; default: today.")
def set_parameter(name: str, value: str, reason: str, valid_from: dt.datetime | None) -> None:
    """Let a parameter have another value from a day on."""
    day = valid_from.date() if valid_from else clock.today()
    row = _carry_out(lambda: verbs.set_parameter(name, value, day, reason, None))
    click.echo(f"{name} is {row.value} from {row.valid_from} on.")


@audit.command()
@click.option("--person", default="", help="User name, or part of a name.")
@click.option("--verb", default="")
@click.option("--subject", default="", help="Table, or table:number, for example customers:42.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Company day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Company day, included.")
@click.option("--limit", default=50, type=click.IntRange(1, 100_000))
def show(person: str, verb: str, subject: str, since, until, limit: int) -> None:
    """The newest lines, one a row: moment (UTC), person, verb, subject, before, after, note."""
    table, _, number = subject.partition(":")
    if number and not (number.isascii() and number.isdigit()):
        raise click.ClickException("--subject is a table, or a table and a number: customers:42")
    days = {"since": since and since.date(), "until": until and until.date()}
    chosen = {"subject_type": table, "subject_id": int(number) if number else None, **days}
    for entry in newest(limit, person=person, verb=verb, **chosen):
        who = entry.by.username if entry.by else "-"
        what = f"{entry.subject_type}:{entry.subject_id or '-'}"
        changed = f"{json.dumps(entry.before, ensure_ascii=False)} → {json.dumps(entry.after, ensure_ascii=False)}"
        click.echo("\t".join([f"{entry.at:%Y-%m-%d %H:%M:%S}", who, entry.verb, what, changed, entry.note]))


@audit.command()
def verify() -> None:
    """Prove that neither decisions about claims nor their files were altered: chains, rows, files, daily numbers."""
    claims, faults = 0, [Broken(claim_id, "", 0, Fault.END) for claim_id in orphans()]
    for claim in chained():
        claims += 1
        faults += faults_of(claim, links_of(claim.id), lambda attachment: digest_at(path_of(attachment)))
    faults += anchors_differ()
    for one in faults:
        click.echo(
            "\t".join([one.number or "-", f"claim {one.claim_id or '-'}", f"link {one.position}", one.fault.label])
        )
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {claims} chains.")
    click.echo(f"{claims} chains hold, with their rows, files and daily numbers.")


def _carry_out(deed):
    try:
        return deed()
    except Refused as refusal:
        raise click.ClickException("\n".join(_plain(problem) for problem in refusal.problems)) from refusal


def _plain(problem) -> str:
    said = (problem.message % problem.params, problem.remedy % problem.params)
    return " ".join(part for part in (*said, problem.clause and f"({problem.clause})") if part)


def _warn(problems) -> None:
    for problem in problems:
        click.echo(_plain(problem), err=True)


def _person(username: str) -> User:
    person = person_called(plain_username(username))
    if person is None:
        raise click.ClickException(f"Nobody is called {username}.")
    return person


def _unit(wanted: str) -> Unit:
    found = units_called(wanted)
    if not wanted and not found:
        first = {"name": "总部", "kind": UnitKind.HEADQUARTERS, "parent_id": None}
        return _carry_out(lambda: units.create_unit(first, None))
    if len(found) != 1:
        raise click.ClickException(f"{len(found)} units are called {wanted}; give the number of one.")
    return found[0]
