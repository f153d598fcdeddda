"""A visit, and a claim of which one line rests on it."""

import pytest

from tests.support.factories import new_activity, new_claim, new_customer, new_line


@pytest.fixture
def visit(cast):
    customer = new_customer(cast.sales1)
    new_activity(customer, cast.sales1)
    return new_activity(customer, cast.sales1, progress="客户同意试点三个月", key_value="预算 80 万，可复制到五家分厂")


@pytest.fixture
def claim(cast, visit):
    """A draft with a dinner that rests on a visit, and office supplies."""
    claim = new_claim(cast.sales1)
    new_line(claim, visit)
    new_line(claim)
    return claim
