"""Refusals speak by their docstring."""

import json

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from prilavok.base.errors import Forbidden, NotFound, Refused
from prilavok.base.refusals import RefusalMiddleware


class TooMuch(Refused):
    """Only {available} left, {wanted} asked for."""


def test_the_docstring_is_the_message_and_the_data_fills_it() -> None:
    assert str(TooMuch(available=3, wanted=5)) == "Only 3 left, 5 asked for."
    assert TooMuch(available=3, wanted=5).code == "TooMuch"


@pytest.mark.parametrize(
    ("refusal", "status"), [(TooMuch(available=1, wanted=2), 409), (NotFound(), 404), (Forbidden(), 403)]
)
def test_machines_get_a_code_and_a_status(refusal: Refused, status: int) -> None:
    middleware = RefusalMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]

    answer = middleware.process_exception(_request(), refusal)

    assert answer is not None
    assert answer.status_code == status
    assert json.loads(answer.content)["code"] == type(refusal).__name__


def test_a_defect_is_not_dressed_up_as_a_refusal() -> None:
    middleware = RefusalMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]

    assert middleware.process_exception(_request(), ValueError("secret")) is None


def _request() -> HttpRequest:
    return RequestFactory().get("/", headers={"Accept": "application/json"})


@pytest.mark.django_db
def test_an_address_of_a_form_opened_by_hand_speaks_to_people_only(client: Client) -> None:
    page = client.get("/basket/line/", headers={"Accept": "text/html,*/*"})
    machine = client.get("/basket/line/")

    assert (page.status_code, machine.status_code) == (405, 405)
    assert "POST" in page.headers["Allow"]
    assert b"<h1>" in page.content
    assert machine.content == b""
