"""Promotions made quickly, and goods to try them on."""

from decimal import Decimal
from typing import Any

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryDraft, ProductDraft, VariantDraft, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.engine.terms import Percent, Terms
from prilavok.goods.pricing.promotions.actions.edit_promotion import publish_promotion, save_promotion
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft

SYSTEM = "erp.promotions"
PERSON = Actor(name="Мария", kind="staff")


def terms(**changes: Any) -> Terms:
    """Ten per cent off everything, unless said otherwise."""
    said: dict[str, Any] = {"title": "Скидка 10 %", "kind": "catalogue", "effect": Percent(percent=Decimal(10))}
    return Terms(**(said | changes))


def published(**changes: Any) -> int:
    """A promotion that holds."""
    with unit():
        promotion_id = save_promotion(terms=terms(**changes), actor=PERSON)
        publish_promotion(promotion_id=promotion_id, actor=PERSON)
    return promotion_id


def goods(count: int = 3, price: Decimal = Decimal(100)) -> list[VariantId]:
    """Variants with a price, each of its own product; the first two stand in the category "tools"."""
    with unit():
        pim.upsert_categories(system=SYSTEM, drafts=[CategoryDraft(external_id="tools", title="Инструмент")])
        pim.upsert_products(
            system=SYSTEM,
            drafts=[
                ProductDraft(
                    external_id=f"p{at}",
                    title=f"Товар {at}",
                    article=f"A-{at}",
                    brand="Зубр" if at % 2 else "Вихрь",
                    category_external_ids=("tools",) if at < 2 else (),
                )
                for at in range(count)
            ],
        )
        drafts = [VariantDraft(external_id=f"v{at}", product_external_id=f"p{at}") for at in range(count)]
        pim.upsert_variants(system=SYSTEM, drafts=drafts)
        known = pim.variant_ids(system=SYSTEM, external_ids=[f"v{at}" for at in range(count)])
        ids = [known[f"v{at}"] for at in range(count)]
        pricing.upsert_price_types(
            system=SYSTEM,
            drafts=[
                PriceTypeDraft(external_id="retail", title="Розничная"),
                PriceTypeDraft(external_id="buy", title="Закупочная"),
            ],
        )
        types = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])
        pricing.set_prices(
            source="test",
            rows=[PriceRow(variant_id=one, price_type_id=types["retail"], amount=price) for one in ids],
        )
    return ids
