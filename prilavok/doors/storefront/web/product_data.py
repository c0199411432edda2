"""A product as schema.org describes one, for search engines."""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from prilavok.doors.storefront.api import ProductView
from prilavok.doors.storefront.choices import is_gtin
from prilavok.doors.storefront.values import Category
from prilavok.goods.pim.values import VariantCard

MOST_VARIANTS: Final = 30
SCHEMA: Final = "https://schema.org/"


def product_data(view: ProductView, path: str, about: str, above: Sequence[Category]) -> dict[str, Any]:
    """The product, with the group its variants make."""
    active = [one for one in view.card.variants if one.is_active]
    data: dict[str, Any] = {"@context": SCHEMA, "@type": "Product", **_common(view, about, above)}
    if view.chosen is not None:
        data |= _of_variant(view, view.chosen, path)
    if len(active) > 1:
        names = dict.fromkeys(name for one in active for name, _ in one.features)
        data["isVariantOf"] = {
            "@type": "ProductGroup",
            "name": view.card.title,
            "productGroupID": str(view.card.product_id),
            "variesBy": list(names),
            "hasVariant": [
                {"@type": "Product", "name": one.title, **_of_variant(view, one, path)}
                for one in active[:MOST_VARIANTS]
            ],
        }
    return data


def _common(view: ProductView, about: str, above: Sequence[Category]) -> dict[str, Any]:
    card = view.card
    found: dict[str, Any] = {
        "name": card.title,
        "description": about,
        "image": [settings.BASE_URL + one.url for one in card.images[:5]],
    }
    if card.brand:
        found["brand"] = {"@type": "Brand", "name": card.brand}
    if above:
        found["category"] = " > ".join(one.title for one in above)
    return found


def _of_variant(view: ProductView, one: VariantCard, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {"sku": one.article or view.card.article or str(one.variant_id)}
    gtin = next((code for code in one.barcodes if is_gtin(code)), "")
    if gtin:
        found["gtin"] = gtin
    tag = view.prices.get(one.variant_id)
    if tag is not None:
        is_chosen = view.chosen is not None and one.variant_id == view.chosen.variant_id
        is_only = len(view.card.variants) == 1
        found["offers"] = {
            "@type": "Offer",
            "url": settings.BASE_URL + path + ("" if is_only else f"?v={one.variant_id}"),
            "price": str(tag.price.amount),
            "priceCurrency": tag.price.currency,
            "itemCondition": SCHEMA + "NewCondition",
            "seller": {"@type": "Organization", "name": settings.SHOP_NAME},
            **(_availability(view) if is_chosen else {"availability": SCHEMA + _stock_word(view, one)}),
        }
    return found


def _availability(view: ProductView) -> dict[str, str]:
    if view.can_preorder and view.ahead is not None and view.ahead.brought_at is not None:
        day = localtime(view.ahead.brought_at).date().isoformat()
        return {"availability": SCHEMA + "BackOrder", "availabilityStarts": day}
    return {"availability": SCHEMA + ("InStock" if view.can_buy else "OutOfStock")}


def _stock_word(view: ProductView, one: VariantCard) -> str:
    return "InStock" if view.is_sold_here and one.variant_id in view.in_stock else "OutOfStock"


def crumbs_data(view: ProductView, path: str, above: Sequence[Category]) -> dict[str, Any]:
    """The way down to the product."""
    links = [(one.title, reverse("storefront:category", args=[one.slug])) for one in above]
    return {
        "@context": SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": settings.BASE_URL + link}
            for number, (title, link) in enumerate([*links, (view.card.title, path)], start=1)
        ],
    }
