"""A3.4: when two invoices are the same one."""

import pytest

from policy.vouchers import bare_number, is_same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12345678", "031001900111 12345678", True),
        ("1100193130-12345678", "12345678", True),
        ("031001900111 12345678", "0310019001１１12345678", True),
        ("110019313012345678", "310019313012345678", False),
        ("26312000000112345678", "12345678", False),
        ("12345678", "12345679", False),
        ("", "12345678", False),
        ("", "", False),
        ("A-77", "a77", True),
    ],
)
def test_an_older_invoice_is_the_same_with_its_code_and_without(one, other, same):
    assert is_same(one, other) is is_same(other, one) is same


def test_digital_invoices_have_no_number_beside_the_whole():
    assert (bare_number("26312000000112345678"), bare_number("0310 0190 0111 1234 5678")) == ("", "12345678")
