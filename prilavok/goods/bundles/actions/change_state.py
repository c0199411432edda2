"""Publish a bundle, or end it. What lies in baskets is told there; orders that were placed are not touched."""

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.bundles.actions._selling import settle
from prilavok.goods.bundles.errors import BundleUnknown, NotSellable
from prilavok.goods.bundles.models import Bundle
from prilavok.goods.bundles.queries import view_of
from prilavok.goods.bundles.troubles import troubles_of
from prilavok.goods.bundles.values import BundleId
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ContentEdit, ProductId, VariantId


def publish_bundle(*, bundle_id: BundleId, actor: Actor) -> None:
    """Put it on sale; published already is done already. Without a picture it gets one made of its parts'."""
    row = _locked(bundle_id)
    stops = next((one for one in troubles_of([view_of(row)])[bundle_id] if one.stops), None)
    if stops is not None:
        raise NotSellable(why=stops.text)
    _enter(row, Bundle.State.PUBLISHED, actor)
    parts = row.parts.order_by("position").values_list("variant_id", flat=True)
    pim.compose_image(product_id=ProductId(row.product_id), of=[VariantId(one) for one in parts])


def end_bundle(*, bundle_id: BundleId, actor: Actor) -> None:
    """Take it off sale; its page says that it is gone."""
    _enter(_locked(bundle_id), Bundle.State.ENDED, actor)


def _enter(row: Bundle, state: Bundle.State, actor: Actor) -> None:
    if row.state == state:
        return
    before, row.state = row.state, state
    if state != Bundle.State.PUBLISHED:
        row.is_sold = False
    row.save()
    _show(ProductId(row.product_id), is_shown=state == Bundle.State.PUBLISHED)
    settle(row)
    accounts.audit(actor, f"bundle.{state}", f"bundle:{row.pk}", before={"state": before}, after={"state": state})


def _show(product_id: ProductId, *, is_shown: bool) -> None:
    content = pim.content(product_id)
    if content is not None:
        pim.edit_content(
            ContentEdit(
                product_id=product_id,
                title=content.own_title,
                description=content.own_description,
                brand=content.own_brand,
                attributes=tuple((one.attribute_id, one.own) for one in content.attributes if one.own is not None),
                is_hidden=not is_shown,
            )
        )


def _locked(bundle_id: BundleId) -> Bundle:
    require_unit()
    row = Bundle.objects.select_for_update().filter(pk=bundle_id).first()
    if row is None:
        raise BundleUnknown
    return row
