"""What people really type into a form, and what becomes of it."""

import datetime as dt
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from blueprints.fields import DayField, Form, IdField, LongTextField, MoneyField, TextField, WordField
from policy.entry import Grade


class Everything(Form):
    name = TextField("Name", most=10)
    text = LongTextField("Text", most=20)
    amount = MoneyField("Amount")
    day = DayField("Day")
    grade = WordField("Grade", Grade)
    customer_id = IdField("Customer")


@pytest.fixture
def typed(app):
    def fill(**values):
        defaults = {"name": "x", "amount": "1", "day": "2026-01-01", "grade": "A"}
        with app.test_request_context(headers={"Accept-Language": "en"}):
            form = Everything(MultiDict({**defaults, **values}), meta={"csrf": False})
            form.validate()
            return form

    return fill


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("１２３", "123.00"),
        ("￥1，234.50", "1234.50"),
        (" 12 元 ", "12.00"),
        ("0.01", "0.01"),
        ("12.000", "12.00"),
        ("99,999,999,999.99", "99999999999.99"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, text, amount):
    form = typed(amount=text)
    assert form.amount.data == Decimal(amount)
    assert not form.amount.errors


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "0",
        "0.001",
        "1.005",
        "1e5",
        "NaN",
        "sNaN",
        "Infinity",
        "1_000",
        "12,34",
        "1.2.3",
        "abc",
        "9" * 12,
        "9" * 5000,
        "٣",
        "--1",
        "",
    ],
)
def test_what_is_no_payable_amount_is_refused_and_comes_back_as_typed(typed, text):
    form = typed(amount=text)
    assert form.amount.errors
    assert form.amount._value() == text


@pytest.mark.parametrize("text", ["2026-02-28", "2026/02/28", "2026.02.28", "2026年02月28日", "２０２６-０２-２８"])
def test_days_are_read_in_the_usual_spellings(typed, text):
    assert typed(day=text).day.data == dt.date(2026, 2, 28)


@pytest.mark.parametrize(
    "text", ["2026-02-29", "1900-01-01", "9999-12-31", "0000-00-00", "yesterday", "2026-13-01", ""]
)
def test_days_that_do_not_exist_or_cannot_be_meant_are_refused(typed, text):
    form = typed(day=text)
    assert form.day.errors


def test_the_29th_of_february_exists_in_a_leap_year(typed):
    assert typed(day="2028-02-29").day.data == dt.date(2028, 2, 29)


def test_text_is_trimmed_and_a_blank_one_counts_as_absent(typed):
    assert typed(name=" a\u200b b ").name.data == "a b"
    assert typed(name=" \u202e\t ").name.errors
    assert typed(name="好" * 11).name.errors
    assert not typed(name="好" * 10).name.errors


def test_only_words_of_the_list_are_chosen(typed):
    assert typed(grade="B").grade.data is Grade.B
    assert typed(grade="Z").grade.errors
    assert typed(grade="").grade.errors


@pytest.mark.parametrize("text", ["-1", "１", "1 or 1=1", "2147483648", "9" * 30, "", "1.0"])
def test_an_odd_id_counts_as_absent(typed, text):
    assert typed(customer_id=text).customer_id.data is None


def test_an_id_is_a_number(typed):
    assert typed(customer_id="42").customer_id.data == 42
