"""Runs a command with a database: the one named by DATABASE_URL, else an embedded PostgreSQL for this run alone.

    python -m tools.database pytest --create-db

The cluster is made in `var/test`, without syncing to disk, and is removed with everything in it afterwards.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from prilavok.config.children import launch
from prilavok.config.ports import Port
from prilavok.config.postgres import Embedded

ROOT = Path(__file__).resolve().parents[1]
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def embedded(var: Path) -> Iterator[str]:
    """A running throw-away PostgreSQL; gives its address."""
    shutil.rmtree(var, ignore_errors=True)
    (var / "log").mkdir(parents=True)
    database = Embedded(var, Port(variable="", number=free_port(), title="база данных / database"))
    database.prepare()
    program = database.program()
    hasty = [word for setting in HASTY for word in ("-c", setting)]
    process = launch(replace(program, argv=[*program.argv, *hasty]))
    try:
        database.wait_ready(process)
        yield database.url
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=30)
        shutil.rmtree(database.place, ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)


def run(command: Sequence[str], url: str, var: Path) -> int:
    """Run the command with the database and a `var` folder of its own; its exit code."""
    found = Path(sys.executable).parent / command[0]
    program = str(found) if found.exists() else command[0]
    # Compiled code is kept: else every process of a run, and every program a test starts, compiles the house anew.
    surroundings = {**os.environ, "DATABASE_URL": url, "PRILAVOK_VAR": str(var), "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run([program, *command[1:]], env=surroundings, cwd=ROOT, check=False).returncode


def main() -> int:
    """Run what the arguments say."""
    var = ROOT / "var" / f"test-{os.getpid()}"
    if url := os.environ.get("DATABASE_URL"):
        try:
            return run(sys.argv[1:], url, var)
        finally:
            shutil.rmtree(var, ignore_errors=True)
    with embedded(var) as url:
        return run(sys.argv[1:], url, var)


if __name__ == "__main__":
    sys.exit(main())
