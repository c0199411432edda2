"""Tests side by side: a process for every core, each with a database and a folder of its own.

    pytest -n auto

A file is never divided. What starts whole platforms is one group, so that no two of them share the cores, what walks in
the browser is one that shares it, and both come first with the other long files: these wait more than they reckon, and
nothing long is left for the end. The rest comes in the order of the seed.

`pytest -n 1` with the same seed and the files of one process repeats what that process did, in the same order; the
files of every process are written to `var/test-files-*` when something fails.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
MOST = 4
PLATFORMS = "tests/crashes/"
JOURNEYS = "tests/journeys/"
LONG = (
    f"{PLATFORMS}test_monkey.py",  # the others kill the platform that it leaves behind
    PLATFORMS,
    JOURNEYS,
    "tests/protocols/test_storm.py",
    "tests/hostile/test_inputs.py",
    "tests/protocols/test_crashes.py",
    "tests/races/",
)


def name_of_process() -> str:
    """gw0, gw1 ... in a process that runs a share of the tests; empty in one that runs all."""
    return os.environ.get("PYTEST_XDIST_WORKER", "")


def file_of(test: str) -> str:
    """The file of a test, by its id."""
    return test.partition("::")[0]


def long_first(items: list[Any]) -> None:
    """Order the files in place: the long ones as above, the others as they come."""
    place = {start: number for number, start in enumerate(LONG)}
    items.sort(key=lambda item: next((place[start] for start in LONG if item.nodeid.startswith(start)), len(LONG)))


class WholeFiles(LoadScopeScheduling):
    """Hands out files in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in (PLATFORMS, JOURNEYS) if nodeid.startswith(group)), file_of(nodeid))


class Ran:
    """What ran where, told at the end with what repeats it."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, None]] = {}
        self.failed: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Called in the process that hands out, for every test of the others."""
        process = report.node.gateway.id if hasattr(report, "node") else ""
        self.files.setdefault(process, {})[file_of(report.nodeid)] = None
        if report.failed:
            self.failed[report.nodeid] = process

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        """The seed, always; after a failure also how to repeat it."""
        seed = config.getoption("randomly_seed", default=None)
        terminalreporter.write_line(f"seed {seed}")
        again = f".venv/bin/python -m tools.database pytest --create-db -p no:cacheprovider --randomly-seed={seed}"
        for process in sorted(set(self.failed.values()) - {""}):
            listed = ROOT / "var" / f"test-files-{process}"
            listed.parent.mkdir(exist_ok=True)
            listed.write_text("\n".join(self.files[process]) + "\n")
            terminalreporter.write_line(f"all that {process} ran, again in its order: {again} -n 1 @{listed}")
        for test in list(self.failed)[:5]:
            terminalreporter.write_line(f"alone: {again} '{test}'")
