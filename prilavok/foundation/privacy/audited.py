"""What deeds with personal data are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.base.personal import holdings
from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, page_at, page_of
from prilavok.foundation.privacy.texts.publishing import texts


def _texts(keys: Collection[str]) -> dict[str, str]:
    return {str(one.code): one.title for one in texts() if one.code in keys}


def _terms(keys: Collection[str]) -> dict[str, str]:
    return {one.code: _(one.title) for one in holdings() if one.code in keys}


declare_subjects(
    {
        "text": SubjectKind(title=gettext_noop("Text"), names=_texts, pages=page_of("privacy:text")),
        "term": SubjectKind(title=gettext_noop("Term of data"), names=_terms, pages=page_at("privacy:terms")),
    }
)
