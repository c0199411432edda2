"""Fixtures that every test may use."""

import gettext
from collections.abc import Iterator
from typing import Any

import pytest

from tests.jobs import RunJobs


def pytest_configure() -> None:
    """Translations as they are now; static files by their plain names: tests collect none, so there is no manifest."""
    from django.conf import settings
    from django.test import override_settings
    from django.utils.translation import trans_real

    from tools.messages import compile_all

    compile_all()
    gettext._translations.clear()  # type: ignore[attr-defined]  # what was read before there was anything to read
    trans_real._translations.clear()
    trans_real._default = None
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with what every room prepares; tests with real commits bring it back to that."""
    from django.core.management import call_command
    from django.test import TransactionTestCase

    from tests.restore import Snapshot

    with django_db_blocker.unblock():
        call_command("prepare")
        snapshot = Snapshot.take()
    TransactionTestCase._fixture_teardown = lambda *_: snapshot.restore()  # type: ignore[method-assign,assignment]


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Breakers are kept per process; no test inherits another's. A thread does not see a test's transaction."""
    from prilavok.base import breaker
    from prilavok.doors.storefront import memory

    breaker.forget()
    monkeypatch.setattr(memory, "is_ahead", False)


@pytest.fixture
def in_unit(db: None) -> Iterator[None]:
    """The test body runs inside one open unit."""
    from prilavok.base.unit import unit

    with unit():
        yield


@pytest.fixture
def run_jobs(db: None) -> RunJobs:
    """Runs waiting jobs to the end, in this process: `run_jobs()`, `run_jobs(tries=3)`, `run_jobs(ahead_s=60)`."""
    return RunJobs()
