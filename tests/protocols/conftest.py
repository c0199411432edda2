"""Fixtures of the exchange: two nodes, a client, the folder of real packages."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.jobs import RunJobs
from tests.protocols.client import OneC

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real packages of real systems; tests that read it are skipped where it is missing."""
    for place in (os.environ.get("PRILAVOK_SHARED", ""), str(ROOT.parent / "shared"), str(ROOT.parents[1] / "shared")):
        if place and (Path(place) / "samples").is_dir():
            return Path(place)
    pytest.skip("the folder with real packages is not here")


@pytest.fixture
def samples(shared: Path) -> Path:
    """Real CommerceML files."""
    return shared / "samples" / "commerceml"


@pytest.fixture(autouse=True)
def _spool(settings: object, tmp_path: Path) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    settings.EXCHANGE_POLL_S = 0  # type: ignore[attr-defined]


@pytest.fixture
def nodes(db: None) -> None:
    """A central 1C with orders and a retail one, sharing identifiers."""
    from tests.protocols.make import make_nodes

    make_nodes()


@pytest.fixture
def one_c(nodes: None, run_jobs: RunJobs) -> OneC:
    """The central 1C."""
    return OneC(run_jobs)


@pytest.fixture
def retail(nodes: None, run_jobs: RunJobs) -> Callable[[], OneC]:
    """More clients of the retail 1C."""
    return lambda: OneC(run_jobs, login="retail", password="retail-secret-1")
