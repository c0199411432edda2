"""Waiting goods hear of their prices, whichever came first."""

from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.models import Novelty
from prilavok.goods.pim.novelties import showing
from prilavok.goods.pim.sources import settings
from prilavok.goods.pricing import api
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from tests.goods.pim.make import SYSTEM, make_product, make_variant
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db


def test_a_price_completes_a_card_and_its_loss_is_noticed(db, run_jobs: RunJobs):
    with unit():
        make_product("old", "Старый топор")
        settings.choose_show(system=SYSTEM, show="complete")
        showing.require(category_id=None, codes=["price", "description"])
        new = make_product("new", "Топор")
        variant = make_variant("new", "new#1")
        api.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="r", title="Розничная")])
        types = api.price_type_ids(system=SYSTEM, external_ids=["r"])
    run_jobs()
    missing = [set(Novelty.objects.get(pk=new).missing)]

    for amount in (Decimal(100), Decimal(0), Decimal(120)):
        with unit():
            row = PriceRow(variant_id=variant, price_type_id=types["r"], amount=amount)
            api.set_prices(source="test", rows=[row])
        run_jobs()
        missing.append(set(Novelty.objects.get(pk=new).missing))

    assert missing == [
        {"price", "description"},
        {"description"},
        {"price", "description"},
        {"description"},
    ]
    assert not pim.cards(product_ids=[new])[new].is_published
