"""The ERP's books: seeded from the chain, changed, exported by whole exchanges."""

import pytest

from sandbox.chain import chain
from sandbox.onec import books, exchange, exports, options, orders
from sandbox.onec.bases import CENTRAL, RETAIL
from sandbox.onec.client import Faults
from sandbox.state import Store
from tests.sandbox.site import Site


@pytest.fixture
def shop(store: Store) -> Store:
    books.seed(store)
    return store


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(file_limit=10_000_000)
    real = exchange.Client

    def client(**options: object) -> exchange.Client:
        return real(**options, transport=made.transport())  # type: ignore[arg-type]

    monkeypatch.setattr(exchange, "Client", client)
    monkeypatch.setattr(exports.pictures, "files_for", lambda goods, skip: {})
    return made


def some_offer(store: Store) -> tuple[str, str, int]:
    row = store.row("SELECT * FROM stock WHERE quantity > 5 ORDER BY offer_id, warehouse_id LIMIT 1")
    assert row is not None
    return row["offer_id"], row["warehouse_id"], row["quantity"]


def test_books_are_seeded_once_with_the_whole_chain(shop: Store) -> None:
    assert books.seed(shop) is False
    assert shop.value("SELECT COUNT(*) FROM goods") == len(chain().goods)
    assert shop.value("SELECT COUNT(*) FROM warehouse") == 25


def test_full_export_sends_every_card_once(shop: Store, site: Site) -> None:
    assert exchange.exchange(shop, CENTRAL, "full") == "done"

    portions = -(-len(chain().goods) // options.PORTION)
    assert site.modes.count("checkauth") == portions
    cards = [site.files[f"import0_{number}.xml"] for number in range(1, portions + 1)]
    assert sum(card.count("<Товар>".encode()) for card in cards) == len(chain().goods)
    assert [b'="false"' in card for card in cards] == [True] + [False] * (portions - 1)
    assert ["<Классификатор>".encode() in card for card in cards] == [True] + [False] * (portions - 1)


def test_a_sale_lowers_the_stock_and_is_exported_once(shop: Store, site: Site) -> None:
    offer, where, before = some_offer(shop)

    assert books.sell(shop, offer, where, 2, "Продажа") == before - 2
    assert exchange.exchange(shop, RETAIL, "changes") == "done"
    assert exchange.exchange(shop, RETAIL, "changes") == "nothing"

    (rests,) = [body.decode() for name, body in site.files.items() if name.startswith("rests")]
    assert f"<Ид>{where}</Ид><Количество>{before - 2}</Количество>" in rests


def test_a_store_cannot_sell_what_it_has_not(shop: Store) -> None:
    offer, where, before = some_offer(shop)

    with pytest.raises(books.NotInStock):
        books.sell(shop, offer, where, before + 1, "Продажа")

    value = shop.value("SELECT quantity FROM stock WHERE offer_id = ? AND warehouse_id = ?", (offer, where))
    assert value == before
    assert books.registered(shop, RETAIL.code, (books.STOCK,)) == (0, [])


def test_an_exchange_that_died_keeps_what_was_registered(shop: Store, site: Site) -> None:
    offer, where, _ = some_offer(shop)
    books.sell(shop, offer, where, 1, "Продажа")

    assert exchange.exchange(shop, RETAIL, "changes", Faults(die_after=4)) == "failed"
    assert books.registered(shop, RETAIL.code, (books.STOCK,))[1] == [offer]
    assert exchange.exchange(shop, RETAIL, "changes") == "done"


ORDER = """<?xml version="1.0" encoding="utf-8"?><КоммерческаяИнформация ВерсияСхемы="2.07"><Документ><Ид>77</Ид>
<Номер>1042-7</Номер><Дата>2026-11-22</Дата><ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль>
<Валюта>RUB</Валюта><Курс>1</Курс><Сумма>200.00</Сумма><Контрагенты><Контрагент><Ид>5</Ид>
<Наименование>Анна Петрова</Наименование><Контакты><Контакт><Тип>Телефон мобильный</Тип>
<Значение>+79161234567</Значение></Контакт></Контакты><Роль>Покупатель</Роль></Контрагент></Контрагенты><Время>12:00:00</Время>
<Склады><Склад><Ид>{where}</Ид><Наименование>Магазин</Наименование></Склад></Склады><Товары><Товар><Ид>{offer}</Ид>
<Артикул>1</Артикул><Наименование>Кружка</Наименование><ЦенаЗаЕдиницу>100.00</ЦенаЗаЕдиницу><Количество>2</Количество>
<Сумма>200.00</Сумма></Товар></Товары><ЗначенияРеквизитов>{facts}</ЗначенияРеквизитов></Документ>
</КоммерческаяИнформация>"""
SHIPPED = (
    "<ЗначениеРеквизита><Наименование>Дата отгрузки</Наименование><Значение>2026-11-22</Значение></ЗначениеРеквизита>"
)


def test_an_order_is_taken_worked_on_and_sent_back(shop: Store, site: Site) -> None:
    offer, where, _ = some_offer(shop)
    site.orders = ORDER.format(offer=offer, where=where, facts="").encode()

    assert exchange.exchange(shop, CENTRAL, "orders") == "done"
    assert exchange.exchange(shop, CENTRAL, "orders") == "done"
    orders.pick(shop, "1042-7")
    orders.change_quantity(shop, "1042-7", 1, 1)  # type: ignore[arg-type]
    assert exchange.exchange(shop, CENTRAL, "documents") == "done"

    (order,) = orders.orders(shop)
    assert (order["times_received"], order["status"], order["total"]) == (2, orders.PICKED, "100.00")
    (sent,) = [body.decode() for name, body in site.files.items() if name.startswith("orders-")]
    assert "<Количество>1</Количество>" in sent
    assert "<Значение>Собран</Значение>" in sent


def test_goods_given_out_by_the_site_leave_the_stock_once(shop: Store, site: Site) -> None:
    offer, where, before = some_offer(shop)
    site.orders = ORDER.format(offer=offer, where=where, facts=SHIPPED).encode()

    exchange.exchange(shop, CENTRAL, "orders")
    exchange.exchange(shop, CENTRAL, "orders")

    value = shop.value("SELECT quantity FROM stock WHERE offer_id = ? AND warehouse_id = ?", (offer, where))
    assert value == before - 2


def test_a_foreign_document_refuses_the_whole_answer(shop: Store, site: Site) -> None:
    offer, where, _ = some_offer(shop)
    good = ORDER.format(offer=offer, where=where, facts="")
    site.orders = good.replace("Заказ товара", "Возврат товара").encode()

    assert exchange.exchange(shop, CENTRAL, "orders") == "failed"
    assert "success" not in site.modes
    assert orders.orders(shop) == []
