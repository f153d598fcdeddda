"""Before a limit is changed: how many customers it would send away tonight, and for who leads them, which."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import release_overdue_customers, tracking_scan
from models import Customer, ParameterValue
from policy.entry import Grade
from queries.forecast import forecast
from tests.support.factories import neglected_customer

DAY = dt.timedelta(days=1)


@pytest.fixture
def quiet(cast, monkeypatch):
    """Customers of three departments, 50 to 85 days without contact, after a night's scan; it is noon."""
    noon = clock.start_of(clock.today()) + dt.timedelta(hours=12)
    monkeypatch.setattr(clock, "now", lambda: noon)
    found = [
        neglected_customer(cast.sales1, 85),
        neglected_customer(cast.sales1, 80, grade=Grade.A),
        neglected_customer(cast.east_sales1, 70),
        neglected_customer(cast.jv_sales1, 70),
        neglected_customer(cast.sales2, 50),
    ]
    tracking_scan.run()
    return found


def parameter(name: str, value: int) -> None:
    row = ParameterValue(name=name, value=str(value), valid_from=clock.today(), set_at=clock.now())
    db.session.add(row)
    db.session.commit()


class TestTheNumbers:
    def test_counts_by_department_and_grade_who_would_leave_in_the_coming_night(self, cast, quiet):
        found = forecast("release_days", 75)
        rows = {(row.unit, row.grade): row.tonight for row in found.rows}
        unit = cast.sales1.unit.name
        assert rows == {(unit, Grade.C): 1, (unit, Grade.A): 1}
        assert forecast("release_days", 71).tonight == 4
        assert forecast("release_days", 90).tonight == 0

    def test_who_was_not_warned_yet_leaves_a_night_later(self, cast, quiet):
        found = forecast("release_days", 45)
        assert (found.tonight, found.later) == (4, 1)

    def test_a_limit_of_one_grade_moves_that_grade_alone(self, cast, quiet):
        assert {row.grade for row in forecast("release_days_a", 75).rows} == {Grade.A}
        parameter("release_days_a", 180)
        assert {row.grade for row in forecast("release_days", 75).rows} == {Grade.C}

    def test_notice_and_alarm_say_who_would_come_there(self, cast, quiet):
        assert forecast("alarm_days", 51).tonight == 1
        assert forecast("alarm_days", 60).tonight == 0
        assert forecast("notice_days", 20).tonight == 0

    def test_is_what_the_night_then_does(self, cast, quiet, monkeypatch):
        said = forecast("release_days", 75)
        parameter("release_days", 75)
        night = clock.start_of(said.night) + dt.timedelta(minutes=40)
        monkeypatch.setattr(clock, "now", lambda: night)
        tracking_scan.run()
        release_overdue_customers.run()
        gone = db.session.scalars(select(Customer.id).where(Customer.owner_id.is_(None))).all()
        assert len(gone) == said.tonight == 2


class TestThePages:
    def test_the_administrator_sees_numbers_and_no_customer(self, client, sign_in, quiet):
        sign_in(client, "admin")
        for hx in (False, True):
            page = client.get("/admin/parameters/release_days?value=75", hx=hx).text
            assert quiet[0].owner.unit.name in page
            assert quiet[0].name not in page
        assert "<html" not in page
        for odd in ("x", "-1", "99999999", ""):
            assert client.get(f"/admin/parameters/release_days?value={odd}").status_code == 200

    def test_who_leads_units_sees_who_it_would_be_there_and_nowhere_else(self, client, sign_in, quiet):
        page = sign_in(client, "sales_manager").get("/pool/forecast?name=release_days&value=65").text
        assert quiet[0].name in page
        assert quiet[2].name not in page
        page = sign_in(client, "salesmgmt_manager").get("/pool/forecast?value=65").text
        assert all(customer.name in page for customer in quiet[:4])
        page = sign_in(client, "jv_gm").get("/pool/forecast?value=65").text
        assert quiet[3].name in page
        assert quiet[0].name not in page

    def test_who_releases_nobody_stays_out_and_odd_values_are_told(self, client, sign_in, quiet):
        assert sign_in(client, "sales1").get("/pool/forecast").status_code == 403
        sign_in(client, "sales_manager")
        assert client.get("/pool/forecast?name=entry_days&value=5").status_code == 200
        assert "1000" in client.get("/pool/forecast?value=abc").text
