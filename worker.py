"""The worker: runs what the queue holds. `decoy worker` starts it."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from redis import Redis
from rq import Queue, Worker
from rq.job import Job

from decoy import jobs
from decoy.app import create_app
from decoy.outbox import QUEUE
from decoy.store import StoreError

SWEEP = "sweep"  # how the ids of its jobs begin
SWEEP_EVERY = 15  # seconds
READINGS = {  # how their ids begin -> whether one is due, what reads, and for how many seconds at most
    "prices": (jobs.look_at_prices, jobs.refresh_prices, 300),  # a few lists a country, ten seconds at most for each
    "balance": (jobs.look_at_balance, jobs.refresh_balance, 30),
}
IDLE_TTL = 30  # RQ waits 15 seconds less than this for a job, and then sees whether it is time for a sweep


class Failed(Exception):
    """A job failed. Holds the name of what it raised, but not its message, which could name a number."""


class DiscreetJob(Job):
    """A job whose failure RQ may log and keep: the lines it went through and no values."""

    def perform(self) -> Any:
        """Run the job."""
        try:
            return super().perform()
        except Exception as error:
            raise Failed(type(error).__name__).with_traceback(error.__traceback__) from None


class SweepingWorker(Worker):
    """
    An RQ worker that sweeps, and looks at the prices and the balance, at its start and every few seconds.

    After a crash, RQ's scheduler stays locked for a minute; what is due must not wait for it.
    """

    def run_maintenance_tasks(self) -> None:
        """Put a sweep before all other work, then do RQ's own housekeeping."""
        queue: Queue = self.queues[0]
        if not any(job.startswith(SWEEP) for job in queue.get_job_ids(0, 10)):
            queue.enqueue(jobs.sweep, job_id=f"{SWEEP}-{uuid4()}", at_front=True, result_ttl=0, failure_ttl=3600)
        with suppress(StoreError):  # the next round looks again
            self._queue_readings(queue)
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]  # RQ's own

    def _queue_readings(self, queue: Queue) -> None:
        """Queue what is to be read of the provider, behind the replies that are due, when none such is queued."""
        for name, (is_due, read, longest) in READINGS.items():
            if is_due() and not any(job.startswith(name) for job in queue.get_job_ids()):
                job_id, keep = f"{name}-{uuid4()}", {"result_ttl": 0, "failure_ttl": 3600}
                queue.enqueue(read, job_id=job_id, job_timeout=longest, **keep)


def main() -> None:
    """Work until told to stop; the job at hand is finished first."""
    app = create_app()
    # A connection of its own: RQ wants bytes, and waits longer for a job than a caller may wait for an answer.
    redis = Redis.from_url(app.extensions["decoy"].settings.redis_url)
    worker = SweepingWorker(
        [QUEUE],
        connection=redis,
        job_class=DiscreetJob,
        maintenance_interval=SWEEP_EVERY,
        worker_ttl=IDLE_TTL,
        log_job_description=False,
    )
    with app.app_context():
        worker.work(with_scheduler=True, logging_level="WARNING")


if __name__ == "__main__":
    main()
