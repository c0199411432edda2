"""What the screens of review show: the things of a package, one page at a time, by the names people call them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext

from prilavok.base.errors import NotFound
from prilavok.base.money import Money
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.models import Node, Package, PackageUndo, Review, ReviewLine
from prilavok.partners.erp.review import names, undoing
from prilavok.partners.erp.review.rules import percent, sense
from prilavok.partners.erp.review.verdict import told

PAGE: Final = 50
PARTS: Final = ("price", "stock", "product", "variant", "category", "picture")
# Counts without anything to show behind them.
SILENT: Final = frozenset({"unchanged", "absent"})


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who changed a thing: a package of ours by its number, or the source as the history calls it."""

    title: str
    package_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing: what it is now (or was), what it becomes, and the sense of that: up, down, gone, new or nothing.

    `later` names who changed it since; then it stays as it is. `renamed`: what it will be called.
    """

    title: str
    place: str = ""
    product_id: int | None = None
    now: Money | Decimal | None = None
    then: Money | Decimal | None = None
    sense: str = ""
    percent: int | None = None
    fields: tuple[str, ...] = ()
    reserved: Decimal | None = None
    later: Source | None = None
    renamed: str = ""


@dataclass(frozen=True, kw_only=True)
class UndoView:
    """An undo under way or over; `percent` is of its lanes."""

    by: str
    reason: str
    started_at: datetime
    finished_at: datetime | None
    percent: int
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, kw_only=True)
class UndoPage:
    """What taking the package back would do, a page of one lane; `following` is where the next page begins."""

    package_id: int
    node_title: str
    state: str
    offer: undoing.Offer
    later: tuple[Source, ...]
    lane: str
    lines: tuple[Line, ...]
    following: int | None
    undo: UndoView | None
    may: bool
    why_not: str = ""


def undo_page(package_id: int, *, lane: str = "", after: int | None = None) -> UndoPage:
    """A page about taking the package back. Raises NotFound."""
    package = Package.objects.select_related("node").filter(pk=package_id, type="catalog").first()
    if package is None:
        raise NotFound
    may = undoing.may_be_undone(package)
    found = undoing.offer(package) if may else undoing.Offer(lanes={})
    chosen = lane if lane in found.lanes else next(iter(found.lanes), "")
    lines, following = _lines(package, chosen, after) if chosen else ((), None)
    told_by = sources(found.later)
    return UndoPage(
        package_id=package.pk,
        node_title=package.node.title,
        state=package.state,
        offer=found,
        later=tuple(told_by[one] for one in found.later),
        lane=chosen,
        lines=lines,
        following=following,
        undo=undo_of(package.pk),
        may=may and found.can > 0,
        why_not="" if may and found.can else _why_not(package, found),
    )


def _why_not(package: Package, found: undoing.Offer) -> str:
    """What stands in the way of taking the package back, as one word."""
    if package.state == Package.State.UNDONE:
        return "undone"
    if package.state not in undoing.APPLIED:
        return "not_applied"
    if undoing.is_too_old(package):
        return "late"
    return "overwritten" if found.cannot else "nothing"


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """Why a package waits or waited, what it would change by part, a page of one part, and what was decided."""

    package_id: int
    node_id: int
    node_title: str
    state: str
    is_open: bool
    behind: int | None
    reasons: tuple[str, ...]
    totals: dict[str, dict[str, int]]
    part: str
    sense: str
    lines: tuple[Line, ...]
    kept: int
    page: int
    pages_count: int
    decision: str
    by: str
    comment: str
    decided_at: datetime | None


def review_page(package_id: int, *, part: str = "", meaning: str = "", page: int = 1) -> ReviewPage:
    """What the package would change, or would have changed. Raises NotFound."""
    found = Review.objects.select_related("package__node").filter(package=package_id).first()
    if found is None:
        raise NotFound
    parts = [one for one in PARTS if set(found.totals.get(one, ())) - SILENT]
    chosen = part if part in parts else next(iter(parts), "")
    lines = found.lines.filter(part=chosen)
    if meaning:
        lines = lines.filter(sense=meaning)
    kept = lines.count()
    place = min(max(page, 1), max(-(-kept // PAGE), 1))
    return ReviewPage(
        package_id=found.package_id,
        node_id=found.package.node_id,
        node_title=found.package.node.title,
        state=found.package.state,
        is_open=found.package.state == Package.State.REVIEW and found.behind_id is None,
        behind=found.behind_id if found.package.state == Package.State.REVIEW else None,
        reasons=tuple(told({code: numbers}) for code, numbers in found.reasons.items()),
        totals={one: found.totals[one] for one in parts},
        part=chosen,
        sense=meaning,
        lines=tuple(_review_line(one) for one in lines.order_by("rank")[(place - 1) * PAGE : place * PAGE]),
        kept=kept,
        page=place,
        pages_count=max(-(-kept // PAGE), 1),
        decision=found.decision,
        by=found.by,
        comment=found.comment,
        decided_at=found.decided_at,
    )


def _review_line(row: ReviewLine) -> Line:
    return Line(
        title=row.title,
        place=row.place,
        product_id=row.product_id,
        now=_figure(row.before, row.currency),
        then=_figure(row.after, row.currency),
        sense=row.sense,
        percent=percent(row.before, row.after) if row.part == "price" else None,
        fields=tuple(row.fields),
    )


def _figure(amount: Decimal | None, currency: str) -> Money | Decimal | None:
    return Money(amount, currency) if currency and amount is not None else amount


def undo_of(package_id: int) -> UndoView | None:
    """The undo of a package, if a person has asked for one."""
    row = PackageUndo.objects.filter(package_id=package_id).first()
    if row is None:
        return None
    return UndoView(
        by=row.by,
        reason=row.reason,
        started_at=row.started_at,
        finished_at=row.finished_at,
        percent=100 if row.finished_at else row.step * 100 // (len(undoing.LANES) + 1),
        counts=row.counts,
    )


def sources(told: Iterable[str]) -> dict[str, Source]:
    """Sources by the names people know: the number of a package, the title of its node."""
    parted = {one: one.rpartition(":") for one in told}
    titles = dict(Node.objects.filter(code__in={part[0] for part in parted.values()}).values_list("code", "title"))
    return {
        one: Source(
            title=gettext("package {number} of {node}").format(number=number, node=titles[code]),
            package_id=int(number),
        )
        if code in titles and number.isdecimal()
        else Source(title=one or gettext("a change by hand"))
        for one, (code, _, number) in parted.items()
    }


def _lines(package: Package, lane: str, after: int | None) -> tuple[tuple[Line, ...], int | None]:
    source = undoing.source_of(package)
    if lane == "price":
        return _prices(source, after or 0)
    if lane == "stock":
        return _balances(source, after or 0)
    if lane in names.KINDS:
        return _names(package, lane, after or 0)
    return _things(source, lane, after)


def _prices(source: str, after: int) -> tuple[tuple[Line, ...], int | None]:
    rows = pricing.undo_rows(source=source, after=after, limit=PAGE)
    cards = pim.variants(variant_ids=list({row.variant_id for row in rows}))
    told_by = sources({row.later for row in rows if row.later})
    lines = tuple(
        Line(
            title=cards[row.variant_id].title if row.variant_id in cards else str(row.variant_id),
            product_id=cards[row.variant_id].product_id if row.variant_id in cards else None,
            place=row.title,
            now=row.now,
            then=row.now if row.later else row.back,
            sense=sense(_amount(row.now), _amount(row.back)),
            percent=percent(_amount(row.now), _amount(row.back)),
            later=told_by.get(row.later),
        )
        for row in rows
    )
    return lines, _following([row.variant_id for row in rows])


def _balances(source: str, after: int) -> tuple[tuple[Line, ...], int | None]:
    rows = stock.undo_rows(source=source, after=after, limit=PAGE)
    cards = pim.variants(variant_ids=list({row.variant_id for row in rows}))
    places = stock.locations(location_ids=list({row.location_id for row in rows}))
    told_by = sources({row.later for row in rows if row.later})
    lines = tuple(
        Line(
            title=cards[row.variant_id].title if row.variant_id in cards else str(row.variant_id),
            product_id=cards[row.variant_id].product_id if row.variant_id in cards else None,
            place=places[row.location_id].title if row.location_id in places else "",
            now=row.now,
            then=row.now if row.later else row.back,
            sense=sense(row.now, row.back),
            reserved=row.reserved or None,
            later=told_by.get(row.later),
        )
        for row in rows
    )
    return lines, _following([row.variant_id for row in rows])


def _things(source: str, lane: str, after: int | None) -> tuple[tuple[Line, ...], int | None]:
    rows = pim.undo_rows(source=source, kind=lane, after=after, limit=PAGE)
    told_by = sources({row.later for row in rows if row.is_left})
    lines = tuple(
        Line(
            title=row.title or str(row.object_id),
            product_id=row.object_id if lane == "product" else None,
            sense="gone" if row.is_new else "",
            fields=row.fields,
            later=told_by.get(row.later) if row.is_left else None,
        )
        for row in rows
    )
    return lines, _following([row.object_id for row in rows])


def _names(package: Package, lane: str, after: int) -> tuple[tuple[Line, ...], int | None]:
    rows = names.undo_rows(package, lane, after=after, limit=PAGE)
    told_by = sources({row.later for row in rows if row.is_left})
    lines = tuple(
        Line(
            title=row.title,
            sense="gone" if row.is_new else "",
            fields=row.fields,
            later=told_by.get(row.later) if row.is_left else None,
            renamed=row.back if not row.is_left and row.back != row.title else "",
        )
        for row in rows
    )
    return lines, _following([row.change_id for row in rows])


def _following(ids: Sequence[int]) -> int | None:
    """Where the next page begins, when this one is full."""
    return ids[-1] if len(set(ids)) >= PAGE else None


def _amount(value: Money | None) -> Decimal | None:
    return None if value is None else value.amount
