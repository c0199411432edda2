"""Factories of assortment for tests (inside a unit)."""

from datetime import date

from prilavok.base.access import Actor
from prilavok.goods.assortment import api
from prilavok.goods.assortment.values import (
    Cell,
    EditCounts,
    EditDraft,
    EditId,
    Effect,
    GoodsRef,
    Place,
    PlaceKind,
    Scope,
    Status,
)
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit, LocationId
from tests.goods.pim.make import SYSTEM
from tests.goods.stock.make import make_location

ANNA = Actor(person_id=None, name="Анна", kind="staff", stores=None)
CHAIN = Place(kind=PlaceKind.CHAIN)


def region(code: str) -> Place:
    """A region of stock's directory as rules name it."""
    return Place(kind=PlaceKind.REGION, code=code, title=code.title())


def store(location_id: int) -> Place:
    """A store as rules name it."""
    return Place(kind=PlaceKind.STORE, code=str(location_id), title=f"Магазин {location_id}")


def product(product_id: int, title: str = "Топор") -> GoodsRef:
    """A product as rules name it."""
    return GoodsRef(scope=Scope.PRODUCT, goods_id=product_id, title=title)


def category(category_id: int, title: str = "Инструмент") -> GoodsRef:
    """A category as rules name it."""
    return GoodsRef(scope=Scope.CATEGORY, goods_id=category_id, title=title)


def brand(name: str) -> GoodsRef:
    """A brand as rules name it."""
    return GoodsRef(scope=Scope.BRAND, brand=name.lower(), title=name)


def say(
    goods: GoodsRef,
    place: Place,
    status: str | None,
    channel: str = "",
    since: date | None = None,
    until: date | None = None,
) -> EditId:
    """Make one rule (None takes it away)."""
    effect = Effect(status=Status(status) if status else None, since=since, until=until)
    return edit(EditDraft(goods=(goods,), places=(place,), channel=channel, effect=effect))


def edit(draft: EditDraft) -> EditId:
    """Draft and apply."""
    edit_id = api.draft_edit(draft, actor=ANNA)
    api.apply_edit(edit_id=edit_id, actor=ANNA)
    return edit_id


def make_store(external_id: str, city: str, code: str = "") -> LocationId:
    """A shop in a city, of a region if one is named."""
    location = make_location(external_id, f"Магазин {external_id}")
    stock.describe_location(LocationEdit(location_id=location, city=city))
    if code:
        stock.keep_region(code=code, title=code.title())
        stock.move_city(city=city, region=code)
    return location


def make_category(external_id: str, title: str, parent: str | None = None) -> int:
    """A group of the ERP's tree."""
    draft = CategoryDraft(external_id=external_id, title=title, parent_external_id=parent)
    pim.upsert_categories(system=SYSTEM, drafts=[draft])
    return next(int(one.category_id) for one in pim.category_tree() if one.title == title)


__all__ = [
    "ANNA", "CHAIN", "Cell", "EditCounts", "brand", "category", "edit", "make_category", "make_store", "product",
    "region", "say", "store",
]  # fmt: skip
