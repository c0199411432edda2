"""A promotion's life: drafted, published as a revision, paused, ended, archived. What is published is never rewritten.

A published promotion goes on by its revision while its draft is edited; publishing again makes the next revision. Each
step moves the book's version on, so that every process reads the promotions anew with its next quote.
"""

from decimal import Decimal
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.jobs import Wanted, defer_many
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.engine.checking import faults
from prilavok.goods.pricing.engine.terms import Terms, read_terms, write_terms
from prilavok.goods.pricing.promotions.actions.tell_promotions import tell_changes
from prilavok.goods.pricing.promotions.book import turn_page
from prilavok.goods.pricing.promotions.errors import (
    DraftChanged,
    LegendMissing,
    PromotionStands,
    PromotionUnknown,
    TermsWrong,
)
from prilavok.goods.pricing.promotions.models import Promotion, PromotionBook, PromotionCount, PromotionRevision
from prilavok.goods.pricing.promotions.values import PromotionId, State
from prilavok.goods.pricing.promotions.wording import fault_words, state_words

FOLLOW: Final = "prilavok.goods.pricing.jobs.follow_promotions_now"
A_MOMENT_S: Final = 0.3
MOVES = {
    State.PAUSED: {State.PUBLISHED},
    State.ENDED: {State.PUBLISHED, State.PAUSED},
    State.ARCHIVED: {State.DRAFT, State.ENDED},
}


def save_promotion(
    *, terms: Terms, actor: Actor, promotion_id: int | None = None, draft_version: int | None = None
) -> PromotionId:
    """Keep a draft; a new promotion without an id. It may say whatever it likes until it is published. Joins the unit.

    Raises PromotionUnknown, PromotionStands (archived), DraftChanged when the draft is not of the version told.
    """
    require_unit()
    content = write_terms(terms)
    if promotion_id is None:
        row = Promotion.objects.create(
            title=terms.title[:200], kind=terms.kind, draft=content, made_by=actor.name[:200]
        )
        accounts.audit(actor, "promotion.drafted", f"promotion:{row.pk}", after={"title": row.title})
        return PromotionId(row.pk)
    row = _locked(promotion_id)
    if row.state == State.ARCHIVED:
        raise PromotionStands(state=state_words(row.state))
    if draft_version is not None and draft_version != row.draft_version:
        raise DraftChanged
    if row.draft == content:
        return PromotionId(row.pk)
    row.draft, row.title, row.kind = content, terms.title[:200], terms.kind
    row.draft_version += 1
    row.is_changed = True
    _save(row)
    accounts.audit(actor, "promotion.drafted", f"promotion:{row.pk}", after={"title": row.title})
    return PromotionId(row.pk)


def publish_promotion(*, promotion_id: int, actor: Actor, draft_version: int | None = None) -> int:
    """Make the draft what holds, as the next revision; returns its number. Joins the unit.

    Raises TermsWrong, LegendMissing, DraftChanged, PromotionStands (archived), PromotionUnknown.
    """
    require_unit()
    row = _locked(promotion_id)
    if row.state == State.ARCHIVED:
        raise PromotionStands(state=state_words(row.state))
    if draft_version is not None and draft_version != row.draft_version:
        raise DraftChanged
    terms = _checked(row)
    before, row.revision = row.revision, row.revision + 1
    row.state, row.is_changed, row.starts_at, row.ends_at = State.PUBLISHED, False, terms.starts_at, terms.ends_at
    row.is_hourly = not terms.hours.are_always
    PromotionRevision.objects.create(
        promotion=row,
        number=row.revision,
        content=row.draft,
        made_by=actor.name[:200],
        made_by_id=actor.person_id,
    )
    _save(row)
    _limit(row, terms)
    turn_page()
    tell_changes(promotion_ids=[row.pk])
    _look_again_at(terms)
    accounts.audit(
        actor,
        "promotion.published",
        f"promotion:{row.pk}",
        before={"revision": before},
        after={"revision": row.revision, "title": row.title},
    )
    return row.revision


def pause_promotion(*, promotion_id: int, actor: Actor) -> None:
    """It stops holding until it is resumed. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    _move(promotion_id, State.PAUSED, actor)


def resume_promotion(*, promotion_id: int, actor: Actor) -> None:
    """It holds again by the revision that was published. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    require_unit()
    row = _locked(promotion_id)
    if row.state != State.PAUSED:
        raise PromotionStands(state=state_words(row.state))
    _enter(row, State.PUBLISHED, actor)


def end_promotion(*, promotion_id: int, actor: Actor) -> None:
    """It is over, before its time. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    _move(promotion_id, State.ENDED, actor)


def archive_promotion(*, promotion_id: int, actor: Actor) -> None:
    """Out of the lists; orders still find its revisions. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    _move(promotion_id, State.ARCHIVED, actor)


def set_floor(*, percent: Decimal, price_type_id: int | None, actor: Actor) -> None:
    """The chain's own floor under all promotions. Joins the unit."""
    require_unit()
    book = _book()
    before = {"percent": str(book.floor_percent), "price_type": book.floor_price_type_id}
    PromotionBook.objects.filter(pk=1).update(floor_percent=percent, floor_price_type_id=price_type_id)
    turn_page()
    accounts.audit(actor, "promotion.floor_set", "promotions", before=before, after={"percent": str(percent)})


def _checked(row: Promotion) -> Terms:
    terms = read_terms(row.draft)
    wrong = faults(terms)
    if any(code == "legend" for _field, code in wrong) and len(wrong) == 1:
        raise LegendMissing
    if wrong:
        raise TermsWrong(faults=" ".join(fault_words(code) for _field, code in wrong), fields=tuple(wrong))
    return terms


def _look_again_at(terms: Terms) -> None:
    """A job for the second of its beginning and that of its end; a moment later, because clocks of hosts differ."""
    now = database_now()
    moments = [at for at in (terms.starts_at, terms.ends_at) if at is not None and at > now]
    defer_many(Wanted(task=FOLLOW, queue="pricing", delay_s=(at - now).total_seconds() + A_MOMENT_S) for at in moments)


def _limit(row: Promotion, terms: Terms) -> None:
    """The limit stands beside the count; one that is below what was used already is only reached."""
    count, _ = PromotionCount.objects.select_for_update().get_or_create(promotion=row)
    wanted = terms.limits.total
    count.limit = None if wanted is None else max(wanted, count.used)
    count.save()


def _move(promotion_id: int, to: State, actor: Actor) -> None:
    require_unit()
    row = _locked(promotion_id)
    if State(row.state) == to:
        return
    if State(row.state) not in MOVES[to]:
        raise PromotionStands(state=state_words(row.state))
    _enter(row, to, actor)


def _enter(row: Promotion, to: State, actor: Actor) -> None:
    before, row.state = row.state, to
    _save(row)
    turn_page()
    tell_changes(promotion_ids=[row.pk])
    accounts.audit(
        actor, f"promotion.{to.value}", f"promotion:{row.pk}", before={"state": before}, after={"state": to.value}
    )


def _locked(promotion_id: int) -> Promotion:
    row = Promotion.objects.select_for_update().filter(pk=promotion_id).first()
    if row is None:
        raise PromotionUnknown
    return row


def _save(row: Promotion) -> None:
    row.changed_at = database_now()
    row.save()


def _book() -> PromotionBook:
    book, _ = PromotionBook.objects.get_or_create(pk=1)
    return book
