"""`python -m prilavok.config.worker`: runs background jobs.

The heart beats every two seconds, so that the rescuer can tell the dead from the busy in a quarter of a minute.
Successful jobs are deleted; failed ones stay for people.
"""

import os

import django

from prilavok.base.rescue import SILENCE_S

CONCURRENCY = 8
HEARTBEAT_S = 2.0
POLLING_S = 0.2


def main() -> None:
    """Run jobs until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
    os.environ.setdefault("PRILAVOK_POOL", str(CONCURRENCY + 2))
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.jobs import DeleteJobCondition

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLLING_S,
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=SILENCE_S,
            shutdown_graceful_timeout=8.0,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
        )


if __name__ == "__main__":
    main()
