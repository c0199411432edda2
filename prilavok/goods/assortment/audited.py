"""What deeds with the assortment are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, numbers, only_one, page_at, page_of
from prilavok.goods.assortment.models import Edit


def _edits(keys: Collection[str]) -> dict[str, str]:
    return {str(pk): title for pk, title in Edit.objects.filter(pk__in=numbers(keys)).values_list("pk", "title")}


TITLE = gettext_noop("Assortment")
declare_subjects(
    {"assortment": SubjectKind(title=gettext_noop("Assortment:"), names=_edits, pages=page_of("assortment:edit"))}
)
declare_subjects({"assortment": SubjectKind(title=TITLE, names=only_one(""), pages=page_at("assortment:matrix"))})
