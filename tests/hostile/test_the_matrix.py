"""The matrix bites: views that leak, write too early or forget their mark are found."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from prilavok.base.access import needs, own, public
from prilavok.base.models import EventRow
from prilavok.trade.oms import api as oms
from tests.hostile.routes import Route
from tests.hostile.test_authorisation import Cell, _knock, _quiet, world  # noqa: F401 - fixtures
from tests.hostile.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.hostile.test_the_matrix")]


@needs("orders.view")
def without_scope(request: HttpRequest, number: str) -> HttpResponse:
    """Forgets the actor's stores."""
    order = oms.order_by_number(number)
    return HttpResponse(order.contact.name if order else "")


@own
def without_owner(request: HttpRequest, number: str) -> HttpResponse:
    """Forgets whose order it is."""
    order = oms.order_by_number(number)
    return HttpResponse(order.contact.name if order else "")


@public
def open_list(request: HttpRequest) -> HttpResponse:
    """Shows everybody's names to everybody."""
    return HttpResponse(repr(list(EventRow.objects.values_list("payload", flat=True))))


def writes_first(request: HttpRequest) -> HttpResponse:
    """Writes before it looks who came."""
    EventRow.objects.create(name="too.early", subject="x", payload={})
    return guarded(request)


@needs("people.manage")
def guarded(request: HttpRequest) -> HttpResponse:
    """Looks who came."""
    return HttpResponse("")


urlpatterns = [
    path("scope/<str:number>/", without_scope),
    path("owner/<str:number>/", without_owner),
    path("list/", open_list),
    path("early/", writes_first),
]


def _route(pattern: str, mark: str) -> Route:
    given = (("number", "str"),) if "number" in pattern else ()
    return Route(pattern=pattern, name="leaky", mark=mark, parameters=given, is_exempt=False)


@pytest.mark.parametrize(
    ("pattern", "mark", "who", "found"),
    [
        ("scope/<str:number>/", "needs:orders.view", "store_worker_1", "wanted 404"),
        ("scope/<str:number>/", "needs:orders.view", "store_worker_1", "Канарейкина"),
        ("owner/<str:number>/", "own", "buyer_a", "wanted 404"),
        ("list/", "public", "anonymous", "Канарейкина"),
        ("early/", "needs:people.manage", "operator", "changed base_eventrow"),
        ("nowhere/", "needs:orders.view", "operator", "entitled, but refused"),
    ],
)
def test_a_leak_is_found(world: World, pattern: str, mark: str, who: str, found: str) -> None:  # noqa: F811
    troubles = _knock(world, Cell(_route(pattern, mark), who, "GET"))

    assert any(found in trouble for trouble in troubles), troubles


def test_the_entitled_are_not_held_up(world: World) -> None:  # noqa: F811
    assert _knock(world, Cell(_route("scope/<str:number>/", "needs:orders.view"), "store_worker_2", "GET")) == []
    assert _knock(world, Cell(_route("owner/<str:number>/", "own"), "buyer_b", "GET")) == []
