"""Factories of bundles for tests."""

from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.bundles import api
from prilavok.goods.bundles.values import BundleDraft, BundleId, BundleView, Part, PriceBy
from prilavok.goods.pim.values import VariantId

EDITOR = Actor(
    person_id=903,
    name="Вера, каталог",
    kind="staff",
    permissions=frozenset({"office.enter", "goods.view", "goods.edit"}),
    stores=None,
)


def draft(parts: dict[VariantId, int], **changes: object) -> BundleDraft:
    """A bundle of these, ten percent off."""
    fields: dict[str, object] = {
        "title": "Обеденная группа",
        "parts": tuple(Part(variant_id=one, quantity=Decimal(count)) for one, count in parts.items()),
        "by": PriceBy.PERCENT,
        "value": Decimal(10),
    }
    return BundleDraft(**{**fields, **changes})  # type: ignore[arg-type]


def make_bundle(parts: dict[VariantId, int], **changes: object) -> BundleView:
    """A bundle on sale."""
    with unit():
        kept = api.keep_bundle(draft=draft(parts, **changes), actor=EDITOR)
        api.publish_bundle(bundle_id=kept, actor=EDITOR)
    return seen(kept)


def seen(bundle_id: BundleId) -> BundleView:
    """The bundle as it stands."""
    return api.bundles(bundle_ids=[bundle_id])[bundle_id]
