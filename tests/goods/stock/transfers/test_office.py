"""Transfers in the office: asked for, looked at, decided upon; routes and who takes part."""

import re

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.stock.transfers import api
from prilavok.goods.stock.transfers.values import TransferFilter
from tests.goods.stock.transfers.make import draft, make_pair, receive, send

pytestmark = pytest.mark.django_db


def enter(role: str, stores: frozenset[int] | None = None) -> Client:
    with unit():
        person = accounts.create_staff(role, "a long password 7", role, [Grant(role=role, stores=stores)])
    browser = Client()
    browser.force_login(Person.objects.get(pk=person))
    return browser


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_an_operator_asks_looks_and_decides() -> None:
    pair, operator = make_pair(), enter("operator")
    form = {"source": str(pair.a), "target": str(pair.b), "goods": "4600000000000 3\n4600000000001 2", "key": "k"}
    for _ in range(2):
        opened = operator.post("/office/stock/transfers/new/", form)
    (one,) = api.find_transfers(TransferFilter()).transfers
    assert opened.headers["Location"] == f"/office/stock/transfers/{one.transfer_id}/"
    assert pair.at(pair.a) == (10, 3, 7)

    receive(pair, send(pair, one), 2, 2)
    assert one.number in text(operator.get("/office/stock/transfers/", {"open": "1"}))
    (row,) = api.discrepancies()
    queue = text(operator.get("/office/stock/transfers/discrepancies/"))
    assert "Лопата" in queue
    settled = {"outcome": "at_sender", "reason": "лежит на складе", "quantity": "1", "key": "x", "back": "queue"}
    for _ in range(2):
        operator.post(f"/office/stock/transfers/discrepancies/{row.discrepancy_id}/", settled)

    assert pair.at(pair.a) == (8, 0, 8)
    card = text(operator.get(f"/office/stock/transfers/{one.transfer_id}/"))
    assert "лежит на складе" in card
    assert len(accounts.audit_of(f"transfer:{one.transfer_id}")) == 2


def test_a_line_that_is_not_understood_keeps_what_was_typed() -> None:
    pair, operator = make_pair(), enter("operator")
    form = {"source": str(pair.a), "target": str(pair.b), "goods": "не-товар 3", "key": "k"}

    answer = operator.post("/office/stock/transfers/new/", form)

    assert answer.status_code == 422
    assert "не-товар 3" in text(answer)
    assert api.find_transfers(TransferFilter()).total_count == 0


def test_routes_and_shares_are_data_of_the_chain() -> None:
    pair, admin = make_pair(), enter("administrator")
    route = {
        "source": "",
        "target": str(pair.b),
        "hours": "24",
        "cut_off": "14:00",
        "day": ["1", "5"],
        "is_active": "1",
    }
    for _ in range(2):
        admin.post("/office/stock/routes/keep/", route)
    admin.post("/office/stock/routes/shares/", {"gives": [str(pair.a)], "takes": [str(pair.b)]})

    (kept,) = api.routes()
    assert (kept.target_id, kept.lead_hours, kept.weekdays) == (pair.b, 24, (1, 5))
    assert [one.location_id for one in api.network().sources[pair.b]] == [pair.a]
    assert "Лесной" in text(admin.get("/office/stock/routes/"))
    admin.post(f"/office/stock/routes/{kept.route_id}/drop/")
    assert api.routes() == ()
    assert len(accounts.audit_of(f"route:{kept.route_id}")) == 2


def test_a_transfer_out_of_scope_is_not_there() -> None:
    pair = make_pair()
    one = draft(pair, 2)
    stranger = enter("operator", frozenset({9999}))

    assert stranger.get(f"/office/stock/transfers/{one.transfer_id}/").status_code == 404
    assert stranger.post(f"/office/stock/transfers/{one.transfer_id}/cancel/").status_code == 404
    assert one.number not in text(stranger.get("/office/stock/transfers/"))
    assert pair.at(pair.a) == (10, 2, 8)
