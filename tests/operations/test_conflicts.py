"""Conflicts as the verbs carry them out: who keeps the customer, who follows it together, and who is told."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, Conflict, Customer, CustomerShare, Notification
from operations import Refused, Stale
from operations.conflicts import Words, appeal, claim, state, withdraw
from operations.lapses import discard
from operations.ownership import hand_over
from operations.people import deactivate
from operations.pool import give_up
from operations.rulings import rule
from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from policy.entry import CustomerStatus
from policy.tracking import OwnershipReason
from queries.conflicts import present, running, stands
from tests.support.factories import new_customer

RELATION = Words(preference="总经理希望由我对接", relation="合作过三期项目")
REASON = "双方都有长期联系，共同跟进对签约最有利"


@pytest.fixture
def customer(cast):
    return new_customer(cast.sales1)


@pytest.fixture
def conflict(cast, customer):
    return claimed(customer, cast.sales2)


def claimed(customer, by, words=RELATION):
    return claim(customer, by, by, known_as=customer.name, words=words)


def ruled(conflict, by, outcome=Outcome.FIRST_KEEPS, instance=Instance.MANAGER, **shares):
    percents = {party.user_id: shares.get(party.user.username) for party in conflict.parties}
    return rule(conflict.id, conflict.version, instance, outcome, REASON, by, percents)


def percents(customer):
    running_ = CustomerShare.customer_id == customer.id, CustomerShare.until_at.is_(None)
    return {row.user.username: row.percent for row in db.session.scalars(select(CustomerShare).where(*running_))}


def codes(refusal) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def told(person, event) -> int:
    rows = select(Notification).where(Notification.user_id == person.id, Notification.event == event)
    return len(db.session.scalars(rows).all())


def test_a_claim_names_the_owner_as_the_first_and_tells_owner_and_ruler(cast, customer, conflict):
    first, later = present(conflict)
    assert (first.user_id, first.claiming, first.recorded_at) == (cast.sales1.id, Claiming.FIRST, customer.created_at)
    assert (later.user_id, later.claiming) == (cast.sales2.id, Claiming.LATER)
    assert (told(cast.sales1, "conflict_opened"), told(cast.sales_manager, "conflict_to_rule")) == (1, 1)
    assert told(cast.sales2, "conflict_opened") == 0


def test_a_third_one_joins_the_file_that_runs(cast, customer, conflict):
    assert claimed(customer, cast.east_sales1).id == conflict.id
    assert [party.user.username for party in present(conflict)] == ["sales1", "sales2", "east_sales1"]
    assert told(cast.salesmgmt_manager, "conflict_to_rule") == 1
    with pytest.raises(Refused) as refusal:
        claimed(customer, cast.sales2)
    assert codes(refusal) == ["claims"]


def test_the_first_one_keeps_it(cast, customer, conflict):
    ruling = ruled(conflict, cast.sales_manager)
    assert (ruling.clause, conflict.status) == ("A8.1", ConflictStatus.RULED)
    assert customer.owner_id == cast.sales1.id
    assert percents(customer) == {}
    assert told(cast.sales1, "conflict_manager_first_keeps") == told(cast.sales2, "conflict_manager_first_keeps") == 1


def test_together_gives_every_later_one_the_share_and_the_owner_the_rest(cast, customer, conflict):
    ruling = ruled(conflict, cast.sales_manager, Outcome.TOGETHER, sales1=60, sales2=40)
    assert percents(customer) == {"sales2": 40}
    assert ruling.shares == {str(cast.sales1.id): 60, str(cast.sales2.id): 40}
    assert customer.owner_id == cast.sales1.id


@pytest.mark.parametrize("username", ["sales1", "sales2", "jv_gm", "east_gm"])
def test_nobody_rules_on_the_own_conflict_or_over_people_one_does_not_lead(cast, conflict, username):
    with pytest.raises(Refused):
        ruled(conflict, getattr(cast, username))
    assert conflict.status is ConflictStatus.OPEN


def test_between_companies_sales_management_rules(cast, customer):
    conflict = claimed(customer, cast.jv_sales1)
    assert told(cast.salesmgmt_manager, "conflict_to_rule") == 1
    assert told(cast.sales_manager, "conflict_to_rule") == told(cast.jv_gm, "conflict_to_rule") == 0
    with pytest.raises(Refused) as refusal:
        ruled(conflict, cast.sales_manager)
    assert codes(refusal) == ["leads_not_all"]
    ruled(conflict, cast.salesmgmt_manager)


def test_a_manager_who_claims_for_somebody_does_not_rule(cast, customer):
    conflict = claim(customer, cast.sales2, cast.sales_manager, known_as=customer.name, words=RELATION)
    with pytest.raises(Refused) as refusal:
        ruled(conflict, cast.sales_manager)
    assert codes(refusal) == ["involved"]
    ruled(conflict, cast.salesmgmt_manager)


def test_who_is_claimed_for_hears_of_it(cast, customer):
    conflict = claim(customer, cast.sales2, cast.sales_manager, known_as=customer.name)
    assert (told(cast.sales2, "conflict_claimed_for_you"), told(cast.sales2, "conflict_opened")) == (1, 0)
    claimed(customer, cast.channel1)
    withdraw(conflict.id, cast.sales2)
    claim(customer, cast.sales2, cast.sales_manager, known_as=customer.name)
    assert told(cast.sales2, "conflict_claimed_for_you") == 2


def test_what_is_put_forward_meanwhile_makes_the_rulers_page_stale(cast, conflict):
    shown = conflict.version
    state(conflict.id, conflict.parties[0].version, Words(statement="三月起每周拜访"), cast.sales1)
    with pytest.raises(Stale):
        rule(conflict.id, shown, Instance.MANAGER, Outcome.FIRST_KEEPS, REASON, cast.sales_manager)


def test_a_withdrawn_claim_closes_the_file_and_may_be_raised_again(cast, customer, conflict):
    with pytest.raises(Refused):
        withdraw(conflict.id, cast.sales1)
    withdraw(conflict.id, cast.sales2)
    assert conflict.status is ConflictStatus.WITHDRAWN
    assert running(customer.id) is None
    assert claimed(customer, cast.sales2).id != conflict.id


def test_an_appeal_turns_together_into_first_keeps_and_ends_the_shares(cast, customer, conflict):
    ruled(conflict, cast.sales_manager, Outcome.TOGETHER, sales1=60, sales2=40)
    appeal(conflict.id, conflict.version, "客户明确表示只认先录入的一方", cast.sales1)
    assert told(cast.salesmgmt_manager, "conflict_appeal_to_rule") == 1
    ruled(conflict, cast.salesmgmt_manager, instance=Instance.APPEAL)
    assert percents(customer) == {}
    assert conflict.status is ConflictStatus.SETTLED
    with pytest.raises(Refused) as refusal:
        appeal(conflict.id, conflict.version, "再次说明客户的意愿和联系", cast.sales2)
    assert "appealed" in codes(refusal)


def test_an_appeal_turns_first_keeps_into_together(cast, customer, conflict):
    ruled(conflict, cast.sales_manager)
    appeal(conflict.id, conflict.version, "总经理书面说明由我对接", cast.sales2)
    ruled(conflict, cast.salesmgmt_manager, Outcome.TOGETHER, Instance.APPEAL, sales1=50, sales2=50)
    assert percents(customer) == {"sales2": 50}


def test_who_ruled_first_does_not_rule_on_the_appeal(cast, conflict):
    ruled(conflict, cast.salesmgmt_manager)
    appeal(conflict.id, conflict.version, "总经理书面说明由我对接", cast.sales2)
    assert told(cast.salesmgmt_manager, "conflict_appeal_to_rule") == 0
    with pytest.raises(Refused) as refusal:
        ruled(conflict, cast.salesmgmt_manager, instance=Instance.APPEAL)
    assert codes(refusal) == ["ruled_first"]
    ruled(conflict, cast.presidents_assistant, instance=Instance.APPEAL)


def test_after_the_term_it_is_settled_without_any_job_and_not_claimed_again_by_the_same(cast, customer, conflict):
    ruled(conflict, cast.sales_manager)
    conflict.appeal_until = clock.today() - dt.timedelta(days=1)
    db.session.commit()
    assert stands(conflict) is ConflictStatus.SETTLED
    assert running(customer.id) is None
    with pytest.raises(Refused) as refusal:
        appeal(conflict.id, conflict.version, "总经理书面说明由我对接", cast.sales2)
    assert codes(refusal) == ["term_over"]
    with pytest.raises(Refused) as refusal:
        claimed(customer, cast.sales2)
    assert codes(refusal) == ["heard"]
    assert claimed(customer, cast.channel1).id != conflict.id
    assert db.session.get(Conflict, conflict.id).status is ConflictStatus.SETTLED


def test_a_share_that_the_ruling_replaced_runs_again_when_the_appeal_ends_it(cast, customer):
    old = CustomerShare(customer_id=customer.id, user_id=cast.sales2.id, percent=10, reason="共同跟进")
    old.by_id, old.from_at = cast.sales1.id, clock.now()
    db.session.add(old)
    db.session.commit()
    conflict = claimed(customer, cast.sales2)
    ruled(conflict, cast.sales_manager, Outcome.TOGETHER, sales1=60, sales2=40)
    assert percents(customer) == {"sales2": 40}
    appeal(conflict.id, conflict.version, "客户明确表示只认先录入的一方", cast.sales1)
    ruled(conflict, cast.salesmgmt_manager, instance=Instance.APPEAL)
    assert percents(customer) == {"sales2": 10}


def test_shares_of_colleagues_outside_the_conflict_are_part_of_the_hundred(cast, customer, conflict):
    other = CustomerShare(customer_id=customer.id, user_id=cast.channel1.id, percent=20, reason="渠道支持")
    other.by_id, other.from_at = cast.sales1.id, clock.now()
    db.session.add(other)
    db.session.commit()
    with pytest.raises(Refused) as refusal:
        ruled(conflict, cast.sales_manager, Outcome.TOGETHER, sales1=60, sales2=40)
    assert codes(refusal) == ["share_sum"]
    ruling = ruled(conflict, cast.sales_manager, Outcome.TOGETHER, sales1=50, sales2=30)
    assert sum(ruling.shares.values()) == 100


# claimants who leave, and customers that change hands


def test_a_later_claimant_who_resigns_leaves_first_recorded_first_owned(cast, conflict):
    deactivate(cast.sales2.id, None, cast.admin)
    with pytest.raises(Refused) as refusal:
        ruled(conflict, cast.sales_manager, Outcome.TOGETHER, sales1=60, sales2=40)
    assert codes(refusal) == ["later_gone"]
    ruled(conflict, cast.sales_manager)
    assert told(cast.sales2, "conflict_manager_first_keeps") == 0


def test_of_two_later_claimants_the_one_who_stays_may_share(cast, customer, conflict):
    claimed(customer, cast.channel1)
    deactivate(cast.sales2.id, None, cast.admin)
    ruled(conflict, cast.salesmgmt_manager, Outcome.TOGETHER, sales1=70, channel1=30)
    assert percents(customer) == {"channel1": 30}


def test_the_share_of_a_claimant_who_resigned_is_part_of_the_hundred(cast, customer, conflict):
    old = CustomerShare(customer_id=customer.id, user_id=cast.sales2.id, percent=20, reason="共同跟进")
    old.by_id, old.from_at = cast.sales1.id, clock.now()
    db.session.add(old)
    db.session.commit()
    claimed(customer, cast.channel1)
    deactivate(cast.sales2.id, None, cast.admin)
    with pytest.raises(Refused) as refusal:
        ruled(conflict, cast.salesmgmt_manager, Outcome.TOGETHER, sales1=60, channel1=40)
    assert codes(refusal) == ["share_sum"]
    ruling = ruled(conflict, cast.salesmgmt_manager, Outcome.TOGETHER, sales1=50, channel1=30)
    assert sorted(ruling.shares.values()) == [20, 30, 50]


def test_who_recorded_first_resigns_and_the_new_owner_takes_the_place(cast, customer, conflict):
    deactivate(cast.sales1.id, None, cast.admin)
    with pytest.raises(Refused) as refusal:
        ruled(conflict, cast.sales_manager, Outcome.TOGETHER, sales1=60, sales2=40)
    assert codes(refusal) == ["first_gone"]
    hand_over(customer, cast.sales_manager, OwnershipReason.TRANSFERRED, cast.salesmgmt_manager, "离职交接")
    first, later = present(conflict)
    assert (first.user_id, first.claiming) == (cast.sales_manager.id, Claiming.FIRST)
    assert first.recorded_at == customer.created_at
    assert told(cast.sales_manager, "conflict_inherited") == 1
    assert told(cast.salesmgmt_manager, "conflict_to_rule") == 1
    ruled(conflict, cast.salesmgmt_manager, Outcome.TOGETHER, sales_manager=60, sales2=40)
    assert percents(customer) == {"sales2": 40}


def test_given_to_the_pool_the_file_ends_and_the_claimants_hear_of_it(cast, customer, conflict):
    give_up(customer.id, cast.sales1, "不再跟进")
    assert conflict.status is ConflictStatus.WITHDRAWN
    assert conflict.closed_at is not None
    assert told(cast.sales2, "conflict_ended") == 1


def test_a_draft_that_lapses_takes_its_conflict_along(cast):
    draft = new_customer(cast.sales1, status=CustomerStatus.DRAFT)
    conflict = claimed(draft, cast.sales2)
    discard(draft.id, draft.version, cast.sales1)
    assert conflict.status is ConflictStatus.WITHDRAWN
    assert told(cast.sales2, "conflict_ended") == 1
    with pytest.raises(Refused) as refusal:
        claimed(draft, cast.sales2)
    assert codes(refusal) == ["lapsed"]


def test_given_to_the_claimant_there_is_nothing_left_to_rule(cast, customer, conflict):
    hand_over(customer, cast.sales2, OwnershipReason.TRANSFERRED, cast.sales_manager, "离职交接")
    assert conflict.status is ConflictStatus.WITHDRAWN
    assert running(customer.id) is None


def test_nothing_of_what_is_put_forward_stands_in_the_customers_history(cast, customer, conflict):
    state(conflict.id, conflict.parties[1].version, Words(relation="与总经理是同学"), cast.sales2)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.customer_id == customer.id)).all()
    assert not any("同学" in str(entry.after) or entry.by_id == cast.sales2.id for entry in entries)


@pytest.mark.parametrize(
    ("owner", "by", "code"),
    [("sales1", "sales1", "own"), ("sales1", "presales1", "not_selling"), (None, "sales2", "nobodys")],
)
def test_what_cannot_be_claimed(cast, owner, by, code):
    customer = new_customer(cast.sales1)
    if owner is None:
        give_up(customer.id, cast.sales1, "不再跟进")
    with pytest.raises(Refused) as refusal:
        claimed(db.session.get(Customer, customer.id), getattr(cast, by))
    assert code in codes(refusal)
