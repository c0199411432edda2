"""Fixtures of the watch: two nodes and their clients."""

from pathlib import Path

import pytest

from tests.jobs import RunJobs
from tests.protocols.client import OneC
from tests.protocols.make import make_nodes


@pytest.fixture(autouse=True)
def _spool(settings: object, tmp_path: Path) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    settings.EXCHANGE_POLL_S = 0  # type: ignore[attr-defined]


@pytest.fixture
def nodes(db: None) -> None:
    """A central 1C with orders and a retail one, sharing identifiers."""
    make_nodes()


@pytest.fixture
def one_c(nodes: None, run_jobs: RunJobs) -> OneC:
    """The central 1C."""
    return OneC(run_jobs)
