"""Real workers, a real Valkey, real kills: what was acknowledged happens, once."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select, update

import clock
from config import ROOT
from extensions import db, queue
from jobs import release_overdue_customers, sweep, tracking_scan
from models import Customer, CustomerOwnership, JobRun, Notification, OutboxMail, PoolRelease, TrackingNotice
from operations.pool import give_up
from policy.tracking import Band
from queries.timetable import TIMETABLE
from tests.support.factories import neglected_customer, new_customer
from tests.support.mailbox import Mailbox

pytestmark = pytest.mark.slow
DAY = dt.timedelta(days=1)


def count(column, *where) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(column)).where(*where))


def wait_for(condition, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def overdue(cast, number: int) -> list[int]:
    """Customers that leave tonight: neglected, and warned some days ago."""
    customers = [neglected_customer(cast.sales1, 95) for _ in range(number)]
    for customer in customers:
        notice = {"customer_id": customer.id, "owner_id": cast.sales1.id, "clock_day": customer.clock_day}
        db.session.add(TrackingNotice(band=Band.ALARM, noticed_at=clock.now() - 5 * DAY, **notice))
    db.session.commit()
    return [customer.id for customer in customers]


def ring(path: str, times: int = 1) -> None:
    for _ in range(times):
        assert queue.enqueue(path)


def test_a_worker_carries_out_the_night(worker, cast):
    overdue(cast, 3)
    ring("jobs.tracking_scan.run")
    ring("jobs.release_overdue_customers.run")
    worker.drain()
    assert count(PoolRelease.id) == 3
    assert {run.error for run in db.session.scalars(select(JobRun))} == {""}


def test_two_schedulers_and_two_workers_release_each_customer_once(worker, cast):
    overdue(cast, 20)
    ring("jobs.release_overdue_customers.run", 6)
    processes = [worker.start("--burst") for _ in range(2)]
    for process in processes:
        process.communicate(timeout=90)
    assert count(PoolRelease.id) == 20
    assert count(JobRun.id, JobRun.job == "release_overdue_customers") == 1
    assert count(Notification.id, Notification.event == "customer_released") == 40


def test_even_two_runs_at_once_do_each_thing_once(app, worker, cast):
    """The lease keeps a second worker away; should it fail, the verbs still do each deed once."""
    ids = overdue(cast, 12)
    code = (
        "from app import create_app\nfrom operations import Refused\nfrom operations.pool import release\nimport sys\n"
    )
    code += "with create_app().app_context():\n for one in map(int, sys.argv[1:]):\n  try: release(one)\n  except Refused: pass"
    command = [sys.executable, "-c", code, *map(str, ids)]
    racing = [subprocess.Popen(command, env=worker.environment, cwd=ROOT) for _ in range(3)]
    assert [process.wait(90) for process in racing] == [0, 0, 0]
    assert count(PoolRelease.id) == 12
    assert count(CustomerOwnership.id, CustomerOwnership.until_at.is_(None)) == 0


def test_a_worker_killed_half_way_is_made_up_and_nothing_happens_twice(worker, cast, monkeypatch):
    overdue(cast, 60)
    ring("jobs.release_overdue_customers.run")
    first = worker.start()
    wait_for(lambda: count(PoolRelease.id) >= 5)
    _kill_tree(first.pid)
    half = count(PoolRelease.id)
    assert 0 < half < 60
    assert count(Customer.id, Customer.owner_id.is_(None)) == half
    assert count(JobRun.id, JobRun.finished_at.is_(None)) == 1
    _the_lease_runs_out()
    release_overdue_customers.run()
    assert count(PoolRelease.id) == 60
    assert count(Notification.id, Notification.event == "customer_released") == 120
    ended = select(func.count(CustomerOwnership.id)).where(CustomerOwnership.ended == "released")
    assert db.session.scalar(ended) == 60


def _the_lease_runs_out() -> None:
    db.session.rollback()
    db.session.execute(update(JobRun).values(taken_until=clock.now() - dt.timedelta(seconds=1)))
    db.session.commit()


def _kill_tree(pid: int) -> None:
    """kill -9 of the worker and of the process that it forked for the job."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    for one in (pid, *map(int, children)):
        os.kill(one, signal.SIGKILL)
    time.sleep(0.3)


def test_a_flushed_queue_loses_nothing_but_time(worker, valkey, cast, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.start_of(clock.day_of(dt.datetime.now(dt.UTC))) + DAY / 2)
    overdue(cast, 2)
    ring("jobs.tracking_scan.run")
    valkey.client.flushall()
    sweep.run()
    rung = {job.func_name for job in queue.rq.jobs}
    assert {"jobs.tracking_scan.run", "jobs.release_overdue_customers.run"} <= rung


def test_with_valkey_down_the_work_is_saved_and_the_mail_goes_later(worker, valkey, cast):
    box = Mailbox()
    worker.environment |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(box.port), "SMTP_SECURITY": "none"}
    customer = new_customer(cast.sales1)
    valkey.stop()
    give_up(customer.id, cast.sales_manager, "无需求")
    assert (customer.owner_id, count(OutboxMail.id, OutboxMail.state == "pending")) == (None, 1)
    valkey.start()
    ring("jobs.sweep.run")
    worker.drain()
    assert len(sent_to(box, cast.sales1)) == 1
    box.close()


def sent_to(box, user) -> list[str]:
    """The ids of the mails to one person: what is due at this hour may send others to other people meanwhile."""
    return [mail["Message-ID"] for mail in box.messages if mail["To"] == user.email]


def test_a_worker_killed_while_it_sends_leaves_each_mail_sent_under_one_id(worker, cast):
    box = Mailbox()
    worker.environment |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(box.port), "SMTP_SECURITY": "none"}
    for _ in range(40):
        give_up(new_customer(cast.sales1).id, cast.sales_manager, "无需求")
    ring("jobs.send_outbox.run")
    first = worker.start()
    wait_for(lambda: len(box.messages) >= 3)
    _kill_tree(first.pid)
    db.session.rollback()
    for mail in db.session.scalars(select(OutboxMail).where(OutboxMail.state == "taken")):
        mail.taken_until = clock.now()
    db.session.commit()
    ring("jobs.sweep.run")
    worker.drain()
    mails, told = sent_to(box, cast.sales1), select(Notification.id).where(Notification.user_id == cast.sales1.id)
    assert len(set(mails)) == 40
    assert len(mails) <= 41
    assert count(OutboxMail.id, OutboxMail.state == "sent", OutboxMail.notification_id.in_(told)) == 40
    box.close()


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_timetable_is_in_company_time_wherever_the_server_stands(zone):
    code = (
        "from rq import cron; import jobs.schedule; from rq.cron import CronJob, _job_data_registry as known\n"
        "for data in known:\n"
        " job = CronJob(queue_name='x', func=data['func'], cron=data['cron'])\n"
        " print(data['func'].__module__, job.next_enqueue_time.strftime('%H:%M'))"
    )
    environment = {**os.environ, "TZ": zone}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = ran.stdout.split("\n")
    assert "jobs.tracking_scan 16:05" in lines
    assert "jobs.release_overdue_customers 16:35" in lines
    assert "jobs.remind_entry_clocks 00:00" in lines


def test_rq_cron_reads_the_timetable_and_rings(worker, valkey, cast):
    command = [sys.executable, "-m", "rq.cli", "cron", "jobs.schedule", "--url", valkey.url]
    process = subprocess.Popen(
        command, env=worker.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        wait_for(lambda: "jobs.sweep.run" in {job.func_name for job in queue.rq.jobs}, seconds=75)
    finally:
        process.terminate()
        output = process.communicate(timeout=10)[0].decode()
    assert f"registered {len(TIMETABLE)} cron jobs" in output
    worker.drain()
    assert count(JobRun.id, JobRun.job == "sweep") == 1


def test_nothing_is_released_that_was_contacted_while_the_job_ran(worker, cast):
    """Judged again under the lock: between listing and release somebody recorded a contact."""
    ids = overdue(cast, 1)
    customer = db.session.get(Customer, ids[0])
    customer.clock_day = clock.today()
    db.session.commit()
    tracking_scan.run()
    release_overdue_customers.run()
    assert count(PoolRelease.id) == 0
