"""What deeds with the shop's own pages are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.doors.storefront.models import Landing
from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, numbers, only_one, page_at, page_of


def _landings(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Landing.objects.filter(pk__in=numbers(keys)).values_list("pk", "title")}


declare_subjects(
    {
        "landing": SubjectKind(
            title=gettext_noop("Page of chosen goods"), names=_landings, pages=page_of("storefront_desk:landing")
        ),
        "storefront": SubjectKind(
            title=gettext_noop("Search of the shop"), names=only_one("search"), pages=page_at("storefront_desk:search")
        ),
    }
)
