"""Where nothing is left to pay there is no batch; what was found out about it stays all the same (A3.4)."""

import pytest
from sqlalchemy import select

from extensions import db
from models import PaymentBatch
from operations import AlreadyDone, Refused, pay_accounts
from operations import payment_batches as batches
from policy.expenses import ClaimStatus
from queries.organisation import company_of
from tests.support.expenses import claim_in, codes, told

BANK = {"holder": "张三", "bank": "招商银行上海分行", "account_number": "6222 0212 3456 7894"}
KEY = "k" * 20


@pytest.fixture
def payer(cast):
    return pay_accounts.add_payer(company_of(cast.finance1.unit_id), cast.finance1, BANK)


def refused(cast, payer, claim) -> set[str]:
    with pytest.raises(Refused) as caught:
        batches.make(cast.finance1, payer.id, [claim.id], [], form_key=KEY)
    assert db.session.scalars(select(PaymentBatch)).all() == []
    return codes(caught)


def test_who_alone_would_be_paid_is_asked_for_an_account(cast, payer):
    claim = claim_in(ClaimStatus.APPROVED, cast)
    assert refused(cast, payer, claim) == {"no_account"}
    assert "payee_account_wanted" in told(cast.sales1)


def test_the_same_form_makes_the_batch_afterwards_and_once(cast, payer):
    claim = claim_in(ClaimStatus.APPROVED, cast)
    refused(cast, payer, claim)
    pay_accounts.set_own(cast.sales1, BANK)
    batch, _left = batches.make(cast.finance1, payer.id, [claim.id], [], form_key=KEY)
    with pytest.raises(AlreadyDone) as done:
        batches.make(cast.finance1, payer.id, [claim.id], [], form_key=KEY)
    assert done.value.location == f"/payments/{batch.id}"


def test_a_lone_claim_whose_lines_changed_goes_back(cast, payer):
    pay_accounts.set_own(cast.sales1, BANK)
    claim = claim_in(ClaimStatus.APPROVED, cast)
    claim.fingerprint = "of other lines"
    db.session.commit()
    assert refused(cast, payer, claim) == {"not_due"}
    assert claim.status is ClaimStatus.RETURNED
    assert "expense_lines_changed" in told(cast.sales1)
