"""What people do with promotions: keep a draft with its legend, publish it (by two, if the chain wants), copy it."""

from typing import Final

import msgspec
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import PromotionId, Terms
from prilavok.people.marketing.errors import TwoPeopleNeeded
from prilavok.people.marketing.models import Settings

DRAFTED: Final = "promotion.drafted"


def subject_of(promotion_id: int) -> str:
    """How audits and legends call a promotion."""
    return f"promotion:{promotion_id}"


def save(
    *, promotion_id: int | None, terms: Terms, legend_id: int | None, draft_version: int | None, actor: Actor
) -> PromotionId:
    """Keep the draft, with the words of its legend as they are today. Joins the unit."""
    require_unit()
    if promotion_id is None:
        promotion_id = promotions.save_promotion(terms=terms, actor=actor)
        draft_version = None
        if legend_id is None:
            return PromotionId(promotion_id)
    text = legends.attach(subject=subject_of(promotion_id), legend_id=legend_id, actor=actor)
    return promotions.save_promotion(
        terms=msgspec.structs.replace(terms, legend=text or ""),
        actor=actor,
        promotion_id=promotion_id,
        draft_version=draft_version,
    )


def publish(*, promotion_id: int, draft_version: int | None, actor: Actor) -> int:
    """Publish the draft. Joins the unit. Raises TwoPeopleNeeded and what publishing raises."""
    require_unit()
    if four_eyes() and actor.person_id is not None and last_editor(promotion_id) == actor.person_id:
        raise TwoPeopleNeeded
    return promotions.publish_promotion(promotion_id=promotion_id, actor=actor, draft_version=draft_version)


def copy(*, promotion_id: int, actor: Actor) -> PromotionId:
    """A new draft that says the same, without dates. Joins the unit."""
    require_unit()
    terms = promotions.promotion(promotion_id).terms
    title = _("%(title)s (copy)") % {"title": terms.title[:180]}
    again = msgspec.structs.replace(terms, title=title, starts_at=None, ends_at=None)
    known = legends.attached(subjects=[subject_of(promotion_id)]).get(subject_of(promotion_id))
    legend_id = known.legend_id if known else None
    return save(promotion_id=None, terms=again, legend_id=legend_id, draft_version=None, actor=actor)


def last_editor(promotion_id: int) -> int | None:
    """Who changed the draft last."""
    lines = sorted(accounts.audit_of(subject_of(promotion_id)), key=lambda one: one.line_id, reverse=True)
    return next((one.person_id for one in lines if one.action == DRAFTED), None)


def four_eyes() -> bool:
    """True when publishing takes two people."""
    return Settings.objects.filter(pk=1, four_eyes=True).exists()


def set_four_eyes(*, wanted: bool, actor: Actor) -> None:
    """Whether publishing takes two people. Joins the unit."""
    require_unit()
    before = four_eyes()
    if before != wanted:
        Settings.objects.update_or_create(pk=1, defaults={"four_eyes": wanted})
        accounts.audit(actor, "promotion.eyes_set", "promotions", {"two": before}, {"two": wanted})


def cost_list() -> int | None:
    """The price list that margins are counted by."""
    return Settings.objects.filter(pk=1).values_list("cost_price_type_id", flat=True).first()


def cost_list_of(terms: Terms) -> int | None:
    """The chain's list of costs, else the one that the promotion's own floor names."""
    return cost_list() or terms.floor.price_type


def set_cost_list(*, price_type_id: int | None, actor: Actor) -> None:
    """By which list margins are counted. Joins the unit."""
    require_unit()
    before = cost_list()
    if before != price_type_id:
        Settings.objects.update_or_create(pk=1, defaults={"cost_price_type_id": price_type_id})
        accounts.audit(actor, "promotion.cost_set", "promotions", {"list": before}, {"list": price_type_id})
