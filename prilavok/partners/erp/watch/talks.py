"""Conversations and their transcripts; the bytes that were given; what waits for what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from prilavok.base.errors import NotFound
from prilavok.partners.erp.models import CallLine, Mentioned, Node, Package, Pending, SentDocument, Session
from prilavok.partners.erp.values import KeptFile
from prilavok.partners.erp.watch.values import TalkLine, TalkView

LINES = 2000
REFUSED = 20


@dataclass(frozen=True, kw_only=True)
class TalkFilter:
    """Which conversations; `only_full`: those in which something went either way."""

    node_code: str = ""
    type: str = ""
    day: date | None = None
    only_full: bool = True
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class EarlyView:
    """Facts that wait for one thing: what and which, whose, how many, since when."""

    awaited: str
    key: str
    title: str
    node_title: str
    count: int
    since: datetime


def talks(wanted: TalkFilter) -> tuple[list[TalkView], bool]:
    """One page of conversations, newest first, and whether there are more."""
    found = Session.objects.select_related("node").order_by("-id")
    if wanted.node_code:
        found = found.filter(node__code=wanted.node_code)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.day:
        found = found.filter(created_at__date=wanted.day)
    if wanted.only_full:
        brought = Package.objects.filter(session=OuterRef("pk"), files__isnull=False)
        given = SentDocument.objects.filter(session=OuterRef("pk"))
        found = found.filter(Exists(brought) | Exists(given))
    first = (wanted.page - 1) * wanted.page_size
    rows = list(found[first : first + wanted.page_size + 1])
    shown = rows[: wanted.page_size]
    packages = _packages_of(shown)
    return [_talk(row, packages[row.pk]) for row in shown], len(rows) > wanted.page_size


def talk(session_id: int) -> TalkView:
    """A conversation with its lines. Raises NotFound."""
    row = Session.objects.select_related("node").filter(pk=session_id).first()
    if row is None:
        raise NotFound
    lines = tuple(_line(one) for one in CallLine.objects.filter(session=row).order_by("id")[:LINES])
    return _talk(row, _packages_of([row])[row.pk], lines)


def refused(node_code: str = "") -> list[tuple[str, TalkLine]]:
    """The last requests that no conversation came of, with the node they named."""
    found = CallLine.objects.select_related("node").filter(session__isnull=True).order_by("-id")
    found = found.filter(node__code=node_code) if node_code else found
    return [(one.node.title, _line(one)) for one in found[:REFUSED]]


def given_bytes(line_id: int) -> tuple[KeptFile, int]:
    """The bytes of an answer while they are kept, and their conversation. Raises NotFound."""
    line = CallLine.objects.filter(pk=line_id).first()
    path = Path(settings.VAR) / "exchange" / line.kept_as if line and line.kept_as else None
    if line is None or path is None or not path.exists():
        raise NotFound
    name = f"{line.type}-{line.mode}-{line.at:%Y%m%d-%H%M%S}.xml"
    return KeptFile(name=name, path=str(path), size=path.stat().st_size, package_id=0), line.session_id or 0


def early(page: int, page_size: int = 50) -> tuple[list[EarlyView], int]:
    """What waits for what: facts that came before the thing they are about, grouped by that thing."""
    found: QuerySet[Any, Any] = (
        Pending.objects.values("namespace", "awaited", "key", "node")
        .annotate(facts=Count("id"), since=Min("created_at"))
        .order_by("since", "key")
    )
    rows = list(found[(page - 1) * page_size : page * page_size])
    titles = dict(Node.objects.filter(pk__in={row["node"] for row in rows}).values_list("pk", "title"))
    named = {
        (one.namespace, one.what, one.external_id): one.title
        for one in Mentioned.objects.filter(external_id__in={row["key"] for row in rows})
    }
    return [
        EarlyView(
            awaited=row["awaited"],
            key=row["key"],
            title=named.get((row["namespace"], row["awaited"], row["key"]), ""),
            node_title=titles[row["node"]],
            count=row["facts"],
            since=row["since"],
        )
        for row in rows
    ], found.count()


def _packages_of(rows: Sequence[Session]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    brought = Package.objects.filter(Q(session__in=rows), files__isnull=False).distinct().order_by("id")
    for session_id, package_id in brought.values_list("session_id", "id"):
        found[session_id].append(package_id)
    return found


def _talk(row: Session, packages: Sequence[int], lines: tuple[TalkLine, ...] = ()) -> TalkView:
    return TalkView(
        session_id=row.pk,
        node_title=row.node.title,
        node_code=row.node.code,
        type=row.type,
        version=row.version,
        network=row.network,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        closed_at=row.closed_at,
        packages=tuple(packages),
        lines=lines,
    )


def _line(one: CallLine) -> TalkLine:
    path = Path(settings.VAR) / "exchange" / one.kept_as if one.kept_as else None
    return TalkLine(
        line_id=one.pk,
        at=one.at,
        last_at=one.last_at,
        method=one.method,
        type=one.type,
        mode=one.mode,
        file=one.file,
        answer=one.answer,
        times=one.times,
        received=one.received,
        sent=one.sent,
        took_ms=one.took_ms,
        is_kept=path is not None and path.exists(),
    )
