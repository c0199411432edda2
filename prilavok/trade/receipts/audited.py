"""What deeds with receipts are about, for people."""

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import SubjectKind, declare_subjects, only_one, page_at

declare_subjects(
    {"receipts": SubjectKind(title=gettext_noop("Receipts"), names=only_one(""), pages=page_at("receipts:receipts"))}
)
