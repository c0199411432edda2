"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The test database, with what every room prepares."""
    from django.core.management import call_command

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("prepare")


@pytest.fixture
def in_unit(db: None) -> Iterator[None]:
    """The test body runs inside one open unit."""
    from prilavok.base.unit import unit

    with unit():
        yield


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Runs every waiting job to the end, in this process, in order; returns how many ran."""
    from tests.jobs import run_waiting_jobs

    return run_waiting_jobs
