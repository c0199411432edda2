"""What deeds with bundles are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, numbers, page_of
from prilavok.goods.bundles.models import Bundle
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId


def _bundles(keys: Collection[str]) -> dict[str, str]:
    found = dict(Bundle.objects.filter(pk__in=numbers(keys)).values_list("pk", "variant_id"))
    cards = pim.variants(variant_ids=[VariantId(one) for one in found.values()])
    return {str(pk): cards[VariantId(one)].title for pk, one in found.items() if VariantId(one) in cards}


declare_subjects({"bundle": SubjectKind(title=gettext_noop("Bundle"), names=_bundles, pages=page_of("bundles:edit"))})
