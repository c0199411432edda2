"""The product page: live truth about price and stores."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.api import ProductView
from prilavok.doors.storefront.values import Category, Tree
from prilavok.doors.storefront.web.addresses import identity, moved
from prilavok.doors.storefront.web.frame import Visit, show
from prilavok.doors.storefront.web.reviews import rated
from prilavok.goods.pim.values import Image
from prilavok.people.reviews import api as reviews


@public
@require_GET
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """A product with one variant chosen (`?v=`), its price and its ladder of stores."""
    visit = Visit(request)
    view = api.product(slug=slug, variant_id=identity(request.GET.get("v")), place=visit.place)
    if view is None:
        return moved("product", slug)
    rating = reviews.summaries(product_ids=[view.card.product_id]).get(view.card.product_id)
    return show(
        request,
        "storefront/product.html",
        shared=True,
        visit=visit,
        view=view,
        card=view.card,
        chosen=view.chosen,
        images=_images(view),
        above=_above(view, visit.tree),
        about=_about(view),
        rating=rating,
        data=rated(_data(view, request.path), rating),
    )


def _images(view: ProductView) -> list[Image]:
    images = list(view.card.images)
    own = view.chosen.image if view.chosen else None
    if own is not None:
        images = [own, *(one for one in images if one.url != own.url)]
    return images


def _above(view: ProductView, tree: Tree) -> list[Category]:
    known = tree.by_id
    deepest = max(
        (known[one] for one in (*view.card.site_category_ids, *view.card.category_ids) if one in known),
        key=lambda one: one.depth,
        default=None,
    )
    return [known[one] for one in deepest.path if one in known] if deepest else []


def _about(view: ProductView) -> str:
    text = " ".join(strip_tags(view.card.description).split())
    return text[:157] + "…" if len(text) > 158 else text


def _data(view: ProductView, path: str) -> dict[str, Any]:
    """The product as schema.org describes one, for search engines."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": view.card.title,
        "sku": view.chosen.article if view.chosen and view.chosen.article else view.card.article,
        "description": _about(view),
        "image": [settings.BASE_URL + one.url for one in view.card.images[:3]],
    }
    if view.card.brand:
        data["brand"] = {"@type": "Brand", "name": view.card.brand}
    if view.price is not None:
        data["offers"] = {
            "@type": "Offer",
            "url": settings.BASE_URL + path,
            "price": str(view.price.amount),
            "priceCurrency": view.price.currency,
            "availability": f"https://schema.org/{'InStock' if view.can_buy else 'OutOfStock'}",
        }
    return data
