"""An order with a bundle as 1C gets it: parts as lines, valid by the schema, sums that match to the kopeck."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from lxml import etree

from prilavok.goods.pricing.engine.terms import AmountOff
from prilavok.partners.erp.models import Node
from prilavok.trade.oms.values import BasketLine
from tests.goods.bundles.make import make_bundle
from tests.goods.pricing.promotions.make import published
from tests.protocols.client import OneC
from tests.protocols.orders.test_out import _sums, queried
from tests.trade.oms import make as sale


def test_parts_of_a_bundle_are_lines_with_their_shares_of_every_discount(
    one_c: OneC, place: Callable[..., str], chain: sale.Chain, shared: Path
) -> None:
    table, chair, shovel = chain.goods
    bundle = make_bundle({table: 1, chair: 3, shovel: 2})
    published(title="−10 ₽", kind="basket", stacking="basket", effect=AmountOff(amount=Decimal("9.99")))
    Node.objects.filter(code="erp.central").update(orders_namespace=True)
    wanted = ((bundle.variant_id, 3), (chair, 2))
    place(lines=tuple(BasketLine(variant_id=one, quantity=Decimal(count)) for one, count in wanted))
    one_c.checkauth("sale")

    root = queried(one_c)

    etree.XMLSchema(etree.parse(shared / "commerceml/xsd/commerceml-2.07.xsd")).assertValid(root)
    document = root.find(".//{*}Документ")
    assert document is not None
    assert {line.findtext("{*}Ид") for line in document.findall("{*}Товары/{*}Товар")} == {"good-0", "good-1", "good-2"}
    lines = [_sums(line) for line in document.findall("{*}Товары/{*}Товар")]
    assert sum(total for total, *_ in lines) == Decimal(document.findtext("{*}Сумма") or "")
    for total, price, quantity, base, taken in lines:
        assert base * quantity - sum(taken.values()) == total
        assert abs(price * quantity - total) < Decimal("0.06")
        assert "В комплекте «Обеденная группа»" in taken
    assert {quantity for _, _, quantity, *_ in lines} == {3, 11, 6}
    requisites = {
        one.findtext("{*}Наименование"): one.findtext("{*}Значение")
        for one in document.findall("{*}ЗначенияРеквизитов/{*}ЗначениеРеквизита")
    }
    assert requisites["Комплекты"] == "Обеденная группа × 3"
