"""The statement of a month: drawn on the first working day, once, resumable; frozen, with corrections shown (A9.4)."""

import datetime as dt
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import draw_statement, draw_statement_files
from models import Collection, Notification, OutboxMail, Statement, StatementFile, StatementLine
from operations import collections, invoices, statement_files, statements
from policy.periods import last_day
from queries.ledgers import movements_of
from queries.statement_pages import by_unit, export_rows, together
from queries.statements import corrections, figures, period_due
from tests.support.money import collect, issue, new_contract, on

D = Decimal
WHY = "数量有误，客户退回两台设备"


@pytest.fixture
def at(monkeypatch):
    """``at(day)`` makes it the early morning of that day for everybody who asks the clock."""

    def set_to(day: dt.date, hour: int = 4):
        moment = clock.start_of(day) + dt.timedelta(hours=hour, minutes=30)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to


@pytest.fixture
def october(cast, at):
    """A contract with two invoices in October 2026, one of them half paid; now it is the last day of the month."""
    at(dt.date(2026, 10, 31))
    contract = new_contract(cast.sales1, "100000")
    old = issue(contract, cast.finance1, 4000, ago=90, due=61)
    issue(contract, cast.finance1, 1000, ago=1)
    collect(contract, cast.finance1, 1500, on(old, 1500), ago=2)
    return contract


def line(contract) -> StatementLine:
    db.session.expire_all()
    return db.session.scalars(select(StatementLine).where(StatementLine.contract_id == contract.id)).one()


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_it_is_due_from_the_first_working_day_of_the_next_month():
    assert period_due(dt.date(2026, 11, 1)) is None  # a Sunday
    assert period_due(dt.date(2026, 11, 2)) == "2026-10"
    assert period_due(dt.date(2026, 10, 7)) is None  # the national holiday
    assert period_due(dt.date(2026, 11, 27)) == "2026-10"
    assert last_day("2026-02") == dt.date(2026, 2, 28)


def test_it_is_drawn_once_on_the_first_working_day_and_given_to_sales_management(cast, october, at):
    at(dt.date(2026, 11, 1))
    draw_statement.run()
    assert count(Statement) == 0
    for day in (2, 2, 3):
        at(dt.date(2026, 11, day))
        draw_statement.run()
    row = db.session.scalars(select(Statement)).one()
    assert (row.period, row.as_of, row.done, row.total) == ("2026-10", dt.date(2026, 10, 31), 1, 1)
    assert row.frozen_at
    assert row.told_at
    frozen = line(october)
    assert (frozen.invoiced, frozen.collected, frozen.open, frozen.prepaid) == (5000, 1500, 3500, 0)
    assert (frozen.not_due, frozen.up_to_90, frozen.up_to_60) == (1000, 2500, 0)
    told = db.session.scalars(select(Notification).where(Notification.event == "statement_drawn")).all()
    assert [(one.user_id, one.params["open"]) for one in told] == [(cast.salesmgmt_manager.id, "3,500.00")]
    mailed = select(OutboxMail).where(OutboxMail.notification_id == told[0].id)
    assert db.session.scalars(mailed).one()


def test_what_moves_after_the_month_is_not_in_it(cast, october, at):
    at(dt.date(2026, 11, 2))
    issue(october, cast.finance1, 700)
    collect(october, cast.finance1, 900)
    draw_statement.run()
    assert (line(october).invoiced, line(october).collected, line(october).open) == (5000, 1500, 3500)


def test_a_drawing_that_was_killed_goes_on_where_it_stopped(cast, october, at, monkeypatch):
    monkeypatch.setattr(statements, "BATCH", 2)
    made = [october] + [new_contract(cast.sales1, "5000") for _ in range(6)]
    for contract in made[1:]:
        issue(contract, cast.finance1, 100)
    at(dt.date(2026, 11, 2))
    drawing = statements.draw()
    next(drawing), next(drawing)
    drawing.close()
    row = db.session.scalars(select(Statement)).one()
    assert (row.done, row.total, row.frozen_at) == (4, 7, None)
    at(dt.date(2026, 11, 5))
    draw_statement.run()
    assert (row.done, count(StatementLine)) == (7, 7)
    assert row.frozen_at is not None


def test_workers_who_draw_at_once_write_every_contract_once(app, cast, october, at, monkeypatch):
    monkeypatch.setattr(statements, "BATCH", 1)
    for _ in range(5):
        issue(new_contract(cast.sales1, "5000"), cast.finance1, 100)
    at(dt.date(2026, 11, 2))

    def draw(_):
        with app.app_context():
            list(statements.draw())
            db.session.remove()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(draw, range(4)))
    db.session.expire_all()
    assert (count(Statement), count(StatementLine)) == (1, 6)
    assert count(Notification) == db.session.scalar(select(func.count(func.distinct(Notification.key))))


def test_later_corrections_show_against_the_frozen_numbers(cast, october, at, client, sign_in):
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    at(dt.date(2026, 11, 5))
    late = collect(october, cast.finance1, 200, ago=10)
    old = invoices_of(october)[0]
    collections.allocate(late.id, late.version, on(old, 200), cast.finance1)
    invoices.correct(old.id, "RED-NOV", clock.today(), D(100), WHY, cast.finance1)
    row, frozen = db.session.scalars(select(Statement)).one(), line(october)
    by = corrections(row, [october.id])[october.id]
    assert (by.invoiced, by.collected, by.open) == (0, 200, -200)
    assert (frozen.collected, frozen.open) == (1500, 3500)
    sign_in(client, "salesmgmt_manager")
    page = client.get(f"/receivables/statements/{row.id}?tab=since").text
    assert october.number in page
    assert "+¥200.00" in page


def invoices_of(contract):
    from queries.ledgers import invoices_of as found

    return found(contract.id)


def test_a_contract_that_is_settled_and_still_is_left_out_the_month_after(cast, at):
    at(dt.date(2026, 9, 15))
    contract = new_contract(cast.sales1, "100")
    invoice = issue(contract, cast.finance1, 100)
    collect(contract, cast.finance1, 100, on(invoice, 100))
    for day, lines in ((dt.date(2026, 10, 9), 1), (dt.date(2026, 11, 2), 1)):
        at(day)
        draw_statement.run()
        assert count(StatementLine) == lines


def test_the_numbers_of_any_day_balance(cast, october, at):
    today = clock.today()
    for ago in (0, 1, 2, 30, 89, 90, 200):
        found = select_figures(today - dt.timedelta(days=ago), october.id)
        ages = found.not_due + found.up_to_30 + found.up_to_60 + found.up_to_90 + found.older
        assert found.open == ages
        assert found.open >= 0
        assert found.collected - (found.invoiced - found.open) >= 0


def select_figures(day, contract_id):
    return db.session.execute(figures(day, lambda column: column == contract_id)).one()


def test_everybody_reads_the_lines_of_the_own_contracts(cast, october, at, client, sign_in):
    foreign = new_contract(cast.jv_sales1, "5000")
    issue(foreign, cast.finance1, 100)
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    row = db.session.scalars(select(Statement)).one()
    seen = {}
    for username in ("sales1", "sales2", "jv_gm", "salesmgmt_manager", "finance1"):
        sign_in(client, username)
        text = client.get(f"/receivables/statements/{row.id}").text
        seen[username] = [contract.number in text for contract in (october, foreign)]
    assert seen == {
        "sales1": [True, False],
        "sales2": [False, False],
        "jv_gm": [False, True],
        "salesmgmt_manager": [True, True],
        "finance1": [True, True],
    }


def test_the_spreadsheet_carries_no_formula_and_the_paper_is_typeset(cast, october, at, client, sign_in):
    october.customer.name = '=HYPERLINK("http://evil","x")\x07公司'
    db.session.commit()
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    row = db.session.scalars(select(Statement)).one()
    sign_in(client, "salesmgmt_manager")
    body = drawn(client, row, "sheet")
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist() if "sheet" in name)
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[1]
    cells = list(sheet[2])
    assert (cells[0].data_type, cells[0].value[:10]) == ("s", "=HYPERLINK")
    assert (cells[8].value, cells[8].number_format) == (3500, "#,##0.00")
    assert drawn(client, row, "paper").startswith(b"%PDF")


def drawn(client, row, kind) -> bytes:
    """Ask for the file on the page, let the worker draw it, and take it."""
    url = f"/receivables/statements/{row.id}"
    assert client.post(f"{url}/files", data={"kind": kind}).status_code == 303
    shown = client.get(f"{url}/files", hx=True).text
    assert "<progress" in shown or "SHA-256" in shown
    draw_statement_files.run()
    assert "SHA-256" in client.get(url).text
    return client.get(f"{url}.{'xlsx' if kind == 'sheet' else 'pdf'}").data


def test_a_file_is_drawn_once_for_all_who_see_the_same_and_never_handed_to_others(cast, october, at, client, sign_in):
    foreign = new_contract(cast.jv_sales1, "5000")
    issue(foreign, cast.finance1, 100)
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    row = db.session.scalars(select(Statement)).one()
    drawn_for_management = db.session.scalars(select(StatementFile)).all()
    assert {(one.kind, one.reach) for one in drawn_for_management} == {("sheet", "all"), ("paper", "all")}
    sign_in(client, "salesmgmt_manager")
    first = drawn(client, row, "sheet")
    sign_in(client, "finance1")
    assert client.get(f"/receivables/statements/{row.id}.xlsx").data == first
    draw_statement_files.run()
    assert count(StatementFile) == 2
    sign_in(client, "jv_gm")
    assert client.get(f"/receivables/statements/{row.id}.xlsx").status_code == 303
    own = openpyxl.load_workbook(io.BytesIO(drawn(client, row, "sheet"))).worksheets[1]
    assert [cell.value for cell in own["B"]][1:] == [foreign.number]


def test_a_file_whose_worker_died_is_drawn_by_the_next(cast, october, at, monkeypatch):
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    file = db.session.scalars(select(StatementFile).where(StatementFile.kind == "sheet")).one()
    assert statement_files.take(file.id)
    assert statement_files.take(file.id) is None
    assert file.id not in statement_files.unfinished()
    at(dt.date(2026, 11, 2), hour=5)
    draw_statement_files.run()
    assert statement_files.unfinished() == []
    assert file.sha256


def test_a_file_whose_asker_sees_something_else_by_now_is_drawn_for_who_asks_next(cast, october, at, client, sign_in):
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    file = db.session.scalars(select(StatementFile).where(StatementFile.kind == "sheet")).one()
    file.asked_by_id = cast.jv_gm.id
    db.session.commit()
    with pytest.raises(PermissionError):
        draw_statement_files.run(file.id)
    sign_in(client, "finance1")
    assert drawn(client, db.session.scalars(select(Statement)).one(), "sheet")


def test_what_came_late_stands_as_a_correction_in_the_next_statement(cast, october, at, client, sign_in):
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    at(dt.date(2026, 11, 20))
    late = collect(october, cast.finance1, 200, on(invoices_of(october)[0], 200), ago=25)
    wrong = next(one for one in movements(october) if one.amount == 1500)
    collections.withdraw(wrong.id, wrong.version, WHY, cast.finance1)
    issue(october, cast.finance1, 300)
    at(dt.date(2026, 12, 1))
    draw_statement.run()
    first, second = db.session.scalars(select(Statement).order_by(Statement.period))
    lines = {one.statement_id: one for one in db.session.scalars(select(StatementLine))}
    assert (lines[first.id].collected, lines[first.id].open) == (1500, 3500)
    then = lines[second.id]
    assert (then.before, then.late_invoiced, then.late_collected, then.late_open) == (3500, 0, -1300, 1300)
    assert then.open == then.before + then.late_open + 300
    assert late.received_on.month == 10
    sign_in(client, "finance1")
    assert october.number in client.get(f"/receivables/statements/{second.id}?tab=earlier").text
    assert "2026-11" in client.get(f"/receivables/statements/{first.id}").text


def movements(contract):
    return [row for _movement, row in movements_of(contract.id, []) if isinstance(row, Collection)]


def test_months_that_nobody_drew_are_made_up(cast, october, at):
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    at(dt.date(2027, 2, 1))
    draw_statement.run()
    periods = db.session.scalars(select(Statement.period).order_by(Statement.period))
    assert list(periods) == ["2026-10", "2026-11", "2026-12", "2027-01"]


def test_the_sums_of_a_statement_are_those_of_its_lines_for_everybody(cast, october, at):
    for owner in (cast.jv_sales1, cast.east_sales1, cast.sales2):
        issue(new_contract(owner, "5000"), cast.finance1, 100, ago=1)
    at(dt.date(2026, 11, 2))
    draw_statement.run()
    row = db.session.scalars(select(Statement)).one()
    for username in ("sales1", "sales_manager", "jv_gm", "east_gm", "salesmgmt_manager", "finance1", "president"):
        person = getattr(cast, username)
        shown = [one.open for portion in export_rows(person, row) for one in portion]
        total = together(by_unit(person, row))
        assert (total.count, total.open) == (len(shown), sum(shown)), username
