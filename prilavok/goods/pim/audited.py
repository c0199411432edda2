"""What deeds with goods are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, numbers
from prilavok.goods.pim.models import Category, Product, Variant


def _products(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Product.objects.filter(pk__in=numbers(keys)).values_list("pk", "title")}


def _variants(keys: Collection[str]) -> dict[str, str]:
    found = Variant.objects.filter(pk__in=numbers(keys)).values_list("pk", "product__title")
    return {str(pk): title for pk, title in found}


def _categories(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Category.objects.filter(pk__in=numbers(keys)).values_list("pk", "title")}


declare_subjects(
    {
        "product": SubjectKind(title="", names=_products),
        "variant": SubjectKind(title="", names=_variants),
        "category": SubjectKind(title=gettext_noop("Category"), names=_categories),
    }
)
