"""What deeds with segments are about, for people."""

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, page_of, titles_of
from prilavok.people.marketing.segments.models import Segment

declare_subjects(
    {
        "segment": SubjectKind(
            title=gettext_noop("Segment"), names=titles_of(Segment), pages=page_of("marketing:segment")
        )
    }
)
