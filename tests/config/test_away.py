"""A database that is away is said in words, with a time to come back."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from prilavok.config.away import DatabaseAwayMiddleware

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lost() -> Iterator[None]:
    """The connection was closed by the other side."""
    connection.ensure_connection()
    connection.connection.close()
    yield
    connection.close()


def answer(error: Exception, **headers: str) -> HttpResponse | None:
    request: HttpRequest = RequestFactory().get("/", headers=headers)
    return DatabaseAwayMiddleware(lambda _: HttpResponse()).process_exception(request, error)


def test_a_lost_database_is_a_503_that_says_when_to_come_back(lost: None) -> None:
    page = answer(OperationalError("server closed the connection unexpectedly"))

    assert page is not None
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "5", "no-store")
    assert "server closed" not in page.content.decode()


def test_machines_get_json(lost: None) -> None:
    page = answer(OperationalError("x"), accept="application/json")

    assert page is not None
    assert page["Content-Type"] == "application/json"


def test_a_deadlock_is_not_a_database_away() -> None:
    connection.ensure_connection()

    assert answer(OperationalError("deadlock detected")) is None


def test_other_defects_stay_defects(lost: None) -> None:
    assert answer(ValueError("x")) is None
