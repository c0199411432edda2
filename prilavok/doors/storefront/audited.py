"""What deeds with the shop's own pages are about, for people."""

from django.utils.translation import gettext_noop

from prilavok.doors.storefront.models import Landing
from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, only_one, page_at, page_of, titles_of

declare_subjects(
    {
        "landing": SubjectKind(
            title=gettext_noop("Page of chosen goods"),
            names=titles_of(Landing),
            pages=page_of("storefront_desk:landing"),
        ),
        "storefront": SubjectKind(
            title=gettext_noop("Search of the shop"), names=only_one("search"), pages=page_at("storefront_desk:search")
        ),
    }
)
