"""Two administrators at the very same moment."""

import threading

from sqlalchemy import select

from extensions import db
from models import ParameterValue, Unit, User, UserRole
from operations import Refused, people, units
from operations import policy as parameters
from policy.roles import Role, UnitKind


def at_once(application, *deeds):
    """Carry the deeds out in threads that start together; who was refused, by the code of the first problem."""
    start, refused = threading.Barrier(len(deeds)), []

    def carry_out(deed):
        with application.app_context():
            start.wait()
            try:
                deed()
            except Refused as refusal:
                refused.append(refusal.problems[0].code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=carry_out, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refused


def test_two_administrators_who_close_each_others_account_leave_one(app, cast):
    db.session.add(UserRole(user_id=cast.sales2.id, role=Role.ADMINISTRATOR))
    db.session.commit()
    ids = [cast.admin.id, cast.sales2.id]
    db.session.remove()
    refused = at_once(app, *(lambda who=who: people.deactivate(who, None, None) for who in ids))
    assert refused == ["last_administrator"]
    assert len(list(db.session.scalars(select(User).where(User.id.in_(ids), User.active)))) == 1


def test_two_units_moved_below_each_other_make_no_ring(app, cast):
    one, two = ((unit.id, unit.name, unit.version) for unit in (cast.unit("sales"), cast.unit("channel")))
    db.session.remove()

    def move(unit, parent):
        values = {"name": unit[1], "kind": UnitKind.DEPARTMENT, "parent_id": parent[0]}
        return lambda: units.edit_unit(unit[0], unit[2], values, None)

    assert at_once(app, move(one, two), move(two, one)) in (["cycle"], ["stale"])
    for unit in db.session.scalars(select(Unit)):
        assert unit.path.endswith(f"/{unit.id}/")
        assert unit.parent is None or unit.path == f"{unit.parent.path}{unit.id}/"


def test_two_changes_of_one_parameter_from_the_same_page_are_one_change(app, cast):
    from clock import today

    db.session.remove()
    deeds = (
        lambda value=value: parameters.set_parameter("release_days", value, today(), "x", None, 0)
        for value in ("75", "76")
    )
    assert at_once(app, *deeds) == ["stale"]
    assert len(list(db.session.scalars(select(ParameterValue)))) == 1


def test_two_accounts_of_one_name_are_one_account(app, cast):
    unit = cast.unit("sales").id
    db.session.remove()
    values = {"username": "sales3", "name": "钱三", "email": "", "phone": "", "unit_id": unit, "language": "en"}
    deed = lambda: people.create_user(dict(values), [Role.FINANCE], "kite-river-lamp", None)  # noqa: E731
    assert at_once(app, deed, deed) == ["username_taken"]
