"""What deeds with recommendations are about, for people."""

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, only_one, page_at

PAGE = page_at("recommendations:desk")
declare_subjects(
    {
        "recommendations": SubjectKind(title=gettext_noop("Recommendations"), names=only_one(""), pages=PAGE),
        "popularity": SubjectKind(title=gettext_noop("What is popular"), names=only_one(""), pages=PAGE),
    }
)
