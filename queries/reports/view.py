"""Whose figures somebody reads, of when: the reader's own, or those of units that the reader leads or keeps books of."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote_plus

from sqlalchemy import Row, select

import clock
from extensions import db
from models import Unit, User
from policy.figures import Report
from policy.periods import Period, month_of, period_of, year_before
from policy.permissions import Permission
from policy.report_orders import BOOKED
from scopes import Scope, scope_of

P = Permission
COUNTED = ("/opportunities", "/activities")
"""Lists that hold more than reports count, unless they are told so."""
MOST_TOLD = 20
"""More people than these are not read with the page: they are asked for by themselves."""
MOST_UNITS = 8
"""Of a unit with more units below it, the people are read unit by unit."""


@dataclass(frozen=True)
class View:
    """What a reader asked for. Either ``unit`` or ``person`` is there; ``units`` are all that may be chosen."""

    reader: User
    report: Report | None
    period: Period
    units: tuple[Row, ...]
    people: tuple[Row, ...]
    unit: Row | None = None
    person: Row | None = None
    kind: str = ""
    by: str = ""
    after: str = ""
    before: str = ""

    @property
    def own(self) -> bool:
        """Whether the reader reads of themselves."""
        return self.person is not None and self.person.id == self.reader.id

    @functools.cached_property
    def seen(self) -> frozenset[int]:
        return frozenset(unit.id for unit in self.units)

    @functools.cached_property
    def children(self) -> list[Row]:
        """The units directly below the one that is read of."""
        return [one for one in self.units if self.unit is not None and one.parent_id == self.unit.id]

    @functools.cached_property
    def below(self) -> list[int]:
        """The unit with all below it that may be read of."""
        return [one.id for one in self.units if self.unit is not None and one.path.startswith(self.unit.path)]

    @property
    def staffed(self) -> list[int]:
        """The units whose people are told one by one."""
        if self.unit is None:
            return []
        below = self.below
        return below if len(below) <= MOST_UNITS + 1 else [self.unit.id]

    @property
    def tells_people(self) -> bool:
        """Whether people are told one by one: few of them with the page, many when they are asked for."""
        return bool(self.by) or len(self.people) <= MOST_TOLD

    @functools.cached_property
    def elapsed(self) -> tuple[str, ...]:
        return self.period.elapsed(clock.today())

    @functools.cached_property
    def months_before(self) -> tuple[str, ...]:
        """The same months of the year before, as far as they have come this time."""
        return tuple(year_before(month) for month in self.elapsed)

    def url(self, report: str | None = None, **changed) -> str:
        """The address of a report with the choices of this one, some of them changed."""
        kept = {"period": self.period.key, "unit_id": self.unit and self.unit.id}
        kept |= {"user_id": self.person and self.person.id} | ({"kind": self.kind} if report is None else {}) | changed
        path = f"/reports/{self.report.value if self.report else ''}" if report is None else f"/reports/{report}"
        return f"{path.rstrip('/')}?{_query(kept)}"

    def records(self, path: str, **filters) -> str:
        """The address of a list, of whom this is about."""
        return listed(path, self.unit and self.unit.id, self.person and self.person.id, **filters)


def listed(path: str, unit_id: int | None, user_id: int | None, **filters) -> str:
    """The address of a list of records of a unit with all below it, or of a person."""
    kept = {"unit_id": None if user_id else unit_id, "owner_id": user_id} | filters
    if path in COUNTED:
        kept |= {"who": "all", "counted": "yes"}
    return f"{path}?{_query(kept)}"


def _query(said: Mapping[str, object]) -> str:
    """What is said of it, as the query of an address; what is empty is left out."""
    return "&".join(f"{name}={_quoted(str(value))}" for name, value in said.items() if value)


@functools.lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """A page says the same few words in hundreds of addresses."""
    return quote_plus(value)


def units_read(me: Scope, report: Report | None) -> frozenset[int]:
    """The units whose figures the person reads in this report; None stands for the overview."""
    if P.VIEW_REPORTS not in me.permissions:
        return frozenset()
    if report is None and me.managed:
        return me.managed
    booked = me.checked if report is None or report in BOOKED else frozenset()
    kept = me.company if P.KEEP_CONTRACTS in me.permissions and report in (None, Report.RESULTS) else frozenset()
    return me.managed | booked | kept


def sells(me: Scope) -> bool:
    """Whether the person has figures of the own."""
    return P.FOLLOW_OPPORTUNITIES in me.permissions


def reports_of(user: User) -> list[Report]:
    """The reports that say anything to the person."""
    me = scope_of(user)
    return [one for one in Report if units_read(me, one) or sells(me)]


def view_of(user: User, report: Report | None, args: Mapping[str, str]) -> View | None:
    """What the address asks for, or the nearest that the person may read; None when that is nothing, or not theirs."""
    me = scope_of(user)
    units = _units(units_read(me, report))
    if not units and not sells(me):
        return None
    unit_id, user_id = _number(args.get("unit_id", "")), _number(args.get("user_id", ""))
    unit = next((one for one in units if one.id == unit_id), None)
    if args.get("unit_id") and unit is None:
        return None
    # Who only keeps the books of a company reads of its units, not of its people.
    led = {one.id for one in units} & me.managed
    person = None
    if user_id:
        person = _person(user_id)
        if person is None or (person.id != user.id and person.unit_id not in led):
            return None
    elif unit is None:
        unit = units[0] if units else None
        person = None if unit else _person(user.id)
    view = View(user, report, _period(args), units, (), None if person else unit, person, **_words(args))
    staff = tuple(one for one in _people(view.staffed) if one.unit_id in led or one.id == user.id)
    return replace(view, people=staff)


def _words(args: Mapping[str, str]) -> dict[str, str]:
    apart = {"by": "people"} if args.get("by") == "people" else {}
    return apart | {name: args.get(name, "")[:600] for name in ("kind", "after", "before")}


def _period(args: Mapping[str, str]) -> Period:
    return period_of(args.get("period", "")[:7]) or period_of(str(clock.today().year))


def _units(ids: frozenset[int]) -> tuple[Row, ...]:
    if not ids:
        return ()
    columns = (Unit.id, Unit.name, Unit.path, Unit.parent_id, Unit.kind, Unit.active)
    found = db.session.execute(select(*columns).order_by(Unit.path)).all()
    depth = {one.id: one.path.count("/") for one in found}
    return tuple(sorted((one for one in found if one.id in ids), key=lambda one: (depth[one.id], one.path)))


def _people(units: list[int]) -> list[Row]:
    if not units:
        return []
    columns = (User.id, User.name, User.unit_id, User.active)
    return list(db.session.execute(select(*columns).where(User.unit_id.in_(units)).order_by(User.name, User.id)))


def _person(user_id: int) -> Row | None:
    return db.session.execute(select(User.id, User.name, User.unit_id, User.active).where(User.id == user_id)).first()


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def this_month() -> str:
    return month_of(clock.today())


ZERO = Decimal(0)
