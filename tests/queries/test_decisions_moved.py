"""What was decided, and what waits, under the first versions stands under the one mechanism of approvals (A4.2, A6.7)."""

import json

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from app import create_app
from extensions import db
from models import Approval, ApprovalStep, Closing, Customer, User
from operations.approval_kinds import handler_of
from operations.approvals import decide, draw_up
from policy.approvals import ApprovalKind
from queries.approval_files import history, last_step
from queries.approvals import to_decide
from tests.support.client import Client

SECOND_VERSION = """
insert into units (id, parent_id, kind, name, path, active, version) values
  (1, null, 'headquarters', '总部', '/1/', true, 1), (2, 1, 'department', '直销部', '/1/2/', true, 1);
insert into users (id, username, name, email, phone, password_hash, must_change_password, session_epoch, unit_id, active,
  language, created_at, version)
  select n, 'user' || n, '人' || n, '', '', '', false, 1, unit, true, 'zh_Hans_CN', '2026-01-05 02:00:00', 1
  from (select 1 as n, 2 as unit union select 2, 2 union select 3, 1 union select 4, 2) people;
insert into user_roles (user_id, role) values
  (1, 'direct_sales'), (2, 'department_manager'), (3, 'sales_management'), (4, 'sales_assistant');
insert into assistant_links (assistant_id, manager_id) values (4, 2);
insert into customers (id, version, kind, status, name, name_key, pinyin, initials, province, city, industry, grade,
  address, phone, website, owner_id, unit_id, clock_day, band, created_at, created_by_id, entry_due_on, submitted_at)
  select id, 1, 'direct', status, '公司' || id, '公司' || id, '', '', '浙江省', '杭州市', 'software', 'C', '文三路', '', '', owner,
    2, '2026-02-02', 'fresh', '2026-02-02 02:00:00', coalesce(owner, 1), '2026-02-09', CAST(sent AS {moment})
  from (select 10 as id, 'approved' as status, 1 as owner, '2026-02-05 02:00:00' as sent
    union select 11, 'submitted', 1, '2026-02-06 02:00:00' union select 12, 'submitted', 2, '2026-02-06 02:00:00'
    union select 13, 'submitted', null, '2026-02-06 02:00:00' union select 14, 'returned', 1, '2026-02-03 02:00:00') c;
insert into contacts (id, version, customer_id, name, title, phone, email, decision_role, active, created_at, created_by_id)
  values (1, 1, 11, '金玉', '采购', '13900000000', '', 'unknown', true, '2026-02-02 02:00:00', 1),
         (2, 1, 11, '老王', '', '', '', 'unknown', false, '2026-02-02 02:00:00', 1);
insert into customer_reviews (id, customer_id, decision, note, field_reasons, by_id, at) values
  (7, 10, 'returned', '请补', '{{"phone": "缺电话"}}', 2, '2026-02-04 02:00:00'),
  (8, 14, 'returned', '', '{{"name": "非全称"}}', 4, '2026-02-04 03:00:00'),
  (9, 10, 'approved', '', '{{}}', 2, '2026-02-05 03:00:00');
insert into audit_entries (at, by_id, verb, subject_type, subject_id, customer_id, before, after, note, address) values
  ('2026-02-03 02:00:00', 1, 'submitted', 'customers', 10, 10, '{{}}', '{{}}', '', ''),
  ('2026-02-05 02:00:00', 4, 'submitted', 'customers', 10, 10, '{{}}', '{{}}', '', '');
insert into stages (id, code, name_zh, name_en, position, probability, allows_quotes, active, version)
  values (1, 'won', '赢单', 'Won', 1, 100, true, true, 1);
insert into opportunities (id, version, customer_id, owner_id, unit_id, name, status, stage_id, stage_since, amount,
  product_interest, probability, first_expected_on, expected_on, created_at, created_by_id)
  select id, 1, 10, 1, 2, '机会' || id, 'won', 1, '2026-03-01 02:00:00', 100, '', 100, '2026-03-01', '2026-03-01',
    '2026-03-01 02:00:00', 1 from (select 20 as id union select 21 union select 22) o;
insert into closings (id, opportunity_id, status, reason, result_on, due_on, closed_at, closed_by_id, confirmed_at,
  sent_back_at) values
  (30, 20, 'won', '价优', '2026-03-02', '2026-03-03', '2026-03-03 02:00:00', 1, '2026-03-04 02:00:00', null),
  (31, 21, 'won', '价优', '2026-03-02', '2026-03-03', '2026-03-03 02:00:00', 1, null, '2026-03-04 02:00:00'),
  (32, 22, 'lost', '价高', '2026-03-02', '2026-03-03', '2026-03-03 02:00:00', 1, null, null);
insert into closing_confirmations (id, closing_id, decision, note, by_id, at) values
  (1, 30, 'sent_back', '缺竞争对手', 2, '2026-03-03 05:00:00'), (2, 31, 'sent_back', '缺附件', 4, '2026-03-04 02:00:00'),
  (3, 30, 'confirmed', '', 2, '2026-03-04 02:00:00')
"""


@pytest.fixture
def moved(empty_database):
    """An application whose database was filled under the second version, and then brought up to date."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": empty_database, "ASSETS_AS_THEY_ARE": True, "TESTING": True})
    app.test_client_class = Client
    with app.app_context():
        upgrade(revision="0002")
        moment = "timestamptz" if db.engine.dialect.name == "postgresql" else "text"
        with db.engine.begin() as connection:
            for statement in SECOND_VERSION.format(moment=moment).split(";"):
                connection.exec_driver_sql(statement)
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def told(kind, subject_id):
    """Who asked and who decided what about this subject, the earliest first."""
    rounds = reversed(history(kind, subject_id))
    return [(one.requested_by_id, one.state.value, *_said(step)) for one in rounds for step in one.steps]


def _said(step):
    return step.by_id, step.opinion, step.details


def inbox(user_id):
    rows = db.session.scalars(to_decide(db.session.get(User, user_id)))
    return {(step.approval.kind.value, step.approval.subject_id): step for step in rows}


def decide_as(user_id, key, agrees, opinion=""):
    step = inbox(user_id)[key]
    decide(step.approval_id, step.id, step.approval.fingerprint, agrees, opinion, db.session.get(User, user_id))


def test_nothing_decided_or_waiting_is_lost(moved):
    what_was_decided()
    what_waits_lies_with_who_decides()
    what_waits_is_what_submitting_now_would_ask()
    what_waits_can_be_decided()
    the_pages_show_it(moved)


def what_was_decided():
    customer, closing = ApprovalKind.CUSTOMER, ApprovalKind.CLOSING
    assert told(customer, 10) == [
        (1, "returned", 2, "请补", {"reasons": {"phone": "缺电话"}}),
        (4, "approved", 2, "", {"reasons": {}}),
    ]
    assert [str(one.requested_at)[:19] for one in history(customer, 10)] == [
        "2026-02-05 02:00:00",
        "2026-02-03 02:00:00",
    ]
    assert told(closing, 20) == [(1, "returned", 2, "缺竞争对手", {}), (1, "approved", 2, "", {})]
    assert told(closing, 21) == [(1, "returned", 4, "缺附件", {})]
    assert last_step(customer, 14).details == {"reasons": {"name": "非全称"}}
    ended = select(Approval.ended_at).where(Approval.ended_at.is_not(None)).order_by(Approval.id)
    times = db.session.scalars(ended).all()
    assert times == sorted(times)
    assert len(times) == 6


def what_waits_lies_with_who_decides():
    first = {("customer", 11), ("customer", 13), ("closing", 22)}
    assert inbox(1).keys() == set()
    assert inbox(2).keys() == inbox(4).keys() == first
    assert inbox(3).keys() == {("customer", 12)}, "the head's own customer is asked of who stands in"
    assert str(inbox(2)["customer", 11].due_at)[:19] == "2026-02-10 02:00:00"


def what_waits_is_what_submitting_now_would_ask():
    for approval in db.session.scalars(select(Approval).where(Approval.state == "pending")).all():
        handler = handler_of(approval.kind)
        subject = db.session.get(handler.model, approval.subject_id)
        now = draw_up(approval.kind, handler, subject, approval.requested_by)
        for name in ("content", "fingerprint", "title", "unit_id", "customer_id", "before"):
            assert getattr(approval, name) == getattr(now, name), name
        assert {row.user_id for row in approval.barred} == {row.user_id for row in now.barred}
        kept, drawn = approval.steps[0], now.steps[0]
        for name in ("position", "clause", "why", "params", "assistants"):
            assert getattr(kept, name) == getattr(drawn, name), name
        db.session.rollback()


def what_waits_can_be_decided():
    decide_as(4, ("customer", 11), True)
    decide_as(2, ("customer", 13), False, "重复")
    decide_as(3, ("customer", 12), True)
    decide_as(2, ("closing", 22), True)
    assert inbox(2) == inbox(3) == {}
    statuses = {row.id: row.status.value for row in db.session.scalars(select(Customer))}
    assert statuses == {10: "approved", 11: "approved", 12: "approved", 13: "returned", 14: "returned"}
    assert db.session.get(Closing, 32).confirmed_at is not None
    assert db.session.scalars(select(ApprovalStep).where(ApprovalStep.state == "open")).all() == []


def the_pages_show_it(app):
    client = app.test_client().sign_in(db.session.get(User, 2))
    assert "非全称" in client.get("/customers/14").get_data(as_text=True)
    assert "缺竞争对手" in client.get("/opportunities/20").get_data(as_text=True)
    assert client.get("/approvals").status_code == 200


def test_what_was_decided_since_is_read_by_the_second_version_again(moved):
    decide_as(2, ("customer", 11), False, "请补电话")
    db.session.remove()
    downgrade(revision="0002")
    with db.engine.connect() as connection:
        reviews = connection.execute(
            text("select customer_id, decision, note, field_reasons, by_id from customer_reviews")
        )
        found = [(*row[:3], json.loads(row[3]) if isinstance(row[3], str) else row[3], row[4]) for row in reviews]
        assert sorted(found, key=str) == [
            (10, "approved", "", {}, 2),
            (10, "returned", "请补", {"phone": "缺电话"}, 2),
            (11, "returned", "请补电话", {}, 2),
            (14, "returned", "", {"name": "非全称"}, 4),
        ]
        assert connection.scalar(text("select count(*) from closing_confirmations")) == 3
    upgrade()
    assert inbox(2).keys() == {("customer", 13), ("closing", 22)}
