"""The store's screens: only the own stores, each deed once, everything without a script too."""

import re

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import SnapshotRow
from prilavok.trade.fulfilment import api as fulfilment
from tests.goods.pricing.promotions.make import published
from tests.trade.oms.make import Chain, free, make_chain, pick, place, seen

pytestmark = pytest.mark.django_db
PASSWORD = "прилавок-и-полка-7"


@pytest.fixture
def chain() -> Chain:
    return make_chain()


def client(chain: Chain, username: str = "store-04", stores: frozenset[int] | None = None) -> Client:
    """A store worker, logged in through the counter's own door."""
    with unit():
        grant = Grant(role="store_worker", stores=frozenset({chain.store}) if stores is None else stores)
        accounts.create_staff(username=username, password=PASSWORD, name="Пётр Магазинов", roles=[grant])
    browser = Client()
    answer = browser.post("/counter/login/", {"username": username, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/counter/")
    return browser


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_worker_gathers_and_hands_over_without_a_script(chain: Chain) -> None:
    placed = place(chain, 2, 1)
    worker = client(chain)
    assert placed.number in text(worker.get("/counter/"))

    worker.post(f"/counter/pick/{placed.order_id}/start/")
    first, second = (f"n{one}" for one in chain.goods[:2])
    page = worker.post(f"/counter/pick/{placed.order_id}/", {"scan": "460000000000", first: "1", second: "0"})
    assert f'name="{first}" value="2"' in text(page)
    answer = worker.post(f"/counter/pick/{placed.order_id}/", {"do": "done", first: "2", second: "1"}, follow=True)

    assert "Put it into the cell" in text(answer) or "ячейк" in text(answer)
    found = worker.post("/counter/issue/", {"q": placed.pickup_code})
    key = re.search(r'name="key" value="([^"]+)"', text(found))
    assert key is not None
    for _ in range(2):
        paid = {"code": placed.pickup_code, "key": key[1], "method": "cash"}
        assert worker.post(f"/counter/issue/{placed.order_id}/pay/", paid).status_code == 303
    assert seen(placed.order_id).status == "issued"
    assert free(chain) == (8, 0, 8)
    assert "Location" not in worker.get(f"/counter/issue/{placed.order_id}/done/").headers


def test_who_takes_the_money_sees_why_each_line_costs_so(chain: Chain) -> None:
    published(title="Скидка 10 %", legend="Сезонная скидка")
    placed = place(chain, 2)
    pick(chain, placed.order_id)
    worker = client(chain)

    page = text(worker.post("/counter/issue/", {"q": placed.pickup_code}))

    assert "Скидка 10 %" in page
    assert "−20 ₽" in page.replace("\xa0", " ")
    assert "Сезонная скидка" in page
    assert "Почему такая цена" in page


def test_fewer_pieces_are_asked_about_before_they_are_written(chain: Chain) -> None:
    placed = place(chain, 2)
    worker = client(chain)
    worker.post(f"/counter/pick/{placed.order_id}/start/")
    count = {f"n{chain.goods[0]}": "1"}

    asked = worker.post(f"/counter/pick/{placed.order_id}/", {"do": "done", **count})
    assert seen(placed.order_id).version == 1
    assert 'value="short"' in text(asked)
    worker.post(f"/counter/pick/{placed.order_id}/", {"do": "short", **count})

    order = seen(placed.order_id)
    assert (order.status, order.version, order.lines[0].quantity) == ("ready", 2, 1)


def test_scanned_good_of_another_order_is_refused_and_counts_nothing(chain: Chain) -> None:
    placed = place(chain, 1)
    worker = client(chain)
    worker.post(f"/counter/pick/{placed.order_id}/start/")

    answer = worker.post(f"/counter/pick/{placed.order_id}/", {"scan": "460000000002"})
    again = worker.post(f"/counter/pick/{placed.order_id}/", {"scan": "460000000000", f"n{chain.goods[0]}": "1"})

    assert (answer.status_code, again.status_code) == (422, 422)
    assert "460000000002" in text(answer)
    assert seen(placed.order_id).status == "picking"


def test_wrong_codes_are_counted_and_lock(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)
    worker = client(chain)
    wrong = "00000" if placed.pickup_code != "00000" else "11111"

    for _ in range(3):
        assert worker.post(f"/counter/issue/{placed.order_id}/", {"code": wrong}).status_code == 422
    for _ in range(2):
        paid = {"code": wrong, "key": "k", "method": "cash"}
        assert worker.post(f"/counter/issue/{placed.order_id}/pay/", paid).status_code == 409

    assert fulfilment.tasks_of(order_ids=[placed.order_id])[placed.order_id].is_locked
    assert worker.post(f"/counter/issue/{placed.order_id}/", {"code": placed.pickup_code}).status_code == 422
    assert seen(placed.order_id).status == "ready"


def test_order_of_another_store_is_not_there(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)
    stranger = client(chain, "store-05", frozenset({chain.other}))

    for address in ("pick/{}/", "pick/{}/done/", "issue/{}/", "issue/{}/done/"):
        assert stranger.get(f"/counter/{address.format(placed.order_id)}").status_code == 404
    for address in ("pick/{}/", "pick/{}/start/", "issue/{}/", "issue/{}/pay/"):
        data = {"code": placed.pickup_code, "method": "cash", "key": "k", "do": "all"}
        assert stranger.post(f"/counter/{address.format(placed.order_id)}", data).status_code == 404
    assert placed.number not in text(stranger.get("/counter/"))
    assert placed.number not in text(stranger.post("/counter/issue/", {"q": placed.pickup_code}, follow=True))
    assert placed.number not in text(stranger.get("/counter/issue/", {"q": "Анна"}))
    assert seen(placed.order_id).status == "ready"


def test_worker_of_several_stores_chooses_one_and_no_other(chain: Chain) -> None:
    worker = client(chain, stores=frozenset({chain.store, chain.other}))
    assert worker.get("/counter/").headers["Location"] == "/counter/store/"

    assert worker.post("/counter/store/", {"store": "999999"}).status_code == 404
    worker.post("/counter/store/", {"store": str(chain.other)})

    assert "Магазин на Речной" in text(worker.get("/counter/"))


def test_shelf_tells_what_lies_here_and_what_is_free(chain: Chain) -> None:
    place(chain, 3)
    worker = client(chain)

    page = text(worker.get("/counter/shelf/", {"q": "460000000000"}))

    assert "Лопата 1" in page
    assert re.findall(r"<dd[^>]*>(?:<a[^>]*>)?(\d+)", page) == ["10", "7"]
    assert "Лопата 2" not in page


def test_stranger_is_sent_to_the_counters_door_and_an_office_login_is_turned_away(chain: Chain) -> None:
    assert Client().get("/counter/").headers["Location"] == "/counter/login/?next=%2Fcounter%2F"
    with unit():
        accounts.create_staff(username="content", password=PASSWORD, name="К", roles=[Grant(role="content_manager")])

    browser = Client()
    answer = browser.post("/counter/login/", {"username": "content", "password": PASSWORD, "next": "//evil.example/"})

    assert answer.status_code == 403
    assert "sessionid" not in browser.cookies
    assert Client().post("/counter/login/", {"username": "content", "password": "не тот"}).status_code == 400


def test_home_costs_the_same_for_any_number_of_orders(chain: Chain, django_assert_max_num_queries) -> None:
    worker = client(chain)
    for _ in range(4):
        place(chain, 1)

    with django_assert_max_num_queries(8):
        worker.get("/counter/")


def test_the_shelf_explains_what_is_free_and_says_unknown_instead_of_none(chain: Chain) -> None:
    placed = place(chain, 2, 1)
    worker, good = client(chain), chain.goods[0]

    page = text(worker.get(f"/counter/why/{good}/"))
    assert "2 в резерве" in page
    assert placed.number in page

    with unit():
        row = SnapshotRow(variant_id=good, location_id=chain.store, quantity=None)
        stock.apply_snapshot(source="erp.a:1", rows=[row], meaning="physical")
    assert "Остаток неизвестен, уточняем" in text(worker.get("/counter/shelf/", {"q": "460000000000"}))
    assert worker.get("/counter/why/999999999/").status_code == 404
