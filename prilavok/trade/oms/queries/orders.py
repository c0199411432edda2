"""Orders, always for many, in a constant number of questions: orders with their status, then all their lines."""

import re
from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Func, Q, QuerySet

from prilavok.base.access import Actor
from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.trade.oms import rules
from prilavok.trade.oms.as_values import line_view, move_view, order_view, worded
from prilavok.trade.oms.errors import StatusUnknown
from prilavok.trade.oms.models import Move, Order, OrderLine, Scheme, SchemeRevision, Status
from prilavok.trade.oms.reach import is_in_reach, may
from prilavok.trade.oms.values import (
    MoveView,
    OrderFilter,
    OrderId,
    OrderPage,
    OrderView,
    SchemeRevisionView,
    StatusView,
    StatusWords,
    Step,
    Terms,
)
from prilavok.trade.oms.values import OrderLine as LineView

LAST_PAGE = 1_000_000
MOST_ON_PAGE = 200
WORD = re.compile(r"\w+")


def orders(*, order_ids: Sequence[int]) -> dict[OrderId, OrderView]:
    """The orders asked for."""
    rows = Order.objects.filter(pk__in=list(order_ids)).select_related("status")
    return {view.order_id: view for view in _views(rows)}


def order_by_token(token: str) -> OrderView | None:
    """The order behind a customer's link."""
    return next(iter(_views(Order.objects.filter(token=token).select_related("status"))), None)


def order_by_number(number: str, known_to: str = "") -> OrderView | None:
    """The order of a number, dash or not; `known_to`: else the only one with a document called so in that system."""
    key = rules.understood_number(number)
    found = _views(named(key).select_related("status")) if key else []
    return next(iter(found or (_by_paper(number, known_to) if known_to and number else [])), None)


def _by_paper(number: str, system: str) -> list[OrderView]:
    of_number, of_id = Q(documents__number=number), Q(documents__external_id=number)
    rows = Order.objects.filter(of_number | of_id, documents__system=system).select_related("status").distinct()
    found = _views(rows[:2])
    return found if len(found) == 1 else []


def named(key: str) -> QuerySet[Order]:
    """The order of a number as it is looked up."""
    return Order.objects.annotate(number_key=Func("number", function="oms_number_key")).filter(number_key=key)


def find_orders(wanted: OrderFilter) -> OrderPage:
    """One page of the orders wanted: three questions, whatever the page."""
    found = _narrowed(wanted)
    size = max(1, min(wanted.page_size, MOST_ON_PAGE))
    page = min(max(1, wanted.page), LAST_PAGE)
    rows = found.select_related("status").order_by("-placed_at", "-id")[(page - 1) * size : page * size]
    return OrderPage(orders=tuple(_views(rows)), total_count=found.count(), page=page, page_size=size)


def possible_moves(order_id: int, actor: Actor) -> list[MoveView]:
    """The moves the actor may make with the order now."""
    order = Order.objects.filter(pk=order_id).first()
    if order is None or not is_in_reach(actor, order):
        return []
    rows = Move.objects.filter(from_status=order.status).select_related("to_status")
    rows = rows.order_by("to_status__position")
    return [move_view(row) for row in rows if row.permission and may(actor, order, row.permission)]


def scheme() -> list[StatusView]:
    """The statuses in their order, each with its moves."""
    moves: dict[str, list[MoveView]] = {}
    for row in Move.objects.select_related("to_status").order_by("to_status__position"):
        moves.setdefault(row.from_status_id, []).append(move_view(row))
    return [
        StatusView(
            code=row.code,
            title=worded(row, "title"),
            public_title=worded(row, "public_title"),
            template=row.template,
            step=row.step,
            position=row.position,
            is_final=row.is_final,
            buyer_may=frozenset(row.buyer_may),
            moves=tuple(moves.get(row.code, ())),
        )
        for row in Status.objects.order_by("position")
    ]


def words_of(code: str) -> StatusWords:
    """How a status is worded in every language. Raises StatusUnknown."""
    row = Status.objects.filter(code=code).first()
    if row is None:
        raise StatusUnknown(code=code)
    return StatusWords(title=row.title, public_title=row.public_title, template=row.template, translated=row.translated)


def scheme_revisions() -> list[SchemeRevisionView]:
    """The edits of the scheme, newest first, the last fifty."""
    rows = SchemeRevision.objects.order_by("-revision")[:50]
    return [SchemeRevisionView(revision=row.revision, made_by=row.made_by, made_at=row.made_at) for row in rows]


def terms() -> Terms:
    """The terms in force."""
    scheme = Scheme.objects.get(pk=1)
    return Terms(new_h=scheme.hold_new_s // 3600, ready_h=scheme.hold_ready_s // 3600)


def first_status() -> str:
    """The code of the status in which an order begins."""
    return Status.objects.values_list("code", flat=True).get(step=Step.PLACED)


def _narrowed(wanted: OrderFilter) -> QuerySet[Order]:
    found = Order.objects.all()
    exact = {
        "status_id__in": wanted.statuses,
        "channel__in": wanted.channels,
        "placed_at__gte": wanted.placed_from,
        "placed_at__lt": wanted.placed_to,
        "person_id": wanted.person_id,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.location_ids is not None:
        found = found.filter(location_id__in=wanted.location_ids)
    if wanted.order_ids is not None:
        found = found.filter(pk__in=wanted.order_ids)
    if wanted.buyer is not None:
        by_phone = Q(phone__in=wanted.buyer.phones, person_id=None)
        found = found.filter(Q(person_id=wanted.buyer.person_id) | by_phone)
    if wanted.is_over is not None:
        over = Q(facts__contains=["issued"]) | Q(facts__contains=["cancelled"])
        found = found.filter(over) if wanted.is_over else found.exclude(over)
    if wanted.phone:
        try:
            found = found.filter(phone=normalize_phone(wanted.phone))
        except PhoneNotUnderstood:
            return found.none()
    return _matching(found, wanted.text) if wanted.text.strip() else found


def _matching(found: QuerySet[Order], text: str) -> QuerySet[Order]:
    words = [word for word in rules.search_words(text) if WORD.fullmatch(word)]
    if not words:
        return found.none()
    asked = [dict.fromkeys((word, rules.number_key(word).lower())) for word in words]
    raw = " & ".join("(" + " | ".join(f"{spelled}:*" for spelled in either) + ")" for either in asked)
    whole = rules.understood_number(text)
    raw = f"({raw}) | {whole.lower()}" if whole else raw
    query = SearchQuery(raw, config="simple", search_type="raw")
    return found.annotate(found_by=SearchVector("search_text", config="simple")).filter(found_by=query)


def _views(rows: Iterable[Order]) -> list[OrderView]:
    known = list(rows)
    lines: dict[int, list[LineView]] = {row.pk: [] for row in known}
    currencies = {row.pk: row.currency for row in known}
    if known:
        current = OrderLine.objects.filter(order_id__in=lines, version=F("order__version"))
        for line in current.order_by("order_id", "position"):
            lines[line.order_id].append(line_view(line, currencies[line.order_id]))
    return [order_view(row, tuple(lines[row.pk])) for row in known]
