"""At the desk: many green claims at once, questions and answers, second thoughts, claims that nobody decides, the sample."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import ExpenseAdvance, ExpenseClaim, LineQuestion, Notification, ParameterValue, ReasonPhrase, SamplingSeed
from operations import Refused, expense_checks, expense_payments, expenses
from operations.desk_sampling import commit_seeds
from operations.expense_greens import accept_green_of
from operations.expense_undoing import reopen
from operations.reason_phrases import keep
from policy.desk_sampling import commitment_of, drawn
from policy.examination import Light
from policy.expenses import ClaimStatus, Verdict
from policy.trips import AdvanceStatus
from tests.support.expenses import claim_in, codes
from tests.support.factories import new_claim, new_line

S = ClaimStatus


@pytest.fixture
def claim(cast):
    return claim_in(S.IN_CHECK, cast)


@pytest.fixture
def advance_held(cast):
    """An advance of 40 yuan that sales1 holds."""
    person, now = cast.sales1, clock.now()
    whose = {"person_id": person.id, "unit_id": person.unit_id}
    advance = ExpenseAdvance(number="JZ-1", **whose, amount=Decimal(40), created_at=now, paid_on=clock.today())
    advance.status = AdvanceStatus.PAID
    db.session.add(advance)
    db.session.commit()
    return advance


@pytest.fixture
def desk(client, sign_in, claim):
    sign_in(client, "finance1")
    return f"/expenses/desk/{claim.id}"


def test_green_claims_are_cleared_together_and_what_is_not_green_stays(client, sign_in, cast):
    green, doubtful = claim_in(S.MANAGER_APPROVED, cast), claim_in(S.MANAGER_APPROVED, cast, "sales2")
    taken = claim_in(S.IN_CHECK, cast, "channel1", checker="finance2")
    for line in doubtful.lines:
        line.sampled = True
    db.session.commit()
    sign_in(client, "finance1")
    ticked = [green.id, doubtful.id, taken.id, green.id, 999_999]
    assert client.post("/expenses/desk/green", data={"claim_id": [*map(str, ticked), "x", "²"]}).status_code == 303
    db.session.expire_all()
    assert (green.status, {line.verdict for line in green.lines}) == (S.APPROVED, {Verdict.ACCEPTED})
    assert (doubtful.status, taken.checker_id) == (S.MANAGER_APPROVED, cast.finance2.id)
    page = client.get("/expenses/desk").text
    assert doubtful.number in page
    assert "2 条明细已通过" in page


def test_nobody_clears_the_own_claim_together_with_others(cast):
    own = claim_in(S.MANAGER_APPROVED, cast, claimant="finance1")
    done = accept_green_of([own.id], cast.finance1)
    assert (done[0].problem.code, own.status) == ("own_claim", S.MANAGER_APPROVED)


def test_a_question_leaves_the_queue_and_its_answer_brings_the_claim_back(client, sign_in, cast, claim, desk):
    line = claim.lines[0]
    asked = f"{desk}/lines/{line.id}/question"
    assert client.post(asked, data={"version": line.version, "question": " "}).status_code == 422
    assert client.post(asked, data={"version": line.version, "question": "与谁用餐？"}).status_code == 303
    row = db.session.scalars(select(LineQuestion)).one()
    assert claim.number not in client.get("/expenses/desk?tab=waiting").text
    assert claim.number in client.get("/expenses/desk?tab=asked").text
    for one in claim.lines:
        expense_checks.accept(one.id, cast.finance1)
    with pytest.raises(Refused) as caught:
        expense_checks.finish(claim.id, cast.finance1)
    assert codes(caught) == {"questions_open"}
    answering = f"/expenses/{claim.id}/questions/{row.id}"
    sign_in(client, "sales2")
    assert client.post(answering, data={"answer": "我"}).status_code == 404
    sign_in(client, "sales_manager")
    assert client.post(answering, data={"answer": "我"}).status_code == 403
    sign_in(client, "sales1")
    assert "与谁用餐？" in client.get(f"/expenses/{claim.id}").text
    assert client.post(answering, data={"answer": ""}).status_code == 422
    assert client.post(answering, data={"answer": "张总与李工"}).status_code == 303
    again = client.post(answering, data={"answer": "王工"})
    assert (again.status_code, "王工" in again.text) == (422, True)
    db.session.expire_all()
    assert (row.answer, claim.questions) == ("张总与李工", 0)
    told = select(Notification.user_id).where(Notification.event == "expense_answered")
    assert list(db.session.scalars(told)) == [cast.finance1.id]
    sign_in(client, "finance1")
    assert "张总与李工" in client.get(f"{desk}?line={line.id}").text
    expense_checks.finish(claim.id, cast.finance1)


def test_a_question_that_nobody_has_to_answer_is_withdrawn_once(client, cast, claim, desk):
    line = claim.lines[0]
    client.post(f"{desk}/lines/{line.id}/question", data={"version": line.version, "question": "发票呢？"})
    row = db.session.scalars(select(LineQuestion)).one()
    for _ in range(2):
        assert client.post(f"{desk}/questions/{row.id}/withdrawal").status_code == 303
    db.session.expire_all()
    assert claim.questions == 0


def test_a_verdict_is_undone_and_an_approved_claim_taken_up_again_until_it_is_paid(client, cast, claim, desk):
    line = claim.lines[0]
    expense_checks.accept(line.id, cast.finance1)
    undoing = f"{desk}/lines/{line.id}/undoing"
    assert client.post(undoing, data={"version": line.version}).status_code == 303
    db.session.expire_all()
    assert (line.verdict, line.accepted_amount, claim.accepted_total) == (Verdict.OPEN, None, Decimal(0))
    assert client.post(undoing, data={"version": line.version}).status_code == 422
    for one in claim.lines:
        expense_checks.accept(one.id, cast.finance1)
    expense_checks.finish(claim.id, cast.finance1)
    assert client.post(f"{desk}/reopening", data={"version": claim.version}).status_code == 303
    db.session.expire_all()
    assert (claim.status, claim.checker_id) == (S.IN_CHECK, cast.finance1.id)
    expense_checks.finish(claim.id, cast.finance1)
    expense_payments.pay(claim.id, cast.finance1, clock.today(), "网银")
    with pytest.raises(Refused) as caught:
        reopen(claim.id, cast.finance1)
    assert codes(caught) == {"wrong_state"}


def test_what_the_bank_sends_back_is_paid_again_and_set_off_again(client, sign_in, cast, advance_held):
    claim = claim_in(S.APPROVED, cast)
    whole = claim.accepted_total
    sign_in(client, "finance1")
    today = clock.today().isoformat()
    for _ in range(2):
        paying = {"version": claim.version, "paid_on": today, "reference": "网银", "form_key": str(claim.version)}
        assert client.post(f"/expenses/{claim.id}/payment", data=paying).status_code == 303
        db.session.expire_all()
        assert (claim.status, claim.set_off, claim.payment.amount) == (S.PAID, Decimal(40), whole - 40)
        back = {"version": claim.version, "returned_on": today, "return_reason": "户名与账号不符"}
        assert client.post(f"/expenses/{claim.id}/payment/return", data=back | {"return_reason": ""}).status_code == 422
        assert client.post(f"/expenses/{claim.id}/payment/return", data=back).status_code == 303
        db.session.expire_all()
        assert (claim.status, claim.payment, advance_held.settled) == (S.APPROVED, None, Decimal(0))


def test_a_claim_that_nobody_decides_for_a_while_is_free_for_another(cast, claim):
    with pytest.raises(Refused) as caught:
        expense_checks.take(claim.id, cast.finance2)
    assert codes(caught) == {"taken"}
    claim.taken_until = clock.now() - dt.timedelta(seconds=1)
    db.session.commit()
    expense_checks.take(claim.id, cast.finance2)
    assert claim.checker_id == cast.finance2.id
    with pytest.raises(Refused) as caught:
        expense_checks.accept(claim.lines[0].id, cast.finance1)
    assert codes(caught) == {"not_the_checker"}


def test_the_riskiest_comes_first_and_of_those_alike_the_oldest(client, sign_in, cast):
    claims = [claim_in(S.MANAGER_APPROVED, cast) for _ in range(3)]
    for claim, risk in zip(claims, (0, 90, 0), strict=True):
        claim.desk_rank = -risk
    db.session.commit()
    sign_in(client, "finance1")
    page = client.get("/expenses/desk").text
    order = [claims[1].number, claims[0].number, claims[2].number]
    assert sorted(order, key=page.index) == order
    page = client.get("/expenses/desk?sort=age").text
    assert sorted(order, key=page.index) == sorted(order)


class TestSampling:
    """A share of green lines is drawn to be looked at, by a seed that was fixed before."""

    def test_it_is_drawn_by_the_days_seed_and_anybody_can_draw_it_again(self, cast):
        share = {"name": "green_sample_share", "value": "1", "valid_from": clock.today(), "reason": "全查"}
        db.session.add(ParameterValue(**share, set_at=clock.now()))
        db.session.commit()
        claim = claim_in(S.DRAFT, cast)
        expenses.submit(claim.id, cast.sales1)
        seed = db.session.scalars(select(SamplingSeed)).one()
        assert seed.commitment == commitment_of(seed.seed)
        assert [line.sampled for line in claim.lines] == [True, True]
        assert all(line.light is Light.GREEN for line in claim.lines)

    def test_the_seed_of_tomorrow_is_fixed_today_and_once(self, cast):
        today = clock.today()
        assert (commit_seeds(today), commit_seeds(today)) == (2, 0)
        rows = db.session.scalars(select(SamplingSeed).order_by(SamplingSeed.day)).all()
        assert [row.day for row in rows] == [today, today + dt.timedelta(days=1)]

    def test_the_page_shows_the_hash_at_once_and_the_seed_when_its_day_is_over(self, client, sign_in, cast):
        today = clock.today()
        commit_seeds(today - dt.timedelta(days=2))
        old, then = db.session.scalars(select(SamplingSeed).order_by(SamplingSeed.day)).all()
        commit_seeds(today)
        now = db.session.scalars(select(SamplingSeed).where(SamplingSeed.day == today)).one()
        sign_in(client, "sales1")
        answer = client.get("/expenses/sampling")
        page = answer.text
        assert answer.status_code == 200
        assert all(row.commitment in page for row in (old, then, now))
        assert (old.seed in page, then.seed in page, now.seed in page) == (True, True, False)

    def test_about_the_share_is_drawn(self):
        hits = sum(drawn("a" * 64, 1, 1, line, Decimal("0.05")) for line in range(10_000))
        assert 400 < hits < 600
        assert not drawn("a" * 64, 1, 1, 1, Decimal(0))


def test_an_office_line_is_green_whose_it_is(cast):
    claim = new_claim(cast.sales1)
    assert new_line(claim).sampled is False
    assert db.session.scalars(select(ExpenseClaim)).one().ambers == 0


class TestPhrases:
    """Reasons that are used again and again."""

    def test_a_reason_is_kept_as_it_is_given_and_offered_the_most_used_first(self, client, cast, claim, desk):
        keep(cast.finance1, "发票抬头与公司名称不符", "The invoice is not made out to us")
        line = claim.lines[0]
        said = {
            "version": line.version,
            "verdict_reason": "超出招待标准，按标准核减",
            "keep": "y",
            "accepted_amount": "1",
        }
        assert client.post(f"{desk}/lines/{line.id}/cut", data=said).status_code == 303
        page = client.get(f"{desk}?line={claim.lines[1].id}").text
        order = ["超出招待标准，按标准核减", "发票抬头与公司名称不符"]
        assert sorted(order, key=page.index) == order
        rows = db.session.scalars(select(ReasonPhrase).order_by(ReasonPhrase.id)).all()
        assert [(row.clause, row.uses) for row in rows] == [("A3.4", 0), ("A3.4", 1)]

    def test_it_is_kept_once_and_offered_no_more_when_it_is_removed(self, client, cast, claim, desk):
        for _ in range(2):
            assert client.post("/expenses/phrases", data={"zh": "缺少客户实际进展"}).status_code == 303
        assert client.post("/expenses/phrases", data={"zh": "。。"}).status_code == 422
        row = db.session.scalars(select(ReasonPhrase)).one()
        assert client.post(f"/expenses/phrases/{row.id}/removal").status_code == 303
        assert client.post(f"/expenses/phrases/{row.id}/removal").status_code == 422
        assert "缺少客户实际进展" not in client.get("/expenses/phrases").text
