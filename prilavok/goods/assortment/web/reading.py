"""What the room's screens read out of requests."""

from datetime import date

from django.http import HttpRequest, QueryDict

from prilavok.base.access import Actor
from prilavok.base.errors import Forbidden
from prilavok.goods.assortment.errors import StatusUnknown
from prilavok.goods.assortment.values import Channel, Effect, MatrixFilter, Status


def editor(request: HttpRequest) -> Actor:
    """The one who edits: what is sold where is the whole chain's, so a scope of single stores does not reach."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.stores is not None:
        raise Forbidden
    return actor


def number(text: str | None) -> int | None:
    """An id or a page out of a form or an address; None when it is not a number."""
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def channel(text: str | None) -> str:
    """A channel's code; all channels for what is not understood."""
    return text if text in set(Channel) else Channel.ANY


def wanted(asked: QueryDict) -> MatrixFilter:
    """What the matrix should show, out of an address or a form that keeps it."""
    status = asked.get("show", "")
    return MatrixFilter(
        text=asked.get("q", "").strip()[:100],
        category_id=number(asked.get("category")),
        status=status if status in set(Status) else "",
        channel=channel(asked.get("over", Channel.SITE)),
        opened=asked.get("open", "")[:40],
        page=number(asked.get("page")) or 1,
    )


def effect(post: QueryDict) -> Effect:
    """What the cells should become. Raises StatusUnknown."""
    told = post.get("status", "")
    if told != "inherit" and told not in set(Status):
        raise StatusUnknown
    return Effect(
        status=None if told == "inherit" else Status(told),
        since=day(post.get("since")),
        until=day(post.get("until")),
        note=" ".join(post.get("note", "").split())[:300],
    )


def day(text: str | None) -> date | None:
    """A day out of a date field; None for none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
