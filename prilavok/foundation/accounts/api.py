"""The door of accounts: who acts, with which rights, and what they did.

`request_code`, `confirm_code`, `claim_contact`, `prove_contact`, `check_code`, `check_password`,
`authenticate_machine`, `spend_guess` and `return_guess` open units of their own and are called OUTSIDE of one: a spent
try must survive the refusal. Everything else that writes joins the caller's unit.
"""

from typing import Any

from django.http import HttpRequest

from prilavok.base.access import Actor
from prilavok.foundation.accounts import actors, rules, settings
from prilavok.foundation.accounts.actions.check_password import authenticate_machine, check_password
from prilavok.foundation.accounts.actions.close_buyer import close_buyer, rename_buyer, reopen_buyer
from prilavok.foundation.accounts.actions.edit_people import (
    change_staff,
    create_staff,
    hire_staff,
    set_grants,
    set_machine_password,
    set_password,
)
from prilavok.foundation.accounts.actions.edit_roles import create_role, ensure_role, set_role_permissions
from prilavok.foundation.accounts.actions.join_buyers import join_buyers
from prilavok.foundation.accounts.actions.keep_devices import devices_of, end_all_sessions, end_device, touch_device
from prilavok.foundation.accounts.actions.log_in_by_code import (
    check_code,
    claim_contact,
    confirm_code,
    prove_contact,
    request_code,
)
from prilavok.foundation.accounts.actions.open_session import end_session, start_session
from prilavok.foundation.accounts.actions.spend_try import return_guess, spend_guess
from prilavok.foundation.accounts.actions.write_audit import audit
from prilavok.foundation.accounts.deeds import declare_deeds, field_title
from prilavok.foundation.accounts.queries import (
    actor_for,
    audit_actions,
    audit_of,
    find_audit,
    find_people,
    grants_of,
    people,
    roles,
)
from prilavok.foundation.accounts.subjects import (
    SubjectKind,
    declare_subjects,
    declare_values,
    numbers,
    only_one,
    page_at,
    page_of,
    subjects_told,
    titles_of,
    value_titles,
)

__all__ = [
    "SubjectKind",
    "actor_for",
    "actor_of_user",
    "audit",
    "audit_actions",
    "audit_of",
    "authenticate_machine",
    "change_staff",
    "check_code",
    "check_password",
    "claim_contact",
    "close_buyer",
    "confirm_code",
    "create_role",
    "create_staff",
    "declare_deeds",
    "declare_subjects",
    "declare_values",
    "devices_of",
    "end_all_sessions",
    "end_device",
    "end_session",
    "ensure_role",
    "field_title",
    "find_audit",
    "find_people",
    "grants_of",
    "hire_staff",
    "join_buyers",
    "network_of_request",
    "numbers",
    "only_one",
    "page_at",
    "page_of",
    "people",
    "prove_contact",
    "rename_buyer",
    "reopen_buyer",
    "request_code",
    "return_guess",
    "roles",
    "set_grants",
    "set_machine_password",
    "set_password",
    "set_role_permissions",
    "spend_guess",
    "start_session",
    "subjects_told",
    "titles_of",
    "touch_device",
    "value_titles",
]


def actor_of_user(user: Any) -> Actor:
    """The actor of Django's `request.user`, without a further query; anonymous for nobody."""
    return actors.actor_of(user)


def network_of_request(request: HttpRequest) -> str:
    """The network that a request's tries are counted by; proxies count only as many as the settings trust."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    behind = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    return rules.network_of(behind)
