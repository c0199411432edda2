"""The small shop, with the shelf written and nothing remembered from other tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from prilavok.doors.storefront import memory
from prilavok.doors.storefront.adapters import goods_index
from tests.doors.storefront.make import make_shop
from tests.jobs import RunJobs
from tests.remembered import remembered


@pytest.fixture(autouse=True)
def _own_memory(settings: object, tmp_path: Path) -> Iterator[None]:
    """No test sees another's index or remembered tree."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    memory.forget()
    goods_index.forget_reader()
    yield
    memory.forget()
    goods_index.forget_reader()


@pytest.fixture
def shop(db: None) -> dict[str, int]:
    """Product ids by code, on the shelf."""
    ids = _opened()
    memory.forget()
    return ids


@remembered
def _opened() -> dict[str, int]:
    ids = make_shop()
    RunJobs()()
    return ids
