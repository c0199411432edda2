"""Who may what, where; and what a mark does with the one who comes."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from prilavok.base.access import ANONYMOUS, SYSTEM, Actor, needs, own, public, signed
from prilavok.base.errors import Forbidden, NotFound

WORKER = Actor(person_id=1, kind="staff", permissions=frozenset({"store.pick"}), stores=frozenset({7}))
DIRECTOR = Actor(person_id=2, kind="staff", permissions=frozenset({"orders.view"}), stores=None)


def test_a_right_holds_in_its_stores_only() -> None:
    assert WORKER.may("store.pick", store=7)
    assert not WORKER.may("store.pick", store=8)
    assert not WORKER.may("orders.view", store=7)
    assert DIRECTOR.may("orders.view", store=8)


def test_the_foreign_is_missing_and_the_forbidden_forbidden() -> None:
    with pytest.raises(NotFound):
        WORKER.require("store.pick", store=8)
    with pytest.raises(Forbidden):
        WORKER.require("orders.view")


def test_nobody_has_no_rights_and_no_stores() -> None:
    assert not ANONYMOUS.may("orders.view")
    assert ANONYMOUS.stores == frozenset()
    assert not SYSTEM.may("orders.view")


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("shown")


def _come(actor: Actor, path: str = "/x/?a=1&b=2") -> HttpRequest:
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    return request


def test_the_anonymous_are_sent_to_log_in_and_come_back_with_their_query() -> None:
    answer = needs("orders.view")(_view)(_come(ANONYMOUS))

    assert (answer.status_code, answer["Location"]) == (302, "/office/login/?next=%2Fx%2F%3Fa%3D1%26b%3D2")
    assert own(_view)(_come(ANONYMOUS))["Location"].startswith("/account/login/?next=")


def test_the_wrong_right_is_forbidden_and_the_right_one_passes() -> None:
    with pytest.raises(Forbidden):
        needs("orders.view")(_view)(_come(WORKER))
    assert needs("orders.view")(_view)(_come(DIRECTOR)).content == b"shown"


def test_personal_answers_are_kept_by_nobody_and_public_ones_may_be() -> None:
    for mark in (needs("orders.view"), own, signed):
        assert mark(_view)(_come(DIRECTOR))["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in public(_view)(_come(ANONYMOUS)).headers


def test_a_mark_can_be_read_from_the_view() -> None:
    marks = [getattr(mark(_view), "access", "") for mark in (needs("orders.view"), own, public, signed)]

    assert marks == ["needs:orders.view", "own", "public", "signed"]
