"""The rescuer: gives the jobs of dead workers back to the living. A fresh process each time, plain SQL, no Django.

    DATABASE_URL=... python -m prilavok.base.rescue

A worker that is killed leaves its job in `doing` for ever; Procrastinate does not look for such jobs by itself. A
rescuer living inside a worker was tried and strands jobs after a restart of the database, because it holds a dead
connection and its errors go unseen. A process that starts, looks and leaves has no such state.

A job whose worker has shown no sign of life for `silence` seconds goes back to `todo` (or, when the same queueing lock
waits already, ends: the waiting twin will do its work). A job started twenty times or more, and more often than once a
minute since it was born, kills its workers: it ends as failed, for a person to look at. (One that has waited for a dead
gateway for hours has many starts too, but far apart.) Prints a line when it did something or something waits too long.
"""

import argparse
import json
import os
import sys
from dataclasses import dataclass

import psycopg

SILENCE_S = 15.0
MOST_ATTEMPTS = 20
LONG_DOING_S = 120
LONG_TODO_S = 300

STALLED = """
SELECT job.id, job.queueing_lock,
       job.attempts >= %(most)s AND job.attempts * interval '1 minute' >
           (SELECT now() - coalesce(min(event.at), now()) FROM procrastinate_events event WHERE event.job_id = job.id)
  FROM procrastinate_jobs job
  LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
 WHERE job.status = 'doing'
   AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %(silence)s))
 ORDER BY job.id
   FOR UPDATE OF job SKIP LOCKED
"""
TWIN_WAITS = "SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %s"
RETRY = "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)"
FINISH = "SELECT procrastinate_finish_job_v1(%s, 'failed', %s)"
PRUNE = "SELECT count(*) FROM procrastinate_prune_stalled_workers_v1(%s)"
OVERDUE = """
SELECT count(*) FILTER (WHERE status = 'doing'), count(*) FILTER (WHERE status = 'todo')
  FROM (SELECT job.status, job.scheduled_at, max(event.at) AS since
          FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id
         WHERE job.status IN ('todo', 'doing') GROUP BY job.id) AS waiting
 WHERE (status = 'doing' AND since < now() - make_interval(secs => %(doing)s))
    OR (status = 'todo' AND greatest(since, scheduled_at) < now() - make_interval(secs => %(todo)s))
"""


@dataclass(frozen=True, kw_only=True)
class Rescued:
    """What one look found and did."""

    retried: int = 0
    given_up: int = 0
    pruned_workers: int = 0
    long_doing: int = 0
    long_todo: int = 0


def rescue(url: str, silence_s: float = SILENCE_S) -> Rescued:
    """One look, in one transaction; safe to run by several hosts at once."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        connection.execute("SET LOCAL lock_timeout = '3s'")
        (known,) = connection.execute("SELECT to_regclass('procrastinate_workers')").fetchone() or (None,)
        if known is None:
            return Rescued()
        retried = given_up = 0
        given = {"silence": silence_s, "most": MOST_ATTEMPTS}
        for job_id, queueing_lock, is_deadly in connection.execute(STALLED, given).fetchall():
            twin = queueing_lock and connection.execute(TWIN_WAITS, [queueing_lock]).fetchone()
            if twin or is_deadly:
                connection.execute(FINISH, [job_id, bool(twin)])
                given_up += 1
            else:
                connection.execute(RETRY, [job_id])
                retried += 1
        (pruned,) = connection.execute(PRUNE, [silence_s]).fetchone() or (0,)
        doing, todo = connection.execute(OVERDUE, {"doing": LONG_DOING_S, "todo": LONG_TODO_S}).fetchone() or (0, 0)
        return Rescued(retried=retried, given_up=given_up, pruned_workers=pruned, long_doing=doing, long_todo=todo)


def main() -> int:
    """Look once; 0 when the look was taken, 1 when the database could not be asked."""
    parser = argparse.ArgumentParser(description="Give the jobs of dead workers back to the living.")
    parser.add_argument("--silence", type=float, default=SILENCE_S, help="seconds without a heartbeat")
    given = parser.parse_args()
    try:
        found = rescue(os.environ["DATABASE_URL"], given.silence)
    except psycopg.Error as error:
        sys.stderr.write(f"rescue: {error}\n")
        return 1
    if found != Rescued():
        sys.stdout.write(json.dumps(vars(found)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
