"""The door of marketing: a draft with its legend, and the list that margins are counted by."""

from prilavok.base.access import Actor
from prilavok.goods.pricing.promotions.values import PromotionId, Terms
from prilavok.people.marketing import desk


def save(
    *, promotion_id: int | None, terms: Terms, legend_id: int | None, draft_version: int | None, actor: Actor
) -> PromotionId:
    """Keep the draft of a promotion, with the words of its legend as they are today. Joins the unit."""
    return desk.save(
        promotion_id=promotion_id, terms=terms, legend_id=legend_id, draft_version=draft_version, actor=actor
    )


def set_cost_list(*, price_type_id: int | None, actor: Actor) -> None:
    """By which price list margins are counted; None for none. Joins the unit."""
    desk.set_cost_list(price_type_id=price_type_id, actor=actor)
