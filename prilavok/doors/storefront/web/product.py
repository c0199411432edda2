"""The product page: live truth about price and stores."""

from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.doors.storefront import api, unchanged
from prilavok.doors.storefront.api import ProductView
from prilavok.doors.storefront.choices import facts, grouped
from prilavok.doors.storefront.values import Category, Tree
from prilavok.doors.storefront.web.addresses import identity, moved
from prilavok.doors.storefront.web.frame import TRUTH_S, Visit, answer, provable, text_of
from prilavok.doors.storefront.web.product_data import crumbs_data, product_data
from prilavok.doors.storefront.web.reviews import rated
from prilavok.goods.pim.values import Image
from prilavok.people.reviews import api as reviews


@public
@require_GET
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """A product with one variant chosen (`?v=`), its price and its ladder of stores."""
    with unchanged.noting(api.hour) as made:
        visit = Visit(request)
        subject = api.subject_of(slug)
        if subject is not None:
            made.foresee(visit.place, subject)
        text = _text(visit, slug)
    if text is None:
        return moved("product", slug)
    if visit.own is None:
        provable(request, made.proof())
    return answer(text, visit, shared=True, seconds=TRUTH_S)


def _text(visit: Visit, slug: str) -> str | None:
    """The page; None without such a product."""
    view = api.product(slug=slug, variant_id=identity(visit.request.GET.get("v")), place=visit.place)
    if view is None:
        return None
    rating = reviews.summaries(product_ids=[view.card.product_id]).get(view.card.product_id)
    above, about, path = _above(view, visit.tree), _about(view), visit.request.path
    return text_of(
        "storefront/product.html",
        request=visit.request,
        visit=visit,
        view=view,
        card=view.card,
        chosen=view.chosen,
        images=_images(view),
        above=above,
        about=about,
        rating=rating,
        data=rated(product_data(view, path, about, above), rating),
        way=crumbs_data(view, path, above),
        groups=_groups(view),
        facts=facts((*(view.chosen.features if view.chosen else ()), *view.card.attributes)),
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


def _groups(view: ProductView) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Attributes by group, each with its title: what the variant is first, then what the product is."""
    titles = {
        "": _("Main"),
        "sizes": _("Sizes and weight"),
        "material": _("Material and colour"),
        "power": _("How it works"),
        "origin": _("Warranty and origin"),
    }
    own = view.chosen.features if view.chosen else ()
    named = {name for name, _value in own}
    rest = [(title, value) for title, value in view.card.attributes if title not in named]
    codes = view.chosen.barcodes if view.chosen else ()
    told = [*own, *rest, *([(_("Barcode"), ", ".join(codes))] if codes else [])]
    return [(titles[code], pairs) for code, pairs in grouped(told)]
