"""The tree of units: created, renamed, moved with what lies below, put to rest."""

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEntry, Unit
from tests.blueprints.admin.test_users import give_customer
from tests.support.hostile import TEXTS


@pytest.fixture
def admin(client, sign_in):
    return sign_in(client, "admin")


def fields(unit, **changed):
    base = {"version": unit.version, "name": unit.name, "kind": unit.kind.value, "parent_id": unit.parent_id or ""}
    return {**base, **changed}


def new(cast, **changed):
    return {
        "name": "华南分公司",
        "kind": "branch",
        "parent_id": cast.unit("hq").id,
        "form_key": "k",
        **changed,
    }


def test_a_new_unit_stands_below_its_parent_once(admin, cast):
    for _ in range(2):
        assert admin.post("/admin/units/new", data=new(cast)).location == "/admin/units"
    made = db.session.scalars(select(Unit).where(Unit.name == "华南分公司")).one()
    assert made.path == f"{cast.unit('hq').path}{made.id}/"
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.after["kind"]) == ("created_unit", "branch")


def test_a_move_takes_along_everything_below_and_changes_what_managers_see(app, admin, sign_in, cast):
    customer = give_customer(cast.east_sales1)
    manager = app.test_client()
    sign_in(manager, "sales_manager")
    from access import visible
    from models import Customer

    def sees():
        return db.session.scalar(visible(Customer, cast.sales_manager).where(Customer.id == customer.id)) is not None

    assert not sees()
    east = cast.unit("east")
    answer = admin.post(f"/admin/units/{east.id}/edit", data=fields(east, parent_id=cast.unit("sales").id))
    assert answer.status_code == 303
    assert cast.unit("east").path == f"{cast.unit('sales').path}{east.id}/"
    assert cast.unit("east_sales").path == f"{cast.unit('east').path}{cast.unit('east_sales').id}/"
    assert sees()


def test_ids_that_begin_alike_are_not_mistaken_for_what_lies_below(admin, cast):
    paths = {unit.id: unit.path for unit in db.session.scalars(select(Unit))}
    east = cast.unit("east")
    admin.post(f"/admin/units/{east.id}/edit", data=fields(east, parent_id=cast.unit("sales").id))
    moved = {east.id, cast.unit("east_sales").id}
    for unit in db.session.scalars(select(Unit)):
        assert (unit.path != paths[unit.id]) == (unit.id in moved)


@pytest.mark.parametrize("below", ["east", "east_sales"])
def test_a_unit_never_lies_below_itself(admin, cast, below):
    east = cast.unit("east")
    answer = admin.post(f"/admin/units/{east.id}/edit", data=fields(east, parent_id=cast.unit(below).id))
    assert answer.status_code == 422
    assert cast.unit("east").parent_id == cast.unit("hq").id


def test_two_moves_at_once_make_no_ring(admin, cast):
    from operations import Refused, units

    one, two = cast.unit("sales"), cast.unit("channel")
    values = {"name": one.name, "kind": one.kind}
    units.edit_unit(one.id, one.version, {**values, "parent_id": two.id}, cast.admin)
    with pytest.raises(Refused) as refusal:
        units.edit_unit(two.id, two.version, {**values, "name": two.name, "parent_id": one.id}, cast.admin)
    assert refusal.value.problems[0].code == "cycle"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "直销部", "kind": "department"}, "unit_taken"),
        ({"kind": "headquarters"}, "headquarters_below"),
    ],
)
def test_what_cannot_be_is_refused(admin, cast, changed, code):
    answer = admin.post("/admin/units/new", data=new(cast, **changed))
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text


@pytest.mark.parametrize(
    "changed", [{"parent_id": ""}, {"parent_id": "999999"}, {"parent_id": "x"}, {"kind": "empire"}]
)
def test_forged_choices_are_refused(admin, cast, changed):
    assert admin.post("/admin/units/new", data=new(cast, **changed)).status_code == 422


def test_customers_do_not_change_company_with_their_unit(admin, cast):
    give_customer(cast.east_sales1)
    east = cast.unit("east")
    answer = admin.post(f"/admin/units/{east.id}/edit", data=fields(east, kind="agent"))
    assert 'data-code="customers_stay"' in answer.text
    into = admin.post(f"/admin/units/{east.id}/edit", data=fields(east, parent_id=cast.unit("agent").id))
    assert 'data-code="customers_stay"' in into.text


def test_two_administrators_at_once(admin, cast):
    east = cast.unit("east")
    first = fields(east, name="华东区")
    assert admin.post(f"/admin/units/{east.id}/edit", data=first).status_code == 303
    answer = admin.post(f"/admin/units/{east.id}/edit", data={**first, "name": "东部"})
    assert 'data-code="stale"' in answer.text
    assert db.session.get(Unit, east.id).name == "华东区"


def test_where_people_work_is_not_put_to_rest(admin, cast):
    east, empty = cast.unit("east"), cast.unit("marketing")
    answer = admin.post(f"/admin/units/{east.id}/deactivate", data={"version": east.version})
    assert 'data-code="people_left"' in answer.text
    assert 'data-code="units_left"' in answer.text
    for person in (cast.marketing1, cast.frontdesk1):
        person.active = False
    assert admin.post(f"/admin/units/{empty.id}/deactivate", data={"version": empty.version}).status_code == 303
    assert not cast.unit("marketing").active
    assert admin.post(f"/admin/units/{empty.id}/activate", data={"version": empty.version}).status_code == 303


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_get_a_clear_answer(admin, cast, text):
    answer = admin.post("/admin/units/new", data=new(cast, name=text))
    assert answer.status_code in {303, 422}
    page = admin.get("/admin/units").text
    assert "<script>alert" not in page
    assert "<button hx-post" not in page
    assert all(unit.name.strip() for unit in db.session.scalars(select(Unit)))
