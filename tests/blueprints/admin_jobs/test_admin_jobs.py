"""The administrator's view of background work: true when all is well, and when nothing answers."""

import pytest
from sqlalchemy import select

from extensions import db, queue
from models import AuditEntry, JobRun
from operations.jobs import sweep


def test_a_queue_that_is_down_is_shown_and_breaks_nothing(client, sign_in):
    page = sign_in(client, "admin").get("/admin/jobs")
    assert page.status_code == 200
    assert 'class="message message-danger"' in page.text


def test_what_was_asked_for_while_the_queue_was_down_is_rung_for_by_the_sweep(client, sign_in, valkey):
    valkey.stop()
    answer = sign_in(client, "admin").post("/admin/jobs/tracking_scan/run")
    assert answer.status_code == 303
    run = db.session.scalars(select(JobRun)).one()
    assert run.finished_at is None
    valkey.start()
    sweep()
    assert queue.rq.jobs[0].args == (run.id,)


def test_run_now_is_taken_up_by_a_worker_and_shown(client, sign_in, worker, cast):
    sign_in(client, "admin").post("/admin/jobs/tracking_scan/run", hx=True)
    worker.drain()
    db.session.expire_all()
    run = db.session.scalars(select(JobRun)).one()
    assert (run.finished_at is not None, run.error, run.by_id) == (True, "", cast.admin.id)
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "ran_job")).one()
    assert line.after == {"job": "tracking_scan"}
    assert client.get("/admin/jobs").status_code == 200


def test_a_job_that_failed_shows_its_message(client, sign_in, worker):
    queue.enqueue("jobs.there_is_no_such_job.run")
    worker.start("--burst").communicate(timeout=60)
    page = sign_in(client, "admin").get("/admin/jobs").text
    assert "jobs.there_is_no_such_job" in page


@pytest.mark.parametrize("name", ["sweep", "rm", "os.system", "send_outbox"])
def test_only_the_daily_jobs_are_run_by_hand(client, sign_in, name):
    assert sign_in(client, "admin").post(f"/admin/jobs/{name}/run").status_code == 404


def test_nobody_but_an_administrator_comes_in(client, sign_in):
    sign_in(client, "president")
    assert client.get("/admin/jobs").status_code == 403
    assert client.post("/admin/jobs/tracking_scan/run").status_code == 403
