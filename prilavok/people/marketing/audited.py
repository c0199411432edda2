"""What deeds with segments are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, numbers, page_of
from prilavok.people.marketing.segments.models import Segment


def _segments(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Segment.objects.filter(pk__in=numbers(keys)).values_list("pk", "title")}


declare_subjects(
    {"segment": SubjectKind(title=gettext_noop("Segment"), names=_segments, pages=page_of("marketing:segment"))}
)
