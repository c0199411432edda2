"""`python -m prilavok.config.worker [--only QUEUE | --without QUEUE]`: runs background jobs, of all queues or of some.

The heart beats every two seconds, so that the rescuer can tell the dead from the busy in a quarter of a minute.
Successful jobs are deleted; failed ones stay for people.
"""

import argparse
import os
from collections.abc import Sequence
from typing import Any

import django
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from prilavok.base.garbage import collect_seldom
from prilavok.base.postgres.base import is_quiet
from prilavok.base.rescue import SILENCE_S

CONCURRENCY = 8
HEARTBEAT_S = 2.0
POLLING_S = 0.2


def main(words: Sequence[str] | None = None) -> None:
    """Run jobs until told to stop."""
    said = argparse.ArgumentParser()
    said.add_argument("--only", default="")
    said.add_argument("--without", default="")
    asked = said.parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
    os.environ.setdefault("PRILAVOK_POOL", str(CONCURRENCY + 2))
    django.setup()
    collect_seldom()
    from procrastinate.contrib.django import app
    from procrastinate.jobs import DeleteJobCondition

    with app.replace_connector(_connector()):
        app.run_worker(
            queues=[asked.only] if asked.only else queues_without(asked.without) if asked.without else None,
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLLING_S,
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=SILENCE_S,
            shutdown_graceful_timeout=8.0,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
        )


def _connector() -> Any:
    """The connections by which jobs are taken and ended; neither waits for the disk, because a job may run twice.

    Each question is one statement. A transaction around it and a look before it whether the connection works made it
    four, and half of the worker's time.
    """
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.psycopg_connector import PsycopgConnector

    params = connector_params()
    params["options"] = f"{params.get('options', '')} -c synchronous_commit=off".strip()
    return PsycopgConnector(kwargs=params, pool_factory=_pool, configure=_each_statement_by_itself)


def _pool(**told: Any) -> AsyncConnectionPool:
    return AsyncConnectionPool(**{**told, "check": _check_if_not_quiet})


async def _each_statement_by_itself(connection: AsyncConnection) -> None:
    await connection.set_autocommit(True)


async def _check_if_not_quiet(connection: AsyncConnection) -> None:
    """As the pool's own check, of a connection that has been ended or has something to say."""
    if not is_quiet(connection.pgconn):
        await AsyncConnectionPool.check_connection(connection)


def queues_without(name: str) -> list[str]:
    """Every queue of the house but one: a queue is the room of a job, or of a reaction to what others announce."""
    from procrastinate.contrib.django import app

    from prilavok.base.events import subscribers

    rooms = {one.name.partition(".")[0] for one in subscribers()}
    return sorted(({task.queue for task in app.tasks.values()} | rooms) - {name})


if __name__ == "__main__":
    main()
