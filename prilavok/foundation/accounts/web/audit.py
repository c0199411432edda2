"""The audit: who did what, and how it changed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prilavok.base.access import Actor, needs
from prilavok.design.formats import moment
from prilavok.foundation.accounts import api
from prilavok.foundation.accounts.values import AuditFilter, AuditLine

PAGE_SIZE = 50
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@require_GET
@needs("audit.view")
def show_audit(request: HttpRequest) -> HttpResponse:
    """The audit, narrowed by words, deed and days."""
    asked = {name: request.GET.get(name, "")[:100] for name in ("q", "action", "subject", "since", "until")}
    page = _number(request.GET.get("page", "1"))
    until = _day(asked["until"])
    wanted = AuditFilter(
        text=asked["q"].strip(),
        action=asked["action"],
        subject=asked["subject"],
        since=_moment(_day(asked["since"])),
        until=_moment(until + timedelta(days=1)) if until else None,
        page=page,
        page_size=PAGE_SIZE,
    )
    found = api.find_audit(wanted)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    subjects = api.subjects_told([line.subject for line in found.lines], actor)
    words = api.value_titles(_values(found.lines))
    context = {
        "rows": [(line, subjects[line.subject], _changes(line, words)) for line in found.lines],
        "total_count": found.total_count,
        "asked": asked,
        "about": api.subjects_told([asked["subject"]], actor)[asked["subject"]] if asked["subject"] else None,
        "actions": api.audit_actions(),
        "page": page,
        "pages_count": -(-found.total_count // PAGE_SIZE),
    }
    return render(request, "accounts/audit.html", context)


def _values(lines: Iterable[AuditLine]) -> dict[str, set[str]]:
    """What each field is or was in these lines."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for name, value in (*line.before.items(), *line.after.items()):
            found[name].update(str(one) for one in (value if isinstance(value, list) else [value]))
    return found


def _changes(line: AuditLine, words: Mapping[tuple[str, str], str]) -> list[tuple[str, Any, Any]]:
    names = [name for name in {**line.before, **line.after} if line.before.get(name) != line.after.get(name)]
    return [
        (api.field_title(name), _told(name, line.before.get(name), words), _told(name, line.after.get(name), words))
        for name in names
    ]


def _told(name: str, value: Any, words: Mapping[tuple[str, str], str]) -> str:
    if isinstance(value, list):
        return ", ".join(words.get((name, str(one)), str(one)) for one in value)
    if (name, str(value)) in words:
        return words[(name, str(value))]
    if str(value) in ("True", "False"):
        return _("yes") if str(value) == "True" else _("no")
    text = "" if value is None else str(value)
    return _clock(text) if TIME.match(text) else text


def _clock(text: str) -> str:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    return moment(at if timezone.is_aware(at) else timezone.make_aware(at)) if at else text


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _moment(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1
