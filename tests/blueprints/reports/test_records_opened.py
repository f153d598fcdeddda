"""Who opens a number finds exactly the records that it counted, not one more and not one less (A10)."""

import datetime as dt
import re

import pytest

import clock
from extensions import db
from operations import figures
from policy.entry import CustomerStatus
from tests.support.factories import new_activity, new_customer, new_opportunity
from tests.support.money import collect, new_contract

NUMBER = r'<a href="(/{path}\?[^"]+)"[^>]*>\s*([\d,]+)\s*</a>'


@pytest.fixture
def records(cast):
    """Real records of two departments, with some of each kind that no figure may count."""
    one, two, stranger = cast.sales1, cast.sales2, cast.east_sales1
    long_ago = clock.now() - dt.timedelta(days=800)
    for person, many in ((one, 3), (two, 2), (stranger, 4)):
        for _ in range(many):
            customer = new_customer(person, approved_at=clock.now())
            new_opportunity(customer, person)
            new_activity(customer, person)
            new_contract(person, customer=customer)
        collect(new_contract(person, customer=customer), cast.finance1, "500")
    draft = new_customer(one, status=CustomerStatus.DRAFT)
    new_opportunity(draft, one)
    new_activity(draft, one)
    old = new_customer(one, approved_at=long_ago)
    new_activity(old, one, starts_at=long_ago)
    new_opportunity(old, one, created_at=long_ago)
    new_contract(one, customer=old, signed_on=clock.day_of(long_ago))
    db.session.commit()
    figures.refresh()


@pytest.mark.parametrize(
    ("report", "path", "most"),
    [
        ("results", "contracts", 7),
        ("customers", "customers", 6),
        ("work", "activities", 5),
        ("funnel", "opportunities", 6),
    ],
)
def test_the_list_behind_a_number_holds_as_many_records(client, sign_in, records, report, path, most):
    sign_in(client, "sales_manager")
    numbers = dict(re.findall(NUMBER.format(path=path), client.get(f"/reports/{report}").text))
    assert max(int(said) for said in numbers.values()) == most
    for address, said in numbers.items():
        listed = client.get(address.replace("&amp;", "&")).text.partition("<main")[2]
        assert len(set(re.findall(rf'href="/{path}/(\d+)"', listed))) == int(said), address
