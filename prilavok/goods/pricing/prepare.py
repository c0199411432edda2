"""What pricing needs to stand, unless the chain says otherwise."""

from prilavok.base.prepare import preparation
from prilavok.goods.pricing.promotions.actions.prepare_promotions import prepare_promotions

preparation(prepare_promotions)
