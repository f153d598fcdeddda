"""What a page of quotes costs: few questions to the database, however many lines there are."""

import pytest
from sqlalchemy import event

from extensions import db
from tests.blueprints.quotes.test_quotes import header, lines
from tests.support.quotes import new_catalogue, new_quote, wish

MOST = 12


@pytest.fixture
def asked():
    """The statements that are sent while a test runs."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_pages_of_quotes_ask_little_with_few_lines_and_with_many(client, sign_in, cast, asked):
    price_list = new_catalogue(cast.business_manager)
    quotes = [new_quote(cast.sales1, price_list, *[wish(discount="0.9")] * many) for many in (2, 60)]
    sign_in(client, "sales1")
    counts = {}
    for quote in quotes:
        typed = header(quote) | lines(*[{"discount": "0.8"}] * len(quote.lines))
        calls = {
            "list": lambda: client.get("/quotes"),
            "page": lambda url=f"/quotes/{quote.id}": client.get(url),
            "editor": lambda url=f"/quotes/{quote.id}/edit": client.get(url),
            "check": lambda url=f"/quotes/{quote.id}/check?line=1", data=typed: client.post(url, data=data, hx=True),
        }
        for name, call in calls.items():
            client.get("/healthz")
            asked.clear()
            assert call().status_code == 200
            counts.setdefault(name, []).append(len(asked))
    assert all(few == many for few, many in counts.values()), counts
    assert max(counts["list"] + counts["editor"] + counts["check"]) <= MOST, counts
    assert max(counts["page"]) <= 16, counts
