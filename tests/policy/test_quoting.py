"""A9.1, A3.7: amounts to the fen, authority on the whole and on the deepest line, and who gets no quote."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import columns
from policy.quote_sums import Item, Sums, Typed, agreed_price, cut, net_price_at, ratio_of, sums, to_fen
from policy.quoting import (
    Floors,
    LineFacts,
    QuotedFacts,
    QuoteStatus,
    StaleFacts,
    SubmissionFacts,
    agreement_problems,
    authority,
    edit_problems,
    line_problems,
    route,
    submission_problems,
    waiting_problems,
)
from policy.roles import Role

TODAY = dt.date(2026, 11, 23)
FLOORS = Floors(D("0.50"), D("0.45"))
FINE = QuotedFacts(customer_approved=True, contacted=True, opportunity_open=True, stage_allows=True)
LINE = LineFacts(1, "排产系统", D(1), D("1000"), D("800"), D("1000"), active=True)


def item(quantity="1", full="1000.00", net="1000.00", tax="0.13"):
    return Item(D(quantity), D(full), D(net), D(tax))


def facts(**changed) -> SubmissionFacts:
    base = SubmissionFacts(
        status=QuoteStatus.DRAFT,
        quoted=FINE,
        lines=(LINE,),
        sums=sums([item(net="800")]),
        today=TODAY,
        valid_until=TODAY + dt.timedelta(days=30),
        list_from=dt.date(2026, 1, 1),
        list_until=None,
        stale=StaleFacts(),
    )
    return replace(base, **changed)


def codes(problems):
    return [problem.code for problem in problems]


def refusals(**changed):
    return codes(problem for problem in submission_problems(facts(**changed)) if problem.blocks)


fen = st.integers(0, 10**9).map(lambda n: D(n) / 100)
prices = st.tuples(fen, fen).map(sorted)
items = st.lists(
    st.builds(
        lambda n, pair, tax: Item(D(n) / 1000, pair[1], pair[0], D(tax) / 100),
        st.integers(1, 10**7),
        prices,
        st.integers(0, 100),
    ),
    max_size=30,
)


@given(items)
def test_the_whole_is_the_sum_of_its_lines_to_the_fen(lines):
    total = sums(lines)
    assert total.list_total == sum((line.list_amount for line in lines), D(0))
    assert total.net_total == sum((line.net_amount for line in lines), D(0))
    assert total.tax_total == sum((line.tax_amount for line in lines), D(0))
    assert total.gross_total == sum((line.net_amount + line.tax_amount for line in lines), D(0))
    assert all(amount == amount.quantize(D("0.01")) for amount in (total.list_total, total.net_total, total.tax_total))


@given(items)
def test_each_line_is_at_most_half_a_fen_away_from_the_exact_amount(lines):
    for line in lines:
        assert abs(line.net_amount - line.quantity * line.net_price) <= D("0.005")
        assert abs(line.tax_amount - line.net_amount * line.tax_rate) <= D("0.005")
        assert 0 <= line.net_amount <= line.list_amount


@given(items, st.randoms())
def test_the_order_of_the_lines_changes_nothing(lines, dice):
    shuffled = list(lines)
    dice.shuffle(shuffled)
    assert sums(shuffled) == sums(lines)


@given(st.integers(-(10**9), 10**9).map(lambda n: D(n) / 1000))
def test_there_is_one_rounding_in_the_product(amount):
    assert to_fen(amount) == columns.to_fen(amount)


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 10_000).map(lambda n: D(n) / 10_000))
def test_a_ratio_that_is_cut_lies_on_the_same_side_of_every_floor(net, full, floor):
    exact = Fraction(min(net, full), max(net, full))
    assert (Fraction(cut(exact)) >= Fraction(floor)) == (exact >= Fraction(floor))


def test_halves_of_a_fen_are_rounded_up():
    assert item("0.001", "5.00", "5.00").net_amount == D("0.01")
    assert item("0.001", "4.99", "4.99").net_amount == D("0.00")
    assert item("0.5", "0.01", "0.01").net_amount == D("0.01")


@pytest.mark.parametrize(
    ("ratio", "role"),
    [
        ("1", Role.DEPARTMENT_MANAGER),
        ("0.50", Role.DEPARTMENT_MANAGER),
        ("0.4999999", Role.PRESIDENTS_ASSISTANT),
        ("0.45", Role.PRESIDENTS_ASSISTANT),
        ("0.4499999999", Role.VICE_PRESIDENT),
        ("0", Role.VICE_PRESIDENT),
    ],
)
def test_who_approves_which_ratio(ratio, role):
    assert authority(Fraction(ratio), FLOORS) is role


def test_the_floors_are_parameters():
    assert authority(Fraction("0.55"), Floors(D("0.6"), D("0.5"))) is Role.PRESIDENTS_ASSISTANT


def test_0_4999999_is_below_one_half_though_it_rounds_to_it():
    total = sums([item(full="10000000.00", net="4999999.00")])
    assert f"{total.whole.numerator / total.whole.denominator:.2f}" == "0.50"
    assert cut(total.whole) == D("0.499999")
    [step] = route(total, FLOORS)
    assert step.role is Role.PRESIDENTS_ASSISTANT


def test_one_line_does_not_hide_in_a_good_average():
    total = sums([item(full="100000", net="95000"), item(full="100", net="44.99")])
    assert total.whole > Fraction("0.94")
    [step] = route(total, FLOORS)
    assert step.role is Role.VICE_PRESIDENT
    assert step.params["ratio"] == "0.4499"


def test_a_tiny_quantity_hides_no_discount_in_the_rounding():
    line = item("0.001", "5.40", "1.00")
    assert line.list_amount == D("0.01")
    assert sums([line]).lowest < Fraction("0.2")


def test_what_is_at_list_price_is_approved_by_the_department_manager():
    [step] = route(sums([item()]), FLOORS)
    assert (step.role, step.clause) == (Role.DEPARTMENT_MANAGER, "A9.1")


def test_what_has_no_list_price_has_no_discount():
    assert ratio_of(D(0), D(0)) == 1
    assert sums([]) == Sums()


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        (Typed(D("0.85"), D("1000"), D("1"), D("1000")), "850.00"),
        (Typed(D("1"), D("700"), D("1"), D("1000")), "700"),
        (Typed(D("0.85"), D("700"), D("1"), D("1000")), "700"),
        (Typed(D("0.7"), D("700"), D("0.7"), D("700")), "700"),
        (Typed(D("0.7"), None), "700.00"),
        (Typed(None, None), "1000"),
        (Typed(D("0.7"), D("350"), D("0.7"), D("350"), D("500")), "700.00"),
        (Typed(D("0.6"), D("350"), D("0.7"), D("350"), D("500")), "600.00"),
    ],
)
def test_of_discount_and_net_price_one_follows_from_the_other(typed, price):
    assert agreed_price(D("1000"), typed) == D(price)


def test_a_net_price_that_follows_from_a_ratio_is_never_deeper_than_the_ratio():
    assert net_price_at(D("9.98"), D("0.45")) == D("4.50")
    assert net_price_at(D("0.01"), D("0.5")) == D("0.01")
    assert net_price_at(D("100000"), D("0.4999999")) == D("49999.99")


@given(fen.filter(bool), st.integers(0, 10**7).map(lambda n: D(n) / 10**7))
def test_whoever_types_a_floor_stays_at_the_floor(full, ratio):
    assert ratio_of(net_price_at(full, ratio), full) >= Fraction(ratio)
    assert net_price_at(full, ratio) <= full


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"net_price": D("1010")}, "above_list"),
        ({"net_price": D("-1")}, "negative"),
        ({"net_price": D("0")}, "given_away"),
        ({"quantity": D("0")}, "quantity"),
        ({"quantity": D("-2")}, "quantity"),
        ({"quantity": D("1e12")}, "quantity"),
        ({"quantity": D("0.0001")}, "quantity"),
    ],
)
def test_a_line_that_cannot_be(changed, code):
    assert codes(line_problems(replace(LINE, **changed))) == [code]


def test_a_gift_is_looked_at_but_may_be_offered():
    [problem] = line_problems(replace(LINE, net_price=D(0)))
    assert not problem.blocks


def test_a_thousandth_is_a_quantity():
    assert not list(line_problems(replace(LINE, quantity=D("0.001"))))


def test_a_complete_quote_is_submitted():
    assert not list(submission_problems(facts()))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"customer_approved": False}, "customer_not_approved"),
        ({"contacted": False}, "never_contacted"),
        ({"opportunity_open": False}, "opportunity_closed"),
        ({"stage_allows": False}, "too_early"),
        ({"same_customer": False}, "other_customer"),
    ],
)
def test_no_quote_for_a_customer_who_is_not_in_the_crm_or_was_never_met_nor_too_early(changed, code):
    assert refusals(quoted=replace(FINE, **changed)) == [code]


def test_what_was_withdrawn_or_is_priced_otherwise_now_is_not_submitted():
    assert refusals(lines=(replace(LINE, active=False),)) == ["withdrawn"]
    assert refusals(lines=(replace(LINE, current_price=None),)) == ["not_listed"]
    assert refusals(lines=(replace(LINE, current_price=D("1000.01")),)) == ["other_list_price"]
    assert refusals(lines=()) == ["no_lines"]


def test_a_price_list_holds_until_midnight_of_its_last_day():
    assert refusals(list_until=TODAY, valid_until=TODAY) == []
    assert refusals(list_until=TODAY - dt.timedelta(days=1)) == ["list_over"]
    assert refusals(list_from=TODAY) == []
    assert refusals(list_from=TODAY + dt.timedelta(days=1)) == ["list_not_yet"]
    assert refusals(list_from=None) == ["no_list"]


def test_a_quote_that_outlives_its_price_list_is_looked_at():
    assert codes(submission_problems(facts(list_until=TODAY))) == ["list_ends"]


def test_validity_lies_not_in_the_past():
    assert refusals(valid_until=TODAY) == []
    assert refusals(valid_until=TODAY - dt.timedelta(days=1)) == ["validity_past"]


def test_a_special_price_needs_customers_that_were_kept_up_to_date():
    neglected = StaleFacts(partner=True, days=30, count=2, named=((1, "甲公司"), (2, "乙公司")))
    assert refusals(stale=neglected) == ["stale_customers"]
    assert refusals(stale=replace(neglected, partner=False)) == []
    assert refusals(stale=neglected, sums=sums([item()])) == []
    [problem] = submission_problems(facts(stale=neglected))
    assert (problem.clause, problem.params["customers"]) == ("A3.7", ((1, "甲公司"), (2, "乙公司")))


def test_a_sum_that_no_book_holds_is_refused():
    assert refusals(sums=sums([item("9999999", "99999999", "99999999")])) == ["too_large"]


@pytest.mark.parametrize("status", sorted(QuoteStatus))
def test_only_drafts_and_what_was_returned_is_submitted(status):
    expected = [] if status in {QuoteStatus.DRAFT, QuoteStatus.RETURNED} else ["not_open"]
    assert refusals(status=status) == expected


@pytest.mark.parametrize("status", sorted(QuoteStatus))
def test_what_waits_or_went_out_is_not_changed(status):
    free = {QuoteStatus.DRAFT, QuoteStatus.RETURNED, QuoteStatus.APPROVED}
    assert bool(list(edit_problems(status))) == (status not in free)


def test_what_waits_is_stopped_by_what_a_quote_rests_on_and_only_warned_of_dearer_prices():
    late = facts(status=QuoteStatus.PENDING, list_until=TODAY - dt.timedelta(days=1))
    assert [(one.code, one.blocks) for one in waiting_problems(late)] == [("list_over", False)]
    assert list(agreement_problems(late)) == []
    neglected = facts(stale=StaleFacts(partner=True, days=30, count=1))
    assert codes(agreement_problems(neglected)) == ["stale_customers"]
    gone = facts(valid_until=TODAY - dt.timedelta(days=1))
    assert [(one.code, one.blocks) for one in waiting_problems(gone)] == [("validity_past", True)]
