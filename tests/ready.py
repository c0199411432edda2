"""A database brought up once, while the processes of a run load, of which each process takes a copy.

The tables are made by a program beside the run, by the way of a first start; it holds a lock for as long as it works.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCK = "PRILAVOK_TEST_READY"


def begin(config: pytest.Config) -> None:
    """Start making it, in the process that hands out the tests, when several will want a fresh one."""
    if (getattr(config.option, "numprocesses", None) or 0) < 2 or not config.option.create_db:
        return
    from django.conf import settings

    lock = settings.VAR / "ready.lock"
    with lock.open("w") as held, log_of(lock).open("wb") as log:
        fcntl.flock(held, fcntl.LOCK_EX)
        maker = subprocess.Popen(
            [sys.executable, "-m", "tests.ready"],
            pass_fds=[held.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )
    os.environ[LOCK] = str(lock)
    config.add_cleanup(lambda: end(maker))


def end(maker: "subprocess.Popen[bytes]") -> None:
    """Leave nobody."""
    maker.kill()
    maker.wait()


def log_of(lock: Path) -> Path:
    """What the maker said."""
    return lock.with_suffix(".log")


def is_expected() -> bool:
    """True when a copy is to be taken."""
    return LOCK in os.environ


def take_copy() -> None:
    """Make this process's own database out of it, and use that."""
    from django.conf import settings
    from django.db import connection

    lock = Path(os.environ[LOCK])
    with lock.open() as wanted:
        fcntl.flock(wanted, fcntl.LOCK_SH)
    name, own = ready_name(settings.DATABASES["default"]), connection.creation._get_test_db_name()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            raise AssertionError(f"the test database was not made: {log_of(lock).read_text()[-4000:]}")
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{name}"')
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own


def ready_name(database: dict[str, Any]) -> str:
    """The name of what is copied."""
    return f"test_{database['NAME']}_ready"


def make() -> None:
    """Make it under another name first: a half-made one has not the name that is asked for."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "prilavok.config.settings"
    import django
    from django.conf import settings

    name = ready_name(settings.DATABASES["default"])
    django.setup()
    from django.db import connection

    from prilavok.config.schema import bring_up

    half = f"{name}_half"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'DROP DATABASE IF EXISTS "{half}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{half}"')
        connection.settings_dict["NAME"] = half
        bring_up()
        connection.close()
        cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')


if __name__ == "__main__":
    make()
