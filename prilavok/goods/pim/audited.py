"""What deeds with goods are about, for people."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.base.flows import title_of
from prilavok.foundation.accounts.api import (
    SubjectKind,
    declare_subjects,
    numbers,
    only_one,
    page_at,
    page_of,
    titles_of,
)
from prilavok.goods.pim.models import Category, Product, SiteCategory, SiteTree, Source, Variant

ALL = "all"


def _cards_of_variants(keys: Collection[str]) -> dict[str, str]:
    found = Variant.objects.filter(pk__in=numbers(keys)).values_list("pk", "product_id")
    return {str(pk): f"{reverse('stock:product', args=[product])}?variant={pk}" for pk, product in found}


_categories = titles_of(Category)


def _site_categories(keys: Collection[str]) -> dict[str, str]:
    found = SiteCategory.objects.filter(pk__in=numbers(keys)).values_list("pk", "title", "tree__title")
    return {str(pk): f"{title} ({tree})" for pk, title, tree in found}


def _places_in_trees(keys: Collection[str]) -> dict[str, str]:
    found = SiteCategory.objects.filter(pk__in=numbers(keys)).values_list("pk", "tree_id")
    return {str(pk): reverse("pim:tree_category", args=[tree, pk]) for pk, tree in found}


def _sources(keys: Collection[str]) -> dict[str, str]:
    return {code: _(title_of(code)) for code in Source.objects.filter(system__in=keys).values_list("system", flat=True)}


def _requirements(keys: Collection[str]) -> dict[str, str]:
    everywhere = {ALL: _("everywhere")} if ALL in keys else {}
    return {**everywhere, **_categories(keys), **_site_categories(keys)}


CATEGORY = gettext_noop("Category")
declare_subjects(
    {
        "product": SubjectKind(title="", names=titles_of(Product), pages=page_of("stock:product")),
        "variant": SubjectKind(title="", names=titles_of(Variant, "product__title"), pages=_cards_of_variants),
        "category": SubjectKind(title=CATEGORY, names=_site_categories, pages=_places_in_trees),
        "tree": SubjectKind(
            title=gettext_noop("Tree of categories"), names=titles_of(SiteTree), pages=page_of("pim:tree")
        ),
        "source": SubjectKind(title=gettext_noop("Goods of the system"), names=_sources, pages=page_at("pim:sources")),
        "code": SubjectKind(title=gettext_noop("Barcode or article"), pages=page_at("pim:conflicts")),
        "requirement": SubjectKind(
            title=gettext_noop("What cards need"), names=_requirements, pages=page_at("pim:novelty_settings")
        ),
        "catalogue": SubjectKind(title=gettext_noop("Catalogue"), names=only_one(""), pages=page_at("stock:goods")),
    }
)
declare_subjects({"category": SubjectKind(title=CATEGORY, names=_categories, pages=page_at("pim:categories"))})
