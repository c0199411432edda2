"""The door of privacy: texts and consents, what people may ask about their data, how long data stays.

`sweep`, `erase_due` and `spend_export` open units of their own; everything else that writes joins the caller's.
"""

from prilavok.foundation.privacy.consents.giving import (
    agree,
    consents_of,
    missing,
    standing,
    stop,
    title_of,
    withdraw,
)
from prilavok.foundation.privacy.requests.archive import archive, spend_export
from prilavok.foundation.privacy.requests.asking import (
    answer,
    ask,
    call_off,
    erasure_day,
    find_requests,
    held_up,
    kind_title,
    note_export,
    request,
    requests_of,
    state_title,
    waiting_count,
    whose,
)
from prilavok.foundation.privacy.requests.erasing import erase_due
from prilavok.foundation.privacy.retention.schedule import schedule, set_term, sweep
from prilavok.foundation.privacy.texts.publishing import ensure_text, publish_text, text, text_versions, texts

__all__ = [
    "agree",
    "answer",
    "archive",
    "ask",
    "call_off",
    "consents_of",
    "ensure_text",
    "erase_due",
    "erasure_day",
    "find_requests",
    "held_up",
    "kind_title",
    "missing",
    "note_export",
    "publish_text",
    "request",
    "requests_of",
    "schedule",
    "set_term",
    "spend_export",
    "standing",
    "state_title",
    "stop",
    "sweep",
    "text",
    "text_versions",
    "texts",
    "title_of",
    "waiting_count",
    "whose",
    "withdraw",
]
