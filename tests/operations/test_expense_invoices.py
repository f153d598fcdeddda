"""An invoice is handed in once in the whole company, however it is written (A3.4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from extensions import db
from models import ExpenseInvoice, User
from operations import Refused, expense_approvals, expense_checks, expenses
from policy.expenses import ClaimStatus
from policy.vouchers import identity_of
from tests.support.expenses import claim_in, codes
from tests.support.factories import new_claim, new_line

NUMBER = "26312000001234567890"


def claim_with(person, number=NUMBER, **columns):
    claim = new_claim(person)
    new_line(claim, invoice_number=number, **columns)
    return claim


@pytest.mark.parametrize(
    "written", [" 2631 2000 0012 3456 7890", "２６３１２０００００１２３４５６７８９０", "2631-2000-0012-3456-7890"]
)
def test_however_it_is_written_it_is_the_same_invoice(written):
    assert identity_of(written) == identity_of(NUMBER)


def test_who_hands_it_in_second_is_refused_without_hearing_whose_it_is(cast):
    first, second = claim_with(cast.jv_sales1), claim_with(cast.sales1, "2631-2000-0012-3456-7890", amount=30)
    expenses.submit(first.id, cast.jv_sales1)
    with pytest.raises(Refused) as caught:
        expenses.submit(second.id, cast.sales1)
    assert codes(caught) == {"invoice_taken"}
    assert first.number not in str([problem.params for problem in caught.value.problems])
    assert second.status is ClaimStatus.DRAFT


def test_one_invoice_on_two_lines_of_a_claim_is_refused(cast):
    claim = claim_with(cast.sales1)
    new_line(claim, invoice_number=NUMBER, amount=30)
    with pytest.raises(Refused) as caught:
        expenses.submit(claim.id, cast.sales1)
    assert codes(caught) == {"invoice_taken"}


def test_what_goes_back_or_is_rejected_lets_its_invoice_go(cast):
    returned = claim_with(cast.sales1)
    expenses.submit(returned.id, cast.sales1)
    expense_approvals.send_back(returned.id, cast.sales_manager, "日期不对，请核对")
    checked = claim_in(ClaimStatus.DRAFT, cast)
    line = new_line(checked, invoice_number=NUMBER, amount=30)
    expenses.submit(checked.id, cast.sales1)
    expense_approvals.approve(checked.id, cast.sales_manager)
    expense_checks.take(checked.id, cast.finance1)
    for one in checked.lines:
        if one.id == line.id:
            expense_checks.reject(one.id, cast.finance1, "与业务无关，不予报销")
        else:
            expense_checks.accept(one.id, cast.finance1)
    expense_checks.finish(checked.id, cast.finance1)
    expenses.submit(returned.id, cast.sales1)
    held = select(ExpenseInvoice.line_id).where(ExpenseInvoice.released_at.is_(None))
    assert line.id not in set(db.session.scalars(held))
    assert returned.lines[0].id in set(db.session.scalars(held))


def test_of_many_who_hand_it_in_at_once_one_does(app, cast):
    claims = [claim_with(person, amount=20 + n) for n, person in enumerate([cast.sales1, cast.sales2] * 4)]
    todo = [(claim.id, claim.claimant_id) for claim in claims]
    db.session.commit()

    def submit(one):
        with app.app_context():
            try:
                return expenses.submit(one[0], db.session.get(User, one[1])).id
            except Refused:
                return None
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        assert len([done for done in pool.map(submit, todo) if done]) == 1
