"""What the pages from price to cash cost: few questions to the database, however much stands on them."""

import pytest
from sqlalchemy import event

from extensions import db
from operations.quotes import submit
from tests.support import orders
from tests.support.money import collect, issue, new_contract, on
from tests.support.quotes import new_catalogue, new_quote, wish

MOST = 12
MANY = 4


@pytest.fixture
def asked():
    """``asked(call)`` is how many statements a request sends that is answered."""

    def count(call) -> int:
        sent = []
        note = lambda connection, cursor, statement, *rest: sent.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert call().status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return sum(statement.lstrip().upper().startswith("SELECT") for statement in sent)

    return count


def steady(asked, client, urls, grow) -> None:
    """None of these pages asks more than it may, nor more because there is more on it."""
    before = {url: asked(lambda url=url: client.get(url)) for url in urls}
    for _ in range(MANY):
        grow()
    after = {url: asked(lambda url=url: client.get(url)) for url in urls}
    assert max(after.values()) <= MOST, after
    assert all(after[url] <= before[url] + 1 for url in urls), (before, after)


def test_the_inbox_asks_little_however_much_waits(client, sign_in, cast, asked):
    price_list = new_catalogue(cast.business_manager)

    def grow():
        quote = new_quote(cast.sales1, price_list, wish(discount="0.9"))
        submit(quote.id, quote.version, cast.sales1)

    grow()
    sign_in(client, "sales_manager")
    steady(asked, client, ["/approvals", "/approvals?tab=below", "/approvals?kind=quote&show=overdue"], grow)
    sign_in(client, "sales1")
    steady(asked, client, ["/approvals?tab=sent"], grow)


def test_a_contract_and_the_list_ask_little_however_many_there_are(client, sign_in, cast, asked):
    contract = orders.new_contract(cast.sales1)
    sign_in(client, "sales1")
    urls = [f"/contracts/{contract.id}", "/contracts"]
    steady(asked, client, urls, lambda: orders.new_contract(cast.sales1, customer=contract.customer))


def test_receivables_ask_little_by_every_filter(client, sign_in, cast, asked):
    def grow():
        contract = new_contract(cast.sales1, "100000")
        bill = issue(contract, cast.finance1, 1000, ago=60, due=30)
        collect(contract, cast.finance1, 400, on(bill, 400))

    grow()
    sign_in(client, "salesmgmt_manager")
    queries = (
        "",
        "?tab=overdue",
        "?tab=prepaid",
        "?tab=all",
        "?age=up_to_30",
        "?unit_id=4",
        "?tab=all&q=HT",
        "?q=公司",
    )
    steady(asked, client, [f"/receivables{one}" for one in queries], grow)
    sign_in(client, "sales1")
    steady(asked, client, ["/receivables"], grow)
