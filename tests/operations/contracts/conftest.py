"""A customer, a standard text, and a contract on both: drawn up, or signed."""

import pytest

import clock
from operations import signings
from tests.support.contracts import approved, drawn_up, scan, template
from tests.support.factories import new_customer


@pytest.fixture
def customer(cast):
    return new_customer(cast.sales1)


@pytest.fixture
def text(cast):
    return template(cast.business_manager)


@pytest.fixture
def contract(cast, customer, text):
    return drawn_up(cast.sales1, customer, text)


@pytest.fixture
def signed(cast, contract):
    approved(contract, cast)
    return signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
