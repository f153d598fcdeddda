"""The letterhead of a unit: what it says, what it takes from above, and which pictures may stand on it."""

import io

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEntry, Letterhead
from queries.letterheads import letterhead_of
from tests.support.papers import text_of
from tests.test_logos import png, svg


@pytest.fixture
def admin(client, sign_in):
    return sign_in(client, "admin")


def words(version: int = 0, logo: bytes | None = None, **changed) -> dict:
    values = {"version": version, "company_zh": "先录科技股份有限公司", "phone": "021 5555 0000"} | changed
    return values | ({"logo": (io.BytesIO(logo), "logo.png")} if logo else {})


def save(client, unit, **typed):
    return client.post(f"/admin/units/{unit.id}/letterhead", data=words(**typed), content_type="multipart/form-data")


def own(unit) -> Letterhead | None:
    return db.session.scalar(
        select(Letterhead).where(Letterhead.unit_id == unit.id).execution_options(populate_existing=True)
    )


def test_what_is_said_of_a_unit_stands_on_the_paper_of_those_below(client, admin, cast):
    unit = cast.sales1.unit
    assert client.get(f"/admin/units/{unit.parent.id}/letterhead").status_code == 200
    assert save(client, unit.parent, logo=svg('<rect width="3" height="3"/>')).status_code == 303
    head = letterhead_of(unit)
    assert (head.company_zh, head.logo_type) == ("先录科技股份有限公司", "image/svg+xml")
    assert save(client, unit, company_zh="销售一部").status_code == 303
    head = letterhead_of(unit)
    assert (head.company_zh, head.logo_type) == ("销售一部", "image/svg+xml")
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "letterhead_changed")).first()
    assert "销售一部" in text_of(client.get(f"/admin/units/{unit.id}/letterhead.pdf").data)
    logo = client.get(f"/admin/units/{unit.id}/logo")
    assert (logo.content_type, "sandbox" in logo.headers["Content-Security-Policy"]) == ("image/svg+xml", True)


def test_a_partner_does_not_write_under_the_name_of_headquarters(client, admin, cast):
    save(client, cast.president.unit)
    head = letterhead_of(cast.jv_sales1.unit)
    assert (head.company_zh, head.name != cast.president.unit.name) == ("", True)


@pytest.mark.parametrize(
    "content", [svg("<script>1</script>"), b"GIF89a", png() + b"\0" * 600_000, b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_plain_picture_is_refused_and_what_was_typed_stays(client, admin, cast, content):
    unit = cast.president.unit
    answer = save(client, unit, logo=content)
    assert answer.status_code == 422
    assert 'data-code="logo"' in answer.text
    assert "先录科技股份有限公司" in answer.text
    assert own(unit) is None


def test_a_letterhead_is_changed_by_one_at_a_time_and_its_logo_taken_off(client, admin, cast):
    unit = cast.president.unit
    save(client, unit, logo=png())
    assert save(client, unit, version=0, phone="1").status_code == 422
    assert own(unit).phone == "021 5555 0000"
    assert save(client, unit, version=own(unit).version, without_logo="y").status_code == 303
    assert (own(unit).logo_key, own(unit).phone) == ("", "021 5555 0000")
