"""An opportunity of sales1 whose customer was visited."""

import pytest

from tests.support.factories import new_activity, new_customer, new_opportunity


@pytest.fixture
def case(cast):
    customer = new_customer(cast.sales1)
    new_activity(customer, cast.sales1)
    return new_opportunity(customer, cast.sales1)
