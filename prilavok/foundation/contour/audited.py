"""What deeds of the map are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.base.owners import owned_fields
from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, page_at


def _fields(keys: Collection[str]) -> dict[str, str]:
    return {one.code: f"{_(one.thing_title)}: {_(one.title)}" for one in owned_fields() if one.code in keys}


declare_subjects(
    {"owner": SubjectKind(title=gettext_noop("Owner of a field"), names=_fields, pages=page_at("contour:owners"))}
)
