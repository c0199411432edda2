"""Orders under random kills of everything: none lost, none doubled, nothing stuck, every message sent once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crashes.processes import ROOT

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]

ORDERS = 30
SEED = 7
RUN = """
import json, sys
from pathlib import Path
from types import SimpleNamespace
from benchmarks.monkey import Monkey
from benchmarks.stack import Stack

given = json.loads(sys.argv[1])
pages = "http://127.0.0.1:" + given["env"]["PRILAVOK_PORT"]
process = SimpleNamespace(pid=given["pid"])
stack = Stack(var=Path(given["var"]), process=process, env=given["env"], pages=pages, sandbox="")
outcome = Monkey(stack, given["orders"], given["seed"]).run()
print(outcome)
assert outcome.restarts == 2 and outcome.kills.total() == (given["orders"] - 1) // 4, "too few kills to prove anything"
sys.exit(bool(outcome.wrong))
"""


def test_the_monkey_loses_doubles_and_sticks_nothing(
    platform: "subprocess.Popen[bytes]", place: dict[str, str]
) -> None:
    var = place["PRILAVOK_VAR"]
    env = {name: value for name, value in place.items() if name != "DATABASE_URL"}
    given = {"pid": platform.pid, "var": var, "env": env, "orders": ORDERS, "seed": SEED}

    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(given)],
        env={**os.environ, **place, "DATABASE_URL": (Path(var) / "postgres" / "url").read_text().strip()},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
