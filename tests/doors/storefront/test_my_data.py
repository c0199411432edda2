"""People's rights over their data, as a buyer walks them: all of mine, nothing of another's, and then nothing."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.models import Request
from prilavok.people.crm import api as crm
from prilavok.people.crm.waiting.asking import Wait, wait_for
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Contact
from tests.doors.storefront import make
from tests.doors.storefront.buyers import Buyer, persons, place
from tests.jobs import RunJobs
from tests.trade.receipts.make import SYSTEM, draft

PHONE, MAIL, NAME, CARD = "+79161234567", "anna@example.org", "Аннушка Первоцветова", "2000000012345"
OTHER, OTHER_MAIL, OTHER_NAME = "+79031112233", "canary@example.net", "Канарейкина"
FRIEND = "+79057778899"
FILLED = {
    *("messaging.messages", "messaging.wishes", "accounts.login", "accounts.devices", "accounts.book"),
    *("accounts.codes", "base.traces", "privacy.consents", "privacy.requests", "receipts.receipts"),
    *("oms.orders", "oms.baskets", "crm.customer", "crm.waiting"),
}


def _past(contact: str, mail: str, name: str, card: str, first: int) -> Buyer:
    """What gathers about somebody: orders as a guest and signed in, receipts, a book, wishes, requests."""
    place(f"guest-{first}", phone=contact, name=name, email=mail)
    buyer = Buyer(contact, name).sign_in(news_sms="1")
    buyer.prove(mail)
    place(f"own-{first}", phone=contact, name=name, email=mail, person_id=buyer.person_id)
    post = buyer.client.post
    post("/account/addresses/", {"city": "Тверь", "street": f"Лесная {name}", "title": "Дача"})
    post("/account/addresses/", {"what": "recipient", "name": f"Друг {name}", "phone": FRIEND})
    post("/account/data/correct/", {"text": f"Меня зовут {name}"})
    post("/basket/line/", {"add": make.variant("lamp")})
    with unit():
        _receipts(contact, card, first)
        wait_for(Wait(variant_id=1, title="Лампа", link="/", city="", contact=contact))
    RunJobs()()
    with unit():
        crm.take_card(person_id=buyer.person_id, card=card)
    RunJobs()()
    return buyer


def _receipts(phone: str, card: str, first: int) -> None:
    from prilavok.trade.receipts import api as receipts

    place_id = make.store("s1")
    receipts.take_receipts(
        source=SYSTEM,
        drafts=[draft(first, phone=phone, location_id=place_id), draft(first + 1, card=card, location_id=place_id)],
    )


def _archive(buyer: Buyer) -> tuple[dict[str, Any], str]:
    answer = buyer.client.post("/account/data/archive/")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = archive.read("data.json").decode()
        return json.loads(told), told + archive.read("index.html").decode()


def _cancel_all(person_id: int) -> None:
    for order_id in privacy.whose(person_id).ids("order"):
        with unit():
            oms.cancel(order_id=order_id, reason="не нужен", actor=_system())
    RunJobs()()


def _system() -> Actor:
    return Actor(name="Оператор", kind="staff", permissions=frozenset({"orders.cancel"}), stores=None)


def _ask_and_wait(buyer: Buyer) -> None:
    assert buyer.client.post("/account/data/erase/", {"sure": "1"}).status_code == 303
    Request.objects.filter(kind="erase").update(ready_at=timezone.now() - timedelta(minutes=1))


def _where(needles: list[str]) -> dict[str, int]:
    """Every column of every table in which one of these stands; phones by their last ten digits, however spelled."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'"
            " AND (c.data_type IN ('text', 'character varying', 'jsonb', 'json') OR c.data_type = 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE ANY(%s)', [needles])  # noqa: S608
            count = cursor.fetchone()[0]
            if count:
                found[f"{table}.{column}"] = count
    return found


def test_the_archive_holds_all_of_mine_and_nothing_of_anothers(shop: dict[str, int], run_jobs: RunJobs) -> None:
    other = _past(OTHER, OTHER_MAIL, OTHER_NAME, "2000000099999", 31)
    mine = _past(PHONE, MAIL, NAME, CARD, 1)
    # Somebody else, signed in, ordered for me: it is theirs, though my phone stands in it.
    gift = place("gift", phone=PHONE, name="Подарок", person_id=other.person_id)

    told, text = _archive(mine)

    rows = {one["code"]: one["rows"] for one in told["data"]}
    assert len(rows["oms.orders"]) == 2
    assert len(rows["receipts.receipts"]) == 2
    assert {len(rows[code]) for code in ("privacy.consents", "accounts.book")} == {2}
    assert rows["accounts.login"][0]["phone"] == PHONE
    assert {code for code in rows if rows[code]} >= FILLED
    for canary in (OTHER, OTHER[-10:], OTHER_MAIL, OTHER_NAME, "2000000099999", gift.number):
        assert canary not in text
    assert [one.kind for one in privacy.requests_of(mine.person_id)] == ["export", "correct"]


def test_erasing_leaves_no_trace_but_what_is_declared(shop: dict[str, int], run_jobs: RunJobs) -> None:
    other = _past(OTHER, OTHER_MAIL, OTHER_NAME, "2000000099999", 31)
    gift = place("gift", phone=PHONE, name=NAME, email=MAIL, person_id=other.person_id)
    errand = place("errand", phone=OTHER, name=OTHER_NAME, recipient=Contact(name=NAME, phone=PHONE))
    mine = _past(PHONE, MAIL, NAME, CARD, 1)
    person_id, numbers = mine.person_id, re.findall(r"\d{4,6}-\d", mine.page("/account/"))
    _cancel_all(person_id)
    _ask_and_wait(mine)
    assert privacy.erase_due() == 0  # what others placed for them is still on its way
    for order_id in (gift.order_id, errand.order_id):
        with unit():
            oms.cancel(order_id=order_id, reason="не нужен", actor=_system())
    run_jobs()
    before = _where([f"%{OTHER[-10:]}%", f"%{OTHER_MAIL}%", f"%{OTHER_NAME}%"])

    assert privacy.erase_due() == 1

    needles = [f"%{PHONE[-10:]}%", "%916 123-45-67%", f"%{MAIL}%", f"%{NAME}%", "%Первоцветова%", f"%{CARD}%"]
    assert _where(needles) == {}
    assert _where([f"%{OTHER[-10:]}%", f"%{OTHER_MAIL}%", f"%{OTHER_NAME}%"]) == before
    assert privacy.erase_due() == 0
    # What accounting needs is there; the browser is signed out; the same phone is somebody new.
    assert oms.order_by_number(numbers[0]) is not None
    assert mine.client.get("/account/").status_code == 302
    again = Buyer(PHONE).sign_in()
    assert again.person_id != person_id
    assert persons(PHONE) == [again.person_id]
    assert not re.findall(r"\d{4,6}-\d", again.page("/account/"))


def test_an_order_on_its_way_holds_erasing_up_and_one_press_calls_it_off(
    shop: dict[str, int], run_jobs: RunJobs
) -> None:
    mine = Buyer(PHONE).sign_in()
    number = place("way", phone=PHONE, name=NAME, person_id=mine.person_id).number
    assert f"Заказ {number} в пути" in mine.page("/account/data/erase/")
    _ask_and_wait(mine)

    assert privacy.erase_due() == 0

    assert persons(PHONE) == [mine.person_id]
    assert "Оставить кабинет" in mine.page("/account/data/")
    assert mine.client.post("/account/data/erase/", {"sure": "1"}).status_code == 422
    mine.client.post("/account/data/stay/")
    _cancel_all(mine.person_id)
    assert privacy.erase_due() == 0
    assert persons(PHONE) == [mine.person_id]


def test_nobody_reaches_what_is_anothers(shop: dict[str, int]) -> None:
    mine, other = Buyer(PHONE).sign_in(), Buyer(OTHER).sign_in()
    other.client.post("/account/addresses/", {"city": "Тверь", "street": "Тайная, 1"})
    other.client.post("/account/addresses/", {"what": "recipient", "name": "Друг", "phone": FRIEND})
    address = re.search(r"/account/addresses/(\d+)/", other.page("/account/addresses/"))
    friend = re.search(r"/account/recipients/(\d+)/", other.page("/account/addresses/"))
    assert address is not None
    assert friend is not None

    for path in (address[0], friend[0]):
        assert mine.client.get(path).status_code == 404
        assert mine.client.post(path, {"do": "drop"}).status_code == 404
        assert mine.client.post(path, {"city": "x", "street": "y", "name": "z", "phone": PHONE}).status_code == 404
    assert mine.client.post("/account/security/end/", {"device": "1"}).status_code == 404
    assert "Тайная, 1" in other.page("/account/addresses/")
    assert "Тайная" not in mine.page("/account/addresses/")


def test_an_archive_is_made_a_few_times_a_day(shop: dict[str, int]) -> None:
    mine = Buyer(PHONE).sign_in()

    answers = [mine.client.post("/account/data/archive/").status_code for _ in range(6)]

    assert answers == [200] * 5 + [422]
