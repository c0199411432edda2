"""Bundles: made of goods, priced and counted by them, on sale while each part is."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.bundles import api
from prilavok.goods.bundles.errors import CompositionTooSmall, NotSellable, PartIsBundle, PriceWrong
from prilavok.goods.bundles.models import Bundle
from prilavok.goods.bundles.values import PriceBy, State
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.resolution import api as resolution
from prilavok.goods.pricing.resolution.values import RuleDraft
from prilavok.goods.pricing.values import Circumstances, PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from tests.goods.bundles.make import EDITOR, draft, make_bundle, seen
from tests.jobs import RunJobs
from tests.trade.oms.make import SYSTEM, Chain, make_chain, place, put, set_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db: None) -> Chain:
    return make_chain()


def test_a_bundle_is_a_product_priced_and_counted_by_its_parts(chain: Chain) -> None:
    table, chair, _ = chain.goods
    bundle = make_bundle({table: 1, chair: 6})

    tag = pricing.prices(variant_ids=[bundle.variant_id])[bundle.variant_id]
    there = stock.availability(variant_ids=[bundle.variant_id, chair])

    assert (tag.price.amount, tag.before.amount if tag.before else None) == (Decimal("1442.70"), Decimal("1603.00"))
    assert [(one.variant_id, one.quantity, one.price.amount) for one in tag.pieces] == [
        (table, 1, Decimal("100.00")),
        (chair, 6, Decimal("250.50")),
    ]
    assert {key: int(one.available) for key, one in there[bundle.variant_id].items()} == {
        chain.store: 1,
        chain.other: 0,
    }
    assert there[chair][chain.store].available == 10
    card = pim.variants(variant_ids=[bundle.variant_id])[bundle.variant_id]
    assert (card.title, card.is_active) == ("Обеденная группа", True)
    assert pim.external_ids(system=SYSTEM, variant_ids=[bundle.variant_id]) == {}
    assert accounts.audit_of(f"bundle:{bundle.bundle_id}")[0].action == "bundle.published"


def test_what_changes_of_a_part_changes_the_bundle_at_once(chain: Chain) -> None:
    table, chair, _ = chain.goods
    bundle = make_bundle({table: 1, chair: 2})
    place(chain, 0, 5)  # five of ten chairs are held

    with unit():
        set_prices({chair: "200.00"})

    assert stock.availability(variant_ids=[bundle.variant_id])[bundle.variant_id][chain.store].available == 2
    assert pricing.prices(variant_ids=[bundle.variant_id])[bundle.variant_id].price.amount == 450

    with unit():
        put(chain.store, (table,), 1)
    assert stock.availability(variant_ids=[bundle.variant_id])[bundle.variant_id][chain.store].available == 1


def test_a_quote_shares_the_bundle_out_to_the_kopeck(chain: Chain) -> None:
    table, chair, shovel = chain.goods
    bundle = make_bundle({table: 1, chair: 3, shovel: 7}, by=PriceBy.AMOUNT, value=Decimal("100.01"))

    quote = pricing.quote(lines=[(bundle.variant_id, Decimal(3)), (chair, Decimal(1))])

    line, single = quote.lines
    assert line.total.amount == 3 * (Decimal(100) + 3 * Decimal("250.50") + 7 * Decimal("19.99") - Decimal("100.01"))
    assert sum(one.total.amount for one in line.pieces) == line.total.amount
    assert [one.quantity for one in line.pieces] == [3, 9, 21]
    assert single.pieces == ()
    assert single.total.amount == Decimal("250.50")


def test_a_bundle_cheaper_online_says_why_and_so_does_each_of_its_parts(chain: Chain) -> None:
    table, chair, _ = chain.goods
    bundle = make_bundle({table: 1, chair: 2})
    with unit():
        web = pricing.upsert_price_types(system="erp.test", drafts=[PriceTypeDraft(external_id="web", title="Сайт")])
        assert web.created
        types = {one.title: one.price_type_id for one in pricing.price_types()}
        prices = [(table, "90"), (chair, "240")]
        pricing.set_prices(
            source="erp.test:8",
            rows=[PriceRow(variant_id=one, price_type_id=types["Сайт"], amount=Decimal(it)) for one, it in prices],
        )
        why = legends.save_legend(legend_id=None, title="Склад", text="Без витрины", script="Так", actor=EDITOR)
        draft = RuleDraft(title="Сайт", channels=("site",), sells=types["Сайт"], legend_id=why)
        resolution.save_rule(draft, actor=EDITOR)

    tag = pricing.prices(variant_ids=[bundle.variant_id])[bundle.variant_id]
    (line,) = pricing.quote(lines=[(bundle.variant_id, Decimal(1))]).lines

    assert (tag.price.amount, [one.legend for one in tag.steps]) == (Decimal("513.00"), ["Без витрины"])
    assert line.steps[0].legend == "Без витрины"
    assert [one.steps[0].legend for one in line.pieces] == ["Без витрины"] * 2
    there = Circumstances(channel="store", store_id=chain.store)
    assert pricing.prices(variant_ids=[bundle.variant_id], where=there)[bundle.variant_id].steps == ()


def test_goods_without_bundles_are_asked_for_in_one_statement_as_before(chain: Chain) -> None:
    make_bundle({chain.goods[0]: 2})

    with CaptureQueriesContext(connection) as asked:
        pricing.prices(variant_ids=list(chain.goods))
        stock.availability(variant_ids=list(chain.goods))

    assert len(asked) == 2


def test_a_part_without_a_price_stops_the_bundle_and_says_so(chain: Chain) -> None:
    table, chair, _ = chain.goods
    bundle = make_bundle({table: 1, chair: 6})

    with unit():
        set_prices({chair: "0"})

    assert pricing.prices(variant_ids=[bundle.variant_id]) == {}
    with pytest.raises(NoPrice):
        pricing.quote(lines=[(bundle.variant_id, Decimal(1))])
    assert [one.variant_id for one in api.troubles_of([bundle])[bundle.bundle_id]] == [chair]


def test_a_removed_part_stops_the_bundle_until_it_is_back(chain: Chain, run_jobs: RunJobs) -> None:
    table, chair, _ = chain.goods
    bundle = make_bundle({table: 1, chair: 6})

    def remove(*, is_removed: bool) -> None:
        with unit():
            pim.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="good-1", is_removed=is_removed)])
        run_jobs()

    remove(is_removed=True)
    assert not seen(bundle.bundle_id).is_sold
    assert pricing.prices(variant_ids=[bundle.variant_id]) == {}
    assert "Лопата 2" in api.troubles_of([bundle])[bundle.bundle_id][0].text

    remove(is_removed=False)
    assert seen(bundle.bundle_id).is_sold
    assert pricing.prices(variant_ids=[bundle.variant_id])[bundle.variant_id].price.amount == Decimal("1442.70")


def test_an_ended_bundle_is_sold_no_more_and_can_come_back(chain: Chain) -> None:
    bundle = make_bundle({chain.goods[0]: 2})

    with unit():
        api.end_bundle(bundle_id=bundle.bundle_id, actor=EDITOR)
    assert seen(bundle.bundle_id).state == State.ENDED
    assert not pim.variants(variant_ids=[bundle.variant_id])[bundle.variant_id].is_active
    assert pricing.prices(variant_ids=[bundle.variant_id]) == {}

    with unit():
        api.publish_bundle(bundle_id=bundle.bundle_id, actor=EDITOR)
    assert bundle.variant_id in pricing.prices(variant_ids=[bundle.variant_id])


def test_what_cannot_be_a_bundle_is_refused_and_nothing_is_written(chain: Chain) -> None:
    table, chair, _ = chain.goods
    inner = make_bundle({table: 1, chair: 2})

    with pytest.raises(PartIsBundle), unit():
        api.keep_bundle(draft=draft({inner.variant_id: 1, table: 1}), actor=EDITOR)
    with pytest.raises(PartIsBundle), unit():
        api.keep_bundle(draft=draft({inner.variant_id: 2}), actor=EDITOR, bundle_id=inner.bundle_id)
    with pytest.raises(CompositionTooSmall), unit():
        api.keep_bundle(draft=draft({table: 1}), actor=EDITOR)
    with pytest.raises(PriceWrong), unit():
        api.keep_bundle(draft=draft({table: 2}, value=Decimal(100)), actor=EDITOR)
    assert Bundle.objects.count() == 1

    with unit():
        cheap = api.keep_bundle(draft=draft({table: 2}, by=PriceBy.AMOUNT, value=Decimal(200)), actor=EDITOR)
    with pytest.raises(NotSellable), unit():
        api.publish_bundle(bundle_id=cheap, actor=EDITOR)
    assert seen(cheap).state == State.DRAFT


def test_what_stands_around_a_good_is_one_question(chain: Chain) -> None:
    table, chair, shovel = chain.goods
    first, second = make_bundle({table: 1, chair: 6}), make_bundle({chair: 2}, title="Пара стульев")

    with CaptureQueriesContext(connection) as asked:
        around = api.around(variant_ids=[chair, shovel])

    assert len(asked) == 1
    assert around.containing(chair) == [first.variant_id, second.variant_id]
    assert around.containing(shovel) == []
    assert [part.quantity for part in around.parts_of(first.variant_id)] == [1, 6]
    assert api.made_with(variant_ids=[table]) == [first.variant_id]
