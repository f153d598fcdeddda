"""The proof of a claim (A13): what was decided is chained, and whatever is altered afterwards is found."""

import datetime as dt

import pytest
from sqlalchemy import delete, select, update

import clock
from extensions import db
from models import (
    ClaimProof,
    EvidenceSnapshot,
    ExpenseClaim,
    ExpenseDecision,
    ExpenseLine,
    ExpensePayment,
    JournalEntry,
    JournalVoucher,
    ProofAnchor,
)
from operations.claim_proofs import anchor
from policy.expenses import ClaimStatus
from policy.proving import Fault, ProofKind
from queries.claim_proofs import anchors_differ, faults_of, links_of
from tests.support.expenses import claim_in

K = ProofKind


@pytest.fixture
def paid(cast):
    return claim_in(ClaimStatus.PAID, cast)


def faults(claim, digest_of=lambda attachment: attachment.sha256):
    db.session.expire_all()
    return [(one.position, one.fault) for one in faults_of(claim, links_of(claim.id), digest_of)]


def test_every_step_of_a_claim_is_a_link_and_the_chain_holds(paid):
    kinds = [row.kind for row in links_of(paid.id)]
    assert kinds == [
        K.SUBMISSION,
        K.DECISION,
        K.DECISION,
        K.DECISION,
        K.VERDICT,
        K.VERDICT,
        K.DECISION,
        K.PAYMENT,
        K.DECISION,
    ]
    assert faults(paid) == []
    kept = links_of(paid.id)[4].content
    assert kept["evidence"]["light"] == "green"
    assert {"check": "customer", "answer": "passed", "weight": 10, "codes": []} in kept["evidence"]["checks"]


ALTERED = [
    # what somebody who reaches the database does, and what is found
    (update(ExpenseLine).values(accepted_amount=1), (0, Fault.VERDICT)),
    (update(ExpensePayment).values(amount=1), (0, Fault.PAYMENT)),
    ((delete(JournalEntry), delete(JournalVoucher), delete(ExpensePayment)), (0, Fault.PAYMENT)),
    (update(ExpenseDecision).where(ExpenseDecision.decision == "approve").values(by_id=1), (0, Fault.DECISIONS)),
    (delete(ExpenseDecision).where(ExpenseDecision.decision == "take"), (0, Fault.DECISIONS)),
    (update(EvidenceSnapshot).values(evidence={"findings": []}), (0, Fault.EVIDENCE)),
    (update(ExpenseClaim).values(fingerprint="0" * 64), (0, Fault.LINES)),
    (update(ClaimProof).where(ClaimProof.position == 5).values(content={"verdict": "accepted"}), (5, Fault.CONTENT)),
    (update(ClaimProof).where(ClaimProof.position == 2).values(previous="0" * 64), (2, Fault.LINK)),
    (delete(ClaimProof).where(ClaimProof.position == 4), (5, Fault.GAP)),
    (delete(ClaimProof).where(ClaimProof.position == 9), (8, Fault.END)),
]


@pytest.mark.parametrize(("deed", "found"), ALTERED, ids=[f"{n}-{case[1][1]}" for n, case in enumerate(ALTERED)])
def test_what_is_altered_is_found(paid, deed, found):
    with db.session.no_autoflush:
        for statement in deed if isinstance(deed, tuple) else (deed,):
            db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.commit()
    assert found in faults(paid)


def test_a_file_that_was_altered_is_found(cast, paid):
    row = links_of(paid.id)[4]
    assert row.content["files"] == []
    content = {**row.content, "files": [{"id": 999_999, "name": "发票.pdf", "sha256": "0" * 64}]}
    db.session.execute(update(ClaimProof).where(ClaimProof.id == row.id).values(content=content))
    assert {(5, Fault.CONTENT), (0, Fault.FILE)} <= set(faults(paid))


def test_a_days_number_binds_all_links_and_each_day_the_one_before(app, cast, paid):
    tomorrow = clock.today() + dt.timedelta(days=1)
    assert (anchor(tomorrow), anchor(tomorrow)) == (1, 0)
    claim_in(ClaimStatus.SUBMITTED, cast)
    assert anchor(tomorrow + dt.timedelta(days=1)) == 1
    rows = db.session.scalars(select(ProofAnchor).order_by(ProofAnchor.id)).all()
    assert (rows[0].links, rows[1].previous) == (9, rows[0].sha256)
    assert list(anchors_differ()) == []
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    db.session.execute(update(ClaimProof).where(ClaimProof.position == 1).values(sha256="1" * 64))
    db.session.commit()
    assert len(list(anchors_differ())) == 2
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exit_code != 0
    assert paid.number in answer.output


def test_the_page_says_who_decided_what_and_why(client, sign_in, paid):
    sign_in(client, "finance1")
    page = client.get(f"/expenses/{paid.id}/proof").text
    assert "之后无改动" in page
    sign_in(client, "sales1")
    assert client.get(f"/expenses/{paid.id}/proof").status_code == 200
    sign_in(client, "sales2")
    assert client.get(f"/expenses/{paid.id}/proof").status_code == 404
