"""What deeds with the assortment are about, for people."""

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, only_one, page_at, page_of, titles_of
from prilavok.goods.assortment.models import Edit

TITLE = gettext_noop("Assortment")
declare_subjects(
    {
        "assortment": SubjectKind(
            title=gettext_noop("Assortment:"), names=titles_of(Edit), pages=page_of("assortment:edit")
        )
    }
)
declare_subjects({"assortment": SubjectKind(title=TITLE, names=only_one(""), pages=page_at("assortment:matrix"))})
