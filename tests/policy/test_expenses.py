"""A3.4 as a table: every blocker, every doubt, and the lines in which nothing is found."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.examination import Answer, Check, Light, examine
from policy.expenses import ALWAYS_BOTH, Category, declared, preset
from policy.filler import bare
from policy.following import ActivityStatus
from policy.line_facts import ActivityFacts, LineFacts, distance
from policy.problems import Kind
from policy.vouchers import InvoiceFacts

DAY = dt.date(2026, 11, 10)
NOON = dt.datetime(2026, 11, 10, 4, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)

VISIT = ActivityFacts(
    status=ActivityStatus.DONE,
    starts_at=NOON,
    first_day=DAY,
    last_day=DAY,
    own=True,
    customer_id=7,
    recorded_on=DAY,
    city="上海市",
    contacts=2,
    colleagues=1,
)
US = "先录软件有限公司"
INVOICE = InvoiceFacts("26312000000012345678", total=Decimal("480.00"), buyer=US, from_file=True)
DINNER = LineFacts(
    now=LATER,
    today=dt.date(2026, 11, 20),
    spent_on=DAY,
    category=Category.ENTERTAINMENT,
    amount=Decimal("480.00"),
    relates_to_customer=True,
    relates_to_action=True,
    period=(dt.date(2026, 11, 1), dt.date(2026, 11, 30)),
    customer_id=7,
    customer_name="上海华锐科技有限公司",
    customer_approved=True,
    progress="客户确认预算，12 月招标",
    key_value="年采购额 200 万，可作行业样板",
    activity=VISIT,
    city="上海",
    customer_city="上海市",
    headcount=3,
    moved=2,
    invoices=(INVOICE,),
    our_titles=frozenset({bare(US)}),
)
PENS = replace(
    DINNER,
    category=Category.OFFICE,
    relates_to_customer=False,
    relates_to_action=False,
    customer_id=None,
    customer_name="",
    progress="",
    key_value="",
    activity=None,
    headcount=None,
)


def visit(**changed):
    return {"activity": replace(VISIT, **changed)}


def day(number):
    return dt.date(2026, 11, number)


def codes(facts, kind):
    return [problem.code for problem in examine(facts).problems if problem.kind is kind]


BLOCKERS = [
    # what is wrong with the dinner, the code, the field at fault
    ({"customer_id": None}, "customer_missing", "customer_id"),
    ({"customer_approved": False}, "customer_not_approved", "customer_id"),
    ({"progress": ""}, "progress_missing", "progress"),
    ({"progress": " \u3000\n"}, "progress_missing", "progress"),
    ({"progress": "正常"}, "progress_filler", "progress"),
    ({"progress": "。。。。。。"}, "progress_filler", "progress"),
    ({"progress": "好好好好好好"}, "progress_filler", "progress"),
    ({"progress": "上海华锐科技有限公司"}, "progress_filler", "progress"),
    ({"key_value": ""}, "key_value_missing", "key_value"),
    ({"key_value": "N/A"}, "key_value_filler", "key_value"),
    ({"key_value": "同上"}, "key_value_filler", "key_value"),
    ({"opportunity_customer_id": 8}, "opportunity_of_other", "opportunity_id"),
    ({"activity": None}, "activity_missing", "activity_id"),
    (visit(status=ActivityStatus.PLANNED), "activity_planned", "activity_id"),
    (visit(status=ActivityStatus.CANCELLED), "activity_cancelled", "activity_id"),
    ({"now": NOON - dt.timedelta(seconds=1)}, "activity_in_future", "activity_id"),
    (visit(own=False), "activity_of_other_person", "activity_id"),
    (visit(customer_id=8), "activity_of_other_customer", "activity_id"),
    (visit(customer_id=None), "activity_of_other_customer", "activity_id"),
    ({"spent_on": day(18)}, "activity_outside_window", "activity_id"),
    ({"spent_on": day(2)}, "activity_outside_window", "activity_id"),
    ({"spent_on": day(21)} | visit(last_day=day(21)), "spent_in_future", "spent_on"),
]

DOUBTS = [
    (DINNER, visit(recorded_on=day(12)), "activity_entered_late"),
    (DINNER, {"submitted_at": LATER} | visit(changed_at=LATER + dt.timedelta(seconds=1)), "activity_changed_since"),
    (DINNER, {"repeated": frozenset({"progress"})}, "progress_repeated"),
    (DINNER, {"repeated": frozenset({"key_value"})}, "key_value_repeated"),
    (DINNER, {"key_value": "客户确认预算　12月招标。"}, "same_text_twice"),
    (DINNER, {"same_invoice": 1}, "same_invoice"),
    (DINNER, {"alike": 2}, "same_day_amount_category"),
    (DINNER, visit(carries_category=True), "activity_carries_category"),
    (DINNER, {"period": (day(11), day(30))}, "outside_period"),
    (PENS, {"named": ("华锐科技",)}, "names_customer"),
    (PENS, {"same_invoice": 1}, "same_invoice"),
    (PENS, {"relates_to_action": True} | visit(), "activity_has_customer"),
]

NOTHING_WRONG = [
    (DINNER, {}),
    (PENS, {}),
    (DINNER, {"spent_on": day(17)}),
    (DINNER, {"spent_on": day(3)}),
    (DINNER, {"spent_on": day(19)} | visit(last_day=day(12))),
    (DINNER, {"spent_on": day(18), "window_days": 8}),
    (DINNER, {"opportunity_customer_id": 7}),
    (DINNER, visit(recorded_on=day(11))),
    (DINNER, visit(recorded_on=day(13)) | {"record_days": 3}),
    (DINNER, {"submitted_at": LATER} | visit(changed_at=LATER)),
    (DINNER, visit(changed_at=LATER)),
    (DINNER, {"category": Category.TRAVEL, "from_city": "杭州", "relates_to_action": False, "activity": None}),
    (PENS, {"category": Category.TRAINING, "relates_to_action": True} | visit(customer_id=None)),
]


@pytest.mark.parametrize(("changed", "code", "field"), BLOCKERS, ids=[f"{b[1]}-{i}" for i, b in enumerate(BLOCKERS)])
def test_a_line_is_not_reimbursed_when(changed, code, field):
    found = [problem for problem in examine(replace(DINNER, **changed)).problems if problem.blocks]
    assert [(problem.code, problem.field, problem.clause) for problem in found] == [(code, field, "A3.4")]
    assert found[0].remedy


@pytest.mark.parametrize(("line", "changed", "code"), DOUBTS, ids=[f"{d[2]}-{i}" for i, d in enumerate(DOUBTS)])
def test_finance_looks_twice_when(line, changed, code):
    facts = replace(line, **changed)
    assert codes(facts, Kind.BLOCKS) == []
    assert codes(facts, Kind.WARNS) == [code]


@pytest.mark.parametrize(("line", "changed"), NOTHING_WRONG)
def test_an_honest_line_is_fine(line, changed):
    said = examine(replace(line, **changed))
    assert (said.problems, said.light, said.score) == ([], Light.GREEN, 100)


@pytest.mark.parametrize("category", sorted(ALWAYS_BOTH))
def test_entertainment_and_gifts_cannot_be_declared_unrelated(category):
    facts = replace(PENS, category=category)
    assert codes(facts, Kind.BLOCKS) == [
        "customer_missing",
        "activity_missing",
        "progress_missing",
        "key_value_missing",
    ]
    assert declared(category, False, False) == (True, True)


@pytest.mark.parametrize(
    ("category", "customer", "action"),
    [
        (Category.ENTERTAINMENT, True, True),
        (Category.GIFTS, True, True),
        (Category.TRAVEL, True, True),
        (Category.LODGING, True, True),
        (Category.MEALS, True, True),
        (Category.LOCAL_TRANSPORT, True, True),
        (Category.MARKETING, False, True),
        (Category.COMMUNICATION, False, False),
        (Category.OFFICE, False, False),
        (Category.TRAINING, False, False),
        (Category.OTHER, False, False),
    ],
)
def test_a_category_presets_what_the_line_relates_to(category, customer, action):
    assert preset(category) == (customer, action)


def test_all_that_is_wrong_is_said_at_once_gravest_first():
    facts = replace(DINNER, customer_id=None, progress="无", activity=None, same_invoice=1)
    assert [problem.kind for problem in examine(facts).problems] == [Kind.BLOCKS] * 3 + [Kind.WARNS]


def test_an_activity_of_several_days_is_near_on_each_of_them():
    fair = replace(VISIT, first_day=day(8), last_day=day(11))
    assert [distance(fair, day(number)) for number in (6, 8, 10, 11, 14)] == [2, 0, 0, 0, 3]


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(Category), st.booleans(), st.booleans())
def test_whatever_is_typed_every_finding_names_clause_code_and_remedy(progress, key_value, category, customer, action):
    facts = replace(
        DINNER,
        progress=progress,
        key_value=key_value,
        category=category,
        relates_to_customer=customer,
        relates_to_action=action,
    )
    said = examine(facts)
    found = said.problems
    assert [outcome.check for outcome in said.outcomes] == list(Check)
    assert all(outcome.problems or outcome.fine or outcome.answer is Answer.NOT_CONCERNED for outcome in said.outcomes)
    assert all(problem.clause == "A3.4" and problem.code for problem in found)
    assert all(problem.remedy and problem.field for problem in found)
