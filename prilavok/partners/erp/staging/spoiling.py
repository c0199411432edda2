"""Goods that somebody else has written to: what any node told of them last is not known any more.

Tables, plain files, merges and repairs call this; the next record of a node is applied though it says what it said.
"""

from collections.abc import Iterable

from prilavok.base.bulk import pieces
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.partners.erp.models import Node
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import split_variant
from prilavok.partners.erp.staging import digests

PIECE = 5000


def forget_goods(variant_ids: Iterable[int], *, cards: bool = False) -> None:
    """Forget what is known of these variants' prices and stocks; with `cards` of their products too. Joins the unit."""
    require_unit()
    namespaces = list(Node.objects.order_by().values_list("namespace", flat=True).distinct())
    for piece in pieces(dict.fromkeys(variant_ids), PIECE):
        for namespace in namespaces:
            told = pim.external_ids(system=namespace, variant_ids=[VariantId(one) for one in piece])
            if told:
                digests.forget(namespace, lane=kinds.OFFER, keys=told.values())
            if told and cards:
                digests.forget(namespace, lane=kinds.PRODUCT, keys={split_variant(one)[0] for one in told.values()})
