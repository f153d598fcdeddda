"""The worker: RQ's own, with the application built once and its context around every job.

``python -m jobs.worker`` works until it is told to stop, ``--burst`` until the queue is empty. It reads one queue:
a worker that dies while it takes a job from one of several queues loses that job for ever. The short intervals let
another worker take over within about a minute and a half what a killed one had begun.
"""

import sys

import redis
import rq

from app import create_app
from extensions import QUEUE

MONITORING_SECONDS = 10
MAINTENANCE_SECONDS = 30
WORKER_SECONDS = 60


class Worker(rq.Worker):
    """Runs every job inside the application's context, in the process that was forked for it."""

    app = None

    def perform_job(self, *args, **kwargs) -> bool:
        with self.app.app_context():
            return super().perform_job(*args, **kwargs)


def main(arguments: list[str]) -> None:
    Worker.app = create_app()
    worker = Worker(
        [QUEUE],
        connection=redis.Redis.from_url(Worker.app.config["REDIS_URL"]),
        worker_ttl=WORKER_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        job_monitoring_interval=MONITORING_SECONDS,
    )
    done = worker.work(burst="--burst" in arguments)
    sys.exit(0 if done or "--burst" in arguments else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
