"""Goods that people wait for: asked once, told once, in their city, taken back by a link."""

from urllib.parse import quote

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.messaging.models import Message
from prilavok.people.crm.models import Waiting
from prilavok.people.crm.waiting import asking, telling, watching
from tests.doors.storefront import make
from tests.jobs import RunJobs

PHONE = "+79161234567"


@pytest.fixture
def shop(transactional_db: None, run_jobs: RunJobs) -> dict[str, int]:
    """The small shop with the message laid."""
    from django.core.management import call_command

    call_command("prepare")
    found = make.make_shop()
    run_jobs()
    return found


def _ask(client: Client, contact: str, code: str = "rug", city: str = "Москва") -> int:
    client.cookies["city"] = quote(city)
    return client.post("/product/wait/", {"variant": make.variant(code), "contact": contact}).status_code


def _told() -> list[str]:
    return list(Message.objects.filter(about__startswith="waiting:").order_by("pk").values_list("to", flat=True))


def test_a_buyer_is_told_once_when_a_store_of_the_city_has_it(
    shop: dict[str, int], client: Client, run_jobs: RunJobs
) -> None:
    assert _ask(client, "8 (916) 123-45-67") == 200
    assert _ask(client, "+7 916 123 45 67") == 200, "asking again is no error"
    assert Waiting.objects.count() == 1

    make.restock("rug", "s4", 5)
    run_jobs()
    assert _told() == [], "another city"

    make.restock("rug", "s1", 3)
    run_jobs()
    make.restock("rug", "s2", 3)
    run_jobs()
    assert _told() == [PHONE]
    assert Waiting.objects.get().ended == "told"
    text = Message.objects.get(to=PHONE).text
    assert "Коврик" in text
    assert "Тверская" in text


def test_an_order_of_the_last_piece_tells_nobody(shop: dict[str, int], client: Client, run_jobs: RunJobs) -> None:
    _ask(client, "anna@example.org")
    make.restock("rug", "s1", 0)
    run_jobs()

    assert _told() == []
    with unit():
        assert telling.tell_open() == 0


def test_what_no_announcement_brought_is_looked_for(shop: dict[str, int], client: Client) -> None:
    _ask(client, "Anna@Example.org", code="lamp")

    with unit():
        assert telling.tell_open() == 1
    with unit():
        assert telling.tell_open() == 0
    assert _told() == ["anna@example.org"]


def test_a_wish_is_taken_back_by_its_link_and_only_by_a_press(
    shop: dict[str, int], client: Client, run_jobs: RunJobs
) -> None:
    _ask(client, PHONE)
    address = f"/waiting/{Waiting.objects.get().token}/"

    assert "Забыть" in client.get(address).content.decode()
    assert Waiting.objects.get().ended == ""
    client.post(address)
    assert Waiting.objects.get().ended == "stopped"
    make.restock("rug", "s1", 3)
    run_jobs()
    assert _told() == []
    assert client.get("/waiting/nobody-knows-this/").status_code == 200


@pytest.mark.parametrize("typed", ["", "12", "a@b", "<script>@x.ru", "x" * 300])
def test_a_contact_that_is_none_is_refused_with_what_was_typed(
    shop: dict[str, int], client: Client, typed: str
) -> None:
    assert _ask(client, typed) == 422
    assert not Waiting.objects.exists()


def test_nobody_fills_the_list(shop: dict[str, int], client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_OPEN", 2)
    assert [_ask(client, PHONE, code) for code in ("rug", "lamp", "pan")] == [200, 200, 422]
    assert Waiting.objects.count() == 2

    assert _ask(client, "other@example.org", "rug") == 200
    first = watching.most_wanted()[0]
    assert (first.people, first.city) == (2, "Москва")


def test_goods_that_do_not_exist_cannot_be_waited_for(shop: dict[str, int], client: Client) -> None:
    for variant in ("", "0", "999999999", "x"):
        assert client.post("/product/wait/", {"variant": variant, "contact": PHONE}).status_code == 404
