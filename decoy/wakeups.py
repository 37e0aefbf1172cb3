"""The wake-ups: who keeps the hour of each reply. RQ does, unless somebody with a clock of his own is handed in."""

from datetime import datetime, timedelta

from rq import Queue, Worker

DELIVER = "decoy.jobs.deliver"
SIGN_OF_LIFE = timedelta(seconds=60)


class Wakeups:
    """Wakes the line by jobs on RQ's *queue*. The queue carries ids of replies, and nothing else."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def at(self, reply_id: str, due: datetime) -> None:
        """Wake us for a reply at the first whole second at which it is *due*: RQ counts in whole seconds."""
        at = due.replace(microsecond=0) + timedelta(seconds=bool(due.microsecond))
        self._queue.enqueue_at(at, DELIVER, reply_id, job_id=reply_id, result_ttl=0)

    def soon(self, reply_id: str) -> None:
        """Wake us for a reply as soon as a worker is free, whatever became of an earlier wake-up."""
        self._queue.enqueue(DELIVER, reply_id, job_id=reply_id, result_ttl=0)

    def is_set(self, reply_id: str) -> bool:
        """Tell whether somebody is to be woken for this reply, or is at work on it."""
        job = self._queue.fetch_job(reply_id)
        return job is not None and (job.is_queued or job.is_started)

    def has_worker(self, now: datetime) -> bool:
        """Tell whether somebody who could be woken has shown a sign of life lately."""
        beats = (worker.last_heartbeat for worker in Worker.all(queue=self._queue))
        return any(beat and now - beat < SIGN_OF_LIFE for beat in beats)
