"""Implementations and their tasks on real requests: planned, moved over the board, time spent, accepted by the customer."""

import io

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Implementation, Milestone, Notification, Task, TimeEntry
from policy.orders import ImplementationStatus, OrderStatus, TaskStatus
from tests.support.orders import executed_order, new_contract

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def work(cast):
    return executed_order(cast).implementation


def version(row) -> int:
    return db.session.get(type(row), row.id).version


def add(client, work, owner=None, title="安装服务器", **more):
    fields = {"title": title, "owner_id": owner.id if owner else "", **more}
    assert client.post(f"/implementations/{work.id}/tasks", data=fields).status_code == 303
    return db.session.scalars(select(Task).order_by(Task.id.desc())).first()


def move(client, task, status, view="board", hx=False, **more):
    fields = {"version": version(task), "status": status, "view": view, **more}
    return client.post(f"/tasks/{task.id}/status", data=fields, hx=hx)


def accept(client, work, **typed):
    fields = {"version": version(work), "accepted_on": clock.today(), "accepted_by": "刘厂长", **typed}
    return client.post(f"/implementations/{work.id}/acceptance", data=fields)


def paper():
    return io.BytesIO(PDF), "验收单.pdf"


@pytest.fixture
def task(client, sign_in, cast, work):
    sign_in(client, "impl_vp")
    return add(client, work, cast.implementer1)


def test_an_implementation_is_planned_worked_on_and_accepted(client, sign_in, cast, work):
    sign_in(client, "impl_vp")
    assert "董浩" in client.get(f"/implementations/{work.id}").text
    planned = {"version": version(work), "leader_id": cast.implementer1.id, "content": "装机、培训", "due_on": ""}
    assert client.post(f"/implementations/{work.id}/plan", data=planned).status_code == 303
    sign_in(client, "implementer1")
    task = add(client, work, cast.implementer1)
    assert "安装服务器" in client.get("/tasks").text
    assert move(client, task, "doing").status_code == 303
    time = {"on": clock.today(), "minutes": 90, "note": "现场"}
    assert client.post(f"/tasks/{task.id}/time", data=time).status_code == 303
    assert db.session.scalars(select(TimeEntry.minutes)).all() == [90]
    assert move(client, task, "done").status_code == 303
    assert accept(client, work, file=paper()).status_code == 303
    work = db.session.get(Implementation, work.id)
    assert (work.status, work.accepted_by) == (ImplementationStatus.ACCEPTED, "刘厂长")
    reached = select(Milestone.label).where(Milestone.reached_on == clock.today())
    assert db.session.scalars(reached).all() == ["验收款"]
    assert work.order.status is OrderStatus.EXECUTING
    told = select(Notification.event).where(Notification.user_id == cast.finance1.id)
    assert "milestones_reached" in db.session.scalars(told).all()


def test_acceptance_needs_the_paper_and_all_tasks_or_a_reason(client, sign_in, work, task):
    answer = accept(client, work, file=paper())
    assert (answer.status_code, "undone" in answer.text) == (422, True)
    answer = accept(client, work, reason="培训下月补做")
    assert (answer.status_code, "no_file" in answer.text) == (422, True)
    assert db.session.get(Implementation, work.id).status is ImplementationStatus.RUNNING
    assert accept(client, work, reason="培训下月补做", file=paper()).status_code == 303
    assert db.session.get(Implementation, work.id).accepted_note == "培训下月补做"
    sign_in(client, "implementer1")
    assert move(client, task, "done").status_code == 422


def test_what_is_held_up_says_why_on_the_card_itself(client, sign_in, work, task):
    sign_in(client, "implementer1")
    answer = move(client, task, "blocked", hx=True)
    assert (answer.status_code, 'name="reason"' in answer.text) == (422, True)
    answer = move(client, task, "blocked", hx=True, reason="等客户机房验收")
    assert (answer.status_code, "等客户机房验收" in answer.text) == (200, True)
    sign_in(client, "sales1")
    assert "等客户机房验收" in client.get(f"/implementations/{work.id}").text


def test_of_two_moves_from_one_page_the_second_sees_what_stands_there(client, sign_in, task):
    sign_in(client, "implementer1")
    fields = {"version": version(task), "view": "board"}
    assert client.post(f"/tasks/{task.id}/status", data=fields | {"status": "doing"}).status_code == 303
    stale = client.post(f"/tasks/{task.id}/status", data=fields | {"status": "done"})
    assert (stale.status_code, "stale" in stale.text) == (422, True)
    assert client.post(f"/tasks/{task.id}/status", data=fields | {"status": "doing"}).status_code == 303
    assert db.session.get(Task, task.id).status is TaskStatus.DOING


def test_a_move_over_the_board_of_an_implementation_is_answered_with_its_numbers(client, sign_in, work, task):
    door = f"/implementations/{work.id}/tasks/{task.id}/status"
    fields = {"version": version(task), "status": "doing", "view": "work"}
    answer = client.post(door, data=fields, hx=True)
    assert (answer.status_code, 'id="work-stats" hx-swap-oob="true"' in answer.text) == (200, True)
    assert answer.text.count(" data-focus") == 1
    blocked = client.post(door, data=fields | {"version": version(task), "status": "blocked"})
    assert (blocked.status_code, f'action="{door}"' in blocked.text) == (422, True)
    assert client.post(f"/implementations/{work.id + 1}/tasks/{task.id}/status", data=fields).status_code == 404


def test_each_implementer_has_a_work_list_of_their_own(client, sign_in, cast, work):
    sign_in(client, "impl_vp")
    add(client, work, cast.implementer1, "给董浩")
    add(client, work, None, "没人做")
    sign_in(client, "implementer1")
    page = client.get("/tasks").text
    assert ("给董浩" in page, "没人做" in page) == (True, False)
    sign_in(client, "impl_vp")
    assert "没人做" in client.get("/tasks?whose=unit").text


def test_a_day_has_24_hours(client, sign_in, task):
    sign_in(client, "implementer1")
    time = {"on": clock.today(), "minutes": 1400}
    assert client.post(f"/tasks/{task.id}/time", data=time).status_code == 303
    assert client.post(f"/tasks/{task.id}/time", data={**time, "minutes": 41}).status_code == 422
    assert client.post(f"/tasks/{task.id}/time", data={**time, "minutes": "-1"}).status_code == 422
    assert client.post(f"/tasks/{task.id}/time", data={**time, "minutes": 10**30}).status_code == 422


def test_business_and_sales_see_the_progress_and_others_do_not(client, sign_in, cast, work, task):
    for username, expected in {
        "business_assistant": 200,
        "sales1": 200,
        "implementer1": 200,
        "president": 200,
        "sales2": 404,
        "jv_gm": 404,
        "marketing1": 403,
    }.items():
        sign_in(client, username)
        assert client.get(f"/implementations/{work.id}").status_code == expected, username
        assert client.get(f"/tasks/{task.id}").status_code == expected, username
    sign_in(client, "business_assistant")
    assert work.order.number in client.get("/implementations").text


def test_who_only_sees_it_neither_plans_nor_moves(client, sign_in, cast, work, task):
    sign_in(client, "sales_manager")
    assert client.post(f"/implementations/{work.id}/plan", data={"version": 1}).status_code == 403
    assert move(client, task, "done").status_code == 403
    assert client.post(f"/tasks/{task.id}", data={"version": 1, "title": "x"}).status_code == 403


def test_one_acceptance_of_two_reaches_nothing_yet(client, sign_in, cast):
    contract = new_contract(cast.sales1)
    first = executed_order(cast, contract, "5", "10").implementation
    executed_order(cast, contract, "5", "10")
    sign_in(client, "impl_vp")
    assert accept(client, first, reason="无需任务", file=paper()).status_code == 303
    assert db.session.scalars(select(Milestone).where(Milestone.reached_on.is_not(None))).all() == []
