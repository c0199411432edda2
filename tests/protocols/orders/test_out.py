"""Orders to the ERP: given until confirmed, confirmed exactly, and one bad order never blocks the others."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from prilavok.base.models import JournalEntry
from prilavok.base.unit import unit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.engine.terms import AmountOff, Gift
from prilavok.goods.pricing.values import PriceRow
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import SnapshotRow
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Export, Node, SentDocument
from prilavok.trade.oms import api as oms
from tests.goods.pricing.promotions.make import published
from tests.jobs import RunJobs
from tests.protocols.client import OneC
from tests.trade.oms import make as sale

NAMES = {"c": "urn:1C.ru:commerceml_2"}


def queried(client: OneC, version: str = "") -> etree._Element:
    """The answer to a query, parsed; its bytes begin as 1C wants them."""
    answer = client.ask("type=sale&mode=query" + (f"&version={version}" if version else ""))
    assert answer.startswith(b"<?xml")
    return etree.fromstring(answer)


def numbers(root: etree._Element) -> list[str]:
    """The numbers of the orders in an answer."""
    return [one.text or "" for one in root.iterfind(".//{*}Документ/{*}Номер")]


def test_no_orders_is_an_empty_root(one_c: OneC) -> None:
    one_c.checkauth("sale")

    root = queried(one_c)

    assert (root.tag, len(root), root.get("ВерсияСхемы")) == ("КоммерческаяИнформация", 0, "2.07")


def test_an_order_is_given_until_success_and_then_no_more(one_c: OneC, place: Callable[..., str]) -> None:
    number = place()
    one_c.checkauth("sale")

    assert numbers(queried(one_c)) == [number]
    assert numbers(queried(one_c)) == [number]
    assert one_c.ask("type=sale&mode=success") == b"success"
    assert numbers(queried(one_c)) == []
    assert one_c.ask("type=sale&mode=success") == b"success"
    assert Export.objects.get().state == "confirmed"


def test_success_without_a_query_confirms_nothing(one_c: OneC, place: Callable[..., str]) -> None:
    place()
    one_c.checkauth("sale")

    assert one_c.ask("type=sale&mode=success") == b"success"
    assert Export.objects.get().state == "waiting"


def test_success_confirms_what_this_session_was_given_and_nothing_else(
    one_c: OneC, place: Callable[..., str], run_jobs: RunJobs
) -> None:
    first = place()
    one_c.checkauth("sale")
    queried(one_c)
    second = place()

    one_c.ask("type=sale&mode=success")

    assert numbers(queried(one_c)) == [second]
    assert {row.number: row.state for row in Export.objects.all()} == {first: "confirmed", second: "waiting"}


def test_an_order_that_changed_between_query_and_success_is_given_again(
    one_c: OneC, place: Callable[..., str], run_jobs: RunJobs
) -> None:
    number = place()
    one_c.checkauth("sale")
    queried(one_c)
    order = oms.order_by_number(number)
    assert order is not None
    with unit():
        oms.cancel(order_id=order.order_id, reason="передумал", actor=sale.OPERATOR)
    run_jobs()

    one_c.ask("type=sale&mode=success")
    root = queried(one_c)

    assert numbers(root) == [number]
    said = {one.findtext("Наименование"): one.findtext("Значение") for one in root.iter("ЗначениеРеквизита")}
    assert said["Отменен"] == "true"


def test_an_ended_session_may_still_confirm_what_it_was_given(
    one_c: OneC, place: Callable[..., str], run_jobs: RunJobs
) -> None:
    place()
    one_c.checkauth("sale")
    queried(one_c)
    OneC(run_jobs).checkauth("sale")

    assert one_c.ask("type=sale&mode=success") == b"success"
    assert Export.objects.get().state == "confirmed"


def test_an_order_cancelled_before_anybody_took_it_is_not_sent(
    one_c: OneC, place: Callable[..., str], run_jobs: RunJobs
) -> None:
    order = oms.order_by_number(place())
    assert order is not None
    with unit():
        oms.cancel(order_id=order.order_id, reason="передумал", actor=sale.OPERATOR)
    run_jobs()
    one_c.checkauth("sale")

    assert numbers(queried(one_c)) == []
    assert Export.objects.get().state == "skipped"


def test_after_success_the_erp_is_known_to_hold_the_goods(
    one_c: OneC, place: Callable[..., str], chain: sale.Chain
) -> None:
    place(4)
    one_c.checkauth("sale")
    queried(one_c)
    one_c.ask("type=sale&mode=success")

    with unit():
        row = SnapshotRow(variant_id=chain.goods[0], location_id=chain.store, quantity=Decimal(96))
        stock.apply_snapshot(source="test", rows=[row], meaning="free")

    balance = stock.availability(variant_ids=[chain.goods[0]])[chain.goods[0]][chain.store]
    assert (balance.on_hand, balance.reserved, balance.available) == (100, 4, 96)


@pytest.mark.parametrize("version", ["2.07", "2.08", "2.09", "2.10"])
def test_documents_are_valid_by_the_schemas(one_c: OneC, place: Callable[..., str], shared: Path, version: str) -> None:
    place(1, 2, 3, comment="Позвоните 🙂 \x0b заранее")
    Node.objects.filter(code="erp.central").update(orders_namespace=True, orders_version=version)
    one_c.checkauth("sale")
    schema = etree.XMLSchema(etree.parse(shared / f"commerceml/xsd/commerceml-{version}.xsd"))

    root = queried(one_c)

    schema.assertValid(root)
    assert root.findtext(".//c:Документ/c:Склады/c:Склад/c:Ид", namespaces=NAMES) == "store-a"


def test_the_sums_hold_to_the_kopeck_and_ids_are_those_received(one_c: OneC, place: Callable[..., str]) -> None:
    place(1, 2, 3)
    one_c.checkauth("sale")

    document = queried(one_c).find("Документ")

    assert document is not None
    lines = document.findall("Товары/Товар")
    assert [line.findtext("Ид") for line in lines] == ["good-0", "good-1", "good-2"]
    assert sum(Decimal(line.findtext("Сумма") or "0") for line in lines) == Decimal(document.findtext("Сумма") or "0")
    for line in lines:
        price, quantity = Decimal(line.findtext("ЦенаЗаЕдиницу") or ""), Decimal(line.findtext("Количество") or "")
        assert price * quantity == Decimal(line.findtext("Сумма") or "")
    assert document.findtext("ХозОперация") == "Заказ товара"
    assert len(document.findtext("Номер") or "") <= 11


def test_each_rule_of_a_price_is_a_discount_within_the_sum(
    one_c: OneC, place: Callable[..., str], chain: sale.Chain, shared: Path
) -> None:
    with unit():
        kind = pricing.price_type_ids(system=sale.SYSTEM, external_ids=["retail"])["retail"]
        lot = PriceRow(variant_id=chain.goods[0], price_type_id=kind, amount=Decimal("93.33"), min_quantity=Decimal(3))
        pricing.set_prices(source="test", rows=[lot])
    Node.objects.filter(code="erp.central").update(orders_namespace=True)
    number = place(3, 1)
    one_c.checkauth("sale")

    root = queried(one_c)

    etree.XMLSchema(etree.parse(shared / "commerceml/xsd/commerceml-2.07.xsd")).assertValid(root)
    line = root.find(".//{*}Товар")
    assert line is not None
    (discount,) = line.findall("{*}Скидки/{*}Скидка")
    said = {etree.QName(one).localname: one.text for one in discount}
    assert said == {
        "Наименование": "Розничная, ≥ 3",
        "Сумма": "20.01",
        "Процент": "6.67",
        "УчтеноВСумме": "true",
    }
    assert (line.findtext("{*}ЦенаЗаЕдиницу"), line.findtext("{*}Сумма")) == ("93.33", "279.99")
    requisites = {
        one.findtext("{*}Наименование"): one.findtext("{*}Значение") for one in line.iter("{*}ЗначениеРеквизита")
    }
    assert requisites["Цена без скидки"] == "100.00"
    view = oms.order_by_number(number)
    assert view is not None
    assert root.findtext(".//{*}Документ/{*}Сумма") == str(view.total.amount)


def test_the_bitrix_module_gets_containers_and_the_order_of_3_1(one_c: OneC, place: Callable[..., str]) -> None:
    number = place()
    one_c.version = "3.1"
    one_c.checkauth("sale")
    one_c.init("sale")

    root = queried(one_c, "3.1")

    assert root.tag == "{urn:1C.ru:commerceml_3}КоммерческаяИнформация"
    document = root.find("{*}Контейнер/{*}Документ")
    assert document is not None
    assert [etree.QName(one).localname for one in document][:4] == ["Ид", "НомерВерсии", "ПометкаУдаления", "Номер"]
    kinds = [one.text for one in root.iterfind(".//{*}ХозОперация")]
    assert kinds == ["Заказ товара", "Выплата наличных денег", "Отпуск товара"]
    assert numbers(root)[0] == number
    assert [one.text for one in root.iterfind(".//{*}Основание")] == [number, number]


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("2.08", "2.08"),
        ("2.09", "2.09"),
        ("2.10", "2.10"),
        ("2.99", "2.10"),
        ("3.1", "3.1"),
        ("4.0", "3.1"),
        ("x", "2.10"),
    ],
)
def test_the_version_is_agreed_at_init_and_kept_in_the_answer(one_c: OneC, said: str, answered: str) -> None:
    one_c.version = said
    one_c.checkauth("sale")

    assert one_c.init("sale").decode().split("\n")[3] == f"version={answered}"
    assert queried(one_c, said).get("ВерсияСхемы") == answered


def test_stock_1c_never_gets_a_foreign_document(one_c: OneC, place: Callable[..., str]) -> None:
    place(1)
    one_c.checkauth("sale")

    root = queried(one_c)

    assert [one.text for one in root.iter("ХозОперация")] == ["Заказ товара"]
    assert root.find("Контейнер") is None


def test_windows_1251_is_said_and_meant(one_c: OneC, place: Callable[..., str]) -> None:
    place(1, comment="Спасибо 🙂")
    Node.objects.filter(code="erp.central").update(orders_encoding="windows-1251")
    one_c.checkauth("sale")

    answer = one_c.ask("type=sale&mode=query")

    assert b"encoding='windows-1251'" in answer[:60]
    assert "Заказ товара".encode("cp1251") in answer
    assert b"&#128578;" in answer
    assert etree.fromstring(answer).findtext("Документ/Комментарий") == "Спасибо 🙂"


def test_an_order_with_an_unlinked_good_is_set_aside_and_the_others_pass(
    one_c: OneC, place: Callable[..., str], chain: sale.Chain
) -> None:
    from prilavok.goods.pim.models import Identity

    bad, good = place(1), place(0, 2)
    Identity.objects.filter(kind="variant", object_id=chain.goods[0]).delete()
    one_c.checkauth("sale")

    assert numbers(queried(one_c)) == [good]

    row = Export.objects.get(number=bad)
    assert row.state == "quarantined"
    assert "Лопата 1" in row.reason
    assert JournalEntry.objects.filter(flow="erp.central.orders_out", outcome="failed").count() == 1
    with unit():
        erp.retry_export(row.pk)
    assert Export.objects.get(number=bad).state == "waiting"


def test_a_poisoned_order_is_found_by_halving(one_c: OneC, place: Callable[..., str]) -> None:
    placed = [place(1) for _ in range(4)]
    poison = placed[2]
    one_c.checkauth("sale")

    taken: list[str] = []
    for _ in range(40):
        given = numbers(queried(one_c))
        if not given:
            break
        if poison not in given:
            one_c.ask("type=sale&mode=success")
            taken += given
        else:
            one_c.checkauth("sale")

    assert sorted(taken) == sorted(one for one in placed if one != poison)
    assert Export.objects.get(number=poison).state == "quarantined"


def test_an_order_that_was_unlucky_in_company_is_given_alone_before_it_is_judged(
    one_c: OneC, place: Callable[..., str]
) -> None:
    unlucky, lucky = place(1), place(2)
    for _ in range(3):
        one_c.checkauth("sale")
        assert len(queried(one_c)) == 2
    Export.objects.filter(number=unlucky).update(attempts=9)
    one_c.checkauth("sale")
    assert numbers(queried(one_c)) == [lucky]
    one_c.ask("type=sale&mode=success")

    one_c.checkauth("sale")
    assert numbers(queried(one_c)) == [unlucky]
    one_c.ask("type=sale&mode=success")

    assert Export.objects.get(number=unlucky).state == "confirmed"


def test_news_of_an_order_goes_to_every_node_that_takes_orders(one_c: OneC, place: Callable[..., str]) -> None:
    Node.objects.filter(code="erp.retail").update(orders_out=True, namespace=sale.SYSTEM)

    place()

    assert sorted(row.node.code for row in Export.objects.select_related("node")) == ["erp.central", "erp.retail"]


def test_info_gives_the_dictionaries(one_c: OneC) -> None:
    one_c.checkauth("sale")

    root = etree.fromstring(one_c.ask("type=sale&mode=info"))

    book = {
        etree.QName(one).localname: [entry.findtext("Ид") for entry in one] for one in root.iterfind("Справочник/*")
    }
    assert "new" in book["Cтатусы"]
    assert book["ПлатежныеСистемы"] == ["at_pickup", "cash", "card", "erp_till"]
    assert book["СлужбыДоставки"] == ["pickup"]


def test_what_was_given_is_remembered_by_session(one_c: OneC, place: Callable[..., str]) -> None:
    place()
    one_c.checkauth("sale")
    queried(one_c)
    queried(one_c)

    assert SentDocument.objects.count() == 1
    assert Export.objects.get().attempts == 2


def test_promotions_coupons_and_gifts_reach_the_accounting_system_to_the_kopeck(
    one_c: OneC, place: Callable[..., str], chain: sale.Chain, shared: Path
) -> None:
    published(title="Скидка 10 %")
    effect = AmountOff(amount=Decimal("9.99"))
    published(title="Минус за заказ", kind="basket", stacking="basket", effect=effect)
    published(title="Подарок", kind="basket", stacking="gifts", effect=Gift(variants=(chain.goods[2],)))
    Node.objects.filter(code="erp.central").update(orders_namespace=True)
    place(3, 1)
    one_c.checkauth("sale")

    root = queried(one_c)

    etree.XMLSchema(etree.parse(shared / "commerceml/xsd/commerceml-2.07.xsd")).assertValid(root)
    document = root.find(".//{*}Документ")
    assert document is not None
    lines = [_sums(line) for line in document.findall("{*}Товары/{*}Товар")]
    assert sum(total for total, *_ in lines) == Decimal(document.findtext("{*}Сумма") or "")
    for total, price, quantity, base, taken in lines:
        assert base * quantity - sum(taken.values()) == total
        assert abs(price * quantity - total) < Decimal("0.02")
    assert set(lines[0][4]) >= {"Скидка 10 %", "Минус за заказ"}
    assert lines[2][:4] == (Decimal(0), Decimal(0), Decimal(1), Decimal("19.99"))
    requisites = {
        one.findtext("{*}Наименование"): one.findtext("{*}Значение")
        for one in document.findall("{*}ЗначенияРеквизитов/{*}ЗначениеРеквизита")
    }
    assert requisites["Акции"] == "Скидка 10 %, Минус за заказ, Подарок"


def _sums(line: etree._Element) -> tuple[Decimal, Decimal, Decimal, Decimal, dict[str, Decimal]]:
    """Sum, price, quantity, the price before discounts, and what each discount took."""
    names = {one.findtext("{*}Наименование"): one.findtext("{*}Значение") for one in line.iter("{*}ЗначениеРеквизита")}
    price = line.findtext("{*}ЦенаЗаЕдиницу") or ""
    taken = {
        one.findtext("{*}Наименование") or "": Decimal(one.findtext("{*}Сумма") or "")
        for one in line.iterfind("{*}Скидки/{*}Скидка")
    }
    numbers_ = [line.findtext(f"{{*}}{name}") or "" for name in ("Сумма", "Количество")]
    return (
        Decimal(numbers_[0]),
        Decimal(price),
        Decimal(numbers_[1]),
        Decimal(names.get("Цена без скидки") or price),
        taken,
    )
