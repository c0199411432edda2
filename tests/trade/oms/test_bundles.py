"""Orders with bundles: one line in the basket, parts in the order, sums that match everywhere."""

from decimal import Decimal

import pytest

from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.goods.bundles.values import BundleView, PriceBy
from prilavok.goods.pricing.engine.receipt import parts_of
from prilavok.goods.pricing.engine.terms import AmountOff
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Want
from prilavok.partners.erp.actions.describe_order import _line
from prilavok.partners.erp.rules.sendable import discounts, explained
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import GoodUnknown, NotEnough, QuantityWrong
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.values import BasketLine, ErpDocument, ErpLine, OrderView, bought
from prilavok.trade.payments import api as payments
from tests.goods.bundles.make import make_bundle
from tests.goods.pricing.promotions.make import published
from tests.trade.oms.make import Chain, free, issue, make_chain, pick, place, seen, set_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db: None) -> Chain:
    return make_chain()


@pytest.fixture
def bundle(chain: Chain) -> BundleView:
    table, chair, _ = chain.goods
    return make_bundle({table: 1, chair: 3})  # 851.50 by themselves, 766.35 together


def order_of(chain: Chain, *pairs: tuple[int, int]) -> OrderView:
    lines = tuple(BasketLine(variant_id=one, quantity=Decimal(count)) for one, count in pairs)  # type: ignore[arg-type]
    return seen(place(chain, lines=lines).order_id)


def assert_sums_match(order: OrderView) -> None:
    assert sum(line.total.amount for line in order.lines) == order.total.amount
    assert sum(group.total.amount for group in order.groups) == order.total.amount
    for line in order.lines:
        assert sum(
            one.quantity for group in order.groups for one in group.lines if one.variant_id == line.variant_id
        ) == (line.quantity)
        positions = parts_of(line.quantity, line.total.kopecks)  # as a till prints them
        assert sum(one.total for one in positions) == line.total.kopecks
        out = _line(line, "id")
        assert explained(out) == line.total.amount
        assert all(one.amount > 0 or one.title == "Округление" for one in discounts(out))
        if out.steps:
            taken = sum(one.amount for one in discounts(out))
            assert Money(out.steps[0].price * line.quantity - taken).amount == line.total.amount


def test_an_order_holds_the_parts_and_tells_of_the_bundle(chain: Chain, bundle: BundleView) -> None:
    table, chair, _ = chain.goods

    order = order_of(chain, (bundle.variant_id, 2))

    assert [(line.variant_id, line.quantity) for line in order.lines] == [(table, 2), (chair, 6)]
    assert order.total.amount == Decimal("1532.70")
    assert [line.vat for line in order.lines] == ["20", "20"]
    assert order.lines[0].steps[-1].title == "В комплекте «Обеденная группа»"
    (group,) = order.groups
    assert (group.bundle.title, group.bundle.quantity, group.is_whole) == ("Обеденная группа", 2, True)  # type: ignore[union-attr]
    assert (free(chain, 0), free(chain, 1)) == ((10, 2, 8), (10, 6, 4))
    task = fulfilment.tasks(location_ids=[chain.store], states=["new"])[0]
    assert [(line.variant_id, line.quantity) for line in task.lines] == [(table, 2), (chair, 6)]
    assert_sums_match(order)


def test_a_part_bought_by_itself_too_is_one_line_in_two_groups(chain: Chain, bundle: BundleView) -> None:
    table, chair, _ = chain.goods

    order = order_of(chain, (bundle.variant_id, 1), (chair, 2))

    assert {line.variant_id: line.quantity for line in order.lines} == {table: 1, chair: 5}
    whole, single = order.groups
    assert [(one.variant_id, one.quantity) for one in whole.lines] == [(table, 1), (chair, 3)]
    assert whole.total.amount == Decimal("766.35")
    assert [(one.variant_id, one.quantity, one.total.amount) for one in single.lines] == [(chair, 2, Decimal("501.00"))]
    assert free(chain, 1) == (10, 5, 5)
    assert bought(order.lines, order.deal) == ((bundle.variant_id, 1), (chair, 2))
    assert_sums_match(order)


def test_promotions_of_the_basket_reach_the_parts_exactly(chain: Chain, bundle: BundleView) -> None:
    published(kind="basket", stacking="basket", title="−10 ₽ за заказ", effect=AmountOff(amount=Decimal(10)))

    order = order_of(chain, (bundle.variant_id, 1), (chain.goods[2], 7))

    assert order.total.amount == Decimal("766.35") + 7 * Decimal("19.99") - 10
    assert sum(step.taken for line in order.lines for step in line.steps if step.source.startswith("promotion")) == 10  # type: ignore[misc]
    assert_sums_match(order)


def test_a_bundle_dearer_than_its_parts_is_told_by_its_own_price(chain: Chain) -> None:
    table, chair, _ = chain.goods
    dear = make_bundle({table: 1, chair: 3}, by=PriceBy.OWN, value=Decimal("999.99"))

    order = order_of(chain, (dear.variant_id, 1))

    assert order.total.amount == Decimal("999.99")
    assert_sums_match(order)


def test_more_bundles_than_the_scarcest_part_allows_are_refused_whole(chain: Chain, bundle: BundleView) -> None:
    with pytest.raises(NotEnough) as refused:
        order_of(chain, (bundle.variant_id, 3), (chain.goods[1], 2))

    assert [(one.variant_id, one.wanted, one.available) for one in refused.value.lines] == [(chain.goods[1], 11, 10)]
    assert Order.objects.count() == 0
    assert (free(chain, 0), free(chain, 1)) == ((10, 0, 10), (10, 0, 10))


def test_half_a_bundle_and_one_that_ended_are_refused(chain: Chain, bundle: BundleView) -> None:
    half = (BasketLine(variant_id=bundle.variant_id, quantity=Decimal("0.5")),)
    with pytest.raises(QuantityWrong):
        place(chain, lines=half)
    with pytest.raises(QuantityWrong), unit():
        api.set_line(token="t", variant_id=bundle.variant_id, quantity=Decimal("1.5"))
    with unit():
        set_prices({chain.goods[1]: "0"})
    with pytest.raises(GoodUnknown):
        order_of(chain, (bundle.variant_id, 1))
    assert Order.objects.count() == 0


def test_a_short_pick_keeps_the_sums_and_says_the_bundle_is_not_whole(chain: Chain, bundle: BundleView) -> None:
    order = order_of(chain, (bundle.variant_id, 2))

    picked = pick(chain, order.order_id, 2, 5)

    assert [(line.quantity) for line in picked.lines] == [2, 5]
    assert not picked.groups[0].is_whole
    assert payments.payments_of(order_ids=[order.order_id])[order.order_id].amount == picked.total
    assert free(chain, 1) == (10, 5, 5)
    assert_sums_match(picked)


def test_the_accounting_system_takes_a_part_out_and_the_rest_stays_exact(chain: Chain, bundle: BundleView) -> None:
    table, chair, _ = chain.goods
    order = order_of(chain, (bundle.variant_id, 1), (chair, 1))
    kept = tuple(
        ErpLine(variant_id=line.variant_id, quantity=line.quantity, price=line.unit_price.amount)
        for line in order.lines
    )

    def hear(lines: tuple[ErpLine, ...]) -> bool:
        document = ErpDocument(number=order.number, erp_id="1", erp_number="УТ-1", node="central", lines=lines)
        with unit():
            return api.apply_erp_document(document).applied

    hear(kept)
    assert seen(order.order_id).version == 1  # what it says is what we gave it

    fewer = tuple(one for one in kept if one.variant_id != table)
    assert hear(fewer)
    after = seen(order.order_id)
    assert [(line.variant_id, line.quantity) for line in after.lines] == [(chair, 4)]
    assert (free(chain, 0), free(chain, 1)) == ((10, 0, 10), (10, 4, 6))
    assert_sums_match(after)


def test_parts_are_handed_over_and_one_of_them_comes_back(chain: Chain, bundle: BundleView) -> None:
    _table, chair, _ = chain.goods
    order = order_of(chain, (bundle.variant_id, 1))
    pick(chain, order.order_id)
    code = fulfilment.pickup_codes(order_ids=[order.order_id])[order.order_id]
    issued = issue(chain, order.order_id, code)
    assert "paid" in issued.facts
    assert (free(chain, 0), free(chain, 1)) == ((9, 0, 9), (7, 0, 7))

    with unit():
        stock.take_back(order_id=order.order_id, wants=[Want(variant_id=chair, quantity=Decimal(1))])

    assert free(chain, 1) == (8, 0, 8)
    returned = next(line for line in issued.lines if line.variant_id == chair)
    assert returned.total.amount == Decimal("676.35")


def test_the_basket_shows_one_line_with_its_parts_and_stores_by_the_parts(chain: Chain, bundle: BundleView) -> None:
    table, chair, _ = chain.goods
    with unit():
        api.set_line(token="t", variant_id=bundle.variant_id, quantity=Decimal(2))
        api.set_line(token="t", variant_id=chair, quantity=Decimal(5))

    review = api.review_basket("t")

    line = next(one for one in review.lines if one.variant_id == bundle.variant_id)
    assert (line.title, line.total, line.available) == ("Обеденная группа", Money(Decimal("1532.70")), 3)
    assert [(part.variant_id, part.quantity) for part in line.parts] == [(table, 2), (chair, 6)]
    assert sum(part.total.amount for part in line.parts) == Decimal("1532.70")
    assert [one.has_all for one in review.stores] == [False, False]  # eleven chairs, ten are there
    assert [(one.variant_id, one.wanted, one.available) for one in review.stores[0].missing] == [(chair, 11, 10)]

    with unit():
        api.set_line(token="t", variant_id=chair, quantity=Decimal(4))
    assert [one.has_all for one in api.review_basket("t").stores] == [True, False]
