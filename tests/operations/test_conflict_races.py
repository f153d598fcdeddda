"""Conflicts under load: one file per customer, one ruling, and never more than the whole credit, whoever acts at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from extensions import db
from models import Conflict, ConflictParty, ConflictRuling, Customer, CustomerShare, User
from operations import Refused
from operations.conflicts import Words, claim
from operations.ownership import hand_over
from operations.rulings import rule
from operations.sharing import share
from policy.conflicts import Instance, Outcome
from policy.tracking import OwnershipReason
from queries.credit import credit_of
from tests.support.factories import new_customer

RELATION = Words(relation="合作过三期项目")
REASON = "系统报备时间更早，且一直有跟进记录"


@pytest.fixture
def at_once(app):
    """Every call in a thread of its own with a session of its own; "won" or the codes of its refusal."""

    def one(call):
        with app.app_context():
            try:
                call(lambda username: db.session.scalars(select(User).where(User.username == username)).one())
                return "won"
            except Refused as refusal:
                return ",".join(problem.code for problem in refusal.problems)
            finally:
                db.session.remove()

    def run(calls):
        db.session.commit()
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(one, calls))
        db.session.expire_all()
        return answers

    return run


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def claims(customer_id):
    def by(username):
        def call(who):
            person = who(username)
            return claim(db.session.get(Customer, customer_id), person, person, known_as="甲", words=RELATION)

        return call

    return by


def test_many_who_claim_at_once_are_parties_of_one_file(cast, at_once):
    by = claims(new_customer(cast.sales1).id)
    people = ["sales2", "channel1", "east_sales1", "jv_sales1"]
    answers = at_once([by(username) for username in people * 3])
    assert (answers.count("won"), answers.count("claims")) == (4, 8)
    assert (count(Conflict), count(ConflictParty)) == (1, 5)


def test_of_two_rulings_at_once_one_stands(cast, at_once):
    customer = new_customer(cast.sales1)
    conflict = claim(customer, cast.sales2, cast.sales2, known_as=customer.name, words=RELATION)
    id_, version = conflict.id, conflict.version
    said = Instance.MANAGER, Outcome.FIRST_KEEPS, REASON
    rulers = ["sales_manager", "salesmgmt_manager", "president", "vp"]
    answers = at_once([lambda who, name=name: rule(id_, version, *said, who(name)) for name in rulers])
    assert answers.count("won") == 1
    assert set(answers) <= {"won", "stale"}
    assert count(ConflictRuling) == 1


def test_ruling_while_the_customer_changes_hands_ends_in_one_of_both_orders(cast, at_once):
    customer = new_customer(cast.sales1)
    conflict = claim(customer, cast.sales2, cast.sales2, known_as=customer.name, words=RELATION)
    id_, version, customer_id = conflict.id, conflict.version, customer.id
    shares = {cast.sales1.id: 60, cast.sales2.id: 40}

    def transfer(who):
        row = db.session.get(Customer, customer_id)
        hand_over(row, who("channel1"), OwnershipReason.TRANSFERRED, who("salesmgmt_manager"), "区域调整")

    answers = at_once(
        [
            lambda who: rule(id_, version, Instance.MANAGER, Outcome.TOGETHER, REASON, who("sales_manager"), shares),
            transfer,
        ]
    )
    assert answers[1] == "won"
    owner = db.session.get(Customer, customer_id).owner_id
    assert owner == cast.channel1.id
    assert sum(credit_of(customer_id).values()) == 100
    parties = {party.user_id: party.left_at is None for party in db.session.get(Conflict, id_).parties}
    assert (parties[owner], parties[cast.sales1.id]) == (True, False)


def test_shares_given_at_once_never_make_more_than_the_whole(cast, at_once):
    customer = new_customer(cast.sales1)
    id_, people = customer.id, ["sales2", "channel1", "channel_manager", "sales_manager"]
    answers = at_once(
        [lambda who, name=name: share(id_, who(name), "共同跟进", who("sales1"), percent=40) for name in people]
    )
    assert sorted(answers) == ["percent_sum", "percent_sum", "won", "won"]
    assert db.session.scalar(select(func.sum(CustomerShare.percent))) == 80
