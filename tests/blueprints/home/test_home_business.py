"""What needs whom now of contracts, orders, implementations and tasks: each number opens just these (A9)."""

import clock
from extensions import db
from models import Contract
from operations import orders, tasks
from policy.contracting import ContractStatus
from policy.orders import TaskStatus
from tests.blueprints.home.test_home import numbers
from tests.support.orders import approved_order, asked_for, decide, executed_order, new_contract


def numbers_of(client, sign_in, username) -> dict[str, str]:
    return numbers(sign_in(client, username).get("/").text)


def test_business_staff_see_what_is_to_be_carried_out_and_shipped(client, sign_in, cast):
    waiting, going = approved_order(cast), executed_order(cast)
    found = numbers_of(client, sign_in, "business_assistant")
    assert (found["/orders?tab=execute"], found["/orders?tab=ship"]) == ("1", "1")
    assert waiting.number in client.get("/orders?tab=execute").text
    page = client.get("/orders?tab=ship").text
    assert (going.number in page, waiting.number in page) == (True, False)
    assert not {url for url in numbers_of(client, sign_in, "east_gm") if url.startswith("/orders")}


def test_sales_see_what_came_back_and_what_may_be_signed_and_ends(client, sign_in, cast):
    contract = new_contract(cast.sales1, ends_on=clock.today())
    order = orders.create(contract.id, asked_for(contract), cast.sales1)
    orders.submit(order.id, None, cast.sales1)
    decide(order, cast.business_manager, agrees=False, opinion="数量不对")
    other = new_contract(cast.sales1)
    db.session.get(Contract, other.id).status = ContractStatus.APPROVED
    db.session.commit()
    found = numbers_of(client, sign_in, "sales1")
    assert found["/orders?tab=mine&status=returned"] == found["/contracts?tab=mine&status=approved"] == "1"
    (ending,) = [url for url in found if "ends_before" in url]
    assert (found[ending], contract.number in client.get(ending).text) == ("1", True)


def test_implementation_sees_what_is_to_be_planned_done_and_unblocked(client, sign_in, cast):
    work = executed_order(cast).implementation
    found = numbers_of(client, sign_in, "impl_vp")
    assert found["/implementations?tab=mine&status=open"] == "1"
    values = {"title": "安装", "content": "", "owner_id": cast.implementer1.id, "due_on": clock.today()}
    task = tasks.create(work.id, values, cast.impl_vp)
    assert numbers_of(client, sign_in, "implementer1")["/tasks"] == "1"
    tasks.move(task.id, None, TaskStatus.BLOCKED, "等客户机房", cast.implementer1)
    assert numbers_of(client, sign_in, "impl_vp")["/tasks?whose=unit"] == "1"
    tasks.move(task.id, None, TaskStatus.DONE, "", cast.implementer1)
    found = numbers_of(client, sign_in, "impl_vp")
    assert found["/implementations?tab=mine&ready=1"] == "1"
    assert work.order.number in client.get("/implementations?tab=mine&ready=1").text
    assert "/tasks" not in numbers_of(client, sign_in, "implementer1")
