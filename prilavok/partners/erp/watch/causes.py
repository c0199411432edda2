"""Warnings grouped by cause over all packages, and the goods behind each cause."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Max, QuerySet, Sum

from prilavok.base.clock import now
from prilavok.goods.pim import api as pim
from prilavok.partners.erp.models import PackageWarning, WarnedThing
from prilavok.partners.erp.notes import text_of
from prilavok.partners.erp.rules.tolerant import split_variant
from prilavok.partners.erp.watch.advice import advice_on
from prilavok.partners.erp.watch.values import CausePage, CauseView, ThingView

PIECE: Final = 1000
FIRST, LAST = 1, 90


@dataclass(frozen=True, kw_only=True)
class CauseFilter:
    """Which warnings: of the last days, of a node, of a package; empty means any."""

    days: int = 7
    node_code: str = ""
    package_id: int | None = None
    page: int = 1
    page_size: int = 100


def causes(wanted: CauseFilter, limit: int | None = None) -> list[CauseView]:
    """Every cause, the most frequent first. One query."""
    rows = (
        _warnings(wanted)
        .values("code")
        .annotate(total=Sum("count"), packages=Count("file__package", distinct=True), last=Max("file__created_at"))
        .order_by("-total", "code")
    )
    return [
        CauseView(
            code=row["code"],
            text=text_of(row["code"]),
            advice=advice_on(row["code"]),
            count=row["total"],
            packages=row["packages"],
            last_at=row["last"],
        )
        for row in rows[:limit]
    ]


def cause(code: str, wanted: CauseFilter) -> CausePage:
    """One page of the things behind a cause."""
    found = _things(code, wanted)
    first = (wanted.page - 1) * wanted.page_size
    return CausePage(
        code=code,
        text=text_of(code),
        advice=advice_on(code),
        count=_warnings(wanted).filter(code=code).aggregate(all=Sum("count"))["all"] or 0,
        things=tuple(_with_products(list(found[first : first + wanted.page_size]))),
        total_count=found.count(),
    )


def everything(code: str, wanted: CauseFilter) -> Iterator[ThingView]:
    """All things behind a cause, piece by piece."""
    found, first = _things(code, wanted), 0
    while piece := list(found[first : first + PIECE]):
        yield from _with_products(piece)
        first += PIECE


def _warnings(wanted: CauseFilter) -> QuerySet[PackageWarning]:
    found = PackageWarning.objects.all()
    if wanted.package_id is not None:
        return found.filter(file__package=wanted.package_id)
    found = found.filter(file__created_at__gt=now() - timedelta(days=min(LAST, max(FIRST, wanted.days))))
    return found.filter(file__package__node__code=wanted.node_code) if wanted.node_code else found


def _things(code: str, wanted: CauseFilter) -> QuerySet[Any, Any]:
    found = WarnedThing.objects.filter(warning__in=_warnings(wanted).filter(code=code))
    return (
        found.values("key", "thing", "warning__file__package__node__namespace")
        .annotate(package=Max("warning__file__package"), at=Max("warning__file__created_at"))
        .order_by("thing", "key")
    )


def _with_products(rows: Sequence[dict[str, Any]]) -> Iterator[ThingView]:
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["key"]:
            keys[row["warning__file__package__node__namespace"]].add(split_variant(row["key"])[0])
    products = {
        (namespace, external_id): product
        for namespace, wanted in keys.items()
        for external_id, product in pim.product_ids(system=namespace, external_ids=sorted(wanted)).items()
    }
    for row in rows:
        whose = (row["warning__file__package__node__namespace"], split_variant(row["key"])[0])
        yield ThingView(
            key=row["key"], thing=row["thing"], product_id=products.get(whose), package_id=row["package"], at=row["at"]
        )
