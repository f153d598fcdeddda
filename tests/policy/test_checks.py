"""A3.4: the checks of the finance desk as a table: what is doubted, what is refused, what could not be checked."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from policy.examination import WEIGHTS, Answer, Check, Light, examine
from policy.expenses import Category
from policy.limits import Basis, Effect, LimitFacts
from policy.line_facts import Stop
from policy.vouchers import InvoiceFacts
from tests.policy.test_expenses import DAY, DINNER, INVOICE, VISIT, day, visit

TRAIN = replace(DINNER, category=Category.TRAVEL, city="上海", from_city="杭州", home="杭州", line_id=1, headcount=None)
HOTEL = replace(TRAIN, category=Category.LODGING, from_city="", ended_on=day(11))
BACK = Stop(2, True, day(11), day(11), "杭州", "上海")
THERE = Stop(3, True, DAY, DAY, "上海", "杭州")


def limit(basis=Basis.LINE, amount="400", measured="480", effect=Effect.WARNS, **more):
    return LimitFacts(basis, effect, Decimal(amount), measured and Decimal(measured), **more)


def night(first, last, city, line_id=9):
    return Stop(line_id, False, day(first), day(last), city)


D, F, N = Answer.DOUBTED, Answer.FAILED, Answer.NOT_MADE
CASES = [
    # the line, what is otherwise, the check, its answer, the code
    (DINNER, {"city": "北京"}, Check.PLACE, D, "other_city"),
    (DINNER, {"city": ""}, Check.PLACE, N, "place_unknown"),
    (DINNER, {"customer_city": ""} | visit(city=""), Check.PLACE, N, "place_unknown"),
    (DINNER, {"moved": 0}, Check.MOVEMENT, D, "nothing_moved"),
    (DINNER, {"moved": None}, Check.MOVEMENT, N, "movement_unknown"),
    (DINNER, {"similar": {"progress": Decimal("0.91")}}, Check.STATEMENT, D, "progress_similar"),
    (DINNER, {"similar": {"key_value": Decimal("0.85")}}, Check.STATEMENT, D, "key_value_similar"),
    (DINNER, {"table_of_others": 1}, Check.SHARED, D, "claimed_by_others"),
    (DINNER, {"headcount": None}, Check.TABLE, N, "headcount_missing"),
    (DINNER, {"headcount": 1}, Check.TABLE, D, "no_guests"),
    (DINNER, {"headcount": 3} | visit(colleagues=2), Check.TABLE, D, "many_of_ours"),
    (DINNER, {"headcount": 12} | visit(contacts=1), Check.TABLE, D, "guests_unnamed"),
    (TRAIN, {"from_city": ""}, Check.CHAIN, N, "journey_unknown"),
    (TRAIN, {"from_city": "上海市"}, Check.CHAIN, D, "journey_in_place"),
    (TRAIN, {"journey": (THERE,)}, Check.CHAIN, D, "journey_twice"),
    (TRAIN, {}, Check.CHAIN, D, "no_way_back"),
    (TRAIN, {"from_city": "南京", "journey": (BACK,)}, Check.CHAIN, D, "journey_from_nowhere"),
    (HOTEL, {}, Check.CHAIN, D, "no_journey_there"),
    (HOTEL, {"journey": (THERE, night(10, 11, "上海"))}, Check.CHAIN, D, "nights_twice"),
    (HOTEL, {"journey": (THERE, night(9, 12, "苏州"))}, Check.CHAIN, F, "two_cities_at_once"),
    (DINNER, {"invoices": (replace(INVOICE, used_elsewhere=1),)}, Check.INVOICE_USED, D, "same_invoice"),
    (DINNER, {"invoices": (replace(INVOICE, buyer="个人"),)}, Check.INVOICE_TITLE, F, "buyer_is_another"),
    (DINNER, {"invoices": (InvoiceFacts("0123", from_file=True),)}, Check.INVOICE_TITLE, N, "buyer_unknown"),
    (DINNER, {"our_titles": frozenset()}, Check.INVOICE_TITLE, N, "buyer_unknown"),
    (DINNER, {"same_files": 1}, Check.INVOICE_USED, D, "same_file"),
    (
        DINNER,
        {
            "invoices": (replace(INVOICE, buyer_tax_number="91310000MA1AAAAA1A"),),
            "our_tax_numbers": frozenset({"9131us"}),
        },
        Check.INVOICE_TITLE,
        F,
        "tax_number_is_another",
    ),
    (DINNER, {"invoices": ()}, Check.INVOICE_FITS, N, "invoice_missing"),
    (DINNER, {"invoice_number": "26312000000099999999"}, Check.INVOICE_FITS, D, "number_differs"),
    (DINNER, {"invoices": (replace(INVOICE, issued_on=dt.date(2026, 7, 1)),)}, Check.INVOICE_FITS, D, "invoice_far"),
    (DINNER, {"invoices": (replace(INVOICE, total=None),)}, Check.INVOICE_FITS, N, "more_than_read"),
    (
        DINNER,
        {"amount": Decimal("700"), "invoices": (INVOICE, replace(INVOICE, total=None, number=""))},
        Check.INVOICE_FITS,
        N,
        "more_than_read",
    ),
    (
        DINNER,
        {"invoices": (replace(INVOICE, total=None, amount=Decimal(400)),)},
        Check.INVOICE_FITS,
        F,
        "more_than_invoiced",
    ),
    (
        DINNER,
        {"invoices": (replace(INVOICE, total=None, amount=Decimal(450)),)},
        Check.INVOICE_FITS,
        N,
        "more_than_read",
    ),
    (DINNER, {"invoices": (replace(INVOICE, total=Decimal(-480)),)}, Check.INVOICE_FITS, F, "more_than_invoiced"),
    (DINNER, {"amount": Decimal("480.01")}, Check.INVOICE_FITS, F, "more_than_invoiced"),
    (DINNER, {"invoices": (replace(INVOICE, issued_on=day(21)),)}, Check.INVOICE_FITS, F, "invoice_in_future"),
    (DINNER, {"invoices": (replace(INVOICE, problem="encrypted"),)}, Check.INVOICE_FITS, D, "invoice_unreadable"),
    (DINNER, {"invoices": (replace(INVOICE, differing=("total",)),)}, Check.INVOICE_FITS, D, "invoice_differs"),
    (DINNER, {"term_days": 9}, Check.TERM, F, "term_over"),
    (DINNER, {"term_days": 9, "submitted_on": day(20), "today": day(30)}, Check.TERM, F, "term_over"),
    (DINNER, {"limits": (limit(),)}, Check.LIMITS, D, "limit_line"),
    (DINNER, {"limits": (limit(effect=Effect.BLOCKS),)}, Check.LIMITS, F, "limit_line"),
    (DINNER, {"limits": (limit(Basis.HEAD, "150", "160"),)}, Check.LIMITS, D, "limit_head"),
    (DINNER, {"limits": (limit(Basis.HEAD, measured=None),)}, Check.LIMITS, N, "limit_unknown"),
    (DINNER, {"limits": (limit(Basis.DAY, "500", "600"),)}, Check.LIMITS, D, "limit_day"),
    (DINNER, {"limits": (limit(Basis.CUSTOMER_MONTH, "500", "600"),)}, Check.LIMITS, D, "limit_customer_month"),
    (
        DINNER,
        {"limits": (limit(amount="500", near=Decimal("960"), near_lines=2),)},
        Check.SPLIT,
        D,
        "split_below_limit",
    ),
]


@pytest.mark.parametrize(("line", "changed", "check", "answer", "code"), CASES, ids=[case[4] for case in CASES])
def test_a_check_answers_and_says_why(line, changed, check, answer, code):
    said = examine(replace(line, **changed))
    of = {outcome.check: outcome for outcome in said.outcomes}
    assert (of[check].answer, code in [problem.code for problem in of[check].problems]) == (answer, True)
    assert all(problem.remedy for problem in of[check].problems)
    assert said.light is (Light.RED if answer is F else Light.AMBER)
    assert said.score < 100


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        (TRAIN, {"journey": (BACK,)}),
        (replace(TRAIN, from_city="上海", city="杭州"), {"journey": (THERE,), "customer_city": "上海"}),
        (HOTEL, {"journey": (THERE, night(8, 10, "苏州"))}),
        (HOTEL, {"trip_cities": ("上海",)}),
        (DINNER, {"similar": {"progress": Decimal("0.84")}}),
        (DINNER, {"headcount": 2}),
        (DINNER, {"term_days": 10}),
        (DINNER, {"submitted_on": day(12), "today": day(30), "term_days": 3}),
        (DINNER, {"limits": (limit(measured="400"), limit(Basis.HEAD, "160", "160"))}),
        (DINNER, {"amount": Decimal("80"), "invoices": (), "invoice_from": Decimal(100)}),
        (replace(DINNER, category=Category.MEALS, headcount=None), {"customer_city": "苏州"}),
    ],
)
def test_what_is_as_it_should_be_is_green(line, changed):
    said = examine(replace(line, **changed))
    assert (said.problems, said.light, said.score) == ([], Light.GREEN, 100)


def test_what_a_check_cannot_answer_is_said_and_never_taken_for_a_pass():
    said = examine(replace(DINNER, headcount=None, city="", moved=None, our_titles=frozenset()))
    lacking = {outcome.check for outcome in said.outcomes if outcome.answer is N}
    assert lacking == {Check.TABLE, Check.PLACE, Check.MOVEMENT, Check.INVOICE_TITLE}
    assert all(outcome.problems for outcome in said.outcomes if outcome.answer is N)
    assert said.light is Light.AMBER


def test_the_score_is_the_part_of_the_weights_that_passed_and_a_doubt_counts_half():
    said = examine(replace(DINNER, moved=0))
    concerned = sum(outcome.weight for outcome in said.outcomes if outcome.answer is not Answer.NOT_CONCERNED)
    assert said.score == 100 * (2 * concerned - WEIGHTS[Check.MOVEMENT]) // (2 * concerned)


def test_an_activity_that_somebody_elses_line_rests_on_is_judged_for_itself():
    late = replace(VISIT, recorded_on=DAY + dt.timedelta(days=9), own=False)
    answers = {outcome.check: outcome.answer for outcome in examine(replace(DINNER, activity=late)).outcomes}
    assert (answers[Check.OWN], answers[Check.RECORDED], answers[Check.TIME]) == (F, D, Answer.PASSED)
