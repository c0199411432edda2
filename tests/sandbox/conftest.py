"""A fresh set of simulators for a test."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sandbox import web
from sandbox.state import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sandbox.db")


@pytest.fixture
def browser(store: Store) -> TestClient:
    return TestClient(web.build(store), raise_server_exceptions=False, follow_redirects=False)
