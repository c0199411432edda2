"""What deeds with reviews are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, numbers, only_one, page_at, page_of
from prilavok.people.reviews.models import Review


def _reviews(keys: Collection[str]) -> dict[str, str]:
    found = Review.objects.filter(pk__in=numbers(keys)).values_list("pk", "product_title")
    return {str(pk): _("%(number)s of “%(title)s”") % {"number": pk, "title": title} for pk, title in found}


declare_subjects(
    {
        "review": SubjectKind(title=gettext_noop("Review"), names=_reviews, pages=page_of("reviews:review")),
        "reviews": SubjectKind(
            title=gettext_noop("Terms of reviews"), names=only_one(""), pages=page_at("reviews:terms")
        ),
    }
)
