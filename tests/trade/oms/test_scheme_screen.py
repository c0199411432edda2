"""The scheme's editor in the office."""

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.trade.oms import api, schemes
from prilavok.trade.oms.values import Terms
from tests.trade.oms.make import make_chain, place, seen

pytestmark = pytest.mark.django_db


def browser(role: str) -> Client:
    with unit():
        person_id = accounts.create_staff(
            username=role, password="длинный-пароль-9", name=role, roles=[Grant(role=role)]
        )
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    return client


def test_administrator_words_a_status() -> None:
    office = browser("administrator")
    assert "Готов к выдаче" in office.get("/office/scheme/").content.decode()

    words = {"title": "Собран", "public_title": "Можно забирать", "template": "order_ready"}
    answer = office.post("/office/scheme/ready/", words)

    assert answer.headers["Location"] == "/office/scheme/"
    assert next(one.public_title for one in api.scheme() if one.code == "ready") == "Можно забирать"


def test_new_terms_hold_for_the_next_order() -> None:
    office = browser("administrator")

    assert office.post("/office/scheme/", {"new_h": "12", "ready_h": "48"}).status_code == 302
    assert office.post("/office/scheme/", {"new_h": "0", "ready_h": "48"}).status_code == 200

    assert schemes.terms() == Terms(new_h=12, ready_h=48)
    chain = make_chain()
    held = seen(place(chain, 1).order_id)
    assert held.hold_until is not None
    assert (held.hold_until - held.placed_at).total_seconds() == 12 * 3600


def test_unknown_message_or_empty_title_is_refused() -> None:
    office, before = browser("administrator"), api.scheme()

    for words in ({"template": "нет такого"}, {"title": ""}):
        answer = office.post("/office/scheme/ready/", {"title": "А", "public_title": "Б", "template": "", **words})
        assert answer.status_code == 200

    assert office.get("/office/scheme/nope/").status_code == 404
    assert api.scheme() == before


def test_operator_may_not_edit_the_scheme() -> None:
    assert browser("operator").get("/office/scheme/").status_code == 403
