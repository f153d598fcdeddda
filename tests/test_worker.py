"""A real worker on a real Valkey: jobs run in the application's context, and one that fails is tried again."""

from extensions import db, queue
from tests.support import deeds


def test_a_worker_carries_out_what_was_rung_for(cast, worker):
    assert queue.enqueue(f"{deeds.__name__}.rename", cast.sales1.id, "王小磊")
    worker.drain()
    db.session.rollback()
    assert cast.sales1.name == "王小磊"


def test_a_job_that_fails_is_tried_three_times_and_then_kept_as_failed(cast, worker):
    queue.enqueue(f"{deeds.__name__}.fail", cast.sales1.id)
    worker.drain()
    db.session.rollback()
    assert cast.sales1.phone == "xxx"
    failed = queue.rq.failed_job_registry.get_job_ids()
    assert len(failed) == 1
    assert "this job always fails" in queue.rq.fetch_job(failed[0]).latest_result().exc_string


def test_what_nobody_hears_is_not_lost_from_the_database(app, cast, valkey):
    valkey.stop()
    cast.sales1.name = "王大磊"
    db.session.commit()
    assert queue.enqueue("jobs.nothing.run") is False
    assert cast.sales1.name == "王大磊"
