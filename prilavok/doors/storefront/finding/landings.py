"""Choices of filters with an address, a title and words of their own: pages that search engines may list."""

from dataclasses import asdict
from typing import Final

from prilavok.base.errors import Refused
from prilavok.base.unit import require_unit
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.models import Landing
from prilavok.doors.storefront.values import LandingView

KEPT_S: Final = 2.0


class AddressTaken(Refused):
    """Another page has this address already: choose another one."""

    code = "storefront.address_taken"


def every() -> list[LandingView]:
    """All of them by title, unpublished ones too. One query."""
    return [_view(row) for row in Landing.objects.order_by("title", "pk")]


def published() -> dict[str, LandingView]:
    """Those that buyers may see, by address; at most two seconds old."""
    return memory.kept("landings", KEPT_S, lambda: {one.slug: one for one in every() if one.is_published})


def address_of(*, category_id: int | None, query: str) -> str | None:
    """The address of the page for exactly these filters."""
    wanted = ((one.slug, one) for one in published().values())
    return next((slug for slug, one in wanted if (one.category_id, one.query) == (category_id, query)), None)


def one(landing_id: int) -> LandingView | None:
    """One of them, published or not."""
    row = Landing.objects.filter(pk=landing_id).first()
    return None if row is None else _view(row)


def keep(view: LandingView) -> LandingView:
    """Write one down; an id of 0 makes a new one. Raises AddressTaken."""
    require_unit()
    if Landing.objects.filter(slug=view.slug).exclude(pk=view.landing_id).exists():
        raise AddressTaken
    told = {name: value for name, value in asdict(view).items() if name != "landing_id"}
    row = Landing.objects.filter(pk=view.landing_id).first() or Landing()
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    memory.forget()
    return _view(row)


def drop(*, landing_id: int) -> bool:
    """Take one away; True when it was there."""
    require_unit()
    memory.forget()
    return bool(Landing.objects.filter(pk=landing_id).delete()[0])


def _view(row: Landing) -> LandingView:
    return LandingView(
        landing_id=row.pk,
        slug=row.slug,
        category_id=row.category_id,
        query=row.query,
        title=row.title,
        description=row.description,
        text=row.text,
        is_published=row.is_published,
    )
